"""Keeping what came from outside, before anything is read (docs/decisions/0005-raw-first.md)."""

from datetime import datetime

from kulanz.desk import storage
from kulanz.desk.models import RawMessage


def keep_raw(*, source: str, content: bytes, at: datetime, team_hint: str = "") -> RawMessage:
    """Keep the bytes as they came; the same bytes again give the same row.

    The blob is on the disk before the row is committed, and nothing is read yet: whoever handed
    the message over may forget it once this returns.
    """
    sha256 = storage.put(content)
    raw, _ = RawMessage.objects.get_or_create(
        sha256=sha256,
        defaults={
            "source": source,
            "blob": sha256,
            "size": len(content),
            "received_at": at,
            "team_hint": team_hint[:254],
        },
    )
    return raw
