"""Closing a case, and opening it again: never silently, never over an open promise of ours."""

from datetime import datetime

from django.db import transaction

from kulanz.desk.actions.approvals import end_with_case
from kulanz.desk.actions.cases import move, refresh
from kulanz.desk.actions.clocks import restart_clocks
from kulanz.desk.actions.commitments import withdraw
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Case, Closure, Commitment, Person

# Where a case rests in the belief that it is as good as solved, or that the customer is to act.
NOT_AT_WORK = frozenset({"verifying", "fulfilling", "offer_open", "waiting_customer"})
WITH_REASONS = frozenset({"closed_final_answer", "closed_withdrawn", "closed_unreachable"})


class OurCommitmentsOpen(DeskRefusal):
    """We still owe the customer something."""

    code = "our_commitments_open"


class ReasonsMissing(DeskRefusal):
    """A final answer says why, and how the customer can go on (ISO 10002:2018, 7.9)."""

    code = "reasons_missing"


class AlreadyClosed(DeskRefusal):
    """The case has ended before."""

    code = "already_closed"


class NotClosed(DeskRefusal):
    """Only what is closed can be opened again."""

    code = "not_closed"


@transaction.atomic
def close(
    case: Case,
    *,
    kind: str,
    at: datetime,
    by: Person | None = None,
    by_customer: bool = False,
    reasons: str = "",
    ways_on: str = "",
) -> Closure:
    """End a case: confirmed by the customer, or by a final answer with reasons and ways to go on.

    What the customer still owed, what we still offered and what a colleague was still asked ends
    with it.

    Raises:
        AlreadyClosed, OurCommitmentsOpen, ReasonsMissing: see there.
    """
    case = hold(case)
    if case.closed_at is not None:
        raise AlreadyClosed
    if case.commitments.filter(side=Commitment.OURS, done_at=None, withdrawn_at=None).exists():
        raise OurCommitmentsOpen
    if kind in WITH_REASONS and not reasons.strip():
        raise ReasonsMissing
    if kind == "closed_final_answer" and not ways_on.strip():
        raise ReasonsMissing
    closure = Closure.objects.create(
        case=case, kind=kind, at=at, by=by, reasons=reasons.strip(), ways_on=ways_on.strip()
    )
    case.commitments.filter(done_at=None, withdrawn_at=None).update(withdrawn_at=at)
    end_with_case(case, at=at, by=by)
    case.offers.filter(standing="open").update(standing="withdrawn", answered_at=at)
    case.state, case.closed_at = kind, at
    case.save(update_fields=["state", "closed_at"])
    record("case.closed", case=case, at=at, by=by, by_customer=by_customer, kind_of_end=kind)
    refresh(case)
    return closure


@transaction.atomic
def confirm_solved(case: Case, *, at: datetime, by: Person | None = None) -> Closure:
    """The customer says it is solved: what they owed us is moot, what we owe must be done.

    A call-back for a lost call is owed no longer: the two have spoken, or written.

    Raises:
        AlreadyClosed, OurCommitmentsOpen: see there.
    """
    lost = case.commitments.filter(after_break=True, done_at=None, withdrawn_at=None)
    for callback in lost.select_related("case"):
        withdraw(callback, at=at, by=by)
    return close(case, kind="closed_confirmed", at=at, by=by, by_customer=by is None)


@transaction.atomic
def say_not_solved(case: Case, *, at: datetime, text: str = "") -> Case:
    """The customer says it is not solved: the case goes back to work, or is opened again."""
    case = hold(case)
    if case.closed_at is not None:
        case = reopen(case, at=at)
    elif case.state in NOT_AT_WORK:
        case = move(case, "investigating", at=at, by_customer=True)
    record("case.not_solved", case=case, at=at, by_customer=True, with_text=bool(text.strip()))
    refresh(case)
    return case


@transaction.atomic
def reopen(case: Case, *, at: datetime, by: Person | None = None) -> Case:
    """Open a closed case again: its clocks run anew, those from before stay as they ended.

    Raises:
        NotClosed: see there.
    """
    case = hold(case)
    if case.closed_at is None:
        raise NotClosed
    case.closures.filter(reopened_at=None).update(reopened_at=at)
    restart_clocks(case, at=at)
    case.state = "reopened"
    case.save(update_fields=["state"])
    record("case.reopened", case=case, at=at, by=by)
    refresh(case)
    return case


def wake(case: Case, *, at: datetime) -> Case:
    """The customer has written: a closed case is opened again, and nobody waits any longer.

    Called within the caller's transaction, with the case held.
    """
    if case.closed_at is not None:
        return reopen(case, at=at)
    if case.state == "waiting_customer":
        return move(case, "investigating", at=at)
    return case
