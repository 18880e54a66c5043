"""A case ends when the customer says so, or with reasons; never over an open promise of ours."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.cases import move
from kulanz.desk.actions.closure import (
    AlreadyClosed,
    NotClosed,
    OurCommitmentsOpen,
    ReasonsMissing,
    close,
    confirm_solved,
    reopen,
    say_not_solved,
)
from kulanz.desk.actions.commitments import keep, promise
from kulanz.desk.jobs.reactions import Reactor
from kulanz.desk.models import Case

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=2)


def test_a_case_is_not_closed_while_we_owe_something(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    ours = promise(case, side="ours", text="Ersatz", due_at=LATER, at=MONDAY)

    with pytest.raises(OurCommitmentsOpen):
        confirm_solved(case, at=MONDAY)
    keep(ours, at=MONDAY)

    assert confirm_solved(case, at=LATER).kind == "closed_confirmed"


def test_what_the_customer_owed_is_moot_once_they_confirm(cast: Cast) -> None:
    case = case_of_brandt(cast)
    theirs = promise(case, side="theirs", text="Foto", due_at=LATER, at=MONDAY)

    confirm_solved(case, at=MONDAY)

    theirs.refresh_from_db()
    assert theirs.withdrawn_at == MONDAY


@pytest.mark.parametrize(
    ("reasons", "ways_on"), [("", ""), ("geprüft", ""), ("", "Schlichtung"), ("  ", "Schlichtung")]
)
def test_a_final_answer_needs_reasons_and_ways_to_go_on(
    cast: Cast, reasons: str, ways_on: str
) -> None:
    with pytest.raises(ReasonsMissing):
        close(
            case_of_brandt(cast),
            kind="closed_final_answer",
            reasons=reasons,
            ways_on=ways_on,
            at=MONDAY,
            by=cast.sam,
        )


def test_a_case_is_closed_once(cast: Cast) -> None:
    case = case_of_brandt(cast)
    confirm_solved(case, at=MONDAY)

    with pytest.raises(AlreadyClosed):
        confirm_solved(case, at=LATER)


def test_reopening_keeps_the_receipt_and_decides_anew(cast: Cast) -> None:
    case = case_of_brandt(cast)
    assert case.decide_by is not None
    received_at, decide_by = case.received_at, case.decide_by
    confirm_solved(case, at=MONDAY)

    case = reopen(case, at=LATER, by=cast.ali)

    assert (case.state, case.closed_at, case.received_at, case.decide_by) == (
        "reopened",
        None,
        received_at,
        decide_by + timedelta(days=2),
    )
    assert case.closures.get().reopened_at == LATER
    with pytest.raises(NotClosed):
        reopen(case, at=LATER)


@pytest.mark.parametrize("state", ["verifying", "fulfilling", "offer_open", "waiting_customer"])
def test_not_solved_brings_the_case_back_to_work_for_all_to_see(cast: Cast, state: str) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    promise(case, side="theirs", text="Foto", due_at=LATER, at=MONDAY, by=cast.ali)
    move(case, state, at=MONDAY, by=cast.ali)

    case = say_not_solved(case, at=LATER, text="Es fehlt noch etwas.")

    told = case.events.filter(at=LATER).order_by("id")
    assert (case.state, [(one.kind, one.by_customer, one.values) for one in told]) == (
        "investigating",
        [
            ("case.moved", True, {"old": state, "new": "investigating"}),
            ("case.not_solved", True, {"with_text": True}),
        ],
    )


def test_not_solved_ends_the_standing_still_of_the_clocks(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    assert case.decide_by is not None
    promise(case, side="theirs", text="Foto", due_at=LATER, at=MONDAY, by=cast.ali)
    move(case, "waiting_customer", at=MONDAY, by=cast.ali)
    Reactor().react(at=MONDAY)

    say_not_solved(case, at=LATER)
    Reactor().react(at=LATER)

    assert Case.objects.get(pk=case.pk).decide_by == case.decide_by + timedelta(days=2)


def test_not_solved_while_somebody_works_on_it_moves_nothing(cast: Cast) -> None:
    case = move(case_of_brandt(cast), "investigating", at=MONDAY, by=cast.ali)
    case = say_not_solved(case, at=LATER)
    assert [one.kind for one in case.events.filter(at=LATER)] == ["case.not_solved"]


def test_not_solved_after_closing_opens_it_again(cast: Cast) -> None:
    case = case_of_brandt(cast)
    confirm_solved(case, at=MONDAY)

    assert say_not_solved(case, at=LATER).state == "reopened"


def test_the_page_says_what_is_still_owed(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    promise(case, side="ours", text="Ersatzladegerät schicken", due_at=LATER, at=MONDAY)
    client.force_login(cast.ali)

    response = client.post(reverse("closure", args=[case.number]), {"kind": "closed_confirmed"})

    assert response.status_code == 422
    assert "Ersatzladegerät schicken" in response.content.decode()
    case.refresh_from_db()
    assert case.closed_at is None
