"""Dates as mail programs write them above a quoted letter, in German, Dutch, English and French.

A date that could be two different days ("03/04/2026" in English) is none.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from kulanz.reading.addresses import moment

_MONTHS = {
    1: "jan",
    2: "feb fév fev",
    3: "mär mar mrz maa mrt mae",
    4: "apr avr",
    5: "mai mei may",
    6: "jun juin",
    7: "jul juil",
    8: "aug aoû aou",
    9: "sep",
    10: "okt oct",
    11: "nov",
    12: "dez dec déc",
}
_MONTH = {word: number for number, words in _MONTHS.items() for word in words.split()}
_ZONES = {"utc": 0, "gmt": 0, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "bst": 1, "wet": 0}

_DAY_NAME = re.compile(r"\b(\d{1,2})(?:\.|e|er|st|nd|rd|th)? ?([^\W\d_]{3,9})\.?,? (\d{4})\b")
_NAME_DAY = re.compile(r"\b([^\W\d_]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_YEAR_FIRST = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})\b")
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))? ?(am|pm|a\.m|p\.m|vorm|nachm)?", re.IGNORECASE
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?\b")
_ZONE = re.compile(r"\b([A-Za-z]{3,4})\b")


def written_date(text: str, *, zone: tzinfo = UTC) -> datetime | None:
    """The moment that is meant; `zone` counts where the text names none. None where unclear."""
    text = " ".join(text[:120].split())
    exact = moment(text.encode("ascii", "replace"))
    if exact is not None and re.search(r"[+-]\d{4}\b", text):
        return exact
    found = _day(text)
    if found is None:
        return None
    (year, month, day), (start, end) = found
    clock = _CLOCK.search(text, end) or _CLOCK.search(text[:start])
    hour, minute, second = (int(clock[n] or 0) for n in (1, 2, 3)) if clock else (0, 0, 0)
    half = (clock[4] or "").lower() if clock else ""
    if half.startswith(("p", "n")) and hour < 12:  # noqa: PLR2004 - noon
        hour += 12
    elif half.startswith(("a", "v")) and hour == 12:  # noqa: PLR2004 - midnight
        hour = 0
    zone = _zone(text[clock.end() :] if clock else "") or zone
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _day(text: str) -> tuple[tuple[int, int, int], tuple[int, int]] | None:
    """Year, month, day, and where they stand."""
    if (found := _DAY_NAME.search(text)) and (month := _month(found[2])):
        return (int(found[3]), month, int(found[1])), found.span()
    if (found := _NAME_DAY.search(text)) and (month := _month(found[1])):
        return (int(found[3]), month, int(found[2])), found.span()
    if found := _YEAR_FIRST.search(text):
        return (int(found[1]), int(found[2]), int(found[3])), found.span()
    if found := _DAY_FIRST.search(text):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "/" and month > 12:  # noqa: PLR2004 - months
            day, month = month, day
        elif found[2] == "/" and day <= 12 and day != month:  # noqa: PLR2004 - months
            return None
        return (year if year > 99 else 2000 + year, month, day), found.span()  # noqa: PLR2004 - "26"
    return None


def _month(word: str) -> int:
    word = word.lower()
    return _MONTH.get(word[:4], _MONTH.get(word[:3], 0))


def _zone(text: str) -> tzinfo | None:
    """An offset, or one of the few names that stand for one only."""
    if offset := _OFFSET.search(text):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes < 15 * 60:
            return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    named = next(
        (_ZONES[word.lower()] for word in _ZONE.findall(text) if word.lower() in _ZONES), None
    )
    return None if named is None else timezone(timedelta(hours=named))
