"""How a line runs from box to box: between the rows in curves, past other rows through gaps.

A link over several rows goes straight down in one channel: the gap between two columns, or a
column that has no box in those rows. So no line ever crosses a box. Links of one cause share a
channel.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kulanz.chain.picture.columns import Grid
from kulanz.chain.picture.rows import Link

TRACK = 7  # pixels between two lines in a channel
CROSSING = 60  # pixels of detour that a crossing is worth
TURN = 12  # pixels that a farther track is dearer


@dataclass(frozen=True, slots=True)
class Across:
    """The columns in pixels: box and gap widths, and where the first box begins."""

    first: float
    box: float
    gap: float

    def left(self, column: int) -> float:
        """Left edge of the boxes in a column."""
        return self.first + column * (self.box + self.gap)

    def middle(self, column: int) -> float:
        """Middle of the boxes in a column."""
        return self.left(column) + self.box / 2


@dataclass(frozen=True, slots=True)
class Route:
    """Where a link leaves, the channel it takes past other rows (None: none), where it arrives."""

    start: float
    channel: float | None
    end: float


def routes(grid: Grid, links: Sequence[Link], across: Across) -> dict[Link, Route]:
    """The way of each link. Short links first, so that they stay straight."""
    channels = _Channels(grid, across).chosen(links)

    def middle(name: str) -> float:
        return across.middle(grid.at[name][1])

    def way(link: Link, name: str) -> float:
        channel = channels[link]
        return middle(name) if channel is None else channel

    starts = _ports(links, 0, lambda link: way(link, link[1]), middle, across.box)
    ends = _ports(links, 1, lambda link: way(link, link[0]), middle, across.box)
    return {link: Route(starts[link], channels[link], ends[link]) for link in links}


def _ports(
    links: Sequence[Link],
    side: int,
    away: Callable[[Link], float],
    middle: Callable[[str], float],
    box: float,
) -> dict[Link, float]:
    """Spreads the lines along an edge of their box in the order in which they go away."""
    own: dict[str, dict[float, list[Link]]] = defaultdict(lambda: defaultdict(list))
    for link in links:
        own[link[side]][away(link)].append(link)
    found: dict[Link, float] = {}
    for name, ways in own.items():
        apart = min(20.0, (box - 28) / len(ways))
        start = middle(name) - apart * (len(ways) - 1) / 2
        for place, to in enumerate(sorted(ways)):
            found.update(dict.fromkeys(ways[to], start + apart * place))
    return found


class _Channels:
    def __init__(self, grid: Grid, across: Across) -> None:
        self.grid = grid
        self.across = across
        self.columns = [frozenset(grid.at[name][1] for name in row) for row in grid.rows]
        self.taken: dict[float, list[tuple[int, int, str]]] = defaultdict(list)
        # What is laid below each row, sorted: ends of lines that go sideways, lines upright.
        self.lefts: dict[int, list[float]] = defaultdict(list)
        self.rights: dict[int, list[float]] = defaultdict(list)
        self.upright: dict[int, list[float]] = defaultdict(list)

    def chosen(self, links: Sequence[Link]) -> dict[Link, float | None]:
        found: dict[Link, float | None] = {}
        at = self.grid.at
        for link in sorted(links, key=lambda link: at[link[1]][0] - at[link[0]][0]):
            top, bottom = at[link[0]][0] + 1, at[link[1]][0] - 1
            found[link] = self._best(link, top, bottom) if top <= bottom else None
            if top > bottom:
                start, end = (self.across.middle(at[name][1]) for name in link)
                self._lay(bottom, start, end)
        return found

    def _best(self, link: Link, top: int, bottom: int) -> float:
        start, end = (self.across.middle(self.grid.at[name][1]) for name in link)
        costs = sorted(
            (abs(x - start) + abs(x - end) + extra + self._crowd(x, link[0], top, bottom), x)
            for x, extra in self._free(top, bottom)
        )
        best, least = 0.0, float("inf")
        for cost, x in costs:
            if cost >= least:
                break
            whole = cost + CROSSING * self._crossings(start, x, end, (top, bottom))
            if whole < least:
                best, least = x, whole
        self.taken[best].append((top, bottom, link[0]))
        for row in range(top, bottom):
            insort(self.upright[row], best)
        self._lay(top - 1, start, best)
        self._lay(bottom, best, end)
        return best

    def _lay(self, row: int, one: float, other: float) -> None:
        insort(self.lefts[row], min(one, other))
        insort(self.rights[row], max(one, other))

    def _crossings(self, start: float, x: float, end: float, rows: tuple[int, int]) -> int:
        """How many lines that are laid already this way would cross."""
        top, bottom = rows
        count = sum(
            bisect_left(self.lefts[row], x) - bisect_right(self.rights[row], x)
            for row in range(top, bottom)
        )
        for row, (left, right) in ((top - 1, sorted((start, x))), (bottom, sorted((x, end)))):
            upright = self.upright[row]
            count += max(0, bisect_left(upright, right) - bisect_right(upright, left))
        return count

    def _crowd(self, x: float, cause: str, top: int, bottom: int) -> float:
        """What it costs to lie upon another line, or gains to go along with one's own."""
        others = {who for first, last, who in self.taken[x] if first <= bottom and top <= last}
        if others == {cause}:
            return -2.0 * TURN
        return 400.0 * len(others - {cause})

    def _free(self, top: int, bottom: int) -> Iterator[tuple[float, float]]:
        """Tracks that are free of boxes in these rows, with what each costs by itself."""
        busy = frozenset().union(*self.columns[top : bottom + 1])
        gap = self.across.gap
        for column in range(self.grid.columns + 1):
            middle = self.across.left(column) - gap / 2
            yield from _tracks(middle, gap / 2 - 5)
            if column < self.grid.columns and column not in busy:
                yield from _tracks(self.across.middle(column), self.across.box / 2 - 10)


def _tracks(middle: float, reach: float) -> Iterator[tuple[float, float]]:
    yield middle, 0.0
    for number in range(1, int(reach // TRACK) + 1):
        yield middle - number * TRACK, float(TURN * number)
        yield middle + number * TRACK, float(TURN * number)


def turns(grid: Grid, found: Mapping[Link, Route], row: int) -> int:
    """How many lines go sideways between this row and the one below."""
    count = 0
    for link, route in found.items():
        first, last = grid.at[link[0]][0], grid.at[link[1]][0]
        via = route.end if route.channel is None else route.channel
        count += first == row and abs(route.start - via) > TRACK
        count += route.channel is not None and last == row + 1 and abs(via - route.end) > TRACK
    return count
