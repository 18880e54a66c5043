"""When it is time: what the clock does, one function per line."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from kulanz.desk.actions import reminders
from kulanz.desk.actions.approvals import escalate
from kulanz.desk.actions.clocks import note_clocks_overdue
from kulanz.desk.actions.drafts import drop_forgotten
from kulanz.desk.actions.intake import read_what_is_new
from kulanz.desk.actions.playbook import consult_old_holds, consult_unanswered

log = logging.getLogger("kulanz.jobs.clock")


class Duty(Protocol):
    """Something to do at a time; returns how often it did it."""

    __name__: str

    def __call__(self, *, at: datetime) -> int: ...


DUTIES: tuple[Duty, ...] = (
    read_what_is_new,
    reminders.remind,
    reminders.note_overdue,
    escalate,
    reminders.end_pauses,
    reminders.note_interim_due,
    note_clocks_overdue,
    consult_old_holds,
    consult_unanswered,
    reminders.forget_behaviours,
    reminders.forget_presence,
    reminders.forget_sessions,
    drop_forgotten,
)


def tick(*, at: datetime, may_go_on: Callable[[], bool] = lambda: True) -> int:
    """Do what is due; one duty that fails does not keep the others from theirs."""
    count = 0
    for duty in DUTIES:
        if not may_go_on():
            break
        try:
            count += duty(at=at)
        except Exception:
            log.exception("clock: %s failed", duty.__name__)
    return count
