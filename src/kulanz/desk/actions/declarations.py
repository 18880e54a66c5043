"""Deciding about a declaration found in a contact: a person confirms it, or it was not meant so.

The clock of a declaration starts at receipt, not when somebody confirms it.
"""

from datetime import datetime

from django.db import transaction

from kulanz.authority import name
from kulanz.commitments import due
from kulanz.countries import profile
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.casefiles import language_of
from kulanz.desk.models import Commitment, Observation, Person

PROTECTIVE = ("dispute_hold", "dunning_stop")
STOPS_DUNNING = ("not_received", "claim_disputed", "identity_fraud")


class AlreadyDecided(DeskRefusal):
    """Somebody has confirmed or dismissed it before."""

    code = "already_decided"


@transaction.atomic
def decide_declaration(
    observation: Observation, *, standing: str, protect: bool, at: datetime, by: Person
) -> Observation:
    """Confirm or dismiss a declaration; `protect` promises the acts that hold harm off at once.

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
    if protect and standing == "confirmed" and observation.code in STOPS_DUNNING:
        _protect(observation, at=at, by=by)
    return observation


def _protect(observation: Observation, *, at: datetime, by: Person) -> None:
    case = observation.contact.case
    due_at = due(profile(case.profile), "1h_b", at)
    promised = set(
        case.commitments.filter(withdrawn_at=None, kind="remedy").values_list("text", flat=True)
    )
    for remedy in PROTECTIVE:
        text = name(remedy, language_of(case))
        text = text[:1].upper() + text[1:]
        if text not in promised:
            promise(
                case,
                side=Commitment.OURS,
                kind="remedy",
                text=text,
                due_at=due_at,
                owner=case.owner or by,
                at=at,
                by=by,
            )
