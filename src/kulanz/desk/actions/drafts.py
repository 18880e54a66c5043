"""Keeping what somebody is writing, one second after the last key."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from kulanz.desk.actions.letter_bytes import plain_text
from kulanz.desk.actions.record import hold
from kulanz.desk.models import Case, Draft, Note, OutboxMessage, Person

TEXT_LENGTH = 100_000
KEPT = timedelta(days=30)


def stored_key(case: Case, kind: str, form_key: str) -> str:
    """How a form key is stored: it comes from a browser, and counts within one case and kind."""
    return hashlib.sha256(f"{case.pk}:{kind}:{form_key}".encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def save_draft(
    case: Case, *, kind: str, text: str, form_key: str, at: datetime, by: Person
) -> Draft | None:
    """Keep the text; an empty one is forgotten. None: nothing is kept.

    A save that arrives after its form was sent is ignored, or the reply would stand there again.
    """
    case = hold(case)
    key = stored_key(case, kind, form_key)
    used = Note if kind == Draft.NOTE else OutboxMessage
    if used.objects.filter(form_key=key).exists():
        return None
    text = plain_text(text)[:TEXT_LENGTH]
    if not text.strip():
        drop_draft(case, kind=kind, by=by)
        return None
    values = {"text": text, "saved_at": at}
    draft, _ = Draft.objects.update_or_create(case=case, person=by, kind=kind, defaults=values)
    return draft


def drop_draft(case: Case, *, kind: str, by: Person) -> None:
    """Forget a draft, because it was sent, noted or emptied."""
    case.drafts.filter(person=by, kind=kind).delete()


@transaction.atomic
def drop_forgotten(*, at: datetime) -> int:
    """Drafts nobody touched for a month are forgotten: they hold personal data for no purpose."""
    return Draft.objects.filter(saved_at__lt=at - KEPT).delete()[0]
