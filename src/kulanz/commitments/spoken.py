"""Commitments that are said in words: who undertakes what by when (de: Zusagen, nl: toezeggingen).

First person, an act that is still to come, and perhaps a time; or something the other side "will
get" from us. Questions, "I would", denials, what is past and what is only a threat are none, and
neither is one of two ways with the question which it shall be. The time stays as it was said:
without a date to count from nobody can say which Friday it is. Every one is a proposal; a person
confirms it before a clock starts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

from kulanz.case import LanguageCode, Utterance
from kulanz.facts.stops import sentence_bounds
from kulanz.languages import Folded, either, fold, pack
from kulanz.languages.remembered import remembered

Who = Literal["us", "customer"]

MOST = 200  # commitments of one contact
_SIDES: dict[str, Who] = {"agent": "us", "customer": "customer"}
_NO_GAP = 5  # words of a sentence that only adds a time ("By Friday at noon.")
_TRIM = " \t,;:.!–—-\"'“”„»«()"
_JOINED = re.compile(r"\b(?:und|en|and) ")
_AND = re.compile(r"\s(?:und|en|and)$", re.IGNORECASE)
_OR: dict[LanguageCode, re.Pattern[str]] = {
    "de": re.compile(r"\boder\b", re.IGNORECASE),
    "nl": re.compile(r"\bof\b", re.IGNORECASE),
    "en": re.compile(r"\bor\b", re.IGNORECASE),
}
_CUT = re.compile(r"[,;:](?= )|(?<= )[-](?= )")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One commitment as it was said; `due` is empty when no time was named."""

    by: Who
    what: str
    due: str
    quote: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class _Frame:
    patterns: re.Pattern[str]
    dated: re.Pattern[str]
    guards: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Times:
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    single: re.Pattern[str]
    not_after: re.Pattern[str]


def find_commitments(
    utterances: tuple[Utterance, ...], language: LanguageCode
) -> tuple[Spoken, ...]:
    """What agent and customer undertake, in the order in which they said it."""
    found: list[Spoken] = []
    for utterance in utterances:
        side = _SIDES.get(utterance.speaker)
        if side:
            said = _said(utterance.text, side, language)
            found += (replace(one, line=utterance.line) for one in said)
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


@remembered
def _said(text: str, side: Who, language: LanguageCode) -> tuple[Spoken, ...]:
    """The commitments of one utterance; the line is filled in where it is known."""
    found: list[Spoken] = []
    before = ""  # a sentence that was only a time: "Tomorrow at eight. I'll be in."
    raws = [text[start:end] for start, end in sentence_bounds(text)]
    open_end = False
    for raw, after in zip(raws, (*raws[1:], ""), strict=True):
        here = [] if _asks(raw, after, language) else _commitments(raw, side, language)
        late = "" if here or raw.rstrip(_TRIM).endswith("?") else _only_a_time(raw, language)
        if late and open_end:
            found[-1] = replace(found[-1], due=late)
        found += (replace(one, due=one.due or before) for one in here)
        open_end = bool(here and not found[-1].due)
        before = late if _due(late, fold(late, language), language)[1] else ""
    return tuple(found)


def _asks(raw: str, after: str, language: LanguageCode) -> bool:
    """A question, or two ways ("or") to choose from in the question behind them."""
    ways = _OR[language].search(raw) is not None
    return raw.rstrip(_TRIM).endswith("?") or (ways and after.rstrip(_TRIM).endswith("?"))


def _only_a_time(raw: str, language: LanguageCode) -> str:
    return _due(raw, fold(raw, language), language)[0] if len(raw.split()) <= _NO_GAP else ""


