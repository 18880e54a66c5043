"""The labelled development set holds to its guide (README.md in this folder).

Every file that exists is checked item by item. The proportions of a language are asked for once
its folder holds a hundred texts; before that they are skipped, with the reason.
"""

import operator
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
LANGUAGES = ("de", "nl", "en")
FILES = sorted(path for path in HERE.glob("*/*_*.toml") if path.parent.name in LANGUAGES)

Item = dict[str, Any]
ENOUGH_TEXTS = 100

STATEMENTS = {"claim", "fact", "opinion", "emotion", "demand", "question"}
DECLARATIONS = re.findall(
    r"\w+",
    """withdrawal termination defect_notice not_received claim_disputed erasure access
    objection_marketing identity_fraud safety vulnerability self_harm threat_violence legal adr
    consumer_body press publicity wants_boss nth_contact churn account_closing""",
)
BEHAVIOURS = tuple(f"B{number:02}" for number in range(1, 23))
STEPS = {"listen", "summarise", "empathise", "ask_wish", "offer", "own"}
LINT = {"character_word", "health", "guess_about_person"}

# A trap says what it looks like and is not: "trap:withdrawal", "trap:B15".
TRAPS = {f"trap:{code}" for code in (*DECLARATIONS, *BEHAVIOURS, "heat")}
SHAPES = {"calm", "trap", "hot", "typos", "mixed", "long", "short"} | TRAPS
TAGS = {
    "text": SHAPES,
    "dialogue": SHAPES | {"tips", "nearly"},
    "note": SHAPES | {"because", "had", "lint", "fragment"},
}

# The declarations a behaviour goes with: neither is labelled without the other.
TOGETHER = {
    "B09": {"press", "publicity", "consumer_body"},
    "B10": {"legal", "adr", "consumer_body"},
    "B20": {"wants_boss"},
}

Check = Callable[[object], bool]
Shape = dict[str, Check]


