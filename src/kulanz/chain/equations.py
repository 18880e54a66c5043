"""Equations made ready for computing: in order, by number, without recursion over the chain."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from kulanz.chain.formulas import Formula, Name, Not, Or
from kulanz.chain.parts import Variable
from kulanz.chain.problems import BadModel


class Rule(NamedTuple):
    """All (`every`) or one of: variables as they are, variables negated, and rules inside."""

    every: bool
    plain: tuple[int, ...]
    negated: tuple[int, ...]
    inner: tuple["Rule", ...] = ()

    def opposite(self) -> "Rule":
        """True where this is false (De Morgan)."""
        inside = tuple(rule.opposite() for rule in self.inner)
        return Rule(not self.every, self.negated, self.plain, inside)


class Equations:
    """The equations of a model, whatever the values: numbered in an order of computing.

    Raises:
        BadModel: a cycle, with its path.
    """

    def __init__(self, variables: Sequence[Variable]) -> None:
        self.formulas = {one.name: one.equation for one in variables}
        self.causes = {
            name: () if formula is None else tuple(_named(formula, {}))
            for name, formula in self.formulas.items()
        }
        self.order = _order(variables, self.causes)
        self.number = {name: place for place, name in enumerate(self.order)}
        self.rules = [self._rule(name) for name in self.order]

    def rule(self, formula: Formula) -> Rule:
        """A formula over these variables, ready for computing."""
        return _compiled(formula, self.number, turned=False)

    @cached_property
    def parents(self) -> list[tuple[int, ...]]:
        """What each equation reads."""
        number = self.number
        return [tuple([number[cause] for cause in self.causes[name]]) for name in self.order]

    @cached_property
    def children(self) -> list[list[int]]:
        """Whose equation reads it."""
        found: list[list[int]] = [[] for _ in self.order]
        for child, causes in enumerate(self.parents):
            for cause in causes:
                found[cause].append(child)
        return found

    def _rule(self, name: str) -> Rule | None:
        formula = self.formulas[name]
        return None if formula is None else self.rule(formula)


def bits(rule: Rule, values: Sequence[int] | Mapping[int, int], mask: int) -> int:
    """The rule in many worlds at once, one bit each; `mask` has a bit for every world."""
    every, plain, negated, inner = rule
    if every:
        found = mask
        for place in plain:
            found &= values[place]
        if found:
            for place in negated:
                found &= ~values[place]
            for one in inner:
                found &= bits(one, values, mask)
        return found
    found = 0
    for place in plain:
        found |= values[place]
    for place in negated:
        found |= mask ^ values[place]
    for one in inner:
        found |= bits(one, values, mask)
    return found


def read(rule: Rule) -> set[int]:
    """The variables in a rule."""
    return set(rule.plain).union(rule.negated, *map(read, rule.inner))


def _named(formula: Formula, found: dict[str, None]) -> dict[str, None]:
    """The names in a formula, each once; `formulas.names` without its generators."""
    if isinstance(formula, Name):
        found[formula.name] = None
    elif isinstance(formula, Not):
        _named(formula.of, found)
    else:
        for part in formula.of:
            if isinstance(part, Name):
                found[part.name] = None
            else:
                _named(part, found)
    return found


def _compiled(formula: Formula, number: Mapping[str, int], *, turned: bool) -> Rule:
    if isinstance(formula, Name):
        place = (number[formula.name],)
        return Rule(True, (), place) if turned else Rule(True, place, ())
    if isinstance(formula, Not):
        return _compiled(formula.of, number, turned=not turned)
    every = isinstance(formula, Or) is turned
    plain: list[int] = []
    negated: list[int] = []
    inner: list[Rule] = []
    for part in formula.of:
        if isinstance(part, Name):
            (negated if turned else plain).append(number[part.name])
            continue
        rule = _compiled(part, number, turned=turned)
        if rule.every is every or _is_literal(rule):
            plain += rule.plain
            negated += rule.negated
            inner += rule.inner
        else:
            inner.append(rule)
    return Rule(every, tuple(plain), tuple(negated), tuple(inner))


def _is_literal(rule: Rule) -> bool:
    return not rule.inner and len(rule.plain) + len(rule.negated) == 1


def _order(variables: Sequence[Variable], causes: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    waits = {name: len(reads) for name, reads in causes.items()}
    effects: dict[str, list[str]] = {name: [] for name in causes}
    for name, reads in causes.items():
        for cause in reads:
            effects[cause].append(name)
    order = [name for name, left in waits.items() if not left]
    for name in order:  # grows
        for effect in effects[name]:
            waits[effect] -= 1
            if not waits[effect]:
                order.append(effect)
    if len(order) < len(causes):
        _refuse_cycle(variables, causes)
    return tuple(order)


def _refuse_cycle(variables: Sequence[Variable], causes: Mapping[str, Sequence[str]]) -> None:
    try:
        TopologicalSorter(causes).prepare()
    except CycleError as error:
        path = [str(name) for name in error.args[1]]
        line = next((one.line for one in variables if one.name == path[-1]), 0)
        raise BadModel("cycle", path, line=line) from None
