"""The few parts of SVG that the drawings are made of, with every text escaped.

Strict content-security policy: no style attributes, no style element, no script; a style sheet
gives the classes their looks. Where a dash or an arrow must stay visible without one, it is a
presentation attribute or a shape.
"""

from collections.abc import Iterable, Sequence
from math import hypot
from xml.sax.saxutils import escape, quoteattr

from kulanz.chain.picture.wrapping import LINE

Point = tuple[float, float]
ARROW = 8
_KEPT = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.~-")


def element(
    body: Iterable[str], *, kind: str, ident: str, title: str, width: int, height: float
) -> str:
    """A whole drawing: a list for a screen reader, named by its title."""
    name = quoteattr(f"{ident}-title")
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class={quoteattr(kind)} role="list"'
        f' aria-labelledby={name} viewBox="0 0 {width} {height:g}"'
        f' width="{width}" height="{height:g}">'
    )
    return "\n".join([opening, f"<title id={name}>{shown(title)}</title>", *body, "</svg>"])


def shown(text: str) -> str:
    """Text between tags."""
    return escape(_printable(text))


def quoted(text: str) -> str:
    """Text as the value of an attribute, with its quotes."""
    return quoteattr(_printable(text))


def address(pattern: str, name: str) -> str:
    """A link like "?why={name}" with the name in it, as the value of an attribute."""
    safe = "".join(chr(b) if b in _KEPT else f"%{b:02X}" for b in name.encode("utf-8", "replace"))
    return quoted(pattern.replace("{name}", safe))


def lines(texts: Sequence[str], x: float, y: float, *, anchor: str = "middle") -> str:
    """Lines of text, the first with its base at y."""
    spans = "".join(
        f'<tspan x="{x:g}" y="{y + LINE * place:g}">{shown(text)}</tspan>'
        for place, text in enumerate(texts)
    )
    return f'<text text-anchor="{anchor}">{spans}</text>'


def tip(end: Point, before: Point) -> str:
    """An arrow's head that ends in `end` and comes from `before`."""
    dx, dy = end[0] - before[0], end[1] - before[1]
    length = hypot(dx, dy) or 1.0
    ux, uy = dx / length, dy / length
    bx, by = end[0] - ARROW * ux, end[1] - ARROW * uy
    wx, wy = -uy * ARROW / 2, ux * ARROW / 2
    points = f"{end[0]:.1f},{end[1]:.1f} {bx + wx:.1f},{by + wy:.1f} {bx - wx:.1f},{by - wy:.1f}"
    return f'<polygon class="chain-arrow" points="{points}"/>'


def _printable(text: str) -> str:
    """Control characters are not allowed in XML, not even escaped."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