def _commitments(raw: str, side: Who, language: LanguageCode) -> list[Spoken]:
    """One for a sentence; more where "and" joins undertakings that each have a time."""
    folded = fold(raw, language)
    time, exact = _due(raw, folded, language)
    frame = _frame(side, language)
    matches = list(frame.patterns.finditer(folded.text))
    if exact:
        matches += frame.dated.finditer(folded.text)
    sure = [match for match in matches if not frame.guards.search(_clause(folded.text, match)[1])]
    if not sure:
        return []
    edges = [*(folded.origin[place] for place in _parts(folded.text, sure)), len(raw)]
    pieces = [raw[start:end] for start, end in pairwise(edges)]
    timed = [piece for piece in pieces if _due(piece, fold(piece, language), language)[1]]
    quotes = timed if len(timed) > 1 else [raw[edges[0] :]]
    said = [_spoken(quote.strip(_TRIM), side, language) for quote in quotes]
    # "Tuesday is fine, I'll stay at home": the time of the sentence
    return [replace(one, due=one.due or time) for one in said] if exact else said


def _parts(text: str, sure: list[re.Match[str]]) -> Iterator[int]:
    """Where each undertaking begins: the first with its clause, the next behind an "and"."""
    first, *others = sorted(sure, key=re.Match.start)
    yield _clause(text, first)[0]
    last = first.start()
    for match in others:
        joined = list(_JOINED.finditer(text, last + 1, match.start()))
        if joined:
            yield joined[-1].end()
            last = match.start()


def _spoken(quote: str, side: Who, language: LanguageCode) -> Spoken:
    quote = _AND.sub("", quote)
    due, _ = _due(quote, fold(quote, language), language)
    return Spoken(side, _what(quote, due), due, quote)


def _clause(text: str, match: re.Match[str]) -> tuple[int, str]:
    """Where the clause around these words begins, and the clause."""
    before = [cut.end() for cut in _CUT.finditer(text, 0, match.start())]
    after = _CUT.search(text, match.end())
    start = before[-1] if before else 0
    while start < match.start() and text[start] == " ":
        start += 1
    return start, text[start : after.start() if after else len(text)].strip(_TRIM)


def _what(quote: str, due: str) -> str:
    """The same words without the time."""
    before, _, after = quote.partition(due) if due else (quote, "", "")
    return " ".join(f"{before.rstrip(' ,')} {after.lstrip(' ,')}".split()).strip(_TRIM)


def _due(raw: str, folded: Folded, language: LanguageCode) -> tuple[str, bool]:
    """The last time named, as written, and whether it is one to hold somebody to."""
    times = _times(language)
    for pattern, exact in ((times.strong, True), (times.weak, False)):
        named = list(_named(pattern, times, folded.text))
        if named:
            start, end = folded.raw(*named[-1])
            return raw[start:end].strip(_TRIM), exact
    return "", False


def _named(pattern: re.Pattern[str], times: _Times, text: str) -> Iterator[tuple[int, int]]:
    """Every time in the text, but not "the bill of 3 May"; what follows it may be one again."""
    place = 0
    while match := pattern.search(text, place):
        place = max(match.end(), match.start() + 1)
        if times.not_after.search(text[max(0, match.start() - 24) : match.start()].rstrip()):
            first = times.single.match(text, match.start())
            place = first.end() if first and first.end() > match.start() else place
        elif match.group().strip():
            yield match.span()


@cache
def _frame(side: Who, language: LanguageCode) -> _Frame:
    entry = pack(language, "commitments")[side]
    return _Frame(*(either(entry[key], language) for key in ("patterns", "dated", "guards")))


@cache
def _times(language: LanguageCode) -> _Times:
    listed = pack(language, "commitments")["due"]
    before, units = ("|".join(listed[key]) for key in ("before", "times"))
    lead = rf"(?:(?:{before}) ){{0,3}}"
    joined = rf"{lead}(?:{units})(?:,? {lead}(?:{units})){{0,3}}"
    endings = either(listed["not_after"], language).pattern
    return _Times(
        either([joined], language),
        either(listed["weak"], language),
        either([f"{lead}(?:{units})"], language),
        re.compile(rf"{endings}$"),
    )
