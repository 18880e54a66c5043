"""The circles of a chain, each by itself: signed arrows, and R or B with its word in the middle.

Causal loop diagrams as they are usual (J. Sterman, Business Dynamics, 2000, chapter 5): R
reinforces itself, B balances itself.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import hypot

from kulanz.case import LanguageCode
from kulanz.chain.answers import Loop
from kulanz.chain.chain import Chain
from kulanz.chain.labels import named
from kulanz.chain.parts import Sign
from kulanz.chain.picture import svg
from kulanz.chain.picture.plan import WIDEST
from kulanz.chain.picture.ring import bend, box, curve, ring
from kulanz.chain.picture.svg import Point
from kulanz.chain.picture.wrapping import LINE
from kulanz.languages import pack

MOST = 6
BESIDE = 11  # pixels from a line to its sign
MOST_NODES = 12  # of a circle; a longer one is for the list
NO_LABELS: Mapping[str, str] = {}


def draw_loops(
    chain: Chain,
    *,
    language: LanguageCode,
    title: str,
    ident: str = "loops",
    labels: Mapping[str, str] = NO_LABELS,
    widest: int = WIDEST,
) -> str:
    """The six smallest circles as one SVG element; empty without any.

    `labels` are the names of influences that are no variables of the chain.
    """
    found = chain.loops()
    shown = [loop for loop in found.loops if len(loop.nodes) <= MOST_NODES][:MOST]
    if not shown:
        return ""
    drawn = _Loops(chain, language, labels)
    rings = [ring(len(loop.nodes)) for loop in shown]
    body: list[str] = []
    x = y = tall = wide = 0.0
    for loop, at in zip(shown, rings, strict=True):
        if x and x + at.width > widest:
            x, y, tall = 0.0, y + tall, 0.0
        body.append(drawn.loop(loop, (x + at.width / 2, y + at.height / 2)))
        # The sign of an arrow stands outside of its curve.
        x, tall = x + at.width, max(tall, at.height + LINE)
        wide = max(wide, x)
    height = y + tall
    rest = len(found.loops) - len(shown)
    if rest:
        text = pack(language, "drawing")["words"]["more"].format(count=rest)
        body.append(
            f'<g class="chain-more" role="listitem">'
            f"{svg.lines([text], 12, height + LINE, anchor='start')}</g>"
        )
        height += 2 * LINE
    return svg.element(
        body, kind="chain chain--loops", ident=ident, title=title, width=int(wide), height=height
    )


class _Loops:
    def __init__(self, chain: Chain, language: LanguageCode, labels: Mapping[str, str]) -> None:
        self.words: Mapping[str, str] = pack(language, "drawing")["words"]
        self.labels = {
            name: named(chain, name, language, labels)
            for one in chain.influences
            for name in (one.cause, one.effect)
        }
        self.signs: dict[tuple[str, str], set[Sign]] = defaultdict(set)
        for one in chain.influences:
            self.signs[one.cause, one.effect].add(one.sign)

    def loop(self, loop: Loop, middle: Point) -> str:
        """One circle as an item of the list that says it in words."""
        at = ring(len(loop.nodes))
        signs = self._signs(loop)
        lines: list[str] = []
        spoken = [self.words["vicious" if loop.type == "R" else "settling"]]
        boxes: list[str] = []
        for place, name in enumerate(loop.nodes):
            after = (place + 1) % len(loop.nodes)
            one, other = (
                self._moved(at.points[place], middle),
                self._moved(at.points[after], middle),
            )
            path, point = curve(one, self._moved(bend(at, place, after), middle), other)
            lines.append(f'<g class="chain-edge">{path}{_sign(signs[place], point, middle)}</g>')
            more = "adds" if signs[place] == "+" else "takes"
            said = self.words[more].format(
                cause=self.labels[name], effect=self.labels[loop.nodes[after]]
            )
            spoken.append(said)
            boxes.append(box(self.labels[name], one, "", said))
        return (
            f'<g class="chain-loop" role="listitem" aria-label={svg.quoted("; ".join(spoken))}>'
            f'<g aria-hidden="true">{"".join(lines)}{self._middle(loop, middle)}</g>'
            f'<g role="list">{"".join(boxes)}</g></g>'
        )

    def _middle(self, loop: Loop, at: Point) -> str:
        word = self.words["reinforcing" if loop.type == "R" else "balancing"]
        return (
            f'<g class="chain-ring-middle chain-ring-middle--{loop.type}">'
            f'<text class="chain-ring-type" x="{at[0]:.1f}" y="{at[1]:.1f}"'
            f' text-anchor="middle">{loop.type}</text>'
            f'<text x="{at[0]:.1f}" y="{at[1] + LINE:.1f}" text-anchor="middle">'
            f"{svg.shown(word)}</text></g>"
        )

    def _signs(self, loop: Loop) -> Sequence[Sign]:
        """One sign per arrow; where there are both, the one that makes the circle what it is."""
        around_it = list(zip(loop.nodes, (*loop.nodes[1:], loop.nodes[0]), strict=True))
        found: list[Sign] = ["+" if "+" in self.signs[pair] else "-" for pair in around_it]
        if (found.count("-") % 2 == 0) is not (loop.type == "R"):
            both = (n for n, pair in enumerate(around_it) if len(self.signs[pair]) > 1)
            place = next(both, None)
            if place is not None:
                found[place] = "-"
        return found

    @staticmethod
    def _moved(point: Point, by: Point) -> Point:
        return point[0] + by[0], point[1] + by[1]


def _sign(sign: Sign, at: Point, middle: Point) -> str:
    """Beside the line, on its outer side."""
    dx, dy = at[0] - middle[0], at[1] - middle[1]
    far = 1 + BESIDE / max(hypot(dx, dy), 1.0)
    return (
        f'<text class="chain-sign" x="{middle[0] + dx * far:.1f}"'
        f' y="{middle[1] + dy * far + 5:.1f}" text-anchor="middle">'
        f"{'+' if sign == '+' else '−'}</text>"
    )
