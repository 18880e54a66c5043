"""Where things stand: time runs down, no box on another, no line over a box, all in bounds."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.chain.chain import Chain
from kulanz.chain.files import from_entry
from kulanz.chain.formulas import And, Formula, Name, Not, Or, parse
from kulanz.chain.headline import tellable
from kulanz.chain.parts import STATUSES, Need, Variable, party
from kulanz.chain.picture.drawing import draw_model
from kulanz.chain.picture.edges import Edges
from kulanz.chain.picture.folding import FEW, FULL, Stretch, causes_of, fold
from kulanz.chain.picture.outline import outline_model
from kulanz.chain.picture.plan import WIDEST, Box, Plan, Thing, plan
from kulanz.chain.picture.svg import Point
from kulanz.chain.picture.wrapping import MOST_LINES, width, wrap

CASES = json.loads((Path(__file__).parent / "chain_cases" / "seed_cases.json").read_text("utf-8"))
STORIES = {entry["id"]: from_entry(entry) for entry in CASES}
CURVE = re.compile(r"C([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+)")


def placed(chain: Chain, *, widest: int = WIDEST) -> Plan:
    things = [
        Thing(one.name, one.yes.get("de", one.name), party(one.actor), one.t, strip=one.t % 2 == 0)
        for one in chain.variables
    ]
    links = [(cause, name) for name, its in causes_of(chain).items() for cause in its]
    return plan(things, links, widest=widest)


def overlapping(found: Plan) -> list[tuple[str, str]]:
    return [
        (one.name, other.name)
        for one, other in combinations(found.boxes.values(), 2)
        if one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    ]


def outside(found: Plan) -> list[str]:
    return [
        box.name
        for box in found.boxes.values()
        if box.x < 0
        or box.y < 0
        or box.x + box.width > found.width
        or box.y + box.height > found.height
    ]


def points(path: str) -> Iterator[tuple[float, float]]:
    """Points of a line as it is drawn, its straight parts by their ends."""
    found = re.match(r"M([\d.-]+) ([\d.-]+)", path)
    assert found
    x, y = map(float, found.groups())
    for part in re.findall(r"C[^CV]+|V[\d.-]+", path):
        if part[0] == "V":
            for step in range(7):
                yield x, y + (float(part[1:]) - y) * step / 6
            y = float(part[1:])
        else:
            x1, y1, x2, y2, x3, y3 = (float(n) for n in CURVE.findall(part)[0])
            for step in range(7):
                t = step / 6
                a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
                yield a * x + b * x1 + c * x2 + d * x3, a * y + b * y1 + c * y2 + d * y3
            x, y = x3, y3


def ways(found: Plan) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Every line as points."""
    edges = Edges(found)
    drawn = {link: edges.line(Stretch(*link), []) for link in found.lines}
    return {
        link: list(points(match[1]))
        for link, text in drawn.items()
        if (match := re.search(r' d="([^"]+)"', text))
    }


def crossed(found: Plan) -> list[tuple[str, str, str]]:
    """Lines that lead over a box."""
    return [
        (*link, box.name)
        for link, way in ways(found).items()
        for box in found.boxes.values()
        if any(_in(box, x, y) for x, y in way)
    ]


def crossings(found: Plan) -> int:
    """Pairs of lines that cross, without those of one cause or of one effect."""
    return sum(
        one[0] != other[0]
        and one[1] != other[1]
        and any(_cross(*a, *b) for a in pairwise(way) for b in pairwise(other_way))
        for (one, way), (other, other_way) in combinations(ways(found).items(), 2)
    )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _in(box: Box, x: float, y: float) -> bool:
    return box.x < x < box.x + box.width and box.y + 0.1 < y < box.y + box.height - 0.1


