"""Mail on its way out: written with the decision, sent once, taken back in time.

The bytes are final before the first attempt, and an attempt is committed before SMTP DATA:
after a crash the worst case is one more mail with the same Message-ID. docs/decisions/0006.
"""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

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
from kulanz.desk.models import Case, Contact, OutboxMessage, Person

SUBJECT_LENGTH = 400
NAME_LENGTH = 200
LEASE = timedelta(minutes=5)
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 240, 480, 1440))


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


@transaction.atomic
def lease_next(*, at: datetime) -> OutboxMessage | None:
    """Take one mail that is due, or whose sender died, for one attempt; None when there is none.

    Two senders never get the same mail: a row locked by the other is skipped, and the update
    repeats the condition for databases without row locks.
    """
    due = Q(state="waiting", send_after__lte=at) | Q(state="sending", leased_until__lte=at)
    rows = OutboxMessage.objects.filter(due).order_by("send_after", "id")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    row = rows.first()
    if row is None:
        return None
    taken = OutboxMessage.objects.filter(due, pk=row.pk)
    if not taken.update(state="sending", attempts=F("attempts") + 1, leased_until=at + LEASE):
        return None
    return OutboxMessage.objects.select_related("case", "by").get(pk=row.pk)


@transaction.atomic
def mark_sent(message: OutboxMessage, *, at: datetime) -> None:
    """The mail server has taken responsibility (its 250)."""
    case = hold(message.case)
    mine = OutboxMessage.objects.filter(pk=message.pk, attempts=message.attempts, state="sending")
    if mine.update(state="sent", sent_at=at, leased_until=None, problem=""):
        record("reply.sent", case=case, at=at, by=message.by, outbox=message.pk, mail=message.kind)


@transaction.atomic
def mark_failed(message: OutboxMessage, *, problem: str, for_good: bool, at: datetime) -> None:
    """This attempt failed: try again later, or give up and tell the case."""
    case = hold(message.case)
    mine = OutboxMessage.objects.filter(pk=message.pk, attempts=message.attempts, state="sending")
    give_up = for_good or message.attempts > len(BACK_OFF)
    if not give_up:
        later = at + BACK_OFF[message.attempts - 1]
        mine.update(state="waiting", send_after=later, leased_until=None, problem=problem)
    elif mine.update(state="failed", leased_until=None, problem=problem):
        record("reply.failed", case=case, at=at, by=message.by, outbox=message.pk, problem=problem)


def sent_file(sha256: str) -> Path:
    """Where a mail lies when no mail server is set (docs/running/jobs.md)."""
    return Path(settings.MAIL_FOLDER) / f"{sha256}.eml"
