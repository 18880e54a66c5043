"""Putting a sentence into the reply that a person is writing; nothing is sent by it."""

from datetime import datetime

from django.db import transaction

from kulanz.desk.actions.record import hold
from kulanz.desk.models import Case, Draft, Person


@transaction.atomic
def put_into_reply(case: Case, *, text: str, at: datetime, by: Person) -> Draft:
    """Append a paragraph to the person's reply draft, once: the same words are not added twice."""
    case = hold(case)
    draft, _ = Draft.objects.get_or_create(
        case=case, person=by, kind=Draft.REPLY, defaults={"saved_at": at}
    )
    text = text.strip()
    if text not in draft.text:
        draft.text = f"{draft.text.rstrip()}\n\n{text}".strip()
        draft.saved_at = at
        draft.save(update_fields=["text", "saved_at"])
    return draft