def model(seed: int, size: int) -> Chain:
    """Some acyclic model; effects may be told to be earlier than their causes."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    variables: list[Variable] = []
    for place in range(size):
        before = [one.name for one in variables[-20:]]
        chosen = chance.sample(before, min(len(before), chance.randint(0, 4)))
        parts: tuple[Formula, ...] = tuple(
            Name(name) if chance.random() < 0.6 else Not(Name(name)) for name in chosen
        )
        variables.append(
            Variable(
                f"v{place}",
                (And(parts) if chance.random() < 0.5 else Or(parts)) if parts else None,
                actual=chance.random() < 0.5,
                norm=chance.choice([None, True, False]),
                actor=chance.choice(["customer", "company:shop", "agent", "bank", ""]),
                t=chance.randint(-2, 12),
                status=chance.choice(STATUSES),
                yes={"de": "Wort " * chance.randint(0, 20) + "x" * chance.randint(0, 60)},
            )
        )
    return Chain(tuple(variables))


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("widest", [WIDEST, 700])
def test_stories_have_room_and_no_line_leads_over_a_box(story: str, widest: int) -> None:
    found = placed(STORIES[story], widest=widest)

    assert (overlapping(found), outside(found), crossed(found)) == ([], [], [])
    assert found.width <= max(widest, 978)


@pytest.mark.parametrize(("story", "most"), [("seed-000", 19), ("seed-001", 6), ("seed-003", 11)])
def test_few_of_the_lines_of_a_story_cross(story: str, most: int) -> None:
    assert crossings(placed(STORIES[story])) <= most


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 60))
def test_any_model_is_well_formed_bounded_and_without_overlap(seed: int, size: int) -> None:
    chain = model(seed, size)
    found = placed(chain)
    text = draw_model(chain, language="de", title="x", unfolded=True, link="?why={name}")
    root = ET.fromstring(text)  # noqa: S314 - our own output

    assert (overlapping(found), outside(found), crossed(found)) == ([], [], [])
    assert float(root.get("width", "inf")) <= WIDEST
    assert float(root.get("height", "inf")) <= 300 + 160 * size
    assert text.count('role="listitem"') == size


@given(st.integers(0, 10**9), st.integers(0, 40))
def test_folding_keeps_who_leads_to_whom(seed: int, size: int) -> None:
    chain = model(seed, size)
    folded = fold(chain)
    causes = causes_of(chain)

    def before(name: str, of: dict[str, tuple[str, ...]]) -> set[str]:
        seen: set[str] = set()
        stack = [name]
        while stack:
            new = set(of[stack.pop()]) - seen
            seen |= new
            stack += new
        return seen

    kept = {
        name: tuple(s.cause for s in folded.stretches if s.effect == name) for name in folded.names
    }
    assert {name: before(name, kept) for name in kept} == {
        name: before(name, causes) & kept.keys() for name in kept
    }
    assert sorted([*folded.names, *folded.away]) == sorted(chain.by_name)


@given(st.integers(0, 10**9), st.integers(0, 40), st.booleans())
def test_what_may_not_be_told_is_nowhere_in_what_a_customer_sees(
    seed: int, size: int, whole: bool
) -> None:
    plain = model(seed, size).variables
    chain = Chain(tuple(replace(one, yes={"de": f"<{one.name}>"}) for one in plain))
    hidden = chain.by_name.keys() - tellable(chain)
    world = {name: not value for name, value in chain.values.items()}

    drawn = draw_model(
        chain,
        language="de",
        title="x",
        audience="customer",
        unfolded=whole,
        values=world,
        changed=world.keys(),
        effects=sorted(hidden),
        highlights=sorted(hidden),
    )
    listed = repr(outline_model(chain, language="de", audience="customer"))

    assert [one for one in hidden if f"&lt;{one}&gt;" in drawn or f"<{one}>" in listed] == []
    assert [word for word in ("intern", "erwartet", "Kundendienst") if word in drawn + listed] == []


def test_causes_stand_above_effects_and_time_runs_down() -> None:
    found = placed(STORIES["seed-000"])
    tops = {name: box.y for name, box in found.boxes.items()}
    times = {one.name: one.t for one in STORIES["seed-000"].variables}

    assert [link for link in found.lines if tops[link[0]] >= tops[link[1]]] == []
    assert [
        (one, other)
        for one, other in combinations(tops, 2)
        if (tops[one] - tops[other]) * (times[one] - times[other]) < 0
    ] == []


def test_an_effect_told_too_early_stands_below_its_cause_all_the_same() -> None:
    chain = Chain((Variable("late", t=5), Variable("early", parse("late"), t=1)))
    found = placed(chain)

    assert found.boxes["early"].y > found.boxes["late"].y


def test_a_first_cause_stands_right_above_its_effect() -> None:
    chain = Chain(
        (
            Variable("a", t=1),
            Variable("b", parse("a"), t=1),
            Variable("c", parse("b & root"), t=1),
            Variable("root", t=1),
        )
    )
    tops = {name: box.y for name, box in placed(chain).boxes.items()}

    assert tops["a"] < tops["b"] == tops["root"] < tops["c"]


def test_few_lines_go_sideways() -> None:
    """Each box under its cause: two chains side by side are two straight lines."""
    names = "abcdef"
    chain = Chain(
        tuple(
            Variable(one, parse(names[place - 2]) if place > 1 else None, actor="customer")
            for place, one in enumerate(names)
        )
    )
    found = placed(chain)

    assert {line.start[0] - line.end[0] for line in found.lines.values()} == {0.0}


def test_up_to_fifteen_are_shown_whole_and_more_as_a_knot() -> None:
    fifteen = Chain(tuple(Variable(f"v{n}", parse(f"v{n - 1}") if n else None) for n in range(FEW)))
    chain = Chain(tuple(Variable(f"v{n}", parse(f"v{n - 1}") if n else None) for n in range(40)))
    folded = fold(chain)

    assert len(fold(fifteen).names) == FEW
    assert len(folded.names) == FULL
    assert folded.names[-1] == "v39"
    assert sum(len(one.between) for one in folded.stretches) == 40 - FULL - 1  # v0 is before all
    assert fold(chain, unfolded=True).away == ()


def test_the_knot_keeps_circles_of_waiting_departures_and_the_effect() -> None:
    waiting = (Need("v3", ("v5",)), Need("v5", ("v3",)))
    chain = Chain(
        tuple(Variable(f"v{n}", norm=False if n in {7, 9} else None) for n in range(40)),
        needs=waiting,
    )
    kept = fold(chain, effects=["v20"], keep=["v30"]).names

    assert {"v3", "v5", "v7", "v9", "v20", "v30"} <= set(kept)
    assert len(kept) == FULL


def test_a_roundabout_way_replaces_a_folded_shortcut() -> None:
    equations = {"a": "", "x": "a", "b": "a", "y": "x", "c": "b & y"}
    chain = Chain(tuple(Variable(n, parse(e) if e else None) for n, e in equations.items()))
    bigger = Chain((*chain.variables, *(Variable(f"z{n}") for n in range(20))))
    folded = fold(bigger, effects=["a", "b", "c", *(f"z{n}" for n in range(20))])

    assert folded.names[:3] == ("a", "b", "c")
    assert folded.stretches == (Stretch("a", "b"), Stretch("b", "c"))


def test_labels_are_wrapped_by_the_width_of_their_letters() -> None:
    assert wrap("Konto kann nicht geschlossen werden", 140) == (
        "Konto kann nicht",
        "geschlossen werden",
    )
    assert wrap("Wwww" * 40, 140)[-1].endswith("…")
    assert max(width(line) for line in wrap("Wwwiiill-" * 40, 140)) <= 140
    assert len(wrap("Wort " * 50, 140)) == MOST_LINES
    assert wrap("", 140) == ("",)
