"""Which holds stand, and what the case page and the API show of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from kulanz.authority import Extent, Verdict
from kulanz.commitments import holds as core
from kulanz.desk.models import Case, DunningDocument, Hold, Person, Webhook
from kulanz.desk.models.people import Role
from kulanz.desk.queries import access
from kulanz.desk.queries.offers import Ground, ground_of

SHOWN = 100
# Receivables keep the dunning running, and ask about any order.
SEES_EVERY_HOLD = access.SEES_ALL | {Role.FINANCE}
REMEDIES = {"dispute": "dispute_hold", "dunning": "dunning_stop"}
KINDS = {remedy: kind for kind, remedy in REMEDIES.items()}


@dataclass(frozen=True, slots=True)
class HoldLine:
    """One hold as a page shows it; `standing` is running, over or lifted.

    `number` of the case is given where the reader may open it.
    """

    row: Hold
    standing: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class HoldPanel:
    """The holds of a case; `days` is how long this person may stop dunning, None for any time.

    `obeyed` says that a webhook takes the holds to billing, so that nobody types them in.
    """

    running: tuple[HoldLine, ...]
    past: tuple[HoldLine, ...]
    orders: tuple[str, ...]
    days: int | None
    obeyed: bool


@dataclass(frozen=True, slots=True)
class HoldList:
    """The holds that stand, those of one order if `asked`; and dunning that ignored one."""

    lines: tuple[HoldLine, ...]
    broken: tuple[DunningDocument, ...]
    asked: str


def running(rows: QuerySet[Hold], *, at: datetime) -> QuerySet[Hold]:
    """Those in force at a moment, the earliest first."""
    in_force = rows.filter(Q(until=None) | Q(until__gt=at), since__lte=at, lifted_at=None)
    return in_force.select_related("case", "by").order_by("since", "id")


def holds_for(person: Person) -> QuerySet[Hold]:
    """The holds this person may ask for: those of their cases; receivables see every one."""
    if person.is_active and person.role in SEES_EVERY_HOLD:
        return Hold.objects.all()
    return Hold.objects.filter(case__in=access.cases_for(person))


def as_core(rows: Iterable[Hold]) -> tuple[core.Hold, ...]:
    """The rows as values, a lifted one as ended then."""
    return tuple(_value(row) for row in rows)


def broken_by(order: str, *, dated: datetime) -> Hold | None:
    """The hold that a dunning document about an order, dated then, does not obey."""
    rows = Hold.objects.filter(order=order).select_related("case", "by").order_by("since", "id")
    values = {_value(row): row for row in rows}
    found = core.broken_hold(values, order=order, document_at=dated)
    return values[found] if found else None


def _value(row: Hold) -> core.Hold:
    ends = [moment for moment in (row.until, row.lifted_at) if moment is not None]
    until = max(min(ends), row.since) if ends else None
    return core.Hold(
        kind="dispute" if row.kind == "dispute" else "dunning",
        order=row.order,
        since=row.since,
        until=until,
        by=row.by.name if row.by else "",
        reason=row.reason,
    )


def most_days(case: Case, person: Person, *, at: datetime) -> int | None:
    """How many days of dunning stop the table in force gives this person; None is no limit."""
    verdict = verdict_on_hold(case, "dunning", person, days=None, at=at)
    if verdict.answer != "may":
        return 0
    return None if verdict.limit is None else int(verdict.limit)


def verdict_on_hold(
    case: Case, kind: str, person: Person, *, days: Decimal | None, at: datetime
) -> Verdict:
    """What the table in force says about a hold; outside of its ladder, as to the lowest role."""
    ground = ground_of(case, at=at)
    ladder = ground.country.ladder
    role = person.role if person.role in ladder else ladder[0]
    return ground.verdict(role, REMEDIES[kind], Extent(days))


def automatic(ground: Ground, causes: frozenset[str]) -> tuple[str, ...]:
    """The holds that declarations set by themselves, the first cause first.

    One act may call for another (`auto_on`): a dispute hold for a dunning stop.
    """
    new = tuple(
        code
        for code, remedy in ground.country.remedies.items()
        if code in KINDS and code not in causes and causes & {*remedy.auto_on}
    )
    return (*new, *automatic(ground, causes | {*new})) if new else ()


def stops_dunning(case: Case, *, at: datetime) -> frozenset[str]:
    """What has to be declared for a hold to be set by itself."""
    remedies = ground_of(case, at=at).country.remedies
    return frozenset(
        cause for code in KINDS if code in remedies for cause in remedies[code].auto_on
    )


def days_between(since: datetime, until: datetime) -> Decimal:
    """How many days a hold lasts, a day begun counted whole."""
    return Decimal(-((since - until) // timedelta(days=1)))


def obeyed_by_webhook() -> bool:
    """Whether some system is told of every hold as it is set and lifted."""
    kinds = Webhook.objects.filter(disabled_at=None).values_list("kinds", flat=True)
    return any({"hold.set", "hold.lifted"} <= {*one} for one in kinds)


def hold_panel(case: Case, person: Person, *, at: datetime) -> HoldPanel:
    """Everything the panel shows."""
    rows = case.holds.select_related("by", "lifted_by")
    lines = tuple(HoldLine(row, _standing(row, at)) for row in rows.order_by("since", "id"))
    return HoldPanel(
        running=tuple(line for line in lines if line.standing == "running"),
        past=tuple(line for line in lines if line.standing != "running"),
        orders=tuple(case.orders.order_by("number").values_list("number", flat=True)),
        days=most_days(case, person, at=at),
        obeyed=obeyed_by_webhook(),
    )


def hold_list(person: Person, *, order: str, at: datetime) -> HoldList:
    """The list page."""
    seen, order = holds_for(person), order.strip()
    rows = running(seen.filter(order=order) if order else seen, at=at)[:SHOWN]
    numbers = dict(
        access.cases_for(person)
        .filter(pk__in=[row.case_id for row in rows])
        .values_list("pk", "number")
    )
    broken = DunningDocument.objects.filter(broke__in=seen)
    return HoldList(
        lines=tuple(HoldLine(row, "running", numbers.get(row.case_id, "")) for row in rows),
        broken=tuple(broken.order_by("-dated", "-id")[:SHOWN]),
        asked=order,
    )


def _standing(row: Hold, at: datetime) -> str:
    if row.lifted_at is not None:
        return "lifted"
    return "over" if row.until is not None and row.until <= at else "running"
