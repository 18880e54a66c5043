"""Messages to other systems: queued with what happened, sent until they arrive.

Standard Webhooks (github.com/standard-webhooks/standard-webhooks): the schedule of retries, and
410 as "never again". Thin payloads: numbers and dates, nothing that somebody said.
"""

import hashlib
import json
import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from kulanz.desk.actions.hold_tasks import ask_to_go_on, ask_to_stop
from kulanz.desk.actions.machines import disable_webhook
from kulanz.desk.actions.record import hold
from kulanz.desk.models import Case, Event, Hold, Webhook, WebhookDelivery
from kulanz.desk.queries.machines import due_deliveries

_S, _M, _H = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
RETRIES = (5 * _S, 5 * _M, 30 * _M, 2 * _H, 5 * _H, 10 * _H, 14 * _H, 20 * _H, 24 * _H)
LONGEST = 24 * _H
JITTER = 0.2
LEASE = 2 * _M
BY_HAND_AFTER = 4  # attempts: two and a half hours without an answer are too long for dunning
GONE = 410
TYPES = {
    "hold.set": "hold.set",
    "hold.extended": "hold.set",
    "hold.lifted": "hold.lifted",
    "dunning.in_hold": "dunning.in_hold",
}
_VALUES = ("order", "since", "until", "reference", "dated")


def queue_webhooks(event: Event, case: Case, at: datetime) -> None:
    """One message for each address that asked for this; a hold without an order tells nobody."""
    if not event.values.get("order"):
        return
    kind = TYPES[event.kind]
    for hook in Webhook.objects.filter(disabled_at=None).order_by("pk"):
        if kind in hook.kinds:
            WebhookDelivery.objects.get_or_create(
                webhook=hook,
                event=event,
                defaults={
                    "message_id": f"msg_{secrets.token_urlsafe(24)}"[:40],
                    "body": _body(kind, event, case),
                    "next_at": at,
                },
            )


def _body(kind: str, event: Event, case: Case) -> str:
    values = event.values
    told = {"hold": values.get("hold"), "kind": values.get("sort"), "case": case.number}
    told |= {name: values[name] or None for name in _VALUES if name in values}
    message = {"type": kind, "timestamp": event.at.isoformat(), "data": told}
    return json.dumps(message, separators=(",", ":"), sort_keys=True)


@transaction.atomic
def lease_delivery(*, at: datetime) -> WebhookDelivery | None:
    """Take one message for one attempt; should the sender die, it is due again after the lease."""
    rows = due_deliveries(at=at)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    row = rows.first()
    if row is None:
        return None
    taken = WebhookDelivery.objects.filter(pk=row.pk, attempts=row.attempts, standing="waiting")
    if not taken.update(attempts=F("attempts") + 1, next_at=at + LEASE):
        return None
    return WebhookDelivery.objects.select_related("webhook", "event__case").get(pk=row.pk)


def mark_arrived(row: WebhookDelivery, *, status: int) -> None:
    """The other side has answered with 2xx."""
    mine = WebhookDelivery.objects.filter(pk=row.pk, attempts=row.attempts, standing="waiting")
    if mine.update(standing="arrived", status=status, problem=""):
        Webhook.objects.filter(pk=row.webhook_id, disabled_at=None).update(problem="")


@transaction.atomic
def mark_not_arrived(
    row: WebhookDelivery,
    *,
    problem: str,
    at: datetime,
    status: int | None = None,
    retry_after: timedelta | None = None,
) -> None:
    """Try again later; after the last attempt, or when the address is gone, give up.

    Whatever the machine has not heard by then, a person at receivables is asked to type in.
    """
    mine = WebhookDelivery.objects.filter(pk=row.pk, attempts=row.attempts, standing="waiting")
    last = row.attempts > len(RETRIES) or status == GONE
    changed = mine.update(
        standing="given_up" if last else "waiting",
        status=status,
        problem=problem[:200],
        next_at=at + waits(row, retry_after),
    )
    if not changed:
        return
    Webhook.objects.filter(pk=row.webhook_id).update(problem=problem[:200])
    if status == GONE:
        disable_webhook(row.webhook, at=at, problem=problem)
    if last or row.attempts == BY_HAND_AFTER:
        _ask_by_hand(row, at=at)


def waits(row: WebhookDelivery, retry_after: timedelta | None = None) -> timedelta:
    """How long until the next attempt; each message a little differently, so that none crowd."""
    step = RETRIES[min(row.attempts, len(RETRIES)) - 1]
    digest = hashlib.sha256(f"{row.message_id}:{row.attempts}".encode()).digest()
    later = step * (1 + JITTER * digest[0] / 255)
    return max(later, min(retry_after or timedelta(0), LONGEST))


def _ask_by_hand(row: WebhookDelivery, *, at: datetime) -> None:
    """The hold did not get there: somebody types in how it stands now."""
    found = Hold.objects.filter(pk=row.event.values.get("hold")).select_related("case").first()
    if found is None or row.event.kind == "dunning.in_hold":
        return
    found.case = hold(found.case)
    if found.lifted_at is None:
        ask_to_stop(found, at=at, by=None, anyway=True)
    else:
        ask_to_go_on(found, at=at, by=None, anyway=True)
