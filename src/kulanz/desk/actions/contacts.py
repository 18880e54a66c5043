"""Writing contacts down: what came in, and what a colleague noted of a call."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from kulanz.desk import storage
from kulanz.desk.actions.arrivals import Arrival, first_sentence, plain
from kulanz.desk.actions.cases import give_owner, move, open_case, refresh
from kulanz.desk.actions.closure import reopen
from kulanz.desk.actions.commitments import keep, promise_callback, withdraw
from kulanz.desk.actions.file_names import shown_name
from kulanz.desk.actions.reading import read_contact
from kulanz.desk.actions.record import hold, record
from kulanz.desk.models import (
    Address,
    Attachment,
    Case,
    Commitment,
    Contact,
    Customer,
    Person,
    RawMessage,
    Team,
)
from kulanz.desk.models.customers import normal_address
from kulanz.languages import detect
from kulanz.reading import Attachment as LetterAttachment

TOKEN_BYTES = 32
MAX_FILES = 200
MOST_RECIPIENTS = 50
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,59}")


@dataclass(frozen=True, slots=True)
class CallNote:
    """What a colleague noted of a call or letter; `form_key` makes a second press harmless."""

    text: str
    form_key: str
    channel: str = "call"
    direction: str = Contact.IN
    subject: str = ""
    wait_minutes: int | None = None
    minutes: int | None = None
    broken_off_by: str = ""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who called: at least one of phone and mail is given, unless the number was hidden."""

    name: str
    phone: str = ""
    mail: str = ""

    def addresses(self) -> list[tuple[str, str]]:
        """Kind and normalised value of each address given."""
        given = ((Address.PHONE, self.phone), (Address.MAIL, self.mail))
        return [(kind, normal_address(kind, value)) for kind, value in given if value.strip()]


def one_at_a_time() -> None:
    """Hold whoever else opens a case until this transaction ends.

    Two copies of one message must not pass each other, and case numbers have no gaps. SQLite
    has one writer anyway; elsewhere the first team's row is the lock.
    """
    Team.objects.select_for_update().order_by("pk").first()


def stored_files(files: Sequence[LetterAttachment]) -> list[tuple[str, str, str, int, str]]:
    """Keep the bytes of attachments: name, media type, hash, size and Content-ID of each."""
    return [
        (
            shown_name(one.name),
            one.content_type
            if _MEDIA_TYPE.fullmatch(one.content_type)
            else "application/octet-stream",
            storage.put(one.content),
            len(one.content),
            plain(one.content_id)[:200],
        )
        for one in files[:MAX_FILES]
    ]


def keep_file(contact: Contact, *, name: str, content_type: str, content: bytes) -> Attachment:
    """Keep bytes as a file of a contact; the same bytes again give the same row."""
    blob = storage.put(content)
    before = contact.attachments.filter(blob=blob).first()
    return before or Attachment.objects.create(
        contact=contact,
        token=secrets.token_urlsafe(TOKEN_BYTES),
        name=shown_name(name),
        content_type=content_type,
        blob=blob,
        size=len(content),
    )


def add_contact(
    case: Case,
    *,
    arrival: Arrival,
    raw: RawMessage,
    files: Sequence[tuple[str, str, str, int, str]],
    language: str,
) -> Contact:
    """The row of something that came in, with its files; part of the caller's transaction."""
    contact = Contact.objects.create(
        case=case,
        channel=arrival.channel,
        direction=Contact.IN,
        at=raw.received_at,
        subject=arrival.subject,
        text=arrival.text,
        new_text="" if arrival.automatic else arrival.new_text,
        html=arrival.html,
        language=language,
        sender=arrival.sender[:254],
        sender_name=arrival.sender_name,
        message_id=arrival.message_id,
        recipients=[one for one in arrival.recipients if len(one) <= 254][:MOST_RECIPIENTS],  # noqa: PLR2004 - RFC 5321, 4.5.3.1.3
        raw=raw,
        automatic=arrival.automatic,
    )
    Attachment.objects.bulk_create(
        Attachment(
            contact=contact,
            token=secrets.token_urlsafe(TOKEN_BYTES),
            name=name,
            content_type=content_type,
            blob=blob,
            size=size,
            content_id=content_id,
        )
        for name, content_type, blob, size, content_id in files
    )
    return contact


def open_by_call(
    *, caller: Caller, note: CallNote, team: Team, language: str, at: datetime, by: Person
) -> Contact:
    """A new case from a call or letter; whoever spoke to the customer has acknowledged it."""
    with transaction.atomic():
        one_at_a_time()
        contact = _noted_before(note, by) or _opened(
            caller, note, team=team, language=language, at=at, by=by
        )
    read_contact(contact, at=at)  # repeatable: the second press mends what the first left undone
    return contact


def _opened(
    caller: Caller, note: CallNote, *, team: Team, language: str, at: datetime, by: Person
) -> Contact:
    case = open_case(
        customer=caller_of(caller, language=language, at=at),
        team=team,
        subject=note.subject or first_sentence(note.text),
        language=language,
        at=at,
        by=by,
    )
    give_owner(case, by, at=at, by=by)
    if note.channel == "call":
        case = move(case, "acknowledged", at=at, by=by)
        case.acknowledged_at = at
        case.human_answer_at = None if note.broken_off_by else at
        case.save(update_fields=["acknowledged_at", "human_answer_at"])
    return _noted(case, note, language=language, at=at, by=by)


