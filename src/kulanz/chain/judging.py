"""One question to a model: what must have been otherwise for an effect not to be so."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from kulanz.chain.encoding import Encoding
from kulanz.chain.equations import bits, read
from kulanz.chain.formulas import Formula
from kulanz.chain.smallest import Search, Smallest, in_time, some_minimal
from kulanz.chain.worlds import Worlds

_ONE_PASS = 8192  # single changes tried in one pass
_MEMORY = 100_000_000  # bits in one pass, which also bounds its time
Places = tuple[int, ...]


class Question:
    """Asks about one effect. Variables are places in the order of `worlds`."""

    def __init__(self, worlds: Worlds, effect: Formula, deadline: float) -> None:
        self.worlds = worlds
        self.effect = worlds.compiled.rule(effect)
        self.goals = read(self.effect)
        self.deadline = deadline
        self.holds = bool(bits(self.effect, worlds.values, 1))

    def cone(self, starts: Collection[int] | None = None) -> list[int]:
        """What lies between these and the effect."""
        return self.worlds.between(starts, self.goals)

    def avoids(self, values: Mapping[int, int], mask: int) -> int:
        """The worlds, a bit each, in which the effect is not so."""
        return mask & ~bits(self.effect, values, mask)

    def encoded(self, cone: Sequence[int], free: Collection[int]) -> Encoding:
        """Clauses for a world without the effect, in which `free` may be otherwise.

        Raises:
            OutOfTime: too large for the time.
        """
        return Encoding(self.worlds, self.effect, cone, free, deadline=self.deadline)

    def minimal(
        self, among: Collection[int] | None = None, weights: Mapping[int, int] | None = None
    ) -> Iterator[Places]:
        """All minimal sets whose being otherwise, with some witness, avoids the effect.

        Smaller ones first, or lighter ones with `weights` (1 or more for each, 1 by default).
        Only of `among`, or of all but the variables of the effect itself.

        Raises:
            OutOfTime: there may be more.
        """
        cone = self.cone(among)
        allowed = set(cone) - self.goals if among is None else set(among)
        free = [place for place in cone if place in allowed]
        alone = set()
        if not weights:
            for place in self.alone(cone, free):
                alone.add(place)
                yield (place,)
        encoding = self.encoded(cone, free)
        selectors = {encoding.cause(place): place for place in free if place not in alone}
        costs = {one: (weights or {}).get(place, 1) for one, place in selectors.items()}
        with Search(encoding.clauses, self.deadline) as search:
            for place in alone:
                search.add([-encoding.cause(place)])
            for found in Smallest(search, costs, top=encoding.top):
                yield tuple(selectors[one] for one in found)

    def some(self) -> Places | None:
        """One of the minimal sets, though perhaps not of the smallest: soon found.

        Raises:
            OutOfTime: none yet.
        """
        cone = self.cone()
        encoding = self.encoded(cone, [place for place in cone if place not in self.goals])
        places = {encoding.cause(place): place for place in encoding.free}
        with Search(encoding.clauses, self.deadline) as search:
            search.solver.set_phases([-one for one in places])
            found = some_minimal(search, sorted(places))
        return None if found is None else tuple(sorted(places[one] for one in found))

    def alone(self, cone: Sequence[int], free: Sequence[int]) -> Iterator[int]:
        """Each that avoids the effect by itself, nothing held (de: conditio sine qua non).

        Raises:
            OutOfTime: there may be more.
        """
        at_once = min(_ONE_PASS, max(1, _MEMORY // (len(cone) or 1)))
        for start in range(0, len(free), at_once):
            in_time(self.deadline)
            block = free[start : start + at_once]
            turn = {place: 1 << world for world, place in enumerate(block)}
            mask = (1 << len(block)) - 1
            avoided = self.avoids(self.worlds.turned(cone, turn, {}, mask), mask)
            yield from (place for place, world in turn.items() if avoided & world)
