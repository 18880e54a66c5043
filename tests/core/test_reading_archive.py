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
    assert (first, second, third, fourth) == (0, 0, 3, 3)
    assert fifth < fourth


def test_turns_say_where_it_tips_what_was_done_and_what_was_promised() -> None:
    turns = [
        {"speaker": "agent", "text": "Good morning. When did you order it?"},
        {"speaker": "customer", "text": "On Monday. You are an idiot!"},
        {"speaker": "agent", "text": "I'll call you back tomorrow by ten."},
        {"speaker": "customer", "text": "All right. I'll send you the photo."},
    ]
    found = read_record(line(id=1, turns=turns))
    new = ("tips_at", "no_uptake_from", "switch_to_mail", "steps_done", "commitments")
    assert {key: found[key] for key in new} == {
        "tips_at": 2,
        "no_uptake_from": 0,
        "switch_to_mail": 0,
        "steps_done": ["listen", "own"],
        "commitments": [
            {
                "by": "us",
                "what": "I'll call you back",
                "due": "tomorrow by ten",
                "quote": "I'll call you back tomorrow by ten",
            },
            {
                "by": "customer",
                "what": "I'll send you the photo",
                "due": "",
                "quote": "I'll send you the photo",
            },
        ],
    }


@pytest.mark.parametrize(
    ("text", "links", "hads"),
    [
        (
            (
                "No order, because the payment method is refused and the debit was returned. "
                "If she had read her mails, she would have called earlier."
            ),
            [
                ("the payment method is refused", "No order", 1),
                ("the debit was returned", "No order", 1),
            ],
            [("she had read her mails", "she had called earlier")],
        ),
        (
            (
                "Es kam eine Mahnung, weil die Lastschrift zurückkam. "
                "Hätte sie ihre Mails gelesen, wäre keine Mahnung gekommen."
            ),
            [("die Lastschrift zurückkam", "Es kam eine Mahnung", 1)],
            [("sie hatte ihre Mails gelesen", "wäre keine Mahnung gekommen")],
        ),
        (
            (
                "Geen bestelling omdat de betaalwijze geweigerd is. "
                "Als ze haar mails had gelezen, had ze eerder gebeld."
            ),
            [("de betaalwijze is geweigerd", "Geen bestelling", 1)],
            [("ze had haar mails gelezen", "ze had eerder gebeld")],
        ),
    ],
    ids=["en", "de", "nl"],
)
def test_notes_say_why_and_what_would_have_been(
    text: str, links: list[tuple[str, str, int]], hads: list[tuple[str, str]]
) -> None:
    found = read_record(line(id=1, text=text, **{"as": "notes"}))
    assert [(one["cause"], one["effect"], one["group"]) for one in found["links"]] == links
    assert [(one["if"], one["then"]) for one in found["counterfactuals"]] == hads


def test_only_notes_have_links_and_only_turns_have_places() -> None:
    mail = read_record(line(id=1, text="It is late, because the van broke down.", **{"as": "mail"}))
    assert {"links", "counterfactuals", "tips_at", "commitments"} & set(mail) == set()


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
