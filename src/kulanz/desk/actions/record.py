"""Writing down what happened, and holding the case still while it does."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import partial

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
    event = Event(kind=kind, case=case, at=at, by=by, by_customer=by_customer, values=values)
    waiting = _waiting.get()
    if case is not None:
        case.touched_at = at
        if waiting is not None:
            waiting.append(event)
            return event
    event.save(force_insert=True)
    if case is not None:
        Case.objects.filter(pk=case.pk).update(last_event=event.pk, touched_at=at)
        case.last_event = event.pk
    transaction.on_commit(lambda: event_recorded.send(sender=Event, event=event))
    return event


_waiting: ContextVar[list[Event] | None] = ContextVar("events that wait", default=None)


@contextmanager
def at_once() -> Iterator[None]:
    """Within one transaction: what happens to one case is written together, by `put_in` or here.

    An event has no number until then, so nothing inside may ask for it.
    """
    token = _waiting.set([])
    try:
        yield
        waiting = _waiting.get()
        case = waiting[-1].case if waiting else None
        if case is not None and (changed := put_in(case)):
            case.save(update_fields=changed)
    finally:
        _waiting.reset(token)


def put_in(case: Case) -> list[str]:
    """Write the events that wait; returns the fields of the case that the caller has to save."""
    waiting = _waiting.get()
    if not waiting:
        return []
    events = Event.objects.bulk_create(waiting)
    waiting.clear()
    for event in events:
        transaction.on_commit(partial(event_recorded.send, sender=Event, event=event))
    case.last_event = events[-1].pk
    return ["last_event", "touched_at"]
