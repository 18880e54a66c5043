"""Orders: who may see which, how they are found, and what the pages show of them."""

import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kulanz.case import LanguageCode
from kulanz.conditions import FACTS
from kulanz.desk.models import AdvertisedPromise, Case, Order, Person
from kulanz.desk.models.people import Role
from kulanz.desk.queries import access
from kulanz.desk.queries.promise_words import OutcomeLine, facts_said, outcome_line

SHOWN = 50
NUMBER_LENGTH = 60
MOST_PROPOSED = 3
# Receivables answer for payment, the promise owner for what was advertised: both see every order.
SEES_EVERY_ORDER = access.SEES_ALL | {Role.FINANCE, Role.MARKETING}
NOTES_ORDERS = access.WORKS_ON_CASES | {Role.FINANCE, Role.LOGISTICS, Role.MARKETING}
BRINGS_LISTS = frozenset({Role.MANAGER, Role.FINANCE, Role.MARKETING, Role.DIRECTOR})
ABOUT_ORDERS = ("order.", "payment.", "delivery.", "confirmation.", "stock.")
ALSO_ABOUT_ORDERS = frozenset({"credit_check", "seller"})
# What looks like the number of an order in somebody's words: it has a digit, and is not short.
_NUMBER = re.compile(r"(?<![\w-])(?=[\w/-]*\d)[A-Za-z0-9][\w/-]{3,59}(?![\w-])")


@dataclass(frozen=True, slots=True)
class NotedFact:
    """One fact of an order in the reader's words."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class OrderList:
    """The orders found, newest first; `asked` is what was looked for."""

    rows: tuple[Order, ...]
    asked: str


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One order: what is known, its cases that the reader may see, how promises came out."""

    order: Order
    facts: tuple[NotedFact, ...]
    cases: tuple[Case, ...]
    outcomes: tuple[OutcomeLine, ...]


@dataclass(frozen=True, slots=True)
class CaseOrder:
    """An order of a case with the promises broken in it."""

    order: Order
    facts: tuple[NotedFact, ...]
    broken: tuple[OutcomeLine, ...]


@dataclass(frozen=True, slots=True)
class CaseOrders:
    """The orders of a case, and those whose numbers its contacts name."""

    linked: tuple[CaseOrder, ...]
    proposed: tuple[Order, ...]


def orders_for(person: Person) -> QuerySet[Order]:
    """The orders this person may see: an order of another team's case is theirs.

    Whoever answers customers finds an order that belongs to no case yet by its number.
    """
    if not person.is_active:
        return Order.objects.none()
    if person.role in SEES_EVERY_ORDER:
        return Order.objects.all()
    theirs = Q(cases__in=access.cases_for(person).values("pk"))
    if person.role in access.SEES_TEAM:
        theirs |= Q(cases=None)
    return Order.objects.filter(theirs).distinct()


def may_note_orders(person: Person) -> bool:
    """Whether the person may write down what is known of an order."""
    return person.role in NOTES_ORDERS


def may_bring_lists(person: Person) -> bool:
    """Whether the person may bring in a whole list of orders."""
    return person.role in BRINGS_LISTS


def order_list(person: Person, *, asked: str) -> OrderList:
    """Orders whose number begins with what was asked for; without it the latest."""
    rows = orders_for(person).select_related("customer").prefetch_related("outcomes")
    if asked:
        rows = rows.filter(number__istartswith=asked)
    return OrderList(tuple(rows.order_by("-changed_at", "-pk")[:SHOWN]), asked)


def order_page(order: Order, person: Person, *, language: LanguageCode) -> OrderPage:
    """Everything the page of one order shows."""
    cases = access.cases_for(person).filter(orders=order).order_by("-received_at")
    rows = order.outcomes.select_related("promise", "order", "case").order_by("promise__code")
    outcomes = tuple(outcome_line(row, language) for row in rows)
    return OrderPage(order, facts_in_words(order, language), tuple(cases), outcomes)


def facts_in_words(order: Order, language: LanguageCode) -> tuple[NotedFact, ...]:
    """What is known of an order, in the reader's language, by name."""
    return tuple(NotedFact(*one) for one in facts_said(order.facts, language))


def facts_asked(order: Order | None = None) -> tuple[str, ...]:
    """The facts that the form of an order asks: about orders, needed by a promise, or known."""
    about = {name for name in FACTS if name.startswith(ABOUT_ORDERS)} | ALSO_ABOUT_ORDERS
    for promise in AdvertisedPromise.objects.filter(standing="published"):
        about |= {*promise.conditions, *promise.pledge} & FACTS.keys()
    about |= (order.facts.keys() & FACTS.keys()) if order else set()
    return tuple(name for name in FACTS if name in about)


def case_orders(case: Case, person: Person, *, language: LanguageCode) -> CaseOrders:
    """The orders of a case, and known ones that its contacts name."""
    rows = case.orders.prefetch_related("outcomes__promise", "outcomes__order").order_by("number")
    linked = tuple(
        CaseOrder(
            order,
            facts_in_words(order, language),
            tuple(
                outcome_line(one, language)
                for one in order.outcomes.all()
                if one.outcome == "broken"
            ),
        )
        for order in rows
    )
    named = orders_for(person).filter(number__in=_numbers(case)).exclude(cases=case)
    return CaseOrders(linked, tuple(named.order_by("number")[:MOST_PROPOSED]))


def _numbers(case: Case) -> set[str]:
    """Everything in the contacts that looks like the number of an order."""
    texts = [case.subject]
    for subject, text in case.contacts.values_list("subject", "new_text"):
        texts += [subject, text]
    return {match for text in texts for match in _NUMBER.findall(text)} - {case.number}
