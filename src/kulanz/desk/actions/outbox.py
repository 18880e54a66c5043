"""Mail on its way out: written with the decision, and taken back in time.

The bytes are final before the first attempt (`actions/sending.py`, docs/decisions/0006-outbox.md).
"""

import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kulanz.desk import storage
from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.drafts import stored_key
from kulanz.desk.actions.letter_bytes import (
    Letter,
    new_message_id,
    one_address,
    one_line,
    plain_text,
    to_bytes,
)
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Case, Contact, OutboxMessage, OutboxRecipient, Person

SUBJECT_LENGTH = 400
NAME_LENGTH = 200


class TooLate(DeskRefusal):
    """The mail has left, or is leaving."""

    code = "too_late_to_undo"


@transaction.atomic
def queue_mail(
    *,
    case: Case,
    recipient: str,
    subject: str,
    text: str,
    kind: str,
    at: datetime,
    by: Person | None = None,
    send_after: datetime | None = None,
    form_key: str | None = None,
    override_reason: str = "",
) -> OutboxMessage:
    """A mail to the customer, stored for sending from `send_after` on (default: now).

    `kind` is "reply", "ack", "recap", "interim" ...; the same `form_key` again gives the same row.

    Raises:
        NotOneAddress: `recipient` is not exactly one mail address.
    """
    case = hold(case)
    key = stored_key(case, kind, form_key or secrets.token_hex(32))
    before = OutboxMessage.objects.filter(form_key=key).first()
    if before is not None:
        return before
    sender = case.team.mail_address
    letter = Letter(
        message_id=new_message_id(sender),
        sender=sender,
        sender_name=f"{by.name}, {case.team.name}" if by else case.team.name,
        recipient=one_address(recipient),
        subject=subject,
        text=text,
        language=case.language,
        at=at,
        answers=_thread_of(case),
        automatic=_automatic(kind, by),
    )
    message = _row(case, letter, by)
    message.kind, message.form_key = kind, key
    message.send_after, message.override_reason = send_after or at, one_line(override_reason, 300)
    message.save(force_insert=True)
    OutboxRecipient.objects.create(message=message, address=message.recipient)
    _record_queued(case, message)
    refresh(case)
    return message


def _record_queued(case: Case, message: OutboxMessage) -> None:
    record(
        "reply.queued",
        case=case,
        at=message.created_at,
        by=message.by,
        outbox=message.pk,
        contact=message.contact_id,
        mail=message.kind,
    )


def _row(case: Case, letter: Letter, by: Person | None) -> OutboxMessage:
    """The message with its contact and its final bytes, not yet saved."""
    return OutboxMessage(
        case=case,
        contact=_contact(case, letter, by),
        message_id=letter.message_id,
        sender=letter.sender,
        recipient=letter.recipient,
        blob=storage.put(to_bytes(letter)),
        by=by,
        created_at=letter.at,
    )


def _automatic(kind: str, by: Person | None) -> str:
    """RFC 3834, 5: what no person wrote says so, and so is never answered by a machine."""
    if kind == "ack":
        return "auto-replied"
    return "" if by else "auto-generated"


def _thread_of(case: Case) -> tuple[str, ...]:
    ids = (
        case.contacts.exclude(message_id="")
        .order_by("-at", "-id")
        .values_list("message_id", flat=True)
    )
    return tuple(reversed(ids[:100]))


def _contact(case: Case, letter: Letter, by: Person | None) -> Contact:
    text = plain_text(letter.text)
    return Contact.objects.create(
        case=case,
        channel="mail",
        direction=Contact.OUT,
        at=letter.at,
        by=by,
        subject=one_line(letter.subject, SUBJECT_LENGTH),
        text=text,
        new_text=text,
        language=case.language,
        sender=letter.sender,
        sender_name=one_line(letter.sender_name, NAME_LENGTH),
        message_id=letter.message_id,
        automatic=by is None,
    )


@transaction.atomic
def take_back(message: OutboxMessage, *, at: datetime, by: Person | None = None) -> str:
    """Cancel a mail that still waits; its contact and bytes go. Returns the text it had.

    Raises:
        TooLate: it is being sent, was sent, or was taken back already.
    """
    case = hold(message.case)
    waiting = OutboxMessage.objects.filter(pk=message.pk, state="waiting", attempts=0)
    # The form it came from may be sent again, from a page that the browser still has.
    if not waiting.update(state="cancelled", form_key=f"taken back {message.pk}"):
        raise TooLate
    contact = message.contact
    text = contact.text if contact else ""
    if contact is not None:
        contact.delete()
    transaction.on_commit(lambda: storage.delete(message.blob))
    record("reply.taken_back", case=case, at=at, by=by, outbox=message.pk)
    refresh(case)
    return text


def sent_file(sha256: str) -> Path:
    """Where a mail lies when no mail server is set (docs/running/jobs.md)."""
    return Path(settings.MAIL_FOLDER) / f"{sha256}.eml"
