"""Asking for a remedy above one's limit: the nearest who may, a clock, and one sentence back."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cast import MONDAY, Cast, case_of_brandt, make_cast
from kulanz.desk.actions import approvals
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.closure import confirm_solved
from kulanz.desk.actions.commitments import DueInThePast
from kulanz.desk.actions.offers import (
    NotApproved,
    OverAuthority,
    make_approved_offer,
    make_offer,
)
from kulanz.desk.actions.record import CaseClosed
from kulanz.desk.models import Approval, Case, Offer, Person, Presence
from kulanz.desk.queries.approvals import (
    approval_list,
    approval_page,
    count_waiting,
    line_of,
    overrides,
)
from kulanz.desk.queries.offers import goodwill_given

pytestmark = pytest.mark.django_db
TOMORROW = MONDAY + timedelta(days=1)
MINUTE = timedelta(minutes=1)


def a_case(cast: Cast) -> Case:
    case = case_of_brandt(cast, owner=cast.ali)
    note_case_fact(case, name="fault", value="company", at=MONDAY, by=cast.ali)
    return case


def asked(
    case: Case,
    by: Person,
    amount: str = "25",
    *,
    on_line: bool = False,
    at: datetime = MONDAY,
) -> Approval:
    return approvals.ask(
        case,
        remedy="voucher",
        amount=Decimal(amount),
        text=f"Gutschein über {amount} EUR",
        question=f"Gutschein {amount} EUR? Der Fehler lag bei uns.",
        due_at=at + timedelta(days=1),
        on_line=on_line,
        at=at,
        by=by,
    )


def standing(row: Approval) -> tuple[str, str, list[str]]:
    row.refresh_from_db()
    return row.standing, row.role, row.passed


def kinds(case: Case) -> list[str]:
    rows = case.events.filter(kind__startswith="approval.").order_by("pk")
    return list(rows.values_list("kind", flat=True))


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


def test_yes_and_the_offer_rests_on_the_approver(cast: Cast) -> None:
    case = a_case(cast)
    row = approvals.say_yes(asked(case, cast.ali), at=MONDAY, by=cast.sam)

    offer = make_approved_offer(row, text=row.text, due_at=row.due_at, at=MONDAY, by=cast.ali)

    assert (offer.role, offer.rule, offer.by, offer.amount) == (
        "SA",
        "voucher-fault",
        cast.ali,
        Decimal(25),
    )
    assert (offer.approval, row.override) == (row, False)
    assert kinds(case) == ["approval.asked", "approval.yes"]


def test_without_a_yes_there_is_no_offer(cast: Cast) -> None:
    case = a_case(cast)
    row = asked(case, cast.ali)

    with pytest.raises(NotApproved):
        make_approved_offer(row, text=row.text, due_at=row.due_at, at=MONDAY, by=cast.ali)
    approvals.say_no(row, reason="Erst der Nachweis", at=MONDAY, by=cast.sam)
    with pytest.raises(NotApproved):
        make_approved_offer(row, text=row.text, due_at=row.due_at, at=MONDAY, by=cast.ali)
    assert case.offers.count() == 0


def test_a_yes_gives_one_offer(cast: Cast) -> None:
    row = approvals.say_yes(asked(a_case(cast), cast.ali), at=MONDAY, by=cast.sam)
    first, again = (
        make_approved_offer(row, text=row.text, due_at=row.due_at, at=MONDAY, by=cast.ali)
        for _press in range(2)
    )

    assert (first, Offer.objects.count()) == (again, 1)


def test_two_yeses_do_not_break_the_cap(cast: Cast) -> None:
    case = a_case(cast)
    rows = [
        approvals.say_yes(asked(case, cast.ali, amount), at=MONDAY, by=cast.sam)
        for amount in ("25", "24", "23")
    ]
    for row in rows[:2]:
        make_approved_offer(row, text=row.text, due_at=row.due_at, at=MONDAY, by=cast.ali)

    with pytest.raises(OverAuthority):
        make_approved_offer(
            rows[2], text=rows[2].text, due_at=rows[2].due_at, at=MONDAY, by=cast.ali
        )
    assert goodwill_given(case) == Decimal(49)


def test_instead_is_offered_as_the_approver_said(cast: Cast) -> None:
    row = approvals.say_instead(
        asked(a_case(cast), cast.ali, "40"),
        remedy="voucher",
        amount=Decimal(30),
        at=MONDAY,
        by=cast.an,
    )

    offer = make_approved_offer(row, text="x", due_at=TOMORROW, at=MONDAY, by=cast.ali)

    assert (offer.remedy, offer.amount, offer.role) == ("voucher", Decimal(30), "TL")


def test_instead_stays_within_what_the_approver_may(cast: Cast) -> None:
    row = asked(a_case(cast), cast.ali)
    for remedy, amount, refusal in (
        ("voucher", Decimal(26), approvals.NotYours),
        ("yacht", Decimal(1), approvals.NotYours),
        ("voucher", None, approvals.AmountMissing),
    ):
        with pytest.raises(refusal):
            approvals.say_instead(row, remedy=remedy, amount=amount, at=MONDAY, by=cast.sam)


def test_a_no_says_why(cast: Cast) -> None:
    row = asked(a_case(cast), cast.ali)

    with pytest.raises(approvals.WordsMissing):
        approvals.say_no(row, reason="  ", at=MONDAY, by=cast.sam)
    done = approvals.say_no(row, reason="Erst der Nachweis", at=MONDAY, by=cast.sam)
    assert (done.standing, done.answer) == ("no", "Erst der Nachweis")


def test_asking_back_stops_the_clock_and_the_answer_starts_it_anew(cast: Cast) -> None:
    row = asked(a_case(cast), cast.ali, on_line=True)
    approvals.ask_back(row, question="Seit wann?", at=MONDAY + MINUTE, by=cast.sam)

    assert approvals.escalate(at=MONDAY + timedelta(hours=5)) == 0
    told = approvals.tell(row, words="Seit Montag.", at=MONDAY + 9 * MINUTE, by=cast.ali)
    assert (told.standing, told.role, told.until) == ("open", "SA", MONDAY + 12 * MINUTE)
    assert line_of(told, "de", at=MONDAY).talk == (("Seit wann?", "Seit Montag."),)


def test_nobody_answers_twice(cast: Cast) -> None:
    row = asked(a_case(cast), cast.ali)
    approvals.say_yes(row, at=MONDAY, by=cast.sam)

    with pytest.raises(approvals.Answered):
        approvals.say_no(row, reason="Nein", at=MONDAY, by=cast.an)
    with pytest.raises(approvals.Answered):
        approvals.take_back(row, at=MONDAY, by=cast.ali)


def test_nobody_answers_their_own_not_even_in_another_role(cast: Cast) -> None:
    row = asked(a_case(cast), cast.ali)
    for role in ("AG", "SA", "TL", "CM", "GF"):
        cast.ali.role = role
        cast.ali.save()
        with pytest.raises(approvals.NotYours):
            approvals.say_yes(row, reason="Ich darf das", at=MONDAY, by=cast.ali)

    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=row.pk).update(answered_by=cast.ali)


def test_a_role_above_may_answer_too_and_one_beside_or_below_may_not(cast: Cast) -> None:
    row = asked(a_case(cast), cast.ali, "50")  # of the team lead
    for person in (cast.charlotte, cast.sam, cast.fin, cast.log, cast.dpo, cast.tom):
        with pytest.raises(approvals.NotYours):
            approvals.say_yes(row, reason="Ja", at=MONDAY, by=person)

    done = approvals.say_yes(row, at=MONDAY, by=cast.mira)

    assert standing(done) == ("yes", "CM", ["TL"])
    assert (done.answered_by, done.override) == (cast.mira, False)


def test_beyond_the_table_only_with_a_reason_and_only_from_the_top(cast: Cast) -> None:
    row = asked(a_case(cast), cast.ali, "400")  # of the management
    with pytest.raises(approvals.NotYours):
        approvals.say_yes(row, reason="Ausnahme", at=MONDAY, by=cast.an)
    with pytest.raises(approvals.WordsMissing):
        approvals.say_yes(row, at=MONDAY, by=cast.mira)

    done = approvals.say_yes(row, reason="Drei Fehler von uns", at=MONDAY, by=cast.mira)
    offer = make_approved_offer(done, text="x", due_at=TOMORROW, at=MONDAY, by=cast.ali)

    assert (done.override, offer.role, offer.amount) == (True, "CM", Decimal(400))
    assert [one.row for one in overrides(cast.mira, language="de", at=MONDAY)] == [done]


def test_an_override_without_a_reason_cannot_be_kept(cast: Cast) -> None:
    row = asked(a_case(cast), cast.ali)

    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=row.pk).update(override=True)


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


def test_a_question_of_a_closed_case_ends(cast: Cast) -> None:
    case = a_case(cast)
    row = asked(case, cast.ali, on_line=True)
    confirm_solved(case, at=MONDAY)

    with pytest.raises(approvals.NotYours):
        approvals.say_yes(row, at=MONDAY, by=cast.sam)
    approvals.escalate(at=MONDAY + 3 * MINUTE)
    assert standing(row) == ("withdrawn", "SA", [])


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
