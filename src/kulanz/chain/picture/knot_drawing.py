"""A deadlock as a knot: who waits for whom, and what unlocks it."""

from collections.abc import Mapping, Sequence

from kulanz.case import LanguageCode
from kulanz.chain.chain import Chain
from kulanz.chain.labels import listed, named
from kulanz.chain.picture import svg
from kulanz.chain.picture.loops_drawing import NO_LABELS
from kulanz.chain.picture.ring import bend, box, curve, order, ring
from kulanz.chain.picture.wrapping import LINE, wrap
from kulanz.languages import pack

MOST = 24


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
    middle = {
        name: (x + at.width / 2, y + at.height / 2)
        for name, (x, y) in zip(nodes, at.points, strict=True)
    }
    said = {name: named(chain, name, language, labels) for name in nodes}
    lines = []
    for one, other in waits:
        both = (other, one) in waits
        x, y = bend(at, nodes.index(one), nodes.index(other), both=both)
        path, _ = curve(middle[one], (x + at.width / 2, y + at.height / 2), middle[other])
        lines.append(f'<g class="chain-edge">{path}</g>')
    boxes = []
    for name in nodes:
        for_whom = listed([said[b] for a, b in waits if a == name], language)
        boxes.append(
            box(said[name], middle[name], "", f"{said[name]} {words['waits_for']} {for_whom}")
        )
    below = _below(words, len(knot) - len(shown), listed(opens, language), at.width)
    y = at.height + LINE
    text = svg.lines(below, at.width / 2, y)
    return svg.element(
        [
            f'<g aria-hidden="true">{"".join(lines)}</g>',
            *boxes,
            f'<g class="chain-unlocks" role="listitem">{text}</g>' if below else "",
        ],
        kind="chain chain--knot",
        ident=ident,
        title=title,
        width=int(at.width),
        height=at.height + LINE * (len(below) + bool(below)),
    )


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


def _below(words: Mapping[str, str], more: int, opens: str, room: float) -> tuple[str, ...]:
    texts = [words["more"].format(count=more)] if more > 0 else []
    texts += [words["unlocks"].format(what=opens)] if opens else []
    return tuple(line for text in texts for line in wrap(text, room - 24))
