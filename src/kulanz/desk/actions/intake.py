"""Messages from outside: kept raw before they are read, read without ever failing, read again.

docs/decisions/0005-raw-first.md. The order of what is believed: the bytes; then who is known at
the sender's address; never a number or an identifier alone.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import OperationalError, transaction

from kulanz.desk import storage
from kulanz.desk.actions.acknowledgement import acknowledge
from kulanz.desk.actions.arrivals import READERS, Arrival, Unreadable, first_sentence
from kulanz.desk.actions.cases import open_case, refresh
from kulanz.desk.actions.closure import wake
from kulanz.desk.actions.contacts import add_contact, one_at_a_time, stored_files
from kulanz.desk.actions.customers import customer_at
from kulanz.desk.actions.raw import keep_raw
from kulanz.desk.actions.reading import read_contact
from kulanz.desk.actions.record import hold, record
from kulanz.desk.models import Case, Contact, OutboxMessage, Person, RawMessage, Wish
from kulanz.desk.models.customers import Customer
from kulanz.desk.queries import contacts as known
from kulanz.languages import detect

__all__ = ["acknowledge", "keep_raw", "read_again", "read_raw", "read_what_is_new"]

log = logging.getLogger("kulanz.intake")
NOBODY = "?"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an arrival goes: into a case, a new one, or nowhere; `hint` is never trusted."""

    case: Case | None = None
    hint: Case | None = None
    bounced: int | None = None


def read_raw(raw: RawMessage, *, at: datetime) -> Contact | None:
    """Make a contact of a kept message. Never raises: what fails is quarantined with its reason.

    None: it became no contact (see `raw.state` and `raw.problem`). A message read before, or
    another copy of it, gives the contact there is.
    """
    if raw.state in {"read", "duplicate"}:
        return _contact_there_is(raw)
    return _read(raw, at=at, anyway=False, by=None)


def read_again(
    raw: RawMessage, *, at: datetime, by: Person | None = None, anyway: bool = False
) -> Contact | None:
    """Read a message once more, after a fix; `anyway` opens a case even for a machine's mail."""
    there_is = known.contact_of(raw)
    if there_is is not None and raw.state == "read":
        return there_is
    return _read(raw, at=at, anyway=anyway, by=by)


def read_what_is_new(*, at: datetime, at_most: int = 100) -> int:
    """Read what was kept and not read, because something stopped in between; returns how many."""
    rows = RawMessage.objects.filter(state="new", source__in=READERS).order_by("pk")[:at_most]
    return sum(1 for raw in rows if read_raw(raw, at=at) is not None)


def _read(raw: RawMessage, *, at: datetime, anyway: bool, by: Person | None) -> Contact | None:
    """Reading happens outside of the transaction; only rows are written in it."""
    try:
        arrival = _arrival(raw)
        contact = _store(raw, arrival, at=at, anyway=anyway, by=by)
        if contact is not None and contact.raw_id == raw.pk:
            read_contact(contact, at=at)
            RawMessage.objects.filter(pk=raw.pk).update(state="read", problem="")
    except OperationalError:
        # The database is away: the row is still "new", and `read_what_is_new` finds it.
        log.warning("raw message %s waits: the database did not answer", raw.pk)
        return None
    except Unreadable as refusal:
        _quarantine(raw, refusal.code, at=at)
        return None
    except Exception as error:  # noqa: BLE001 - one poisonous message must not stop the others
        log.error("raw message %s cannot be read: %s", raw.pk, type(error).__name__)  # noqa: TRY400 - a traceback would quote the customer
        _quarantine(raw, f"error:{type(error).__name__}", at=at)
        return None
    raw.refresh_from_db()
    return contact


def _arrival(raw: RawMessage) -> Arrival:
    if raw.size > settings.MAX_MAIL_BYTES:
        raise Unreadable("too_large")
    return READERS[raw.source](storage.get(raw.blob))


def _contact_there_is(raw: RawMessage) -> Contact | None:
    original = known.earlier_copy(raw, raw.body_key) if raw.state == "duplicate" else raw
    return known.contact_of(original) if original else None


@transaction.atomic
def _quarantine(raw: RawMessage, problem: str, *, at: datetime) -> None:
    raw.state, raw.problem = "quarantined", problem[:200]
    raw.save(update_fields=["state", "problem"])
    record("intake.quarantined", case=None, at=at, raw=raw.pk, problem=raw.problem)


