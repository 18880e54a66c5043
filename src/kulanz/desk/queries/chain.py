"""The chain of a case as a drawing and as words: circles, deadlocks, answers, the way out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kulanz.case import LanguageCode
from kulanz.chain import Item, Told, outline
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import names
from kulanz.chain.picture.drawing import draw_model
from kulanz.chain.picture.knot_drawing import draw_knot
from kulanz.chain.picture.loops_drawing import draw_loops
from kulanz.desk import casefiles
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
from kulanz.desk.queries.chain_questions import ChainQuestion, chain_questions
from kulanz.desk.queries.chain_templates import LooksLike, looks_like
from kulanz.desk.queries.facts import current_statements
from kulanz.desk.queries.unlocking import WayOut, WaysOut, act_name, goals_of, ways_out

MOST_SHOWN = 5
PANEL = 724  # pixels; what the panel of a case page has room for on a screen of 1280
FEW = 15  # a drawing of more is folded at first


@dataclass(frozen=True, slots=True)
class Sentence:
    """One because as the agents see it, to be withdrawn."""

    row: BecauseRow
    because: tuple[Node, ...]
    unless: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle of influences: "R" keeps itself going, "B" slows itself down."""

    type: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deadlock:
    """Things that wait for one another, and the acts that open the knot."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChainPage:
    """Everything the tab shows; `svg` is safe to print: the core escapes every text in it."""

    asked: Asked
    svg: str
    knot_svg: str
    loops_svg: str
    many: bool
    outline: tuple[Item, ...]
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
    told = casefiles.chain(case)
    if not told.nodes:
        return None
    chain = casefiles.model(case, told).chain
    deadlocks = chain.deadlocks().knots[:1]
    held = deadlocks or tuple(one.nodes for one in chain.loops().loops[:1])
    ways = ways_out(case, told, chain, person=person, language=language).ways[:1]
    if not held and not ways:
        return None
    known = casefiles.template_of(case)
    words = {**(known.names(language) if known else {}), **_clauses(told)}
    labels = _labels(words, held[0]) if held else ()
    return Knot(labels, bool(deadlocks), ways[0] if ways else None)


def chain_page(
    case: Case,
    *,
    asked: Asked,
    here: str,
    title: str,
    person: Person,
    language: LanguageCode,
    widest: int = PANEL,
) -> ChainPage:
    """The chain of a case in the words of the reader's `language`; labels stay as they were said.

    `here` is the address of the tab, for the links in the drawing. Every part of it is bounded, so
    a huge chain is slow for nobody.
    """
    told = casefiles.chain(case)
    modelled = casefiles.model(case, told)
    chain = modelled.chain
    asked = asked_of(chain, asked)
    why = because(chain, asked, language=language) if asked.why else None
    had = supposed(chain, asked, language=language)
    nodes = tuple(case.nodes.all())
    known = casefiles.template_of(case)
    words = {**(known.names(language) if known else {}), **_clauses(told)}
    goals = goals_of(case, told, known)
    ways = ways_out(case, told, chain, person=person, language=language)
    knots = tuple(_deadlocks(chain, goals, ways, words, language=language))
    statements = tuple(current_statements(case))
    return ChainPage(
        asked=asked,
        svg=_drawing(
            chain,
            here,
            asked,
            (why, had),
            goals=goals & chain.by_name.keys(),
            widest=widest,
            title=title,
            language=language,
        ),
        knot_svg=_knot_drawing(chain, knots, words, title=title, language=language),
        loops_svg=draw_loops(chain, language=language, title=title, labels=words),
        many=len(chain.variables) > FEW,
        outline=outline(told),
        circles=tuple(
            Circle(one.type, _labels(words, one.nodes)) for one in chain.loops().loops[:MOST_SHOWN]
        ),
        deadlocks=knots,
        ways=ways,
        why=why,
        row=next((node for node in nodes if why and node.pk == why.node), None),
        supposed=had,
        questions=chain_questions(case, told, modelled, language),
        nodes=nodes,
        sentences=_sentences(case),
        lines=tuple(s for s in statements if s.kind in {"claim", "fact", "demand"}),
        template=known.title(language) if known else "",
        looks_like=looks_like(case, told, statements, known=known, language=language),
    )


def _drawing(
    chain: Chain,
    here: str,
    asked: Asked,
    answers: tuple[Because | None, Supposed | None],
    *,
    goals: Collection[str],
    widest: int,
    title: str,
    language: LanguageCode,
) -> str:
    """The drawing, in which every box can be asked why, and what if not."""
    why, had = answers
    if not chain.variables:
        return ""
    return draw_model(
        chain,
        language=language,
        title=title,
        values=had.world if had else None,
        changed=had.changed if had else (),
        given=asked.had,
        highlights=[one.name for one in why.headline] if why else (),
        unlockable={name for act in chain.actions for name in act.establishes},
        effects=[asked.why] if asked.why else [*sorted(goals), *_last(chain)],
        link=f"{here}?why={{name}}{asked.for_why}#answer",
        whatif_link=f"{here}?had={{name}}{asked.for_had}#answer",
        undo_link=f"{here}?undo={{name}}{asked.for_had}#answer",
        unfold_link=f"{here}{asked.whole}#drawing",
        widest=widest,
        unfolded=asked.unfolded,
    )


def _last(chain: Chain) -> list[str]:
    """What nothing follows from."""
    used = {name for one in chain.variables if one.equation for name in names(one.equation)}
    return [name for name in chain.by_name if name not in used]


def _deadlocks(
    chain: Chain,
    goals: Collection[str],
    ways: WaysOut,
    words: Mapping[str, str],
    *,
    language: LanguageCode,
) -> Iterator[Deadlock]:
    """The knots, each with what frees the goals in it; else with the whole way out."""
    for knot in chain.deadlocks().knots[:MOST_SHOWN]:
        wanted = [name for name in knot if name in goals]
        cheapest = chain.unlock(wanted).ways[:1] if wanted else ()
        acts = [act.name for way in cheapest for act in way.actions]
        acts = acts or [act.action.name for way in ways.ways[:1] for act in way.acts]
        opens = tuple(act_name(act, language, words) for act in acts)
        yield Deadlock(knot, _labels(words, knot), opens)


def _knot_drawing(
    chain: Chain,
    knots: Sequence[Deadlock],
    words: Mapping[str, str],
    *,
    title: str,
    language: LanguageCode,
) -> str:
    if not knots:
        return ""
    return draw_knot(chain, knots[0].names, knots[0].opens, language, title=title, labels=words)


def _clauses(told: Told) -> dict[str, str]:
    return {node.id: node.label for node in told.nodes}


def _labels(words: Mapping[str, str], names: Sequence[str]) -> tuple[str, ...]:
    """What things are called; steps between them that nobody has named are left out."""
    return tuple(words[name] for name in names if name in words)


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
