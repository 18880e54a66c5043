"""The chain of a case as a drawing and as words: circles, deadlocks, answers, the way out."""

from dataclasses import dataclass
from functools import cached_property

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
from kulanz.desk.queries.chain_reading import Reading, read
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


@dataclass(frozen=True)
class ChainPage:
    """Everything the tab shows; a part of it is worked out when it is looked at.

    The drawings are safe to print: the core escapes every text in them.
    """

    reading: Reading
    asked: Asked
    place: Place

    @cached_property
    def why(self) -> Because | None:
        """The answer to why."""
        reading = self.reading
        if not self.asked.why:
            return None
        return because(reading.chain, self.asked, language=reading.language)

    @cached_property
    def supposed(self) -> Supposed | None:
        """The answer to what if not."""
        return supposed(self.reading.chain, self.asked, language=self.reading.language)

    @property
    def changed(self) -> frozenset[str]:
        """What would have been otherwise under what is supposed."""
        return self.supposed.changed if self.supposed else frozenset()

    @cached_property
    def svg(self) -> str:
        """The drawing."""
        return drawing(self.reading, self.place, self.asked, self.why, self.supposed)

    @property
    def many(self) -> bool:
        """Is it folded at first?"""
        return len(self.reading.chain.variables) > FEW

    @cached_property
    def outline(self) -> tuple[Entry, ...]:
        """The drawing as a nested list."""
        return outline_model(
            self.reading.chain,
            language=self.reading.language,
            values=self.supposed.world if self.supposed else None,
            changed=self.changed,
            given=self.asked.had,
        )

    @cached_property
    def circles(self) -> tuple[Circle, ...]:
        """The smallest circles of influences."""
        return circles(self.reading)

    @cached_property
    def deadlocks(self) -> tuple[Deadlock, ...]:
        """The knots."""
        return tuple(deadlocks(self.reading))

    @cached_property
    def knot_svg(self) -> str:
        """The first knot, drawn."""
        return knot_drawing(self.reading, self.deadlocks, title=self.place.title)

    @cached_property
    def loops_svg(self) -> str:
        """The circles, drawn."""
        return circles_drawing(self.reading, title=self.place.title)

    @property
    def ways(self) -> WaysOut:
        """The smallest ways out."""
        return self.reading.ways

    @cached_property
    def row(self) -> Node | None:
        """The row of the thing that why is asked of; None for a part of the template only."""
        return self.reading.case.nodes.filter(pk=self.why.node).first() if self.why else None

    @cached_property
    def questions(self) -> tuple[ChainQuestion, ...]:
        """What is to be cleared up."""
        return chain_questions(self.reading)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All rows."""
        return tuple(self.reading.case.nodes.all())

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The becauses that stand."""
        return _sentences(self.reading.case)

    @cached_property
    def _ledger(self) -> tuple[Statement, ...]:
        return tuple(current_statements(self.reading.case))

    @property
    def lines(self) -> tuple[Statement, ...]:
        """Lines of the ledger that may become a part."""
        return tuple(one for one in self._ledger if one.kind in TAKEN)

    @property
    def template(self) -> str:
        """The title of the template that was taken over."""
        known = self.reading.known
        return known.title(self.reading.language) if known else ""

    @cached_property
    def looks_like(self) -> tuple[LooksLike, ...]:
        """The templates that fit."""
        return looks_like(self.reading, self._ledger)


@dataclass(frozen=True, slots=True)
class Knot:
    """What holds a case up, in its shortest form: one circle of waiting, one way out of it."""

    labels: tuple[str, ...]
    waiting: bool
    way: WayOut | None


def knot(case: Case, *, person: Person, language: LanguageCode) -> Knot | None:
    """The knot of a case that nobody has read yet; None without one."""
    if not case.nodes.exists():
        return None
    return knot_of(read(case, person=person, language=language))


def knot_of(reading: Reading) -> Knot | None:
    """The first deadlock or else the first circle, with the smallest way out; None without one."""
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
    return ChainPage(reading, asked_of(reading.chain, asked), place)


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
