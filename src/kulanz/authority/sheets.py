"""A table made ready to be asked: per remedy its rules, as bits, and per fact which bits hold.

The rules of a remedy stand in the order of their basis (owed by law, own policy, goodwill), then of
their name, so that the order of rows in the table decides nothing.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from kulanz.conditions import Cell, Facts, Value, on_line, options
from kulanz.countries import BASES, Remedy, Rule, Table

Column = Callable[[Value], int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rules of one remedy; bit i of a mask stands for `rules[i]`."""

    remedy: Remedy
    rules: tuple[Rule, ...]
    columns: tuple[tuple[str, int, Column], ...]
    every: int
    forbidding: int
    dated: bool

    def masks(self, facts: Facts) -> tuple[int, int]:
        """The rules that hold, and those that hold or may turn out to, once more is known."""
        sure = possible = self.every
        for name, free, column in self.columns:
            value = facts.get(name)
            if value is None:
                sure &= free
            else:
                hits = column(value)
                sure &= hits
                possible &= hits
        return sure, possible

    def valid(self, on: date | None) -> int:
        """The rules in force on a day."""
        if not self.dated or on is None:
            return self.every
        return sum(1 << i for i, rule in enumerate(self.rules) if rule.valid(on))

    def of(self, mask: int) -> Iterator[Rule]:
        """The rules of a mask, in order."""
        while mask:
            low = mask & -mask
            yield self.rules[low.bit_length() - 1]
            mask ^= low


def sheets(table: Table) -> Mapping[str, Sheet]:
    """One sheet per remedy."""
    return {code: _sheet(remedy, table) for code, remedy in table.remedies.items()}


def _sheet(remedy: Remedy, table: Table) -> Sheet:
    rules = tuple(
        sorted(
            (rule for rule in table.rules if rule.remedy == remedy.code),
            key=lambda rule: (BASES.index(rule.basis), rule.id),
        )
    )
    facts = {cell.fact.name: cell.fact for rule in rules for cell in cells(rule)}
    every = (1 << len(rules)) - 1
    return Sheet(
        remedy=remedy,
        rules=rules,
        columns=tuple(_column(name, rules, every) for name in sorted(facts)),
        every=every,
        forbidding=sum(1 << i for i, rule in enumerate(rules) if rule.forbids),
        dated=any(rule.since or rule.until for rule in rules),
    )


def cells(rule: Rule) -> Iterator[Cell]:
    """What a rule asks for: its condition and its evidence."""
    yield from (one for one in (*rule.when.cells, *rule.evidence.cells) if not one.everything)


def _column(name: str, rules: tuple[Rule, ...], every: int) -> tuple[str, int, Column]:
    asked = [(1 << i, one) for i, rule in enumerate(rules) for one in cells(rule)]
    asked = [(bit, one) for bit, one in asked if one.fact.name == name]
    free = every
    for bit, _ in asked:
        free &= ~bit
    fact = asked[0][1].fact
    return name, free, _line(asked, every) if fact.ordered else _list(asked, every)


def _list(asked: list[tuple[int, Cell]], every: int) -> Column:
    fact = asked[0][1].fact
    hits: dict[Value, int] = {}
    for option in options(fact):
        value = option == "yes" if fact.kind == "yes_no" else option
        hits[value] = _hits(asked, every, value)
    return hits.__getitem__


def _line(asked: list[tuple[int, Cell]], every: int) -> Column:
    """A mask for every end of an interval and for every stretch between two ends."""
    ends = sorted(
        {
            end
            for _, one in asked
            for span in one.spans
            for end in (span.low, span.high)
            if end is not None
        }
    )
    probes = _probes(ends)
    masks = [_hits(asked, every, probe) for probe in probes]

    def column(value: Value) -> int:
        number = on_line(value)
        at = bisect_left(ends, number)
        return masks[2 * at + (at < len(ends) and ends[at] == number)]

    return column


def _probes(ends: list[Decimal]) -> list[Decimal]:
    """A number before, on, between and after the ends, in order."""
    if not ends:
        return [Decimal(0)]
    between = [(low + high) / 2 for low, high in pairwise(ends)]
    found = [ends[0] - 1]
    for end, after in zip(ends, [*between, ends[-1] + 1], strict=True):
        found += [end, after]
    return found


def _hits(asked: list[tuple[int, Cell]], every: int, value: Value) -> int:
    hits = every
    for bit, one in asked:
        if not (
            any(span.has(on_line(value)) for span in one.spans)
            if one.fact.ordered
            else one.holds(value)
        ):
            hits &= ~bit
    return hits
