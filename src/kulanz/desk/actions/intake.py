"""Messages from outside: kept raw before they are read, read without ever failing, read again.

docs/decisions/0005-raw-first.md. Reading takes its time and holds nobody up; then everything that a
message changes is written in one transaction. Where it goes is decided in `mail_steps`.
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
from kulanz.desk.actions.arrivals import (
    ADDRESS_LENGTH,
    READERS,
    Arrival,
    Unreadable,
    first_sentence,
)
from kulanz.desk.actions.cases import open_case
from kulanz.desk.actions.closure import wake
from kulanz.desk.actions.contacts import add_contact, one_at_a_time, stored_files
from kulanz.desk.actions.customers import customer_at
from kulanz.desk.actions.mail_steps import (
    Nowhere,
    Place,
    is_address,
    place_anyway,
    place_of,
    unwrapped,
)
from kulanz.desk.actions.raw import keep_raw
from kulanz.desk.actions.reading import Heard, hear, put_down
from kulanz.desk.actions.record import at_once, hold, record
from kulanz.desk.models import Case, Contact, Note, Person, RawMessage, Wish
from kulanz.desk.models.customers import Customer
from kulanz.desk.queries import contacts as known
from kulanz.languages import detect
from kulanz.reading import LIMIT_PROBLEMS

__all__ = ["acknowledge", "keep_raw", "read_again", "read_raw", "read_what_is_new"]

log = logging.getLogger("kulanz.intake")
NOBODY = "?"
# Part of the mail is only in the original; whoever reads the case is told so.
NOT_SHOWN = LIMIT_PROBLEMS | {"bad_encoding", "boundary_missing", "encrypted"}


@dataclass(frozen=True, slots=True)
class _Read:
    """A message, read: what came, in which language, what it says, and its stored files.

    `problem` is the kind of error that kept it from being understood; then nothing was heard.
    """

    arrival: Arrival
    language: str
    heard: Heard
    files: Sequence[tuple[str, str, str, int, str]]
    by: Person | None = None
    note: str = ""
    problem: str = ""


def read_raw(raw: RawMessage, *, at: datetime) -> Contact | None:
    """Make a contact of a kept message. Never raises: what fails is quarantined with its reason.

    None: it became no contact (see `raw.state` and `raw.problem`). A message read before, or
    another copy of it, gives the contact there is.
    """
    if raw.state in {"read", "duplicate"}:
        return _contact_there_is(raw)
    return _take(raw, at=at, anyway=False, by=None)


def read_again(
    raw: RawMessage, *, at: datetime, by: Person | None = None, anyway: bool = False
) -> Contact | None:
    """Read a message once more, after a fix; `anyway` opens a case even for a machine's mail."""
    there_is = known.contact_of(raw)
    if there_is is not None and raw.state == "read":
        return there_is
    return _take(raw, at=at, anyway=anyway, by=by)


def read_what_is_new(*, at: datetime, at_most: int = 100) -> int:
    """Read what was kept and not read, because something stopped in between; returns how many."""
    rows = RawMessage.objects.filter(state="new", source__in=READERS).order_by("pk")[:at_most]
    return sum(1 for raw in rows if read_raw(raw, at=at) is not None)


def _take(raw: RawMessage, *, at: datetime, anyway: bool, by: Person | None) -> Contact | None:
    try:
        return _store(raw, _arrival(raw, anyway=anyway), at=at, anyway=anyway, by=by)
    except OperationalError:
        # The database is away: the row is still "new", and `read_what_is_new` finds it.
        log.warning("raw message %s waits: the database did not answer", raw.pk)
    except Unreadable as refusal:
        _quarantine(raw, refusal.code, at=at)
    except Exception as error:  # noqa: BLE001 - one poisonous message must not stop the others
        log.error("raw message %s cannot be read: %s", raw.pk, type(error).__name__)  # noqa: TRY400 - a traceback would quote the customer
        _quarantine(raw, f"error:{type(error).__name__}", at=at)
    return None


def _arrival(raw: RawMessage, *, anyway: bool) -> Arrival:
    if raw.size > settings.MAX_MAIL_BYTES and not anyway:
        raise Unreadable("too_large")
    return READERS[raw.source](storage.get(raw.blob))


def _contact_there_is(raw: RawMessage) -> Contact | None:
    original = known.earlier_copy(raw, raw.body_key) if raw.state == "duplicate" else raw
    return known.contact_of(original) if original else None


@transaction.atomic
def _quarantine(raw: RawMessage, problem: str, *, at: datetime) -> None:
    _settle(raw, "quarantined", "quarantine", problem[:200])
    record("intake.quarantined", case=None, at=at, raw=raw.pk, problem=raw.problem)


def _settle(raw: RawMessage, state: str, outcome: str, problem: str = "") -> None:
    """Every message ends here, as often as it is read."""
    raw.state, raw.outcome, raw.problem = state, outcome, problem
    raw.save(update_fields=["state", "outcome", "problem", "body_key", "sender", "subject"])


