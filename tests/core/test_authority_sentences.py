"""Findings of a proof as sentences in every language."""

from decimal import Decimal

import pytest

from kulanz.authority import Finding, prove
from kulanz.authority.saying import explain_finding, limit_words, where_words
from kulanz.case import LANGUAGES, LanguageCode
from kulanz.countries import (
    Limit,
    profile,
)

D = Decimal
DE = profile("de_shop")


def test_findings_as_sentences() -> None:
    limits = (Limit(D("25.5")), Limit(D(30), D(10)))
    where = {"fault": "shared, company", "wait_seconds": "> 900", "amount": "[0..5]"}
    found = Finding("contradiction", "voucher", "goodwill", ("a", "b"), "SA", limits, where)
    assert explain_finding(found, DE, "de") == (
        "Gutschein, erfahrene(r) Mitarbeiter(in), Beschwerdestelle: zwei Regeln, verschiedene "
        "Grenzen. a, b geben 25,5 EUR / 30 EUR, 10 %. Beide können gelten: wer den Fehler gemacht "
        "hat: wir oder beide; Wartezeit in Sekunden: über 900; Betrag dieser Abhilfe: von 0 bis 5."
    )
    hole = Finding("hole", "voucher", where={"amount": "[150.01..250]"})
    assert explain_finding(hole, DE, "en") == (
        "voucher: no rule for amount of this remedy: from 150.01 to 250, "
        "but there are rules on both sides of it."
    )
    assert hole.reason.values["where"] == "amount: [150.01..250]"
    assert where_words({}, "nl") == "altijd"
    days = {"valid": "[2026-07-01..2026-07-31]", "item.kept": "yes"}
    assert (
        where_words(days, "en")
        == "days: from 2026-07-01 to 2026-07-31; customer keeps the item: yes"
    )
    assert limit_words(Limit(), "EUR", "nl") == "onbeperkt"
    assert limit_words(Limit(D(14)), "Tage", "de") == "14 Tage"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_of_a_pack_can_be_said(language: LanguageCode) -> None:
    said = [explain_finding(one, DE, language) for one in prove(DE.table).overlaps]
    assert len(said) == len(set(said)) == 8
    assert not any("{" in one or "_shop" in one for one in said)
