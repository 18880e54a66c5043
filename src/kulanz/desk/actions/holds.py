"""Setting, extending and lifting what keeps dunning away from an order.

A hold holds harm off, so nobody needs approval for it: a dispute hold is set by anybody who works
on the case, a dunning stop for as many days as the authority table gives the role.
"""

from datetime import datetime, timedelta

from django.db import transaction

from kulanz.desk.actions.hold_tasks import ask_to_go_on, ask_to_stop, drop_unnamed
from kulanz.desk.actions.offers import OverAuthority
from kulanz.desk.actions.record import CaseClosed, DeskRefusal, hold, record
from kulanz.desk.models import Case, Event, Hold, Person
from kulanz.desk.queries.holds import (
    KINDS,
    REMEDIES,
    automatic,
    days_between,
    most_days,
    running,
    verdict_on_hold,
)
from kulanz.desk.queries.offers import ground_of

REASON_LENGTH = 200
ORDER_LENGTH = 60
# After the last word of ours the customer has time to pay, without a fee (source case 000).
GRACE = timedelta(days=14)


class HoldEndsInThePast(DeskRefusal):
    """A hold covers a time to come."""

    code = "hold_ends_in_the_past"


class HoldOnlyLonger(DeskRefusal):
    """An earlier end is a lifting, with a reason; a hold without an end has none to move."""

    code = "hold_only_longer"


class HoldOver(DeskRefusal):
    """It was lifted, or its time has passed."""

    code = "hold_over"


class HoldReasonMissing(DeskRefusal):
    """Whoever sets or lifts a hold says why."""

    code = "hold_reason_missing"


@transaction.atomic
def set_hold(
    case: Case,
    *,
    kind: str,
    order: str,
    until: datetime | None,
    reason: str,
    at: datetime,
    by: Person | None,
    rule: str = "",
) -> Hold:
    """Keep dunning away from an order, "dispute" or "dunning"; `until` of None: until lifted.

    Where one of this kind already stands on the order it is the same hold, at most longer. Without
    an order number it stands in the case and is handed on as soon as the number is known. A person
    needs the days in the authority table; without one (`by` of None) a rule has decided.

    Raises:
        CaseClosed: nobody would look after it.
        HoldEndsInThePast, HoldReasonMissing: see there.
        OverAuthority: more days of dunning stop than the role may give.
    """
    case = hold(case)
    order, reason = order.strip()[:ORDER_LENGTH], reason.strip()[:REASON_LENGTH]
    if case.closed_at is not None:
        raise CaseClosed
    if until is not None and until <= at:
        raise HoldEndsInThePast
    if not reason:
        raise HoldReasonMissing
    standing = running(case.holds.filter(kind=kind, order=order), at=at).first()
    if standing is not None:
        return _longer(standing, until, at=at, by=by) if _reaches(standing, until) else standing
    _check_days(case, kind, since=at, until=until, at=at, by=by)
    row = Hold.objects.create(
        case=case, kind=kind, order=order, since=at, until=until, reason=reason, rule=rule, by=by
    )
    _tell("hold.set", row, at=at, by=by)
    ask_to_stop(row, at=at, by=by)
    return row


@transaction.atomic
def extend_hold(row: Hold, *, until: datetime | None, at: datetime, by: Person | None) -> Hold:
    """Let it stand longer; the days of a dunning stop count from its beginning.

    Raises:
        HoldOver, HoldOnlyLonger, OverAuthority: see there.
    """
    row = _hold_running(row, at=at)
    if not _reaches(row, until):
        raise HoldOnlyLonger
    return _longer(row, until, at=at, by=by)


@transaction.atomic
def lift_hold(row: Hold, *, because: str, at: datetime, by: Person | None) -> Hold:
    """Dunning may go on; it stays on record who said so, and why.

    Raises:
        HoldOver, HoldReasonMissing: see there.
    """
    row = _hold_running(row, at=at)
    because = because.strip()[:REASON_LENGTH]
    if not because:
        raise HoldReasonMissing
    row.lifted_at, row.lifted_by, row.lifted_because = at, by, because
    row.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    _tell("hold.lifted", row, at=at, by=by)
    ask_to_go_on(row, at=at, by=by)
    return row


