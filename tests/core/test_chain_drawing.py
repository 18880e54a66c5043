"""The drawing: valid, accessible, without inline style, boxes that do not overlap."""

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from kulanz.case import LANGUAGES, LanguageCode, Utterance
from kulanz.chain import Node, Rule, Told, draw, parse_notation
from kulanz.chain.picture.layout import BOX, LETTERS, layout, wrap
from kulanz.languages import pack

SVG = "{http://www.w3.org/2000/svg}"
NOTES = """\
Weil ich das Telefonat beende, gibt es keine Lösung
Weil es keine Lösung gibt, ruft die Kundin wieder an
Weil sie vermutlich von Mal zu Mal wütender wird, wird das Problem nicht gelöst
Wäre der Betrag ausgebucht worden, hätte sie keine Mahnung erhalten
"""


def example() -> Told:
    return parse_notation([Utterance(NOTES, "agent", 1)], "de")


def drawn(chain: Told, language: LanguageCode = "de", **options: object) -> ET.Element:
    unlockable = options.get("unlockable", ())
    assert isinstance(unlockable, tuple)
    text = draw(chain, language=language, title="Kette <1> & Co", unlockable=unlockable)
    return ET.fromstring(text)  # noqa: S314 - our own output


def having(root: ET.Element, name: str) -> list[ET.Element]:
    return [part for part in root.iter() if name in part.get("class", "").split()]


def test_every_node_is_a_list_item_that_can_be_reached_and_says_its_causes() -> None:
    chain = example()
    root = drawn(chain)
    items = [part for part in root.iter() if part.get("role") == "listitem"]

    assert root.get("role") == "list"
    assert root.findtext(f"{SVG}title") == "Kette <1> & Co"
    assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id")  # type: ignore[union-attr]
    assert [item.get("tabindex") for item in items] == ["0"] * len(chain.nodes)
    assert [item.get("aria-label") for item in items][:2] == [
        "ich beende das Telefonat; Mitarbeiterin oder Mitarbeiter; trifft zu",
        (
            "es gibt keine Lösung; Wir; trifft zu; weil ich beende das Telefonat und "
            "sie wird von Mal zu Mal wütender"
        ),
    ]


def test_no_inline_style_script_or_handler() -> None:
    text = draw(example(), language="de", title="x")

    assert re.findall(r"<style|<script|\sstyle=|\son[a-z]+=|href", text) == []


def test_strangers_words_are_only_text() -> None:
    evil = '<script>alert("1")</script>" onload="x" \x00\x1b & \ufffe'
    root = drawn(Told((Node("n1", evil),)))
    [item] = [part for part in root.iter() if part.get("role") == "listitem"]

    assert {part.tag for part in root.iter()} == {
        f"{SVG}{tag}" for tag in ("svg", "title", "g", "rect", "text", "tspan")
    }
    assert item.get("onload") is None
    assert "".join(item.itertext()).startswith("<script>")


def test_circle_edges_are_dashed_and_named_once() -> None:
    root = drawn(example())
    round_trip = having(root, "chain-edge--circle")

    assert len(round_trip) == 3
    assert [g.find(f"{SVG}path").get("stroke-dasharray") for g in round_trip] == ["6 4"] * 3  # type: ignore[union-attr]
    assert [label.text for label in having(root, "chain-edge-label")] == ["Kreis"]


def test_what_is_claimed_and_what_is_not_so_are_marked() -> None:
    root = drawn(example())

    assert [part.get("aria-label") for part in having(root, "chain-node--not")] == [
        "der Betrag wurde ausgebucht; Wir; trifft nicht zu"
    ]
    assert len(having(root, "chain-node--claimed")) == 1
    [claimed] = having(root, "chain-node--claimed")
    assert "".join(claimed.itertext()).strip().endswith("(ungeklärt)")
    assert len(having(root, "chain-node--holds")) == 4


def test_what_can_be_unlocked_is_marked() -> None:
    root = drawn(example(), unlockable=("n1",))

    [marked] = having(root, "chain-node--unlockable")
    assert str(marked.get("aria-label")).endswith("; lässt sich lösen")


@pytest.mark.parametrize("language", LANGUAGES)
def test_lanes_are_headed_in_the_language(language: LanguageCode) -> None:
    chain = Told((Node("a", "x", True, "company"), Node("b", "y", True, "customer")))
    words = pack(language, "chain")["words"]

    headers = ["".join(lane.itertext()) for lane in having(drawn(chain, language), "chain-lane")]

    assert headers == [words["customer"], words["company"]]


def test_causes_stand_above_their_effects() -> None:
    chain = Told(
        tuple(Node(letter, letter) for letter in "abcd"),
        (Rule("a", ("b",)), Rule("b", ("c", "d")), Rule("a", ("d",))),
    )
    tops = {box.node.id: box.y for box in layout(chain).boxes}

    assert tops["c"] == tops["d"] < tops["b"] < tops["a"]


def test_a_first_cause_stands_right_above_its_effect() -> None:
    chain = Told(
        tuple(Node(letter, letter) for letter in "abcd"),
        (Rule("b", ("a",)), Rule("c", ("b", "d"))),
    )
    tops = {box.node.id: box.y for box in layout(chain).boxes}

    assert tops["a"] < tops["b"] == tops["d"] < tops["c"]


def test_one_edge_of_a_circle_leads_back() -> None:
    chain = Told(
        tuple(Node(letter, letter) for letter in "abc"),
        (Rule("b", ("a",)), Rule("c", ("b",)), Rule("a", ("c",))),
    )

    assert layout(chain).back == {("c", "a")}


def test_boxes_do_not_overlap_and_stay_inside() -> None:
    chain = Told(
        tuple(Node(f"n{i}", "Wort " * (i % 30 + 1), True, "customer") for i in range(40)),
        tuple(Rule(f"n{i}", (f"n{i // 3}",)) for i in range(1, 40)),
    )
    plan = layout(chain)

    for one, other in combinations(plan.boxes, 2):
        apart_x = one.x + BOX <= other.x or other.x + BOX <= one.x
        apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert apart_x or apart_y
    assert all(box.x >= 0 and box.x + BOX <= plan.width for box in plan.boxes)
    assert all(box.y >= 0 and box.y + box.height <= plan.height for box in plan.boxes)


def test_labels_are_wrapped_and_shortened() -> None:
    assert wrap("Konto kann nicht geschlossen werden") == ("Konto kann nicht", "geschlossen werden")
    assert max(len(line) for line in wrap("x" * 500)) <= LETTERS
    assert wrap("x" * 500)[-1].endswith("…")
    assert wrap("") == ("",)


def test_a_huge_chain_is_drawn_in_part_and_says_so() -> None:
    root = drawn(Told(tuple(Node(f"n{i}", "x") for i in range(100))))

    assert len(having(root, "chain-node")) == 80
    assert [more.text for more in having(root, "chain-more")] == ["und 20 weitere"]


def test_an_empty_chain_is_an_empty_drawing() -> None:
    assert having(drawn(Told(())), "chain-node") == []
