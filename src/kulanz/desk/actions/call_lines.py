"""The lines of a running call, put into the case as they are written.

The first sign of a line says what it is; without one it is what the customer says, and is read
like any contact: statements, declarations, behaviours and becauses, each with its quote.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext, pgettext

from kulanz.case import Utterance
from kulanz.chain import parse_notation
from kulanz.commitments import due
from kulanz.countries import profile
from kulanz.desk.actions.calls import Line, append, hold_running
from kulanz.desk.actions.cases import SUBJECT_LENGTH, refresh
from kulanz.desk.actions.commitments import DueInThePast, promise
from kulanz.desk.actions.reading import add_observations, add_statements
from kulanz.desk.actions.record import DeskRefusal, record
from kulanz.desk.actions.telling import add_told
from kulanz.desk.casefiles import language_of
from kulanz.desk.models import (
    Call,
    CallEntry,
    Case,
    Commitment,
    Contact,
    Person,
    Statement,
)
from kulanz.desk.queries.calls import clock_word
from kulanz.facts import find_statements
from kulanz.signals import find_behaviours, find_declarations

LEDGER_KINDS = {"feeling": "emotion", "open": "question", "verified": "fact", "opinion": "opinion"}
COMMITMENT_SIDES = {"we": Commitment.OURS, "they": Commitment.THEIRS}
READ = ("said", "feeling", "opinion")
WITHOUT_A_DATE = "1d_b"
NO_SUBJECT = "-"


class NothingWrittenDown(DeskRefusal):
    """A line needs words."""

    code = "nothing_said"


class TooLate(DeskRefusal):
    """What others have built on is corrected in the ledger, not taken back."""

    code = "call_line_too_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What else a line says: the source of a verified fact, and when a commitment is due."""

    source: str = ""
    due_at: datetime | None = None


@transaction.atomic
def write_line(
    call: Call, line: Line, *, at: datetime, by: Person | None, meant: Meant | None = None
) -> CallEntry:
    """Keep a line and put it into the case; the same key again gives the line there is.

    Raises:
        NothingWrittenDown, DueInThePast, CallEnded: see there.
    """
    if not line.text.strip():
        raise NothingWrittenDown
    case, call = hold_running(call)
    entry, new = append(call, line, at=at)
    if not new:
        return entry
    if line.final:
        _put_into_case(case, call, entry, meant or Meant(), at=at, by=by)
    _add_to_text(call, entry)
    if not line.heard:
        Call.objects.filter(pk=call.pk).update(typed="")
    record("call.line", case=case, at=at, by=by, call=call.pk, entry=entry.pk, sort=entry.kind)
    refresh(case)
    return entry


@transaction.atomic
def take_back(entry: CallEntry, *, at: datetime, by: Person) -> CallEntry:
    """Reopen a line just written, with all that it put into the case.

    Raises:
        TooLate: it was verified, read back, kept or offered upon since.
        CallEnded: see there.
    """
    case, call = hold_running(entry.call)
    if entry.withdrawn_at is not None:
        return entry
    statements = entry.statements.all()
    used = Statement.objects.filter(replaces__in=statements).exists()
    if used or statements.filter(recapline__isnull=False).exists():
        raise TooLate
    if entry.commitment is not None and entry.commitment.done_at is not None:
        raise TooLate
    quotes = [entry.text]
    statements.delete()
    contact = call.contact
    assert contact is not None, "an answered call has its contact"  # noqa: S101 - see `answer`
    contact.observations.filter(line=entry.number, standing="proposed").delete()
    case.becauses.filter(contact=contact, quote__in=quotes).update(withdrawn_at=at)
    if entry.commitment is not None:
        Commitment.objects.filter(pk=entry.commitment.pk).update(withdrawn_at=at)
    entry.withdrawn_at = at
    entry.save(update_fields=["withdrawn_at"])
    write_text(call)
    record("call.line_taken_back", case=case, at=at, by=by, call=call.pk, entry=entry.pk)
    refresh(case)
    return entry


