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
    Hours,
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


def due(calendar: Hours | Profile, clock: str, since: datetime) -> datetime:
    """When a clock that starts at `since` (aware) runs out, in UTC.

    Raises:
        ValueError: the clock cannot be read, or `since` has no time zone.
    """
    day = local_day(calendar, since)
    if clock == "immediate":
        return since.astimezone(UTC)
    count, unit, business = _read(clock)
    if unit in _SPAN:
        span = count * _SPAN[unit]
        if business:
            return add_business_time(calendar, since, span)
        return since.astimezone(UTC) + span
    if unit == "month":
        return moment(calendar, _months_later(day, count), END_OF_DAY)
    if business:
        return closing_time(calendar, next_business_day(calendar, day, count))
    return moment(calendar, day + timedelta(days=count), END_OF_DAY)


def shifted(
    calendar: Hours | Profile, clock: str, end: datetime, *, pause: tuple[datetime, datetime]
) -> datetime:
    """A due time moved on by a pause, counted as the clock counts; never to an earlier time.

    Hours and minutes stand still as long as the pause lasts, in business time where the clock
    runs in it; days and months for as many (business) days as begin during the pause.
    """
    if clock == "immediate":
        return end
    _, unit, business = _read(clock)
    begins, ends = pause
    if unit in _SPAN:
        if business:
            return add_business_time(calendar, end, business_time_between(calendar, begins, ends))
        return end + max(ends - begins, timedelta(0))
    first, last = local_day(calendar, begins), local_day(calendar, ends)
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    if business:
        counted = sum(is_business_day(calendar, day) for day in days)
        until = next_business_day(calendar, local_day(calendar, end), counted)
        return closing_time(calendar, until) if counted else end
    wall = end.astimezone(calendar.timezone)
    return moment(calendar, wall.date() + timedelta(days=len(days)), wall.time())


def add_business_time(calendar: Hours | Profile, start: datetime, span: timedelta) -> datetime:
    """The moment, in UTC, by which `span` of business time has passed since `start` (aware).

    Raises:
        ValueError: the span is negative, or `start` has no time zone.
    """
    if span < timedelta(0):
        raise ValueError(f"business time cannot be taken back: {span!r}")
    if not span:
        return start.astimezone(UTC)
    for opens, closes in windows_from(calendar, start):
        begins = max(opens, start.astimezone(UTC))
        if span <= closes - begins:
            return begins + span
        span -= closes - begins
    raise AssertionError("opening hours have no end")  # pragma: no cover


def business_time_between(calendar: Hours | Profile, start: datetime, end: datetime) -> timedelta:
    """How much business time lies between two aware moments; none where `end` is not later."""
    passed, end = timedelta(0), end.astimezone(UTC)
    for opens, closes in windows_from(calendar, start):
        if opens >= end:
            break
        passed += max(min(closes, end) - max(opens, start.astimezone(UTC)), timedelta(0))
    return passed


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


def _read(clock: str) -> tuple[int, str, bool]:
    match = _CLOCK.fullmatch(clock)
    if not match or (match[2], match[3]) == ("month", "b"):
        raise ValueError(f"{clock!r} is no clock such as 24h_c, 2d_b or 1month_c")
    return int(match[1]), match[2], match[3] == "b"


def _months_later(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
