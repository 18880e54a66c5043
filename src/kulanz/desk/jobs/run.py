"""The jobs process: mail in and out, reactions, the clock, until it is asked to stop."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.db import close_old_connections, connections
from django.utils import timezone

from kulanz.desk.channels.email.deliver import check_mail_server
from kulanz.desk.jobs.clock import tick
from kulanz.desk.jobs.mailboxes import Mailboxes
from kulanz.desk.jobs.outbox import send_due
from kulanz.desk.jobs.reactions import Reactor
from kulanz.desk.jobs.webhooks import send_webhooks

log = logging.getLogger("kulanz.jobs")
PAUSE = 0.5  # seconds between two looks at outbox and events
CLOCK = 30.0


def run(stop: threading.Event) -> None:
    """Work until `stop` is set; the item in hand is finished first, the rest waits in its row."""
    check_mail_server()
    reactor, mailboxes = Reactor(), Mailboxes()
    next_tick = time.monotonic()  # a clock that is set back must not stop ours
    log.info("jobs started")
    while not stop.is_set():
        _safely("mailboxes", mailboxes.look, stop)
        _safely("outbox", send_due, stop)
        _safely("reactions", reactor.react, stop)
        _safely("webhooks", send_webhooks, stop)
        if time.monotonic() >= next_tick:
            _safely("clock", tick, stop)
            next_tick = time.monotonic() + CLOCK
        stop.wait(PAUSE)
    mailboxes.stop()
    connections.close_all()
    log.info("jobs stopped")


class Work(Protocol):
    """One kind of work: it takes the time, and asks between two items whether it may go on."""

    def __call__(self, *, at: datetime, may_go_on: Callable[[], bool]) -> int: ...


def _safely(name: str, work: Work, stop: threading.Event) -> None:
    """Nothing ends the loop: a database that is away comes back, a bug is logged."""
    try:
        work(at=timezone.now(), may_go_on=lambda: not stop.is_set())
        close_old_connections()
    except Exception:
        log.exception("%s failed", name)
        connections.close_all()
