"""Many cases of one model as bits: every variable is one integer, every case one place in it.

Cases in which the same was so count as one with a weight, so that a question over all of them is
a handful of operations on integers.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from kulanz.chain.equations import Equations, bits


class Crowd:
    """What was so in each case, and what would be so in all of them at once.

    A root that a case says nothing about has its `default`. Where a case contradicts an equation
    it counts as told, as in a single chain.
    """

    def __init__(
        self,
        equations: Equations,
        defaults: Mapping[str, bool],
        cases: Iterable[Mapping[str, bool]],
    ) -> None:
        self.equations = equations
        found = Counter(frozenset(one.items()) for one in cases)
        self.size = found.total()
        self.different = len(found)
        self.mask = (1 << len(found)) - 1
        weights = list(found.values())
        most = max(weights, default=0)
        self.planes = [
            _column(weight >> level & 1 for weight in weights) for level in range(most.bit_length())
        ]
        self.told: list[int] = []
        self.held: list[int] = []  # where a case contradicts the equation
        self._tell(defaults, [dict(one) for one in found])

    def _tell(self, defaults: Mapping[str, bool], cases: Sequence[Mapping[str, bool]]) -> None:
        said = {name for one in cases for name in one}
        for name, rule in zip(self.equations.order, self.equations.rules, strict=True):
            usual = self.mask if defaults[name] else 0
            follows = usual if rule is None else bits(rule, self.told, self.mask)
            heard = _column(name in one for one in cases) if name in said else 0
            true = _column(one.get(name) for one in cases) if name in said else 0
            self.held.append(heard & (true ^ follows))
            self.told.append(true | (follows & ~heard))

    def count(self, some: int) -> int:
        """How many cases, by their weights."""
        return sum((some & plane).bit_count() << level for level, plane in enumerate(self.planes))

    def had(self, given: Mapping[int, int], cone: Iterable[int]) -> list[int]:
        """The values had `given` been so; only those of the `cone`, in its order, can change."""
        equations = self.equations
        values = self.told.copy()
        changed: set[int] = set()
        for place in cone:
            rule = equations.rules[place]
            if place in given:
                value = given[place]
            elif rule is None or changed.isdisjoint(equations.parents[place]):
                continue
            else:
                held = self.held[place]
                value = (bits(rule, values, self.mask) & ~held) | (self.told[place] & held)
            if value != values[place]:
                values[place] = value
                changed.add(place)
        return values

    def before(self, goals: Collection[int]) -> list[int]:
        """The places that matter to some: all that leads to them, in the order of computing."""
        seen = set(goals)
        todo = list(seen)
        while todo:
            new = [place for place in self.equations.parents[todo.pop()] if place not in seen]
            seen.update(new)
            todo += new
        return sorted(seen)


def _column(values: Iterable[object]) -> int:
    """One bit for each, the first one lowest."""
    digits = "".join("1" if value else "0" for value in values)
    return int(digits[::-1] or "0", 2)
