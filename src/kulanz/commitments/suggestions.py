"""The three times people pick most when they promise something."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from kulanz.commitments.calendar import local_day, moment, next_business_day, windows
from kulanz.commitments.clock import due
from kulanz.countries import Profile

LATER = timedelta(hours=3)
AT_LEAST = timedelta(minutes=30)
MORNING = time(10)
QUARTER = 15


@dataclass(frozen=True, slots=True)
class Preset:
    """A time to pick: `later_today`, `tomorrow_morning` or `in_three_days`, with its moment."""

    code: str
    due: datetime


def presets(profile: Profile, at: datetime) -> tuple[Preset, ...]:
    """The times to offer at a moment, in UTC; `later_today` only while today has room for it."""
    day = local_day(profile, at)
    morning = moment(profile, next_business_day(profile, day), MORNING)
    later = _later_today(profile, at)
    today = (Preset("later_today", later),) if later else ()
    return (
        *today,
        Preset("tomorrow_morning", morning),
        Preset("in_three_days", due(profile, "3d_b", at)),
    )


def _later_today(profile: Profile, at: datetime) -> datetime | None:
    hours = windows(profile, local_day(profile, at))
    if not hours or hours[-1][1] - at < AT_LEAST:
        return None
    later = max(_next_quarter(at.astimezone(UTC) + LATER), hours[0][0])
    return min(later, hours[-1][1])


def _next_quarter(at: datetime) -> datetime:
    whole = at.replace(minute=at.minute // QUARTER * QUARTER, second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=QUARTER)
