"""The drawing: valid, accessible, without inline style; every state in words and by shape."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kulanz.case import LANGUAGES, LanguageCode
from kulanz.chain.chain import Chain
from kulanz.chain.files import from_entry
from kulanz.chain.formulas import parse
from kulanz.chain.parts import PARTIES, Variable
from kulanz.chain.picture.drawing import draw_model
from kulanz.languages import pack

SVG = "{http://www.w3.org/2000/svg}"
CASES = json.loads((Path(__file__).parent / "chain_cases" / "seed_cases.json").read_text("utf-8"))
STORIES = {entry["id"]: from_entry(entry) for entry in CASES}
STORY = STORIES["seed-000"]
SMALL = Chain(
    (
        Variable("paid", None, False, True, "customer", 1, "claim", {"de": "Sie hat gezahlt"}),
        Variable("card", None, False, None, "customer", 1, "fact", {"de": "Sie hat eine Karte"}),
        Variable(
            "dunned",
            parse("~paid | card"),
            actor="company:billing",
            t=2,
            yes={"de": "Mahnung ging hinaus"},
            no={"de": "Keine Mahnung"},
        ),
        Variable("angry", parse("dunned"), True, None, "customer", 3, "emotion", {"de": "Ärger"}),
    ),
    language="de",
)
KNOT = (
    "goods_received",
    "account_covered",
    "reads_mails",
    "contacted_seller",
    "contacted_us",
    "written_off",
    "victim_stance",
    "gets_personal",
    "offered_mail",
    "wrong_info2",
    "wrong_info3",
    "solved3",
)
LINKS = {
    "link": "?why={name}",
    "whatif_link": "?had={name}",
    "undo_link": "?undo={name}",
    "unfold_link": "?all=1",
}


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own output


def having(root: ET.Element, name: str) -> list[ET.Element]:
    return [part for part in root.iter() if name in part.get("class", "").split()]


def texts(parts: list[ET.Element]) -> list[str]:
    return ["".join(part.itertext()) for part in parts]


def spoken(root: ET.Element) -> list[str | None]:
    return [box.get("aria-label") for box in having(root, "chain-node")]


def test_every_box_is_a_list_item_that_says_its_state_and_its_causes() -> None:
    root = parsed(draw_model(SMALL, language="de", title="Kette <1> & Co", ident="k7"))
    boxes = having(root, "chain-node")

    assert root.get("role") == "list"
    assert root.findtext(f"{SVG}title") == "Kette <1> & Co"
    assert root.get("aria-labelledby") == "k7-title"
    assert [(box.get("role"), box.get("tabindex")) for box in boxes] == [("listitem", "0")] * 4
    assert spoken(root) == [
        "nicht so: Sie hat gezahlt; Kundin, Kunde; ▲ anders als erwartet; behauptet",
        "nicht so: Sie hat eine Karte; Kundin, Kunde",
        "Mahnung ging hinaus; Unternehmen; weil nicht so: Sie hat gezahlt",
        "Ärger; Kundin, Kunde; Gefühl, intern; weil Mahnung ging hinaus",
    ]


def test_states_are_shapes_and_words_and_not_only_colours() -> None:
    root = parsed(draw_model(SMALL, language="de", title="x"))
    shapes = having(root, "chain-box")

    assert [shape.tag for shape in shapes] == [
        f"{SVG}{t}" for t in ("path", "path", "rect", "rect")
    ]
    assert [shape.get("stroke-dasharray") for shape in shapes] == ["5 3", None, None, "5 3"]
    assert texts(having(root, "chain-marks")) == ["▲ behauptet", "Gefühl, intern"]
    [signs] = having(root, "chain-signs")
    assert " ".join(signs.itertext()).split(" · ") == [
        "▲ anders als zu erwarten war",
        "gestrichelter Rahmen: nicht belegt",
        "abgeschnittene Ecken: ist nicht geschehen",
        "gepunktete Linie: trotzdem",
    ]


def test_what_did_not_push_to_it_is_a_dotted_line() -> None:
    root = parsed(draw_model(SMALL, language="de", title="x"))

    paths = having(root, "chain-line")
    assert [path.get("stroke-dasharray") for path in paths] == [None, "2 4", None]
    assert len(having(root, "chain-edge--despite")) == 1


def test_another_world_shows_the_opposite_clauses_and_says_what_changed() -> None:
    world = SMALL.had(paid=True)
    root = parsed(
        draw_model(
            SMALL,
            language="de",
            title="x",
            values={"paid": True, "card": False, "dunned": False, "angry": False},
            changed=world.changed.keys(),
            given=world.given.keys(),
            **LINKS,  # type: ignore[arg-type]
        )
    )

    assert spoken(root) == [
        "Sie hat gezahlt; Kundin, Kunde; = angenommen; behauptet",
        "nicht so: Sie hat eine Karte; Kundin, Kunde",
        (
            "Keine Mahnung; Unternehmen; ≠ wäre anders; weil Sie hat gezahlt und "
            "nicht so: Sie hat eine Karte"
        ),
        "nicht so: Ärger; Kundin, Kunde; ≠ wäre anders; Gefühl, intern; weil Keine Mahnung",
    ]
    assert len(having(root, "chain-node--changed")) == 2
    assert len(having(root, "chain-edge--changed")) == 2


def test_each_box_links_to_why_and_to_what_if_not() -> None:
    root = parsed(draw_model(SMALL, language="de", title="x", given={"card"}, **LINKS))  # type: ignore[arg-type]

    why, toggles = having(root, "chain-why"), having(root, "chain-toggle")
    assert [one.get("href") for one in why] == [f"?why={name}" for name in SMALL.by_name]
    assert why[2].get("aria-label") == "Warum? Mahnung ging hinaus"
    assert [(one.get("href"), one.get("aria-label")) for one in toggles[:2]] == [
        ("?had=paid", "Was, wenn nicht? nicht so: Sie hat gezahlt"),
        ("?undo=card", "zurücknehmen nicht so: Sie hat eine Karte"),
    ]
    assert [box.get("tabindex") for box in having(root, "chain-node")] == [None] * 4
    sizes = [one.find(f"{SVG}rect") for one in toggles]
    assert [
        (float(s.get("width", "0")), float(s.get("height", "0"))) for s in sizes if s is not None
    ] == [(28, 24)] * 4


def test_causes_and_what_can_be_unlocked_are_marked_with_words() -> None:
    root = parsed(
        draw_model(SMALL, language="de", title="x", highlights={"paid"}, unlockable={"dunned"})
    )

    assert spoken(root)[0] == (
        "nicht so: Sie hat gezahlt; Kundin, Kunde; ● Ursache; ▲ anders als erwartet; behauptet"
    )
    assert "; ✓ lässt sich lösen; " in str(spoken(root)[2])
    assert len(having(root, "chain-edge--cause")) == 1
    [signs] = having(root, "chain-signs")
    assert " ".join(signs.itertext()).split(" · ")[1:3] == ["● Ursache", "✓ lässt sich lösen"]


def test_story_000_is_folded_to_its_knot_and_says_what_is_folded() -> None:
    root = parsed(draw_model(STORY, language="de", title="x", effects=["solved3"], **LINKS))  # type: ignore[arg-type]

    assert [one.get("href") for one in having(root, "chain-why")] == [
        f"?why={name}" for name in KNOT
    ]
    assert texts(having(root, "chain-more")) == ["+ 25 weitere, eingeklappt: alle zeigen"]
    stubs = {"".join(one.itertext()).strip() for one in having(root, "chain-stub")}
    assert "+ 1 weitere: nicht so: Kundin hat sich früher gemeldet+1" in stubs


def test_unfolded_it_is_whole_and_fits_on_a_screen_of_1440() -> None:
    root = parsed(draw_model(STORY, language="de", title="x", unfolded=True))

    assert len(having(root, "chain-node")) == len(STORY.variables) == 37
    assert having(root, "chain-more") == having(root, "chain-stub") == []
    assert float(root.get("width", "0")) <= 1350
    assert len(having(root, "chain-line")) == 54


def test_a_customer_sees_no_opinion_behaviour_or_blame() -> None:
    root = parsed(draw_model(STORY, language="de", title="x", audience="customer", unfolded=True))
    said = "".join(root.itertext()) + "".join(str(text) for text in spoken(root))

    hidden = ("Opfertyp", "Abzocke", "persönlich", "intern", "▲", "weitere", "Kundendienst")
    assert [word for word in hidden if word in said] == []
    assert len(having(root, "chain-node")) == 24
    assert having(root, "chain-node--agent") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_lanes_are_headed_in_the_language_in_one_order(language: LanguageCode) -> None:
    lanes = pack(language, "drawing")["lanes"]
    chain = Chain(tuple(Variable(f"v{n}", actor=actor) for n, actor in enumerate(PARTIES[::-1])))

    root = parsed(draw_model(chain, language=language, title="x"))

    assert texts(having(root, "chain-lane")) == [lanes[party] for party in PARTIES]


def test_the_words_of_drawings_have_the_same_keys_in_every_language() -> None:
    keys = [
        [(part, tuple(words)) for part, words in pack(code, "drawing").items()]
        for code in LANGUAGES
    ]
    assert keys == [keys[0]] * len(LANGUAGES)


@pytest.mark.parametrize("story", STORIES)
def test_no_inline_style_script_or_handler(story: str) -> None:
    text = draw_model(STORIES[story], language="nl", title="x", **LINKS)  # type: ignore[arg-type]

    assert re.findall(r"<style|<script|\sstyle=|\son[a-z]+=|javascript:", text) == []


def test_strangers_words_are_only_text() -> None:
    evil = '<script>alert("1")</script>" onload="x" \x00\x1b & \ufffe'
    chain = Chain((Variable("a/#:'b", yes={"de": evil}),))
    root = parsed(draw_model(chain, language="de", title=evil, link="?why={name}"))
    [box] = having(root, "chain-node")

    assert {part.tag for part in root.iter()} == {
        f"{SVG}{tag}" for tag in ("svg", "title", "g", "rect", "path", "text", "tspan", "a")
    } - {f"{SVG}path"}
    assert box.get("onload") is None
    assert having(root, "chain-why")[0].get("href") == "?why=a%2F%23%3A%27b"
    assert "".join(box.itertext()).startswith("<script>")


def test_a_huge_chain_is_drawn_in_part_and_says_so() -> None:
    chain = Chain(tuple(Variable(f"v{number}") for number in range(200)))
    root = parsed(draw_model(chain, language="en", title="x", unfolded=True))

    assert len(having(root, "chain-node")) == 120
    assert texts(having(root, "chain-more")) == ["+ 80 more, folded away"]


def test_an_empty_chain_is_an_empty_drawing() -> None:
    assert having(parsed(draw_model(Chain(()), language="de", title="x")), "chain-node") == []
