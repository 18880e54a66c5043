"""Asking for a remedy above one's limit: the nearest who may, and a clock."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from asking import MINUTE, TOMORROW, a_case, asked, kinds, standing
from cast import MONDAY, Cast, case_of_brandt, make_cast
from kulanz.desk.actions import approvals
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.closure import confirm_solved
from kulanz.desk.actions.commitments import DueInThePast
from kulanz.desk.actions.offers import make_offer
from kulanz.desk.actions.record import CaseClosed
from kulanz.desk.jobs.clock import tick
from kulanz.desk.models import Call, Case, Person, Presence
from kulanz.desk.queries.approvals import (
    approval_list,
    approval_page,
    count_waiting,
    is_on_line,
    line_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("amount", "role"), [("25", "SA"), ("25.01", "TL"), ("150", "CM"), ("150.01", "GF")]
)
def test_the_nearest_role_that_may_is_asked(cast: Cast, amount: str, role: str) -> None:
    row = asked(a_case(cast), cast.ali, amount)

    assert (row.role, row.rule, row.basis) == (role, "voucher-fault", "goodwill")


def test_a_role_nobody_has_is_not_asked(cast: Cast) -> None:
    cast.sam.is_active = False
    cast.sam.save()

    assert asked(a_case(cast), cast.ali).role == "TL"


def test_somebody_who_is_there_goes_before_the_nearest(cast: Cast) -> None:
    case = a_case(cast)
    Presence.objects.create(case=case, person=cast.an, seen_at=MONDAY - MINUTE)

    assert asked(case, cast.ali).role == "TL"


def test_a_senior_of_another_team_cannot_see_the_case_and_is_not_asked(cast: Cast) -> None:
    cast.sam.team = cast.utrecht
    cast.sam.save()

    assert asked(a_case(cast), cast.ali).role == "TL"


def test_without_anybody_who_may_there_is_nobody_to_ask(cast: Cast) -> None:
    case = a_case(cast)
    Person.objects.exclude(role="AG").update(is_active=False)

    with pytest.raises(approvals.NobodyToAsk):
        asked(case, cast.ali)


def test_what_one_may_alone_is_not_asked_for(cast: Cast) -> None:
    with pytest.raises(approvals.NothingToAsk):
        asked(a_case(cast), cast.ali, "10")


def test_what_a_missing_fact_decides_is_not_asked_for(cast: Cast) -> None:
    with pytest.raises(approvals.NothingToAsk):
        asked(case_of_brandt(cast), cast.ali)


def test_a_yes_to_any_amount_is_not_asked_for(cast: Cast) -> None:
    with pytest.raises(approvals.AmountMissing):
        approvals.ask(
            a_case(cast),
            remedy="instalments",
            amount=None,
            text="Raten",
            question="Raten?",
            due_at=TOMORROW,
            at=MONDAY,
            by=cast.ali,
        )


def test_nothing_is_asked_for_yesterday_or_in_a_closed_case(cast: Cast) -> None:
    case = a_case(cast)
    with pytest.raises(DueInThePast):
        approvals.ask(
            case,
            remedy="voucher",
            amount=Decimal(25),
            text="x",
            question="x",
            due_at=MONDAY - MINUTE,
            at=MONDAY,
            by=cast.ali,
        )
    confirm_solved(case, at=MONDAY)
    with pytest.raises(CaseClosed):
        asked(case, cast.ali)


def test_two_presses_are_one_question(cast: Cast) -> None:
    case = a_case(cast)

    assert asked(case, cast.ali) == asked(case, cast.ali, at=MONDAY + timedelta(seconds=20))


def test_three_minutes_on_the_line_two_business_hours_otherwise(cast: Cast) -> None:
    case = a_case(cast)
    friday_evening = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)  # half past seven in Cologne
    waits = {
        on_line: asked(case, cast.ali, amount, on_line=on_line, at=friday_evening).until
        for on_line, amount in ((True, "24"), (False, "25"))
    }

    assert waits == {
        True: friday_evening + timedelta(minutes=3),
        False: datetime(2026, 11, 21, 9, 30, tzinfo=UTC),  # Saturday from nine
    }


def test_after_the_clock_the_next_role_is_asked_and_at_last_there_is_nobody(cast: Cast) -> None:
    case = a_case(cast)
    row = asked(case, cast.ali, on_line=True)
    seen = []
    for minutes in (2, 3, 6, 9, 12, 15):
        approvals.escalate(at=MONDAY + minutes * MINUTE)
        seen.append(standing(row))

    assert seen == [
        ("open", "SA", []),
        ("open", "TL", ["SA"]),
        ("open", "CM", ["SA", "TL"]),
        ("open", "GF", ["SA", "TL", "CM"]),
        ("nobody", "GF", ["SA", "TL", "CM", "GF"]),
        ("nobody", "GF", ["SA", "TL", "CM", "GF"]),
    ]
    assert kinds(case) == ["approval.asked", *["approval.passed_on"] * 3, "approval.nobody"]


def test_the_clock_of_the_desk_passes_questions_on(cast: Cast) -> None:
    row = asked(a_case(cast), cast.ali, on_line=True)

    tick(at=MONDAY + 3 * MINUTE)

    assert standing(row) == ("open", "TL", ["SA"])


def test_a_question_ends_with_its_case_and_the_asker_reads_it(cast: Cast) -> None:
    case = a_case(cast)
    row, back = asked(case, cast.ali, on_line=True), asked(case, cast.ali, "24")
    approvals.ask_back(back, question="Was sagt sie?", at=MONDAY, by=cast.sam)
    confirm_solved(case, at=MONDAY + MINUTE)

    with pytest.raises(approvals.Answered):
        approvals.say_yes(row, at=MONDAY + MINUTE, by=cast.sam)
    approvals.escalate(at=MONDAY + 3 * MINUTE)
    assert [standing(one) for one in (row, back)] == [("withdrawn", "SA", [])] * 2
    assert kinds(case)[2:] == ["approval.asked_back", "approval.ended", "approval.ended"]
    seen = {days: MONDAY + MINUTE + timedelta(days=days) for days in (0, 3, 4)}
    told = {
        days: [one.row for one in approval_list(cast.ali, language="de", at=at).asked]
        for days, at in seen.items()
    }
    assert told == {0: [row, back], 3: [row, back], 4: []}
    assert [count_waiting(person) for person in (cast.ali, cast.sam)] == [0, 0]


def test_what_somebody_took_back_is_no_news_to_them(cast: Cast) -> None:
    case = a_case(cast)
    approvals.take_back(asked(case, cast.ali), at=MONDAY, by=cast.ali)
    confirm_solved(case, at=MONDAY)

    assert approval_list(cast.ali, language="de", at=MONDAY).asked == ()
    assert kinds(case) == ["approval.asked", "approval.withdrawn"]


def test_a_running_call_says_that_the_customer_waits(cast: Cast, client: Client) -> None:
    case = a_case(cast)
    ringing = Call.objects.create(team=cast.koeln, case=case, began_at=MONDAY)
    waits = [is_on_line(case)]
    ringing.answered_at, ringing.agent = MONDAY, cast.ali
    ringing.save()
    waits.append(is_on_line(case))
    spoken = approvals.ask(
        case,
        remedy="voucher",
        amount=Decimal(25),
        text="Gutschein",
        question="Gutschein?",
        due_at=TOMORROW,
        at=MONDAY,
        by=cast.ali,
    )
    client.force_login(cast.ali)
    ticked = 'name="on_line" checked' in _offer_page(case, client)
    ringing.ended_at = MONDAY + MINUTE
    ringing.save()
    waits.append(is_on_line(case))

    assert waits == [False, True, False]
    assert (spoken.on_line, spoken.until) == (True, MONDAY + 3 * MINUTE)
    assert (ticked, 'name="on_line" checked' in _offer_page(case, client)) == (True, False)


def _offer_page(case: Case, client: Client) -> str:
    """The form for a remedy that only others may give."""
    assert case.owner
    note_case_fact(case, name="plan.written", value="yes", at=MONDAY, by=case.owner)
    answer = client.get(f"/cases/{case.number}/offers/", {"remedy": "instalments"})
    return answer.content.decode()


def test_after_two_minutes_on_the_line_a_call_back_is_better(cast: Cast) -> None:
    case = a_case(cast)
    row = asked(case, cast.ali, on_line=True)
    quiet = asked(case, cast.ali, "24")
    after = MONDAY + 2 * MINUTE

    assert [line_of(row, "de", at=at).on_hold for at in (after - timedelta(seconds=1), after)] == [
        False,
        True,
    ]
    assert line_of(quiet, "de", at=after).on_hold is False


def test_each_sees_what_waits_for_them(cast: Cast) -> None:
    row = asked(a_case(cast), cast.ali)
    lists = {
        person.role: approval_list(person, language="de", at=MONDAY)
        for person in (cast.ali, cast.sam, cast.an, cast.fin)
    }

    assert {
        role: tuple([line.row for line in part] for part in (one.mine, one.others, one.asked))
        for role, one in lists.items()
    } == {
        "AG": ([], [], [row]),
        "SA": ([row], [], []),
        "TL": ([], [row], []),
        "FIN": ([], [], []),
    }
    assert [count_waiting(person) for person in (cast.ali, cast.sam, cast.an)] == [0, 1, 0]


def test_the_page_shows_what_decides_and_what_others_got(cast: Cast) -> None:
    case = a_case(cast)
    note_case_fact(case, name="order.amount", value="80", at=MONDAY, by=cast.ali)
    make_offer(
        case,
        remedy="voucher",
        text="Gutschein",
        amount=Decimal(10),
        due_at=TOMORROW,
        at=MONDAY,
        by=cast.ali,
    )
    row = asked(case, cast.ali)

    page = approval_page(row, cast.sam, language="de", at=MONDAY)

    assert (page.line.remedy, page.line.worth, page.limit) == ("Gutschein", "25 EUR", "25 EUR")
    assert (page.goodwill, page.rights.yes, page.rights.beyond) == (Decimal(10), True, False)
    assert [(one.name, one.known.row is not None) for one in page.facts] == [("fault", True)]
    assert {one.remedy.code for one in page.instead} >= {"voucher", "goodwill_credit"}
    assert page.spread is None


def test_goodwill_has_an_amount_because_it_is_added_up(cast: Cast) -> None:
    with pytest.raises(approvals.AmountMissing):
        make_offer(
            a_case(cast), remedy="voucher", text="x", due_at=TOMORROW, at=MONDAY, by=cast.ali
        )


class ApprovalLaws(TestCase):
    """What holds for every amount."""

    @settings(max_examples=25, deadline=None)
    @given(cents=st.integers(min_value=1001, max_value=60000))
    def test_a_higher_amount_never_asks_a_lower_role(self, cents: int) -> None:
        cast = make_cast()
        ladder = ("SA", "TL", "CM", "GF")
        case = a_case(cast)
        less, more = (asked(case, cast.ali, f"{n / 100:.2f}").role for n in (cents, cents + 500))

        self.assertLessEqual(ladder.index(less), ladder.index(more))  # noqa: PT009 - a unittest case, for hypothesis
