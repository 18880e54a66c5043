"""Where everything of a chain's drawing stands, in pixels: time runs down, a lane per party."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kulanz.chain.parts import PARTIES
from kulanz.chain.picture.columns import Grid, grid
from kulanz.chain.picture.routes import Across, Route, routes, turns
from kulanz.chain.picture.rows import Link, rows
from kulanz.chain.picture.wrapping import LINE, wrap

WIDEST = 1350
BOX = 160
WIDE_BOX = 190
GAP = 26
GUTTER = 22  # for the steps in time
HEAD = 46
PAD = 7
STRIP = 22  # under the label: marks and the toggle
BETWEEN = 28
MOST_BETWEEN = 66


@dataclass(frozen=True, slots=True)
class Thing:
    """What is to be placed: its label, its lane, its time; `strip`: does it need one below."""

    name: str
    label: str
    lane: str
    time: int
    strip: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A placed thing; x and y are the upper left corner, `lines` its label wrapped."""

    name: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    strip: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A placed link: from below a box, through a channel from `top` to `bottom`, onto a box."""

    start: tuple[float, float]
    channel: float | None
    top: float
    bottom: float
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything placed. `lanes`: name, x, width; `times`: y of the first row of each time."""

    boxes: Mapping[str, Box]
    lines: Mapping[Link, Line]
    lanes: tuple[tuple[str, float, float], ...]
    times: tuple[tuple[float, int], ...]
    width: int
    height: int


def plan(things: Sequence[Thing], links: Sequence[Link], *, widest: int = WIDEST) -> Plan:
    """Places the things and their links in at most `widest` pixels.

    One column per lane there must be, so five lanes need 978 pixels whatever is asked for.
    """
    most = int((widest - GUTTER - GAP) // (BOX + GAP))
    heights = rows({one.name: one.time for one in things}, links)
    lanes = {one.name: one.lane for one in things}
    placed = grid(heights, lanes, PARTIES, links, most=most)
    room = (widest - GUTTER - GAP) / max(placed.columns, 1) - GAP
    across = Across(GUTTER + GAP, max(BOX, min(WIDE_BOX, int(room))), GAP)
    return _Placing({one.name: one for one in things}, placed, across, links).plan()


class _Placing:
    def __init__(
        self, things: Mapping[str, Thing], placed: Grid, across: Across, links: Sequence[Link]
    ) -> None:
        self.grid = placed
        self.across = across
        self.things = things
        self.routes = routes(placed, links, across)
        self.labels = {name: wrap(one.label, across.box - 2 * PAD) for name, one in things.items()}
        self.tops: list[float] = []
        self.bottoms: list[float] = []
        y = float(HEAD)
        for number, row in enumerate(placed.rows):
            self.tops.append(y)
            self.bottoms.append(y + self._height(row))
            sideways = turns(placed, self.routes, number)
            y = self.bottoms[-1] + min(MOST_BETWEEN, BETWEEN + 3 * sideways)
        self.end = self.bottoms[-1] if self.bottoms else y

    def plan(self) -> Plan:
        across, end = self.across, self.across.left(self.grid.columns)
        times = dict(zip(self.grid.times[::-1], self.tops[::-1], strict=True))
        return Plan(
            boxes={name: self._box(name) for name in self.things},
            lines={link: self._line(link, route) for link, route in self.routes.items()},
            lanes=tuple(
                (lane, across.left(first) - GAP / 2, count * (across.box + GAP))
                for lane, (first, count) in self.grid.lanes.items()
            ),
            times=tuple(sorted((y, time) for time, y in times.items())),
            width=int(end),
            height=int(self.end + PAD),
        )

    def _height(self, row: Sequence[str]) -> float:
        strip = any(self.things[name].strip for name in row)
        return 2 * PAD + LINE * max(len(self.labels[name]) for name in row) + STRIP * strip

    def _box(self, name: str) -> Box:
        row, column = self.grid.at[name]
        return Box(
            name,
            self.across.left(column),
            self.tops[row],
            self.across.box,
            self.bottoms[row] - self.tops[row],
            self.labels[name],
            self.things[name].strip,
        )

    def _line(self, link: Link, route: Route) -> Line:
        first, last = self.grid.at[link[0]][0], self.grid.at[link[1]][0]
        inside = route.channel is not None
        return Line(
            (route.start, self.bottoms[first]),
            route.channel,
            self.tops[first + 1] if inside else self.bottoms[first],
            self.bottoms[last - 1] if inside else self.tops[last],
            (route.end, self.tops[last]),
        )
