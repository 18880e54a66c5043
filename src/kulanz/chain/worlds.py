"""Computes what is so: in the actual world, and had something been otherwise.

Values are bits: every variable is one integer, every world one place in it, so that thousands of
worlds (or cases) are computed in one pass.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property

from kulanz.chain.equations import Equations, bits
from kulanz.chain.formulas import And, Formula, Name, Not, Or
from kulanz.chain.parts import Variable


class Worlds:
    """The equations of a model together with what was actually so.

    A variable whose told value contradicts its equation counts as told: `contradicted` names it,
    and its equation is set aside in every answer. Raises `BadModel` for a cycle.
    """

    def __init__(self, variables: Sequence[Variable]) -> None:
        self.compiled = Equations(variables)
        self.equations = self.compiled.formulas
        self.causes = self.compiled.causes
        self.order = self.compiled.order
        told = {one.name: one.actual for one in variables}
        self.values = [int(told[name]) for name in self.order]
        self.set_aside = {
            place
            for place, rule in enumerate(self.compiled.rules)
            if rule is not None and bits(rule, self.values, 1) != self.values[place]
        }

    @cached_property
    def actual(self) -> Mapping[str, bool]:
        """What is so, by name."""
        return {name: bool(value) for name, value in zip(self.order, self.values, strict=True)}

    @cached_property
    def contradicted(self) -> frozenset[str]:
        """The variables whose told value is not what their equation gives."""
        return frozenset(self.order[place] for place in self.set_aside)

    def told(self, roots: Mapping[str, bool]) -> "Worlds":
        """The same equations with other values told at the roots; nothing is set aside in it."""
        other = copy(self)
        other.set_aside = set()
        number = self.compiled.number
        numbered = {number[name]: int(value) for name, value in roots.items()}
        other.values = _values(other, numbered, 1)
        for cached in ("actual", "contradicted"):
            vars(other).pop(cached, None)
        return other

    def do(self, given: Mapping[str, bool]) -> dict[str, bool]:
        """Every value when the variables `given` are set so, whatever their equations say."""
        found = self.run({name: int(value) for name, value in given.items()}, 1)
        return {name: bool(value) for name, value in found.items()}

    def run(self, given: Mapping[str, int], mask: int) -> dict[str, int]:
        """The same for many worlds at once, one bit each; `mask` has a bit for every world.

        Roots that are not given have their told value in every world.
        """
        number = self.compiled.number
        numbered = {number[name]: value & mask for name, value in given.items()}
        return dict(zip(self.order, _values(self, numbered, mask), strict=True))

    def between(self, starts: Iterable[int] | None, goals: Collection[int]) -> list[int]:
        """The cone: all that lies on a way from `starts` to `goals`, in the order of computing.

        Without `starts`, all that leads to the goals. Both ends belong to it.
        """
        within = None if starts is None else self._after(starts)
        seen = set(goals) if within is None else within.intersection(goals)
        stack = list(seen)
        parents = self.compiled.parents
        while stack:
            place = stack.pop()
            if place in self.set_aside:
                continue
            for cause in parents[place]:
                if cause not in seen and (within is None or cause in within):
                    seen.add(cause)
                    stack.append(cause)
        return sorted(seen)

    def turned(
        self, cone: Sequence[int], turn: Mapping[int, int], hold: Mapping[int, int], mask: int
    ) -> Mapping[int, int]:
        """The values when `turn` are the opposite and `hold` as they were, each in its worlds.

        Only the `cone` is computed, all else has its actual value in every world.
        """
        values = _Actual(self.values, mask)
        for place in cone:
            rule = None if place in self.set_aside else self.compiled.rules[place]
            was = mask if self.values[place] else 0
            value = was if rule is None else bits(rule, values, mask)
            if place in hold:
                value ^= (value ^ was) & hold[place]
            if place in turn:
                value ^= (value ^ was ^ mask) & turn[place]
            values[place] = value
        return values

    def held(self, cone: Sequence[int], other: Iterable[int]) -> tuple[int, ...]:
        """What keeps its value against its equation where just these of the cone are otherwise."""
        values = _Actual(self.values, 1)
        for place in other:
            values[place] = 1 - self.values[place]
        return tuple(
            place
            for place in cone
            if place not in values
            and place not in self.set_aside
            and (rule := self.compiled.rules[place]) is not None
            and bits(rule, values, 1) != self.values[place]
        )

    def _after(self, starts: Iterable[int]) -> set[int]:
        seen = set(starts)
        stack = list(seen)
        children = self.compiled.children
        while stack:
            for child in children[stack.pop()]:
                if child not in seen and child not in self.set_aside:
                    seen.add(child)
                    stack.append(child)
        return seen


class _Actual(dict[int, int]):
    """Worlds in which everything is as it was, but for what is set."""

    def __init__(self, values: Sequence[int], mask: int) -> None:
        self.values_there = values
        self.mask = mask

    def __missing__(self, place: int) -> int:
        return self.mask if self.values_there[place] else 0


def _values(worlds: Worlds, given: Mapping[int, int], mask: int) -> list[int]:
    told, set_aside = worlds.values, worlds.set_aside
    values: list[int] = []
    for place, rule in enumerate(worlds.compiled.rules):
        if place in given:
            values.append(given[place])
        elif rule is None or place in set_aside:
            values.append(mask if told[place] else 0)
        else:
            values.append(bits(rule, values, mask))
    return values


def computed(formula: Formula, values: Mapping[str, int], mask: int) -> int:
    """The bits of a formula."""
    match formula:
        case Name(name):
            return mask & -1 if values[name] is True else int(values[name])
        case Not(of):
            return mask & ~computed(of, values, mask)
        case And(of):
            found = mask
            for part in of:
                found &= computed(part, values, mask)
            return found
        case Or(of):
            found = 0
            for part in of:
                found |= computed(part, values, mask)
            return found
