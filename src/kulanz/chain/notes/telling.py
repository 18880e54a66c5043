"""What has been told so far: clauses, relations between them, and the last few sentences."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from kulanz.chain.notes.clauses import last_clause
from kulanz.chain.notes.grammar import Grammar
from kulanz.chain.notes.mentions import Mentions
from kulanz.chain.notes.sentences import Sentence
from kulanz.chain.notes.tokens import Run, is_clause, tokens

RECENT = 3  # so many sentences back something can have been said that now happens "each time"


@dataclass(slots=True)
class Stated:
    """A rule between entries."""

    effect: int
    because: list[int]
    unless: list[int]
    quote: str
    line: int


@dataclass(slots=True)
class Had:
    """A what-if between entries: (entry, is it the opposite of the entry)."""

    conditions: list[tuple[int, bool]]
    consequences: list[tuple[int, bool]]
    quote: str
    line: int
    given: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    """Where we are: the sentence, its number, its words."""

    sentence: Sentence
    number: int
    run: Run


@dataclass(slots=True)
class Before:
    """What the last sentence said, for "deshalb", "so" and "ansonsten" that point back."""

    place: Place
    clause: Run
    supposed: bool = False
    also: bool = False


@dataclass(slots=True)
class Telling:
    """The state of reading: everything found, and what the next sentence may point back to."""

    grammar: Grammar
    mentions: Mentions
    jotted: bool = False  # notes of the desk, and nobody is talking
    because: list[Stated] = field(default_factory=list)
    hads: list[Had] = field(default_factory=list)
    before: deque[Before] = field(default_factory=lambda: deque(maxlen=RECENT))
    so: list[tuple[Before, int, Place]] = field(default_factory=list)
    looked_up: int = 0  # clauses compared with what is known

    def used(self) -> set[int]:
        """The entries that some relation needs."""
        rules = [{rule.effect, *rule.because, *rule.unless} for rule in self.because]
        hads = [{node for node, _ in had.conditions + had.consequences} for had in self.hads]
        return set().union(*rules, *hads, *(had.given for had in self.hads))

    def back(self, *, fragments: bool = False) -> Before | None:
        """The last sentence, when it has something to point back to; fragments only on demand."""
        before = self.before[-1] if self.before else None
        if before and not before.clause and not before.supposed:
            run = tokens(before.place.sentence.text)
            before.place.run = run
            clause = last_clause(run, self.grammar)
            known = is_clause(clause, self.grammar) or (fragments and len(clause) > 1)
            before.clause = clause if known else ()
        return before if before and before.clause else None

    def add(
        self, effect: int, because: Sequence[int], unless: Sequence[int], place: Place
    ) -> Stated:
        """A rule, once; an effect is never its own cause."""
        causes = [cause for cause in dict.fromkeys(because) if cause != effect]
        made = Stated(effect, causes, list(unless), place.sentence.quote, place.sentence.line)
        known = [(rule.effect, rule.because, rule.unless) for rule in self.because[-50:]]
        if (causes or unless) and (effect, causes, list(unless)) not in known:
            self.because.append(made)
        return made

    def repeats(self, number: int) -> int | None:
        """The latest thing that was said to happen again, up to three sentences back."""
        for entry in range(len(self.mentions.entries) - 1, -1, -1):
            found = self.mentions.entries[entry]
            if found.again and number - found.place[0] <= RECENT:
                return entry
        return None