def _put_into_case(
    case: Case, call: Call, entry: CallEntry, meant: Meant, *, at: datetime, by: Person | None
) -> None:
    contact = call.contact
    assert contact is not None, "an answered call has its contact"  # noqa: S101 - see `answer`
    if case.subject == NO_SUBJECT and entry.kind == "said":
        case.subject = entry.text[:SUBJECT_LENGTH]
        case.save(update_fields=["subject"])
    if entry.kind in COMMITMENT_SIDES:
        entry.commitment = _committed(case, entry, meant, at=at, by=by)
        entry.save(update_fields=["commitment"])
        return
    if entry.kind in LEDGER_KINDS:
        entry.statements.set([_stated(case, contact, entry, meant, at=at, by=by)])
    elif entry.kind == "said":
        entry.statements.set(_read(case, contact, entry, at=at, by=by))
    if entry.kind in READ and entry.speaker == "customer":
        _observe(contact, entry)
    if entry.kind in {"said", "verified"}:
        told = parse_notation([_utterance(entry)], language_of(contact))
        add_told(case, contact, told, at=at)


def _committed(
    case: Case, entry: CallEntry, meant: Meant, *, at: datetime, by: Person | None
) -> Commitment:
    due_at = meant.due_at or due(profile(case.profile), WITHOUT_A_DATE, at)
    if due_at < at:
        raise DueInThePast
    side = COMMITMENT_SIDES[entry.kind]
    return promise(case, side=side, text=entry.text, due_at=due_at, at=at, by=by)


def _stated(
    case: Case, contact: Contact, entry: CallEntry, meant: Meant, *, at: datetime, by: Person | None
) -> Statement:
    """A line of the kind that its first sign named."""
    is_fact = entry.kind == "verified"
    return Statement.objects.create(
        case=case,
        contact=contact,
        line_no=_last_line(case) + 1,
        kind=LEDGER_KINDS[entry.kind],
        text=entry.text,
        quote=entry.text,
        speaker="agent" if entry.kind in {"open", "verified"} else entry.speaker,
        standing="verified" if is_fact else "stated",
        source=(meant.source or _seen_now(contact)) if is_fact else "",
        said_at=at,
        by=by,
        at=at,
    )


def _seen_now(contact: Contact) -> str:
    """Whoever writes "=" has it on the screen; which screen can be added later."""
    with translation.override(contact.language):
        return gettext("seen during the call at %(time)s") % {"time": clock_word(contact.at)}


def _read(
    case: Case, contact: Contact, entry: CallEntry, *, at: datetime, by: Person | None
) -> list[Statement]:
    """What the line says, clause by clause; a fragment that says nothing else is a claim."""
    found = tuple(find_statements((_utterance(entry),), language_of(contact)))
    if found:
        return add_statements(case, contact, found, at=at, by=by)
    row = Statement.objects.create(
        case=case,
        contact=contact,
        line_no=_last_line(case) + 1,
        kind="claim",
        text=entry.text,
        quote=entry.text,
        speaker=entry.speaker,
        said_at=at,
        by=by,
        at=at,
    )
    return [row]


def _observe(contact: Contact, entry: CallEntry) -> None:
    said, language = (_utterance(entry),), language_of(contact)
    finders = (("declaration", find_declarations), ("behaviour", find_behaviours))
    found = (
        (kind, one.code, one.quote, entry.number)
        for kind, find in finders
        for one in find(said, language)
    )
    add_observations(contact, found)


def _utterance(entry: CallEntry) -> Utterance:
    return Utterance(entry.text, entry.speaker, entry.number)  # type: ignore[arg-type] # one of the choices


def _last_line(case: Case) -> int:
    last: int | None = case.statements.aggregate(last=Max("line_no"))["last"]
    return last or 0


def _add_to_text(call: Call, entry: CallEntry) -> None:
    contact = call.contact
    assert contact is not None, "an answered call has its contact"  # noqa: S101 - see `answer`
    line = _as_text(entry, contact.language)
    text = f"{contact.new_text}\n{line}" if contact.new_text else line
    Contact.objects.filter(pk=contact.pk).update(text=text, new_text=text)
    contact.text = contact.new_text = text


def write_text(call: Call) -> None:
    """The call as a transcript, for everybody who reads contacts as text."""
    contact = call.contact
    assert contact is not None, "an answered call has its contact"  # noqa: S101 - see `answer`
    rows = call.entries.filter(withdrawn_at=None, final=True).order_by("number")
    contact.text = contact.new_text = "\n".join(_as_text(row, contact.language) for row in rows)
    contact.save(update_fields=["text", "new_text"])


def _as_text(entry: CallEntry, language: str) -> str:
    with translation.override(language):
        names = {
            "customer": pgettext("transcript", "Customer"),
            "third_party": pgettext("transcript", "Third party"),
            "system": pgettext("transcript", "System"),
        }
        who = names.get(entry.speaker) or pgettext("transcript", "Agent")
    return f"{clock_word(entry.at)} {who}: {entry.text}"
