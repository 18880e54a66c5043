"""Boxes of facts: for which combinations a rule is written, exactly.

The line of a fact is cut at every end that a rule names; what lies between two cuts is decided
alike. A set of pieces is the bits of a number, a box one such set per fact, and so two rules can
be compared, and a hole found, without trying a single case. Amounts are whole cents, days whole
days: between 150 and 150.01 nothing lies, so nothing can be missing there.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from kulanz.conditions import Cell, Fact, Span, options

CENT = Decimal("0.01")
WHOLE = Decimal(1)
MOST_STEPS = 1_000_000  # comparisons of two boxes in one proof; a table of people takes thousands

Box = tuple[int, ...]


class TooMuch(Exception):
    """More than any table that people write needs: the proof stops and says so."""


class Effort:
    """How much a proof may still do, so that a table from outside cannot keep a machine busy."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Takes steps away.

        Raises:
            TooMuch: there are none left.
        """
        self.left -= steps
        if self.left < 0:
            raise TooMuch


@dataclass(frozen=True, slots=True)
class Axis:
    """A fact with the pieces its values fall into; bit i of a mask stands for `pieces[i]`."""

    fact: Fact
    step: Decimal | None
    pieces: tuple[str | Span, ...]
    values: tuple[Decimal, ...] = ()  # one in each piece of a line

    @property
    def every(self) -> int:
        """All pieces."""
        return (1 << len(self.pieces)) - 1

    def mask(self, cell: Cell) -> int:
        """The pieces that a cell lets through."""
        if cell.everything:
            return self.every
        if not self.fact.ordered:
            return sum(1 << i for i, one in enumerate(self.pieces) if one in cell.choices)
        return self.within(cell.spans)

    def within(self, spans: Iterable[Span]) -> int:
        """The pieces that lie in one of the spans."""
        found = 0
        for span in spans:
            first = 0 if span.low is None else self._place(span.low, after=not span.low_in)
            last = self.size if span.high is None else self._place(span.high, after=span.high_in)
            found |= (1 << max(first, last)) - (1 << first)
        return found

    @property
    def size(self) -> int:
        """How many pieces there are."""
        return len(self.pieces)

    def above(self, mask: int) -> int:
        """The pieces above the lowest of a set."""
        return self.every & ~((mask & -mask) * 2 - 1) if mask else 0

    def below(self, mask: int) -> int:
        """The pieces below the highest of a set."""
        return (1 << mask.bit_length() - 1) - 1 if mask else 0

    def _place(self, end: Decimal, *, after: bool) -> int:
        return (bisect_right if after else bisect_left)(self.values, end)

    def written(self, mask: int) -> str:
        """A set of pieces as a cell that can be read again."""
        if mask == self.every:
            return "any"
        if not self.fact.ordered:
            return ", ".join(str(one) for i, one in enumerate(self.pieces) if mask >> i & 1)
        return ", ".join(_span_text(span, self.fact) for span in self.stretches(mask))

    def stretches(self, mask: int) -> tuple[Span, ...]:
        """A set of pieces as stretches of the line, as long as they get; ends that exist."""
        found, first = [], None
        for i in range(len(self.pieces) + 1):
            if mask >> i & 1:
                first = i if first is None else first
            elif first is not None:
                found.append(self._joined(first, i - 1))
                first = None
        return tuple(found)

    def _joined(self, first: int, last: int) -> Span:
        one, other = self.pieces[first], self.pieces[last]
        assert isinstance(one, Span)  # noqa: S101 - the line of numbers has spans only
        assert isinstance(other, Span)  # noqa: S101 - the same
        low, low_in, high, high_in = one.low, one.low_in, other.high, other.high_in
        if self.step and low is not None and not low_in:
            low, low_in = _after(low, self.step), True
        if self.step and high is not None and not high_in:
            high, high_in = _before(high, self.step), True
        return Span(low, low_in, high, high_in)


def axis(
    fact: Fact, cells: Iterable[Cell], *, step: Decimal | None = None, ends: Iterable[Decimal] = ()
) -> Axis:
    """The pieces of a fact that some cells, and some further ends, tell apart."""
    if not fact.ordered:
        return Axis(fact, None, options(fact))
    cuts = {end for one in cells for span in one.spans for end in (span.low, span.high)}
    floor = None if fact.kind == "date" else Decimal(0)
    known = {end for end in (*cuts, *ends) if end is not None and (floor is None or end >= floor)}
    found = {one: _probe(one, step) for one in _pieces(sorted(known), floor)}
    existing = {one: value for one, value in found.items() if value is not None}
    return Axis(fact, step, tuple(existing), tuple(existing.values()))


def meet(one: Box, other: Box) -> Box | None:
    """What two boxes have in common; None where that is nothing."""
    found = tuple(a & b for a, b in zip(one, other, strict=True))
    return found if all(found) else None


def without(box: Box, others: Sequence[Box], effort: Effort) -> list[Box]:
    """What is left of a box when others are taken out of it: boxes that do not overlap.

    Raises:
        TooMuch: it falls into more pieces than the effort allows.
    """
    left = [box] if all(box) else []
    for other in others:
        if not left:
            break
        effort.spend(len(left))
        left = [piece for one in left for piece in _cut(one, other)]
    return left


def _cut(box: Box, other: Box) -> list[Box]:
    if meet(box, other) is None:
        return [box]
    found, rest = [], list(box)
    for i, (own, taken) in enumerate(zip(box, other, strict=True)):
        if own & ~taken:
            found.append((*rest[:i], own & ~taken, *rest[i + 1 :]))
            rest[i] = own & taken
    return found


def _pieces(ends: list[Decimal], floor: Decimal | None) -> list[Span]:
    if floor is not None and (not ends or ends[0] != floor):
        ends = [floor, *ends]
    if not ends:
        return [Span()]
    found = [] if floor is not None else [Span(None, False, ends[0], False)]
    for low, high in pairwise(ends):
        found += [Span(low, True, low, True), Span(low, False, high, False)]
    return [*found, Span(ends[-1], True, ends[-1], True), Span(ends[-1], False, None, False)]


def _probe(span: Span, step: Decimal | None) -> Decimal | None:
    """A value in a piece; None where no value that exists lies in it."""
    if span.low is None:
        return Decimal(0) if span.high is None else span.high - 1
    if span.low_in:
        return span.low if step is None or span.low % step == 0 else None
    if span.high is None:
        return span.low + 1 if step is None else _after(span.low, step)
    if step is None:
        return (span.low + span.high) / 2
    found = _after(span.low, step)
    return found if found < span.high else None


def _after(number: Decimal, step: Decimal) -> Decimal:
    return (number // step + 1) * step


def _before(number: Decimal, step: Decimal) -> Decimal:
    return number - step if number % step == 0 else number // step * step


def _span_text(span: Span, fact: Fact) -> str:
    low, high = _end_text(span.low, fact), _end_text(span.high, fact)
    natural = span.low is None or (fact.kind != "date" and span.low == 0 and span.low_in)
    if span.low is not None and span.low == span.high:
        return low
    if natural:
        return ("<= " if span.high_in else "< ") + high if high else "any"
    if not high:
        return (">= " if span.low_in else "> ") + low
    return f"{'[' if span.low_in else ']'}{low}..{high}{']' if span.high_in else '['}"


def _end_text(end: Decimal | None, fact: Fact) -> str:
    if end is None:
        return ""
    return date.fromordinal(int(end)).isoformat() if fact.kind == "date" else plain(end)


def plain(number: Decimal) -> str:
    """A number without exponent and without zeros that say nothing: "6.95", "150"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
