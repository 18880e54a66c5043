"""When something is due: clocks such as "24h_c", "2d_b", "1month_c", counted from a moment.

`c` is calendar time, `b` business time. Hours and minutes elapse; days and months count from the
day after (§ 187(1) BGB, art. 3(1) Regulation 1182/71) and end with their last day (§ 188 BGB,
art. 3(2)): calendar days at 23:59 local time, business days when the desk closes. A month that
lacks the day ends on its last (§ 188(3) BGB). A calendar clock that ends on a Sunday stays there:
earlier than the law allows (§ 193 BGB) is never late.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from kulanz.commitments.calendar import (
    closing_time,
    is_business_day,
    local_day,
    moment,
    next_business_day,
    windows,
    windows_from,
)
from kulanz.countries import Profile

END_OF_DAY = time(23, 59)

_CLOCK = re.compile(r"(\d{1,4})(min|h|d|month)_([cb])")
_SPAN = {"min": timedelta(minutes=1), "h": timedelta(hours=1)}


def due(profile: Profile, clock: str, since: datetime) -> datetime:
    """When a clock that starts at `since` (aware) runs out, in UTC.

    Raises:
        ValueError: the clock cannot be read, or `since` has no time zone.
    """
    day = local_day(profile, since)
    if clock == "immediate":
        return since.astimezone(UTC)
    match = _CLOCK.fullmatch(clock)
    if not match or (match[2], match[3]) == ("month", "b"):
        raise ValueError(f"{clock!r} is no clock such as 24h_c, 2d_b or 1month_c")
    count, unit, business = int(match[1]), match[2], match[3] == "b"
    if unit in _SPAN:
        span = count * _SPAN[unit]
        return _business_span(profile, span, since) if business else since.astimezone(UTC) + span
    if unit == "month":
        return moment(profile, _months_later(day, count), END_OF_DAY)
    if business:
        return closing_time(profile, next_business_day(profile, day, count))
    return moment(profile, day + timedelta(days=count), END_OF_DAY)


def callback_due(profile: Profile, since: datetime) -> datetime:
    """By when we ring back after a call broke off: within the hour while the desk is open.

    Where the hour does not fit into the opening hours, at the set time (10:00) of the next
    business day; that is today when the desk has not opened yet.
    """
    soon = since.astimezone(UTC) + timedelta(minutes=profile.callback.within_minutes)
    today = local_day(profile, since)
    if any(opens <= since and soon <= closes for opens, closes in windows(profile, today)):
        return soon
    morning = moment(profile, today, profile.callback.else_at)
    hours = windows(profile, today)
    if is_business_day(profile, today) and hours and since < min(hours[0][0], morning):
        return morning
    return moment(profile, next_business_day(profile, today), profile.callback.else_at)


def _business_span(profile: Profile, span: timedelta, since: datetime) -> datetime:
    for opens, closes in windows_from(profile, since):
        start = max(opens, since.astimezone(UTC))
        if span <= closes - start:
            return start + span
        span -= closes - start
    raise AssertionError("opening hours have no end")  # pragma: no cover


def _months_later(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
