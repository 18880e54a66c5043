"""Cells of a table as values: days, amounts and words as German, Dutch and English people write."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from kulanz.case import LanguageCode
from kulanz.conditions import Fact
from kulanz.languages import CODES, pack
from kulanz.languages.fold import fold_word

_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_SIGNS = re.compile(r"(?:€|£|EUR|GBP|Euro)", re.IGNORECASE)
_GROUPED = {
    ",": re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}|-))?"),
    ".": re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?"),
}
# The mark before cents. Where a text reads well only the other way, it is read so.
_CENTS: Mapping[LanguageCode, str] = {"de": ",", "nl": ",", "en": "."}
_LISTS = {
    "payment.asked": "payment",
    "payment.offered": "payment",
    "payment.used": "payment",
    "credit_check": "credit_check",
    "order.country": "country",
    "delivery.evidence": "evidence",
}


class Unreadable(ValueError):
    """A cell that has no value, or more than one reading."""


def as_plain(text: str) -> str:
    """A title, word or address without case, accents and punctuation, for comparing."""
    return " ".join(re.sub(r"[\W_]+", " ", fold_word(text, "de")).split())


def as_day(text: str, language: LanguageCode) -> date:
    """A day: "31.12.2026", "31-12-2026", "31/12/2026" or "2026-12-31"; a time behind it is left.

    Raises:
        Unreadable: there is no such day. Months never come first: that would be a guess.
    """
    del language  # all three put the day first
    match = _DAY.fullmatch(_TIME.sub("", text.strip()))
    if match is None:
        raise Unreadable(text)
    day, month, year, *iso = match.groups()
    try:
        return date(*map(int, iso)) if iso[0] else date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable(text) from None


def as_amount(text: str, language: LanguageCode) -> str:
    """An amount or number as "1234.50".

    "1.234" is a thousand in a German or Dutch file; in an English one it has three decimals, which
    no amount has.

    Raises:
        Unreadable: it is no number, or one that can be read in two ways.
    """
    bare = _SIGNS.sub("", text).replace("\u00a0", "").replace(" ", "").strip()
    own = _CENTS[language]
    other = "." if own == "," else ","
    match = _GROUPED[own].fullmatch(bare)
    if match is None and not re.fullmatch(r"\d{1,3}[.,]\d{3}", bare):
        match = _GROUPED[other].fullmatch(bare)
    if match is None:
        raise Unreadable(text)
    whole, cents = match.groups()
    digits = whole.replace(".", "").replace(",", "")
    return f"{digits}.{cents}" if cents and cents != "-" else digits


def as_word(text: str, fact: Fact) -> str:
    """The choice of a fact that a word stands for in any of the languages.

    Raises:
        Unreadable: no choice is called so.
    """
    found = _words(fact.name, fact.kind == "yes_no").get(as_plain(text))
    if found is None:
        raise Unreadable(text)
    return found


@cache
def _words(name: str, yes_no: bool) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for code in CODES:
        table = pack(code, "promises")["values"]
        listed = table["yes_no"] if yes_no else table.get(_LISTS.get(name, ""), {})
        labels = {} if yes_no else pack(code, "conditions")["choices"].get(name, {})
        found |= {as_plain(word): choice for choice, word in labels.items()}
        found |= {as_plain(word): choice for choice, words in listed.items() for word in words}
    return found
