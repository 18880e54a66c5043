"""Strongly connected parts of a directed graph: where each leads to each other."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node", str, int)


def knots(after: Mapping[Node, Sequence[Node]]) -> Iterator[tuple[Node, ...]]:
    """The parts of more than one node, and each node that leads to itself.

    `after` has every node, with those it leads to. What a part leads to comes before the part
    (R. Tarjan, Depth-first search and linear graph algorithms, 1972; without recursion).
    """
    number: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    open_: list[Node] = []  # seen, and not yet in a part
    for start in after:
        if start in number:
            continue
        walk = [(start, iter(after[start]))]
        while walk:
            node, ahead = walk[-1]
            if node not in number:
                number[node] = lowest[node] = len(number)
                open_.append(node)
            for other in ahead:
                if other not in number:
                    walk.append((other, iter(after[other])))
                    break
                lowest[node] = min(lowest[node], lowest[other])
            else:
                walk.pop()
                if walk:
                    before = walk[-1][0]
                    lowest[before] = min(lowest[before], lowest[node])
                if lowest[node] == number[node]:
                    yield from _part(node, open_, lowest, after)


def _part(
    root: Node,
    open_: list[Node],
    lowest: dict[Node, int],
    after: Mapping[Node, Sequence[Node]],
) -> Iterator[tuple[Node, ...]]:
    """Closes the part that `root` was the first of."""
    part: list[Node] = []
    while not part or part[-1] != root:
        part.append(open_.pop())
        lowest[part[-1]] = len(after)  # no longer open: never the lowest again
    if len(part) > 1 or root in after[root]:
        yield tuple(reversed(part))
