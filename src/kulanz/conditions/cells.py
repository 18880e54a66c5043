"""One cell of a decision table: which values of a fact it lets through.

The grammar is that of unary tests in DMN ("S-FEEL"), and no more: literals, comparisons,
intervals, lists, `not(...)` and `any`. A cell is kept as the set it stands for: the choices, or
spans on the line of numbers, so that two cells can be compared and a table can be proved whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kulanz.conditions.vocabulary import NO, YES, BadFact, Fact, Value

ANY = frozenset({"", "-", "any"})

_NOT = re.compile(r"\s*not\s*\((.*)\)\s*", re.DOTALL)
_COMPARED = re.compile(r"(<=|>=|!=|<|>|=)\s*(.*)", re.DOTALL)
_INTERVAL = re.compile(r"([\[\](])\s*(.*?)\s*\.\.\s*(.*?)\s*([\[\])])", re.DOTALL)
_PART = re.compile(r"[^,]*")


class BadCell(ValueError):
    """A cell that cannot be read: `position` counts characters from 0."""

    def __init__(self, text: str, position: int, why: str) -> None:
        self.text, self.position, self.why = text, position, why
        super().__init__(f"{text!r}, character {position + 1}: {why}")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the line; an end of None is open for ever, `low_in` and `high_in` close it."""

    low: Decimal | None = None
    low_in: bool = False
    high: Decimal | None = None
    high_in: bool = False

    @property
    def empty(self) -> bool:
        """Whether no number lies in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (
            self.low == self.high and not (self.low_in and self.high_in)
        )

    def has(self, number: Decimal) -> bool:
        """Whether a number lies in it."""
        above = self.low is None or number > self.low or (self.low_in and number == self.low)
        return above and (
            self.high is None or number < self.high or (self.high_in and number == self.high)
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell lets through: some choices, or some spans; `everything` for "any"."""

    text: str
    fact: Fact
    choices: frozenset[str] = frozenset()
    spans: tuple[Span, ...] = ()
    everything: bool = False

    def holds(self, value: Value) -> bool:
        """Whether a value of the fact passes."""
        if self.everything:
            return True
        if self.fact.ordered:
            number = on_line(value)
            return any(span.has(number) for span in self.spans)
        return _choice(value) in self.choices


def cell(text: str, fact: Fact) -> Cell:
    """The cell that a text stands for.

    Raises:
        BadCell: with the position of what cannot be read.
    """
    if text.strip() in ANY:
        return Cell("any", fact, everything=True)
    inverted = _NOT.fullmatch(text)
    inner, offset = (inverted[1], inverted.start(1)) if inverted else (text, 0)
    parts = list(_parts(text, inner, offset))
    if fact.ordered:
        spans = tuple(span for part, at in parts for span in _spans(text, part, at, fact))
        if inverted:
            spans = _outside(spans)
        return Cell(text.strip(), fact, spans=spans)
    named = frozenset(_named(text, part, at, fact) for part, at in parts)
    every = frozenset(options(fact))
    return Cell(text.strip(), fact, choices=every - named if inverted else named)


def options(fact: Fact) -> tuple[str, ...]:
    """The values of a fact that has a list of them."""
    return ("yes", "no") if fact.kind == "yes_no" else fact.choices


def on_line(value: Value) -> Decimal:
    """A number, or the number of a day, as a place on the line."""
    return Decimal(value.toordinal()) if isinstance(value, date) else Decimal(value)


def _choice(value: Value) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _parts(text: str, inner: str, offset: int) -> Iterator[tuple[str, int]]:
    for match in _PART.finditer(inner):
        part = match[0]
        if part.strip():
            lead = len(part) - len(part.lstrip())
            yield part.strip(), offset + match.start() + lead
        elif match.start() == match.end() and (
            match.end() == len(inner) or inner[match.end()] == ","
        ):
            before = inner[: match.start()]
            if not before or before.endswith(","):
                raise BadCell(text, offset + match.start(), "a value is missing here")


def _named(text: str, part: str, at: int, fact: Fact) -> str:
    word = part.strip("\"'")
    if fact.kind == "yes_no":
        word = "yes" if word.lower() in YES else "no" if word.lower() in NO else word
    if word not in options(fact):
        raise BadCell(text, at, f"{part!r} is none of {', '.join(options(fact))}")
    return word


def _spans(text: str, part: str, at: int, fact: Fact) -> tuple[Span, ...]:
    interval = _INTERVAL.fullmatch(part)
    if interval:
        low = _place(text, interval[2], at + interval.start(2), fact)
        high = _place(text, interval[3], at + interval.start(3), fact)
        span = Span(low, interval[1] == "[", high, interval[4] == "]")
        if span.empty:
            raise BadCell(text, at, "no value lies in this interval")
        return (span,)
    compared = _COMPARED.fullmatch(part)
    sign, rest = (compared[1], compared[2]) if compared else ("=", part)
    place = _place(text, rest, at + part.find(rest), fact)
    return {
        "=": (Span(place, True, place, True),),
        "!=": (Span(None, False, place, False), Span(place, False, None, False)),
        "<": (Span(None, False, place, False),),
        "<=": (Span(None, False, place, True),),
        ">": (Span(place, False, None, False),),
        ">=": (Span(place, True, None, False),),
    }[sign]


def _place(text: str, word: str, at: int, fact: Fact) -> Decimal:
    try:
        return on_line(fact.value(word))
    except BadFact as error:
        raise BadCell(text, at, f"{word!r} is not {error.wanted}") from None


def _outside(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Everything on the line that lies in none of the spans."""
    left = [Span()]
    for span in spans:
        left = [
            piece
            for rest in left
            for piece in (
                _cut(rest, Span(None, False, span.low, not span.low_in))
                if span.low is not None
                else None,
                _cut(rest, Span(span.high, not span.high_in, None, False))
                if span.high is not None
                else None,
            )
            if piece is not None and not piece.empty
        ]
    return tuple(left)


def _cut(one: Span, other: Span) -> Span:
    """What two spans have in common."""
    low, low_in = max(
        ((one.low, one.low_in), (other.low, other.low_in)),
        key=lambda end: (end[0] is not None, end[0] or 0, not end[1]),
    )
    high, high_in = min(
        ((one.high, one.high_in), (other.high, other.high_in)),
        key=lambda end: (end[0] is None, end[0] or 0, end[1]),
    )
    return Span(low, low_in, high, high_in)
