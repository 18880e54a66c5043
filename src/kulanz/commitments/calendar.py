"""Business days and opening hours: the calendar that all clocks count on.

All moments are aware; day arithmetic happens on local dates, so that a change of clocks moves
nothing: a window from 08:00 to 20:00 opens at 08:00 local time on every day of the year. Public
holidays come from `holidays`; a company adds its own days (`closed`, `closed_yearly`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from kulanz.countries import Profile, Window

DAY = timedelta(days=1)
MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody is there (de: Öffnungszeiten, nl: openingstijden); a profile yields one.

    `opening` has one entry per weekday from Monday; a window that closes at 00:00 closes at the
    end of the day. Without a `country` there are no public holidays but the company's own.

    Raises:
        ValueError: there is never anybody, so that no clock would run out.
    """

    timezone: ZoneInfo
    opening: tuple[tuple[Window, ...], ...]
    business_days: frozenset[int] = frozenset(range(5))
    country: str = ""
    subdivision: str = ""
    closed: frozenset[date] = frozenset()
    closed_yearly: frozenset[tuple[int, int]] = frozenset()

    def __post_init__(self) -> None:
        if not any(self.opening) or not self.business_days:
            raise ValueError("opening hours and business days must not be empty")


def hours(calendar: Hours | Profile) -> Hours:
    """The opening hours of a profile; hours stay what they are."""
    if isinstance(calendar, Hours):
        return calendar
    return Hours(
        timezone=calendar.timezone,
        opening=calendar.opening,
        business_days=calendar.business_days,
        country=calendar.country,
        subdivision=calendar.subdivision,
    )


@lru_cache(maxsize=512)
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """The public holidays of one year; read once per country, subdivision and year."""
    found = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    return frozenset(day for day in found if day.year == year)


def is_business_day(calendar: Hours | Profile, day: date) -> bool:
    """Whether a local day counts for clocks that end in `_b` (de: Arbeitstag, nl: werkdag)."""
    return day.weekday() in calendar.business_days and not _is_holiday(hours(calendar), day)


def next_business_day(calendar: Hours | Profile, day: date, count: int = 1) -> date:
    """The `count`-th business day after a day, which itself does not count (cf. § 187(1) BGB)."""
    within = hours(calendar)
    for _ in range(count):
        day += DAY
        while not is_business_day(within, day):
            day += DAY
    return day


def is_open(calendar: Hours | Profile, at: datetime) -> bool:
    """Whether the desk is staffed at this moment."""
    return any(opens <= at < closes for opens, closes in windows(calendar, local_day(calendar, at)))


def closing_time(calendar: Hours | Profile, day: date) -> datetime:
    """When a day's work ends, in UTC; 18:00 on a day without opening hours."""
    opening = calendar.opening[day.weekday()]
    return _closes(hours(calendar), day, opening[-1].closes if opening else time(18))


def windows(calendar: Hours | Profile, day: date) -> list[tuple[datetime, datetime]]:
    """The stretches of a local day in which the desk is staffed, in UTC; none on a holiday.

    They never overlap, even where a time falls into the hour that does not exist.
    """
    within = hours(calendar)
    if _is_holiday(within, day):
        return []
    stretches: list[tuple[datetime, datetime]] = []
    for window in within.opening[day.weekday()]:
        opens = moment(within, day, window.opens)
        closes = _closes(within, day, window.closes)
        opens = max(opens, stretches[-1][1]) if stretches else opens
        if opens < closes:
            stretches.append((opens, closes))
    return stretches


def windows_from(calendar: Hours | Profile, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """All staffed stretches that end after a moment, without end."""
    within = hours(calendar)
    day = local_day(within, at)
    while True:
        yield from ((opens, closes) for opens, closes in windows(within, day) if closes > at)
        day += DAY


def local_day(calendar: Hours | Profile, at: datetime) -> date:
    """The date on the wall where the calendar is.

    Raises:
        ValueError: the moment has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {at!r}")
    return at.astimezone(calendar.timezone).date()


def moment(calendar: Hours | Profile, day: date, at: time) -> datetime:
    """A local date and time as a moment in UTC; an hour that does not exist moves forward."""
    return datetime.combine(day, at, calendar.timezone).astimezone(UTC)


def _closes(within: Hours, day: date, at: time) -> datetime:
    return moment(within, day + DAY if at == MIDNIGHT else day, at)


def _is_holiday(within: Hours, day: date) -> bool:
    if day in within.closed or (day.month, day.day) in within.closed_yearly:
        return True
    if not within.country:
        return False
    return day in public_holidays(within.country, within.subdivision, day.year)
