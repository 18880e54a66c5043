"""Recognising the same thing in other words, and never its opposite."""

import pytest

from kulanz.case import LANGUAGES, LanguageCode
from kulanz.chain import actor_of, stance_of
from kulanz.chain.notes.grammar import grammar, stem
from kulanz.chain.notes.wording import SAME, content, score
from kulanz.languages import pack

ALIKE: list[tuple[LanguageCode, str, str]] = [
    ("de", "Zahlart abgelehnt ist", "Zahlart möglicherweise abgelehnt"),
    ("de", "Kundin sich weigert zu zahlen", "Kundin weigert sich"),
    ("de", "Restbetrag offen", "Betrag offen"),
    ("de", "es keine Lösung gibt", "das Problem weiterhin nicht gelöst wird"),
    ("de", "beende ich das Telefonat", "ich das Gespräch beende"),
    ("de", "die Ware nicht erhalten", "das Paket nicht angekommen"),
    ("nl", "het bedrag openstaat", "Restbedrag staat open"),
    ("nl", "klant weigert te betalen", "zij weigert"),
    ("nl", "verbinding verbroken", "Charlotte verbreekt de verbinding"),
    ("en", "the customer refuses to pay", "customer refuses"),
    ("en", "there is no solution", "the problem is not solved"),
    ("en", "the goods were not received", "the parcel did not arrive"),
]
APART: list[tuple[LanguageCode, str, str]] = [
    ("de", "Ware erhalten", "Ware nicht erhalten"),
    ("de", "Mahnung erhalten", "Ware erhalten"),
    ("de", "Betrag offen", "Betrag ausgebucht"),
    ("de", "den Verkäufer nicht kontaktiert", "uns nicht kontaktiert"),
    ("de", "Konto schließen", "Konto gedeckt"),
    ("de", "Kundin", "Kundin"),
    ("nl", "pakket ontvangen", "pakket niet ontvangen"),
    ("nl", "bedrag openstaat", "bedrag afgeboekt"),
    ("en", "parcel received", "parcel not received"),
    ("en", "amount open", "amount written off"),
    ("en", "problem solved", "problem unsolved"),
]


def likeness(language: LanguageCode, one: str, other: str) -> float:
    rules = grammar(language)
    return score(content(one, rules), content(other, rules))


@pytest.mark.parametrize(("language", "one", "other"), ALIKE)
def test_alike(language: LanguageCode, one: str, other: str) -> None:
    assert likeness(language, one, other) >= SAME
    assert likeness(language, one, other) == likeness(language, other, one)


@pytest.mark.parametrize(("language", "one", "other"), APART)
def test_apart(language: LanguageCode, one: str, other: str) -> None:
    assert likeness(language, one, other) < SAME


def test_opposites_are_found_when_asked_for() -> None:
    rules = grammar("de")
    wish, blocked = content("Konto schließen", rules), content("Konto nicht schließen", rules)

    assert score(wish, blocked) == 0
    assert score(wish, blocked, opposite=True) == 1


def test_the_score_is_the_mean_of_containment_and_jaccard() -> None:
    # {refuse, pay} and {refuse}: contained wholly (1), shared one of two (1/2).
    assert likeness("de", "weigert sich zu zahlen", "weigert sich") == 0.75


def test_two_words_with_one_stem_stay_two() -> None:
    rules = grammar("de")

    assert stem("Ware", rules) == stem("warten", rules)
    assert content("Ware", rules).keys == {"=goods"}
    assert content("warten", rules).keys == {"=wait"}


@pytest.mark.parametrize(
    ("language", "text", "speaker", "actor"),
    [
        ("de", "Kundin weigert sich", "agent", "customer"),
        ("de", "Den Verkäufer hat die Kundin nicht gefragt", "agent", "customer"),
        ("de", "ich beende das Telefonat", "agent", "agent"),
        ("de", "ich zahle nicht", "customer", "customer"),
        ("de", "Sie haben gemahnt", "customer", "company"),
        ("de", "wir haben gemahnt", "agent", "company"),
        ("de", "Paketdienst klingelt nicht", "agent", "third_party"),
        ("de", "Mahnung verschickt", "agent", "company"),
        ("de", "es regnet", "agent", "unknown"),
        ("nl", "u heeft niet geleverd", "customer", "company"),
        ("nl", "de bezorger belde niet", "agent", "third_party"),
        ("nl", "ik betaal niet", "customer", "customer"),
        ("en", "you sent a reminder", "customer", "company"),
        ("en", "the carrier lost it", "agent", "third_party"),
        ("en", "we blocked the account", "agent", "company"),
    ],
)
def test_actor(language: LanguageCode, text: str, speaker: str, actor: str) -> None:
    assert actor_of(text, language, "customer" if speaker == "customer" else "agent") == actor


@pytest.mark.parametrize(
    ("language", "text", "stance"),
    [
        ("de", "Kundin will Konto schließen", "wants"),
        ("de", "Kundin will nicht zahlen", "refuses"),
        ("de", "Kundin weigert sich", "refuses"),
        ("de", "Konto kann nicht geschlossen werden", "cannot"),
        ("de", "Zahlart ist gesperrt", "cannot"),
        ("de", "Kundin kann bestellen", "none"),
        ("nl", "klant wil het account sluiten", "wants"),
        ("nl", "klant wil niet betalen", "refuses"),
        ("nl", "account kan niet worden gesloten", "cannot"),
        ("en", "she wants a refund", "wants"),
        ("en", "she does not want to pay", "refuses"),
        ("en", "the account cannot be closed", "cannot"),
        ("en", "the amount is open", "none"),
    ],
)
def test_stance(language: LanguageCode, text: str, stance: str) -> None:
    assert stance_of(text, language) == stance


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys(language: LanguageCode) -> None:
    german, own = pack("de", "chain"), pack(language, "chain")

    assert own.keys() == german.keys()
    for table in ("counterfactual", "grammar", "actors", "levers", "words"):
        assert own[table].keys() == german[table].keys()
    kinds = {cue["kind"] for cue in own["cues"]} | {"denn"}  # English has no such conjunction
    assert kinds == {cue["kind"] for cue in german["cues"]}
