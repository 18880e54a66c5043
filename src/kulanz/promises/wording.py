"""The patterns of one language, ready to be looked for in folded text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kulanz.case import LanguageCode
from kulanz.languages import pack
from kulanz.languages.fold import fold_word
from kulanz.promises.registry import KINDS, PromiseKind

# The words of a pattern are at most this far apart, within one sentence.
_GAP = ".{0,60}?"
_DIGITS = r"\d{1,3}(?:[.,]\d{3})*(?:[.,]\d\d)?|\d{1,6}"
_SIGN = r"(?:€|£|eur|euro)"
# An amount has its sign before or behind; the first of two may leave it to the second.
_SIGNED = rf"(?={_SIGN} ?\d|\d[\d.,]{{0,12}} ?(?:{_SIGN}|,-))"
_AMOUNT = rf"(?:{_SIGN} ?)?(?P<%s>{_DIGITS})(?: ?{_SIGN}s?|,-)?"
READ_KINDS: tuple[PromiseKind, ...] = tuple(kind for kind in KINDS if kind != "other")


@dataclass(frozen=True, slots=True)
class Saying:
    """A pattern, and the cell of a condition that it stands for; a number counts `times`."""

    pattern: re.Pattern[str]
    fact: str
    cell: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Wording:
    """How one language says a kind of promise."""

    says: tuple[Saying, ...]
    conditions: tuple[Saying, ...]
    guards: re.Pattern[str]


@cache
def wordings(language: LanguageCode) -> Mapping[PromiseKind, Wording]:
    """The wordings of a language by kind."""
    found: dict[PromiseKind, Wording] = {}
    for kind in READ_KINDS:
        table = pack(language, "promises")[kind]
        found[kind] = Wording(
            tuple(_saying(row, language) for row in table["says"]),
            tuple(_saying(row, language) for row in table.get("conditions", ())),
            any_of(tuple(table.get("guards", ())), language),
        )
    return found


@cache
def any_of(patterns: tuple[str, ...], language: LanguageCode) -> re.Pattern[str]:
    """One expression that finds any of the patterns between the edges of words."""
    if not patterns:
        return re.compile(r"(?!)")
    return re.compile("|".join(_edged(one, language) for one in patterns))


def number(text: str, language: LanguageCode) -> int:
    """A number in digits or in words."""
    return int(text) if text.isdigit() else _number_words(language)[text]


def tokens(language: LanguageCode) -> Mapping[str, Any]:
    """The parts from which patterns are made: clocks, months, words before a country."""
    table: Mapping[str, Any] = pack(language, "promises")["tokens"]
    return table


def _saying(row: Mapping[str, Any], language: LanguageCode) -> Saying:
    pattern = re.compile(_edged(row["says"], language))
    return Saying(pattern, row["fact"], row["cell"], row.get("times", 1))


def _edged(pattern: str, language: LanguageCode) -> str:
    body = fold_word(pattern, language).replace("~", _GAP)
    for name, value in _parts(language).items():
        body = body.replace(f"<{name}>", value)
    return rf"(?:(?<!\w)|(?!\w))(?:{body})(?:(?<!\w)|(?!\w))"


@cache
def _parts(language: LanguageCode) -> Mapping[str, str]:
    own = tokens(language)
    one = "|".join([r"\d{1,3}", *sorted(_number_words(language), key=len, reverse=True)])
    between = fold_word(own["range"], language)
    return {
        "n": rf"(?:(?:{one}) ?{between} ?)?(?P<n>{one})",
        "l": _AMOUNT % "l",
        "m": _SIGNED + _AMOUNT % "m",
        "k": _SIGNED + _AMOUNT % "k",
        "clock": fold_word(own["clock"], language),
        "cutoff": fold_word(own["cutoff"], language),
    }


@cache
def _number_words(language: LanguageCode) -> Mapping[str, int]:
    table: Mapping[str, list[str]] = pack(language, "promises")["numbers"]
    return {
        fold_word(word, language): int(value) for value, words in table.items() for word in words
    }
