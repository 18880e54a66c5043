"""The date of a deadline is told to the customer, or made longer with a reason before it passes.

Told is promised: a told date only ever comes nearer, whatever the profile says later. Longer it
gets only as its deadline profile allows: so often, so far, with a reason and the new date, before
the old one has passed (Art. 12(3) GDPR; art. 16 of the Thuiswinkel terms, "verlengingsbericht").
"""

from datetime import date, datetime

from django.db import transaction

from kulanz.commitments import closing_time
from kulanz.commitments.calendar import local_day
from kulanz.countries import profile
from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.clocks import COPIES, ClockOver
from kulanz.desk.actions.record import CaseClosed, DeskRefusal, hold, record
from kulanz.desk.models import Case, CaseClock, Person
from kulanz.desk.queries.clock_dates import longer, reasons_of

SHORTEST_REASON, LONGEST_REASON = 10, 300


class LaterThanDue(DeskRefusal):
    """A date after the deadline cannot simply be told: that is an extension, with its reason."""

    code = "told_later_than_due"


class DateHasPassed(DeskRefusal):
    """Nothing is promised for yesterday."""

    code = "told_in_the_past"


class NoExtension(DeskRefusal):
    """The deadline profile allows none, or the last one is used up."""

    code = "no_extension"


class ExtendedTooLate(DeskRefusal):
    """The old date has passed: nobody was told in time."""

    code = "extended_too_late"


class ExtendedTooFar(DeskRefusal):
    """Not later than the old date, or further than the profile allows."""

    code = "extended_too_far"


class WhyMissing(DeskRefusal):
    """An extension says why."""

    code = "extension_reason_missing"


@transaction.atomic
def tell_clock(row: CaseClock, *, day: date, at: datetime, by: Person) -> CaseClock:
    """The customer was told: by that day. Earlier than the deadline, it is the deadline now.

    Raises:
        CaseClosed, ClockOver, DateHasPassed, LaterThanDue: see there.
    """
    case, row = _running(row)
    country = profile(case.profile)
    last = local_day(country, row.due_at)
    if day > last:
        raise LaterThanDue
    if day < local_day(country, at):
        raise DateHasPassed
    due_at = row.due_at if day == last else min(closing_time(country, day), row.due_at)
    _move(case, row, due_at, at=at)
    record("clock.told", case=case, at=at, by=by, clock=row.code, row=row.pk, day=day.isoformat())
    refresh(case)
    return row


@transaction.atomic
def extend_clock(row: CaseClock, *, day: date, reason: str, at: datetime, by: Person) -> CaseClock:
    """Told in time, with the reason and the new day: the deadline ends then.

    Raises:
        CaseClosed, ClockOver, WhyMissing, ExtendedTooLate, NoExtension, ExtendedTooFar: see there.
    """
    case, row = _running(row)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if len(reason) < SHORTEST_REASON:
        raise WhyMissing
    if at > row.due_at:
        raise ExtendedTooLate
    allowed = longer(row, made=len(reasons_of(case).get(row.pk, ())), at=at)
    if allowed is None:
        raise NoExtension
    if not allowed.due_day < day <= allowed.last_day:
        raise ExtendedTooFar
    due_at = min(closing_time(profile(case.profile), day), allowed.latest)
    _move(case, row, due_at, at=at)
    record(
        "clock.extended",
        case=case,
        at=at,
        by=by,
        clock=row.code,
        row=row.pk,
        day=day.isoformat(),
        reason=reason,
    )
    refresh(case)
    return row


def _running(row: CaseClock) -> tuple[Case, CaseClock]:
    case = hold(row.case)
    row = case.clocks.get(pk=row.pk)
    if case.closed_at is not None:
        raise CaseClosed
    if row.met_at is not None or row.ended_at is not None:
        raise ClockOver
    return case, row


def _move(case: Case, row: CaseClock, due_at: datetime, *, at: datetime) -> None:
    """The row, and the copy that the inbox sorts by."""
    if due_at != row.due_at:
        row.alerted_at = None
    row.due_at, row.told_at = due_at, at
    row.save(update_fields=["due_at", "told_at", "alerted_at"])
    if row.declaration_id is None:
        copy, _met = COPIES[row.code]
        setattr(case, copy, due_at)
        case.save(update_fields=[copy])
