"""Which case a message belongs to, which team it is for, and what it has become."""

import re
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models import Q

from kulanz.countries import profile
from kulanz.desk.models import Address, Case, Contact, OutboxMessage, Person, RawMessage, Team
from kulanz.desk.queries import access
from kulanz.desk.queries.shared_domains import SHARED_DOMAINS

MAX_ANSWERED = 100
SENT = ("sent", "unsure", "bounced")
_NUMBER = re.compile(r"(?<!\d)(20\d\d-\d{4,9})(?!\d)")


def cases_meant(answers: Sequence[str], subject: str, recipients: Iterable[str]) -> list[Case]:
    """The cases a message says it belongs to, the best evidence first. This proves nothing:

    whoever has seen a mail or a number can write it. See `knows`.
    """
    numbers = _NUMBER.findall(" ".join([*(_tag(one) for one in recipients), subject]))[:5]
    named = Case.objects.filter(number__in=numbers)
    found = [
        *_answered([one for one in answers if one][:MAX_ANSWERED]),
        *sorted(named, key=lambda c: numbers.index(c.number)),
    ]
    return list({case.pk: case for case in map(_present, found)}.values())


def _answered(answers: list[str]) -> list[Case]:
    """Cases with a contact or mail of one of these identifiers, in the order of the identifiers."""
    rows = [
        *OutboxMessage.objects.filter(message_id__in=answers).values_list("message_id", "case_id"),
        *Contact.objects.filter(message_id__in=answers).values_list("message_id", "case_id")[:200],
    ]
    order = {answer: position for position, answer in enumerate(answers)}
    ids = [case for _, case in sorted(rows, key=lambda row: order[row[0]])]
    cases = Case.objects.in_bulk(ids)
    return [cases[one] for one in dict.fromkeys(ids)]


def _present(case: Case) -> Case:
    """Where a merged case is now."""
    while case.merged_into is not None:
        case = case.merged_into
    return case


def knows(case: Case, *, kind: str, address: str) -> bool:
    """Whether this is an address of the case's customer."""
    return bool(address) and case.customer.addresses.filter(kind=kind, value=address).exists()


def sent_by_us(message_ids: Sequence[str]) -> OutboxMessage | None:
    """The mail of ours with one of these identifiers."""
    return (
        OutboxMessage.objects.select_related("case", "case__customer")
        .filter(message_id__in=[one for one in message_ids if one])
        .order_by("-id")
        .first()
    )


def is_sent_by_us(message_id: str) -> bool:
    """Whether a mail of ours has this identifier."""
    return bool(message_id) and OutboxMessage.objects.filter(message_id=message_id).exists()


def sent_to(recipient: str, *, subject: str) -> OutboxMessage | None:
    """The newest mail of ours to an address, with that subject where one is known."""
    if not recipient:
        return None
    rows = OutboxMessage.objects.select_related("case", "case__customer").filter(
        recipient__iexact=recipient, state__in=SENT
    )
    if subject:
        rows = rows.filter(contact__subject=subject)
    return rows.order_by("-id").first()


def colleague_at(address: str) -> Person | None:
    """The colleague who works under this address."""
    return Person.objects.filter(is_active=True, email__iexact=address).first() if address else None


def is_colleagues(address: str) -> bool:
    """Whether somebody of our house has it: an account, or an address beside that of a team.

    Only where the domain is the house's own; at a provider of mailboxes the others are strangers.
    """
    domain = address.rpartition("@")[2].lower()
    if not domain or domain in SHARED_DOMAINS:
        return colleague_at(address) is not None
    beside = Team.objects.filter(mail_address__iendswith=f"@{domain}")
    return beside.exists() or colleague_at(address) is not None


def is_ours(address: str) -> bool:
    """Whether a mail address is one this desk sends from."""
    plain = _untagged(address)
    return (
        plain == settings.DEFAULT_FROM_EMAIL.lower()
        or Team.objects.filter(mail_address__iexact=plain).exists()
    )


def team_for(recipients: Iterable[str], *, hint: str = "", language: str = "") -> Team:
    """Whose queue a message goes to: its address, else the hint, else the language, else the first.

    Raises:
        Team.DoesNotExist: the desk has no team yet.
    """
    addressed = _team_at([_untagged(one) for one in recipients]) or _team_at([hint.lower()])
    if addressed is not None:
        return addressed
    teams = list(Team.objects.order_by("pk"))
    spoken = [team for team in teams if profile(team.country).language == language]
    if not teams:
        raise Team.DoesNotExist
    return (spoken or teams)[0]


def team_address(recipients: Iterable[str]) -> str:
    """The address of the team that one of these belongs to, "" when none does."""
    team = _team_at([_untagged(one) for one in recipients])
    return team.mail_address if team else ""


def _team_at(addresses: Iterable[str]) -> Team | None:
    by_address = {team.mail_address.lower(): team for team in Team.objects.order_by("pk")}
    return next((by_address[one] for one in addresses if one in by_address), None)


def _untagged(address: str) -> str:
    """hilfe+2026-1001@shop.example is delivered to hilfe@shop.example (RFC 5233)."""
    local, _, domain = address.lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _tag(address: str) -> str:
    return address.partition("@")[0].partition("+")[2]


def earlier_copy(raw: RawMessage, key: str) -> RawMessage | None:
    """The message of which this is another copy, if that one was understood."""
    if not key:
        return None
    understood = Q(state="read") | Q(contact__isnull=False)
    copies = RawMessage.objects.filter(body_key=key).exclude(pk=raw.pk)
    return copies.filter(understood).order_by("pk").first() if copies.exists() else None


def contact_of(raw: RawMessage) -> Contact | None:
    """What the message became; most have become nothing when they are asked for."""
    found = Contact.objects.filter(raw=raw)
    return found.select_related("case").first() if found.exists() else None


def outcome_of(contact: Contact) -> str:
    """Whether what came in opened its case or went into one that was there."""
    return "reply" if contact.case.contacts.filter(pk__lt=contact.pk).exists() else "case"


def open_cases_at(person: Person, addresses: Iterable[tuple[str, str]]) -> list[Case]:
    """Cases this person may join a call to: of the customers at these addresses, newest first."""
    cases: dict[int, Case] = {}
    for kind, value in addresses:
        known = Address.objects.filter(kind=kind, value=value).values("customer_id")
        for case in (
            access.cases_for(person)
            .filter(customer_id__in=known, merged_into=None)
            .order_by("-id")[:10]
        ):
            cases[case.pk] = case
    return sorted(cases.values(), key=lambda case: (case.closed_at is not None, -case.pk))
