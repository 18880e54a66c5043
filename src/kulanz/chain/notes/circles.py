"""Vicious circles: cycles of "because", smallest first (de: Teufelskreis, nl: vicieuze cirkel).

The number of cycles of a graph can grow exponentially, so the search is bounded by length,
count and steps; a part of the graph that is circular always shows at least its shortest circle.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

Successors = Mapping[str, Sequence[str]]

LONGEST = 12
MOST = 50
STEPS = 50_000


def circles(
    edges: Sequence[tuple[str, str]], *, order: Sequence[str]
) -> tuple[tuple[str, ...], ...]:
    """The circles along `edges`, each from its earliest node in the direction of the edges."""
    rank = {node: number for number, node in enumerate(order)}
    knots = knotted(edges)
    search = _Search(rank)
    found = [circle for length in range(2, LONGEST + 1) for circle in search.rounds(knots, length)]
    seen = {node for circle in found for node in circle}
    unseen = [knot for knot in knots if seen.isdisjoint(knot)]
    found += [_shortest(knot, min(knot, key=rank.__getitem__)) for knot in unseen]
    found = found[:MOST]
    return tuple(sorted(found, key=lambda circle: (len(circle), [rank[node] for node in circle])))


def knotted(edges: Sequence[tuple[str, str]]) -> list[dict[str, list[str]]]:
    """The strongly connected parts with more than one node, each with its inner edges."""
    edges = [edge for edge in edges if edge[0] != edge[1]]
    if not _is_circular(edges):
        return []
    import networkx as nx  # here, for it takes a tenth of a second that only circles need

    graph: nx.DiGraph[str] = nx.DiGraph(edges)
    parts = [part for part in nx.strongly_connected_components(graph) if len(part) > 1]
    return [
        {node: [after for after in graph.successors(node) if after in part] for node in part}
        for part in parts
    ]


def _is_circular(edges: Sequence[tuple[str, str]]) -> bool:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for before, after in edges:
        sorter.add(after, before)
    try:
        sorter.prepare()
    except CycleError:
        return True
    return False


class _Search:
    """Looks for rounds of one length after the other and stops when its steps are used up."""

    def __init__(self, rank: Mapping[str, int]) -> None:
        self.rank = rank
        self.steps = STEPS
        self.found = 0

    def rounds(self, knots: Sequence[Successors], length: int) -> Iterator[tuple[str, ...]]:
        for knot in knots:
            if len(knot) < length:
                continue
            for start in sorted(knot, key=self.rank.__getitem__):
                if self.steps <= 0 or self.found >= MOST:
                    return
                yield from self._from(knot, start, length)

    def _from(self, knot: Successors, start: str, length: int) -> Iterator[tuple[str, ...]]:
        later = {node for node in knot if self.rank[node] >= self.rank[start]}
        home = self._steps_home(knot, start, later, length)
        trail: list[tuple[str, ...]] = [(start,)]
        while trail and self.steps > 0 and self.found < MOST:
            path = trail.pop()
            self.steps -= 1
            left = length - len(path)
            for node in reversed(knot[path[-1]]):
                if left == 0 and node == start:
                    self.found += 1
                    yield path
                elif (
                    left and node in later and node not in path and home.get(node, left + 1) <= left
                ):
                    trail.append((*path, node))

    def _steps_home(
        self, knot: Successors, start: str, later: set[str], length: int
    ) -> dict[str, int]:
        """How many edges it takes to get back to `start`, so that no path is walked in vain."""
        before: dict[str, list[str]] = {node: [] for node in later}
        for node in later:
            for after in knot[node]:
                if after in later:
                    before[after].append(node)
            self.steps -= 1
        distance = {start: 0}
        todo = deque([start])
        while todo:
            node = todo.popleft()
            if distance[node] < length:
                for earlier in before[node]:
                    if earlier not in distance:
                        distance[earlier] = distance[node] + 1
                        todo.append(earlier)
        return distance


def _shortest(knot: Successors, start: str) -> tuple[str, ...]:
    came: dict[str, str] = {}
    todo = deque([start])
    while todo:
        node = todo.popleft()
        for after in knot[node]:
            if after == start:
                return _walk_back(came, start, node)
            if after not in came:
                came[after] = node
                todo.append(after)
    raise ValueError("a strongly connected part has a circle through each of its nodes")


def _walk_back(came: Mapping[str, str], start: str, end: str) -> tuple[str, ...]:
    path = [end]
    while path[-1] != start:
        path.append(came[path[-1]])
    return tuple(reversed(path))
