"""The drawing as a file of its own, with its looks inside; a page has a style sheet for them."""

from kulanz.case import LanguageCode
from kulanz.chain.answers import Audience
from kulanz.chain.chain import Chain
from kulanz.chain.picture.drawing import draw_model
from kulanz.chain.picture.loops_drawing import draw_loops

# The colours of the desk, plain and in two schemes: a viewer of pictures knows no light-dark().
_LOOKS = """
svg { --ink: #17202b; --faint: #56606d; --line: #868f9b; --paper: #fff; --ground: #f3f4f6;
  --warm: #8a5200; --hot: #b1261e; --ok: #156b3a; background: var(--paper);
  font: 13px system-ui, "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif; }
@media (prefers-color-scheme: dark) { svg { --ink: #e8ecf1; --faint: #aab4c0; --line: #6d7a8a;
  --paper: #1a2029; --ground: #12161c; --warm: #f2b45c; --hot: #ff8f85; --ok: #6fcf97; } }
text { fill: var(--ink); }
rect, .chain-box { fill: var(--paper); stroke: var(--line); stroke-width: 1.5; }
.chain-lane rect { fill: var(--ground); stroke: none; }
.chain-lane--company rect, .chain-lane--third_party rect { fill: var(--paper); }
.chain-lane text, .chain-time text, .chain-marks, .chain-more text, .chain-signs text,
.chain-stub text { fill: var(--faint); font-size: 12px; }
.chain-node--not .chain-box { fill: var(--ground); }
.chain-node--departs .chain-box { stroke: var(--warm); stroke-width: 2; }
.chain-node--departs .chain-marks { fill: var(--warm); }
.chain-node--unlockable .chain-box { stroke: var(--ok); stroke-width: 2.5; }
.chain-time path, .chain-line { stroke: var(--line); stroke-width: 1.5; fill: none; }
.chain-arrow { fill: var(--line); }
.chain-edge--cause .chain-line { stroke: var(--ink); stroke-width: 2.5; }
.chain-node--cause .chain-box { stroke: var(--ink); stroke-width: 3; }
.chain-edge--changed .chain-line, .chain-node--changed .chain-box { stroke-width: 3; }
.chain-node--given .chain-box { stroke: var(--ink); stroke-width: 4; }
.chain-unlocks text { fill: var(--ok); font-weight: 700; }
.chain-ring-type { font-size: 22px; font-weight: 700; fill: var(--hot); }
.chain-ring-middle--B .chain-ring-type { fill: var(--ok); }
.chain-sign { font-size: 16px; font-weight: 700; }
""".strip()


def svg_file(
    chain: Chain,
    *,
    language: LanguageCode,
    title: str,
    audience: Audience = "internal",
    whole: bool = False,
) -> str:
    """An SVG that any viewer shows as the desk does: the knot of a large chain, or the `whole`."""
    return _with_looks(
        draw_model(chain, language=language, title=title, audience=audience, unfolded=whole)
    )


def loops_file(chain: Chain, *, language: LanguageCode, title: str) -> str:
    """The same of the smallest circles of influences; empty without any."""
    drawn = draw_loops(chain, language=language, title=title)
    return _with_looks(drawn) if drawn else ""


def _with_looks(drawn: str) -> str:
    head, rest = drawn.split(">", maxsplit=1)
    return f"{head}>\n<style>\n{_LOOKS}\n</style>{rest}\n"
