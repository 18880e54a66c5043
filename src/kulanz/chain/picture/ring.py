"""Boxes on an ellipse, and the curves between them: circles and knots."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, pi, sin, sqrt

from kulanz.chain.picture import svg
from kulanz.chain.picture.svg import Point
from kulanz.chain.picture.wrapping import LINE, wrap

BOX = 136
MOST_LINES = 3
HEIGHT = MOST_LINES * LINE + 10
APART = (BOX + 12, HEIGHT + 18)
WIDEST = 594  # of the ellipse, from its middle
PASSES = 4
PAIR = 2
FEW = 7


@dataclass(frozen=True, slots=True)
class Ring:
    """Where the middles of the boxes are; the ellipse lies around (0, 0)."""

    points: tuple[Point, ...]
    rx: float
    ry: float

    @property
    def width(self) -> float:
        """With the boxes and what bends out of the ellipse."""
        return 2 * self.rx + BOX + 24

    @property
    def height(self) -> float:
        """With the boxes."""
        return 2 * self.ry + HEIGHT + 24


def ring(count: int) -> Ring:
    """So many boxes around a middle, the first one on top, so far apart that none overlap."""
    step = 2 * sin(pi / max(count, 2))
    flat = 1.2 if count <= FEW else 1.4  # many take the room that there is beside them
    rx = max(125.0, min(WIDEST, flat * APART[0] / step))
    # Two neighbours are apart in x or in y wherever they stand: (a / rx)^2 + (b / ry)^2 <= step^2.
    rest = max(0.05, 1 - (APART[0] / (rx * step)) ** 2)
    ry = max(92.0, APART[1] / step / sqrt(rest))
    turns = [_turn(count, place) for place in range(count)]
    return Ring(tuple((rx * cos(turn), ry * sin(turn)) for turn in turns), rx, ry)


def bend(at: Ring, one: int, other: int, *, both: bool = False) -> Point:
    """Where the curve between two boxes bends: outside for neighbours, else inside.

    With `both`, an arrow leads back too, and the one that goes against the clock stays inside.
    """
    count = len(at.points)
    steps = (other - one) % count
    if steps == 1 or (steps == count - 1 and not both):
        turn = _turn(count, (one if steps == 1 else other) + 0.5)
        far = 1.7 if count == PAIR else 1 / cos(pi / count) ** 0.9
        return at.rx * far * cos(turn), at.ry * far * sin(turn)
    deep = max(0.2, 0.38 - 0.04 * min(steps, count - steps))
    (x1, y1), (x2, y2) = at.points[one], at.points[other]
    return (x1 + x2) * deep, (y1 + y2) * deep


def box(label: str, at: Point, kind: str, spoken: str) -> str:
    """A box with at most three lines, as an item of a list."""
    x, y = at[0] - BOX / 2, at[1] - HEIGHT / 2
    lines = wrap(label, BOX - 12, lines=MOST_LINES)
    first = at[1] + LINE * (1 - len(lines)) / 2 + 4
    return (
        f'<g class="chain-node {kind}" role="listitem" tabindex="0"'
        f" aria-label={svg.quoted(spoken)}><title>{svg.shown(label)}</title>"
        f'<rect class="chain-box" x="{x:.1f}" y="{y:.1f}" width="{BOX}" height="{HEIGHT}" rx="7"/>'
        f"{svg.lines(lines, round(at[0], 1), round(first, 1))}</g>"
    )


def curve(one: Point, bent: Point, other: Point) -> tuple[str, Point]:
    """An arrow from box to box, and a point of it not far from the head."""
    start, end = _edge(one, bent), _edge(other, bent)
    path = (
        f'<path class="chain-line" fill="none" d="M{start[0]:.1f} {start[1]:.1f}'
        f' Q{bent[0]:.1f} {bent[1]:.1f} {end[0]:.1f} {end[1]:.1f}"/>'
    )
    t = 0.62
    beside = tuple(
        (1 - t) ** 2 * start[axis] + 2 * t * (1 - t) * bent[axis] + t * t * end[axis]
        for axis in (0, 1)
    )
    return path + svg.tip(end, bent), (beside[0], beside[1])


def order(names: Sequence[str], links: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The names in an order in which linked ones are near one another on a ring."""
    found = list(names)
    place = {name: number for number, name in enumerate(found)}
    count = len(found)

    def length() -> int:
        apart = (abs(place[one] - place[other]) for one, other in links)
        return sum(min(steps, count - steps) for steps in apart)

    least = length()
    for _ in range(PASSES):
        before = least
        for one, other in combinations(names, 2):
            place[one], place[other] = place[other], place[one]
            now = length()
            if now < least:
                least = now
            else:
                place[one], place[other] = place[other], place[one]
        if least == before:
            break
    return tuple(sorted(names, key=lambda name: place[name]))


def _turn(count: int, place: float) -> float:
    """The angle of a place: from the top, or two side by side."""
    return 2 * pi * place / count - (pi if count == PAIR else pi / 2)


def _edge(middle: Point, towards: Point) -> Point:
    """Where the straight line from a box's middle leaves the box."""
    dx, dy = towards[0] - middle[0], towards[1] - middle[1]
    scale = max(abs(dx) / (BOX / 2), abs(dy) / (HEIGHT / 2), 1.0)
    return middle[0] + dx / scale, middle[1] + dy / scale
