"""Reading texts into utterances: who, when, on which line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.case import Speaker, Utterance
from kulanz.facts import parse_transcript


def who(text: str) -> list[tuple[int, Speaker, str]]:
    return [(u.line, u.speaker, u.text) for u in parse_transcript(text)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Agent: Guten Tag.", Utterance("Guten Tag.", "agent", 1)),
        ("Kundin: Hallo.", Utterance("Hallo.", "customer", 1)),
        ("10:03 Kundin: Hallo.", Utterance("Hallo.", "customer", 1, "10:03")),
        ("[10:03] Klant: Hallo.", Utterance("Hallo.", "customer", 1, "10:03")),
        ("Customer [10:03]: Hello.", Utterance("Hello.", "customer", 1, "10:03")),
        ("Caller (9:03:12): Hello.", Utterance("Hello.", "customer", 1, "9:03:12")),
        ("10.03 Uhr Kunde: Hallo.", Utterance("Hallo.", "customer", 1, "10.03")),
        ("Mitarbeiterin Kurz: Guten Tag.", Utterance("Guten Tag.", "agent", 1)),
        ("medewerker: Dag.", Utterance("Dag.", "agent", 1)),
        ("**Agent:** Hi.", Utterance("Hi.", "agent", 1)),
        ("Paketdienst: Zugestellt.", Utterance("Zugestellt.", "third_party", 1)),
        ("System: Verbindung getrennt.", Utterance("Verbindung getrennt.", "system", 1)),
        ("- Kundin: Hallo.", Utterance("Hallo.", "customer", 1)),
    ],
)
def test_prefixes(line: str, expected: Utterance) -> None:
    assert parse_transcript(line) == (expected,)


def test_a_call_with_continuation_events_and_stage_directions() -> None:
    call = (
        "Anruf vom 3. Mai\n\n10:03 Agent: Guten Tag.\n10:03 Kundin: Mein Paket ist weg.\n"
        "Seit Wochen.\n[seufzt]\n10:05 Leitung unterbrochen\nAgent: Hallo?"
    )
    assert who(call) == [
        (1, "system", "Anruf vom 3. Mai"),
        (3, "agent", "Guten Tag."),
        (4, "customer", "Mein Paket ist weg."),
        (5, "customer", "Seit Wochen."),
        (6, "system", "[seufzt]"),
        (7, "system", "Leitung unterbrochen"),
        (8, "agent", "Hallo?"),
    ]


def test_a_mail_is_the_customers_without_headers_and_quoted_lines() -> None:
    mail = (
        "Von: Anna <a@example.org>\nBetreff: Widerruf\nDatum: heute\n\nHallo,\nich widerrufe.\n"
        "> Ihre Bestellung ist da.\nAm 3. Mai 2026 schrieb Service:\n> mehr\nnoch mehr von uns"
    )
    assert who(mail) == [
        (2, "customer", "Widerruf"),
        (5, "customer", "Hallo,"),
        (6, "customer", "ich widerrufe."),
    ]


def test_a_mail_that_is_all_quoted_is_still_read() -> None:
    assert who("> Mein Paket fehlt.") == [(1, "customer", "Mein Paket fehlt.")]


def test_an_agents_dash_list_is_the_agents() -> None:
    note = "Ablauf\n– Kundin kann nicht bestellen, weil Zahlart abgelehnt ist\n– Betrag offen"
    assert who(note) == [
        (1, "agent", "Ablauf"),
        (2, "agent", "Kundin kann nicht bestellen, weil Zahlart abgelehnt ist"),
        (3, "agent", "Betrag offen"),
    ]


@pytest.mark.parametrize(
    "note",
    [
        "Kundin ruft an, Paket kaputt. Will Geld zurück.",
        "De klant belt omdat het pakket stuk is.",
        "The customer called because the parcel is broken.",
        "- Lieferung verspätet\n- Ersatz zugesagt",
    ],
)
def test_notes_about_a_customer_are_the_agents(note: str) -> None:
    assert {u.speaker for u in parse_transcript(note)} == {"agent"}


@pytest.mark.parametrize(
    "mail",
    [
        "Als Kundin erwarte ich mehr.",
        "Hallo,\nmeine Wünsche:\n- ich will mein Geld\n- ich will eine Entschuldigung",
        "Ik ben al jaren klant.",
        "Dear Sir or Madam,\nThe customer was always king here.",
    ],
)
def test_customers_who_say_customer_stay_customers(mail: str) -> None:
    assert {u.speaker for u in parse_transcript(mail)} == {"customer"}


def test_windows_and_old_mac_line_ends_count_as_one() -> None:
    assert [u.line for u in parse_transcript("eins zwei\r\ndrei vier\rfünf sechs\n\nsieben")] == [
        1,
        2,
        3,
        5,
    ]


def test_nothing_in_nothing_out() -> None:
    assert parse_transcript("") == ()
    assert parse_transcript("\n \n\t\n") == ()


@given(st.text(max_size=400))
def test_never_raises_and_each_utterance_stands_on_its_line(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for utterance in parse_transcript(text):
        assert utterance.text in lines[utterance.line - 1]
