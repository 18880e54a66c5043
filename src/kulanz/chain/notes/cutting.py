"""Cuts what is told in a circle without being a repetition, where it was told last."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kulanz.chain.knots import knots
from kulanz.chain.notes.doubts import Doubt
from kulanz.chain.notes.reasons import Reason


def circles_of(told: Iterable[Reason]) -> dict[str, int]:
    """For each node in a circle of reasons the number of its circle or knot of circles."""
    after: dict[str, list[str]] = {}
    for one in told:
        after.setdefault(one.effect, [])
        for node, _ in one.parts:
            after.setdefault(node, []).append(one.effect)
    return {node: number for number, knot in enumerate(knots(after)) for node in knot}


def acyclic(told: Sequence[Reason], group: Mapping[str, int]) -> tuple[list[Reason], list[Doubt]]:
    """The reasons without those parts that close a circle, and a question for each of them.

    `group` says which nodes are in one knot (`circles_of`). Reasons are taken in the order of
    telling. For every node of a knot one integer has a bit for each node that it already leads
    to, so that a new link is tested at once.
    """
    bit = {node: 1 << place for place, node in enumerate(group)}
    leads = dict(bit)
    kept: list[Reason] = []
    doubts: list[Doubt] = []
    for one in sorted(told, key=lambda one: one.place):
        parts = []
        for node, value in one.parts:
            inside = node in group and group[node] == group.get(one.effect)
            if inside and leads[one.effect] & bit[node]:
                doubts.append(Doubt("circle", (node, one.effect), one.line, one.quote))
                continue
            parts.append((node, value))
            if inside and not leads[node] & bit[one.effect]:
                _add(leads, bit[node], leads[one.effect])
        if parts:
            kept.append(replace(one, parts=tuple(parts)))
    return kept, doubts


def _add(leads: dict[str, int], cause: int, reached: int) -> None:
    for node, mask in leads.items():
        if mask & cause:
            leads[node] = mask | reached
