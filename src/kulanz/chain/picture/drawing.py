"""A causal chain as an SVG made on the server, readable without a mouse and without scripts.

Time runs down, every party has its lane, each box says what is so. For a screen reader the
drawing is a list; lines and headers are hidden from it, because each item says what it comes from.
"""

from collections.abc import Collection, Mapping

from kulanz.case import LanguageCode
from kulanz.chain.answers import Audience
from kulanz.chain.chain import Chain
from kulanz.chain.picture import svg
from kulanz.chain.picture.boxes import Boxes, Links
from kulanz.chain.picture.edges import Edges
from kulanz.chain.picture.folding import fold
from kulanz.chain.picture.frame import Foot, columns
from kulanz.chain.picture.marks import Marked
from kulanz.chain.picture.plan import WIDEST, plan
from kulanz.chain.picture.scene import Scene

NARROWEST = 260


def draw_model(
    chain: Chain,
    *,
    language: LanguageCode,
    title: str,
    ident: str = "chain",
    values: Mapping[str, bool] | None = None,
    changed: Collection[str] = (),
    given: Collection[str] = (),
    highlights: Collection[str] = (),
    unlockable: Collection[str] = (),
    effects: Collection[str] = (),
    link: str = "",
    whatif_link: str = "",
    undo_link: str = "",
    unfold_link: str = "",
    unfolded: bool = False,
    audience: Audience = "internal",
    widest: int = WIDEST,
) -> str:
    """The SVG element; `ident` keeps ids apart when a page shows several chains.

    `values` is the world to draw, the actual one if None; `changed` are the variables that are
    otherwise in it because of the `given` ones. `highlights` are causes, `unlockable` is what
    somebody can do something about. `effects` belong to the knot that stays when a chain of more
    than 15 is folded. `link` ("?why={name}") makes each box a link, `whatif_link` a second, small
    one in it, and `undo_link` the same in boxes that are given; `unfold_link` opens the whole.
    """
    marked = Marked(changed, given, highlights, unlockable)
    folded = fold(
        chain,
        effects=effects,
        keep=[*given, *highlights],
        unfolded=unfolded,
        audience=audience,
    )
    scene = Scene(
        chain, folded, values or chain.values, marked, language=language, audience=audience
    )
    links = Links(link, whatif_link, undo_link, unfold_link)
    return _svg(scene, links, title=title, ident=ident, widest=widest)


def _svg(scene: Scene, links: Links, *, title: str, ident: str, widest: int) -> str:
    folded = scene.folded
    placed = plan(
        scene.things(toggles=bool(links.what_if)),
        [(one.cause, one.effect) for one in folded.stretches],
        widest=widest,
    )
    width = max(placed.width, NARROWEST)
    foot = Foot(scene, links, width, placed.height)
    edges, boxes = Edges(placed), Boxes(scene, links)
    body = [
        '<g aria-hidden="true">',
        *columns(placed, scene, width, foot.top),
        *[edges.line(one, scene.kinds_of(one)) for one in folded.stretches],
        *edges.stubs(folded.stretches, scene.stub, links.unfold),
        "</g>",
        *[boxes.box(placed.boxes[name]) for name in folded.names],
        *foot.parts(),
    ]
    return svg.element(
        body, kind="chain", ident=ident, title=title, width=width, height=foot.bottom
    )
