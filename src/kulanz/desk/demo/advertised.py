"""What the demo's shop advertises, and orders measured by it (source case 001)."""

from datetime import datetime, timedelta

from kulanz.desk.actions.orders import link_order, note_order
from kulanz.desk.actions.promises import Wording, propose, publish
from kulanz.desk.models import Case, Person, Problem
from kulanz.promises import Promise, registry

OURS = {"order.country": "DE", "order.same_address": "yes", "order.overdue_claim": "no"}
INVOICE = OURS | {"payment.asked": "invoice"}
BROKEN = INVOICE | {"payment.offered": "prepayment", "payment.invoice_offered": "no"}
KEPT = INVOICE | {"payment.offered": "invoice", "credit_check": "ok"}
# Number, days ago, what is known.
ORDERS: tuple[tuple[str, int, dict[str, str]], ...] = (
    ("4712-0871", 24, KEPT | {"order.amount": "59.00"}),
    ("4712-0903", 19, KEPT | {"order.amount": "210.40"}),
    ("4712-0955", 12, KEPT | {"order.amount": "88.15"}),
    ("4712-0987", 9, BROKEN | {"order.amount": "640.00", "credit_check": "ok"}),
    ("4712-1098", 5, BROKEN | {"order.amount": "74.50", "credit_check": "not_run"}),
    ("4712-1107", 3, BROKEN | {"order.amount": "312.00", "credit_check": "ok"}),
    ("4712-1131", 1, INVOICE | {"order.amount": "45.90", "credit_check": "ok"}),
)
PLACES = {
    "home_banner": "Banner der Startseite",
    "payment_page": "Zahlungsseite",
    "product_page": "Produktseite",
}
OF_THE_CASE = "4712-1120"


def advertise(people: dict[str, Person], problems: dict[str, Problem], *, now: datetime) -> None:
    """A published promise, its orders of a month, three of them broken within a week."""
    for promise in registry("example"):
        _published(promise, people, problems["invoice_promise"], now - timedelta(days=40))
    for number, days, facts in ORDERS:
        at = now - timedelta(days=days)
        note_order(number=number, facts=facts, source="shop", at=at, ordered_at=at)
    _the_case(now, people["sam"])


def _published(promise: Promise, people: dict[str, Person], problem: Problem, at: datetime) -> None:
    owner = people["max"]
    wording = Wording(
        kind=promise.kind,
        texts={str(code): text for code, text in promise.texts.items()},
        places=[
            {"name": PLACES.get(one.name, one.name), "url": one.url, "shown": list(one.shown)}
            for one in promise.places
        ],
        conditions=promise.conditions.as_texts(),
        pledge=promise.pledge.as_texts(),
        countries=promise.countries,
        since=promise.since,
        until=promise.until,
        owner=owner,
    )
    row = propose(code=promise.id, wording=wording, at=at, by=owner)
    if promise.kind != "payment":  # waits for somebody to look at it
        return
    row.problem = problem
    row.save(update_fields=["problem"])
    publish(row, at=at, by=people["mira"])


def _the_case(now: datetime, by: Person) -> None:
    """The order that the customer of source case 001 names; the check was never run."""
    at = now - timedelta(hours=20)
    facts = BROKEN | {"order.amount": "139.00", "credit_check": "not_run"}
    order = note_order(number=OF_THE_CASE, facts={}, source="shop", at=at)
    case = Case.objects.filter(contacts__subject__contains=OF_THE_CASE).first()
    if case is not None:
        link_order(order, case, at=at, by=by)
    note_order(number=OF_THE_CASE, facts=facts, source="shop", at=at, ordered_at=at)
