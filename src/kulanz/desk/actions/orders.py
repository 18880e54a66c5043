"""Noting what is known of an order, and saying which case it belongs to."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kulanz.conditions import BadFact, Facts, known
from kulanz.desk.actions.breaches import measure, tell
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Case, Customer, Order, Person
from kulanz.desk.queries.case_facts import as_json
from kulanz.desk.queries.orders import NUMBER_LENGTH

SOURCE_LENGTH = 40


class OrderNumberMissing(DeskRefusal):
    """An order is known by its number: 1 to 60 characters."""

    code = "order_number_missing"


class BadOrderFact(DeskRefusal):
    """A fact nobody knows, or a value that it cannot have; `names` says which."""

    code = "bad_order_fact"

    def __init__(self, *names: str) -> None:
        super().__init__(", ".join(names))
        self.names = names


@transaction.atomic
def note_order(
    *,
    number: str,
    facts: Mapping[str, object],
    source: str,
    at: datetime,
    by: Person | None = None,
    customer: Customer | None = None,
    ordered_at: datetime | None = None,
) -> Order:
    """Add to what is known of an order, or correct it; a fact of None or "" is taken back.

    What is not named stays as it was, and saying the same again changes nothing.

    Raises:
        OrderNumberMissing, BadOrderFact: see there; nothing is kept then.
    """
    number = number.strip()
    if not 0 < len(number) <= NUMBER_LENGTH:
        raise OrderNumberMissing
    new, gone = _read(facts)
    order, made = Order.objects.select_for_update().get_or_create(
        number=number, defaults={"source": source[:SOURCE_LENGTH], "changed_at": at}
    )
    changed = _changes(order, new, gone)
    if customer is not None and order.customer_id is None:
        order.customer, made = customer, True
    if ordered_at is not None and order.ordered_at != ordered_at:
        order.ordered_at, made = ordered_at, True
    if changed or made:
        _keep(order, source=source, at=at, by=by, changed=changed)
        measure(order, at=at)
    return order


def _read(facts: Mapping[str, object]) -> tuple[Facts, frozenset[str]]:
    """The facts as values, and the names of those that are taken back."""
    try:
        gone = frozenset(name for name, value in facts.items() if value is None or value == "")
        new, unknown = known({k: value for k, value in facts.items() if k not in gone})
    except BadFact as error:
        raise BadOrderFact(error.name) from error
    if unknown:
        raise BadOrderFact(*unknown)
    return new, gone


def _changes(order: Order, new: Facts, gone: frozenset[str]) -> list[str]:
    """The names of the facts that are now different."""
    before = dict(order.facts)
    order.facts = {name: v for name, v in before.items() if name not in gone} | as_json(new)
    if country := order.facts.get("order.country", ""):
        order.country = country if len(country) == len("DE") else ""
    names = before.keys() | order.facts.keys()
    return sorted(name for name in names if before.get(name) != order.facts.get(name))


def _keep(
    order: Order, *, source: str, at: datetime, by: Person | None, changed: list[str]
) -> None:
    order.source, order.changed_at = source[:SOURCE_LENGTH], at
    order.save()
    cases: list[Case | None] = [*order.cases.order_by("pk")]
    for case in cases or [None]:
        record("order.noted", case=case, at=at, by=by, order=order.number, facts=changed)


@transaction.atomic
def link_order(order: Order, case: Case, *, at: datetime, by: Person | None = None) -> None:
    """This case is about this order; the order then belongs to the customer of the case."""
    case = hold(case)
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.cases.filter(pk=case.pk).exists():
        return
    order.cases.add(case)
    if order.customer_id is None:
        order.customer = case.customer
        order.save(update_fields=["customer"])
    record("order.linked", case=case, at=at, by=by, order=order.number)
    tell(case, order, at=at)


@transaction.atomic
def unlink_order(order: Order, case: Case, *, at: datetime, by: Person) -> None:
    """The case is not about this order after all."""
    case = hold(case)
    if order.cases.filter(pk=case.pk).exists():
        order.cases.remove(case)
        record("order.unlinked", case=case, at=at, by=by, order=order.number)
