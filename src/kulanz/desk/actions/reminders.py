"""What is done because it is time, not because somebody came: each once, each safe to repeat."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kulanz.commitments import SOON
from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.record import hold, record
from kulanz.desk.models import Case, Commitment, Event, Observation, Pause, Presence
from kulanz.desk.queries.clocks import standing_still

AT_ONCE = 200
BEHAVIOURS_KEPT = timedelta(days=90)
PRESENCE_KEPT = timedelta(minutes=10)


def _open() -> Q:
    return Q(done_at=None, withdrawn_at=None)


def remind(*, at: datetime) -> int:
    """Remind of our commitments before they are due: four hours, or half of a shorter time."""
    rows = Commitment.objects.filter(
        _open(), side=Commitment.OURS, reminded_at=None, due_at__gt=at, due_at__lte=at + SOON
    )
    due = [
        row
        for row in rows.order_by("due_at")[:AT_ONCE]
        if at >= row.due_at - min(SOON, (row.due_at - row.made_at) / 2)
    ]
    return sum(_note(row, "reminded_at", "commitment.reminded", at=at) for row in due)


def note_overdue(*, at: datetime) -> int:
    """Say once of each commitment of either side that it is overdue; leads see ours."""
    rows = Commitment.objects.filter(_open(), overdue_noted_at=None, due_at__lt=at)
    return sum(
        _note(row, "overdue_noted_at", "commitment.overdue", at=at) for row in rows[:AT_ONCE]
    )


@transaction.atomic
def _note(commitment: Commitment, mark: str, kind: str, *, at: datetime) -> bool:
    """Mark it in the same transaction as the event; somebody else may have been first."""
    case = hold(commitment.case)
    still = Commitment.objects.filter(
        _open(), pk=commitment.pk, due_at=commitment.due_at, **{mark: None}
    )
    if not still.update(**{mark: at}):
        return False
    record(kind, case=case, at=at, commitment=commitment.pk, side=commitment.side)
    return True


def end_pauses(*, at: datetime) -> int:
    """A pause is over when the announced time has come."""
    rows = Pause.objects.filter(ended_at=None, returns_at__lte=at).select_related("case")
    return sum(_end_pause(row, at=at) for row in rows[:AT_ONCE])


@transaction.atomic
def _end_pause(pause: Pause, *, at: datetime) -> bool:
    case = hold(pause.case)
    if not Pause.objects.filter(pk=pause.pk, ended_at=None).update(ended_at=at):
        return False
    record("pause.over", case=case, at=at, pause=pause.pk)
    if case.state == "paused":
        case.state = "investigating"
        case.save(update_fields=["state"])
        record("case.moved", case=case, at=at, old="paused", new="investigating")
    refresh(case)
    return True


def note_interim_due(*, at: datetime) -> int:
    """The customer has waited for the set time without a word from us (ISO 10002:2018, 7.3)."""
    said = Event.objects.filter(
        case=OuterRef("pk"), kind="case.interim_due", at__gte=OuterRef("interim_by")
    )
    rows = Case.objects.filter(closed_at=None, merged_into=None, interim_by__lte=at)
    rows = rows.exclude(Exists(said)).exclude(standing_still("interim", on=at))
    return sum(_interim_due(row, at=at) for row in rows[:AT_ONCE])


@transaction.atomic
def _interim_due(case: Case, *, at: datetime) -> bool:
    case = hold(case)
    if case.interim_by is None or case.interim_by > at or case.closed_at is not None:
        return False
    if case.events.filter(kind="case.interim_due", at__gte=case.interim_by).exists():
        return False  # another process was first
    record("case.interim_due", case=case, at=at)
    return True


def forget_behaviours(*, at: datetime) -> int:
    """Behaviours serve the conversation, not a memory of persons: gone 90 days after closing."""
    rows = Case.objects.filter(
        closed_at__lte=at - BEHAVIOURS_KEPT, contacts__observations__kind="behaviour"
    ).distinct()
    return sum(_forget_behaviours(row, at=at) for row in rows[:AT_ONCE])


@transaction.atomic
def _forget_behaviours(case: Case, *, at: datetime) -> int:
    case = hold(case)
    count, _ = Observation.objects.filter(contact__case=case, kind="behaviour").delete()
    if count:
        record("behaviours.forgotten", case=case, at=at, count=count)
    return count


def forget_presence(*, at: datetime) -> int:
    """Who looked at a case some time ago is nobody's business."""
    return Presence.objects.filter(seen_at__lt=at - PRESENCE_KEPT).delete()[0]


def forget_sessions(*, at: datetime) -> int:
    """Who was signed in, from where and with which browser, is kept while it lasts."""
    gone, _ = Session.objects.filter(expire_date__lt=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return gone
