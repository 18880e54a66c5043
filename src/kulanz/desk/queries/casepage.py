"""Everything the frame of the case page shows, in one object."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from kulanz.case import Utterance
from kulanz.desk.casefiles import language_of, utterances
from kulanz.desk.models import (
    Attachment,
    Case,
    CaseLink,
    Closure,
    Commitment,
    Contact,
    Merge,
    Note,
    Observation,
    Person,
    Presence,
    Problem,
)
from kulanz.desk.queries import access
from kulanz.facts import sentences

SHOWN_CONTACTS = 3
MOST_CONTACTS = 30
MOST_OTHERS = 10
LAST_SAID = 3
WORDS_OF_SUBSTANCE = 4
PRESENT_FOR = timedelta(seconds=50)


@dataclass(frozen=True, slots=True)
class ContactCard:
    """One contact with what came with it; `quoted` is what its text repeats of older mails."""

    contact: Contact
    attachments: tuple[Attachment, ...]
    behaviours: tuple[Observation, ...]
    declarations: tuple[Observation, ...]

    @property
    def quoted(self) -> str:
        """The full text, when it says more than the new part."""
        text = self.contact.text.strip()
        return text if text != self.contact.new_text.strip() else ""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence we said to the customer, and when."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another case, linked or of the same customer; `link` is the row that joins them."""

    case: Case
    link: CaseLink | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """The header, contacts and surroundings of one case for one reader."""

    case: Case
    newest: tuple[ContactCard, ...]
    older: tuple[ContactCard, ...]
    more_contacts: bool
    ours: tuple[Commitment, ...]
    theirs: tuple[Commitment, ...]
    said: tuple[Said, ...]
    notes: tuple[Note, ...]
    others: tuple[OtherCase, ...]
    merges: tuple[Merge, ...]
    closure: Closure | None
    problems: tuple[Problem, ...]
    colleagues: tuple[Person, ...]
    present: tuple[Presence, ...]
    links_until: datetime | None

    @property
    def customer_case_count(self) -> int:
        """How many cases of this customer the reader can see, this one included."""
        return 1 + sum(other.case.customer_id == self.case.customer_id for other in self.others)


def case_page(case: Case, *, person: Person, every_contact: bool = False) -> CasePage:
    """The frame of the case page; the number of queries does not depend on the case's length."""
    cards = contact_cards(case, limit=None if every_contact else MOST_CONTACTS + 1)
    shown = cards if every_contact else cards[:MOST_CONTACTS]
    open_commitments = case.commitments.filter(done_at=None, withdrawn_at=None).select_related(
        "owner"
    )
    ours, theirs = _by_side(open_commitments)
    return CasePage(
        case=case,
        newest=shown[:SHOWN_CONTACTS],
        older=shown[SHOWN_CONTACTS:],
        more_contacts=len(cards) > len(shown),
        ours=ours,
        theirs=theirs,
        said=last_said(case, [card.contact for card in cards]),
        notes=tuple(case.notes.select_related("by").order_by("-at", "-id")[:20]),
        others=_others(case, person),
        merges=tuple(
            case.merges_in.filter(undone_at=None).select_related("source", "by").order_by("-at")
        ),
        closure=case.closures.filter(reopened_at=None).select_related("by").first()
        if case.closed_at
        else None,
        problems=tuple(case.problems.order_by("name")),
        colleagues=tuple(access.colleagues_for(case)),
        present=present(case, person=person, at=timezone.now()),
        links_until=_links_until(case),
    )


def contact_cards(case: Case, *, limit: int | None) -> tuple[ContactCard, ...]:
    """The contacts of a case, newest first, each with its files and observations."""
    rows: QuerySet[Contact] = (
        case.contacts.select_related("by", "outbox")
        .defer("html")
        .prefetch_related("attachments", "observations", "outbox__recipients")
        .order_by("-at", "-id")
    )
    return tuple(_card(contact) for contact in (rows if limit is None else rows[:limit]))


def _card(contact: Contact) -> ContactCard:
    seen = [one for one in contact.observations.all() if one.standing != "dismissed"]
    return ContactCard(
        contact=contact,
        attachments=tuple(contact.attachments.all()),
        behaviours=tuple(one for one in seen if one.kind == "behaviour"),
        declarations=tuple(one for one in seen if one.kind == "declaration"),
    )


def _by_side(
    commitments: Iterable[Commitment],
) -> tuple[tuple[Commitment, ...], tuple[Commitment, ...]]:
    rows = list(commitments)
    ours = tuple(one for one in rows if one.side == Commitment.OURS)
    return ours, tuple(one for one in rows if one.side != Commitment.OURS)


def _links_until(case: Case) -> datetime | None:
    """Until when the customer's page can be opened; None when no link is valid."""
    links = case.status_links.filter(revoked_at=None, expires_at__gt=timezone.now())
    return links.order_by("-expires_at").values_list("expires_at", flat=True).first()


def last_said(case: Case, newest_first: Iterable[Contact]) -> tuple[Said, ...]:
    """The last sentences we said to the customer, so that no colleague contradicts them."""
    found: list[Said] = []
    for contact in newest_first:
        spoken = utterances(contact)
        if contact.direction == Contact.IN and not _is_dialogue(spoken):
            continue  # a note about the call: what it says was not said to the customer
        ours = tuple(one for one in spoken if one.speaker == "agent")
        texts = [one.text for one in sentences(ours, language_of(case)) if _has_substance(one.text)]
        found.extend(Said(text, contact.at) for text in reversed(texts))
        if len(found) >= LAST_SAID:
            break
    return tuple(found[:LAST_SAID])


def _is_dialogue(spoken: Iterable[Utterance]) -> bool:
    return any(one.speaker == "customer" for one in spoken)


def _has_substance(sentence: str) -> bool:
    """Greetings are shorter than what commits us; what broke off in the middle committed nobody."""
    whole = not sentence.rstrip().endswith(("...", "…"))
    return whole and len(sentence.split()) >= WORDS_OF_SUBSTANCE


def _others(case: Case, person: Person) -> tuple[OtherCase, ...]:
    """Cases linked to this one and the customer's other ones, as far as the reader may see them."""
    links = {
        link.second_id if link.first_id == case.pk else link.first_id: link
        for link in CaseLink.objects.filter(Q(first=case) | Q(second=case))
    }
    rows = (
        access.cases_for(person)
        .filter(Q(customer_id=case.customer_id) | Q(pk__in=links), merged_into=None)
        .exclude(pk=case.pk)
        .select_related("customer", "owner")
        .order_by("-touched_at", "-id")[:MOST_OTHERS]
    )
    return tuple(OtherCase(case=row, link=links.get(row.pk)) for row in rows)


def present(case: Case, *, person: Person | None, at: datetime) -> tuple[Presence, ...]:
    """Colleagues who have the case open now, without the reader; who writes a reply comes first."""
    rows = case.presences.filter(seen_at__gte=at - PRESENT_FOR).select_related("person")
    if person is not None:
        rows = rows.exclude(person=person)
    return tuple(rows.order_by("-replying", "person__name"))
