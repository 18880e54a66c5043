"""A whole contact, read: every room's answer in one value, with stable keys."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from kulanz.case import Kind, Speaker, Stage
from kulanz.reading import letter, read

# The notation of source case 000 in our own words: effect and cause say the same thing differently.
NOTES = """Notiz zum Anruf

- Kundin kann nicht bestellen, weil ihre Zahlart abgelehnt wird
- Die Zahlart wird vermutlich abgelehnt, weil es eine Rücklastschrift gab
- Der Betrag ist offen, weil die Kundin sich weigert zu zahlen
- Kundin weigert sich, weil sie die Ware nicht erhalten hat
- Kundin will ihr Konto schließen
- Das Konto kann nicht geschlossen werden, weil der Betrag offen ist
- Hätte sie ihre Mails gelesen, hätte sie sich früher gemeldet
"""

CALL = """10:02 Agent: Guten Tag, was ist passiert?
10:02 Kundin: Die Ware ist nie angekommen. Und dann schicken Sie mir eine Mahnung!
10:03 Kundin: Ich zahle nicht. Das ist eine Frechheit. Wann bekomme ich mein Geld zurück?
10:04 Agent: Laut Sendungsverfolgung wurde das Paket am 3. Mai zugestellt.
"""

KLANT = """Klant: Mijn pakket is kapot aangekomen, omdat de bezorger het liet vallen.
Klant: Ik wil mijn geld terug.
"""

CUSTOMER = """Customer: My order never arrived because you sent it to the wrong address.
Customer: I want a refund and I will talk to my lawyer.
"""


def by_id(found: dict[str, Any]) -> dict[str, str]:
    return {node["id"]: node["label"] for node in found["chain"]["nodes"]}


def test_the_keys_are_those_of_the_interface() -> None:
    found = read(CALL).as_json()
    assert {key: type(value).__name__ for key, value in found.items()} == {
        "language": "str",
        "languages": "list",
        "statements": "list",
        "declarations": "list",
        "behaviours": "list",
        "heat": "dict",
        "chain": "dict",
        "unlock": "list",
        "questions": "list",
        "next_step": "dict",
    }
    assert list(found["statements"][0]) == ["id", "kind", "text", "quote", "speaker", "line"]
    assert list(found["declarations"][0]) == ["code", "quote", "line", "words"]
    assert list(found["chain"]) == ["nodes", "links", "circles", "deadlocks", "doubts"]


@pytest.mark.parametrize("text", [NOTES, CALL, KLANT, CUSTOMER])
def test_a_reading_is_plain_json_and_the_same_every_time(text: str) -> None:
    found = read(text).as_json()
    assert json.loads(json.dumps(found)) == found
    assert read(text).as_json() == found


@pytest.mark.parametrize("text", [NOTES, CALL, KLANT, CUSTOMER])
def test_every_value_is_of_the_words_of_the_house(text: str) -> None:
    found = read(text).as_json()
    kinds, speakers, stages = get_args(Kind), get_args(Speaker), get_args(Stage)
    assert [one for one in found["statements"] if one["kind"] not in kinds] == []
    assert [one for one in found["statements"] if one["speaker"] not in speakers] == []
    assert (found["heat"]["stage"] in stages, 0 <= found["heat"]["value"] <= 4) == (True, True)


@pytest.mark.parametrize("text", [NOTES, CALL, KLANT, CUSTOMER])
def test_every_quote_stands_in_its_line(text: str) -> None:
    found = read(text).as_json()
    lines = text.splitlines()
    quoted = [*found["statements"], *found["declarations"], *found["chain"]["links"]]
    assert [one for one in quoted if one["quote"] not in lines[one["line"] - 1]] == []


@pytest.mark.parametrize("text", [NOTES, CALL, KLANT, CUSTOMER])
def test_every_link_circle_and_deadlock_speaks_of_nodes_that_are_there(text: str) -> None:
    chain = read(text).as_json()["chain"]
    known = {node["id"] for node in chain["nodes"]}
    ends = {one[end] for one in chain["links"] for end in ("cause", "effect")}
    rounds = {node for found in (*chain["circles"], *chain["deadlocks"]) for node in found}
    assert (ends | rounds) - known == set()


@pytest.mark.parametrize(
    ("text", "language"), [(NOTES, "de"), (CALL, "de"), (KLANT, "nl"), (CUSTOMER, "en")]
)
def test_the_language_is_found_and_spoken(text: str, language: str) -> None:
    found = read(text)
    assert found.language == language
    assert found.next_step.say != ""


def test_a_dash_list_becomes_one_chain_in_spite_of_other_wording() -> None:
    chain = read(NOTES).as_json()["chain"]
    causes: dict[str, list[str]] = {}
    for link in chain["links"]:
        causes.setdefault(link["effect"], []).append(link["cause"])
    labels = by_id({"chain": chain})
    start = next(node for node, label in labels.items() if "nicht bestellen" in label)
    (refused,) = causes[start]
    (returned,) = causes[refused]
    assert "Rücklastschrift" in labels[returned]
    closed = next(node for node, label in labels.items() if "Konto" in label and "nicht" in label)
    (owed,) = causes[closed]
    (refusal,) = causes[owed]
    (missing,) = causes[refusal]
    assert "Ware" in labels[missing]


def test_the_deadlock_of_the_list_is_found_and_can_be_unlocked() -> None:
    found = read(NOTES).as_json()
    assert len(found["chain"]["deadlocks"]) == 1
    first = found["unlock"][0]
    assert [action["action"] for action in first["actions"]] == ["dispute_hold"]
    assert list(first["actions"][0]) == ["action", "actor", "approval"]


def test_a_call_shows_its_declarations_and_kinds() -> None:
    found = read(CALL).as_json()
    codes = {one["code"]: one["line"] for one in found["declarations"]}
    assert {code: codes.get(code) for code in ("not_received", "claim_disputed")} == {
        "not_received": 2,
        "claim_disputed": 3,
    }
    kinds = {one["kind"] for one in found["statements"] if one["speaker"] == "customer"}
    assert kinds == {"claim", "opinion", "demand"}


def test_a_given_language_wins_and_an_unknown_one_is_refused() -> None:
    assert read(CALL, language="nl").language == "nl"
    with pytest.raises(ValueError, match="no such language: fr"):
        read(CALL, language="fr")  # type: ignore[arg-type]  # what a careless caller may pass


@pytest.mark.parametrize(
    "text", ["", "\n\n", "…", "?", "x" * 50_000, "weil " * 5_000, "- a\n" * 3_000]
)
def test_odd_texts_are_read_too(text: str) -> None:
    found = read(text).as_json()
    assert found["heat"]["value"] == 0


def test_a_mail_is_read_by_its_new_text() -> None:
    raw = (Path(__file__).parent / "letters" / "german_reply.eml").read_bytes()
    text = letter(raw).new_text
    found = read(text).as_json()
    assert [one["code"] for one in found["declarations"]].count("not_received") >= 1
    lines = text.splitlines()
    assert [one for one in found["statements"] if one["quote"] not in lines[one["line"] - 1]] == []


def test_what_a_telling_leaves_open_is_asked_after_the_missing_facts() -> None:
    reading = read("– Order refused, because perhaps the debit was returned\n– She calls again")
    doubts = reading.as_json()["chain"]["doubts"]
    assert [(one["code"], one["line"]) for one in doubts] == [("supposed", 1)]
    assert reading.asked() == (
        *(one.text for one in reading.questions),
        doubts[0]["text"],
    )
