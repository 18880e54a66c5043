"""The clause when it is not so, and what must not leave the house."""

import pytest

from kulanz.case import LanguageCode
from kulanz.chain import Node, Told
from kulanz.chain.notes.modelling import model_of
from kulanz.chain.notes.opposites import is_inner, opposite_of

OPPOSITES: list[tuple[LanguageCode, str, str]] = [
    ("de", "das Konto war gedeckt", "das Konto war nicht gedeckt"),
    ("de", "es gibt keine Lösung", "es gibt eine Lösung"),
    ("de", "sie hat die Ware nicht erhalten", "sie hat die Ware erhalten"),
    ("de", "die Kundin hat die Ware erhalten", "die Kundin hat die Ware nicht erhalten"),
    ("de", "sie hatte eine Mahnung erhalten", "sie hatte keine Mahnung erhalten"),
    ("de", "die Kundin hat sich gemeldet", "die Kundin hat sich nicht gemeldet"),
    ("de", "sie wird persönlich", "sie wird nicht persönlich"),
    ("de", "sie hatte sich früher gemeldet", ""),
    ("de", "Restbetrag ist noch offen", ""),
    ("de", "keine Mails gelesen", ""),
    ("de", "Kundin hat und will keine Kreditkarte", ""),
    ("de", "sie ruft wieder an, noch zweimal", ""),
    ("de", "niemand ist zuständig", ""),
    ("de", "Rücklastschrift", ""),
    ("nl", "het bedrag was afgeboekt", "het bedrag was niet afgeboekt"),
    ("nl", "er is geen oplossing", "er is een oplossing"),
    ("nl", "zij had haar mails gelezen", "zij had haar mails niet gelezen"),
    ("nl", "de klant heeft ook ons niet gebeld", ""),
    ("nl", "de klant wacht 20 minuten", ""),
    ("en", "the account was covered", "the account was not covered"),
    ("en", "the payment method was rejected", "the payment method was not rejected"),
    ("en", "the customer cannot order", "the customer can order"),
    ("en", "there is no solution", "there is a solution"),
    ("en", "there are no goods left", ""),
    ("en", "she has a credit card", "she has no credit card"),
    ("en", "she had received a letter", "she had not received a letter"),
    ("en", "the customer can only cancel", ""),
    ("en", "he waits 20 minutes", ""),
]


@pytest.mark.parametrize(("language", "clause", "expected"), OPPOSITES)
def test_the_clause_when_it_is_not_so(language: LanguageCode, clause: str, expected: str) -> None:
    assert opposite_of(clause, language) == expected


@pytest.mark.parametrize(
    ("language", "inner", "outer"),
    [
        ("de", "sie hört nicht zu", "die Ware ist nicht angekommen"),
        ("de", "sie wird persönlich", "das Paket wurde persönlich abgegeben"),
        ("de", "die Kundin wird laut", "laut Buchhaltung trifft das nicht zu"),
        ("nl", "zij onderbreekt mij", "het pakket is kapot"),
        ("en", "she becomes angrier", "the balance is open"),
        ("en", "he gets personal", "her personal data was lost"),
    ],
)
def test_behaviours_stay_in_the_house(language: LanguageCode, inner: str, outer: str) -> None:
    told = Told((Node("a", inner), Node("b", outer), Node("c", outer, inner=True)))

    assert [one.inner for one in model_of(told, language).chain.variables] == [True, False, True]
    assert (is_inner(inner, language), is_inner(outer, language)) == (True, False)
