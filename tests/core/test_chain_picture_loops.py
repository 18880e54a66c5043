"""Circles with their signs, and deadlocks as knots: what is drawn, what is said."""

import json
import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kulanz.case import LANGUAGES, LanguageCode
from kulanz.chain.chain import Chain
from kulanz.chain.files import from_entry
from kulanz.chain.parts import Influence, Need, Variable
from kulanz.chain.picture.knot_drawing import draw_knot
from kulanz.chain.picture.loops_drawing import draw_loops
from kulanz.chain.picture.plan import WIDEST
from kulanz.chain.picture.ring import BOX, HEIGHT, order, ring

SVG = "{http://www.w3.org/2000/svg}"
CASES = json.loads((Path(__file__).parent / "chain_cases" / "seed_cases.json").read_text("utf-8"))
STORIES = {entry["id"]: from_entry(entry) for entry in CASES}
ANGER = Chain(
    (Variable("anger", yes={"de": "Ärger"}),),
    (Influence("anger", "talk", "-"), Influence("talk", "anger", "-")),
)


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own output


def having(root: ET.Element, name: str) -> list[ET.Element]:
    return [part for part in root.iter() if name in part.get("class", "").split()]


def test_a_circle_says_what_leads_to_what_and_that_it_reinforces_itself() -> None:
    root = parsed(
        draw_loops(ANGER, language="de", title="Kreise", labels={"talk": "ruhiges Gespräch"})
    )
    [loop] = having(root, "chain-loop")

    assert loop.get("aria-label") == (
        "Teufelskreis, der sich selbst verstärkt; „Ärger“ verringert „ruhiges Gespräch“; "
        "„ruhiges Gespräch“ verringert „Ärger“"
    )
    assert [sign.text for sign in having(root, "chain-sign")] == ["−", "−"]
    [middle] = having(root, "chain-ring-middle")
    assert "".join(middle.itertext()) == "Rverstärkend"


def test_a_balancing_circle_is_a_b() -> None:
    chain = Chain((), (Influence("a", "b"), Influence("b", "a", "-")))
    root = parsed(draw_loops(chain, language="en", title="x"))

    [middle] = having(root, "chain-ring-middle")
    assert "".join(middle.itertext()) == "Bbalancing"
    assert [sign.text for sign in having(root, "chain-sign")] == ["+", "−"]


def test_of_two_signs_each_circle_shows_the_one_that_makes_it() -> None:
    both = (Influence("a", "b"), Influence("a", "b", "-"), Influence("b", "a"))
    root = parsed(draw_loops(Chain((), both), language="en", title="x"))

    types = ["".join(one.itertext())[0] for one in having(root, "chain-ring-middle")]
    signs = [[s.text for s in having(one, "chain-sign")] for one in having(root, "chain-loop")]
    assert dict(zip(types, signs, strict=True)) == {"R": ["+", "+"], "B": ["−", "+"]}


@pytest.mark.parametrize(("story", "count"), [("seed-000", 6), ("seed-003", 3)])
def test_the_stories_show_all_their_circles(story: str, count: int) -> None:
    root = parsed(draw_loops(STORIES[story], language="de", title="x"))

    assert len(having(root, "chain-loop")) == count
    assert float(root.get("width", "inf")) <= WIDEST
    assert having(root, "chain-more") == []


def test_more_than_six_circles_are_counted_and_none_is_no_drawing() -> None:
    many = tuple(
        Influence(one, other) for n in range(9) for one, other in (("a", f"b{n}"), (f"b{n}", "a"))
    )
    root = parsed(draw_loops(Chain((), many), language="en", title="x"))

    assert len(having(root, "chain-loop")) == 6
    assert ["".join(one.itertext()) for one in having(root, "chain-more")] == ["+ 3 more"]
    assert draw_loops(STORIES["seed-001"], language="de", title="x") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_knot_of_story_000_says_who_waits_for_whom(language: LanguageCode) -> None:
    chain = STORIES["seed-000"]
    [knot] = chain.deadlocks().knots
    words = {"de": ("wartet auf", "Löst den Knoten: x und y")}
    words |= {"nl": ("wacht op", "Maakt los: x en y"), "en": ("waits for", "Unlocks: x and y")}
    labels = {name: name.upper() for name in knot}

    root = parsed(draw_knot(chain, knot, ["x", "y"], language, title="x", labels=labels))
    spoken = {str(box.get("aria-label")) for box in having(root, "chain-node")}

    assert len(spoken) == 14
    assert f"SELLER_RESENDS {words[language][0]} SELLER_INFORMED" in spoken
    assert len(having(root, "chain-edge")) == 19
    assert [
        "".join(one.itertext())
        for kind in ("chain-unlocks", "chain-signs")
        for one in having(root, kind)
    ] == [words[language][1], f"→ {words[language][0]}"]
    assert float(root.get("width", "inf")) <= WIDEST


def test_a_huge_knot_is_drawn_in_part() -> None:
    names = [f"n{place}" for place in range(40)]
    needs = tuple(
        Need(one, (other,)) for one, other in zip(names, [*names[1:], names[0]], strict=True)
    )
    root = parsed(draw_knot(Chain((), needs=needs), names, [], "en", title="x"))

    assert len(having(root, "chain-node")) == 24
    assert having(root, "chain-unlocks") == []
    assert "".join(having(root, "chain-signs")[0].itertext()) == "→ waits for · + 16 more"


@pytest.mark.parametrize("count", range(1, 25))
def test_boxes_on_a_ring_do_not_overlap_and_fit(count: int) -> None:
    found = ring(count)

    assert [
        (one, other)
        for one, other in combinations(found.points, 2)
        if abs(one[0] - other[0]) < BOX and abs(one[1] - other[1]) < HEIGHT
    ] == []
    assert found.width <= WIDEST


def test_what_waits_for_one_another_stands_together() -> None:
    """A ring told in disorder is put in order again: every link is one step long."""
    names = [0, 4, 2, 6, 1, 5, 3, 7]
    links = [(str(n), str((n + 1) % 8)) for n in range(8)]
    found = order([str(n) for n in names], links)

    steps = {(found.index(b) - found.index(a)) % 8 for a, b in links}
    assert steps <= {1, 7}


def test_strangers_words_are_only_text() -> None:
    evil = {"a": '<b onload="x">', "b": "&\x00"}
    chain = Chain((), (Influence("a", "b"), Influence("b", "a")), (Need("a", ("b",)),))
    text = draw_loops(chain, language="en", title="<x>", labels=evil)
    text += draw_knot(chain, ["a", "b"], ["<y>"], "en", title="<x>", labels=evil)

    assert re.findall(r"<b|<y|<x|\sstyle=|\x00", text) == []
    assert {part.tag for part in parsed(f"<r>{text}</r>").iter()} == {"r"} | {
        f"{SVG}{tag}" for tag in ("svg", "title", "g", "rect", "path", "polygon", "text", "tspan")
    }