def _store(
    raw: RawMessage, arrival: Arrival, *, at: datetime, anyway: bool, by: Person | None
) -> Contact | None:
    files = stored_files(arrival.files)
    with transaction.atomic():
        one_at_a_time()
        raw = RawMessage.objects.select_for_update().get(pk=raw.pk)
        there_is = known.contact_of(raw)
        if there_is is not None:
            return there_is
        raw.body_key = _digest(arrival.key)
        earlier = known.earlier_copy(raw, raw.body_key)
        if earlier is not None and arrival.channel == "mail":
            raw.state = "duplicate"
            raw.save(update_fields=["state", "body_key"])
            return known.contact_of(earlier)
        place = _place(
            arrival, anyway=anyway, earlier=known.contact_of(earlier) if earlier else None
        )
        if place is None:
            raw.state, raw.problem = "read", "own_mail" if _is_own(arrival) else "automatic"
            raw.save(update_fields=["state", "problem", "body_key"])
            return None
        raw.save(update_fields=["body_key"])
        return _into(place, arrival, raw, files, at=at, by=by)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest() if key else ""


def _is_own(arrival: Arrival) -> bool:
    """Our own mail coming back: from our address, or under an identifier that we gave."""
    if arrival.channel != "mail":
        return False
    return known.is_ours(arrival.sender) or known.sent_by_us([arrival.message_id]) is not None


def _place(arrival: Arrival, *, anyway: bool, earlier: Contact | None) -> _Place | None:
    """Where it goes; None for machines' mail that belongs to nothing.

    Raises:
        Unreadable: nobody stands behind it ("no_sender"), or a robot filled in the form ("trap").
    """
    if arrival.trap and not anyway:
        raise Unreadable("trap")
    if _is_own(arrival) and not anyway:
        return None
    if earlier is not None:  # the form sent again after a change: only its sender has the key
        return _Place(case=earlier.case)
    returned = _returned(arrival)
    if returned is not None:
        return _Place(case=returned.case, bounced=returned.pk)
    meant = known.cases_meant(arrival.answers, arrival.subject, arrival.recipients)
    joined = _of_the_sender(meant, arrival)
    if joined is None and arrival.automatic and not anyway:
        return None
    if not _is_address(arrival) and not anyway:
        raise Unreadable("no_sender")
    return _Place(case=joined, hint=meant[0] if meant and joined is None else None)


def _returned(arrival: Arrival) -> OutboxMessage | None:
    """The mail of ours that could not be delivered; only a mail server's own report says so."""
    if not arrival.automatic:
        return None
    by_server = arrival.sender.partition("@")[0] in {"", "mailer-daemon", "postmaster"}
    return known.sent_by_us([*arrival.returned, *(arrival.answers if by_server else ())])


def _of_the_sender(meant: Sequence[Case], arrival: Arrival) -> Case | None:
    if arrival.channel != "mail":
        return None
    return next(
        (c for c in meant if known.knows(c, kind=arrival.address_kind, address=arrival.sender)),
        None,
    )


def _is_address(arrival: Arrival) -> bool:
    if arrival.address_kind == "phone":
        return any(sign.isdigit() for sign in arrival.sender)
    local, _, domain = arrival.sender.rpartition("@")
    return bool(local and domain) and len(arrival.sender) <= 254  # noqa: PLR2004 - RFC 5321, 4.5.3.1.3


def _into(
    place: _Place,
    arrival: Arrival,
    raw: RawMessage,
    files: Sequence[tuple[str, str, str, int, str]],
    *,
    at: datetime,
    by: Person | None,
) -> Contact:
    language = detect(arrival.new_text or arrival.subject)
    case = place.case or _opened(arrival, raw, language=language, by=by)
    case = hold(case) if arrival.automatic else wake(hold(case), at=at)
    contact = add_contact(case, arrival=arrival, raw=raw, files=files, language=language)
    if arrival.wish:
        Wish.objects.create(case=case, text=arrival.wish, at=raw.received_at)
    record(
        "contact.received",
        case=case,
        at=at,
        by=by,
        by_customer=not arrival.automatic,
        contact=contact.pk,
        automatic=arrival.automatic,
        channel=arrival.channel,
    )
    if place.hint is not None:
        record("case.possibly_belongs_to", case=case, at=at, number=place.hint.number)
    if place.bounced is not None:
        record("mail.bounced", case=case, at=at, contact=contact.pk, outbox=place.bounced)
    refresh(case)
    return contact


def _opened(arrival: Arrival, raw: RawMessage, *, language: str, by: Person | None) -> Case:
    team = known.team_for(arrival.recipients, hint=raw.team_hint, language=arrival.language)
    spoken = arrival.language or language
    return open_case(
        customer=_customer(arrival, language=spoken, at=raw.received_at),
        team=team,
        subject=arrival.subject or first_sentence(arrival.new_text),
        language=spoken,
        at=raw.received_at,
        by=by,
        has_contact=True,
    )


def _customer(arrival: Arrival, *, language: str, at: datetime) -> Customer:
    if not _is_address(arrival):
        return Customer.objects.create(
            name=arrival.sender_name or NOBODY, language=language, created_at=at
        )
    return customer_at(
        kind=arrival.address_kind,
        value=arrival.sender,
        name=arrival.sender_name,
        language=language,
        at=at,
    )
