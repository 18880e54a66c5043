"""What the two composers show, what is new on a case, and what the check says about a text."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal

from django.db.models import Q

from kulanz.case import LANGUAGES, LanguageCode
from kulanz.countries import profile
from kulanz.desk import casefiles
from kulanz.desk.models import (
    Address,
    Case,
    Contact,
    Draft,
    DraftFile,
    Event,
    OutboxMessage,
    OutboxRecipient,
    Person,
    Signature,
)
from kulanz.desk.queries.case_facts import facts_of
from kulanz.desk.queries.contacts import is_ours
from kulanz.desk.queries.conversation import apology_level
from kulanz.desk.queries.debits import debit_code
from kulanz.desk.queries.offers import goodwill_given
from kulanz.desk.queries.outgoing import comes_back
from kulanz.desk.queries.playbook import rules_for_pack
from kulanz.languages import say
from kulanz.playbook import nevers
from kulanz.promises.confirmation import confirmation_faults
from kulanz.protocol import LintFinding, fill, lint, phrase_steps, variants

FAILED_SHOWN = 3
FILES_SIZE = 15 * 1024 * 1024  # in a mail they grow by a third, and many servers stop at 25 MB
PROPOSED = 5
MAILS_LOOKED_AT = 5
SUBJECT_LENGTH = 200
_ANSWERED = re.compile(r"^(?:\s*(?:re|aw|antw|antwort|sv|fw|fwd|wg|doorst)\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding of the check, as the composer shows it."""

    finding: LintFinding

    @property
    def swap(self) -> str:
        """What may stand instead of the quote, if anything: one click puts it there."""
        return self.finding.swap

    @property
    def stops(self) -> bool:
        """Whether nothing is sent until it is mended."""
        return self.finding.level == "E"


@dataclass(frozen=True, slots=True)
class Composers:
    """The two composers of one case for one person; they share nothing."""

    case: Case
    recipient: str
    recipient_name: str
    subject: str
    reply: str
    reply_saved_at: datetime | None
    reply_key: str
    note: str
    note_saved_at: datetime | None
    note_key: str
    last_event: int
    sentences: tuple[str, ...]
    leaving: tuple[OutboxMessage, ...]
    failed: tuple[OutboxMessage, ...]
    unsure: tuple[OutboxMessage, ...]
    comes_back: bool
    copies: str
    proposed_copies: tuple[str, ...]
    important: bool
    files: tuple[DraftFile, ...]
    signature: str
    remarks: tuple[Remark, ...] = ()
    note_remarks: tuple[Remark, ...] = ()
    news: tuple[Event, ...] = ()
    reason: str = ""

    @property
    def files_left(self) -> int:
        """How many bytes of files still fit."""
        return max(0, FILES_SIZE - sum(one.size for one in self.files))

    @property
    def needs_reason(self) -> bool:
        """Whether there are only warnings, which a reason overrides."""
        return bool(self.remarks) and not any(remark.stops for remark in self.remarks)


def composers(case: Case, person: Person, *, at: datetime) -> Composers:
    """Drafts, recipient, sentences and what is on its way out."""
    drafts = {draft.kind: draft for draft in case.drafts.filter(person=person)}
    reply, note = drafts.get(Draft.REPLY), drafts.get(Draft.NOTE)
    outbox = case.outbox.filter(kind="reply").order_by("-created_at")
    recipient = recipient_of(case)
    return Composers(
        case=case,
        recipient=recipient,
        recipient_name=recipient_name(case),
        subject=subject_of(case),
        reply=reply.text if reply else "",
        reply_saved_at=reply.saved_at if reply else None,
        reply_key=secrets.token_urlsafe(16),
        note=note.text if note else "",
        note_saved_at=note.saved_at if note else None,
        note_key=secrets.token_urlsafe(16),
        last_event=case.last_event,
        sentences=sentences(case, person),
        leaving=tuple(outbox.filter(state="waiting", attempts=0, by=person, send_after__gt=at)),
        failed=tuple(outbox.filter(state__in=["failed", "bounced"])[:FAILED_SHOWN]),
        unsure=tuple(case.outbox.filter(state="unsure").select_related("case").order_by("pk")),
        comes_back=comes_back(case, recipient),
        copies=reply.copies if reply else "",
        proposed_copies=proposed_copies(case, chosen=reply.copies if reply else ""),
        important=bool(reply and reply.important),
        files=tuple(reply.files.all()) if reply else (),
        signature=signature_of(case),
    )


def recipient_of(case: Case) -> str:
    """The customer's address that wrote last, else their first; "" when we know none.

    Only addresses that belong to the customer count: nobody joins by copying themselves in.
    """
    addresses = list(
        case.customer.addresses.filter(kind=Address.MAIL)
        .order_by("pk")
        .values_list("value", flat=True)
    )
    senders = case.contacts.filter(direction=Contact.IN, sender__in=addresses)
    last = senders.order_by("-at", "-id").values_list("sender", flat=True).first()
    return last or next(iter(addresses), "")


