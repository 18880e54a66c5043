"""The cheapest sets of options that together bring about all goals, over AND-OR needs.

This is delete-free planning without preconditions, solved by hitting sets (P. Haslum, J. Slaney and
S. Thiebaux, Minimal landmarks for optimal delete-free planning, 2012): whatever reaches the goals
holds at least one option of every landmark, a set of options that no way gets round. The search
branches over the options of a landmark not yet hit, cheapest first by A*: the bound is the sum over
disjoint landmarks. A new landmark is looked for only where those known are all hit.
"""

from collections.abc import Collection, Sequence
from heapq import heappop, heappush
from time import perf_counter
from typing import NamedTuple, TypeAlias

from kulanz.chain.landmarks import Ground, Option, bits_of
from kulanz.chain.parts import Need


class Sets(NamedTuple):
    """Minimal sets of options (by place), the cheapest first; is it all of them?"""

    sets: tuple[tuple[int, ...], ...]
    complete: bool


def cheapest(
    needs: Sequence[Need],
    goals: Collection[str],
    options: Sequence[Option],
    *,
    most: int,
    until: float,
) -> Sets | None:
    """At most `most` sets, none containing another; None when all options together do not do.

    `until` is a time of `time.perf_counter`; after it comes what was found by then. When that is
    nothing there is still one minimal set, though perhaps not the cheapest, if time allowed it.
    """
    order = sorted(range(len(options)), key=lambda place: options[place].cost)
    ground = Ground(needs, goals, [options[place] for place in order])
    if not ground.possible:
        return None
    search = _Search(ground, until)
    complete = search.run(most)
    found = [tuple(sorted(order[bit] for bit in bits_of(one))) for one in search.found]
    found.sort(key=lambda one: (sum(options[place].cost for place in one), len(one), one))
    return Sets(tuple(found), complete)


# At least so dear, how much of it is still to come, chosen, excluded.
_Branch: TypeAlias = tuple[int, int, int, int]


class _Search:
    """Best first over sets of options; each branch excludes what the branches before it chose."""

    def __init__(self, ground: Ground, until: float) -> None:
        self.ground = ground
        self.until = until
        self.landmarks: list[int] = []
        self.found: list[int] = []

    def run(self, most: int) -> bool:
        """Fills `found`; False when there may be more."""
        first = self._greedy()
        heap: list[_Branch] = [(0, 0, 0, 0)]
        while heap and len(self.found) <= most and perf_counter() < self.until:
            self._next(heap)
        complete = not heap and len(self.found) <= most
        del self.found[most:]
        if not self.found and first is not None:
            self.found.append(first)
        return complete

    def _next(self, heap: list[_Branch]) -> None:
        least, to_come, chosen, excluded = heappop(heap)
        if any(one & chosen == one for one in self.found):
            return
        spent = least - to_come
        open_ = [one for one in self.landmarks if not one & chosen]
        if not open_:
            there = self.ground.reached(chosen)
            if self.ground.does(there):
                if self._minimal(chosen):
                    self.found.append(chosen)
                return
            open_.append(self.ground.landmark(there))
            self.landmarks += open_
        now = self._to_come(open_, excluded)
        if now is None or now > to_come:
            if now is not None:
                heappush(heap, (spent + now, now, chosen, excluded))
            return
        for place in bits_of(min((one & ~excluded for one in open_), key=int.bit_count)):
            bit = 1 << place
            after = self._to_come([one for one in open_ if not one & bit], excluded)
            if after is not None:
                least = spent + self.ground.costs[place] + after
                heappush(heap, (least, after, chosen | bit, excluded))
            excluded |= bit

    def _to_come(self, open_: Sequence[int], excluded: int) -> int | None:
        """What the landmarks not yet hit cost at least; None when one cannot be hit any more."""
        used = found = 0
        for one in open_:
            left = one & ~excluded
            if not left:
                return None
            if not left & used:
                used |= left
                found += self.ground.costs[(left & -left).bit_length() - 1]  # the cheapest
        return found

    def _minimal(self, chosen: int) -> bool:
        """Is nothing free in it superfluous? Without what costs it would have come up before."""
        ground = self.ground
        free = [1 << place for place in bits_of(chosen) if ground.costs[place] <= 0]
        return not any(ground.does(ground.reached(chosen ^ bit)) for bit in free)

    def _greedy(self) -> int | None:
        """Some minimal set, if there is time for it, and the first landmarks on the way."""
        chosen = 0
        while not self.ground.does(there := self.ground.reached(chosen)):
            if perf_counter() > self.until:
                return None
            self.landmarks.append(self.ground.landmark(there))
            chosen |= self.landmarks[-1] & -self.landmarks[-1]
        for place in reversed(list(bits_of(chosen))):
            if perf_counter() > self.until:
                return None
            if self.ground.does(self.ground.reached(chosen ^ 1 << place)):
                chosen ^= 1 << place
        return chosen
