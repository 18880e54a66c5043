"""What to find out first: unverified things, by how many answers would turn over with them.

A cause is an answer of the form "had it been otherwise (and its witness as it was), no effect".
It hangs on something when this no longer stands once that something is the opposite: because the
effect is gone, because the cause is, because the effect would then come anyway, or because a part
of the cause would then suffice.
"""

from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from kulanz.chain import causes
from kulanz.chain.answers import Cause, OpenQuestion
from kulanz.chain.asking import asked
from kulanz.chain.equations import Rule, bits
from kulanz.chain.formulas import names

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain
    from kulanz.chain.worlds import Worlds

MOST_CAUSES = 50


def open_questions(chain: "Chain", effect: str, *, budget: float) -> tuple[OpenQuestion, ...]:
    """The unverified things on which the answers to "why this effect?" hang, most first.

    Of equal ones the earliest, as more may rest on it. What could not be compared within the
    `budget` (seconds) is listed as not complete.

    Raises:
        BadModel: the effect is no formula, or names something unknown.
    """
    until = perf_counter() + budget
    formula = asked(chain, effect)
    found = causes.why(chain, effect, limit=MOST_CAUSES, budget=budget / 2).causes
    if not found:
        return ()
    own = frozenset(names(formula))
    hanging = _Hanging(chain.worlds, chain.worlds.compiled.rule(formula), own, found)
    ranked = []
    for name in hanging.before:
        one = chain.by_name[name]
        if one.status == "fact" or name in own:
            continue
        complete = perf_counter() < until
        gone, flips = hanging.on(name) if complete else (False, 0)
        if flips or not complete:
            question = OpenQuestion(name, one.status, flips, gone, complete)
            ranked.append((-int(gone), -flips, one.t, hanging.told[name], question))
    return tuple(question for *_, question in sorted(ranked, key=lambda entry: entry[:-1]))


class _Hanging:
    """Compares the causes in the world in which one thing is the opposite."""

    def __init__(
        self, worlds: "Worlds", effect: Rule, own: frozenset[str], found: Sequence[Cause]
    ) -> None:
        self.worlds = worlds
        self.effect = effect
        number = worlds.compiled.number
        self.cone = worlds.between(None, {number[name] for name in own})
        self.before = [worlds.order[place] for place in self.cone]
        self.told = {name: place for place, name in enumerate(worlds.equations)}
        self.trials: list[_Trial] = []
        for nth, cause in enumerate(found):
            values = frozenset(number[name] for name in cause.values)
            witness = frozenset(number[name] for name in cause.witness)
            self.trials += _trials(nth, values, witness)
        self.count = len(found)

    def on(self, name: str) -> tuple[bool, int]:
        """Would the effect be gone, and how many causes would no longer be what they are?"""
        place = self.worlds.compiled.number[name]
        then = self.worlds.turned(self.cone, {place: 1}, {}, 1)
        if not bits(self.effect, then, 1):
            return True, self.count
        moved = {one for one in self.cone if then[one] != self.worlds.values[one]}
        still = self._still(place, moved)
        return False, len(
            {
                trial.cause
                for world, trial in enumerate(self.trials)
                if bool(still >> world & 1) is trial.whole or not moved.isdisjoint(trial.turned)
            }
        )

    def _still(self, place: int, moved: set[int]) -> int:
        """The trials, a bit each, in which the effect is so while `place` is the opposite."""
        mask = (1 << len(self.trials)) - 1
        turn = {place: mask}
        hold: dict[int, int] = {}
        for world, trial in enumerate(self.trials):
            for one in trial.turned:
                turn[one] = turn.get(one, 0) | 1 << world
            for one in trial.held:  # as it is in that world
                side = turn if one in moved else hold
                side[one] = side.get(one, 0) | 1 << world
        return bits(self.effect, self.worlds.turned(self.cone, turn, hold, mask), mask)


class _Trial(NamedTuple):
    """A cause as a `whole` must take the effect away, and a part of it must not."""

    cause: int
    turned: frozenset[int]
    held: frozenset[int]
    whole: bool


def _trials(cause: int, values: frozenset[int], witness: frozenset[int]) -> Iterator[_Trial]:
    yield _Trial(cause, values, witness, whole=True)
    if len(values) > 1:
        for one in values:
            yield _Trial(cause, values - {one}, witness, whole=False)
            yield _Trial(cause, values - {one}, witness | {one}, whole=False)