def proposed_copies(case: Case, *, chosen: str = "") -> tuple[str, ...]:
    """Who else was in the customer's last mails, or got a copy of ours: proposed, never added.

    Nobody joins a conversation by standing in its Cc; a person confirms each address.
    """
    mails = case.contacts.filter(direction=Contact.IN, channel="mail", automatic=False)
    rows = mails.order_by("-at", "-id").values_list("recipients", flat=True)[:MAILS_LOOKED_AT]
    ours = OutboxRecipient.objects.filter(message__case=case, copy=True).order_by("-pk")
    ours = ours.exclude(state__in=["refused", "bounced"])
    seen = [*ours.values_list("address", flat=True)[:PROPOSED], *(o for row in rows for o in row)]
    customers = {*case.customer.addresses.values_list("value", flat=True)}
    already = {one.strip().lower() for one in chosen.split(",")}
    others = (one for one in dict.fromkeys(seen) if one not in customers | already)
    return tuple(islice((one for one in others if "@" in one and not is_ours(one)), PROPOSED))


def signature_of(case: Case) -> str:
    """What stands under a reply of this case; "" when its team signs nothing."""
    rows = Signature.objects.filter(team=case.team_id, language=case.language)
    return rows.values_list("text", flat=True).first() or ""


def recipient_name(case: Case) -> str:
    """How the button calls them: "Frau Brandt" when we know how to, else the whole name."""
    customer = case.customer
    if not customer.salutation.strip():
        return customer.name
    return f"{customer.salutation.strip()} {_family_name(customer.name, case.language)}"


def _family_name(name: str, language: str) -> str:
    """The last word with the particles before it; Dutch writes "heer De Vries" with a capital."""
    first, *rest = name.split()
    particles = []
    while len(rest) > 1 and rest[0][:1].islower():
        particles.append(rest.pop(0))
    family = " ".join([*particles, rest[-1]]) if rest else first
    return family[:1].upper() + family[1:] if language == "nl" else family


def subject_of(case: Case) -> str:
    """The subject of the thread, once marked as an answer."""
    mails = case.contacts.filter(channel="mail", automatic=False).exclude(subject="")
    last = mails.order_by("-at", "-id").values_list("subject", flat=True).first()
    return f"Re: {_ANSWERED.sub('', last or case.subject)}"[:SUBJECT_LENGTH]


def sentences(case: Case, person: Person) -> tuple[str, ...]:
    """Every sentence of the library in the case's language; `[…]` marks what the agent adds."""
    language = _language(case.language)
    values = {
        "agent": person.name,
        "name": case.customer.name,
        "company": case.team.name,
        "contact": person.direct_phone,
    }
    return tuple(
        fill(template, values).text
        for step in phrase_steps()
        for template in variants(step, language)
    )


def news_since(case: Case, *, last_event: int, person: Person) -> tuple[Event, ...]:
    """What others did on the case after `last_event`: the customer, a colleague, a new contact."""
    others = (
        Q(by_customer=True) | Q(kind="contact.received") | (Q(by__isnull=False) & ~Q(by=person))
    )
    rows = case.events.filter(others, pk__gt=last_event).exclude(kind="reply.sent")
    return tuple(rows.select_related("by").order_by("id"))


def remarks_on(
    case: Case, person: Person, *, text: str, kind: Literal["reply", "note"]
) -> tuple[Remark, ...]:
    """What the check of a reply or note says, explained in the person's language."""
    language = _language(case.language)
    found = lint(
        text,
        language=language if kind == "reply" else _language(person.language),
        ledger=casefiles.ledger(case),
        kind=kind,
        screen=_language(person.language),
        profile=profile(case.profile),
        role=person.role,
        approved=tuple(
            case.offers.filter(standing__in=["open", "accepted"]).values_list("remedy", flat=True)
        ),
        given=goodwill_given(case),
        apology_level=apology_level(case),
        debit_code=debit_code(case),
        customer=case.customer.name,
        known=_told(case),
        nevers=nevers(facts_of(case), rules_for_pack(case.profile)),
    )
    if kind == "reply":
        found = (*found, *_changes_of_term(case, text, screen=_language(person.language)))
    return tuple(Remark(finding) for finding in found)


def _changes_of_term(case: Case, text: str, *, screen: LanguageCode) -> Iterator[LintFinding]:
    """A changed payment term, prepayment only, a dear number (rules R001-04 to -06)."""
    for fault in confirmation_faults(text, _language(case.language), facts_of(case)):
        yield LintFinding(
            code=fault.rule,
            level="E",
            start=fault.start,
            end=fault.end,
            quote=fault.quote,
            reason=" ".join(say(one, screen) for one in (fault.reason, *fault.lacking)),
            proposal="",
        )


def _told(case: Case) -> tuple[str, ...]:
    """What was said and agreed in the case, where an amount or a number may come from."""
    contacts = case.contacts.values_list("subject", "new_text")
    return (
        case.number,
        case.subject,
        *(text for contact in contacts for text in contact),
        *case.wishes.values_list("text", flat=True),
        *(f"{amount} EUR" for amount in case.offers.values_list("amount", flat=True) if amount),
    )


def _language(code: str) -> LanguageCode:
    return next((one for one in LANGUAGES if one == code), "en")
