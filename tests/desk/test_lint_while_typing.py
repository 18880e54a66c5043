"""The check while typing: where, why, what instead."""

import pytest
from django.test import Client

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.models import Case, Contact, Statement
from kulanz.desk.queries.conversation import apology_level
from kulanz.desk.queries.replies import remarks_on

pytestmark = pytest.mark.django_db


def check(client: Client, case: Case, text: str, kind: str = "reply") -> str:
    return client.post(f"/cases/{case.number}/lint/", {"text": text, "kind": kind}).content.decode()


def test_a_remark_names_place_reason_and_what_to_write_instead(cast: Cast) -> None:
    case = case_of_brandt(cast)
    text = "😀 Ich schreibe Ihnen schnellstmöglich."
    remark = next(one for one in remarks_on(case, cast.ali, text=text, kind="reply") if one.swap)
    start, end = remark.finding.start, remark.finding.end
    assert (text[start:end], remark.finding.quote, remark.stops) == (
        "schnellstmöglich",
        "schnellstmöglich",
        True,
    )
    assert remark.finding.reason == "A promise without a date can be neither kept nor checked."


def test_a_swap_keeps_the_capital_letter(cast: Cast) -> None:
    swaps = [
        one.swap
        for one in remarks_on(
            case_of_brandt(cast), cast.ali, text="Schnellstmöglich melde ich mich.", kind="reply"
        )
    ]
    assert [swap[:1].isupper() for swap in swaps if swap] == [True]


def test_the_fragment_has_a_button_that_applies_it(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    page = check(client, case, "Zeile\r\nIch schreibe Ihnen schnellstmöglich.")
    assert 'data-quote="schnellstmöglich"' in page
    assert 'data-start="25" data-end="41"' in page
    assert 'data-level="E"' in page


def test_a_text_without_remarks_gives_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    case = case_of_brandt(cast)
    good = "Guten Tag Frau Brandt, bis Freitag, 20. November, schreibe ich Ihnen."
    assert check(client, case, good).strip() == ""
    assert check(client, case, "").strip() == ""


def test_a_claim_of_the_ledger_must_not_be_stated_as_a_fact(cast: Cast) -> None:
    case = case_of_brandt(cast)
    line = {
        "case": case,
        "line_no": 1,
        "kind": "claim",
        "text": "Die Ware wurde nie geliefert.",
        "speaker": "customer",
    }
    Statement.objects.create(**line, said_at=MONDAY, at=MONDAY)
    found = remarks_on(
        case,
        cast.ali,
        text="Die Ware wurde nie geliefert. Bis Freitag prüfe ich das.",
        kind="reply",
    )
    assert [one.finding.code for one in found] == ["E_unverified_fact"]
    attributed = "Nach Ihrer Schilderung wurde die Ware nie geliefert. Bis Freitag prüfe ich das."
    assert remarks_on(case, cast.ali, text=attributed, kind="reply") == ()


def test_notes_have_their_own_rules(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    case = case_of_brandt(cast)
    assert check(client, case, "We will write as soon as possible.", kind="note").strip() == ""
    assert 'data-level="E"' in check(client, case, "What a moron.", kind="note")


def test_typed_markup_comes_back_as_text(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    assert "<script>" not in check(
        client, case_of_brandt(cast), "<script>alert(1)</script> schnellstmöglich " * 3
    )


def facts(case: Case, *texts: str, kind: str = "fact") -> None:
    for text in texts:
        number = case.statements.count() + 1
        line = {"line_no": number, "kind": kind, "text": text, "speaker": "system"}
        Statement.objects.create(case=case, **line, said_at=MONDAY, at=MONDAY)


def stops(case: Case, cast: Cast, text: str) -> list[str]:
    remarks = remarks_on(case, cast.ali, text=text, kind="reply")
    return [one.finding.proposal for one in remarks if one.finding.code == "E_debit_reason"]


FUNDS = "Die Lastschrift kam am 3. März mangels Deckung zurück."


def test_the_reason_for_a_returned_debit_needs_the_code_in_the_ledger(cast: Cast) -> None:
    case = case_of_brandt(cast)
    unknown = stops(case, cast, FUNDS)
    facts(case, "Kundin: Code AM04", kind="claim")
    claimed = stops(case, cast, FUNDS)
    facts(case, "Rückgabe der Bank, Code MS03")
    given = stops(case, cast, FUNDS)
    said = "Die Bank hat die Lastschrift zurückgegeben. Einen Grund hat sie nicht genannt."
    assert (unknown, claimed, given) == (["The bank returned the direct debit."],) * 2 + ([said],)


def test_the_code_for_funds_allows_to_speak_of_them_and_two_codes_allow_nothing(cast: Cast) -> None:
    case = case_of_brandt(cast)
    facts(case, "Rückgabe der Bank, Code AM04")
    alone = stops(case, cast, FUNDS)
    facts(case, "Zweite Rückgabe, Code MD01")
    assert (alone, len(stops(case, cast, FUNDS))) == ([], 1)


def test_what_is_proven_decides_how_far_an_apology_may_go(cast: Cast) -> None:
    case = case_of_brandt(cast)
    levels = [apology_level(case)]
    contact = {"case": case, "channel": "call", "direction": "in", "at": MONDAY}
    Contact.objects.create(**contact, wait_seconds=1200)
    levels.append(apology_level(case))
    text = "Das war unser Fehler. Bis Freitag, 20. November, prüfe ich die Rechnung."
    found = remarks_on(case, cast.ali, text=text, kind="reply")
    assert levels == [1, 2]
    assert [one.finding.code for one in found] == ["W_liability_words"]


def test_figures_and_names_are_compared_with_the_case(cast: Cast) -> None:
    case = case_of_brandt(cast)
    facts(case, "Die Rechnung über 129,90 Euro ging am 3. März hinaus.")
    case.contacts.create(channel="mail", direction="in", at=MONDAY, new_text="Bestellung 77120")
    text = (
        "Guten Tag Frau Brand,\n\ndie Rechnung über 119,90 Euro ging am 3. März hinaus. Ihre "
        "Bestellung 77120 ist da, Bestellung 77121 nicht. Bis Freitag, 20. März, prüfe ich das."
    )
    found = [one.finding for one in remarks_on(case, cast.ali, text=text, kind="reply")]
    assert [(one.code, one.quote, one.swap) for one in found] == [
        ("W_wrong_name", "Brand", "Brandt"),
        ("E_contradiction", "119,90 Euro", "129,90 Euro"),
        ("W_not_in_ledger", "119,90 Euro", ""),
        ("W_not_in_ledger", "77121", ""),
    ]
