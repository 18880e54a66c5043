"""Cuts utterances into sentences and clauses, and keeps track of the line each part stands on.

Mails break sentences at the edge of the screen; such lines are read together. A quote, however,
is always part of one line, so that a person finds it again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from kulanz.case import LanguageCode, Speaker, Utterance
from kulanz.facts.stops import sentence_bounds
from kulanz.languages import Folded, either, fold, pack
from kulanz.languages.remembered import remembered

MOST_CHARACTERS = 120_000  # a third from the end; what is longer is not a letter to a shop
_WRAPPED = 50  # a shorter line was ended on purpose
_TRIM = " \t,;–—-"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or clause; `text` joins wrapped lines, `folded` is what patterns look at."""

    text: str
    folded: Folded
    speaker: Speaker
    turn: int
    parts: tuple[tuple[int, str, int], ...]  # offset in text, exact words, line

    @property
    def quote(self) -> str:
        """The words on the first line."""
        return self.parts[0][1]

    @property
    def line(self) -> int:
        """The first line."""
        return self.parts[0][2]

    def at(self, start: int) -> tuple[str, int]:
        """The exact words and the line of the part in which the folded position lies."""
        raw = self.folded.origin[start] if start < len(self.folded.origin) else 0
        _, words, line = [part for part in self.parts if part[0] <= raw][-1]
        return words, line


@dataclass(frozen=True, slots=True)
class _Passage:
    text: str
    starts: tuple[tuple[int, Utterance], ...]
    turn: int


@lru_cache(maxsize=8)
def sentences(utterances: tuple[Utterance, ...], language: LanguageCode) -> tuple[Sentence, ...]:
    """The sentences and clauses of a contact, in order; its middle is left out when huge.

    `turn` counts the changes of speaker, so that two lines of one speaker are one turn.
    """
    return tuple(
        sentence
        for passage in _passages(_bounded(utterances))
        for sentence in _cut(passage, language)
    )


def _bounded(utterances: tuple[Utterance, ...]) -> tuple[Utterance, ...]:
    if sum(len(u.text) for u in utterances) <= MOST_CHARACTERS:
        return utterances
    head = list(_up_to(iter(utterances), MOST_CHARACTERS * 2 // 3))
    tail = list(_up_to(iter(utterances[: len(head) - 1 : -1]), MOST_CHARACTERS // 3))
    return (*head, *reversed(tail))


def _up_to(utterances: Iterator[Utterance], budget: int) -> Iterator[Utterance]:
    for u in utterances:
        if budget <= 0:
            return
        yield replace(u, text=u.text[:budget].rstrip())
        budget -= len(u.text) + 1


def _passages(utterances: tuple[Utterance, ...]) -> Iterator[_Passage]:
    group: list[Utterance] = []
    turn = 0
    for utterance in utterances:
        if group and not _continues(group[-1], utterance):
            yield _join(group, turn)
            turn += group[-1].speaker != utterance.speaker
            group = []
        group.append(utterance)
    if group:
        yield _join(group, turn)


def _continues(before: Utterance, after: Utterance) -> bool:
    wrapped = len(before.text) >= _WRAPPED and before.text[-1] not in '.!?:;…"“”'
    same = before.speaker == after.speaker and before.line + 1 == after.line and not after.at
    small = after.text[:1].islower() or after.text[:1].isdigit()
    return same and wrapped and not after.bullet and (small or after.speaker == "customer")


def _join(group: list[Utterance], turn: int) -> _Passage:
    starts, place = [], 0
    for utterance in group:
        starts.append((place, utterance))
        place += len(utterance.text) + 1
    return _Passage(" ".join(u.text for u in group), tuple(starts), turn)


def _cut(passage: _Passage, language: LanguageCode) -> Iterator[Sentence]:
    speaker = passage.starts[0][1].speaker
    for start, text, folded in _clauses(passage.text, language):
        parts = tuple(_parts(passage, start, start + len(text)))
        yield Sentence(text, folded, speaker, passage.turn, parts)


@remembered
def _clauses(text: str, language: LanguageCode) -> tuple[tuple[int, str, Folded], ...]:
    """Where each clause begins, the clause, and the clause folded."""
    bounds = (
        clause
        for start, end in sentence_bounds(text)
        for clause in _clause_bounds(text, start, end, language)
    )
    trimmed = (_trimmed(text, first, last) for first, last in bounds)
    return tuple(
        (start, clause, fold(clause, language))
        for start, clause in trimmed
        if any(character.isalnum() for character in clause)
    )


def _trimmed(text: str, first: int, last: int) -> tuple[int, str]:
    raw = text[first:last]
    return first + len(raw) - len(raw.lstrip(_TRIM)), raw.strip(_TRIM)


def _clause_bounds(
    text: str, start: int, end: int, language: LanguageCode
) -> Iterator[tuple[int, int]]:
    folded = fold(text[start:end], language)
    cuts = [
        start + folded.origin[match.start()]
        for match in _cutter(language).finditer(folded.text)
        if match.start() and match.group()
    ]
    greeting = _greeting(language).match(folded.text.lstrip())
    if greeting and len(folded.text) > greeting.end() + 1:
        lead = len(folded.text) - len(folded.text.lstrip()) + greeting.end() - 1
        cuts = [start + folded.origin[lead] + 1, *cuts]
    edges = [start, *cuts, end]
    yield from pairwise(edges)


@lru_cache
def _cutter(language: LanguageCode) -> re.Pattern[str]:
    before = pack(language, "facts")["sentence"]["cut_before"]
    return either([f"(?<=[ ,]){pattern}" for pattern in before], language)


@lru_cache
def _greeting(language: LanguageCode) -> re.Pattern[str]:
    return either(
        [f"(?:{p})[,.!-]{{1,5}}" for p in pack(language, "facts")["skip"]["lead"]], language
    )


def _parts(passage: _Passage, first: int, last: int) -> Iterator[tuple[int, str, int]]:
    for start, utterance in passage.starts:
        a, b = max(first, start), min(last, start + len(utterance.text))
        if a < b:
            yield a - first, passage.text[a:b], utterance.line