@transaction.atomic
def name_order(row: Hold, *, order: str, at: datetime, by: Person | None) -> Hold:
    """Say which order a hold without one is about; billing hears of it only now.

    Raises:
        HoldOver: see there.
    """
    row = _hold_running(row, at=at)
    order = order.strip()[:ORDER_LENGTH]
    if row.order or not order:
        return row
    drop_unnamed(row, at=at, by=by)
    row.order = order
    row.save(update_fields=["order"])
    _tell("hold.set", row, at=at, by=by)
    ask_to_stop(row, at=at, by=by)
    return row


def protect(case: Case, *, declared: str, reason: str, at: datetime, by: Person) -> list[Hold]:
    """Set at once what the authority table sets by itself when this has been declared."""
    orders = list(case.orders.order_by("number").values_list("number", flat=True)) or [""]
    return [
        set_hold(
            case,
            kind=KINDS[remedy],
            order=order,
            until=_automatic_end(case, remedy, at=at, by=by),
            reason=reason,
            at=at,
            by=by,
            rule=verdict_on_hold(case, KINDS[remedy], by, days=None, at=at).rule or "",
        )
        for remedy in automatic(ground_of(case, at=at), frozenset({declared}))
        for order in orders
    ]


def _automatic_end(case: Case, remedy: str, *, at: datetime, by: Person) -> datetime | None:
    """A dispute hold lasts until it is decided, a dunning stop as long as the person may give."""
    days = most_days(case, by, at=at) if remedy == REMEDIES["dunning"] else None
    return None if days is None else at + timedelta(days=days)


def name_orders_of(event: Event, case: Case, at: datetime) -> None:
    """An order has been linked: the holds that waited for its number are about it."""
    for row in running(case.holds.filter(order=""), at=at):
        name_order(row, order=str(event.values.get("order", "")), at=at, by=event.by)


def end_with_case(event: Event, case: Case, at: datetime) -> None:
    """The case is decided: a hold without an end gets one, after a time to pay."""
    for row in running(case.holds.filter(until=None), at=at):
        row.until = event.at + GRACE
        row.save(update_fields=["until"])
        _tell("hold.extended", row, at=at, by=event.by)


def _hold_running(row: Hold, *, at: datetime) -> Hold:
    hold(row.case)
    found = running(Hold.objects.filter(pk=row.pk), at=at).first()
    if found is None:
        raise HoldOver
    return found


def _reaches(row: Hold, until: datetime | None) -> bool:
    """Whether an end lies beyond the present one."""
    return row.until is not None and (until is None or until > row.until)


def _longer(row: Hold, until: datetime | None, *, at: datetime, by: Person | None) -> Hold:
    _check_days(row.case, row.kind, since=row.since, until=until, at=at, by=by)
    row.until = until
    row.save(update_fields=["until"])
    _tell("hold.extended", row, at=at, by=by)
    ask_to_stop(row, at=at, by=by)
    return row


def _check_days(
    case: Case,
    kind: str,
    *,
    since: datetime,
    until: datetime | None,
    at: datetime,
    by: Person | None,
) -> None:
    """The days must be in the authority table of the role; without an end, none may be set."""
    if by is None:
        return
    days = days_between(since, until) if kind == "dunning" and until is not None else None
    verdict = verdict_on_hold(case, kind, by, days=days, at=at)
    endless = kind == "dunning" and until is None and verdict.limit is not None
    if verdict.answer != "may" or endless:
        raise OverAuthority(verdict)


def _tell(event: str, row: Hold, *, at: datetime, by: Person | None) -> None:
    record(
        event,
        case=row.case,
        at=at,
        by=by,
        hold=row.pk,
        sort=row.kind,
        order=row.order,
        since=row.since.isoformat(),
        until=row.until.isoformat() if row.until else "",
    )