def _store(
    raw: RawMessage, arrival: Arrival, *, at: datetime, anyway: bool, by: Person | None
) -> Contact | None:
    """Decide and write in one transaction; what the message says was read before it."""
    raw.sender, raw.subject = arrival.sender[:ADDRESS_LENGTH], arrival.subject
    opened, colleague, note = unwrapped(arrival)
    read = _understood(opened, raw, by=colleague or by, note=note)
    with transaction.atomic():
        one_at_a_time()
        now = RawMessage.objects.select_for_update().get(pk=raw.pk)
        raw.state, raw.body_key = now.state, _digest(arrival.key)
        contact = _written(raw, arrival, read, at=at, anyway=anyway)
        if read.problem and contact is not None and raw.state != "duplicate":
            _quarantine(raw, read.problem, at=at)
    return contact


def _written(
    raw: RawMessage, arrival: Arrival, read: _Read, *, at: datetime, anyway: bool
) -> Contact | None:
    there_is = None if raw.state == "new" else known.contact_of(raw)
    if there_is is not None:  # it was there already, and what it says was not understood then
        put_down(hold(there_is.case), there_is, read.heard, at=at)
        _settle(raw, "read", known.outcome_of(there_is))
        return there_is
    earlier = known.earlier_copy(raw, raw.body_key)
    if earlier is not None and arrival.channel == "mail":
        _settle(raw, "duplicate", "duplicate")
        return known.contact_of(earlier)
    before = known.contact_of(earlier) if earlier else None
    place = place_anyway(arrival) if anyway else place_of(arrival, earlier=before)
    if isinstance(place, Nowhere):
        _settle(raw, "read", place.outcome, place.reason)
        return None
    if read.arrival is not arrival and place.case is not None:  # it answers: the colleague's mail
        read = _understood(arrival, raw, by=None, note="")
    with at_once():
        contact = _into(place, read, raw, at=at)
    _settle(raw, "read", place.outcome_of(arrival))
    return contact


def _understood(arrival: Arrival, raw: RawMessage, *, by: Person | None, note: str) -> _Read:
    """What the message says. An error here loses no message: it is a contact without lines."""
    language = detect(arrival.new_text or arrival.subject)
    contact = Contact(
        channel=arrival.channel,
        direction=Contact.IN,
        text=arrival.text,
        new_text="" if arrival.automatic else arrival.new_text,
        language=language,
        automatic=arrival.automatic,
    )
    heard, problem = Heard(), ""
    try:
        heard = hear(contact)
    except Exception as error:  # noqa: BLE001 - see above
        log.error("raw message %s is not understood: %s", raw.pk, type(error).__name__)  # noqa: TRY400 - a traceback would quote the customer
        problem = f"error:{type(error).__name__}"
    return _Read(arrival, language, heard, stored_files(arrival.files), by, note, problem)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest() if key else ""


def _into(place: Place, read: _Read, raw: RawMessage, *, at: datetime) -> Contact:
    arrival = read.arrival
    if place.case is None:
        case = _opened(read, raw)
    else:
        case = hold(place.case)
        case = case if arrival.automatic else wake(case, at=at)
    contact = add_contact(case, arrival=arrival, raw=raw, files=read.files, language=read.language)
    if arrival.wish:
        Wish.objects.create(case=case, text=arrival.wish, at=raw.received_at)
    record(
        "contact.received",
        case=case,
        at=at,
        by=read.by,
        by_customer=not arrival.automatic,
        contact=contact.pk,
        automatic=arrival.automatic,
        channel=arrival.channel,
    )
    _tell(place, read, contact, raw, at=at)
    put_down(case, contact, read.heard, at=at, first=place.case is None)
    return contact


def _tell(place: Place, read: _Read, contact: Contact, raw: RawMessage, *, at: datetime) -> None:
    """What whoever reads the case has to know of this message."""
    case = contact.case
    if place.hint is not None:
        record("case.possibly_belongs_to", case=case, at=at, number=place.hint.number)
    if missing := sorted(NOT_SHOWN & set(read.arrival.problems)):
        record("mail.not_whole", case=case, at=at, contact=contact.pk, problems=missing)
    if read.note and read.by is not None:
        Note.objects.create(
            case=case, by=read.by, at=at, text=read.note, form_key=f"forwarded {raw.pk}"
        )
    bounce = read.arrival.bounce
    if place.bounced is not None and not (bounce and bounce.delayed):
        record(
            "mail.bounced",
            case=case,
            at=at,
            contact=contact.pk,
            outbox=place.bounced.pk,
            recipient=bounce.recipient if bounce else "",
            reason=bounce.reason if bounce else "unknown",
            hard=bool(bounce and bounce.hard),
        )


def _opened(read: _Read, raw: RawMessage) -> Case:
    arrival = read.arrival
    team = known.team_for(arrival.recipients, hint=raw.team_hint, language=arrival.language)
    spoken = arrival.language or read.language
    return open_case(
        customer=_customer(arrival, language=spoken, at=raw.received_at),
        team=team,
        subject=arrival.subject or first_sentence(arrival.new_text),
        language=spoken,
        at=raw.received_at,
        by=read.by,
        has_contact=True,
    )


def _customer(arrival: Arrival, *, language: str, at: datetime) -> Customer:
    if not is_address(arrival):
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
