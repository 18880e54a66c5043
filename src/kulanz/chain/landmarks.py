"""What stands between the options and the goals: the needs that matter, and landmarks in them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from kulanz.chain.deadlocks import Fixpoint
from kulanz.chain.parts import Need


class Option(NamedTuple):
    """Something that can be chosen, and what it establishes."""

    cost: int
    brings: tuple[str, ...]


class Ground:
    """The part of the needs that matters: not there by itself, reachable, and before a goal.

    Sets of options are integers, one bit for each; the options come cheapest first.
    """

    def __init__(
        self, needs: Sequence[Need], goals: Collection[str], options: Sequence[Option]
    ) -> None:
        self.costs = [one.cost for one in options]
        fixpoint = Fixpoint(needs)
        there = fixpoint.of(())
        able = fixpoint.of(name for one in options for name in one.brings)
        self.possible = able.issuperset(goals)
        self.goals = tuple(dict.fromkeys(name for name in goals if name not in there))
        bodies: dict[str, list[tuple[str, ...]]] = {}
        for one in needs:
            if one.head not in there and able.issuperset(one.body):
                rest = tuple(name for name in one.body if name not in there)
                bodies.setdefault(one.head, []).append(rest)
        self.bodies = {name: bodies.get(name, []) for name in _before(self.goals, bodies)}
        self.brings = [
            [name for name in dict.fromkeys(one.brings) if name in self.bodies] for one in options
        ]
        self.by = dict.fromkeys(self.bodies, 0)
        for place, names in enumerate(self.brings):
            for name in names:
                self.by[name] |= 1 << place
        self.fixpoint = Fixpoint(
            [Need(name, body) for name, found in self.bodies.items() for body in found]
        )
        self.hard = self._hard()

    def reached(self, chosen: int) -> set[str]:
        """What comes about by a set of options, one bit each."""
        return self.fixpoint.of(name for place in bits_of(chosen) for name in self.brings[place])

    def does(self, there: set[str]) -> bool:
        """Are all goals there?"""
        return there.issuperset(self.goals)

    def landmark(self, there: set[str]) -> int:
        """Options one of which is needed to get beyond what is `there`.

        Behind each thing that is missing, and each of its needs, one missing thing: nothing among
        them comes about but by an option that establishes one of them. The hardest is taken.
        """
        goal = max((name for name in self.goals if name not in there), key=self.hard.__getitem__)
        zone = {goal}
        todo = [goal]
        found = 0
        while todo:
            name = todo.pop()
            found |= self.by[name]
            for body in self.bodies[name]:
                missing = [one for one in body if one not in there]
                if zone.isdisjoint(missing):
                    hardest = max(missing, key=self.hard.__getitem__)
                    zone.add(hardest)
                    todo.append(hardest)
        return found

    def _hard(self) -> dict[str, int]:
        """What each thing costs at least: by an option, or by the dearest thing of a need."""
        heap = [
            (self.costs[place], name) for place, some in enumerate(self.brings) for name in some
        ]
        heapify(heap)
        missing = self.fixpoint.missing.copy()
        found: dict[str, int] = {}
        while heap:
            cost, name = heappop(heap)
            if name in found:
                continue
            found[name] = cost
            for place in self.fixpoint.waiting.get(name, ()):
                missing[place] -= 1
                if not missing[place]:
                    heappush(heap, (cost, self.fixpoint.heads[place]))
        return found


def bits_of(chosen: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    while chosen:
        lowest = chosen & -chosen
        yield lowest.bit_length() - 1
        chosen ^= lowest


def _before(goals: Iterable[str], bodies: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, None]:
    found = dict.fromkeys(goals)
    todo = list(found)
    while todo:
        for body in bodies.get(todo.pop(), ()):
            new = [name for name in body if name not in found]
            found.update(dict.fromkeys(new))
            todo += new
    return found
