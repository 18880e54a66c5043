"""Mails in two languages, each paragraph read with its own words."""

from kulanz.case import Utterance
from kulanz.facts import parse_transcript
from kulanz.reading import read
from kulanz.reading.stretches import MOST, stretches

GUEST = """Hallo,

meine Gastfamilie schreibt auf Englisch weiter, weil ich erst seit Mai Deutsch lerne.

The suitcase arrived in Hamburg but the handle is broken. I am furious!

Ich widerrufe den Kauf der Reisetasche.

Vielen Dank, Oluwaseun"""


def test_each_paragraph_has_its_language_and_short_ones_follow() -> None:
    found = stretches(parse_transcript(GUEST), "de")
    assert [(language, [one.line for one in said]) for language, said in found] == [
        ("de", [1, 3]),
        ("en", [5]),
        ("de", [7, 9]),
    ]


def test_everything_is_found_in_its_own_language_and_numbered_through() -> None:
    reading = read(GUEST)
    assert [one.id for one in reading.statements] == [
        f"s{number}" for number, _ in enumerate(reading.statements, 1)
    ]
    assert ("emotion", 5) in [(one.kind, one.line) for one in reading.statements]
    assert ("withdrawal", 7) in [(one.code, one.line) for one in reading.declarations]
    assert ("defect_notice", 5) in [(one.code, one.line) for one in reading.declarations]


def test_the_json_names_the_stretches() -> None:
    assert read("Where is it?").as_json()["languages"] == [
        {"language": "en", "from_line": 1, "to_line": 1}
    ]
    assert read("").as_json()["languages"] == []


def test_a_turn_of_a_call_is_a_stretch_when_the_speaker_changes() -> None:
    said = (
        Utterance("Hallo, met Bas van Fietsplezier, waarmee kan ik helpen?", "agent", 1),
        Utterance("Good morning, my bike broke in the rain yesterday.", "customer", 2),
        Utterance("Dat is vervelend, ik kijk het voor u na.", "agent", 3),
    )
    assert [language for language, _ in stretches(said, "nl")] == ["nl", "en", "nl"]


def test_an_endless_mail_is_not_looked_at_paragraph_by_paragraph() -> None:
    said = tuple(Utterance("Where is my parcel today?", "customer", 2 * n) for n in range(MOST))
    more = (*said, Utterance("Wo ist denn mein Paket geblieben?", "customer", 9_999))
    assert [language for language, _ in stretches(more, "en")] == ["en"]
