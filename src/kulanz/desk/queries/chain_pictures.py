"""The drawings of the chain tab: the chain itself, the knot, the circles."""

from collections.abc import Iterator
from dataclasses import dataclass

from kulanz.chain.chain import Chain
from kulanz.chain.formulas import names
from kulanz.chain.picture.drawing import draw_model
from kulanz.chain.picture.knot_drawing import draw_knot
from kulanz.chain.picture.loops_drawing import draw_loops
from kulanz.desk.queries.chain_answers import Asked, Because, Supposed
from kulanz.desk.queries.chain_reading import Reading
from kulanz.desk.queries.unlocking import act_name

PANEL = 724  # pixels; what the panel of a case page has room for on a screen of 1280
MOST_SHOWN = 5


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
class Place:
    """Where a drawing stands: the address of the page for its links, its title and its room."""

    here: str
    title: str
    widest: int = PANEL


def drawing(
    reading: Reading, place: Place, asked: Asked, why: Because | None, had: Supposed | None
) -> str:
    """The chain, in which every box can be asked why, and what if not; empty without a node."""
    chain, here = reading.chain, place.here
    if not chain.variables:
        return ""
    goals = sorted(reading.goals & chain.by_name.keys())
    return draw_model(
        chain,
        language=reading.language,
        title=place.title,
        values=had.world if had else None,
        changed=had.changed if had else (),
        given=asked.had,
        highlights=[one.name for one in why.headline] if why else (),
        unlockable={name for act in chain.actions for name in act.establishes},
        effects=[asked.why] if asked.why else [*goals, *_last(chain)],
        link=f"{here}?why={{name}}{asked.for_why}#answer",
        whatif_link=f"{here}?had={{name}}{asked.for_had}#answer",
        undo_link=f"{here}?undo={{name}}{asked.for_had}#answer",
        unfold_link=f"{here}{asked.whole}#drawing",
        widest=place.widest,
        unfolded=asked.unfolded,
    )


def _last(chain: Chain) -> list[str]:
    """What nothing follows from."""
    used = {name for one in chain.variables if one.equation for name in names(one.equation)}
    return [name for name in chain.by_name if name not in used]


def circles(reading: Reading) -> tuple[Circle, ...]:
    """The smallest circles with their sign."""
    found = reading.chain.loops().loops[:MOST_SHOWN]
    return tuple(Circle(one.type, reading.labels(one.nodes)) for one in found)


def deadlocks(reading: Reading) -> Iterator[Deadlock]:
    """The knots, each with what frees the goals in it; else with the whole way out."""
    for knot in reading.chain.deadlocks().knots[:MOST_SHOWN]:
        wanted = [name for name in knot if name in reading.goals]
        cheapest = reading.chain.unlock(wanted).ways[:1] if wanted else ()
        acts = [act.name for way in cheapest for act in way.actions]
        acts = acts or [act.action.name for way in reading.ways.ways[:1] for act in way.acts]
        opens = tuple(act_name(act, reading.language, reading.words) for act in acts)
        yield Deadlock(knot, reading.labels(knot), opens)


def knot_drawing(reading: Reading, knots: tuple[Deadlock, ...], *, title: str) -> str:
    """The first deadlock as a knot with what unlocks it; empty without one."""
    if not knots:
        return ""
    first = knots[0]
    return draw_knot(
        reading.chain,
        first.names,
        first.opens,
        reading.language,
        title=title,
        ident="chain-knot",
        labels=reading.words,
    )


def circles_drawing(reading: Reading, *, title: str) -> str:
    """The circles with R and B in their middle; empty without any."""
    return draw_loops(
        reading.chain,
        language=reading.language,
        title=title,
        ident="chain-loops",
        labels=reading.words,
    )
