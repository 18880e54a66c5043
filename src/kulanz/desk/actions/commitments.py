"""Promising, keeping, moving and withdrawing commitments of both sides."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kulanz.commitments import callback_due
from kulanz.countries import profile
from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.record import TWICE, CaseClosed, DeskRefusal, hold, record
from kulanz.desk.models import Case, Commitment, Offer, Person

TEXT_LENGTH = 300
_OPEN = Q(done_at=None, withdrawn_at=None)


class NotOpen(DeskRefusal):
    """The commitment is done or withdrawn already."""

    code = "commitment_not_open"


class NeedsOwner(DeskRefusal):
    """A commitment of ours without an owner is nobody's."""

    code = "commitment_needs_owner"


class DueInThePast(DeskRefusal):
    """Nobody can promise something for yesterday."""

    code = "due_in_the_past"


@transaction.atomic
def promise(
    case: Case,
    *,
    side: str,
    text: str,
    due_at: datetime,
    at: datetime,
    kind: str = "task",
    owner: Person | None = None,
    by: Person | None = None,
    shared: bool = True,
    offer: Offer | None = None,
    after_break: bool = False,
    act: str = "",
    approver: str = "",
) -> Commitment:
    """A new dated commitment; ours has an owner, by default the case's, else whoever promises.

    The same one again within a minute is the same button pressed twice, and gives the first.

    Raises:
        CaseClosed: open it again first, so that somebody looks after the commitment.
        NeedsOwner: it is ours and nobody can be named.
        DueInThePast: `due_at` lies before `at`.
    """
    case = hold(case)
    if case.closed_at is not None:
        raise CaseClosed
    if side == Commitment.OURS:
        owner = owner or case.owner or by
        if owner is None:
            raise NeedsOwner
    if due_at < at:
        raise DueInThePast
    commitment = Commitment(
        case=case,
        side=side,
        kind=kind,
        text=text.strip()[:TEXT_LENGTH],
        due_at=due_at,
        owner=owner if side == Commitment.OURS else None,
        made_by=by,
        made_at=at,
        shared=shared,
        offer=offer,
        after_break=after_break,
        act=act,
        approver=approver,
    )
    return _just_made(commitment) or _made(commitment)


def _just_made(new: Commitment) -> Commitment | None:
    """The same one, made a moment ago; a call-back's time moves on between two presses."""
    same = {name: getattr(new, name) for name in ("side", "kind", "text", "owner", "offer")}
    about_then = (new.due_at - TWICE, new.due_at + TWICE)
    rows = new.case.commitments.filter(_OPEN, **same, made_by=new.made_by)
    return rows.filter(made_at__gt=new.made_at - TWICE, due_at__range=about_then).first()


def _made(new: Commitment) -> Commitment:
    new.save(force_insert=True)
    record(
        "commitment.made",
        case=new.case,
        at=new.made_at,
        by=new.made_by,
        commitment=new.pk,
        side=new.side,
        sort=new.kind,
    )
    refresh(new.case)
    return new


def promise_callback(
    case: Case,
    *,
    text: str,
    at: datetime,
    owner: Person | None = None,
    by: Person | None = None,
    after_break: bool = False,
    act: str = "",
) -> Commitment:
    """A call-back as the country pack sets it: soon in opening hours, else the next morning.

    `after_break`: because a call broke off; it is settled once the two have spoken.
    """
    return promise(
        case,
        side=Commitment.OURS,
        kind="callback",
        text=text,
        due_at=callback_due(profile(case.profile), at),
        at=at,
        owner=owner,
        by=by,
        after_break=after_break,
        act=act,
    )


@transaction.atomic
def keep(
    commitment: Commitment, *, at: datetime, by: Person | None = None, by_customer: bool = False
) -> Commitment:
    """It is done. Late is still done; the event says which.

    Raises:
        NotOpen: see there.
    """
    case, commitment = _hold_open(commitment)
    commitment.done_at = at
    commitment.save(update_fields=["done_at"])
    record(
        "commitment.kept",
        case=case,
        at=at,
        by=by,
        by_customer=by_customer,
        commitment=commitment.pk,
        side=commitment.side,
        late=at > commitment.due_at,
    )
    refresh(case)
    return commitment


@transaction.atomic
def postpone(
    commitment: Commitment,
    *,
    due_at: datetime,
    consent: bool,
    at: datetime,
    by: Person | None = None,
) -> Commitment:
    """A new date; the first date stays on record. Only with consent does the new one count.

    Raises:
        NotOpen: see there.
        DueInThePast: see there.
    """
    case, commitment = _hold_open(commitment)
    if due_at < at:
        raise DueInThePast
    commitment.moved_from = commitment.moved_from or commitment.due_at
    commitment.moved_with_consent = consent
    commitment.due_at = due_at
    commitment.reminded_at = commitment.overdue_noted_at = None
    commitment.save(
        update_fields=[
            "moved_from",
            "moved_with_consent",
            "due_at",
            "reminded_at",
            "overdue_noted_at",
        ]
    )
    record(
        "commitment.moved",
        case=case,
        at=at,
        by=by,
        commitment=commitment.pk,
        side=commitment.side,
        consent=consent,
    )
    refresh(case)
    return commitment


@transaction.atomic
def withdraw(commitment: Commitment, *, at: datetime, by: Person | None = None) -> Commitment:
    """It is no longer owed; it stays on record.

    Raises:
        NotOpen: see there.
    """
    case, commitment = _hold_open(commitment)
    commitment.withdrawn_at = at
    commitment.save(update_fields=["withdrawn_at"])
    record(
        "commitment.withdrawn",
        case=case,
        at=at,
        by=by,
        commitment=commitment.pk,
        side=commitment.side,
    )
    refresh(case)
    return commitment


@transaction.atomic
def hand_over(
    commitment: Commitment, owner: Person, *, at: datetime, by: Person | None = None
) -> Commitment:
    """Somebody else keeps our commitment.

    Raises:
        NotOpen: see there.
    """
    case, commitment = _hold_open(commitment)
    commitment.owner = owner
    commitment.save(update_fields=["owner"])
    record(
        "commitment.handed_over",
        case=case,
        at=at,
        by=by,
        commitment=commitment.pk,
        owner=owner.name,
    )
    return commitment


def _hold_open(commitment: Commitment) -> tuple[Case, Commitment]:
    case = hold(commitment.case)
    commitment = Commitment.objects.get(pk=commitment.pk)
    if commitment.done_at is not None or commitment.withdrawn_at is not None:
        raise NotOpen
    return case, commitment
