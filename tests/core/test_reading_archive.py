"""One line of an archive: what goes in, what comes out, and what is refused."""

import json

import pytest

from kulanz.reading import BadRecord, read, read_record


def line(**fields: object) -> str:
    return json.dumps(fields)


def test_a_text_gives_the_object_of_a_reading_with_its_id() -> None:
    text = "The goods never arrived. I want my money back."
    assert read_record(line(id="a-1", text=text)) == {"id": "a-1", **read(text).as_json()}


def test_a_mail_is_the_customers_and_its_quoted_letter_is_left_out() -> None:
    text = "Where is my parcel?\n\nOn 3 May 2026 at 10:02, Kulanz wrote:\n> It is broken.\n"
    found = read_record(line(id=1, text=text, **{"as": "mail"}))
    assert [(one["text"], one["speaker"]) for one in found["statements"]] == [
        ("Where is my parcel?", "customer")
    ]


def test_notes_are_the_agents_and_give_links() -> None:
    found = read_record(
        line(id=1, text="No order, because the payment method is refused.", **{"as": "notes"})
    )
    assert {one["speaker"] for one in found["statements"]} <= {"agent"}
    labels = {node["id"]: node["label"] for node in found["chain"]["nodes"]}
    assert [(labels[one["cause"]], labels[one["effect"]]) for one in found["chain"]["links"]] == [
        ("the payment method is refused", "No order")
    ]


def test_turns_have_a_heat_each_and_an_agents_turn_keeps_the_last_one() -> None:
    turns = [
        {"speaker": "agent", "text": "Good morning, how can I help you?"},
        {"speaker": "customer", "text": "Where is my parcel?"},
        {"speaker": "customer", "text": "You are an idiot, this is a scam!"},
        {"speaker": "agent", "text": "I am sorry. I will look it up for you at once."},
        {"speaker": "customer", "text": "All right, thank you. What happens next?"},
    ]
    found = read_record(line(id=1, turns=turns))
    first, second, third, fourth, fifth = found["heat_by_turn"]
    assert (first, second, third, fourth) == (0, 3, 3, 3)  # two turns in a row are one
    assert fifth < fourth


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("nonsense", "not_json"),
        ("[" * 100_000, "not_json"),
        ("[1]", "no_object"),
        ('{"text": "x"}', "no_id"),
        ('{"id": true, "text": "x"}', "no_id"),
        ('{"id": 1}', "no_text"),
        ('{"id": 1, "text": 7}', "no_text"),
        ('{"id": 1, "text": "x", "as": "fax"}', "unknown_kind"),
        ('{"id": 1, "turns": 7}', "bad_turns"),
        ('{"id": 1, "turns": [{"speaker": "customer"}]}', "bad_turns"),
        ('{"id": 1, "turns": [{"speaker": "ghost", "text": "boo"}]}', "bad_turns"),
        (line(id=1, text="x" * 200_001), "too_long"),
    ],
    ids=lambda value: value[:40],
)
def test_a_bad_line_is_refused_by_name(given: str, code: str) -> None:
    with pytest.raises(BadRecord) as refused:
        read_record(given)
    assert refused.value.code == code


def test_nothing_said_is_read_as_nothing() -> None:
    found = read_record(line(id=1, turns=[]))
    assert (found["heat_by_turn"], found["statements"]) == ([], [])
