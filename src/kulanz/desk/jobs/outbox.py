"""The sender: takes what is due from the outbox and hands it to the mail server, once.

The attempt is committed before the mail server sees a byte, and again before it gets the end of
the text (docs/decisions/0006-outbox.md).
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from kulanz.desk import storage
from kulanz.desk.actions import sending
from kulanz.desk.channels.email.deliver import (
    Answers,
    DeliveryError,
    DeliveryUnknownError,
    deliver,
)
from kulanz.desk.models import OutboxMessage

log = logging.getLogger("kulanz.jobs.outbox")
Clock = Callable[[], datetime]


def send_due(*, at: datetime, may_go_on: Callable[[], bool] = lambda: True) -> int:
    """Send what is due; returns how many mails were attempted.

    Attempts that take long are counted from when they really begin, not from `at`.
    """
    started, count = time.monotonic(), 0

    def now() -> datetime:
        return at + timedelta(seconds=time.monotonic() - started)

    if lost := sending.note_unsure(at=at):
        log.warning("of %s mails nobody knows whether they left", lost)
    while may_go_on():
        message = sending.lease_next(at=now())
        if message is None:
            break
        _attempt(message, now=now)
        count += 1
    return count


def _attempt(message: OutboxMessage, *, now: Clock) -> None:
    try:
        answers = deliver(
            storage.get(message.blob),
            sender=message.sender,
            recipients=sending.addresses_left(message),
            before_the_end=partial(_begin, message, now),
        )
    except DeliveryError as error:
        _failed(message, error.problem, for_good=error.for_good, answers=error.answers, at=now())
    except DeliveryUnknownError as error:
        sending.mark_unsure(message, problem=error.problem, at=now())
        log.warning(
            "outbox message %s: nobody knows whether it left: %s", message.pk, error.problem
        )
    except sending.NotOurAttempt:
        log.warning("outbox message %s: attempt %s took too long", message.pk, message.attempts)
    except storage.BlobMissing:
        _failed(message, "bytes missing", for_good=True, answers={}, at=now())
    else:
        sending.mark_sent(message, answers=answers, at=now())
        log.info("sent outbox message %s", message.pk)


def _begin(message: OutboxMessage, now: Clock, answers: Answers) -> None:
    sending.begin_data(message, answers, at=now())


def _failed(
    message: OutboxMessage, problem: str, *, for_good: bool, answers: Answers, at: datetime
) -> None:
    sending.mark_failed(message, problem=problem, for_good=for_good, answers=answers, at=at)
    log.warning("outbox message %s not sent, attempt %s: %s", message.pk, message.attempts, problem)
