"""By when, as it is typed in a hurry: "bis di 12", "morgen", "vor vrijdag", "by tue 5pm", "24.11."

A day without an hour is due when the desk closes; an hour without a day is its next time to come.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from kulanz.case import LanguageCode
from kulanz.commitments import closing_time
from kulanz.countries import Profile
from kulanz.languages import fold, pack

_DATE = re.compile(
    r"(?<![\d.])(\d{1,2})[./-] ?(\d{1,2})(?:[./-](?: ?(\d{4})|(\d{2})(?!\d)))?\.?(?!\d)"
)
_CLOCK = re.compile(r"(?<![\d.])(\d{1,2})[:.](\d{2})(?![\d.])")
_NOON, _HOURS = 12, 24
_UNITS = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
}


@dataclass(frozen=True, slots=True)
class Due:
    """The moment, and the words that said it."""

    at: datetime
    words: str


def due_in(text: str, language: LanguageCode, *, now: datetime, profile: Profile) -> Due | None:
    """When a typed line says that something is due; None where it does not say or it has passed."""
    here = now.astimezone(profile.timezone)
    folded = fold(text, language).text
    day, day_words = _day(folded, language, here.date())
    rest = " ".join(folded.replace(day_words, " ", 1).split()) if day_words else folded
    clock, clock_words = _time(rest, language)
    if day is None and clock is None:
        return _in_a_while(folded, language, here)
    when = _moment(day, clock, here, profile)
    words = " ".join(part for part in (day_words.strip(), clock_words.strip()) if part)
    return Due(when, words) if when > now else None


def _moment(day: date | None, clock: time | None, here: datetime, profile: Profile) -> datetime:
    zone = profile.timezone
    if clock is None:
        return closing_time(profile, day or here.date())
    if day is None:
        today = datetime.combine(here.date(), clock, zone)
        return today if today > here else today + timedelta(days=1)
    return datetime.combine(day, clock, zone)


def _day(folded: str, language: LanguageCode, today: date) -> tuple[date | None, str]:
    match = _DATE.search(folded)
    if match and (found := _date(match, today)) is not None:
        return found, match.group()
    words = _words(language)
    for days, names in reversed(tuple(enumerate(words["days"]))):
        if match := _word(names).search(folded):
            return today + timedelta(days=days), match.group()
    for place, names in enumerate(words["weekdays"]):
        if match := _word(names).search(folded):
            ahead = (place - today.weekday()) % 7 or 7
            return today + timedelta(days=ahead), match.group()
    return None, ""


def _date(match: re.Match[str], today: date) -> date | None:
    day, month = int(match[1]), int(match[2])
    written = match[3] or match[4]
    year = int(written) if written else today.year
    try:
        found = date(year + 2000 if year < 100 else year, month, day)  # noqa: PLR2004 - "26" is 2026
        return found.replace(year=found.year + 1) if not written and found < today else found
    except ValueError:
        return None


def _time(folded: str, language: LanguageCode) -> tuple[time | None, str]:
    if match := _CLOCK.search(folded):
        return _clock(int(match[1]), int(match[2])), match.group()
    if match := _hour(language).search(folded):
        hour = int(match["early"] or match["late"])
        if match.group().endswith("pm") and hour < _NOON:
            hour += _NOON
        return _clock(hour, 0), match.group()
    return None, ""


def _clock(hour: int, minute: int) -> time | None:
    return time(hour % _HOURS, minute) if hour <= _HOURS and minute < 60 else None  # noqa: PLR2004 - minutes


def _in_a_while(folded: str, language: LanguageCode, here: datetime) -> Due | None:
    match = _while(language).search(folded)
    if match is None:
        return None
    unit = next(name for name in _UNITS if match[name])
    return Due(here + _UNITS[unit] * int(match["many"]), match.group())


@cache
def _hour(language: LanguageCode) -> re.Pattern[str]:
    before, after = _words(language)["before_hour"], _words(language)["after_hour"]
    not_money = r"(?!\d|[.,]\d| ?(?:euro|eur|€|%))"
    return re.compile(
        rf"(?<!\w)(?:{before}) (?P<early>\d{{1,2}}){not_money}(?: ?[ap]m)?"
        rf"|(?<![\d.,])(?P<late>\d{{1,2}}) ?(?:{after})(?!\w)"
    )


@cache
def _while(language: LanguageCode) -> re.Pattern[str]:
    known = _words(language)["units"]
    units = "|".join(f"(?P<{name}>{known[name]})" for name in _UNITS)
    return re.compile(rf"(?<!\w)in (?P<many>\d{{1,3}}) (?:{units})\w{{0,6}}")


@cache
def _word(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)\.?")


def _words(language: LanguageCode) -> dict[str, Any]:
    found: dict[str, Any] = pack(language, "calls")["due"]
    return found
