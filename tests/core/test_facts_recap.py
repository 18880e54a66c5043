"""Open questions and the recap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.case import LanguageCode, Statement
from kulanz.facts import (
    RecapLine,
    find_statements,
    open_questions,
    parse_transcript,
    recap,
    recap_text,
    spoken_recap,
)
from kulanz.languages import CODES

MAIL = """Sehr geehrte Damen und Herren,
ich habe am 3. Mai einen Wasserkocher bestellt. Er ist nie angekommen.
Jetzt bekomme ich eine Mahnung. Das ist eine Frechheit! Ich bin wütend.
Vielleicht liegt das Paket beim Nachbarn. Das stelle ich ins Netz."""

CALL = """Klant: Mijn pakketje is gisteren kapot aangekomen.
Klant: Wat een kloteservice! Ik wil mijn geld terug.
Medewerker: Volgens de vervoerder is het op 12 mei vertraagd.
Medewerker: U had eerder moeten bellen."""


def said(text: str, language: LanguageCode) -> tuple[Statement, ...]:
    return find_statements(parse_transcript(text), language)


def codes(text: str, language: LanguageCode) -> list[str]:
    return [question.code for question in open_questions(said(text, language), language)]


def test_the_recap_has_neither_opinion_nor_feeling_nor_threat() -> None:
    assert recap(said(MAIL, "de"), "de") == (
        RecapLine(1, "Ich habe am 3. Mai einen Wasserkocher bestellt.", "claimed", "s1"),
        RecapLine(2, "Er ist nie angekommen.", "claimed", "s2"),
        RecapLine(3, "Jetzt bekomme ich eine Mahnung.", "claimed", "s3"),
        RecapLine(4, "Vielleicht liegt das Paket beim Nachbarn.", "open", "s6"),
    )


def test_only_a_named_source_makes_a_line_verified() -> None:
    lines = recap(said(CALL, "nl"), "nl")
    assert [(line.text, line.standing) for line in lines] == [
        ("Mijn pakketje is gisteren kapot aangekomen.", "claimed"),
        ("Volgens de vervoerder is het op 12 mei vertraagd.", "verified"),
    ]


def test_an_agents_note_is_the_customers_account() -> None:
    note = "- Kundin ruft an\n- Paket kaputt angekommen\n- Kundin wittert Abzocke"
    assert [line.text for line in recap(said(note, "de"), "de")] == [
        "Kundin ruft an.",
        "Paket kaputt angekommen.",
    ]


def test_what_is_said_twice_is_summed_up_once() -> None:
    assert len(recap(said("Die Ware fehlt.\nDie Ware fehlt!", "de"), "de")) == 1


def test_a_recap_to_read_aloud() -> None:
    lines = recap(said(CALL, "nl"), "nl")
    text = recap_text(lines, "nl", questions=["Wat is het bestelnummer?"], wish="mijn geld terug")
    assert text == (
        "Ik vat het even samen.\n\nU vertelt:\n1. Mijn pakketje is gisteren kapot aangekomen.\n\n"
        "Vast staat:\n2. Volgens de vervoerder is het op 12 mei vertraagd.\n\n"
        "Nog niet duidelijk is:\n- Wat is het bestelnummer?\n\n"
        "Uw wens: “Mijn geld terug.”\n\nKlopt dat zo, mis ik iets?"
    )


LONG = """Agent: Guten Tag, was ist passiert?
Kunde: Ich bin zu Hause. Ich habe am 3. Mai eine Lampe für 61,90 Euro bestellt.
Kunde: Meine Tochter war auch da. Die Lampe ist nie angekommen.
Agent: Laut Buchhaltung wurde am 9. Mai eine Mahnung verschickt.
Kunde: Die Mahnung kam am 11. Mai. Die Bestellung hat die Nummer 88123.
Kunde: Vielleicht war es der Nachbar. Der Hund bellt dann immer."""


def test_a_recap_to_say_is_short_and_has_what_decides_the_case() -> None:
    lines = spoken_recap(said(LONG, "de"), "de")
    assert [(line.number, line.text, line.standing) for line in lines] == [
        (1, "Ich habe am 3. Mai eine Lampe für 61,90 Euro bestellt.", "claimed"),
        (2, "Die Lampe ist nie angekommen.", "claimed"),
        (3, "Die Mahnung kam am 11. Mai.", "claimed"),
        (4, "Die Bestellung hat die Nummer 88123.", "claimed"),
        (5, "Laut Buchhaltung wurde am 9. Mai eine Mahnung verschickt.", "verified"),
    ]
    assert len(recap(said(LONG, "de"), "de")) == 9


def test_where_nothing_weighs_the_first_lines_are_said() -> None:
    lines = spoken_recap(said("Der Hund bellt immer. Er ist braun.", "de"), "de", most=1)
    assert [line.text for line in lines] == ["Der Hund bellt immer."]


def test_what_is_verified_needs_no_further_proof() -> None:
    told = "Kunde: Am 3. Mai kam Bestellung 88123. Ich will eine blaue."
    packed = "Laut Lager wurde die falsche Farbe gepackt."
    assert codes(f"{told}\nAgent: {packed}", "de") == []
    assert codes(f"{told} {packed}", "de") == ["evidence"]


@pytest.mark.parametrize("language", CODES)
def test_an_empty_recap_says_so_and_still_asks(language: LanguageCode) -> None:
    parts = recap_text((), language).split("\n\n")
    assert len(parts) == 3
    assert parts[-1].endswith("?")


def test_questions_come_in_a_useful_order() -> None:
    assert codes("Es gab ein Problem mit dem Geld.", "de") == [
        "what",
        "when",
        "order_number",
        "amount",
        "wish",
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Das Paket kam gestern kaputt an.", ["order_number", "evidence", "wish"]),
        ("de", "Bestellnummer 4711-22 ist nie angekommen. Ich will Ersatz.", ["when"]),
        (
            "de",
            "Ihr Kollege sagte, es kommt nicht.",
            ["what", "when", "order_number", "said_by_whom", "wish"],
        ),
        ("nl", "Het pakket kwam gisteren kapot aan.", ["order_number", "evidence", "wish"]),
        ("nl", "Bestelling 88123 is nooit aangekomen. Ik wil mijn spullen.", ["when"]),
        ("en", "The parcel arrived broken yesterday.", ["order_number", "evidence", "wish"]),
        ("en", "Order 88123 never arrived. I want my goods.", ["when"]),
        (
            "en",
            "You charged me 12.50 twice on 3 May, see attached statement.",
            ["order_number", "wish"],
        ),
    ],
)
def test_nothing_is_asked_that_was_told(
    language: LanguageCode, text: str, expected: list[str]
) -> None:
    assert codes(text, language) == expected


@given(st.text(max_size=200), st.sampled_from(CODES))
def test_recap_and_questions_never_raise(text: str, language: LanguageCode) -> None:
    found = said(text, language)
    lines = recap(found, language)
    assert {line.statement_id for line in lines} <= {s.id for s in found}
    assert recap_text(lines, language)
    assert len(open_questions(found, language)) <= 7
