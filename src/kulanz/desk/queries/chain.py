"""The chain of a case as a drawing and as words: circles, deadlocks, answers, the way out."""

from dataclasses import dataclass

from kulanz.case import LanguageCode
from kulanz.chain.picture.outline import Entry, outline_model
from kulanz.desk.models import Because as BecauseRow
from kulanz.desk.models import Case, Node, Person, Statement
from kulanz.desk.queries.chain_answers import (
    Asked,
    Because,
    Supposed,
    asked_of,
    because,
    supposed,
)
from kulanz.desk.queries.chain_pictures import (
    Circle,
    Deadlock,
    Place,
    circles,
    circles_drawing,
    deadlocks,
    drawing,
    knot_drawing,
)
from kulanz.desk.queries.chain_questions import ChainQuestion, chain_questions
from kulanz.desk.queries.chain_reading import read
from kulanz.desk.queries.chain_templates import LooksLike, looks_like
from kulanz.desk.queries.facts import current_statements
from kulanz.desk.queries.unlocking import WayOut, WaysOut

FEW = 15  # a drawing of more is folded at first
TAKEN = frozenset({"claim", "fact", "demand"})  # lines that may become a node as they are


@dataclass(frozen=True, slots=True)
class Sentence:
    """One because as the agents see it, to be withdrawn."""

    row: BecauseRow
    because: tuple[Node, ...]
    unless: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ChainPage:
    """Everything the tab shows; `svg` is safe to print: the core escapes every text in it."""

    asked: Asked
    svg: str
    knot_svg: str
    loops_svg: str
    many: bool
    outline: tuple[Entry, ...]
    circles: tuple[Circle, ...]
    deadlocks: tuple[Deadlock, ...]
    ways: WaysOut
    why: Because | None
    row: Node | None
    supposed: Supposed | None
    questions: tuple[ChainQuestion, ...]
    nodes: tuple[Node, ...]
    sentences: tuple[Sentence, ...]
    lines: tuple[Statement, ...]
    template: str
    looks_like: tuple[LooksLike, ...]

    @property
    def changed(self) -> frozenset[str]:
        """What would have been otherwise under what is supposed."""
        return self.supposed.changed if self.supposed else frozenset()


@dataclass(frozen=True, slots=True)
class Knot:
    """What holds a case up, in its shortest form: one circle of waiting, one way out of it."""

    labels: tuple[str, ...]
    waiting: bool
    way: WayOut | None


def knot(case: Case, *, person: Person, language: LanguageCode) -> Knot | None:
    """The first deadlock or else the first circle, with the smallest way out; None without one."""
    if not case.nodes.exists():
        return None
    reading = read(case, person=person, language=language)
    waiting = reading.chain.deadlocks().knots[:1]
    held = waiting or tuple(one.nodes for one in reading.chain.loops().loops[:1])
    ways = reading.ways.ways[:1]
    if not held and not ways:
        return None
    labels = reading.labels(held[0]) if held else ()
    return Knot(labels, bool(waiting), ways[0] if ways else None)


def chain_page(
    case: Case, *, asked: Asked, place: Place, person: Person, language: LanguageCode
) -> ChainPage:
    """The chain of a case, and the answer to what is asked of it.

    Every part of it is bounded, so a huge chain is slow for nobody.
    """
    reading = read(case, person=person, language=language)
    chain, known = reading.chain, reading.known
    asked = asked_of(chain, asked)
    why = because(chain, asked, language=language) if asked.why else None
    had = supposed(chain, asked, language=language)
    knots = tuple(deadlocks(reading))
    nodes, lines = tuple(case.nodes.all()), tuple(current_statements(case))
    return ChainPage(
        asked=asked,
        svg=drawing(reading, place, asked, why, had),
        knot_svg=knot_drawing(reading, knots, title=place.title),
        loops_svg=circles_drawing(reading, title=place.title),
        many=len(chain.variables) > FEW,
        outline=outline_model(
            chain,
            language=language,
            values=had.world if had else None,
            changed=had.changed if had else (),
            given=asked.had,
        ),
        circles=circles(reading),
        deadlocks=knots,
        ways=reading.ways,
        why=why,
        row=next((node for node in nodes if why and node.pk == why.node), None),
        supposed=had,
        questions=chain_questions(reading),
        nodes=nodes,
        sentences=_sentences(case),
        lines=tuple(one for one in lines if one.kind in TAKEN),
        template=known.title(language) if known else "",
        looks_like=looks_like(reading, lines),
    )


def _sentences(case: Case) -> tuple[Sentence, ...]:
    rows = (
        case.becauses.filter(withdrawn_at=None)
        .select_related("effect", "contact", "by")
        .prefetch_related("parts__node")
        .order_by("id")
    )
    return tuple(
        Sentence(
            row,
            tuple(part.node for part in row.parts.all() if not part.unless),
            tuple(part.node for part in row.parts.all() if part.unless),
        )
        for row in rows
    )
