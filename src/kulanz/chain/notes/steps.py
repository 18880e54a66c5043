"""The step in time of every variable: as given, or from what leads to what."""

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter

from kulanz.chain.notes.claims import Claims
from kulanz.chain.notes.reasons import Reason


def steps(
    claims: Claims, kept: Sequence[Reason], copies: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """A step for each name. Given ones stay; a later copy is never before its causes.

    When none is given, a step is one more than the latest cause's, and what has no cause comes
    right before its first effect. When only some are given, the others are as late as their
    latest cause, or else as early as their first effect.
    """
    given = {name: node.t for node in claims.nodes for name in copies.get(node.id, [node.id])}
    later = {name for made in copies.values() for name in made[1:]}
    causes: dict[str, set[str]] = {name: set() for name in given}
    for one in kept:
        causes[one.effect].update(node for node, _ in one.parts)
    order = list(TopologicalSorter(causes).static_order())
    gap = 0 if any(given.values()) else 1
    found: dict[str, int] = {}
    for name in order:
        latest = max((found[cause] for cause in causes[name] if cause in found), default=None)
        if given[name]:
            found[name] = max(given[name], latest or given[name]) if name in later else given[name]
        elif latest is not None:
            found[name] = latest + gap
        elif gap and causes[name]:
            found[name] = 2
    return _roots(order, causes, found, gap)


def _roots(
    order: Sequence[str], causes: Mapping[str, set[str]], found: dict[str, int], gap: int
) -> dict[str, int]:
    first: dict[str, int] = {}
    for name in reversed(order):
        if name not in found:
            found[name] = first[name] - gap if name in first else 1
        for cause in causes[name]:
            first[cause] = min(first.get(cause, found[name]), found[name])
    return found
