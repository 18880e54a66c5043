"""Deadlocks: each waits for the other (de: Blockade, Patt; nl: patstelling).

Needs are AND-OR rules under the least fixpoint: a thing comes about once everything in one of its
needs has, and nothing comes about because it waits for itself. Of what has not come about, each
head waits for the bodies of its needs. A knot is a strongly connected part of this graph (the
wait-for graph of E. Coffman, M. Elphick and A. Shoshani, System deadlocks, 1971): left alone,
nobody in it can move, and whoever moves waits for something outside or is moved by an action.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from kulanz.chain.answers import Deadlocks
from kulanz.chain.knots import knots
from kulanz.chain.parts import Need


def deadlocks(needs: Sequence[Need]) -> Deadlocks:
    """Every knot, those first that others wait for, and what nothing in the needs brings about.

    `waits_for` are the things of needs still waited for that are the head of none: somebody must
    establish them from outside. Both are in alphabetical order, to be compared between cases.
    """
    there = reached(needs)
    waiting = [one for one in needs if one.head not in there]
    after: dict[str, list[str]] = {one.head: [] for one in waiting}
    for one in waiting:
        after[one.head] += [name for name in one.body if name in after]
    heads = {one.head for one in needs}
    outside = {name for one in waiting for name in one.body} - heads
    return Deadlocks(
        knots=tuple(tuple(sorted(knot)) for knot in knots(after)),
        waits_for=tuple(sorted(outside)),
    )


def opened_by(knot: Collection[str], needs: Sequence[Need]) -> tuple[str, ...]:
    """The single things, in the knot or outside, each of which brings about the whole knot."""
    wanted = set(knot)
    things = sorted({name for one in needs for name in (one.head, *one.body)})
    fixpoint = Fixpoint(needs)
    return tuple(one for one in things if wanted <= fixpoint.of([one]))


def reached(needs: Sequence[Need], given: Iterable[str] = ()) -> frozenset[str]:
    """What comes about once `given` has: the least fixpoint."""
    return frozenset(Fixpoint(needs).of(given))


class Fixpoint:
    """The needs made ready for asking again and again what comes about; linear in its size."""

    def __init__(self, needs: Sequence[Need]) -> None:
        self.heads = [one.head for one in needs]
        self.missing = [len(set(one.body)) for one in needs]
        self.free = [one.head for one in needs if not one.body]
        waiting: dict[str, list[int]] = {}
        for place, one in enumerate(needs):
            for name in set(one.body):
                waiting.setdefault(name, []).append(place)
        self.waiting: Mapping[str, Sequence[int]] = waiting

    def of(self, given: Iterable[str]) -> set[str]:
        """All that comes about."""
        missing = self.missing.copy()
        found = {*given, *self.free}
        todo = list(found)
        while todo:
            for place in self.waiting.get(todo.pop(), ()):
                missing[place] -= 1
                if not missing[place] and (head := self.heads[place]) not in found:
                    found.add(head)
                    todo.append(head)
        return found
