"""One question to a model: what must have been otherwise for an effect not to be so."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from kulanz.chain.encoding import Encoding
from kulanz.chain.equations import bits, reads
from kulanz.chain.formulas import Formula
from kulanz.chain.smallest import Search, Smallest, in_time
from kulanz.chain.worlds import Worlds

_AT_ONCE = 256  # witnesses tried in one pass; more of them are a search
_ONE_PASS = 8192  # single changes tried in one pass
Places = tuple[int, ...]


class Question:
    """Asks about one effect. Variables are places in the order of `worlds`."""

    def __init__(self, worlds: Worlds, effect: Formula, deadline: float) -> None:
        self.worlds = worlds
        self.effect = worlds.compiled.rule(effect)
        self.goals = reads(self.effect)
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
            for place in self._alone(cone, free):
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

    def _alone(self, cone: Sequence[int], free: Sequence[int]) -> Iterator[int]:
        """Each that avoids the effect by itself, nothing held (de: conditio sine qua non)."""
        for start in range(0, len(free), _ONE_PASS):
            in_time(self.deadline)
            block = free[start : start + _ONE_PASS]
            turn = {place: 1 << world for world, place in enumerate(block)}
            mask = (1 << len(block)) - 1
            avoided = self.avoids(self.worlds.turned(cone, turn, {}, mask), mask)
            yield from (place for place, world in turn.items() if avoided & world)

    def witness(self, cause: Places) -> Places | None:
        """A smallest set that must be held for the cause to avoid the effect; None without any.

        Tries one variable more at a time, only such as would change: holding another one makes
        no difference. Many tries are one pass. Too many of them are a search instead.

        Raises:
            OutOfTime: not decided.
        """
        cone = self.cone(cause)
        turn = dict.fromkeys(cause, -1)
        tries: list[Places] = [()]
        while tries:
            mask = (1 << len(tries)) - 1
            values = self.worlds.turned(cone, turn, _held(tries), mask)
            avoided = self.avoids(values, mask)
            if avoided:
                return tries[(avoided & -avoided).bit_length() - 1]
            others = (place for place in cone if place not in turn)
            tries = self._longer(tries, {place: values[place] for place in others}, mask)
            if len(tries) > _AT_ONCE:
                return self._searched_witness(cone, cause)
        return None

    def _longer(
        self, tries: Sequence[Places], values: Mapping[int, int], mask: int
    ) -> list[Places]:
        """Each of the tries with each variable that changed in its world."""
        longer: dict[frozenset[int], Places] = {}
        for place, value in values.items():
            changed = value ^ (mask if self.worlds.values[place] else 0)
            while changed and len(longer) <= _AT_ONCE:
                before = tries[(changed & -changed).bit_length() - 1]
                longer.setdefault(frozenset((*before, place)), (*before, place))
                changed &= changed - 1
        return list(longer.values())

    def _searched_witness(self, cone: Sequence[int], cause: Places) -> Places | None:
        encoding = self.encoded(cone, cause)
        held = {literal: place for place, literal in encoding.holds().items()}
        with Search(encoding.clauses, self.deadline) as search:
            for place in cause:
                search.add([encoding.differs(place)])
            for found in Smallest(search, dict.fromkeys(held, 1), top=encoding.top):
                return tuple(held[one] for one in found)
        return None


def _held(tries: Sequence[Places]) -> dict[int, int]:
    """In which of the tries each variable is held."""
    hold: dict[int, int] = {}
    for world, places in enumerate(tries):
        for place in places:
            hold[place] = hold.get(place, 0) | 1 << world
    return hold
