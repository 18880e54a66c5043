"""From rows to the core of promises and back: does a promise apply, how did it come out?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from kulanz.conditions import FACTS, BadFact, Facts, condition, judge
from kulanz.desk.models import AdvertisedPromise, Order

WINDOW = timedelta(days=7)
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """Kept, broken, not applicable, or unknown with the facts that are missing."""

    outcome: str
    missing: tuple[str, ...] = ()
    reasons: tuple[object, ...] = ()


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


def applies_to(promise: AdvertisedPromise, order: Order) -> bool:
    """Whether the promise was advertised to this order: where it went, when it was placed."""
    if promise.countries and order.country and order.country not in promise.countries:
        return False
    day: date = timezone.localtime(order.ordered_at or order.changed_at).date()
    return promise.since <= day and (promise.until is None or day <= promise.until)


def hidden_conditions(promise: AdvertisedPromise) -> tuple[tuple[str, str], ...]:
    """Each place with a condition that is not shown there."""
    return tuple(
        (str(place["name"]), fact)
        for place in promise.places
        for fact in promise.conditions
        if fact not in place.get("shown", ())
    )


def outcome_of(promise: AdvertisedPromise, facts: Facts) -> Outcome:
    """How a promise came out: all conditions, or the credit check not run (R001-02)."""
    met = dict(facts)
    if met.get("credit_check") == "not_run":
        met["credit_check"] = "ok"
    applies = judge(condition(promise.conditions), met)
    pledged = judge(condition(promise.pledge), facts)
    if applies.truth is False:
        return Outcome("not_applicable")
    if applies.truth is None:
        return Outcome("unknown", applies.missing)
    if pledged.truth is None:
        return Outcome("unknown", pledged.missing)
    return Outcome("kept" if pledged.truth else "broken")


def breaches_in_window(times: Iterable[datetime], *, at: datetime) -> int:
    """How many breaches lie in the window that ends now, if they are enough for an alert."""
    count = sum(1 for one in times if at - WINDOW < one <= at)
    return count if count >= ENOUGH else 0
