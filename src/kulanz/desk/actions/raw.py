"""Keeping what came from outside, before anything is read (docs/decisions/0005-raw-first.md)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from kulanz.desk import storage
from kulanz.desk.actions.record import record
from kulanz.desk.models import RawMessage


def keep_raw(*, source: str, content: bytes, at: datetime, team_hint: str = "") -> RawMessage:
    """Keep the bytes as they came; the same bytes again give the same row.

    The blob is on the disk before the row is committed, and nothing is read yet: whoever handed
    the message over may forget it once this returns.
    """
    sha256 = storage.put(content)
    raw = RawMessage(
        sha256=sha256,
        source=source,
        blob=sha256,
        size=len(content),
        received_at=at,
        team_hint=team_hint[:254],
    )
    try:
        with transaction.atomic():
            raw.save(force_insert=True)
    except IntegrityError:
        return RawMessage.objects.get(sha256=sha256)
    return raw


@transaction.atomic
def keep_unread(
    *, source: str, content: bytes, at: datetime, team_hint: str, problem: str
) -> RawMessage:
    """Keep what there is of a message that we could not have whole, where people see it."""
    raw = keep_raw(source=source, content=content, at=at, team_hint=team_hint)
    if raw.state == "new":
        raw.state, raw.outcome, raw.problem = "quarantined", "quarantine", problem
        raw.save(update_fields=["state", "outcome", "problem"])
        record("intake.quarantined", case=None, at=at, raw=raw.pk, problem=problem)
    return raw
