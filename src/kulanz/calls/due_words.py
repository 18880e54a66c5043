"""The words for days, hours and spans of time in a typed line, as data of each language.

A weekday of two or three letters is one only after "by", before an hour, or at the end: "Fr. Meier"
and "so schnell wie möglich" are none. A date that tells which letter is meant ("of 3.11.") is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from typing import Any

from kulanz.case import LanguageCode
from kulanz.languages import either, pack
from kulanz.languages.fold import fold_word

Span = tuple[int, int]
UNITS = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
}
PARTS = {"noon": time(12), "afternoon": time(17)}
_OFFICE = 7  # an hour below is one of the afternoon: nobody rings back at four in the night
_NOON, _MIDNIGHT = 12, 24
_LONG_AGO = timedelta(days=180)  # a date without a year is of next year only if it is that old
_FRIDAY, _WEEK = 4, 7
_BARE = re.compile(r",? ?(\d{1,2})(?!\d|[.,:]\d| ?(?:euro|eur|€|%|x\b))")
_LOOK_BACK = 24  # characters before a date


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day and where it stands."""

    at: time
    span: Span


@dataclass(frozen=True, slots=True)
class Day:
    """A day and where it stands."""

    on: date
    span: Span


@dataclass(frozen=True, slots=True)
class After:
    """A span of time from now on, whether it counts in days, and where it stands."""

    span_of_time: timedelta
    in_days: bool
    span: Span


def day_in(text: str, language: LanguageCode, today: date) -> Day | None:
    """The first day that a folded text names: a date, a word like "tomorrow", a weekday."""
    return next(iter(_dates(text, language, today)), None) or _named_day(text, language, today)


def hour_in(text: str, language: LanguageCode) -> Hour | None:
    """The hour that a folded text names."""
    for match in _hours(language).finditer(text):
        at = _clock(match)
        if at is not None:
            return Hour(at, match.span())
    for name, part in PARTS.items():
        if found := _word(_words(language)["parts"][name]).search(text):
            return Hour(part, found.span())
    return None


def bare_hour(text: str, place: int) -> Hour | None:
    """The number that follows a day without another word: "di 12"."""
    match = _BARE.match(text, place)
    if match is None or int(match[1]) > _MIDNIGHT:
        return None
    return Hour(_office(int(match[1])), match.span(1))


def after_in(text: str, language: LanguageCode) -> After | None:
    """The span of time after which a folded text says that something is due."""
    match = _spans(language).search(text)
    if match is None:
        return None
    unit = next(name for name in UNITS if match[name])
    return After(
        UNITS[unit] * _number(match["many"], language), unit in {"days", "weeks"}, match.span()
    )


def _dates(text: str, language: LanguageCode, today: date) -> Iterator[Day]:
    for match in _date_pattern(language).finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()].rstrip()
        found = _date(match, language, today)
        if found is not None and not _reference(language).search(before):
            yield Day(found, match.span())


def _date(match: re.Match[str], language: LanguageCode, today: date) -> date | None:
    day = int(match["day"] or match["day2"] or match["day3"])
    named = match["name"] or match["name2"]
    month = _month(named, language) if named else int(match["month"])
    written = match["long"] or match["short"]
    year = int(written) if written else today.year
    try:
        found = date(year + 2000 if year < 100 else year, month, day)  # noqa: PLR2004 - "26" is 2026
        if written or found >= today:
            return found
        return found.replace(year=found.year + 1) if today - found > _LONG_AGO else None
    except ValueError:
        return None


def _month(name: str, language: LanguageCode) -> int:
    return next(n for n, month in enumerate(_months(language), 1) if month.startswith(name[:3]))


def _named_day(text: str, language: LanguageCode, today: date) -> Day | None:
    words = _words(language)
    for days, names in reversed(tuple(enumerate(words["days"]))):
        if match := _word(names).search(text):
            return Day(today + timedelta(days=days), match.span())
    if match := _word(words["week_end"]).search(text):
        ahead = (_FRIDAY - today.weekday()) % _WEEK
        return Day(today + timedelta(days=ahead), match.span())
    for place in range(_WEEK):
        if match := _weekday(language, place).search(text):
            ahead = (place - today.weekday()) % _WEEK or _WEEK
            return Day(today + timedelta(days=ahead), match.span())
    return None


