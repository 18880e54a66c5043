"""Labels that a person reads without the sentence around them."""

import pytest

from kulanz.case import LanguageCode
from kulanz.chain import parse_notation, stance_of
from kulanz.facts import parse_transcript


def labels(language: LanguageCode, text: str) -> list[str]:
    return [node.label for node in parse_notation(parse_transcript(text), language).nodes]


CLAUSES: list[tuple[LanguageCode, str, list[str]]] = [
    ("de", "A geht nicht, weil meine Karte abgelehnt wird", ["meine Karte wird abgelehnt"]),
    ("de", "A geht nicht, weil sein Paket kaputt ist", ["sein Paket ist kaputt"]),
    ("de", "A geht nicht, weil Zahlart abgelehnt ist", ["Zahlart abgelehnt"]),
    (
        "de",
        "A geht nicht, weil die Kundin sich weigert zu zahlen",
        ["die Kundin weigert sich zu zahlen"],
    ),
    (
        "de",
        "A geht nicht, weil sie die Ware nicht erhalten hat",
        ["sie hat die Ware nicht erhalten"],
    ),
    ("de", "A geht nicht, weil der Shop mit Rechnung wirbt", ["der Shop wirbt mit Rechnung"]),
    ("de", "A geht nicht, weil niemand zuständig ist", ["niemand ist zuständig"]),
    ("de", "A geht nicht, weil 139,00 EUR offen sind", ["139,00 EUR offen"]),
    ("nl", "A kan niet, want ik gooi alles op het balkon", ["ik gooi alles op het balkon"]),
    (
        "nl",
        "A kan niet, omdat zij het pakket niet heeft ontvangen",
        ["zij heeft het pakket niet ontvangen"],
    ),
    ("nl", "A kan niet, omdat hij lang moest wachten", ["hij moest lang wachten"]),
    ("nl", "A kan niet, omdat het pakket stuk is aangekomen", ["het pakket is stuk aangekomen"]),
    ("nl", "A kan niet, omdat het kwijt is", ["het is kwijt"]),
    ("nl", "A kan niet, omdat de brief kwijt is", ["de brief is kwijt"]),
    ("nl", "A kan niet, omdat het pakket ontbreekt", ["het pakket ontbreekt"]),
    ("en", "Ordering fails because my card is rejected", ["my card is rejected"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), CLAUSES)
def test_the_cause_reads_like_a_main_clause(
    language: LanguageCode, text: str, expected: list[str]
) -> None:
    assert labels(language, text)[1:] == expected


SUPPOSED: list[tuple[LanguageCode, str, list[str]]] = [
    (
        "de",
        "Hätte sie ihre Mails gelesen, hätte sie keine Mahnung bekommen.",
        ["sie hatte ihre Mails gelesen", "sie hatte eine Mahnung bekommen"],
    ),
    (
        "de",
        "Wenn Sie sich gemeldet hätten, wäre der Betrag ausgebucht worden.",
        ["Sie hatten sich gemeldet", "der Betrag wurde ausgebucht"],
    ),
    (
        "de",
        "Wäre das Konto gedeckt gewesen, wären keine Kosten entstanden.",
        ["das Konto war gedeckt", "Kosten waren entstanden"],
    ),
    (
        "nl",
        "Als de klant niet zo lang had gewacht, dan was hij niet weggelopen.",
        ["de klant had zo lang gewacht", "hij was weggelopen"],
    ),
    (
        "en",
        "If she had read her mails, she would not have received a reminder.",
        ["she had read her mails", "she had received a reminder"],
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), SUPPOSED)
def test_a_had_sentence_is_told_as_if_it_were_so(
    language: LanguageCode, text: str, expected: list[str]
) -> None:
    assert labels(language, text) == expected


def test_of_several_wordings_the_one_that_reads_best_alone_is_the_label() -> None:
    note = (
        "- Kunde ist verärgert, weil er zwanzig Minuten warten musste\n"
        "- Der Kunde musste warten, weil viele krank sind"
    )
    found = labels("de", note)
    assert "Der Kunde musste warten" in found
    assert len([label for label in found if "warten" in label]) == 1


def test_lines_of_a_list_stay_apart_in_spite_of_a_dutch_zijn_at_the_end() -> None:
    note = (
        "- Klant moest wachten, omdat veel collega's ziek zijn\n"
        "- Klant is boos, omdat het pakket stuk is aangekomen"
    )
    chain = parse_notation(parse_transcript(note), "nl")
    assert [(link.line, link.quote) for link in chain.links] == [
        (1, "Klant moest wachten, omdat veel collega's ziek zijn"),
        (2, "Klant is boos, omdat het pakket stuk is aangekomen"),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Jullie gaan het voelen, want ik zet dit op het internet!"),
        ("de", "Das wird teuer, denn ich gehe zum Anwalt!"),
    ],
)
def test_an_announcement_is_the_cause_of_nothing_yet(language: LanguageCode, text: str) -> None:
    assert parse_notation(parse_transcript(text), language).links == ()


def test_what_is_demanded_of_somebody_is_no_wish_of_the_clause() -> None:
    assert stance_of("Vorkasse wurde verlangt", "de") == "none"
    assert stance_of("Kundin verlangt Vorkasse", "de") == "wants"
    assert stance_of("Kundin will beliefert werden", "de") == "wants"
