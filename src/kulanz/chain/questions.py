"""What to find out first: unverified things, by how many answers would turn over with them.

A cause is an answer of the form "had it been otherwise (and its witness as it was), no effect".
It hangs on something when this no longer stands once that something is the opposite: because the
effect is gone, because the cause is, because the effect would then come anyway, or because a part
of the cause would then suffice.
"""

from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from kulanz.chain import causes
from kulanz.chain.answers import Cause, OpenQuestion
from kulanz.chain.asking import asked
from kulanz.chain.equations import Rule, bits
from kulanz.chain.formulas import names

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain
    from kulanz.chain.worlds import Worlds

MOST_CAUSES = 50
MOST_TRIED = 20_000  # variables turned or held, over all trials of all causes


def open_questions(chain: "Chain", effect: str, *, budget: float) -> tuple[OpenQuestion, ...]:
    """The unverified things on which the answers to "why this effect?" hang, most first.

    Of equal ones the earliest, as more may rest on it. Only the first causes count, and what can
    be compared within the `budget` (seconds); what is left out so is listed as not complete.

    Raises:
        BadModel: the effect is no formula, or names something unknown.
    """
    until = perf_counter() + budget
    formula = asked(chain, effect)
    why = causes.why(chain, effect, limit=MOST_CAUSES, budget=budget / 2)
    if why.complete and not why.causes:
        return ()
    own = frozenset(names(formula))
    compared = _comparable(why.causes)
    complete = why.complete and len(compared) == len(why.causes)
    hanging = _Hanging(chain.worlds, chain.worlds.compiled.rule(formula), own, compared)
    ranked = []
    for name in hanging.before:
        one = chain.by_name[name]
        if one.status == "fact" or name in own:
            continue
        in_time = perf_counter() < until
        gone, flips = hanging.on(name) if in_time else (False, 0)
        if flips or not in_time or not compared:
            found = OpenQuestion(name, one.status, flips, gone, in_time and complete)
            ranked.append((-int(gone), -flips, one.t, hanging.told[name], found))
    return tuple(found for *_, found in sorted(ranked, key=lambda entry: entry[:-1]))


def _comparable(found: Sequence[Cause]) -> list[Cause]:
    """Those whose trials are not too many: a cause less each of its parts is two for each part."""
    left = MOST_TRIED
    kept = []
    for one in found:
        left -= len(one.values) * (len(one.values) + len(one.witness))
        if left >= 0:
            kept.append(one)
    return kept


class _Hanging:
    """Compares the causes in the world in which one thing is the opposite.

    Each cause is tried as a whole, which must take the effect away, and less each of its parts,
    which must not. Every trial is a world of its own, one bit of each variable.
    """

    def __init__(
        self, worlds: "Worlds", effect: Rule, own: frozenset[str], found: Sequence[Cause]
    ) -> None:
        self.worlds = worlds
        self.effect = effect
        number = worlds.compiled.number
        self.cone = worlds.between(None, {number[name] for name in own})
        self.before = [worlds.order[place] for place in self.cone]
        self.told = {name: place for place, name in enumerate(worlds.equations)}
        self.turn: dict[int, int] = {}
        self.hold: dict[int, int] = {}
        self.wholes = 0
        self.of_cause: list[int] = []
        world = 1
        for cause in found:
            values = frozenset(number[name] for name in cause.values)
            witness = frozenset(number[name] for name in cause.witness)
            self.wholes |= world
            first = world
            for turned, held in _trials(values, witness):
                for places, side in ((turned, self.turn), (held, self.hold)):
                    for place in places:
                        side[place] = side.get(place, 0) | world
                world <<= 1
            self.of_cause.append(world - first)
        self.mask = world - 1

    def on(self, name: str) -> tuple[bool, int]:
        """Would the effect be gone, and how many causes would no longer be what they are?"""
        place = self.worlds.compiled.number[name]
        then = self.worlds.turned(self.cone, {place: 1}, {}, 1)
        if not bits(self.effect, then, 1):
            return True, len(self.of_cause)
        moved = [one for one in self.cone if then[one] != self.worlds.values[one]]
        turn, hold = self.turn.copy(), self.hold.copy()
        lost = 0
        for one in moved:
            lost |= self.turn.get(one, 0)  # what should be turned is otherwise already
            turn[one] = turn.get(one, 0) | hold.pop(one, 0)  # held as it is in that world
        turn[place] = self.mask
        values = self.worlds.turned(self.cone, turn, hold, self.mask)
        lost |= ~(bits(self.effect, values, self.mask) ^ self.wholes)
        return False, sum(bool(lost & worlds) for worlds in self.of_cause)


def _trials(
    values: frozenset[int], witness: frozenset[int]
) -> Iterator[tuple[frozenset[int], frozenset[int]]]:
    """What is turned and what is held: the whole cause, then less one part, free and held."""
    yield values, witness
    if len(values) > 1:
        for one in values:
            yield values - {one}, witness
            yield values - {one}, witness | {one}
