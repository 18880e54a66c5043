"""A deadlock as a knot: who waits for whom, and what unlocks it."""

from collections.abc import Iterator, Mapping, Sequence

from kulanz.case import LanguageCode
from kulanz.chain.chain import Chain
from kulanz.chain.labels import listed, named
from kulanz.chain.picture import svg
from kulanz.chain.picture.loops_drawing import NO_LABELS
from kulanz.chain.picture.ring import Ring, bend, box, curve, order, ring
from kulanz.chain.picture.svg import Point
from kulanz.chain.picture.wrapping import LINE, SIZE, wrap
from kulanz.languages import pack

MOST = 24
FOOT = 15.5  # pixels; the width of the semi-bold letters of 14 in the last line
MOST_LINES = 6


def draw_knot(
    chain: Chain,
    knot: Sequence[str],
    opens: Sequence[str],
    language: LanguageCode,
    *,
    title: str,
    ident: str = "knot",
    labels: Mapping[str, str] = NO_LABELS,
) -> str:
    """One knot as an SVG element; `opens` are the names of the actions that unlock it.

    `labels` are the names of what is no variable of the chain.
    """
    words: Mapping[str, str] = pack(language, "drawing")["words"]
    shown = knot[:MOST]
    waits = _waits(chain, shown)
    nodes = order(shown, waits)
    at = ring(len(nodes))
    said = {name: named(chain, name, language, labels) for name in nodes}
    boxes = []
    for name, point in zip(nodes, at.points, strict=True):
        whom = listed([said[b] for a, b in waits if a == name], language)
        boxes.append(
            box(said[name], _moved(at, point), "", f"{said[name]} {words['waits_for']} {whom}")
        )
    room = (at.width - 24) * SIZE / FOOT
    foot = wrap(words["unlocks"].format(what=listed(opens, language)), room, lines=MOST_LINES)
    foot = foot if opens else ()
    small = [f"→ {words['waits_for']}"]
    small += [words["more"].format(count=len(knot) - len(shown))] if len(knot) > len(shown) else []
    y = at.height + LINE
    body = [f'<g aria-hidden="true">{"".join(_lines(at, nodes, waits))}</g>', *boxes]
    if foot:
        text = svg.lines(foot, at.width / 2, y)
        body.append(f'<g class="chain-unlocks" role="listitem">{text}</g>')
        y += LINE * len(foot)
    text = svg.lines([" · ".join(small)], at.width / 2, y)
    body.append(f'<g class="chain-signs" role="listitem">{text}</g>')
    return svg.element(
        body,
        kind="chain chain--knot",
        ident=ident,
        title=title,
        width=int(at.width),
        height=y + LINE,
    )


def _lines(at: Ring, nodes: Sequence[str], waits: Sequence[tuple[str, str]]) -> Iterator[str]:
    for one, other in waits:
        start, end = nodes.index(one), nodes.index(other)
        bent = bend(at, start, end, both=(other, one) in waits)
        path, _ = curve(*(_moved(at, point) for point in (at.points[start], bent, at.points[end])))
        yield f'<g class="chain-edge">{path}</g>'


def _moved(at: Ring, point: Point) -> Point:
    """From around the middle of the ring into the drawing."""
    return point[0] + at.width / 2, point[1] + at.height / 2


def _waits(chain: Chain, knot: Sequence[str]) -> list[tuple[str, str]]:
    inside = set(knot)
    return list(
        dict.fromkeys(
            (need.head, one)
            for need in chain.needs
            for one in need.body
            if {need.head, one} <= inside and need.head != one
        )
    )
