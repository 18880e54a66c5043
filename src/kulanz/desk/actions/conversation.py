"""What happens in a guided conversation: said, paused, ended and moved to mail.

Source: the six steps; a boundary, a pause and the change to writing are announced and dated.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from kulanz.commitments import due
from kulanz.countries import profile
from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.phrases import put_into_reply
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.casefiles import language_of
from kulanz.desk.models import Case, Commitment, Draft, Pause, Person
from kulanz.protocol import phrase
from kulanz.protocol.progress import SIX

SAID = ("empathy", "apology", "boundary", "asks_nothing")
PAUSE_MINUTES = (2, 5, 10, 15, 30)
TIME_TO_ANSWER = "3d_b"


class NothingOfTheKind(DeskRefusal):
    """Only what the six steps know can be marked as said."""

    code = "nothing_of_the_kind"


class PauseRunning(DeskRefusal):
    """A pause was announced already and is not over."""

    code = "pause_running"


@transaction.atomic
def mark_said(case: Case, *, what: str, at: datetime, by: Person) -> None:
    """The agent said it: a sentence of empathy, an apology, a boundary, or "you need do nothing".

    Raises:
        NothingOfTheKind: see there.
    """
    if what not in SAID:
        raise NothingOfTheKind
    record("conversation.said", case=hold(case), at=at, by=by, what=what)


@transaction.atomic
def skip_step(case: Case, *, step: str, reason: str, at: datetime, by: Person) -> None:
    """Leave a step of the six out, on purpose; its evidence, should it come, counts all the same.

    Raises:
        NothingOfTheKind: there is no such step.
    """
    if step not in SIX:
        raise NothingOfTheKind
    case = hold(case)
    if not case.events.filter(kind="step.skipped", values__step=step).exists():
        record("step.skipped", case=case, at=at, by=by, step=step, reason=reason.strip()[:200])


@transaction.atomic
def start_pause(case: Case, *, minutes: int, at: datetime, by: Person) -> Pause:
    """An announced break with a fixed return.

    Raises:
        PauseRunning: see there.
        NothingOfTheKind: nobody is asked to wait that long.
    """
    case = hold(case)
    if minutes not in PAUSE_MINUTES:
        raise NothingOfTheKind
    if case.pauses.filter(ended_at=None).exists():
        raise PauseRunning
    pause = Pause.objects.create(
        case=case, by=by, at=at, returns_at=at + timedelta(minutes=minutes)
    )
    record("conversation.paused", case=case, at=at, by=by, minutes=minutes)
    refresh(case)
    return pause


@transaction.atomic
def end_pause(pause: Pause, *, at: datetime, by: Person) -> Pause:
    """Back on the line; the event says whether it was in time."""
    case = hold(pause.case)
    if Pause.objects.filter(pk=pause.pk, ended_at=None).update(ended_at=at):
        record("conversation.resumed", case=case, at=at, by=by, late=at > pause.returns_at)
    pause.refresh_from_db()
    return pause


@transaction.atomic
def move_to_mail(case: Case, *, due_at: datetime, at: datetime, by: Person) -> Draft:
    """End the call and go on in writing: we write by a date, they read and answer by another.

    Source: the way out in source case 000. The announcement stands in the reply draft; the
    commitments are in the customer's language because the status page shows them.

    Raises:
        DueInThePast: nobody can write by yesterday.
    """
    case = hold(case)
    with translation.override(case.language):
        ours = gettext("Write to you what we have done and what is still needed from you")
        theirs = gettext("Read our mail and answer it")
        day = date_format(timezone.localtime(due_at), "DATE_FORMAT")
    answer_by = due(profile(case.profile), TIME_TO_ANSWER, due_at)
    for side, text, when in (
        (Commitment.OURS, ours, due_at),
        (Commitment.THEIRS, theirs, answer_by),
    ):
        promise(
            case,
            side=side,
            kind="answer",
            text=text,
            due_at=when,
            at=at,
            owner=by,
            by=by,
            act="end_call_and_mail",
        )
    for pause in case.pauses.filter(ended_at=None):
        end_pause(pause, at=at, by=by)
    record("conversation.moved_to_mail", case=case, at=at, by=by)
    sentence = phrase("end_call_move_to_mail", language_of(case), {"date": day})
    return put_into_reply(case, text=sentence.text, at=at, by=by)
