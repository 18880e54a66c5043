"""Keeping what somebody is writing, one second after the last key."""

import hashlib
import mimetypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from kulanz.desk import storage
from kulanz.desk.actions.file_names import shown_name
from kulanz.desk.actions.kept_bytes import forget
from kulanz.desk.actions.letter_bytes import plain_text
from kulanz.desk.actions.record import DeskRefusal, hold
from kulanz.desk.models import Case, Draft, DraftFile, Note, OutboxMessage, Person
from kulanz.desk.queries.replies import FILES_SIZE

TEXT_LENGTH = 100_000
COPIES_LENGTH = 4000
FILES_COUNT = 20
KEPT = timedelta(days=30)


class FilesTooLarge(DeskRefusal):
    """The files of a reply are too large together, or too many."""

    code = "files_too_large"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as a browser sends it, read when it is kept."""

    name: str
    size: int
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class DraftExtras:
    """What a writer put with a reply besides its text."""

    copies: Sequence[str] = ()
    important: bool = False
    files: Sequence[NewFile] = ()


def stored_key(case: Case, kind: str, form_key: str) -> str:
    """How a form key is stored: it comes from a browser, and counts within one case and kind."""
    return hashlib.sha256(f"{case.pk}:{kind}:{form_key}".encode("utf-8", "replace")).hexdigest()


def save_draft(
    case: Case,
    *,
    kind: str,
    text: str,
    form_key: str,
    at: datetime,
    by: Person,
    extras: DraftExtras | None = None,
) -> Draft | None:
    """Keep the text and what goes with it; an empty one is forgotten. None: nothing is kept.

    A save that arrives after its form was sent is ignored, or the reply would stand there again.
    Files are added to those there are; without `extras` only the text is kept anew.

    Raises:
        FilesTooLarge: the new files; text, copies and earlier files are kept.
    """
    values: dict[str, Any] = {"text": plain_text(text)[:TEXT_LENGTH], "saved_at": at}
    if extras is not None:
        copies = plain_text(", ".join(extras.copies))[:COPIES_LENGTH]
        values |= {"copies": copies, "important": extras.important}
    key = stored_key(case, kind, form_key)
    draft, all_kept = _save(
        case, kind=kind, key=key, by=by, values=values, files=extras.files if extras else ()
    )
    if not all_kept:
        raise FilesTooLarge
    return draft


@transaction.atomic
def _save(
    case: Case,
    *,
    kind: str,
    key: str,
    by: Person,
    values: dict[str, Any],
    files: Sequence[NewFile],
) -> tuple[Draft | None, bool]:
    """The draft, and whether all files are in it."""
    case = hold(case)
    used = Note if kind == Draft.NOTE else OutboxMessage
    if used.objects.filter(form_key=key).exists():
        return None, True
    draft, _ = Draft.objects.update_or_create(case=case, person=by, kind=kind, defaults=values)
    all_kept = _add_files(draft, files)
    if draft.text.strip() or draft.copies or draft.files.exists():
        return draft, all_kept
    drop_draft(case, kind=kind, by=by)
    return None, all_kept


def _add_files(draft: Draft, files: Sequence[NewFile]) -> bool:
    """Put files with a draft, all or none; the same file again changes nothing."""
    if not files:
        return True
    there = draft.files.aggregate(size=Sum("size"), count=Count("pk"))
    size = (there["size"] or 0) + sum(one.size for one in files)
    if size > FILES_SIZE or there["count"] + len(files) > FILES_COUNT:
        return False
    for one in files:
        name = shown_name(one.name)
        DraftFile.objects.get_or_create(
            draft=draft,
            name=name,
            blob=storage.put(one.read()),
            defaults={"content_type": media_type(name), "size": one.size},
        )
    return True


def media_type(name: str) -> str:
    """What a file is, by its name: what a browser says of it is not believed."""
    return mimetypes.guess_type(name, strict=True)[0] or "application/octet-stream"


@transaction.atomic
def drop_file(case: Case, *, file: int, by: Person) -> None:
    """Take a file out of one's own draft of a reply; one that is not there changes nothing."""
    rows = DraftFile.objects.filter(draft__case=hold(case), draft__person=by, pk=file)
    _forget_files(rows)


def drop_draft(case: Case, *, kind: str, by: Person) -> None:
    """Forget a draft, because it was sent, noted or emptied."""
    rows = case.drafts.filter(person=by, kind=kind)
    _forget_files(DraftFile.objects.filter(draft__in=rows))
    rows.delete()


@transaction.atomic
def drop_forgotten(*, at: datetime) -> int:
    """Drafts nobody touched for a month are forgotten: they hold personal data for no purpose."""
    old = Draft.objects.filter(saved_at__lt=at - KEPT)
    _forget_files(DraftFile.objects.filter(draft__in=old))
    return old.delete()[1].get("desk.Draft", 0)


def _forget_files(rows: QuerySet[DraftFile]) -> None:
    blobs = list(rows.values_list("blob", flat=True))
    rows.delete()
    if blobs:
        transaction.on_commit(lambda: forget(blobs))
