"""Words for the parts of a chain: labels with their fallbacks, lists, actors, effects."""

import pytest

from kulanz.case import LanguageCode
from kulanz.chain.labels import (
    actions_named,
    actor_name,
    effect_label,
    label,
    listed,
    named,
    within,
)
from kulanz.chain.parts import Action, Variable
from kulanz.languages import CODES
from seed_cases import MAILS, STORY


@pytest.mark.parametrize("language", CODES)
def test_a_label_in_its_own_language(language: LanguageCode) -> None:
    assert label(MAILS, value=True, language=language) == MAILS.yes[language]
    assert label(MAILS, value=False, language=language) == MAILS.no[language]


@pytest.mark.parametrize(
    ("variable", "value", "text"),
    [
        (Variable("a", yes={"en": "It rains"}), False, "not so: It rains"),
        (Variable("a", no={"en": "It is dry"}), True, "not so: It is dry"),
        (Variable("a", yes={"de": "Es regnet"}), True, "Es regnet"),
        (Variable("a", yes={"nl": "Het regent"}), False, "not so: Het regent"),
        (Variable("a", yes={"en": "It rains"}, no={"de": "Trocken"}), False, "not so: It rains"),
        (Variable("heavy_rain"), True, "heavy rain"),
        (Variable("heavy_rain"), False, "not so: heavy rain"),
    ],
)
def test_labels_that_are_missing(variable: Variable, *, value: bool, text: str) -> None:
    assert label(variable, value, "en") == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, ""),
        (1, "1"),
        (2, "1 en 2"),
        (5, "1, 2, 3, 4 en 5"),
        (6, "1, 2, 3, 4, 5 en nog iets"),
        (9, "1, 2, 3, 4, 5 en 4 andere"),
    ],
)
def test_lists(count: int, text: str) -> None:
    assert listed((str(one) for one in range(1, count + 1)), "nl") == text


def test_a_list_of_clauses_with_commas() -> None:
    assert listed(["wenn, dann", "b", "c"], "de") == "wenn, dann; b und c"


@pytest.mark.parametrize(
    ("actor", "text"),
    [
        ("customer", "Kundin oder Kunde"),
        ("company", "Wir"),
        ("company:billing", "Wir (Buchhaltung)"),
        ("company:night_shift", "Wir (night shift)"),
        ("company:agent2", "Bearbeitung 2"),
        ("company:agent", "Bearbeitung"),
        ("agent1", "Bearbeitung 1"),
        ("agent", "Bearbeitung"),
        ("carrier/seller", "Versand/Verkäufer"),
        ("post_office", "post office"),
        ("", "Nicht bekannt, wer"),
    ],
)
def test_actors(actor: str, text: str) -> None:
    assert actor_name(actor, "de") == text


def test_names_of_things_without_a_label() -> None:
    assert named(STORY, "angry", "de") == "Kundin ist wütend"
    assert named(STORY, "callback", "de") == "Rückruf"
    assert named(STORY, "mail_sent", "de") == "mail sent"
    assert named(STORY, "mail_sent", "de", {"mail_sent": "Mail ist raus"}) == "Mail ist raus"


@pytest.mark.parametrize(
    ("language", "text", "inside"),
    [
        ("de", "Das Konto ist offen", "das Konto ist offen"),
        ("de", "Keine Mahnung", "keine Mahnung"),
        ("de", "Konto ist offen", "Konto ist offen"),
        ("de", "Sie haben angerufen", "Sie haben angerufen"),
        ("nl", "Het account is open", "het account is open"),
        ("nl", "Charlotte is boos", "Charlotte is boos"),
        ("en", "The account is open", "the account is open"),
        ("en", "I ended the call", "I ended the call"),
        ("en", "", ""),
    ],
)
def test_a_label_inside_of_a_sentence(language: LanguageCode, text: str, inside: str) -> None:
    assert within(text, language) == inside


def test_words_of_the_templates() -> None:
    assert named(None, "case.solved", "nl") == "De zaak is opgelost"
    callback = Action("call_back", ("called",))
    unheard = Action("sing_a_song", ("sung",))
    assert actions_named([callback, unheard], "nl") == "terugbellen en sing a song"
    assert actions_named([callback, unheard], "en") == "call back and sing a song"


@pytest.mark.parametrize(
    ("effect", "text"),
    [
        ("angry", "she is angry"),
        ("~angry", "she is calm"),
        ("angry & ~blocked", "she is angry and account is open"),
        ("~(angry & dunned)", "she is calm or no dunning letter"),
        ("angry | dunned", "she is angry or dunning letter went out"),
    ],
)
def test_an_effect_as_a_clause(effect: str, text: str) -> None:
    assert effect_label(STORY, effect, "en") == text
