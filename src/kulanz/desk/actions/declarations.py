"""Deciding about a declaration found in a contact: a person confirms it, or it was not meant so.

The clock of a declaration starts at receipt, not when somebody confirms it.
"""

from datetime import datetime

from django.db import transaction

from kulanz.desk.actions.clocks import decide_declared
from kulanz.desk.actions.holds import protect as hold_harm_off
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Observation, Person


class AlreadyDecided(DeskRefusal):
    """Somebody has confirmed or dismissed it before."""

    code = "already_decided"


@transaction.atomic
def decide_declaration(
    observation: Observation, *, standing: str, protect: bool, at: datetime, by: Person
) -> Observation:
    """Confirm or dismiss a declaration; `protect` sets the holds that keep harm off at once.

    Said three times it is still one declaration: what is decided holds for every proposal with
    its code in the case. Protective acts need nobody's approval.

    Raises:
        AlreadyDecided: see there.
    """
    case = hold(observation.contact.case)
    if Observation.objects.get(pk=observation.pk).standing != "proposed":
        raise AlreadyDecided
    Observation.objects.filter(
        contact__case=case, kind="declaration", code=observation.code, standing="proposed"
    ).update(standing=standing, decided_by=by, decided_at=at)
    observation.refresh_from_db()
    record(
        f"declaration.{standing}",
        case=case,
        at=at,
        by=by,
        observation=observation.pk,
        code=observation.code,
    )
    held = protect and standing == "confirmed" and case.closed_at is None
    decide_declared(observation, held=held, at=at)
    if held:
        hold_harm_off(case, declared=observation.code, reason=observation.quote, at=at, by=by)
    return observation
