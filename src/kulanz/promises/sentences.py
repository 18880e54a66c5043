"""Which promises a sentence of a shop's page makes, under which conditions.

A sentence is no promise when it is a question, negated, past, future, refused at discretion or
somebody else's words. What it says as a condition is read first: "no overdue bill" negates nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from kulanz.case import LanguageCode
from kulanz.facts.stops import sentence_bounds
from kulanz.languages import fold, pack
from kulanz.languages.fold import fold_word
from kulanz.promises.registry import PromiseKind
from kulanz.promises.wording import Saying, Wording, any_of, number, tokens, wordings

# What holds for whoever asks for what is promised.
GIVEN: Mapping[str, tuple[str, str]] = {
    "payment.offered": ("payment.asked", "invoice"),
    "price.difference_refunded": ("price.lower_elsewhere", "yes"),
    "call.answered": ("contact.in_opening_hours", "yes"),
}
_GUARDS = ("negated", "past", "future", "refused", "quoted")
_QUOTED = re.compile(r'"[^"]{3,400}"')
_BLANK = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Said:
    """A promise in a sentence; the last day it names for itself is `until`."""

    kind: PromiseKind
    quote: str
    start: int
    conditions: Mapping[str, str]
    pledge: Mapping[str, str]
    until: date | None = None
    third_party: bool = False


def said_in(text: str, language: LanguageCode, on: date) -> Iterator[Said]:
    """The promises of a block of text, read on a day."""
    bounds = [(a, b) for a, b in sentence_bounds(text) if text[a:b].strip()]
    for place, (start, end) in enumerate(bounds):
        if text[start:end].rstrip().endswith("?"):
            continue
        alone = list(_promises(text, start, end, language, on))
        before = bounds[place - 1][0] if place and _asks(text, bounds[place - 1]) else None
        joined = list(_promises(text, before, end, language, on)) if before is not None else []
        yield from _fuller(alone, joined)


def _asks(text: str, bound: tuple[int, int]) -> bool:
    return text[slice(*bound)].rstrip().endswith("?")


def _fuller(alone: list[Said], joined: list[Said]) -> Iterator[Said]:
    """The sentence, or the question with it where that says more: "On stock? Then ..."."""
    more = {one.kind: one for one in joined}
    for one in alone:
        other = more.pop(one.kind, one)
        yield other if len(other.conditions) > len(one.conditions) else one
    if not alone:
        yield from more.values()


def _promises(text: str, start: int, end: int, language: LanguageCode, on: date) -> Iterator[Said]:
    raw = text[start:end]
    quote = raw.strip()
    folded = fold(raw.replace("?", ","), language).text.strip()
    kinds = wordings(language)
    for kind, wording in kinds.items():
        found = _first(wording, _outside_quotes(folded))
        if found is None:
            continue
        saying, match = found
        conditions, rest = _conditions(kind, wording, folded, match, language)
        until, rest = _until(rest, language)
        if _guarded(rest, wording, language) or (until is not None and until < on):
            continue
        yield Said(
            kind,
            quote,
            start + len(raw) - len(raw.lstrip()),
            dict([GIVEN[saying.fact]] if saying.fact in GIVEN else []) | conditions,
            {saying.fact: _cell(saying, match, language)},
            until,
            any_of(_listed(language, "third_party", "says"), language).search(folded) is not None,
        )


def _first(wording: Wording, folded: str) -> tuple[Saying, re.Match[str]] | None:
    for saying in wording.says:
        match = saying.pattern.search(folded)
        if match:
            return saying, match
    return None


def _outside_quotes(folded: str) -> str:
    """What stands in quotation marks is somebody else's, unless it is the whole sentence."""
    return _QUOTED.sub(lambda match: _blanked(match[0]), folded)


def _conditions(
    kind: PromiseKind,
    wording: Wording,
    folded: str,
    promised: re.Match[str],
    language: LanguageCode,
) -> tuple[dict[str, str], str]:
    """The conditions that are said, and the sentence without them."""
    found: dict[str, str] = {}
    rest = folded
    for saying in (*wording.conditions, *_everywhere(kind, language)):
        match = saying.pattern.search(rest)
        if match and saying.fact not in found and not _is_pledge(match, promised, saying):
            found[saying.fact] = _cell(saying, match, language)
            rest = rest[: match.start()] + _blanked(match[0]) + rest[match.end() :]
    match = _countries(language).search(rest)
    if match:
        found["order.country"] = ", ".join(_named(match[0], language))
        rest = rest[: match.start()] + _blanked(match[0]) + rest[match.end() :]
    return found, rest


