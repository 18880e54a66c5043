"""Business days and opening hours of a profile; public holidays come from `holidays`.

All moments are aware; day arithmetic happens on local dates, so that a change of clocks moves
nothing: a window from 08:00 to 20:00 opens at 08:00 local time on every day of the year.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays

from kulanz.countries import Profile

DAY = timedelta(days=1)


@lru_cache(maxsize=512)
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """The public holidays of one year; read once per country, subdivision and year."""
    found = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    return frozenset(day for day in found if day.year == year)


def is_business_day(profile: Profile, day: date) -> bool:
    """Whether a local day counts for clocks that end in `_b` (de: Arbeitstag, nl: werkdag)."""
    return day.weekday() in profile.business_days and not _is_holiday(profile, day)


def next_business_day(profile: Profile, day: date, count: int = 1) -> date:
    """The `count`-th business day after a day, which itself does not count (cf. § 187(1) BGB)."""
    for _ in range(count):
        day += DAY
        while not is_business_day(profile, day):
            day += DAY
    return day


def is_open(profile: Profile, at: datetime) -> bool:
    """Whether the desk is staffed at this moment."""
    return any(opens <= at < closes for opens, closes in windows(profile, local_day(profile, at)))


def closing_time(profile: Profile, day: date) -> datetime:
    """When a day's work ends, in UTC; 18:00 on a day without opening hours."""
    hours = profile.opening[day.weekday()]
    return moment(profile, day, hours[-1].closes if hours else time(18))


def windows(profile: Profile, day: date) -> list[tuple[datetime, datetime]]:
    """The stretches of a local day in which the desk is staffed, in UTC; none on a holiday."""
    if _is_holiday(profile, day):
        return []
    return [
        (moment(profile, day, window.opens), moment(profile, day, window.closes))
        for window in profile.opening[day.weekday()]
    ]


def windows_from(profile: Profile, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """All staffed stretches that end after a moment, without end."""
    day = local_day(profile, at)
    while True:
        yield from ((opens, closes) for opens, closes in windows(profile, day) if closes > at)
        day += DAY


def local_day(profile: Profile, at: datetime) -> date:
    """The date on the wall where the profile is.

    Raises:
        ValueError: the moment has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {at!r}")
    return at.astimezone(profile.timezone).date()


def moment(profile: Profile, day: date, at: time) -> datetime:
    """A local date and time as a moment in UTC; an hour that does not exist moves forward."""
    return datetime.combine(day, at, profile.timezone).astimezone(UTC)


def _is_holiday(profile: Profile, day: date) -> bool:
    return day in public_holidays(profile.country, profile.subdivision, day.year)
