"""A returned direct debit: the bank's code decides what may be said, in draft, check and page."""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from cast import MONDAY, Cast, case_of_brandt
from kulanz.case import LanguageCode
from kulanz.conditions import FACTS
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.facts import add_line
from kulanz.desk.actions.statuspage import make_link
from kulanz.desk.models import Case, Draft
from kulanz.desk.queries.debits import debit, debit_code, sayable
from kulanz.desk.queries.statuspage import page_for
from kulanz.languages import pack

pytestmark = pytest.mark.django_db
CODES = FACTS["debit.code"].choices
NO_FUNDS: dict[LanguageCode, str] = {
    "de": "Die Lastschrift wurde mangels Deckung zurückgegeben.",
    "nl": "De incasso is teruggeboekt wegens onvoldoende saldo.",
    "en": "The direct debit was returned because of insufficient funds.",
}


def noted(cast: Cast, code: str) -> Case:
    case = case_of_brandt(cast)
    note_case_fact(case, name="debit.code", value=code, at=MONDAY, by=cast.ali)
    return case


@pytest.mark.parametrize("language", ["de", "nl", "en"])
def test_every_code_has_a_next_step_and_a_sentence_but_one(language: LanguageCode) -> None:
    assert sorted(pack(language, "sepa")["next"]) == sorted(CODES)
    silent = [code for code in CODES if not pack(language, "lint")["debits"][code]["say"]]
    assert silent == ["MD07"]


@pytest.mark.parametrize("code", CODES)
def test_insufficient_funds_is_said_for_one_code_only(cast: Cast, code: str) -> None:
    found = {one: sayable(text, language=one, code=code) for one, text in NO_FUNDS.items()}
    assert set(found.values()) == {code == "AM04"}


@pytest.mark.parametrize("language", ["de", "nl", "en"])
def test_without_a_code_no_reason_is_said(language: LanguageCode) -> None:
    assert sayable(NO_FUNDS[language], language=language, code=None) is False


@pytest.mark.parametrize("code", [code for code in CODES if code != "MD07"])
def test_the_sentence_of_a_code_passes_its_own_check(cast: Cast, code: str) -> None:
    found = debit(noted(cast, code), language="en")
    assert found is not None
    assert sayable(found.sentence, language="de", code=code) is True


def test_what_somebody_noted_goes_before_the_ledger(cast: Cast) -> None:
    case = case_of_brandt(cast)
    add_line(case, kind="fact", text="Rückgabe AC04", source="bank", at=MONDAY, by=cast.ali)
    assert debit_code(case) == "AC04"
    note_case_fact(case, name="debit.code", value="MS03", at=MONDAY, by=cast.ali)
    assert debit_code(case) == "MS03"
    note_case_fact(case, name="debit.code", value="", at=MONDAY, by=cast.ali)
    assert debit_code(case) == "AC04"


def test_the_case_shows_it_and_puts_it_into_the_reply(cast: Cast, client: Client) -> None:
    case = noted(cast, "MS03")
    client.force_login(cast.ali)
    page = client.get(f"/cases/{case.number}/commitments/").content.decode()
    sentence = "Die Bank hat die Lastschrift zurückgegeben. Einen Grund hat sie nicht genannt."
    assert ("Direct debit returned: MS03" in page, sentence in page, "do not guess" in page) == (
        True,
        True,
        True,
    )
    client.post(f"/cases/{case.number}/debit-sentence/")
    assert Draft.objects.get(case=case, kind=Draft.REPLY).text == sentence


@pytest.mark.parametrize("code", ["MD07", ""])
def test_where_nothing_may_be_said_nothing_is_put(cast: Cast, client: Client, code: str) -> None:
    case = noted(cast, code) if code else case_of_brandt(cast)
    client.force_login(cast.ali)
    assert client.post(f"/cases/{case.number}/debit-sentence/").status_code == 404


@pytest.mark.parametrize(("code", "shown"), [("MS03", 0), ("AC04", 0), ("AM04", 1)])
def test_no_page_of_a_customer_says_another_reason(
    cast: Cast, client: Client, code: str, shown: int
) -> None:
    case = noted(cast, code)
    later = timezone.now() + timedelta(days=1)
    text = "Neue Lastschrift, weil das Konto nicht gedeckt war."
    promise(case, side="ours", text=text, due_at=later, at=MONDAY, owner=cast.ali)
    promise(case, side="ours", text="Wir prüfen.", due_at=later, at=MONDAY, owner=cast.ali)
    assert len(page_for(case).ours) == 1 + shown
    page = client.get(make_link(case, at=timezone.now()), follow=True).content.decode()
    assert ("gedeckt" in page, "Wir prüfen." in page) == (bool(shown), True)


@pytest.mark.parametrize("language", ["de", "nl", "en"])
def test_the_status_page_shows_no_other_words_for_it_either(language: LanguageCode) -> None:
    place = Path(__file__).parents[1] / "core" / "debit_paraphrases.toml"
    said = tomllib.loads(place.read_text(encoding="utf-8"))[language]
    for code in (None, "MS03", "AC04"):
        assert [t for t in said["found"] if sayable(t, language=language, code=code)] == []
    assert [t for t in said["found"] if not sayable(t, language=language, code="AM04")] == []
    assert [t for t in said["silent"] if not sayable(t, language=language, code=None)] == []