def _clock(match: re.Match[str]) -> time | None:
    hour = int(match["early"] or match["late"] or match["whole"] or match["half"])
    minute = int(match["minute"] or 0)
    half = match["ampm"] or match["ampm2"] or match["ampm3"] or ""
    if hour > _MIDNIGHT or minute >= 60:  # noqa: PLR2004 - minutes
        return None
    if half:
        hour = hour % _NOON + (_NOON if half.startswith("p") else 0)
        return time(hour, minute)
    if match.group().startswith("0") and hour < _NOON:
        return time(hour, minute)
    at = _office(hour)
    if match["half"]:
        whole = hour % _MIDNIGHT and at.hour  # half to midnight is half past eleven in the evening
        return time((whole - 1) % _MIDNIGHT if match["to"] else whole, 30)
    return at if hour == _MIDNIGHT else at.replace(minute=minute)


def _office(hour: int) -> time:
    """Nobody rings back at four in the night; midnight is the end of the day."""
    if hour == _MIDNIGHT:
        return time(23, 59)
    return time(hour + _NOON if 0 < hour < _OFFICE else hour)


def _number(word: str, language: LanguageCode) -> int:
    if word.isdigit():
        return int(word)
    names = _words(language)["numbers"]
    return next(n for n, name in enumerate(names, 1) if re.fullmatch(name, word))


@cache
def _date_pattern(language: LanguageCode) -> re.Pattern[str]:
    names = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _months(language))
    no_hour = rf"(?! ?(?:{_words(language)['after_hour']})(?!\w))"
    year = r"(?:\.? ?(?P<long>20\d\d)|[./-](?P<short>\d{2})(?![\d:.]))?"
    return re.compile(
        rf"(?:(?<![\d.,])(?P<day>\d{{1,2}})[./-] ?(?P<month>\d{{1,2}})(?!\d){no_hour}"
        rf"|(?<![\d.,])(?P<day2>\d{{1,2}})(?:\.|st|nd|rd|th)? (?P<name>{names})(?!\w)"
        rf"|(?<!\w)(?P<name2>{names}) (?P<day3>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.])){year}\.?"
    )


@cache
def _reference(language: LanguageCode) -> re.Pattern[str]:
    """What stands before the date of a letter or an event: "the bill of 3 May"."""
    listed = pack(language, "commitments")["due"]["not_after"]
    return re.compile(rf"{either(listed, language).pattern}$")


@cache
def _hours(language: LanguageCode) -> re.Pattern[str]:
    words = _words(language)
    before, after = words["before_hour"], words["after_hour"]
    not_money = r"(?!\d|[.,:]\d| ?(?:euro|eur|€|%|x\b))"
    to, past = words["half_to"], words["half_past"]
    half = rf"(?<!\w)(?:(?P<to>{to})|(?:{past})) (?P<half>\d{{1,2}})(?!\d)"
    return re.compile(
        rf"(?<![\d.,])(?P<whole>\d{{1,2}})[:.](?P<minute>\d{{2}})(?![\d.])(?: ?(?P<ampm2>[ap]m))?"
        rf"|{half}"
        rf"|(?<![\d.,])(?P<late>\d{{1,2}}) ?(?:(?P<ampm>[ap]m)|{after})(?!\w)"
        rf"|(?<!\w)(?:{before}) (?P<early>\d{{1,2}})"
        rf"(?: ?(?:(?P<ampm3>[ap]m)|{after})(?!\w)|{not_money})"
    )


@cache
def _spans(language: LanguageCode) -> re.Pattern[str]:
    words = _words(language)
    many = rf"\d{{1,3}}|{'|'.join(words['numbers'])}"
    units = "|".join(f"(?P<{name}>{words['units'][name]})" for name in UNITS)
    return re.compile(rf"(?<!\w)(?:{words['within']}) (?P<many>{many}) (?:{units})\w{{0,6}}")


@cache
def _weekday(language: LanguageCode, place: int) -> re.Pattern[str]:
    words = _words(language)
    long, short = words["weekdays"][place], words["short"][place]
    lead = rf"(?<!\w)(?:{words['before_day']}) (?:{short})(?!\w)\.?"
    parts = "|".join(words["parts"].values())
    hour = rf"\d{{1,2}}(?:[:.]\d\d|[ap]m)?(?!\w)|(?:{words['before_hour']}) \d|(?:{parts})(?!\w)"
    follow = rf"(?<!\w)(?:{short})\.?,? (?={hour})"
    end = rf"(?:^|(?<!\w)(?!(?:{words['ordinary']})\.?$))(?:{short})\.?$"
    return re.compile(rf"(?<!\w)(?:{long})(?!\w)|{lead}|{follow}|{end}")


@cache
def _word(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)")


@cache
def _months(language: LanguageCode) -> tuple[str, ...]:
    names = pack(language, "facts")["sentence"]["months"]
    return tuple(fold_word(name, language) for name in names)


def _words(language: LanguageCode) -> dict[str, Any]:
    found: dict[str, Any] = pack(language, "calls")["due"]
    return found
