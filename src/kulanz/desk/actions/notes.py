"""Internal notes: never sent. What is said about a customer is what was said or done."""

from datetime import datetime

from django.db import transaction

from kulanz.desk.actions.drafts import drop_draft, stored_key
from kulanz.desk.actions.letter_bytes import plain_text
from kulanz.desk.actions.record import hold, record
from kulanz.desk.actions.replies import CheckStops, NothingWritten
from kulanz.desk.models import Case, Draft, Note, Person
from kulanz.desk.queries.replies import remarks_on


@transaction.atomic
def add_note(case: Case, *, text: str, form_key: str, at: datetime, by: Person) -> Note:
    """Write a note; the same form again gives the same note.

    Raises:
        NothingWritten: there is no text.
        CheckStops: words about what somebody is, instead of what was said or done.
    """
    case = hold(case)
    key = stored_key(case, Draft.NOTE, form_key)
    before = Note.objects.filter(form_key=key).first()
    if before is not None:
        return before
    text = plain_text(text).strip()
    if not text:
        raise NothingWritten
    remarks = remarks_on(case, by, text=text, kind="note")
    if any(remark.stops for remark in remarks):
        raise CheckStops(remarks)
    note = Note.objects.create(case=case, by=by, at=at, text=text, form_key=key)
    drop_draft(case, kind=Draft.NOTE, by=by)
    record("note.added", case=case, at=at, by=by, note=note.pk)
    return note
