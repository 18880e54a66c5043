"""Listening by a procedure: which apply, what is known of their needs, and the one next question.

A need ticks itself by what is there: a fact of the case first, then a record, then the ledger.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from kulanz.case import LanguageCode, Statement
from kulanz.conditions import Facts, judge
from kulanz.facts import Question
from kulanz.languages import either, fold, pack
from kulanz.languages.concepts import find_concepts, tokens
from kulanz.languages.remembered import remembered
from kulanz.protocol.procedures import Need, Procedure, procedures, question_text

LONGEST_LINE, LONGEST_WORD = 2_000, 40  # letters; what is longer is no line of a ledger
TELLING = frozenset({"claim", "fact", "demand"})  # opinions and feelings answer no question


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a case shows: its ledger, facts, records, declarations and named problems."""

    language: LanguageCode
    lines: tuple[Statement, ...] = ()
    facts: Facts = field(default_factory=lambda: MappingProxyType({}))
    records: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    declarations: frozenset[str] = frozenset()
    problems: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Met:
    """By what a need is met: the name of a fact, the kind of a record, or the id of a line."""

    fact: str = ""
    record: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Needed:
    """One need of the procedures that apply; `by` is None while it is not known."""

    need: Need
    procedures: tuple[str, ...]
    by: Met | None


def applying(seen: Seen) -> tuple[Procedure, ...]:
    """The procedures that this case calls for, in their order; any sign of one is enough."""
    return tuple(one for one in procedures() if _applies(one, seen))


def needed(seen: Seen) -> tuple[Needed, ...]:
    """What has to be known, each thing once, with what makes it known."""
    wanted: dict[str, tuple[Need, list[str]]] = {}
    for one in applying(seen):
        for need in one.needs:
            wanted.setdefault(need.code, (need, []))[1].append(one.code)
    return tuple(Needed(need, tuple(codes), _met(need, seen)) for need, codes in wanted.values())


def to_ask(
    found: tuple[Needed, ...], open_ones: tuple[Question, ...], language: LanguageCode
) -> tuple[Question, ...]:
    """The questions of ledger and procedures as one list: what happened, then what is needed.

    What a procedure knows is not asked by the ledger again.
    """
    codes = {one.need.code for one in found}
    first = tuple(one for one in open_ones if one.code == "what")
    wanted = tuple(
        Question(one.need.code, question_text(one.need.code, language))
        for one in found
        if one.by is None
    )
    rest = tuple(one for one in open_ones if one.code != "what" and one.code not in codes)
    return (*first, *wanted, *rest)


def _applies(one: Procedure, seen: Seen) -> bool:
    if one.declarations & seen.declarations or one.problems & seen.problems:
        return True
    if any(judge(asked, seen.facts).truth for asked in one.facts):
        return True
    return any(one.code in _named(_text(line), seen.language) for line in _telling(seen))


def _met(need: Need, seen: Seen) -> Met | None:
    fact = next((name for name in need.facts if name in seen.facts), "")
    if fact:
        return Met(fact=fact)
    if need.record and seen.records.get(need.record):
        return Met(record=need.record)
    told = frozenset(need.told)
    lines = (one for one in _telling(seen) if told and told <= _told(_text(one), seen.language))
    line = next(lines, None)
    return Met(line=line.id) if line else None


def _telling(seen: Seen) -> tuple[Statement, ...]:
    return tuple(one for one in seen.lines if one.kind in TELLING)


def _text(line: Statement) -> str:
    told = line.text if line.quote == line.text else f"{line.text} . {line.quote}"
    return told[:LONGEST_LINE]


@remembered
def _named(text: str, language: LanguageCode) -> frozenset[str]:
    """The procedures that a line calls for, by its words or by what they mean."""
    folded = fold(text, language).text
    words = [word[:LONGEST_WORD] for word in tokens(folded)]
    meant = {one.concept for one in find_concepts(words, language)}
    by_name = {code for code, words in _patterns("about", language).items() if words.search(folded)}
    by_meaning = {one.code for one in procedures() if any(each <= meant for each in one.concepts)}
    return frozenset(by_name | by_meaning)


@remembered
def _told(text: str, language: LanguageCode) -> frozenset[str]:
    """What a line tells, of all that a procedure may need."""
    folded = fold(text, language).text
    tables = {**_known(language), **_patterns("told", language)}
    return frozenset(code for code, words in tables.items() if words.search(folded))


@cache
def _patterns(table: str, language: LanguageCode) -> Mapping[str, re.Pattern[str]]:
    listed: dict[str, list[str]] = pack(language, "procedures")[table]
    return {code: either(bodies, language) for code, bodies in listed.items()}


@cache
def _known(language: LanguageCode) -> Mapping[str, re.Pattern[str]]:
    listed: dict[str, list[str]] = pack(language, "facts")["known"]
    return {code: either(bodies, language) for code, bodies in listed.items()}
