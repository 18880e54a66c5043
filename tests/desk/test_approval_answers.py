"""Answering: yes, no, instead or a question back; never one's own, never silently beyond."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from asking import MINUTE, TOMORROW, a_case, asked, kinds, standing
from cast import MONDAY, Cast
from kulanz.desk.actions import approvals
from kulanz.desk.actions.erasure import GONE, erase_customer
from kulanz.desk.actions.offers import NotApproved, OverAuthority, make_approved_offer
from kulanz.desk.models import Approval, Offer
from kulanz.desk.queries.approvals import line_of, overrides
from kulanz.desk.queries.offers import goodwill_given

pytestmark = pytest.mark.django_db


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


def test_the_words_of_an_approval_go_with_the_customer(cast: Cast) -> None:
    row = asked(a_case(cast), cast.ali)
    approvals.ask_back(row, question="Hat Frau Brandt ein Foto?", at=MONDAY, by=cast.sam)
    approvals.tell(row, words="Frau Brandt hat eines.", at=MONDAY, by=cast.ali)
    approvals.say_no(row, reason="Frau Brandt wartet noch", at=MONDAY, by=cast.sam)

    erase_customer(row.case.customer, at=MONDAY)

    row.refresh_from_db()
    assert (row.question, row.text, row.answer, row.asked_back, row.told) == (
        GONE,
        GONE,
        GONE,
        "",
        "",
    )
    assert (row.standing, row.amount) == ("no", Decimal(25))
