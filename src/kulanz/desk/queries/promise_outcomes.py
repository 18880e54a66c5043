"""From rows to the core of promises and back: does a promise apply, how did it come out?"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils import timezone

from kulanz.case import Reason
from kulanz.conditions import FACTS, BadFact, Facts, condition
from kulanz.desk.models import AdvertisedPromise, Order
from kulanz.promises import Evidence, Outcome, Place, Promise, check, evaluate


def as_promise(row: AdvertisedPromise) -> Promise:
    """A version as the core knows it.

    Raises:
        BadCondition: a fact of it is no longer known; the form writes none such.
    """
    return Promise(
        id=row.code,
        kind=row.kind,  # type: ignore[arg-type] # the form offers the core's kinds only
        texts=row.texts,
        conditions=condition(row.conditions),
        pledge=condition(row.pledge),
        places=tuple(_place(one) for one in row.places),
        since=row.since,
        until=row.until,
        owner=row.owner.role if row.owner else "",
        countries=tuple(row.countries),
        evidence=Evidence(url=row.evidence.get("url", ""), sha256=row.evidence.get("sha256", "")),
    )


def _place(one: Mapping[str, object]) -> Place:
    shown = one.get("shown")
    names = tuple(map(str, shown)) if isinstance(shown, Iterable) else ()
    return Place(str(one["name"]), str(one.get("url", "")), names)


def faults_of(row: AdvertisedPromise) -> tuple[Reason, ...]:
    """Why a version may not be published; nothing where it may."""
    return check(as_promise(row))


def day_of(order: Order) -> date:
    """The day an order was placed; the day we heard of it where nobody said."""
    return timezone.localtime(order.ordered_at or order.changed_at).date()


def applies_to(row: AdvertisedPromise, order: Order) -> bool:
    """Whether the promise was advertised to this order: where it went, when it was placed."""
    elsewhere = row.countries and order.country and order.country not in row.countries
    return not elsewhere and as_promise(row).valid_on(day_of(order))


def outcome_of(row: AdvertisedPromise, order: Order) -> Outcome:
    """How the promise came out for an order."""
    return evaluate(as_promise(row), facts_of_order(order), day_of(order))


def facts_of_order(order: Order) -> Facts:
    """What is known of an order, as values; what an older list of facts knew is left out."""
    found = {}
    for name, raw in order.facts.items():
        try:
            if name in FACTS:
                found[name] = FACTS[name].value(raw)
        except BadFact:
            continue
    return found
