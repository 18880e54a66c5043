"""Danger for somebody: told to the lead at once, and kept apart from the complaint.

Source: the desk's rule for threats of violence and for self-harm: end safely, tell the lead, ring
the emergency number where life is at risk; nobody handles it alone, and no remedy depends on it.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext, override

from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Case, Commitment, Person
from kulanz.desk.models.people import Role

DANGERS = ("violence", "self_harm")
LOOK_WITHIN = timedelta(minutes=15)


class NoSuchDanger(DeskRefusal):
    """Either somebody threatens others, or somebody is in danger."""

    code = "no_such_danger"


@transaction.atomic
def report_danger(case: Case, *, danger: str, at: datetime, by: Person) -> Commitment:
    """Tell the lead: a task inside the house, due in minutes, without the customer's words.

    Raises:
        NoSuchDanger: see there.
    """
    if danger not in DANGERS:
        raise NoSuchDanger
    case = hold(case)
    lead = lead_of(case) or by
    with override(lead.language):
        text = (
            gettext("Safety report: somebody was threatened. Speak to the colleague now.")
            if danger == "violence"
            else gettext("Safety report: somebody may be in danger. Speak to the colleague now.")
        )
    task = promise(
        case,
        side=Commitment.OURS,
        text=text,
        due_at=at + LOOK_WITHIN,
        at=at,
        owner=lead,
        by=by,
        shared=False,
        act=f"safety.{danger}",
    )
    record("safety.reported", case=case, at=at, by=by, danger=danger, commitment=task.pk)
    return task


def lead_of(case: Case) -> Person | None:
    """The lead of the case's team, if it has one."""
    rows = Person.objects.filter(is_active=True, team=case.team, role=Role.LEAD)
    return rows.order_by("pk").first()
