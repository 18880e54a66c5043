"""Causal notes in three languages: which links, what-ifs, circles and ways out are found."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from kulanz.case import LANGUAGES, LanguageCode, Utterance
from kulanz.chain import Told, levers_for, parse_notation
from kulanz.facts import parse_transcript

Pairs = set[tuple[str, str]]
FOLDER = Path(__file__).parent / "chain_notes"


@dataclass(frozen=True)
class Notes:
    language: LanguageCode
    text: str
    names: Mapping[str, str]
    expected: Pairs


def load(story: str) -> list[Notes]:
    found = tomllib.loads((FOLDER / f"{story}.toml").read_text(encoding="utf-8"))
    links = {(cause, effect) for cause, effect in found["links"]}
    return [
        Notes(language, found[language]["text"], found[language]["names"], links)
        for language in LANGUAGES
    ]


REFUSED_ORDER_NOTES = load("refused_order")
INVOICE_NOTES = load("invoice")
PARCEL_NOTES = load("parcel")
STORIES = REFUSED_ORDER_NOTES + INVOICE_NOTES + PARCEL_NOTES


def read(notes: Notes) -> Told:
    lines = enumerate(notes.text.splitlines(), start=1)
    return parse_notation([Utterance(line, "agent", n) for n, line in lines], notes.language)


def names(chain: Told, notes: Notes) -> dict[str, str]:
    """Node id to name; each name must fit exactly one node that is linked or wished for."""
    linked = {node for link in chain.links for node in (link.cause, link.effect)}
    found = {}
    for node in chain.nodes:
        fitting = [name for name, part in notes.names.items() if part in node.label]
        if node.id in linked or fitting == ["wish"]:
            found[node.id] = "+".join(fitting) or node.label
    return found


@pytest.mark.parametrize("notes", STORIES, ids=lambda notes: f"{notes.text[:18]}{notes.language}")
def test_the_links_of_a_story(notes: Notes) -> None:
    expected = notes.expected
    chain = read(notes)
    called = names(chain, notes)
    found = {(called[link.cause], called[link.effect]) for link in chain.links}

    right = len(found & expected)
    print(  # noqa: T201 - the figures are wanted in the log
        f"{notes.language}: recall {right}/{len(expected)}, precision {right}/{len(found)}"
    )
    assert found == expected
    assert len(called) == len(set(called.values()))


@pytest.mark.parametrize("notes", REFUSED_ORDER_NOTES, ids=lambda notes: notes.language)
def test_the_refused_order_is_a_circle_and_a_deadlock(notes: Notes) -> None:
    chain = read(notes)
    called = names(chain, notes)

    circles = [tuple(called[node] for node in circle) for circle in chain.circles()]
    deadlocks = [tuple(called[node] for node in deadlock) for deadlock in chain.deadlocks()]
    exits = [called[node] for node in chain.exits(chain.deadlocks()[0])]

    assert circles == [("unsolved", "calls", "angrier")]
    assert deadlocks == [("wish", "no_closing", "open", "refuses")]
    assert exits == ["no_goods"]


@pytest.mark.parametrize("notes", REFUSED_ORDER_NOTES, ids=lambda notes: notes.language)
def test_hold_and_dunning_stop_unlock_the_refused_order_without_approval(notes: Notes) -> None:
    chain = read(notes)

    first, *others = chain.unlock(levers_for(chain, notes.language))

    assert [(action.action, action.approval) for action in first.actions] == [
        ("dispute_hold", False),
        ("dunning_stop", False),
    ]
    assert first.cost == 2
    assert [unlock.cost for unlock in others] == sorted(unlock.cost for unlock in others)
    assert {action.action for unlock in others for action in unlock.actions} == {
        "account_close_ordering",
        "credit_note",
        "dunning_stop",
        "redeliver",
        "refund_full",
    }


@pytest.mark.parametrize("notes", REFUSED_ORDER_NOTES, ids=lambda notes: notes.language)
def test_what_holds_what_does_not_and_what_is_only_supposed(notes: Notes) -> None:
    chain = read(notes)
    called = names(chain, notes)
    holds = {called[node.id]: node.holds for node in chain.nodes if node.id in called}

    assert holds["no_order"] is True
    assert holds["rejected"] is None
    assert {name for name, value in holds.items() if value is False} == {
        "covered",
        "early",
        "mails",
        "talk",
        "written_off",
    }
    assert holds["dunning"] is True


@pytest.mark.parametrize("notes", REFUSED_ORDER_NOTES, ids=lambda notes: notes.language)
def test_who_acts(notes: Notes) -> None:
    chain = read(notes)
    called = names(chain, notes)
    actors = {called[node.id]: node.actor for node in chain.nodes if node.id in called}

    assert {name for name, actor in actors.items() if actor == "agent"} == {"ended"}
    assert {name for name, actor in actors.items() if actor == "third_party"} == {"returned"}
    assert actors["not_listening"] == actors["personal"] == actors["refuses"] == "customer"
    assert actors["no_closing"] == actors["open"] == actors["rejected"] == "company"


@pytest.mark.parametrize("notes", REFUSED_ORDER_NOTES, ids=lambda notes: notes.language)
def test_causes_in_one_clause_are_one_rule(notes: Notes) -> None:
    chain = read(notes)
    called = names(chain, notes)

    rules = [rule for rule in chain.rules if called[rule.effect] == "ended"]

    assert [[called[cause] for cause in rule.because] for rule in rules] == [
        ["personal", "interrupts", "not_listening"]
    ]


@pytest.mark.parametrize("notes", INVOICE_NOTES, ids=lambda notes: notes.language)
def test_the_broken_promise_has_no_circle_and_no_deadlock(notes: Notes) -> None:
    chain = read(notes)
    called = names(chain, notes)

    assert chain.circles() == ()
    assert chain.deadlocks() == ()
    assert [called[n.id] for n in chain.nodes if n.holds is None] == ["distrust"]
    actions = {a.action for u in chain.unlock(levers_for(chain, notes.language)) for a in u.actions}
    assert "invoice_enable" in actions


@pytest.mark.parametrize("notes", PARCEL_NOTES, ids=lambda notes: notes.language)
def test_the_broken_parcel_is_one_long_circle(notes: Notes) -> None:
    chain = read(notes)
    called = names(chain, notes)

    circles = [tuple(called[node] for node in circle) for circle in chain.circles()]
    first = chain.unlock(levers_for(chain, notes.language))[0]

    assert circles == [("load", "waits", "irritated", "shouts", "cuts", "unsolved", "calls")]
    assert chain.deadlocks() == ()
    assert [action.action for action in first.actions] == ["callback", "replace"]


def test_quotes_and_lines_are_exact_and_ids_follow_appearance() -> None:
    notes = REFUSED_ORDER_NOTES[0]
    chain = read(notes)
    lines = notes.text.splitlines()

    assert [node.id for node in chain.nodes] == [f"n{i}" for i in range(1, len(chain.nodes) + 1)]
    assert chain.links[0].quote == (
        "Anruferin kann keine Bestellung aufgeben, weil die Zahlart abgelehnt ist"
    )
    assert chain.links[0].line == 1
    assert all(link.quote in lines[link.line - 1] for link in chain.links)
    assert all(had.quote in lines[had.line - 1] for had in chain.counterfactuals)


def test_the_same_without_dashes_and_as_one_utterance() -> None:
    notes = REFUSED_ORDER_NOTES[0]
    bare = notes.text.replace("– ", "")
    whole = parse_notation([Utterance(notes.text, "agent", 1)], "de")
    plain = parse_notation([Utterance(bare, "agent", 1)], "de")

    assert whole.links == read(notes).links
    assert [(link.cause, link.effect) for link in plain.links] == [
        (link.cause, link.effect) for link in whole.links
    ]


def test_items_of_a_list_are_thoughts_of_their_own_however_they_are_spelled() -> None:
    items = "- the account cannot be closed because the amount is open\n"
    items += "- the amount is open because the customer refuses to pay\n"
    told = parse_notation(parse_transcript(items), "en")
    assert [node.label for node in told.nodes] == [
        "the account cannot be closed",
        "the amount is open",
        "the customer refuses to pay",
    ]
    assert [(rule.effect, rule.because) for rule in told.rules] == [
        ("n1", ("n2",)),
        ("n2", ("n3",)),
    ]
