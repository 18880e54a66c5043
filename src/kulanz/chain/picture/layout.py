"""Where the boxes of a chain stand: causes above effects, one lane per actor.

Layers are longest paths, first causes stand right above their first effect. Inside a circle the
edge that leads back to where the circle was entered does not count (it is drawn dashed). Nodes
without links stand at the height of the node told before them. Lengths are in pixels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from kulanz.chain.notes.claims import ACTORS, Actor, Claims, Node

BOX = 172
GAP = 16
LINE = 18
PAD = 12
HEAD = 40
MARGIN = 28
ABREAST = 2
LETTERS = 23
MOST_LINES = 5
MOST_DRAWN = 80


@dataclass(frozen=True, slots=True)
class Box:
    """A node with its wrapped text and its place; x and y are the upper left corner.

    The last line of a node that does not hold, or may not, is left free to say so.
    """

    node: Node
    lines: tuple[str, ...]
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Lane:
    """The column of one actor."""

    actor: Actor
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything placed; `left_out` counts the nodes beyond what a drawing can hold."""

    boxes: tuple[Box, ...]
    lanes: tuple[Lane, ...]
    back: frozenset[tuple[str, str]]
    width: int
    height: int
    left_out: int


def layout(claims: Claims) -> Layout:
    """Places at most 80 nodes."""
    nodes = claims.nodes[:MOST_DRAWN]
    ids = {node.id for node in nodes}
    edges = [
        (link.cause, link.effect)
        for link in claims.links
        if link.cause in ids and link.effect in ids and link.cause != link.effect
    ]
    back = _back_edges([node.id for node in nodes], edges)
    layers = _layers(nodes, [edge for edge in edges if edge not in back])
    lanes = _lanes(nodes, layers)
    boxes, height = _boxes(nodes, layers, {lane.actor: lane for lane in lanes})
    width = lanes[-1].x + lanes[-1].width + MARGIN if lanes else 2 * MARGIN
    left_out = len(claims.nodes) - len(nodes)
    return Layout(boxes, lanes, back, width, height, left_out)


def wrap(text: str) -> tuple[str, ...]:
    """The label in lines of about 26 letters, at most five; long words are broken."""
    lines = [""]
    for word in text.split():
        for start in range(0, len(word), LETTERS):
            part = word[start : start + LETTERS]
            if len(lines[-1]) + len(part) >= LETTERS and lines[-1]:
                lines.append("")
            lines[-1] = f"{lines[-1]} {part}".strip()
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][: LETTERS - 1] + "…"]
    return tuple(lines)


def _back_edges(
    order: Sequence[str], edges: Sequence[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """The edges that close a circle, found by walking depth first in order of appearance."""
    after: dict[str, list[str]] = {node: [] for node in order}
    for cause, effect in edges:
        after[cause].append(effect)
    inner = {effect for _, effect in edges}
    state: dict[str, int] = {}
    back: set[tuple[str, str]] = set()
    for root in sorted(order, key=lambda node: node in inner):
        stack = [(root, iter(after[root]))] if root not in state else []
        state.setdefault(root, 1)
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[node] = 2
                stack.pop()
            elif following not in state:
                state[following] = 1
                stack.append((following, iter(after[following])))
            elif state[following] == 1:
                back.add((node, following))
    return frozenset(back)


def _layers(nodes: Sequence[Node], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    causes: dict[str, list[str]] = {}
    effects: dict[str, list[str]] = {}
    for cause, effect in edges:
        causes.setdefault(effect, []).append(cause)
        effects.setdefault(cause, []).append(effect)
    layers: dict[str, int] = {}
    for node in TopologicalSorter(causes).static_order():
        layers[node] = max((layers[cause] + 1 for cause in causes.get(node, ())), default=0)
    for node in effects.keys() - causes.keys():
        layers[node] = min(layers[effect] for effect in effects[node]) - 1
    height = 0
    for told in nodes:
        height = layers.setdefault(told.id, height)
    return layers


def _lanes(nodes: Sequence[Node], layers: Mapping[str, int]) -> tuple[Lane, ...]:
    lanes: list[Lane] = []
    x = MARGIN
    for actor in ACTORS:
        heights = [layers[node.id] for node in nodes if node.actor == actor]
        if heights:
            abreast = min(ABREAST, max(heights.count(height) for height in set(heights)))
            lanes.append(Lane(actor, x, abreast * (BOX + GAP) + GAP))
            x += lanes[-1].width
    return tuple(lanes)


def _boxes(
    nodes: Sequence[Node], layers: Mapping[str, int], lanes: Mapping[Actor, Lane]
) -> tuple[tuple[Box, ...], int]:
    boxes: list[Box] = []
    y = HEAD + MARGIN
    for layer in sorted(set(layers.values())):
        row = [node for node in nodes if layers[node.id] == layer]
        placed = _row(row, lanes, y)
        boxes += placed
        y = max(box.y + box.height for box in placed) + 2 * GAP
    places = {node.id: number for number, node in enumerate(nodes)}
    return tuple(sorted(boxes, key=lambda box: places[box.node.id])), y


def _row(nodes: Sequence[Node], lanes: Mapping[Actor, Lane], y: int) -> list[Box]:
    """Two boxes abreast in a lane, further ones below them."""
    boxes: list[Box] = []
    for actor, lane in lanes.items():
        own = [node for node in nodes if node.actor == actor]
        top = y
        for start in range(0, len(own), ABREAST):
            pair = [(node, wrap(node.label)) for node in own[start : start + ABREAST]]
            rows = max(len(lines) + (node.holds is not True) for node, lines in pair)
            height = rows * LINE + 2 * PAD
            for place, (node, lines) in enumerate(pair):
                x = lane.x + GAP + place * (BOX + GAP)
                boxes.append(Box(node, lines, x, top, height))
            top += height + GAP
    return boxes
