"""The boxes of a chain's drawing: a clause, its marks, and links to ask about it."""

from dataclasses import dataclass

from kulanz.chain.picture import svg
from kulanz.chain.picture.marks import UNVERIFIED, short
from kulanz.chain.picture.plan import PAD, STRIP, Box
from kulanz.chain.picture.scene import Scene
from kulanz.chain.picture.wrapping import LINE

TOGGLE = 28  # wide; with STRIP and PAD more than the 24 by 24 that a target needs (WCAG 2.5.8)
CUT = 9


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses with {name} in them; an empty one is no link."""

    why: str = ""
    what_if: str = ""
    undo: str = ""
    unfold: str = ""


class Boxes:
    """Draws the boxes of one scene."""

    def __init__(self, scene: Scene, links: Links) -> None:
        self.scene = scene
        self.links = links

    def box(self, box: Box) -> str:
        """One item of the list, with one or two links in it or else with a stop for the key."""
        scene, name = self.scene, box.name
        said = scene.clauses[name]
        inner = f"<title>{svg.shown(said)}</title>{self._shape(box)}{self._texts(box)}"
        if self.links.why:
            label = svg.quoted(f"{scene.words['why']} {said}")
            href = svg.address(self.links.why, name)
            inner = f'<a class="chain-why" href={href} aria-label={label}>{inner}</a>'
        stop = "" if self.links.why or self._toggle_link(name) else ' tabindex="0"'
        return (
            f'<g class="{scene.kinds(name)}" role="listitem"{stop}'
            f" aria-label={svg.quoted(scene.name(name))}>"
            f"{inner}{self._toggle(box)}</g>"
        )

    def _shape(self, box: Box) -> str:
        """Round corners for what is so, cut ones for what is not; dashed where not verified."""
        x, y, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
        unverified = self.scene.variables[box.name].status in UNVERIFIED
        dash = ' stroke-dasharray="5 3"' if unverified else ""
        if self.scene.values[box.name]:
            return (
                f'<rect class="chain-box" x="{x:g}" y="{y:g}" width="{box.width:g}"'
                f' height="{box.height:g}" rx="7"{dash}/>'
            )
        return (
            f'<path class="chain-box" d="M{x + CUT:g} {y:g} H{right - CUT:g} L{right:g} {y + CUT:g}'
            f" V{bottom - CUT:g} L{right - CUT:g} {bottom:g} H{x + CUT:g} L{x:g} {bottom - CUT:g}"
            f' V{y + CUT:g} Z"{dash}/>'
        )

    def _texts(self, box: Box) -> str:
        room = box.height - (STRIP if box.strip else 0)
        top = box.y + (room - LINE * len(box.lines)) / 2 + LINE - 4
        text = svg.lines(box.lines, box.x + box.width / 2, top)
        toggle = TOGGLE if self._toggle_link(box.name) else 0
        marks = short(self.scene.marks[box.name], self.scene.language, box.width - 2 * PAD - toggle)
        if not marks:
            return text
        y = box.y + box.height - PAD
        return (
            f'{text}<text class="chain-marks" x="{box.x + PAD + 2:g}" y="{y:g}">'
            f"{svg.shown(marks)}</text>"
        )

    def _toggle_link(self, name: str) -> str:
        return self.links.undo if name in self.scene.marked.given else self.links.what_if

    def _toggle(self, box: Box) -> str:
        link = self._toggle_link(box.name)
        if not link:
            return ""
        undo = box.name in self.scene.marked.given
        asked = self.scene.words["take_back" if undo else "what_if_not"]
        x, y = box.x + box.width - TOGGLE - 2, box.y + box.height - STRIP - 4
        return (
            f'<a class="chain-toggle" href={svg.address(link, box.name)}'
            f" aria-label={svg.quoted(f'{asked} {self.scene.clauses[box.name]}')}>"
            f"<title>{svg.shown(asked)}</title>"
            f'<rect x="{x:g}" y="{y:g}" width="{TOGGLE}" height="{STRIP + 2}" rx="5"/>'
            f'<text x="{x + TOGGLE / 2:g}" y="{y + 16:g}" text-anchor="middle">'
            f"{'×' if undo else '≠?'}</text></a>"
        )
