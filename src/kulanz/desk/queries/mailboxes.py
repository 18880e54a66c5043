"""Where mail comes in: the mailboxes as the set-up page shows them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kulanz.desk.models import Mailbox, Team

SILENT = timedelta(seconds=40)  # so long after a change nobody has tried: no jobs process runs


@dataclass(frozen=True, slots=True)
class MailboxLine:
    """A mailbox, and works, trying, broken, off, new, or silent: nobody works on it."""

    row: Mailbox
    standing: str


def mailboxes(*, at: datetime) -> tuple[MailboxLine, ...]:
    """All of them, those in trouble first."""
    rows = Mailbox.objects.select_related("team").order_by("name")
    lines = [MailboxLine(row, standing(row, at=at)) for row in rows]
    return tuple(sorted(lines, key=lambda line: _ORDER.index(line.standing)))


_ORDER = ("broken", "silent", "trying", "new", "works", "off")


def standing(row: Mailbox, *, at: datetime) -> str:
    """See `MailboxLine`."""
    if row.off_at is not None:
        return "off"
    untouched = row.held_until is None or row.held_until <= at
    if row.since is not None and at - row.since > SILENT and untouched:
        return "silent"
    return row.state


def broken_mailboxes() -> tuple[Mailbox, ...]:
    """Those that no mail comes in from, until somebody does something."""
    return tuple(Mailbox.objects.filter(state="broken", off_at=None).order_by("name"))


def teams() -> tuple[Team, ...]:
    """Whose queues there are."""
    return tuple(Team.objects.order_by("name"))
