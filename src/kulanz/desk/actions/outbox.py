"""Mail on its way out: written with the decision, and taken back in time.

The bytes are final before the first attempt (`actions/sending.py`, docs/decisions/0006-outbox.md).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import transaction

from kulanz.desk import storage
from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.drafts import stored_key
from kulanz.desk.actions.kept_bytes import forget
from kulanz.desk.actions.letter_bytes import (
    File,
    Letter,
    new_message_id,
    one_address,
    one_line,
    plain_text,
    to_bytes,
)
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Attachment, Case, Contact, OutboxMessage, OutboxRecipient, Person
from kulanz.desk.queries.outgoing import comes_back

SUBJECT_LENGTH = 400
NAME_LENGTH = 200
TOKEN_BYTES = 32


class TooLate(DeskRefusal):
    """The mail has left, or is leaving."""

    code = "too_late_to_undo"


class Undeliverable(DeskRefusal):
    """Mail to this address came back for good, and machines do not insist."""

    code = "undeliverable"


class Enclosed(Protocol):
    """A kept file, as a draft or another contact names it."""

    name: str
    content_type: str
    blob: str
    size: int


@dataclass(frozen=True, slots=True)
class Extras:
    """What goes with a mail besides its text: copies that a person named, files, a signature."""

    copies: Sequence[str] = ()
    files: Sequence[Enclosed] = ()
    signature: str = ""
    important: bool = False


NOTHING_MORE = Extras()


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
    extras: Extras = NOTHING_MORE,
) -> OutboxMessage:
    """A mail to the customer, stored for sending from `send_after` on (default: now).

    `kind` is "reply", "ack", "recap", "interim" ...; the same `form_key` again gives the same row.

    Raises:
        NotOneAddress: `recipient` or a copy is not exactly one mail address.
        Undeliverable: no person wrote it, and mail to this address came back for good.
    """
    case = hold(case)
    key = stored_key(case, kind, form_key or secrets.token_hex(32))
    before = OutboxMessage.objects.filter(form_key=key).first()
    if before is not None:
        return before
    if by is None and comes_back(case, one_address(recipient)):
        raise Undeliverable
    letter = _letter(
        case, recipient=recipient, subject=subject, text=text, at=at, by=by, extras=extras
    )
    letter = replace(letter, automatic=_automatic(kind, by))
    message = _row(case, letter, by)
    message.kind, message.form_key, message.important = kind, key, extras.important
    message.send_after, message.override_reason = send_after or at, one_line(override_reason, 300)
    message.save(force_insert=True)
    _go_with(message, letter, extras)
    _record_queued(case, message)
    refresh(case)
    return message


def _letter(
    case: Case,
    *,
    recipient: str,
    subject: str,
    text: str,
    at: datetime,
    by: Person | None,
    extras: Extras,
) -> Letter:
    """What is written, from the case's team, in its language and its thread."""
    sender = case.team.mail_address
    return Letter(
        message_id=new_message_id(sender),
        sender=sender,
        sender_name=f"{by.name}, {case.team.name}" if by else case.team.name,
        recipient=one_address(recipient),
        subject=subject,
        text=text,
        language=case.language,
        at=at,
        answers=_thread_of(case),
        copies=_copies(extras, recipient),
        reply_to=_reply_to(case),
        signature=extras.signature,
        files=tuple(File(o.name, o.content_type, storage.get(o.blob)) for o in extras.files),
    )


def _copies(extras: Extras, recipient: str) -> tuple[str, ...]:
    """Each address once, and not the one that the mail goes to anyway."""
    others = {one.lower(): one for one in map(one_address, extras.copies)}
    others.pop(recipient.lower(), None)
    return tuple(others.values())


def _reply_to(case: Case) -> str:
    """The team's address with the case number, where its mail server takes such (RFC 5233)."""
    local, _, domain = case.team.mail_address.rpartition("@")
    return f"{local}+{case.number}@{domain}" if case.team.plus_address else ""


def _go_with(message: OutboxMessage, letter: Letter, extras: Extras) -> None:
    """Whom it goes to, one row each, and the files as the case shows them."""
    OutboxRecipient.objects.create(message=message, address=letter.recipient)
    for one in letter.copies:
        OutboxRecipient.objects.create(message=message, address=one, copy=True)
    for file in extras.files:
        Attachment.objects.create(
            contact_id=message.contact_id or 0,
            token=secrets.token_urlsafe(TOKEN_BYTES),
            name=file.name,
            content_type=file.content_type,
            blob=file.blob,
            size=file.size,
        )


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
    return Contact.objects.create(
        case=case,
        channel="mail",
        direction=Contact.OUT,
        at=letter.at,
        by=by,
        subject=one_line(letter.subject, SUBJECT_LENGTH),
        text=letter.whole_text,
        new_text=plain_text(letter.text),
        language=case.language,
        sender=letter.sender,
        sender_name=one_line(letter.sender_name, NAME_LENGTH),
        message_id=letter.message_id,
        automatic=by is None,
    )


@transaction.atomic
def take_back(message: OutboxMessage, *, at: datetime, by: Person | None = None) -> str:
    """Cancel a mail that still waits; its contact and bytes go. Returns the text it had.

    The bytes of its files go too, unless a draft has taken them over (`undo_reply`).

    Raises:
        TooLate: it is being sent, was sent, or was taken back already.
    """
    case = hold(message.case)
    waiting = OutboxMessage.objects.filter(pk=message.pk, state="waiting", attempts=0)
    # The form it came from may be sent again, from a page that the browser still has.
    if not waiting.update(state="cancelled", form_key=f"taken back {message.pk}"):
        raise TooLate
    contact = message.contact
    text = contact.new_text if contact else ""
    files = [*contact.attachments.values_list("blob", flat=True)] if contact else []
    if contact is not None:
        contact.delete()
    transaction.on_commit(lambda: storage.delete(message.blob))
    transaction.on_commit(lambda: forget(files))
    record("reply.taken_back", case=case, at=at, by=by, outbox=message.pk)
    refresh(case)
    return text


def sent_file(sha256: str) -> Path:
    """Where a mail lies when no mail server is set (docs/running/jobs.md)."""
    return Path(settings.MAIL_FOLDER) / f"{sha256}.eml"
