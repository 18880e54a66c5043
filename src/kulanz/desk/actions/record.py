"""Writing down what happened, and holding the case still while it does."""

from datetime import datetime, timedelta

from django.db import transaction
from django.dispatch import Signal

from kulanz.desk.models import Case, Event, Person

TWICE = timedelta(minutes=1)
"""Within this time the same thing by the same person is one button pressed twice."""

event_recorded = Signal()
"""Sent on commit with `event`; `jobs/reactions.py` is the only listener."""


class DeskRefusal(Exception):
    """An action the rules do not allow; `code` names the text a door shows."""

    code = "refused"


class CaseClosed(DeskRefusal):
    """Nobody looks after a closed case: whoever promises or offers something opens it first."""

    code = "case_closed"


def hold(case: Case) -> Case:
    """The case, locked until the transaction ends, as it is now in the database.

    Every action that changes a case calls this first, so events of one case are in order.
    """
    return (
        Case.objects.select_for_update(of=("self",))
        .select_related("customer", "team", "owner")
        .get(pk=case.pk)
    )


def record(
    kind: str,
    *,
    case: Case | None,
    at: datetime,
    by: Person | None = None,
    by_customer: bool = False,
    **values: object,
) -> Event:
    """Append an event in the running transaction, and tell listeners once it is committed."""
    event = Event.objects.create(
        kind=kind, case=case, at=at, by=by, by_customer=by_customer, values=values
    )
    if case is not None:
        Case.objects.filter(pk=case.pk).update(last_event=event.pk, touched_at=at)
        case.last_event, case.touched_at = event.pk, at
    transaction.on_commit(lambda: event_recorded.send(sender=Event, event=event))
    return event
