"""Procedures on the desk: facts tick themselves; known is grey with its source; one question."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions import facts
from kulanz.desk.actions.calls import start_call
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.problems import tag
from kulanz.desk.models import Call, Case, Contact, Observation, Problem
from kulanz.desk.queries.callhints import regions
from kulanz.desk.queries.callpage import call_screen
from kulanz.desk.queries.calls import call_for
from kulanz.desk.queries.conversation import conversation_page, progress
from kulanz.desk.queries.facts import current_statements
from kulanz.desk.queries.procedures import Listening, ShownNeed, listening, shown_needs
from kulanz.protocol import steps

pytestmark = pytest.mark.django_db

NOT_THERE = "Die Ware ist nie angekommen"


def tell(case: Case, cast: Cast, *lines: str) -> None:
    for text in lines:
        facts.add_line(case, kind="claim", text=text, at=MONDAY, by=cast.ali)


def heard(case: Case) -> Listening:
    return listening(case, current_statements(case))


def shown(case: Case) -> dict[str, ShownNeed]:
    found = shown_needs(heard(case), current_statements(case), "en")
    return {one.code: one for one in found}


def a_call(cast: Cast, *lines: str) -> tuple[Call, Client]:
    call = start_call(case_of_brandt(cast), form_key="k", at=timezone.now(), by=cast.ali)
    client = Client()
    client.force_login(cast.ali)
    for text in lines:
        client.post(reverse("call_entries", args=[call.pk]), {"text": text})
    return call_for(cast.ali, call.pk), client


def listens(case: Case) -> bool:
    return next(one.done for one in steps(progress(case)) if one.step == "listen")


def test_a_case_without_a_sign_of_a_procedure_is_asked_as_ever(cast: Cast) -> None:
    case = case_of_brandt(cast)
    assert heard(case).needed == ()
    assert [one.code for one in heard(case).questions][:2] == ["what", "when"]


def test_the_ledger_meets_needs_and_says_who_told_it(cast: Cast) -> None:
    case = case_of_brandt(cast)
    tell(case, cast, NOT_THERE, "Sie sollte am Dienstag kommen")
    need = shown(case)["promised_for"]
    assert (need.known, need.value, need.source) == (
        True,
        "Sie sollte am Dienstag kommen",
        "customer",
    )
    assert [one.code for one in heard(case).questions][:3] == [
        "order_number",
        "address",
        "searched",
    ]


def test_a_verified_line_names_its_source(cast: Cast) -> None:
    case = case_of_brandt(cast)
    tell(case, cast, NOT_THERE, "Sie sollte am Dienstag kommen")
    line = current_statements(case)[1]
    facts.verify(line, source="Bestellbestätigung", at=MONDAY, by=cast.ali)
    assert (shown(case)["promised_for"].source, shown(case)["promised_for"].named) == (
        "verified",
        "Bestellbestätigung",
    )


def test_what_was_refuted_meets_nothing_and_calls_for_nothing(cast: Cast) -> None:
    case = case_of_brandt(cast)
    tell(case, cast, NOT_THERE)
    assert shown(case) != {}
    facts.refute(current_statements(case)[0], source="Ablieferbeleg", at=MONDAY, by=cast.ali)
    assert shown(case) == {}


def test_a_fact_of_the_case_meets_a_need_with_who_noted_it(cast: Cast) -> None:
    case = case_of_brandt(cast)
    tell(case, cast, NOT_THERE)
    assert (shown(case)["delivery_evidence"].known, shown(case)["delivery_evidence"].look) == (
        False,
        True,
    )
    note_case_fact(
        case, name="delivery.proof", value="none", source="tracking", at=MONDAY, by=cast.ali
    )
    need = shown(case)["delivery_evidence"]
    assert (need.value, need.source, need.named) == ("no", "noted", "tracking")


def test_a_named_problem_and_a_declaration_call_for_a_procedure(cast: Cast) -> None:
    case = case_of_brandt(cast)
    problem = Problem.objects.create(code="double_charge", name="Charged twice")
    tag(case, problem, at=MONDAY, by=cast.ali)
    assert {one.procedures for one in heard(case).needed} == {("wrong_bill",)}
    contact = Contact.objects.create(
        case=case, channel="call", direction="in", language="de", at=MONDAY
    )
    row = Observation.objects.create(
        contact=contact, kind="declaration", code="termination", quote="x", line=1
    )
    assert "cancelled_on" in shown(case)
    Observation.objects.filter(pk=row.pk).update(standing="dismissed")
    assert "cancelled_on" not in shown(case)


def test_listening_is_done_when_the_procedure_knows_all(cast: Cast) -> None:
    case = case_of_brandt(cast)
    tell(
        case,
        cast,
        "Die Ware aus Bestellung 4711-2 ist am 3.11. nie angekommen",
        "Sie sollte am Dienstag kommen",
        "Die Anschrift ist Lindenweg 3",
        "Die Nachbarn wissen von nichts",
    )
    assert progress(case).open_facts == ("delivery_evidence", "wish")
    assert listens(case) is False
    note_case_fact(case, name="delivery.proof", value="none", source="", at=MONDAY, by=cast.ali)
    assert listens(case) is True


def test_what_nobody_can_find_out_is_not_asked_again(cast: Cast) -> None:
    case = case_of_brandt(cast)
    tell(case, cast, NOT_THERE)
    first = heard(case).questions[0]
    facts.give_up_question(case, text=first.text, at=MONDAY, by=cast.ali)
    assert heard(case).questions[0].code == "promised_for"
    assert (shown(case)["order_number"].known, shown(case)["order_number"].given_up) == (
        False,
        True,
    )


def test_the_call_asks_one_question_and_shows_what_is_known_in_grey(cast: Cast) -> None:
    call, client = a_call(cast, "ware nie angekommen", "bestellung 4711-2")
    found = regions(call, typed="", at=timezone.now(), screen="de")
    assert found.hint is not None
    assert found.hint.sentence == "Welcher Liefertag wurde Ihnen genannt?"
    page = client.get(reverse("call", args=[call.pk])).content.decode()
    assert page.count("need--known") == 1
    assert page.count('class="tag tag--warm"') == 1
    assert "To know for <strong>Not delivered</strong>" in page
    screen = call_screen(call, person=cast.ali, at=timezone.now(), language="en")
    assert screen.procedures == ("Not delivered",)
    assert [one.code for one in screen.needs if one.known] == ["order_number"]


def test_a_line_that_is_taken_back_unmeets_its_need(cast: Cast) -> None:
    call, client = a_call(cast, "ware nie angekommen", "bestellung 4711-2")
    client.post(reverse("call_undoing", args=[call.pk]))
    assert call.case is not None
    assert shown(call.case)["order_number"].known is False


def test_the_tab_shows_the_needs_under_listen_only(cast: Cast) -> None:
    case = case_of_brandt(cast)
    tell(case, cast, NOT_THERE)
    page = conversation_page(case, person=cast.ali, at=MONDAY, language="en")
    assert (page.step, page.asks, page.procedures) == ("listen", "order_number", ("Not delivered",))
    assert [one.name for one in page.needs][:2] == ["order or invoice number", "promised day"]
    other = conversation_page(case, person=cast.ali, at=MONDAY, language="en", step="offer")
    assert (other.needs, other.asks) == ((), "")


def test_the_database_is_asked_as_often_with_many_lines_as_with_few(cast: Cast) -> None:
    case = case_of_brandt(cast)
    tell(case, cast, NOT_THERE)
    few = _queries(case)
    tell(case, cast, *(f"Zeile {n}, Bestellung {n}4711" for n in range(12)))
    assert _queries(case) == few


def _queries(case: Case) -> int:
    rows = current_statements(case)
    with CaptureQueriesContext(connection) as seen:
        listening(case, rows)
    return len(seen)
