"""After a hard call: a break to cool down, and a talk for whoever wants one.

Seen by the person and the lead alone. Nothing is inferred about anybody: a break is offered after
every hard call, taken or declined with one press, and counted for nobody.
"""

from datetime import datetime, timedelta

from django.db import transaction

from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Person, Recovery
from kulanz.desk.models.people import Role

COOL_DOWN = (timedelta(seconds=90), timedelta(minutes=5), timedelta(minutes=10))


class NotYours(DeskRefusal):
    """Whether somebody needs a break is for them to say."""

    code = "not_yours"


class NoSuchBreak(DeskRefusal):
    """A cool-down is as long as the house allows."""

    code = "no_such_break"


@transaction.atomic
def cool_down(recovery: Recovery, *, seconds: int, at: datetime, by: Person) -> Recovery:
    """Take the break now; it ends by itself.

    Raises:
        NotYours, NoSuchBreak: see there.
    """
    length = timedelta(seconds=seconds)
    if length not in COOL_DOWN:
        raise NoSuchBreak
    row = _own(recovery, by)
    row.cool_down_from, row.cool_down_until = at, at + length
    row.save(update_fields=["cool_down_from", "cool_down_until"])
    return row


@transaction.atomic
def decline(recovery: Recovery, *, at: datetime, by: Person) -> Recovery:
    """No break, no talk; nobody asks why.

    Raises:
        NotYours: see there.
    """
    row = _own(recovery, by)
    row.declined_at = at
    row.save(update_fields=["declined_at"])
    return row


@transaction.atomic
def want_debrief(recovery: Recovery, *, wanted: bool, at: datetime, by: Person) -> Recovery:
    """Ask for a talk about the call, or no longer.

    Raises:
        NotYours: see there.
    """
    row = _own(recovery, by)
    row.debrief_wanted_at = at if wanted else None
    row.save(update_fields=["debrief_wanted_at"])
    return row


@transaction.atomic
def debriefed(recovery: Recovery, *, at: datetime, by: Person) -> Recovery:
    """The talk took place; the person or a lead of the team says so.

    Raises:
        NotYours: see there.
    """
    row = Recovery.objects.select_for_update(of=("self",)).get(pk=recovery.pk)
    leads = by.role == Role.LEAD and by.team_id == row.person.team_id
    if row.person_id != by.pk and not leads:
        raise NotYours
    row.debriefed_at = at
    row.save(update_fields=["debriefed_at"])
    return row


def _own(recovery: Recovery, by: Person) -> Recovery:
    row = Recovery.objects.select_for_update(of=("self",)).get(pk=recovery.pk)
    if row.person_id != by.pk:
        raise NotYours
    return row
