"""Offering a remedy within one's authority, and what the customer makes of it."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from kulanz.authority import Verdict
from kulanz.desk.actions.cases import move, refresh
from kulanz.desk.actions.commitments import DueInThePast, promise
from kulanz.desk.actions.record import TWICE, CaseClosed, DeskRefusal, hold, record
from kulanz.desk.models import Case, Commitment, Offer, Person
from kulanz.desk.queries.case_facts import as_json, facts_of
from kulanz.desk.queries.offers import rules_for, verdict_for

TEXT_LENGTH = 300
BEFORE_OFFER = frozenset(
    {"received", "acknowledged", "assessed", "investigating", "reopened", "waiting_customer"}
)


class OverAuthority(DeskRefusal):
    """This role may not offer this alone, or a fact is missing; `verdict` says who and which."""

    code = "over_authority"

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason.code)
        self.verdict = verdict


class OfferAnswered(DeskRefusal):
    """The offer was accepted, declined or withdrawn before."""

    code = "offer_answered"


@transaction.atomic
def make_offer(
    case: Case,
    *,
    remedy: str,
    text: str,
    due_at: datetime,
    at: datetime,
    by: Person,
    amount: Decimal | None = None,
) -> Offer:
    """Offer a remedy; it carries the rule, the basis and the role it rests on.

    The same offer again within a minute is the same button pressed twice, and gives the first.

    Raises:
        OverAuthority: the role may not, or needs approval.
        CaseClosed, DueInThePast: see there.
    """
    case = hold(case)
    if case.closed_at is not None:
        raise CaseClosed
    if due_at < at:
        raise DueInThePast
    same = case.offers.filter(remedy=remedy, amount=amount, text=_words(text), by=by)
    before = same.filter(standing="open", at__gt=at - TWICE).order_by("-id").first()
    if before is not None:
        return before
    facts = facts_of(case)
    verdict = verdict_for(case, role=by.role, remedy=remedy, amount=amount, at=at, facts=facts)
    if verdict.answer != "may":
        raise OverAuthority(verdict)
    offer = _offer(case, verdict, text=text, amount=amount, due_at=due_at, at=at, by=by)
    if case.state in BEFORE_OFFER:
        case.state = "offer_open"
        case.save(update_fields=["state"])
    record(
        "offer.made",
        case=case,
        at=at,
        by=by,
        offer=offer.pk,
        remedy=remedy,
        basis=offer.basis,
        role=by.role,
    )
    refresh(case)
    return offer


def _offer(
    case: Case,
    verdict: Verdict,
    *,
    text: str,
    amount: Decimal | None,
    due_at: datetime,
    at: datetime,
    by: Person,
) -> Offer:
    rules = rules_for(case, at=at)
    return Offer.objects.create(
        case=case,
        remedy=verdict.remedy,
        text=_words(text),
        amount=amount,
        currency=rules.country.currency,
        basis=verdict.basis or "",
        rule=verdict.rule or "",
        version=rules.number,
        facts=as_json(facts_of(case)),
        role=by.role,
        due_at=due_at,
        by=by,
        at=at,
    )


def _words(text: str) -> str:
    return text.strip()[:TEXT_LENGTH]


@transaction.atomic
def accept_offer(offer: Offer, *, at: datetime, by: Person | None = None) -> Commitment:
    """The customer accepts: the offer becomes our dated commitment.

    Raises:
        OfferAnswered: see there. Closing a case withdraws its open offers.
    """
    case, offer = _hold_open(offer)
    _answer(offer, "accepted", at=at)
    commitment = promise(
        case,
        side=Commitment.OURS,
        kind="remedy",
        text=offer.text,
        due_at=max(offer.due_at, at),
        owner=case.owner or offer.by,
        at=at,
        by=by,
        offer=offer,
    )
    case = hold(case)
    case.state = "fulfilling"
    case.save(update_fields=["state"])
    record("offer.accepted", case=case, at=at, by=by, by_customer=by is None, offer=offer.pk)
    refresh(case)
    return commitment


@transaction.atomic
def decline_offer(
    offer: Offer, *, at: datetime, instead: str = "", by: Person | None = None
) -> Offer:
    """The customer would rather have something else; their words are kept.

    Raises:
        OfferAnswered: see there.
    """
    case, offer = _hold_open(offer)
    _answer(offer, "declined", at=at, words=instead)
    _back_to_work(case, at=at, by=by)
    record("offer.declined", case=case, at=at, by=by, by_customer=by is None, offer=offer.pk)
    refresh(case)
    return offer


@transaction.atomic
def withdraw_offer(offer: Offer, *, at: datetime, by: Person) -> Offer:
    """We take an open offer back, for example because it was a mistake.

    Raises:
        OfferAnswered: see there.
    """
    case, offer = _hold_open(offer)
    _answer(offer, "withdrawn", at=at)
    _back_to_work(case, at=at, by=by)
    record("offer.withdrawn", case=case, at=at, by=by, offer=offer.pk)
    refresh(case)
    return offer


def _back_to_work(case: Case, *, at: datetime, by: Person | None) -> None:
    """Without an open offer the case is no longer one with an offer open."""
    if case.state == "offer_open" and not case.offers.filter(standing="open").exists():
        move(case, "investigating", at=at, by=by)


def _hold_open(offer: Offer) -> tuple[Case, Offer]:
    case = hold(offer.case)
    offer = Offer.objects.get(pk=offer.pk)
    if offer.standing != "open":
        raise OfferAnswered
    return case, offer


def _answer(offer: Offer, standing: str, *, at: datetime, words: str = "") -> None:
    offer.standing, offer.answered_at, offer.answer = standing, at, words.strip()
    offer.save(update_fields=["standing", "answered_at", "answer"])
