"""Measuring an order by what was advertised; what a broken promise sets in motion (R001-02, -09).

An order and its outcomes change in one transaction: no outcome is older than the facts it rests on.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kulanz.desk.actions.problems import name_problem, tag
from kulanz.desk.actions.record import hold, record
from kulanz.desk.models import (
    AdvertisedPromise,
    Case,
    CaseFact,
    Order,
    Problem,
    PromiseOutcome,
    Proposal,
)
from kulanz.desk.queries.breach_rules import basis_of
from kulanz.desk.queries.case_facts import known_facts
from kulanz.desk.queries.promise_outcomes import applies_to, outcome_of
from kulanz.desk.queries.promises import HITS_OF
from kulanz.promises import Outcome, alert, breaches_in_window

# Done at once, because they are facts; the rest of the rule's acts is proposed.
DONE = frozenset({"mark_breach", "fault_company"})
NAME_LENGTH = 100


def measure_orders(promise: AdvertisedPromise, *, at: datetime) -> int:
    """Measure the orders of a month that a newly published promise applies to; returns how many.

    An order that was measured by an earlier version stays with the words it was placed under, and
    an older one is measured when something new is known of it.
    """
    count, since = 0, at - HITS_OF
    recent = Q(ordered_at__gt=since) | Q(ordered_at=None, changed_at__gt=since)
    orders = Order.objects.filter(recent).exclude(outcomes__promise__code=promise.code)
    for order in orders.order_by("pk").iterator():
        if applies_to(promise, order):
            _measure_one(promise, order, at=at)
            count += 1
    return count


@transaction.atomic
def measure(order: Order, *, at: datetime) -> None:
    """Measure one order again by what it was measured by, and by what is advertised now."""
    before = list(AdvertisedPromise.objects.filter(outcomes__order=order).order_by("pk"))
    published = AdvertisedPromise.objects.filter(standing="published")
    new = published.exclude(code__in=[one.code for one in before]).order_by("pk")
    for promise in (*before, *(one for one in new if applies_to(one, order))):
        _measure_one(promise, order, at=at)


@transaction.atomic
def tell(case: Case, order: Order, *, at: datetime) -> None:
    """A case that an order is joined to hears of what was broken before."""
    for row in order.outcomes.filter(outcome="broken", case=None).select_related("promise"):
        row.case = case
        row.save(update_fields=["case"])
        _in_the_case(row, case, outcome_of(row.promise, order).acts, at=at)


def _measure_one(promise: AdvertisedPromise, order: Order, *, at: datetime) -> None:
    found = outcome_of(promise, order)
    row = PromiseOutcome.objects.filter(promise=promise, order=order).first()
    before = row.outcome if row else ""
    if row is None:
        row = PromiseOutcome(promise=promise, order=order)
    row.missing, row.reasons = list(found.missing), _kept(found)
    if found.outcome != before:
        row.outcome, row.at = found.outcome, at
    row.save()
    if found.outcome == "broken" and before != "broken":
        _broken(row, found.acts, at=at)


def _broken(row: PromiseOutcome, acts: Iterable[str], *, at: datetime) -> None:
    """Fault of the company: the case of the customer hears of it, and the owner of the promise."""
    case = _case_of(row.order)
    if case is not None:
        case = hold(case)
        row.case = case
        row.save(update_fields=["case"])
        row.order.cases.add(case)
    record("promise.broken", case=case, at=at, promise=row.promise.code, order=row.order.number)
    if case is not None:
        _in_the_case(row, case, acts, at=at)
    _alert(row.promise, at=at)


def _case_of(order: Order) -> Case | None:
    """The open case about this order, else the customer's newest; none is opened silently."""
    rows = Case.objects.filter(closed_at=None, merged_into=None)
    about = rows.filter(orders=order).order_by("-received_at").first()
    if about is not None or order.customer_id is None:
        return about
    return rows.filter(customer=order.customer_id).order_by("-received_at").first()


def _in_the_case(row: PromiseOutcome, case: Case, acts: Iterable[str], *, at: datetime) -> None:
    tag(case, _problem(row.promise), at=at)
    known = known_facts(case)
    source = f"{row.promise.code} · {row.order.number}"
    for name, value in (("fault", "company"), ("promise.conditions_met", "yes")):
        # What a colleague has noted stands: they may know more than the order says.
        if name not in known or known[name].row is None:
            CaseFact.objects.create(case=case, name=name, value=value, source=source, at=at)
            record("fact.decisive", case=case, at=at, fact=name, value=value)
    for act in acts:
        code, _colon, values = act.partition(":")
        if code not in DONE:
            Proposal.objects.get_or_create(
                case=case,
                rule=basis_of(row.promise.kind),
                act=code,
                standing="proposed",
                defaults={
                    "at": at,
                    "values": {
                        "values": [one.strip() for one in values.split(",") if one.strip()],
                        "promise": row.promise.code,
                        "order": row.order.number,
                    },
                },
            )


def _problem(promise: AdvertisedPromise) -> Problem:
    """The cause that broken promises of this kind share; named after the promise at first."""
    if promise.problem is None:
        words = next((text for text in promise.texts.values() if text), promise.code)
        promise.problem = name_problem(f"{promise.code}: {words}"[:NAME_LENGTH])
        promise.save(update_fields=["problem"])
    return promise.problem


def _alert(promise: AdvertisedPromise, *, at: datetime) -> None:
    """Three breaches in seven days: owner and complaint manager hear of it, once (R001-09)."""
    when = PromiseOutcome.objects.filter(promise__code=promise.code, outcome="broken")
    found = alert(when.values_list("at", flat=True), at=at)
    told = [] if promise.alerted_at is None else [promise.alerted_at]
    if found is not None and not breaches_in_window(told, at=at):
        promise.alerted_at = at
        promise.save(update_fields=["alerted_at"])
        record("promise.alert", case=None, at=at, promise=promise.code, breaches=found.breaches)


def _kept(found: Outcome) -> list[dict[str, object]]:
    """Every condition as it was looked at, with what was known of it (R001-01)."""
    return [{"fact": one.fact, "asked": one.asked, "truth": one.truth} for one in found.checked]
