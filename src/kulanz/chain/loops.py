"""Vicious and balancing circles of influences (de: Teufelskreis, nl: vicieuze cirkel).

A circle reinforces itself (R) when an even number of its influences are "-", else it balances
itself (B), as in the causal loop diagrams of system dynamics (J. Sterman, Business Dynamics,
2000, chapter 5). Where one thing has both more and less of another as its effect, each sign
makes a circle of its own, so the same nodes can stand in an R and in a B.

Their number can grow exponentially, so the search stops after `MOST` circles or `STEPS` steps. It
goes by length, hence the circles listed are the smallest.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush
from typing import Literal

from kulanz.chain.answers import Loop, Loops
from kulanz.chain.knots import knots
from kulanz.chain.parts import Influence, Sign

MOST = 100
STEPS = 50_000  # shared among the knots

Signs = Mapping[tuple[int, int], set[Sign]]


def loops(influences: Sequence[Influence]) -> Loops:
    """Every circle, the smallest first, each from its earliest node in the order of telling."""
    order = tuple(dict.fromkeys(n for one in influences for n in (one.cause, one.effect)))
    number = {name: place for place, name in enumerate(order)}
    signs: dict[tuple[int, int], set[Sign]] = {}
    after: dict[int, list[int]] = {place: [] for place in range(len(order))}
    for one in influences:
        pair = (number[one.cause], number[one.effect])
        if pair not in signs:
            after[pair[0]].append(pair[1])
            signs[pair] = set()
        signs[pair].add(one.sign)
    parts = list(knots(after))
    searches = [_Search(_within(knot, after), STEPS // len(parts)) for knot in parts]
    rounds = sorted((r for one in searches for r in one.rounds()), key=lambda r: (len(r), r))
    found = [
        Loop(type_, tuple(order[place] for place in nodes))
        for nodes in rounds
        for type_ in _types(nodes, signs)
    ]
    complete = len(found) <= MOST and not any(one.cut for one in searches)
    return Loops(tuple(found[:MOST]), complete)


def _within(knot: Sequence[int], after: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    inside = set(knot)
    return {node: [other for other in after[node] if other in inside] for node in sorted(knot)}


def _types(nodes: Sequence[int], signs: Signs) -> Iterator[Literal["R", "B"]]:
    """What the circle can be: one type for each product of signs along it."""
    possible = {1}
    for pair in zip(nodes, (*nodes[1:], nodes[0]), strict=True):
        possible = {p * (1 if sign == "+" else -1) for p in possible for sign in signs[pair]}
    if 1 in possible:
        yield "R"
    if -1 in possible:
        yield "B"


class _Search:
    """One knot, walked from each of its nodes over those after it; `cut` when it gave up."""

    def __init__(self, after: Mapping[int, Sequence[int]], steps: int) -> None:
        self.after = after
        self.steps = steps
        self.before: dict[int, list[int]] = {node: [] for node in after}
        for node, others in after.items():
            for other in others:
                self.before[other].append(node)
        self.cut = False

    def rounds(self) -> Iterator[tuple[int, ...]]:
        """Circles from their lowest node on, the shortest first.

        Best first: a trail comes up by the length of the shortest circle that it can still be.
        """
        homes = self._homes()
        trails: list[tuple[int, tuple[int, ...]]] = [(1, (start,)) for start in homes]
        steps, found = self.steps, 0
        while trails and steps > 0 and found <= MOST:
            length, path = heappop(trails)
            start, end = path[0], path[-1]
            if length == len(path) and start in self.after[end]:
                found += 1
                yield path
            home = homes[start]
            for node in self.after[end]:
                if node in home and node not in path:
                    heappush(trails, (len(path) + home[node], (*path, node)))
            steps -= len(self.after[end])
        self.cut = self.cut or bool(trails)

    def _homes(self) -> dict[int, Mapping[int, int]]:
        """For each start how far the nodes after it are from it, so that no trail leads astray."""
        homes: dict[int, Mapping[int, int]] = {}
        steps = self.steps
        for start in self.after:
            if steps <= 0:
                self.cut = True
                break
            homes[start] = home = self._home(start)
            steps -= sum(len(self.before[node]) for node in home) + 1
        return homes

    def _home(self, start: int) -> dict[int, int]:
        distance = {start: 0}
        todo = deque([start])
        while todo:
            node = todo.popleft()
            for earlier in self.before[node]:
                if earlier > start and earlier not in distance:
                    distance[earlier] = distance[node] + 1
                    todo.append(earlier)
        return distance
