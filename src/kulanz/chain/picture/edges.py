"""The lines of a chain's drawing, and the small "+3" where something is folded away on one."""

from collections.abc import Callable, Iterator, Sequence

from kulanz.chain.picture import svg
from kulanz.chain.picture.folding import Stretch
from kulanz.chain.picture.plan import Line, Plan

PILL = 24
PILL_HEIGHT = 16
Spot = tuple[float, float]


class Edges:
    """Draws the lines of one plan; stubs find places where they do not cover one another."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.spots: list[Spot] = []

    def line(self, stretch: Stretch, kinds: Sequence[str]) -> str:
        """One line with its arrow. Dots stay without a style sheet."""
        line = self.plan.lines[stretch.cause, stretch.effect]
        dots = ' stroke-dasharray="2 4"' if "chain-edge--despite" in kinds else ""
        return (
            f'<g class="{" ".join(kinds)}">'
            f'<path class="chain-line" fill="none" d="{_path(line)}"{dots}/>'
            f"{svg.tip(line.end, (line.end[0], line.end[1] - 1))}</g>"
        )

    def stubs(
        self, stretches: Sequence[Stretch], text: Callable[[Stretch], str], link: str
    ) -> Iterator[str]:
        """A "+n" on each line that leads over something folded away."""
        for stretch in stretches:
            if stretch.between:
                x, y = self._spot(self.plan.lines[stretch.cause, stretch.effect])
                stub = (
                    f"<title>{svg.shown(text(stretch))}</title>"
                    f'<rect x="{x - PILL / 2:g}" y="{y - PILL_HEIGHT / 2:g}" width="{PILL}"'
                    f' height="{PILL_HEIGHT}" rx="8"/>'
                    f'<text x="{x:g}" y="{y + 4:g}" text-anchor="middle">'
                    f"+{len(stretch.between)}</text>"
                )
                # Everything in here is hidden from a screen reader, so no key may lead to it.
                inner = f'<a tabindex="-1" href={svg.quoted(link)}>{stub}</a>' if link else stub
                yield f'<g class="chain-stub">{inner}</g>'

    def _spot(self, line: Line) -> Spot:
        parts = [part for part in _curves(line) if abs(part[1][1] - part[0][1]) > PILL_HEIGHT]
        spots = [_between(*part, t) for t in (0.5, 0.35, 0.65, 0.2, 0.8) for part in parts[::-1]]
        free = (
            spot
            for spot in spots
            if all(
                abs(spot[0] - x) > PILL + 2 or abs(spot[1] - y) > PILL_HEIGHT + 1
                for x, y in self.spots
            )
        )
        found = next(free, spots[0])
        self.spots.append(found)
        return found


def _curves(line: Line) -> list[tuple[Spot, Spot]]:
    if line.channel is None:
        return [(line.start, line.end)]
    return [(line.start, (line.channel, line.top)), ((line.channel, line.bottom), line.end)]


def _path(line: Line) -> str:
    x, y = line.start
    path = f"M{x:g} {y:g}"
    curves = _curves(line)
    for number, (_, end) in enumerate(curves):
        last = number == len(curves) - 1
        to = (end[0], end[1] - svg.ARROW if last else end[1])
        middle = (y + to[1]) / 2
        path += f" C{x:g} {middle:g} {to[0]:g} {middle:g} {to[0]:g} {to[1]:g}"
        x, y = to
        if not last:
            path += f" V{line.bottom:g}"
            y = line.bottom
    return path


def _between(start: Spot, end: Spot, t: float) -> Spot:
    """A point of the curve, which leaves and arrives upright."""
    share = t * t * (3 - 2 * t)
    y_share = 1.5 * t * (1 - t) ** 2 + 1.5 * t * t * (1 - t) + t**3
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * y_share
