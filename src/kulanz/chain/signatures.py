"""Deadlocks that come back in many cases, and what usually opened them."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kulanz.chain.unlocking import unlock

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain

_ROUND = re.compile(r"[.#]\d+$")


@dataclass(frozen=True, slots=True)
class Signature:
    """A knot by the types of what is in it, and the sets of actions that opened it.

    `solved` are those sets with their number, the most usual first; in the other of the `cases`
    what was done did not open it.
    """

    knot: tuple[str, ...]
    cases: int
    solved: tuple[tuple[tuple[str, ...], int], ...]


def signatures(cases: Iterable[tuple["Chain", Collection[str]]]) -> tuple[Signature, ...]:
    """The knots of cases, each a chain and the names of the actions done; the most frequent first.

    Of what was done counts only the cheapest set that opens the knot: what was done besides did
    not solve it.
    """
    found: Counter[tuple[str, ...]] = Counter()
    solved: defaultdict[tuple[str, ...], Counter[tuple[str, ...]]] = defaultdict(Counter)
    seen: dict[object, list[tuple[tuple[str, ...], tuple[str, ...] | None]]] = {}
    for chain, done in cases:
        same = (chain.needs, chain.actions, frozenset(done))
        if same not in seen:
            seen[same] = _knots(chain, done)
        for knot, opened_by in seen[same]:
            found[knot] += 1
            if opened_by is not None:
                solved[knot][opened_by] += 1
    order = sorted(found, key=lambda knot: (-found[knot], knot))
    return tuple(Signature(knot, found[knot], _most_usual(solved[knot])) for knot in order)


def type_of(name: str) -> str:
    """The name without its round: "call.2" and "call#3" are calls."""
    return _ROUND.sub("", name)


def _knots(
    chain: "Chain", done: Collection[str]
) -> list[tuple[tuple[str, ...], tuple[str, ...] | None]]:
    did = replace(chain, actions=tuple(one for one in chain.actions if one.name in done))
    return [(_types(knot), _opening(did, knot)) for knot in chain.deadlocks().knots]


def _opening(did: "Chain", knot: Collection[str]) -> tuple[str, ...] | None:
    ways = unlock(did, knot).ways
    return _types(one.name for one in ways[0].actions) if ways else None


def _types(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({type_of(name) for name in names}))


def _most_usual(
    solved: Counter[tuple[str, ...]],
) -> tuple[tuple[tuple[str, ...], int], ...]:
    return tuple(sorted(solved.items(), key=lambda one: (-one[1], one[0])))
