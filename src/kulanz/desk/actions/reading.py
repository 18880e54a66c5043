"""Reading a contact into the ledger: what was said becomes lines, each with its quote and source.

Reading is repeatable: what a contact has given before is recognised by its quote and not added
again, so a contact can be read anew after the rules have become better.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from kulanz.case import Statement as CoreStatement
from kulanz.case import Utterance
from kulanz.chain import Told, parse_notation
from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.record import hold, record
from kulanz.desk.actions.telling import add_told
from kulanz.desk.casefiles import is_live_call, language_of
from kulanz.desk.casefiles import utterances as spoken
from kulanz.desk.models import Case, Contact, Observation, Person, Statement
from kulanz.facts import find_statements, parse_transcript
from kulanz.signals import find_behaviours, find_declarations, heat

SOURCE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Heard:
    """What a contact says, read from its text alone; observations as kind, code, quote, line.

    `heat` is None where the customer says nothing.
    """

    statements: tuple[CoreStatement, ...] = ()
    observations: tuple[tuple[str, str, str, int], ...] = ()
    told: Told = field(default_factory=lambda: Told(nodes=()))
    heat: int | None = None


def read_contact(contact: Contact, *, at: datetime) -> None:
    """Put what a contact says into the case: ledger lines, observations, temperature, chain.

    Our own mails and automatic answers give nothing: they are no account of what happened.
    Reading takes its time and holds nobody up; the transaction only writes down what was read.
    """
    heard = hear(contact)
    with transaction.atomic():
        put_down(hold(contact.case), contact, heard, at=at)


def hear(contact: Contact) -> Heard:
    """What a contact says; it need not be stored yet."""
    utterances, language = _heard(contact), language_of(contact)
    finders = (("declaration", find_declarations), ("behaviour", find_behaviours))
    # The lines of a call that was written down live are in the ledger since they were written.
    stated = () if is_live_call(contact) else tuple(find_statements(utterances, language))
    return Heard(
        statements=stated,
        observations=tuple(
            (kind, found.code, found.quote, found.line)
            for kind, find in finders
            for found in find(utterances, language)
        ),
        told=parse_notation(utterances, language),
        heat=heat(utterances, language).value
        if any(one.speaker == "customer" for one in utterances)
        else None,
    )


def put_down(
    case: Case, contact: Contact, heard: Heard, *, at: datetime, first: bool = False
) -> None:
    """Write down what a contact says, in the transaction of a caller who holds the case.

    `first`: case and contact are new, so nothing was written down before.
    """
    lines = heard.statements
    added: dict[str, Any] = {
        "statements": len(_first_lines(case, contact, lines, at=at))
        if first
        else len(add_statements(case, contact, lines, at=at, by=contact.by)),
        "observations": add_observations(contact, heard.observations, first=first),
        "becauses": add_told(case, contact, heard.told, at=at),
    }
    before, contact.heat = contact.heat, heard.heat or 0
    if heard.heat is None:
        contact.heat = _heat_before(case, contact)
    if contact.heat != before:
        contact.save(update_fields=["heat"])
    if any(added.values()):
        record("contact.read", case=case, at=at, by=contact.by, contact=contact.pk, **added)
    refresh(case, first=contact if first else None)


def _heat_before(case: Case, contact: Contact) -> int:
    """A note without the customer's words keeps the temperature of the contact before it."""
    before = case.contacts.filter(direction=Contact.IN, at__lte=contact.at).exclude(pk=contact.pk)
    return before.order_by("-at", "-id").values_list("heat", flat=True).first() or 0


def _heard(contact: Contact) -> tuple[Utterance, ...]:
    if contact.automatic or (contact.direction == Contact.OUT and contact.channel != "call"):
        return ()
    if is_live_call(contact):
        return spoken(contact)
    utterances = parse_transcript(contact.new_text or contact.text)
    if written_by_us(contact):
        return utterances
    # Whoever writes to us tells everything themselves: "Agent: accepted" in a mail is a claim.
    return tuple(replace(utterance, speaker="customer") for utterance in utterances)


def written_by_us(contact: Contact) -> bool:
    """Whether the text is a colleague's own note or transcript of a call."""
    return contact.channel == "call" and contact.by_id is not None


def add_statements(
    case: Case,
    contact: Contact,
    found: Iterable[CoreStatement],
    *,
    at: datetime,
    by: Person | None,
) -> list[Statement]:
    """New lines of the ledger for what was found; what the contact gave before is not repeated."""
    found = list(found)
    if not found:
        return []
    known = Counter(contact.statements.filter(replaces=None).values_list("quote", flat=True))
    line_no = case.statements.aggregate(last=Max("line_no"))["last"] or 0
    rows = []
    for said in found:
        if known[said.quote]:
            known[said.quote] -= 1
            continue
        line_no += 1
        rows.append(_row(case, contact, said, line_no=line_no, at=at, by=by))
    return Statement.objects.bulk_create(rows)


def _first_lines(
    case: Case, contact: Contact, found: Iterable[CoreStatement], *, at: datetime
) -> list[Statement]:
    return Statement.objects.bulk_create(
        _row(case, contact, said, line_no=number, at=at, by=contact.by)
        for number, said in enumerate(found, 1)
    )


def add_observations(
    contact: Contact, found: Iterable[tuple[str, str, str, int]], *, first: bool = False
) -> int:
    """Proposals for a person to judge, each with its quote.

    A declaration is made once per contact, however often it is said; behaviours are counted acts.
    """
    found = list(found)
    if not found:
        return 0
    kept = contact.observations.values_list("kind", "code", "quote")
    before = () if first else kept
    known = {_key(kind, code, quote) for kind, code, quote in before}
    rows = []
    for kind, code, quote, line in found:
        key = _key(kind, code, quote)
        if quote and key not in known:
            known.add(key)
            rows.append(Observation(contact=contact, kind=kind, code=code, quote=quote, line=line))
    Observation.objects.bulk_create(rows)
    return len(rows)


def _key(kind: str, code: str, quote: str) -> tuple[str, str, str]:
    return (kind, code, "" if kind == "declaration" else quote)


def _row(
    case: Case,
    contact: Contact,
    said: CoreStatement,
    *,
    line_no: int,
    at: datetime,
    by: Person | None,
) -> Statement:
    """A fact keeps its kind only with a source that one of us named; else it is a claim."""
    is_fact = said.kind == "fact" and said.speaker != "customer"
    return Statement(
        case=case,
        contact=contact,
        line_no=line_no,
        kind="claim" if said.kind == "fact" and not is_fact else said.kind,
        text=said.text,
        quote=said.quote,
        speaker=said.speaker,
        standing="verified" if is_fact else "stated",
        source=said.text[:SOURCE_LENGTH] if is_fact else "",
        said_at=contact.at,
        by=by,
        at=at,
    )