def words(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def flag(value: object) -> bool:
    return isinstance(value, bool)


def whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def of(known: Collection[object]) -> Check:
    return lambda value: not isinstance(value, bool | list | dict) and value in known


def several(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(check, value))


def like(pattern: str) -> Check:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def wrong(shape: Shape, value: object) -> list[str]:
    """What keeps a table from having the shape: keys missing, unknown, or with a bad value."""
    if not isinstance(value, dict):
        return [f"not a table: {value!r}"]
    known = {key.removesuffix("_"): check for key, check in shape.items()}
    found = [f"no key {key!r}" for key in shape if not key.endswith("_") and key not in value]
    found += [f"unknown key {key!r}" for key in value if key not in known]
    return found + [
        f"{key} = {value[key]!r}"
        for key in known.keys() & value.keys()
        if not known[key](value[key])
    ]


def table(**shape: Check) -> Check:
    return lambda value: not wrong(shape, value)


# What each table holds: key, check. A key that ends in an underscore may be left out.
LABELS: Shape = {
    "statements": several(table(kind=of(STATEMENTS), quote=words)),
    "declarations": several(table(code=of(DECLARATIONS), quote=words)),
    "behaviours": several(table(code=of(BEHAVIOURS), quote=words)),
}
LINKS = several(table(cause=words, effect=words, group=of(range(1, 100)), cue_=flag))
CUSTOMER = table(
    speaker=of({"customer"}),
    text=words,
    heat=of(range(5)),
    declarations_=LABELS["declarations"],
    behaviours_=LABELS["behaviours"],
    uptake_=flag,
)
AGENT = table(speaker=of({"agent"}), text=words, steps_=several(of(STEPS)))
COMMITMENT = table(by=of({"us", "customer"}), what=words, due=like(".*"), quote=words)
SHAPE: dict[str, Shape] = {
    "text": LABELS
    | {"text": words, "as": of({"mail", "form", "chat"}), "heat": of(range(5)), "links_": LINKS},
    "dialogue": {
        "as": of({"call", "chat"}),
        "turns": several(lambda turn: CUSTOMER(turn) or AGENT(turn)),
        **dict.fromkeys(("tips_at", "no_uptake_from", "switch_to_mail"), whole),
        "commitments": several(COMMITMENT),
    },
    "note": {
        "text": words,
        "links": LINKS,
        "counterfactuals": several(lambda value: not wrong({"if": words, "then": words}, value)),
        "statements": LABELS["statements"],
        "lint": several(of(LINT)),
    },
}
SHAPE = {
    kind: shape
    | {"id": like(rf"({'|'.join(LANGUAGES)})-{kind[0]}\d{{3}}"), "tags": several(of(TAGS[kind]))}
    for kind, shape in SHAPE.items()
}


def kind_of(path: Path) -> str:
    return path.name.split("_")[0].removesuffix("s")


def items(path: Path) -> list[Item]:
    found: list[Item] = tomllib.loads(path.read_text(encoding="utf-8"))[kind_of(path)]
    return found


def of_language(language: str, kind: str) -> list[Item]:
    paths = [path for path in FILES if path.parent.name == language and kind_of(path) == kind]
    return [item for path in paths for item in items(path)]


def customer_turns(dialogue: Item) -> Iterator[tuple[int, Item]]:
    turns = enumerate(dialogue["turns"], start=1)
    return ((number, said) for number, said in turns if said["speaker"] == "customer")


def utterances(item: Item) -> list[Item]:
    """What a customer said in one breath: the text itself, or the customer's turns."""
    return [said for _, said in customer_turns(item)] if "turns" in item else [item]


def quotes(item: Item, *labels: str) -> list[str]:
    return [label["quote"] for key in labels for label in item.get(key, [])]


def codes(item: Item, key: str) -> set[str]:
    return {label["code"] for said in utterances(item) for label in said.get(key, [])}


def third(item: Item) -> set[str]:
    """Which third of the texts an item counts for: calm, hot, or trap (or mixed)."""
    tags = {tag.split(":")[0].replace("mixed", "trap") for tag in item["tags"]}
    return tags & {"calm", "hot", "trap"}


by_file = pytest.mark.parametrize(
    "path", FILES, ids=[f"{path.parent.name}/{path.stem}" for path in FILES]
)


# --- item by item -----------------------------------------------------------------------------


def faults(path: Path, check: Callable[[Item], object]) -> dict[str, object]:
    """What a check finds wrong, by the id of the item."""
    return {item["id"]: found for item in items(path) if (found := check(item))}


@by_file
def test_a_file_holds_one_kind_named_by_the_file(path: Path) -> None:
    assert re.fullmatch(r"(texts|dialogues|notes)_\w+\.toml", path.name), path.name
    assert list(tomllib.loads(path.read_text(encoding="utf-8"))) == [kind_of(path)]


@by_file
def test_an_item_has_the_shape_of_the_guide(path: Path) -> None:
    assert faults(path, lambda item: wrong(SHAPE[kind_of(path)], item)) == {}


def test_an_id_names_its_language_and_is_used_once() -> None:
    used = [(item["id"], path) for path in FILES for item in items(path)]
    twice = [name for name, times in Counter(name for name, _ in used).items() if times > 1]
    assert twice == []
    assert [name for name, path in used if name[:2] != path.parent.name] == []


def test_no_text_is_told_twice() -> None:
    told = Counter(
        " ".join(item.get("text", "").split()) or item["id"]
        for path in FILES
        for item in items(path)
    )
    assert [text for text, times in told.items() if times > 1] == []


@by_file
def test_a_quote_stands_letter_by_letter_where_it_was_said(path: Path) -> None:
    def missing(item: Item) -> list[str]:
        return [
            quote
            for said in item.get("turns", [item])
            for quote in quotes(said, "statements", "declarations", "behaviours")
            if quote not in said["text"]
        ]

    assert faults(path, missing) == {}


@by_file
def test_a_commitment_is_quoted_from_a_turn_of_who_made_it(path: Path) -> None:
    def missing(item: Item) -> list[str]:
        said = {"us": "", "customer": ""}
        for one in item.get("turns", []):
            said["us" if one["speaker"] == "agent" else "customer"] += one["text"] + "\n"
        made = item.get("commitments", [])
        return [one["quote"] for one in made if one["quote"] not in said[one["by"]]]

    assert faults(path, missing) == {}


@by_file
def test_statements_come_in_the_order_of_the_text(path: Path) -> None:
    def out_of_order(item: Item) -> list[str]:
        place, found = 0, []
        for quote in quotes(item, "statements"):
            here = item["text"].find(quote, place)
            found += [quote] if here < 0 else []
            place = max(place, here)
        return found

    assert faults(path, out_of_order) == {}


@by_file
def test_publicity_law_and_the_boss_are_declared_and_shown_together(path: Path) -> None:
    def alone(said: Item) -> set[str]:
        declared, shown = codes(said, "declarations"), codes(said, "behaviours")
        found = {one for one, by in TOGETHER.items() if one in shown and not declared & by}
        partners = {code: {one for one, by in TOGETHER.items() if code in by} for code in declared}
        return found | {code for code, by in partners.items() if by and not shown & by}

    assert (
        faults(path, lambda item: [alone(said) for said in utterances(item) if alone(said)]) == {}
    )


@by_file
def test_a_text_is_calm_and_cold_or_hot_and_not_or_a_trap_or_mixed(path: Path) -> None:
    def untold(item: Item) -> bool:
        wrong_heat = {"calm": item["heat"] > 0, "hot": item["heat"] == 0}
        return not third(item) or any(wrong_heat.get(tag, False) for tag in third(item))

    assert kind_of(path) != "text" or faults(path, untold) == {}


@by_file
def test_a_trap_does_not_hold_what_it_only_looks_like(path: Path) -> None:
    def holds(item: Item) -> set[str]:
        looks = {tag.removeprefix("trap:") for tag in item["tags"]}
        return looks & (codes(item, "declarations") | codes(item, "behaviours"))

    assert faults(path, holds) == {}


@by_file
def test_a_dialogue_has_6_to_20_turns_and_points_into_them(path: Path) -> None:
    def astray(item: Item) -> list[str]:
        turns, pointers = len(item["turns"]), ("tips_at", "no_uptake_from", "switch_to_mail")
        found = [key for key in pointers if item[key] > turns]
        found += [] if 6 <= turns <= 20 else [f"{turns} turns"]
        return found + (["tag tips"] if ("tips" in item["tags"]) != (item["tips_at"] > 0) else [])

    assert kind_of(path) != "dialogue" or faults(path, astray) == {}


@by_file
def test_no_uptake_starts_at_the_first_of_two_turns_without_it(path: Path) -> None:
    def elsewhere(item: Item) -> tuple[int, ...]:
        lost = [
            number
            for (number, this), (_, following) in pairwise(customer_turns(item))
            if this.get("uptake") is False and following.get("uptake") is False
        ]
        first = (*lost, 0)[0]
        return () if item["no_uptake_from"] == first else (item["no_uptake_from"], first)

    assert kind_of(path) != "dialogue" or faults(path, elsewhere) == {}


# --- proportions of a language ------------------------------------------------------------------


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    written = len(of_language(name, "text"))
    if written < ENOUGH_TEXTS:
        pytest.skip(f"{name}: {written} texts yet, proportions are asked for from {ENOUGH_TEXTS}")
    return name


def share(found: list[Item], holds: Callable[[Item], object]) -> float:
    return sum(bool(holds(item)) for item in found) / max(1, len(found))


def test_there_are_enough_of_each_kind(language: str) -> None:
    wanted = {"text": 120, "dialogue": 25, "note": 80}
    have = {kind: len(of_language(language, kind)) for kind in wanted}
    assert {kind: have[kind] for kind in wanted if have[kind] < wanted[kind]} == {}


def test_a_third_is_calm_a_third_a_trap_or_mixed_and_a_third_heated(language: str) -> None:
    texts = of_language(language, "text")
    counts = Counter(name for item in texts for name in third(item))
    thirds = ("calm", "trap", "hot")
    assert {name: counts[name] for name in thirds if counts[name] < 0.3 * len(texts)} == {}


def test_every_declaration_is_made_four_times_in_texts(language: str) -> None:
    made = Counter(
        code for item in of_language(language, "text") for code in codes(item, "declarations")
    )
    assert {code: made[code] for code in DECLARATIONS if made[code] < 4} == {}


def test_every_declaration_has_two_traps(language: str) -> None:
    tags = Counter(
        tag
        for kind in ("text", "dialogue")
        for item in of_language(language, kind)
        for tag in item["tags"]
    )
    rare = {code: tags[f"trap:{code}"] for code in DECLARATIONS if tags[f"trap:{code}"] < 2}
    assert rare == {}, 'say what a trap only looks like: tags = ["trap:withdrawal"]'


def test_every_behaviour_is_shown_three_times(language: str) -> None:
    shown = Counter(
        code
        for kind in ("text", "dialogue")
        for item in of_language(language, kind)
        for code in codes(item, "behaviours")
    )
    assert {code: shown[code] for code in BEHAVIOURS if shown[code] < 3} == {}


def test_a_tenth_has_typing_errors_a_few_two_languages(language: str) -> None:
    texts = of_language(language, "text")
    assert share(texts, lambda item: "typos" in item["tags"]) >= 0.1
    assert sum("mixed" in item["tags"] for item in texts) >= 3


def test_texts_run_from_three_words_to_250(language: str) -> None:
    lengths = sorted(len(item["text"].split()) for item in of_language(language, "text"))
    assert lengths[0] <= 3
    assert 200 <= lengths[-1] <= 300


def outcome(dialogue: Item) -> str:
    """Nearly tips: it gets loud, does not tip, and ends lower."""
    heats = [said["heat"] for _, said in customer_turns(dialogue)]
    if dialogue["tips_at"]:
        return "tips"
    return "nearly" if max(heats) >= 2 > heats[-1] else "never"


def test_ten_dialogues_never_tip_ten_tip_five_nearly_do(language: str) -> None:
    have = Counter(map(outcome, of_language(language, "dialogue")))
    wanted = {"never": 10, "tips": 10, "nearly": 5}
    assert {name: have[name] for name in wanted if have[name] < wanted[name]} == {}


def test_notes_hold_reasons_had_sentences_and_what_they_must_not(language: str) -> None:
    notes = of_language(language, "note")
    wanted = {"links": 0.5, "counterfactuals": 0.2, "lint": 0.1}
    have = {key: share(notes, operator.itemgetter(key)) for key in wanted}
    assert {key: have[key] for key in wanted if have[key] < wanted[key]} == {}
