"""Bytes that several rows may share: they go when the last row that names them has gone."""

from collections.abc import Iterable

from kulanz.desk import storage
from kulanz.desk.models import Attachment, DraftFile, OutboxMessage, RawMessage


def still_used(blobs: Iterable[str]) -> set[str]:
    """Which of these bytes some row names."""
    wanted = set(blobs)
    stores = (Attachment.objects, RawMessage.objects, OutboxMessage.objects, DraftFile.objects)
    return {
        blob
        for rows in stores
        for blob in rows.filter(blob__in=wanted).values_list("blob", flat=True)
    }


def forget(blobs: Iterable[str]) -> None:
    """Delete the bytes that no row names any more; called once the rows are gone for good."""
    wanted = set(blobs)
    for blob in wanted - still_used(wanted):
        storage.delete(blob)
