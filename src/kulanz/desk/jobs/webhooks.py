"""The sender of webhooks: takes what is due, signs it, hands it over, and notes what came back.

The attempt is committed before the other side sees a byte, as with mail.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from standardwebhooks import Webhook as Signature

from kulanz.desk.actions.machines import secrets_of
from kulanz.desk.actions.sealing import Unsealable
from kulanz.desk.actions.webhooks import lease_delivery, mark_arrived, mark_not_arrived
from kulanz.desk.channels.reach import reach
from kulanz.desk.models import WebhookDelivery
from kulanz.fetching import Refused, post

log = logging.getLogger("kulanz.jobs.webhooks")
AGENT = "Kulanz"


def send_webhooks(*, at: datetime, may_go_on: Callable[[], bool] = lambda: True) -> int:
    """Send what is due; returns how many attempts were made."""
    started, count = time.monotonic(), 0
    while may_go_on():
        now = at + timedelta(seconds=time.monotonic() - started)
        row = lease_delivery(at=now)
        if row is None:
            break
        _attempt(row, at=now)
        count += 1
    return count


def _attempt(row: WebhookDelivery, *, at: datetime) -> None:
    try:
        headers = _signed(row, at=at)
        answer = post(
            row.webhook.url, row.body.encode(), headers, reach=reach(settings.WEBHOOKS_MAY_REACH)
        )
    except Unsealable:
        _failed(row, "secret", at=at)
    except Refused as refusal:
        _failed(row, refusal.code, at=at)
    else:
        if answer.status // 100 == 2:  # noqa: PLR2004 - the class of success
            mark_arrived(row, status=answer.status)
        else:
            later = _seconds(answer.retry_after)
            _failed(row, f"{answer.status}", at=at, status=answer.status, later=later)


def _signed(row: WebhookDelivery, *, at: datetime) -> dict[str, str]:
    """One signature per secret that is good now, with a space between (Standard Webhooks)."""
    keys = [Signature(secret) for secret in secrets_of(row.webhook, at=at)]
    signatures = [key.sign(row.message_id, at.astimezone(UTC), row.body) for key in keys]
    return {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "webhook-id": row.message_id,
        "webhook-timestamp": f"{int(at.timestamp())}",
        "webhook-signature": " ".join(signatures),
    }


def _seconds(retry_after: str) -> timedelta | None:
    """Retry-After in seconds; a date is not worth reading, our own schedule is good enough."""
    digits = retry_after.strip()
    return timedelta(seconds=int(digits)) if digits.isdigit() and len(digits) < 7 else None  # noqa: PLR2004


def _failed(
    row: WebhookDelivery,
    problem: str,
    *,
    at: datetime,
    status: int | None = None,
    later: timedelta | None = None,
) -> None:
    mark_not_arrived(row, problem=problem, at=at, status=status, retry_after=later)
    log.warning("webhook message %s not sent, attempt %s: %s", row.pk, row.attempts, problem)
