"""The chain as an SVG made on the server, readable without a mouse and without scripts.

Strict content-security policy: no style attributes, no style element, no script; the desk's style
sheet gives the classes their looks. The drawing is a list of nodes for a screen reader; lines
and headers are hidden from it, because each node's name says what it comes from.
"""

from collections import defaultdict
from collections.abc import Collection
from xml.sax.saxutils import escape, quoteattr

from kulanz.case import LanguageCode
from kulanz.chain.notes.claims import Link, Node
from kulanz.chain.notes.told import Told
from kulanz.chain.picture.layout import BOX, GAP, HEAD, LINE, MARGIN, PAD, Box, Layout, layout
from kulanz.languages import pack

ARROW = 6


def draw(
    chain: Told,
    *,
    language: LanguageCode,
    title: str,
    unlockable: Collection[str] = (),
    ident: str = "chain",
) -> str:
    """The SVG element; `ident` keeps ids apart when a page shows several chains.

    `unlockable` are the ids of nodes that some remedy can end; they are marked.
    """
    return _Drawing(chain, language, unlockable).svg(title, ident)


class _Drawing:
    def __init__(self, chain: Told, language: LanguageCode, unlockable: Collection[str]) -> None:
        self.words: dict[str, str] = pack(language, "chain")["words"]
        self.unlockable = frozenset(unlockable)
        self.plan: Layout = layout(chain)
        self.boxes = {box.node.id: box for box in self.plan.boxes}
        self.links = [
            link for link in chain.links if link.cause in self.boxes and link.effect in self.boxes
        ]
        self.circular = {
            edge
            for circle in chain.circles()
            for edge in zip(circle, circle[1:] + circle[:1], strict=True)
        }
        self.causes: dict[str, list[Node]] = defaultdict(list)
        for link in self.links:
            self.causes[link.effect].append(self.boxes[link.cause].node)

    def svg(self, title: str, ident: str) -> str:
        plan = self.plan
        name = quoteattr(f"{ident}-title")
        parts = [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" class="chain" role="list"'
                f' aria-labelledby={name} viewBox="0 0 {plan.width} {plan.height}"'
                f' width="{plan.width}" height="{plan.height}">'
            ),
            f"<title id={name}>{_text(title)}</title>",
            '<g aria-hidden="true">',
            *self._lanes(),
            *[self._edge(link) for link in self.links],
            *self._left_out(),
            "</g>",
            *[self._node(box) for box in plan.boxes],
            "</svg>",
        ]
        return "\n".join(parts)

    def _lanes(self) -> list[str]:
        return [
            f'<g class="chain-lane chain-lane--{lane.actor}">'
            f'<rect x="{lane.x}" y="0" width="{lane.width}" height="{self.plan.height}"/>'
            f'<text x="{lane.x + lane.width // 2}" y="{HEAD - LINE}" text-anchor="middle">'
            f"{_text(self.words[lane.actor])}</text></g>"
            for lane in self.plan.lanes
        ]

    def _left_out(self) -> list[str]:
        if not self.plan.left_out:
            return []
        more = self.words["more"].format(count=self.plan.left_out)
        y = self.plan.height - PAD
        return [f'<text class="chain-more" x="{MARGIN}" y="{y}">{_text(more)}</text>']

    def _edge(self, link: Link) -> str:
        one, other = self.boxes[link.cause], self.boxes[link.effect]
        kinds = ["chain-edge", f"chain-edge--{link.kind}"]
        circle = (link.cause, link.effect) in self.circular
        if circle:
            kinds.append("chain-edge--circle")
        back = (link.cause, link.effect) in self.plan.back or other.y <= one.y
        path = _round(one, other, self.plan.width) if back else _down(one, other)
        # A dash pattern is a presentation attribute, so the mark stays without a style sheet.
        dash = ' stroke-dasharray="6 4"' if circle else ""
        label = self._circle_label(one, other) if circle and back else ""
        return f'<g class="{" ".join(kinds)}">{path.replace("/>", f"{dash}/>", 1)}{label}</g>'

    def _circle_label(self, one: Box, other: Box) -> str:
        x = max(one.x, other.x) + BOX + GAP
        y = (one.y + other.y) // 2
        return (
            f'<text class="chain-edge-label" x="{x}" y="{y}">{_text(self.words["circle"])}</text>'
        )

    def _node(self, box: Box) -> str:
        node = box.node
        state = {True: "holds", False: "not", None: "claimed"}[node.holds]
        kinds = ["chain-node", f"chain-node--{state}", f"chain-node--{node.actor}"]
        kinds += [f"chain-node--{node.stance}"] if node.stance != "none" else []
        kinds += ["chain-node--unlockable"] if node.id in self.unlockable else []
        dash = ' stroke-dasharray="3 3"' if node.holds is None else ""
        state_line = (
            [] if node.holds else [self.words["open" if node.holds is None else "holds_not"]]
        )
        lines = "".join(
            f'<tspan x="{box.x + PAD}" y="{box.y + PAD + LINE * (place + 1) - 5}">'
            f"{_text(line)}</tspan>"
            for place, line in enumerate((*box.lines, *(f"({word})" for word in state_line)))
        )
        return (
            f'<g class="{" ".join(kinds)}" role="listitem" tabindex="0"'
            f" aria-label={_attribute(self._name(node))}>"
            f'<rect x="{box.x}" y="{box.y}" width="{BOX}" height="{box.height}" rx="6"{dash}/>'
            f"<text>{lines}</text></g>"
        )

    def _name(self, node: Node) -> str:
        state = {True: "holds", False: "holds_not", None: "open"}[node.holds]
        parts = [node.label, self.words[node.actor], self.words[state]]
        if self.causes[node.id]:
            causes = f" {self.words['and']} ".join(cause.label for cause in self.causes[node.id])
            parts.append(f"{self.words['because']} {causes}")
        if node.id in self.unlockable:
            parts.append(self.words["can_be_unlocked"])
        return "; ".join(parts)


def _down(one: Box, other: Box) -> str:
    x1, y1 = one.x + BOX // 2, one.y + one.height
    x2, y2 = other.x + BOX // 2, other.y
    bend = max(GAP, (y2 - y1) // 2)
    path = f"M{x1} {y1} C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2 - ARROW}"
    tip = f"M{x2} {y2} l-{ARROW} -{ARROW * 2} h{ARROW * 2} z"
    return f'<path class="chain-line" fill="none" d="{path}"/><path class="chain-arrow" d="{tip}"/>'


def _round(one: Box, other: Box, width: int) -> str:
    """From the right side of a box back up to the right side of an earlier one."""
    x1, y1 = one.x + BOX, one.y + one.height // 2
    x2, y2 = other.x + BOX, other.y + other.height // 2
    out = min(width, max(x1, x2) + 2 * GAP)
    path = f"M{x1} {y1} C{out} {y1} {out} {y2} {x2 + ARROW} {y2}"
    tip = f"M{x2} {y2} l{ARROW * 2} -{ARROW} v{ARROW * 2} z"
    return f'<path class="chain-line" fill="none" d="{path}"/><path class="chain-arrow" d="{tip}"/>'


def _text(text: str) -> str:
    return escape(_printable(text))


def _attribute(text: str) -> str:
    return quoteattr(_printable(text))


def _printable(text: str) -> str:
    """Control characters are not allowed in XML, not even escaped."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