def note_call(
    case: Case, *, note: CallNote, at: datetime, by: Person, caller: Caller | None = None
) -> Contact:
    """A call or letter in a case that exists; the customer's own, or a broken call, reopens it.

    `caller` names addresses that a colleague believes to be this customer's.
    """
    with transaction.atomic():
        case = hold(case)
        contact = _noted_before(note, by, case) or _joined(case, note, caller, at=at, by=by)
    read_contact(contact, at=at)
    return contact


def _joined(
    case: Case, note: CallNote, caller: Caller | None, *, at: datetime, by: Person
) -> Contact:
    if case.closed_at is not None and (note.direction == Contact.IN or note.broken_off_by):
        case = reopen(case, at=at, by=by)
    if case.human_answer_at is None and note.channel == "call" and not note.broken_off_by:
        case.human_answer_at = at
        case.acknowledged_at = case.acknowledged_at or at
        case.save(update_fields=["acknowledged_at", "human_answer_at"])
    if caller is not None:
        remember(case.customer, caller)
    return _noted(case, note, language=detect(note.text), at=at, by=by)


def _noted_before(note: CallNote, by: Person, case: Case | None = None) -> Contact | None:
    rows = Contact.objects.select_related("case").filter(message_id=_note_id(note), by=by)
    return (rows if case is None else rows.filter(case=case)).first()


def _note_id(note: CallNote) -> str:
    """Has no angle brackets, so no mail can ever refer to it."""
    return f"note:{note.form_key}"


def _noted(case: Case, note: CallNote, *, language: str, at: datetime, by: Person) -> Contact:
    text = note.text.replace("\x00", "")
    contact = Contact.objects.create(
        case=case,
        channel=note.channel,
        direction=note.direction,
        at=at,
        by=by,
        subject=plain(note.subject)[:400],
        text=text,
        new_text=text,
        language=language,
        sender_name=case.customer.name,
        message_id=_note_id(note),
        wait_seconds=None if note.wait_minutes is None else note.wait_minutes * 60,
        duration_seconds=None if note.minutes is None else note.minutes * 60,
        broken_off_by=note.broken_off_by,
    )
    record(
        "contact.received" if note.direction == Contact.IN else "contact.made",
        case=case,
        at=at,
        by=by,
        contact=contact.pk,
        automatic=False,
        channel=note.channel,
    )
    if note.broken_off_by:
        promise_to_ring_back(case, owner=case.owner or by, at=at, by=by)
    elif note.channel == "call":
        settle_callbacks(case, direction=note.direction, at=at, by=by)
    refresh(case)
    return contact


def settle_callbacks(case: Case, *, direction: str, at: datetime, by: Person) -> None:
    """We spoke: a call-back for a broken call is kept if we rang, and moot if the customer did."""
    owed = case.commitments.filter(
        kind="callback", after_break=True, done_at=None, withdrawn_at=None
    )
    for callback in owed:
        (keep if direction == Contact.OUT else withdraw)(callback, at=at, by=by)


def promise_to_ring_back(case: Case, *, owner: Person, at: datetime, by: Person) -> Commitment:
    """Whoever's fault it was: nobody should have to queue twice for one call.

    One open call-back for a broken call is enough, however often it breaks.
    """
    open_ones = case.commitments.filter(after_break=True, done_at=None, withdrawn_at=None)
    before = open_ones.first()
    if before is not None:
        return before
    with translation.override(case.language):
        text = gettext("We ring back: the call broke off.")
    return promise_callback(case, text=text, owner=owner, at=at, by=by, after_break=True)


def caller_of(caller: Caller, *, language: str, at: datetime) -> Customer:
    """The customer known at one of the addresses, else a new one."""
    known = [_owner_of(kind, value) for kind, value in caller.addresses()]
    customer = next((one for one in known if one is not None), None)
    name = plain(caller.name)
    if customer is None:
        customer = Customer.objects.create(name=name or "?", language=language, created_at=at)
    remember(customer, caller)
    return customer


def _owner_of(kind: str, value: str) -> Customer | None:
    row = Address.objects.select_related("customer").filter(kind=kind, value=value).first()
    return row.customer if row else None


def remember(customer: Customer, caller: Caller) -> None:
    """From now on the customer is known by these addresses too, unless they are somebody else's."""
    for kind, value in caller.addresses():
        Address.objects.get_or_create(kind=kind, value=value, defaults={"customer": customer})


@transaction.atomic
def show_pictures(contact: Contact, *, at: datetime, by: Person) -> Contact:
    """Let the pictures of one mail be fetched: its sender will learn that we read it."""
    case = hold(contact.case)
    contact.show_remote = True
    contact.save(update_fields=["show_remote"])
    record("contact.pictures_shown", case=case, at=at, by=by, contact=contact.pk)
    return contact
