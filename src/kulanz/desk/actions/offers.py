"""Offering a remedy within one's authority, and what the customer makes of it."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from kulanz.authority import Extent, Verdict
from kulanz.desk.actions.approvals import AmountMissing, ShareMissing
from kulanz.desk.actions.bookings import ask_booking
from kulanz.desk.actions.cases import move, refresh
from kulanz.desk.actions.commitments import DueInThePast, promise
from kulanz.desk.actions.record import TWICE, CaseClosed, DeskRefusal, hold, record
from kulanz.desk.models import Approval, Case, Commitment, Offer, Person
from kulanz.desk.queries.case_facts import as_json
from kulanz.desk.queries.offers import Ground, extent_instead, extent_of, ground_of

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


class NotApproved(DeskRefusal):
    """The approval is of another case or was used already, or nobody has said yes."""

    code = "not_approved"


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
    percent: Decimal | None = None,
    count: int | None = None,
) -> Offer:
    """Offer a remedy; it carries the rule, the basis and the role it rests on.

    The same offer again within a minute is the same button pressed twice, and gives the first.

    Raises:
        OverAuthority: the role may not, or needs approval.
        AmountMissing: goodwill is added up against a cap, so it has an amount.
        ShareMissing: the table also limits the share of the price, or the number of instalments.
        CaseClosed, DueInThePast: see there.
    """
    case = _hold_to_offer(case, due_at=due_at, at=at)
    wanted = Extent(amount, percent, count)
    same = case.offers.filter(remedy=remedy, amount=amount, count=count, text=_words(text), by=by)
    before = same.filter(standing="open", at__gt=at - TWICE).order_by("-id").first()
    if before is not None:
        return before
    ground = ground_of(case, at=at)
    verdict = ground.verdict(by.role, remedy, wanted)
    if verdict.answer != "may":
        raise OverAuthority(verdict)
    if ground.unsaid(remedy, wanted):
        raise ShareMissing
    if amount is None and verdict.basis == "goodwill" and ground.country.remedies[remedy].stack:
        raise AmountMissing
    offer = _offer(case, ground, verdict, text=text, wanted=wanted, due_at=due_at, at=at, by=by)
    return _made(offer, at=at, by=by)


@transaction.atomic
def make_approved_offer(
    approval: Approval, *, text: str, due_at: datetime, at: datetime, by: Person
) -> Offer:
    """Offer what a colleague has approved: it rests on the rule and the role of the approver.

    After a plain yes the customer reads what the approver has read; `text` is for what was approved
    instead. What has happened since the yes counts: goodwill given meanwhile or another fact may
    need another yes, unless the approver went beyond the table on purpose.

    Raises:
        NotApproved, OverAuthority, CaseClosed, DueInThePast: see there.
    """
    case = _hold_to_offer(approval.case, due_at=due_at, at=at)
    row = Approval.objects.select_related("offer").get(pk=approval.pk)
    if row.offer is not None:
        return row.offer
    if row.standing not in {"yes", "instead"}:
        raise NotApproved
    instead = row.standing == "instead"
    remedy = row.instead_remedy if instead else row.remedy
    wanted = extent_instead(row) if instead else extent_of(row)
    ground = ground_of(case, at=at)
    verdict = ground.verdict(row.role, remedy, wanted)
    if row.override:
        verdict = verdict._replace(rule=row.rule, basis=row.basis or verdict.basis)  # type: ignore[arg-type] # kept from a verdict
    elif verdict.answer != "may":
        raise OverAuthority(verdict)
    offer = _offer(
        case,
        ground,
        verdict,
        text=text if instead else row.text,
        wanted=wanted,
        due_at=due_at,
        at=at,
        by=by,
        role=row.role,
    )
    row.offer = offer
    row.save(update_fields=["offer"])
    return _made(offer, at=at, by=by)


def _hold_to_offer(case: Case, *, due_at: datetime, at: datetime) -> Case:
    case = hold(case)
    if case.closed_at is not None:
        raise CaseClosed
    if due_at < at:
        raise DueInThePast
    return case


def _made(offer: Offer, *, at: datetime, by: Person) -> Offer:
    case = offer.case
    if case.state in BEFORE_OFFER:
        case.state = "offer_open"
        case.save(update_fields=["state"])
    record(
        "offer.made",
        case=case,
        at=at,
        by=by,
        offer=offer.pk,
        remedy=offer.remedy,
        basis=offer.basis,
        role=offer.role,
    )
    refresh(case)
    return offer


def _offer(
    case: Case,
    ground: Ground,
    verdict: Verdict,
    *,
    text: str,
    wanted: Extent,
    due_at: datetime,
    at: datetime,
    by: Person,
    role: str = "",
) -> Offer:
    wanted = ground.extent(verdict.remedy, wanted)
    return Offer.objects.create(
        case=case,
        remedy=verdict.remedy,
        text=_words(text),
        amount=wanted.amount,
        percent=wanted.percent,
        count=wanted.count,
        currency=ground.country.currency,
        basis=verdict.basis or "",
        rule=verdict.rule or "",
        version=ground.version,
        facts=as_json(ground.facts),
        used=ground.used,
        role=role or by.role,
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
    ask_booking(offer, at=at)
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
