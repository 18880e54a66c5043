"""When X has happened, then Y: the only table of it.

Durable: an event that nobody has reacted to stays in line, in order, across restarts. The effect
and the mark are one transaction, so each reaction takes place once. To add one: a function of
(event, at) here or in `actions/`, and one line in `REACTIONS`.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext

from kulanz.commitments import due
from kulanz.countries import profile
from kulanz.desk.actions.acknowledgement import acknowledge
from kulanz.desk.actions.cases import move
from kulanz.desk.actions.clocks import end_pause, start_declared
from kulanz.desk.actions.closure import reopen
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.holds import end_with_case, name_orders_of
from kulanz.desk.actions.playbook import consulted
from kulanz.desk.actions.sending import addresses_live, mark_bounced
from kulanz.desk.actions.webhooks import queue_webhooks
from kulanz.desk.models import Case, Commitment, Event, OutboxMessage

log = logging.getLogger("kulanz.jobs.reactions")
Reaction = Callable[[Event, Case, datetime], None]
AT_ONCE = 200
ANSWER_WITHIN = "1d_b"


def _acknowledge(event: Event, case: Case, at: datetime) -> None:
    """A customer has written: they hear at once that it has arrived (ISO 10002:2018, 7.4)."""
    if not event.values.get("automatic"):
        acknowledge(case, at=at)


def _reach_otherwise(event: Event, case: Case, at: datetime) -> None:
    """A mail of ours did not arrive: somebody reaches the customer another way, with a date."""
    message = (
        OutboxMessage.objects.select_related("by").filter(pk=event.values.get("outbox")).first()
    )
    owner = case.owner or (message.by if message else None)
    if owner is None:
        return
    with translation.override(owner.language):
        text = gettext("Reach the customer another way: our mail did not arrive")
    due_at = due(profile(case.profile), ANSWER_WITHIN, at)
    if case.closed_at is not None:  # the final answer itself did not arrive
        reopen(case, at=at)
    promise(case, side=Commitment.OURS, text=text, due_at=due_at, at=at, owner=owner, shared=False)


def _came_back(event: Event, case: Case, at: datetime) -> None:
    """A report of non-delivery: it stands at the mail; the customer is reached otherwise."""
    message = OutboxMessage.objects.filter(pk=event.values.get("outbox")).first()
    if message is not None and mark_bounced(
        message,
        recipient=str(event.values.get("recipient", "")),
        reason=str(event.values.get("reason", "")),
        hard=event.values.get("hard") is True,
        at=at,
    ):
        _reach_otherwise(event, case, at)


def _writes_again(event: Event, case: Case, _at: datetime) -> None:
    """Who writes from an address has it: mail may go there again."""
    if not event.values.get("automatic"):
        addresses_live(case, contact=event.values.get("contact") or 0)


def _go_on_after_theirs(event: Event, case: Case, at: datetime) -> None:
    """A case waits only on a commitment: kept, withdrawn or overdue, it is our turn again."""
    waits = case.commitments.filter(
        side=Commitment.THEIRS, done_at=None, withdrawn_at=None, due_at__gt=at
    )
    if (
        event.values.get("side") == Commitment.THEIRS
        and case.state == "waiting_customer"
        and not waits.exists()
    ):
        move(case, "investigating", at=at)


def _after_kept(event: Event, case: Case, at: datetime) -> None:
    """Theirs: see above. Ours: when all is done, the customer is asked whether it is solved."""
    _go_on_after_theirs(event, case, at)
    owed = case.commitments.filter(side=Commitment.OURS, done_at=None, withdrawn_at=None)
    if (
        event.values.get("side") == Commitment.OURS
        and case.state == "fulfilling"
        and not owed.exists()
    ):
        move(case, "verifying", at=at)


def _in_turn(*reactions: Reaction) -> Reaction:
    """Several reactions to one event, in order."""

    def react(event: Event, case: Case, at: datetime) -> None:
        for reaction in reactions:
            reaction(event, case, at)

    return react


REACTIONS: Mapping[str, Reaction] = {
    "contact.received": _in_turn(_writes_again, _acknowledge, consulted),
    "contact.made": consulted,
    "fact.decisive": consulted,
    "declaration.confirmed": consulted,
    "reply.failed": _in_turn(_reach_otherwise, consulted),
    "mail.bounced": _in_turn(_came_back, consulted),
    "commitment.kept": _after_kept,
    "commitment.overdue": _go_on_after_theirs,
    "commitment.withdrawn": _go_on_after_theirs,
    "hold.set": _in_turn(queue_webhooks, consulted),
    "hold.extended": queue_webhooks,
    "hold.lifted": _in_turn(queue_webhooks, consulted),
    "dunning.in_hold": queue_webhooks,
    "order.linked": _in_turn(name_orders_of, consulted),
    "order.noted": consulted,
    "promise.broken": consulted,
    "case.closed": end_with_case,
    "case.moved": end_pause,
    "contact.read": _in_turn(start_declared, consulted),
}


class Reactor:
    """Works off the line of events; one that fails waits longer each time, the others go on."""

    def __init__(self) -> None:
        self.failures: dict[int, tuple[int, datetime]] = {}

    def react(self, *, at: datetime, may_go_on: Callable[[], bool] = lambda: True) -> int:
        """React to what nobody has reacted to; returns how many reactions took place."""
        open_events = Event.objects.filter(reacted_at=None)
        without = open_events.exclude(kind__in=REACTIONS)
        if without.exists():  # asking takes no lock, an update does
            without.update(reacted_at=at)
        count = 0
        waiting = open_events.filter(kind__in=REACTIONS).order_by("pk")
        for pk, kind in waiting.values_list("pk", "kind")[:AT_ONCE]:
            if not may_go_on():
                break
            if self._is_due(pk, at):
                count += self._one(pk, kind, at=at)
        return count

    def _is_due(self, pk: int, at: datetime) -> bool:
        return pk not in self.failures or self.failures[pk][1] <= at

    def _one(self, pk: int, kind: str, *, at: datetime) -> bool:
        try:
            done = settle(pk, REACTIONS[kind], at=at)
        except Exception:  # one event must not stop the others; the log has ids only
            times = self.failures.get(pk, (0, at))[0] + 1
            self.failures[pk] = (times, at + timedelta(seconds=min(2**times, 3600)))
            log.exception("reaction to event %s (%s) failed, time %s", pk, kind, times)
            return False
        self.failures.pop(pk, None)
        return done


@transaction.atomic
def settle(pk: int, reaction: Reaction, *, at: datetime) -> bool:
    """One reaction and its mark; False when another process is at it or has done it."""
    rows = Event.objects.filter(pk=pk, reacted_at=None)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    event = rows.first()
    if event is None:
        return False
    if event.case_id is not None:
        case = Case.objects.select_related("team", "customer", "owner").get(pk=event.case_id)
        reaction(event, case, at)
    return bool(Event.objects.filter(pk=pk, reacted_at=None).update(reacted_at=at))