def _is_pledge(match: re.Match[str], promised: re.Match[str], saying: Saying) -> bool:
    """The number of days of a delivery is the promise itself, not a condition of it."""
    return (
        "n" in saying.pattern.groupindex
        and "n" in promised.re.groupindex
        and (match.span("n") == promised.span("n"))
    )


def _everywhere(kind: PromiseKind, language: LanguageCode) -> tuple[Saying, ...]:
    """Conditions on stock, and on who orders, can stand beside every promise but their own."""
    kinds = wordings(language)
    if kind == "payment":
        return ()
    return tuple(one for one in kinds["payment"].conditions if one.fact.startswith("order.amount"))


def _cell(saying: Saying, match: re.Match[str], language: LanguageCode) -> str:
    cell = saying.cell
    if "<n>" in cell:
        cell = cell.replace("<n>", str(number(match["n"], language) * saying.times))
    for name in ("l", "m", "k"):
        if f"<{name}>" in cell:
            cell = cell.replace(f"<{name}>", _amount(match[name]))
    return cell


def _amount(text: str) -> str:
    """A mark before two digits is that of cents: "49,90" and "49.90", but "1.000"."""
    whole, mark, cents = text[:-3], text[-3:-2], text[-2:]
    if mark in {",", "."} and mark:
        digits = f"{whole.replace('.', '').replace(',', '')}.{cents}"
    else:
        digits = text.replace(".", "").replace(",", "")
    value = Decimal(digits)
    return str(value.quantize(Decimal(1)) if value == value.to_integral_value() else value)


def _guarded(rest: str, wording: Wording, language: LanguageCode) -> bool:
    if wording.guards.search(rest):
        return True
    harmless = any_of(_listed(language, "not_a_promise", "harmless"), language)
    rest = harmless.sub(lambda match: _blanked(match[0]), rest)
    return any(
        any_of(_listed(language, "not_a_promise", name), language).search(rest) for name in _GUARDS
    )


@cache
def _listed(language: LanguageCode, table: str, name: str) -> tuple[str, ...]:
    return tuple(pack(language, "promises")[table][name])


@cache
def _countries(language: LanguageCode) -> re.Pattern[str]:
    own = tokens(language)
    names: Mapping[str, list[str]] = pack(language, "promises")["countries"]
    one = "(?:" + "|".join(word for words in names.values() for word in words) + ")"
    return any_of((f"{own['land_before']} {one}(?: ?{own['land_and']} {one}){{0,4}}",), language)


def _named(text: str, language: LanguageCode) -> Iterator[str]:
    names: Mapping[str, list[str]] = pack(language, "promises")["countries"]
    for code, words in names.items():
        if any_of(tuple(words), language).search(text):
            yield code


def _until(rest: str, language: LanguageCode) -> tuple[date | None, str]:
    """The last day of an offer, "bis 31.12.2025" or "until 31 January 2026"."""
    match = _last_day(language).search(rest)
    if match is None:
        return None, rest
    months = [fold_word(word, language) for word in tokens(language)["month"]]
    month = int(match["mm"]) if match["mm"] else months.index(match["name"]) + 1
    try:
        day = date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        return None, rest
    return day, rest[: match.start()] + _blanked(match[0]) + rest[match.end() :]


@cache
def _last_day(language: LanguageCode) -> re.Pattern[str]:
    own = tokens(language)
    names = "|".join(fold_word(word, language) for word in own["month"])
    before = fold_word(own["until"], language)
    return re.compile(
        rf"(?<!\w){before} (?P<day>\d{{1,2}})(?:[./-](?P<mm>\d{{1,2}})[./-]|\.? (?P<name>{names}) )"
        r"(?P<year>\d{4})"
    )


def _blanked(text: str) -> str:
    return _BLANK.sub(" ", text)
