"""What is around the boxes: lanes with their names, steps in time, and a legend below."""

from collections.abc import Iterator

from kulanz.chain.picture import svg
from kulanz.chain.picture.boxes import Links
from kulanz.chain.picture.marks import UNVERIFIED, words
from kulanz.chain.picture.plan import BETWEEN, GUTTER, HEAD, Plan
from kulanz.chain.picture.scene import Scene
from kulanz.chain.picture.wrapping import LINE, wrap

EDGE = 12


def columns(plan: Plan, scene: Scene, width: int, height: float) -> Iterator[str]:
    """The lanes behind the boxes, and a dotted line above each step in time."""
    for lane, x, wide in plan.lanes:
        name = svg.lines(wrap(scene.lanes[lane], wide - 8, lines=2), x + wide / 2, LINE + 2)
        yield (
            f'<g class="chain-lane chain-lane--{lane}">'
            f'<rect x="{x:g}" y="0" width="{wide:g}" height="{height:g}"/>{name}</g>'
        )
    for number, (y, _) in enumerate(plan.times, start=1):
        spoken = svg.shown(scene.words["time"].format(number=number))
        above = y - BETWEEN / 2 + 1
        line = f'<path stroke-dasharray="1 5" d="M0 {above:g} H{width}"/>' if y > HEAD else ""
        yield (
            f'<g class="chain-time"><title>{spoken}</title>{line}'
            f'<text x="{GUTTER / 2:g}" y="{y + LINE:g}" text-anchor="middle">{number}</text></g>'
        )


class Foot:
    """The lines below the drawing: what is folded away, and what the signs mean."""

    def __init__(self, scene: Scene, links: Links, width: int, top: int) -> None:
        self.scene = scene
        self.links = links
        self.top = top
        room = width - 2 * EDGE
        self.more = wrap(self._more(), room, lines=2) if scene.folded.away else ()
        self.legend = wrap(" · ".join(self._legend()), room, lines=9)
        if self.legend == ("",):
            self.legend = ()
        self.bottom = (
            top
            + LINE * (len(self.more) + len(self.legend))
            + EDGE * (bool(self.more) + bool(self.legend))
        )

    def parts(self) -> Iterator[str]:
        """What to draw."""
        y = self.top + LINE
        if self.more:
            text = svg.lines(self.more, EDGE, y, anchor="start")
            if self.links.unfold:
                text = f"<a href={svg.quoted(self.links.unfold)}>{text}</a>"
            yield f'<g class="chain-more" role="listitem">{text}</g>'
            y += LINE * len(self.more) + EDGE
        if self.legend:
            text = svg.lines(self.legend, EDGE, y, anchor="start")
            yield f'<g class="chain-signs" aria-hidden="true">{text}</g>'

    def _more(self) -> str:
        away = self.scene.folded.away
        text = self.scene.words["away"].format(count=len(away))
        changed = sum(name in self.scene.marked.changed for name in away)
        text += f" ({self.scene.changed(changed)})" if changed else ""
        return f"{text}: {self.scene.words['show_all']}" if self.links.unfold else text

    def _legend(self) -> Iterator[str]:
        scene, shown = self.scene, self.scene.folded.names
        if any("departs" in scene.marks[name] for name in shown):
            yield scene.legend["departs"]
        signed = [m for m in ("cause", "unlockable") if any(m in scene.marks[n] for n in shown)]
        yield from words(signed, scene.language)
        if any(scene.variables[name].status in UNVERIFIED for name in shown):
            yield scene.legend["unverified"]
        if not all(scene.values[name] for name in shown):
            yield scene.legend["absent"]
        if not all(
            scene.direct.get((one.cause, one.effect), True) for one in scene.folded.stretches
        ):
            yield scene.legend["despite"]
        if self.links.what_if:
            yield scene.legend["toggle"]
