"""What somebody asks of a chain: why is this so, and what if something had been otherwise?"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import pysat.solvers  # noqa: F401 - loaded with the desk, not on the time of its first answer

from kulanz.case import LanguageCode
from kulanz.chain.answers import Breaker, Cause, Departure, Difference
from kulanz.chain.chain import Chain
from kulanz.chain.labels import label
from kulanz.chain.notes.modelling import node_of
from kulanz.chain.parts import party
from kulanz.chain.saying import (
    breaker_sentence,
    had_sentence,
    headline_lines,
    question_sentence,
    why_sentence,
)

MOST_SUPPOSED = 12
MOST_CAUSES = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, as it stands in the address of the page: names of variables.

    `why` is what is to be explained, `had` what is supposed to have been otherwise; `listed` is
    True for somebody who reads the list instead of the drawing.
    """

    why: str = ""
    had: tuple[str, ...] = ()
    unfolded: bool = False
    listed: bool = False

    def query(self, *, why: str | None = None, had: Collection[str] | None = None) -> str:
        """The address of this question, changed in one respect."""
        return self._spelled(self.why if why is None else why, had, unfolded=self.unfolded)

    def _spelled(self, why: str, had: Collection[str] | None, *, unfolded: bool) -> str:
        pairs = [("why", why)] if why else []
        pairs += [("had", name) for name in (self.had if had is None else had)]
        pairs += [("all", "1")] if unfolded else []
        pairs += [("list", "1")] if self.listed else []
        return f"?{urlencode(pairs)}"

    @property
    def for_why(self) -> str:
        """What follows `?why=...` in an address that asks why of something else."""
        return self.query(why="").replace("?", "&", 1).rstrip("&")

    @property
    def for_had(self) -> str:
        """What follows `?had=...` in an address that supposes one thing more."""
        return self.query().replace("?", "&", 1).rstrip("&")

    @property
    def reset(self) -> str:
        """The address without suppositions."""
        return self.query(had=())

    @property
    def whole(self) -> str:
        """The address of the unfolded drawing."""
        return self._spelled(self.why, None, unfolded=True)

    @property
    def folded(self) -> str:
        """The address of the folded drawing."""
        return self._spelled(self.why, None, unfolded=False)


def asked_of(chain: Chain, asked: Asked) -> Asked:
    """The same without names that the chain does not know."""
    known = chain.by_name
    had = tuple(dict.fromkeys(name for name in asked.had if name in known))[:MOST_SUPPOSED]
    return replace(asked, why=asked.why if asked.why in known else "", had=had)


@dataclass(frozen=True, slots=True)
class Named:
    """Something to be named with its toggle: its clause, and whether it is supposed otherwise."""

    name: str
    text: str
    supposed: bool = False


@dataclass(frozen=True, slots=True)
class MinimalCause:
    """One cause in words; `share` is its responsibility, for the house only."""

    text: str
    share: str
    presumably: bool


@dataclass(frozen=True, slots=True)
class Because:
    """The answer to why: what departs from the norm, by time, then everything else.

    `ways_back` is the earliest thing that each party could have done. `complete` is False when
    time ran out.
    """

    name: str
    node: int
    text: str
    headline: tuple[Named, ...]
    summary: str
    causes: tuple[MinimalCause, ...]
    more: int
    presumably: bool
    ways_back: tuple[Named, ...]
    question: str
    complete: bool


def because(chain: Chain, asked: Asked, *, language: LanguageCode) -> Because:
    """Why the thing asked for is as it is."""
    name = asked.why
    effect = name if chain.values[name] else f"~{name}"
    why = chain.why(effect)
    departures = chain.headline(effect)
    lines = headline_lines(chain, departures, language)
    questions = chain.open_questions(effect)
    breakers = chain.breakers(effect)
    parts = [why.complete, departures.complete, breakers.complete]
    return Because(
        name=name,
        node=key_of(name),
        text=clause(chain, name, language),
        headline=tuple(
            Named(one.name, line, one.name in asked.had)
            for one, line in zip(departures, lines, strict=True)
        ),
        summary=why_sentence(chain, why, language),
        causes=tuple(_cause(chain, one, language) for one in why.causes[:MOST_CAUSES]),
        more=max(0, len(why.causes) - MOST_CAUSES) + why.more,
        presumably=_presumably(departures, why.causes),
        ways_back=tuple(_ways_back(chain, breakers, asked, language)),
        question=question_sentence(chain, questions[0], language) if questions else "",
        complete=all([*parts, *(one.complete for one in questions)]),
    )


def clause(chain: Chain, name: str, language: LanguageCode) -> str:
    """A variable as it actually is."""
    return label(chain.by_name[name], chain.values[name], language)


def key_of(name: str) -> int:
    """The key of the row that a variable comes from; 0 for a part that only a template has."""
    digits = node_of(name).removeprefix("n")
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _cause(chain: Chain, cause: Cause, language: LanguageCode) -> MinimalCause:
    texts = [clause(chain, name, language) for name in cause.values]
    return MinimalCause(" + ".join(texts), str(cause.responsibility), cause.status == "hypothesis")


def _presumably(departures: Collection[Departure], causes: Collection[Cause]) -> bool:
    """Does what we say first rest on a mere supposition?"""
    return any(one.status == "hypothesis" for one in (departures or causes))


def _ways_back(
    chain: Chain, breakers: Collection[Breaker], asked: Asked, language: LanguageCode
) -> Iterator[Named]:
    """For each party the first thing it could have done with what it knew, the earliest first."""
    seen: set[str] = set()
    for one in breakers:
        who = party(one.actor)
        if who not in seen:
            seen.add(who)
            text = breaker_sentence(chain, one, language)
            yield Named(one.name, text, one.name in asked.had)


@dataclass(frozen=True, slots=True)
class Supposed:
    """What would have been, had the `given` been otherwise than it was; `text` says it."""

    given: tuple[Named, ...]
    text: str
    difference: Difference
    world: dict[str, bool]

    @property
    def changed(self) -> frozenset[str]:
        """What would have been otherwise because of it."""
        return frozenset(self.difference.changed)


def supposed(chain: Chain, asked: Asked, *, language: LanguageCode) -> Supposed | None:
    """The world in which everything in `asked.had` is the opposite of what it was."""
    if not asked.had:
        return None
    given = {name: not chain.values[name] for name in asked.had}
    difference = chain.had(given)
    return Supposed(
        given=tuple(
            Named(name, label(chain.by_name[name], value, language), supposed=True)
            for name, value in given.items()
        ),
        text=had_sentence(chain, difference, language),
        difference=difference,
        world={**chain.values, **given, **difference.changed},
    )
