"""Mails from an archive: history is written down, and nobody outside hears of it.

What is older than `open_since` becomes a closed case: no clocks, no acknowledgement, no alarm. A
mail younger than that is still owed an answer, and its clocks start with the import. The archive
stays where it is, so a mail is kept and put into its case in one transaction, or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from kulanz.desk.actions.acknowledgement import acknowledge
from kulanz.desk.actions.arrivals import ADDRESS_LENGTH, Arrival, first_sentence, from_mail
from kulanz.desk.actions.cases import open_case, refresh
from kulanz.desk.actions.closure import close, wake
from kulanz.desk.actions.contacts import add_contact, one_at_a_time, stored_files
from kulanz.desk.actions.customers import customer_at
from kulanz.desk.actions.raw import keep_raw
from kulanz.desk.actions.reading import read_contact
from kulanz.desk.actions.record import hold, record
from kulanz.desk.models import Case, Contact, Event, RawMessage, Team
from kulanz.desk.queries.contacts import team_for
from kulanz.desk.queries.importing import Fate, Rehearsal, body_key, fate, is_known
from kulanz.languages import detect

SOURCE = "import"
WRITTEN = frozenset({"case", "reply", "sent", "quarantine"})


@dataclass(frozen=True, slots=True)
class Terms:
    """How an archive is taken in: now, for which team, and from when on mails are still open."""

    at: datetime
    open_since: datetime
    team: Team | None = None
    acknowledge: bool = False


def import_mail(
    content: bytes,
    *,
    sent_at: datetime | None,
    terms: Terms,
    answered_by: Sequence[str] = (),
) -> str:
    """Take in one mail of an archive; returns what became of it, one of `OUTCOMES`.

    The same mail again, from this archive or from the mailbox, is a duplicate and changes nothing.
    `answered_by` are identifiers of mails that answer it, for a mail that comes after its answer.
    """
    if is_known(content):
        return "duplicate"
    arrival = from_mail(content)
    when = min(sent_at or terms.at, terms.at)
    found = fate(arrival, answered_by=answered_by)
    if found.outcome not in WRITTEN:
        return found.outcome
    files = stored_files(arrival.files)
    with transaction.atomic():
        one_at_a_time()
        found = fate(arrival, answered_by=answered_by)  # now nobody else opens a case
        if found.outcome in WRITTEN:
            raw = _kept(content, arrival, found, at=when, terms=terms)
            if found.outcome == "quarantine":
                record(
                    "intake.quarantined", case=None, at=terms.at, raw=raw.pk, problem=raw.problem
                )
            else:
                _written(found, arrival, raw, files, terms=terms)
    return found.outcome


def rehearse(rehearsal: Rehearsal, content: bytes, *, answered_by: Sequence[str] = ()) -> str:
    """What `import_mail` would say after the mails rehearsed before; writes nothing."""
    return rehearsal.fate(content, from_mail(content), answered_by=answered_by)


def _kept(
    content: bytes, arrival: Arrival, found: Fate, *, at: datetime, terms: Terms
) -> RawMessage:
    hint = terms.team.mail_address if terms.team else ""
    # A message of source "import" is never acknowledged, whoever reads it again one day.
    source = "mail" if terms.acknowledge and at >= terms.open_since else SOURCE
    raw = keep_raw(source=source, content=content, at=at, team_hint=hint)
    raw.body_key = body_key(arrival)
    raw.state = "quarantined" if found.outcome == "quarantine" else "read"
    raw.problem = "no_sender" if found.outcome == "quarantine" else ""
    raw.outcome = _outcome(arrival, found)
    raw.sender, raw.subject = arrival.sender[:ADDRESS_LENGTH], arrival.subject
    raw.save(update_fields=["body_key", "state", "problem", "outcome", "sender", "subject"])
    return raw


def _outcome(arrival: Arrival, found: Fate) -> str:
    """In the words of `RawMessage.OUTCOMES`."""
    if found.outcome == "reply" and arrival.automatic:
        return "bounce" if arrival.bounce else "auto_reply"
    return "own" if found.outcome == "sent" else found.outcome


def _written(
    found: Fate,
    arrival: Arrival,
    raw: RawMessage,
    files: Sequence[tuple[str, str, str, int, str]],
    *,
    terms: Terms,
) -> None:
    language = detect(arrival.new_text or arrival.subject)
    case = hold(found.case or _opened(arrival, raw, language=language, terms=terms))
    if found.outcome == "reply" and not arrival.automatic and raw.received_at >= terms.open_since:
        case = wake(case, at=terms.at)
    contact = add_contact(case, arrival=arrival, raw=raw, files=files, language=language)
    if found.outcome == "sent":
        _answered(case, contact)
    # What is history stands at its own time; in a case at work it is news of today.
    at = terms.at if case.closed_at is None else max(raw.received_at, case.touched_at)
    theirs = found.outcome != "sent" and not arrival.automatic
    record(
        "contact.imported",
        case=case,
        at=at,
        by_customer=theirs,
        contact=contact.pk,
        automatic=arrival.automatic,
    )
    _later_end(case, raw.received_at)
    refresh(case)
    read_contact(contact, at=at)
    if case.closed_at is not None:  # nothing is to be started by what was said years ago
        past = Event.objects.filter(case=case, kind="contact.read", reacted_at=None)
        past.update(reacted_at=terms.at)
    elif found.outcome == "case" and terms.acknowledge:
        acknowledge(case, at=terms.at)


def _opened(arrival: Arrival, raw: RawMessage, *, language: str, terms: Terms) -> Case:
    """A closed case at the time of its mail, or an open one whose clocks start now."""
    when, is_open = raw.received_at, raw.received_at >= terms.open_since
    case = open_case(
        customer=customer_at(
            kind="mail", value=arrival.sender, name=arrival.sender_name, language=language, at=when
        ),
        team=terms.team or team_for(arrival.recipients, language=language),
        subject=arrival.subject or first_sentence(arrival.new_text),
        language=language,
        at=terms.at if is_open else when,
    )
    if is_open:
        Case.objects.filter(pk=case.pk).update(received_at=when)
        return case
    with translation.override(language):
        close(
            case,
            kind="closed_final_answer",
            at=when,
            reasons=gettext("Taken over from an earlier archive, where it had ended."),
            ways_on=gettext("Write to us again, and we open it."),
        )
    return case


def _answered(case: Case, contact: Contact) -> None:
    """A mail of ours: who waited for a person has heard from one."""
    contact.direction = Contact.OUT
    contact.save(update_fields=["direction"])
    if contact.automatic:
        return
    case.acknowledged_at = case.acknowledged_at or contact.at
    case.human_answer_at = case.human_answer_at or contact.at
    case.save(update_fields=["acknowledged_at", "human_answer_at"])


def _later_end(case: Case, at: datetime) -> None:
    """A case that the import closed ended with its last mail."""
    ended = case.closures.filter(by=None, kind="closed_final_answer", reopened_at=None, at__lt=at)
    if case.closed_at is not None and ended.update(at=at):
        case.closed_at = at
        case.save(update_fields=["closed_at"])
