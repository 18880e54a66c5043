"""In which column each thing stands: lanes side by side, and few lines across.

The order within a row follows the mean place of causes and of effects in turn (the barycentre
heuristic of layered drawing: Sugiyama, Tagawa and Toda 1981), inside the lane of its party.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kulanz.chain.picture.rows import Link

SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Grid:
    """Row and column of every name; `rows` are from the top, `lanes` are first column and count."""

    at: Mapping[str, tuple[int, int]]
    rows: tuple[tuple[str, ...], ...]
    times: tuple[int, ...]
    lanes: Mapping[str, tuple[int, int]]

    @property
    def columns(self) -> int:
        """How many in all."""
        return sum(count for _, count in self.lanes.values())


def grid(
    heights: Mapping[str, tuple[int, int]],
    lanes: Mapping[str, str],
    order: Sequence[str],
    links: Sequence[Link],
    *,
    most: int,
) -> Grid:
    """Places every name; `order` is that of the lanes, `most` how many columns there may be."""
    levels: dict[tuple[int, int], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, height in heights.items():
        levels[height][lanes[name]].append(name)
    wide = _widths(levels.values(), [lane for lane in order if lane in set(lanes.values())], most)
    rows: list[list[str]] = []
    times: list[int] = []
    for height, level in sorted(levels.items()):
        deep = max(-(-len(own) // wide[lane][1]) for lane, own in level.items())
        parts: list[list[str]] = [[] for _ in range(deep)]
        for lane, own in level.items():
            for place, name in enumerate(own):
                parts[place // wide[lane][1]].append(name)
        rows += parts
        times += [height[0]] * deep
    columns = _Columns(rows, lanes, wide, links).best()
    at = {name: (row, columns[name]) for row, own in enumerate(rows) for name in own}
    return Grid(at, tuple(tuple(row) for row in rows), tuple(times), wide)


def _widths(
    levels: Iterable[Mapping[str, Sequence[str]]], order: Sequence[str], most: int
) -> dict[str, tuple[int, int]]:
    """First column and number of columns of each lane; the widest lanes give way."""
    counts = dict.fromkeys(order, 1)
    for level in levels:
        for lane, own in level.items():
            counts[lane] = max(counts[lane], len(own))
    while sum(counts.values()) > max(most, len(counts)):
        widest = max(counts, key=lambda lane: counts[lane])
        counts[widest] -= 1
    found: dict[str, tuple[int, int]] = {}
    first = 0
    for lane, count in counts.items():
        found[lane] = (first, count)
        first += count
    return found


class _Columns:
    def __init__(
        self,
        rows: Sequence[Sequence[str]],
        lanes: Mapping[str, str],
        wide: Mapping[str, tuple[int, int]],
        links: Sequence[Link],
    ) -> None:
        self.wide = wide
        self.links = links
        self.groups: list[list[tuple[str, list[str]]]] = []
        self.column: dict[str, int] = {}
        for row in rows:
            group: dict[str, list[str]] = defaultdict(list)
            for name in row:
                self.column[name] = wide[lanes[name]][0] + len(group[lanes[name]])
                group[lanes[name]].append(name)
            self.groups.append(list(group.items()))
        self.causes: dict[str, list[str]] = defaultdict(list)
        self.effects: dict[str, list[str]] = defaultdict(list)
        for cause, effect in links:
            self.causes[effect].append(cause)
            self.effects[cause].append(effect)

    def best(self) -> dict[str, int]:
        found, least = dict(self.column), self._length()
        for sweep in range(SWEEPS):
            down = sweep % 2 == 0
            for row in self.groups if down else reversed(self.groups):
                for lane, own in row:
                    self._arrange(lane, own, self.causes if down else self.effects)
            length = self._length()
            if length < least:
                found, least = dict(self.column), length
        return found

    def _arrange(self, lane: str, own: Sequence[str], near: Mapping[str, Sequence[str]]) -> None:
        first, count = self.wide[lane]
        wish = {name: self._mean(name, near) for name in own}
        ordered = sorted(own, key=lambda name: wish[name])
        places = min(
            combinations(range(first, first + count), len(own)),
            key=lambda some: sum(
                (place - wish[name]) ** 2 for place, name in zip(some, ordered, strict=True)
            ),
        )
        self.column.update(zip(ordered, places, strict=True))

    def _mean(self, name: str, near: Mapping[str, Sequence[str]]) -> float:
        others = near.get(name) or (*self.causes.get(name, ()), *self.effects.get(name, ()))
        if not others:
            return float(self.column[name])
        return sum(self.column[other] for other in others) / len(others)

    def _length(self) -> int:
        return sum(abs(self.column[cause] - self.column[effect]) for cause, effect in self.links)
