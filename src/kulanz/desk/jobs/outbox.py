"""The sender: takes what is due from the outbox and hands it to the mail server, once.

The attempt is committed before the mail server sees a byte (docs/decisions/0006-outbox.md).
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from kulanz.desk import storage
from kulanz.desk.actions.outbox import lease_next, mark_failed, mark_sent
from kulanz.desk.channels.email.deliver import DeliveryError, deliver
from kulanz.desk.models import OutboxMessage

log = logging.getLogger("kulanz.jobs.outbox")


def send_due(*, at: datetime, may_go_on: Callable[[], bool] = lambda: True) -> int:
    """Send what is due; returns how many mails were attempted.

    Attempts that take long are counted from when they really begin, not from `at`.
    """
    started, count = time.monotonic(), 0
    while may_go_on():
        now = at + timedelta(seconds=time.monotonic() - started)
        message = lease_next(at=now)
        if message is None:
            break
        _attempt(message, at=now)
        count += 1
    return count


def _attempt(message: OutboxMessage, *, at: datetime) -> None:
    try:
        deliver(storage.get(message.blob), sender=message.sender, recipient=message.recipient)
    except DeliveryError as error:
        _failed(message, error.problem, for_good=error.for_good, at=at)
    except storage.BlobMissing:
        _failed(message, "bytes missing", for_good=True, at=at)
    else:
        mark_sent(message, at=at)
        log.info("sent outbox message %s", message.pk)


def _failed(message: OutboxMessage, problem: str, *, for_good: bool, at: datetime) -> None:
    mark_failed(message, problem=problem, for_good=for_good, at=at)
    log.warning("outbox message %s not sent, attempt %s: %s", message.pk, message.attempts, problem)
