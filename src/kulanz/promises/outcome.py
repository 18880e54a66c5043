"""Was a promise kept for an order? Rules R001-01 to R001-03 and R001-09 of source case 001."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from kulanz.case import Reason
from kulanz.conditions import Condition, Facts, Judged, Value, judge
from kulanz.promises.registry import Promise, PromiseKind

OutcomeName = Literal["kept", "broken", "not_applicable", "unknown"]

WINDOW = timedelta(days=7)
ENOUGH = 3
TOLD = ("MKT", "CM")
# What helps first when a promise is broken; the codes are those of the remedies and of the rules
# of casework (R001-02: reserve the order for 48 hours, make the invoice possible).
REMEDIES: dict[PromiseKind, tuple[str, ...]] = {
    "payment": ("order_reserve: 48", "invoice_enable"),
    "delivery": ("priority", "shipping_refund"),
    "returns": ("reimburse_costs",),
    "price": ("refund_part",),
    "reachability": ("callback",),
    "other": (),
}
# R001-03: § 22 and 15 GDPR; four business hours of receivables.
AFTER_DECLINED = ("say_credit_agency", "human_review: FIN, 4h_b")
NEVER_AFTER_DECLINED = ("bad_credit", "show_score")


@dataclass(frozen=True, slots=True)
class Checked:
    """One condition with what was known of it: whether it holds, None where nothing is known."""

    fact: str
    asked: str
    value: Value | None
    truth: bool | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a promise came out for an order (de: Ergebnis, nl: uitkomst).

    `fault` is "company" or empty. `acts` are proposed, `never` must not be said or done, `apology`
    is the level that is right ("L3": the fault is established). `checked` is kept as evidence with
    the time of the evaluation (R001-01).
    """

    outcome: OutcomeName
    missing: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    fault: Literal["company", ""] = ""
    acts: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    apology: str = ""
    checked: tuple[Checked, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """One promise breaks again and again: who hears of it, and what is proposed (R001-09)."""

    breaches: int
    roles: tuple[str, ...] = TOLD
    acts: tuple[str, ...] = ("change_promise",)


def evaluate(promise: Promise, facts: Facts, at: date) -> Outcome:
    """How the promise came out; `at` is the day of the order.

    A condition that fails makes it not applicable, and so does a declined credit check (R001-03).
    A check that we did not run is no excuse: it counts as passed (R001-02). A fact that we do not
    know is our fault in the data and leaves the answer open.
    """
    country = facts.get("order.country")
    elsewhere = bool(promise.countries) and country is not None and country not in promise.countries
    if not promise.valid_on(at) or elsewhere:
        return Outcome("not_applicable", reasons=(Reason("promises.not_advertised"),))
    checked = _checked(promise, facts)
    applies = judge(promise.conditions, _excused(facts))
    if _declined(promise, facts, applies):
        return Outcome(
            "not_applicable",
            reasons=(Reason("promises.credit_declined"),),
            acts=AFTER_DECLINED,
            never=NEVER_AFTER_DECLINED,
            checked=checked,
        )
    if applies.truth is False:
        reasons = tuple(Reason("promises.condition_fails", {"fact": n}) for n in applies.failing)
        return Outcome("not_applicable", reasons=reasons, checked=checked)
    return _measured(promise, facts, applies, checked)


def breaches_in_window(
    times: Iterable[datetime], *, at: datetime, window: timedelta = WINDOW
) -> int:
    """How many of these breaches of one promise lie in the window that ends at `at`."""
    return sum(at - window < one <= at for one in times)


def alert(times: Iterable[datetime], *, at: datetime, window: timedelta = WINDOW) -> Alert | None:
    """Three breaches in seven days: owner and complaint manager hear of it (R001-09)."""
    breaches = breaches_in_window(times, at=at, window=window)
    return Alert(breaches) if breaches >= ENOUGH else None


def _measured(
    promise: Promise, facts: Facts, applies: Judged, checked: tuple[Checked, ...]
) -> Outcome:
    pledged = judge(promise.pledge, facts)
    if pledged.truth:  # whether or not it was owed: the customer got it
        return Outcome("kept", checked=checked)
    missing = tuple(dict.fromkeys((*applies.missing, *pledged.missing)))
    if applies.truth is None or pledged.truth is None:
        reasons = tuple(Reason("promises.fact_missing", {"fact": name}) for name in missing)
        return Outcome("unknown", missing, reasons, checked=checked)
    return _broken(promise, facts, pledged, checked)


def _broken(
    promise: Promise, facts: Facts, pledged: Judged, checked: tuple[Checked, ...]
) -> Outcome:
    """R001-02: company fault, the remedy, and an apology that names the fault."""
    reasons = [Reason("promises.pledge_not_kept", {"fact": name}) for name in pledged.failing]
    if "credit_check" in promise.conditions.facts and facts.get("credit_check") == "not_run":
        reasons.append(Reason("promises.credit_check_not_run"))
    return Outcome(
        "broken",
        reasons=tuple(reasons),
        fault="company",
        acts=("mark_breach", "fault_company", *REMEDIES[promise.kind], "apologise: L3"),
        apology="L3",
        checked=checked,
    )


def _excused(facts: Facts) -> Facts:
    """A credit check that was never run cannot have failed."""
    return {**facts, "credit_check": "ok"} if facts.get("credit_check") == "not_run" else facts


def _declined(promise: Promise, facts: Facts, applies: Judged) -> bool:
    """Whether the credit check alone stood in the way, and the pledge was not kept all the same."""
    others = set(applies.failing) - {"credit_check"}
    asked = "credit_check" in promise.conditions.facts
    declined = asked and not others and facts.get("credit_check") == "declined"
    return declined and not judge(promise.pledge, facts).truth


def _checked(promise: Promise, facts: Facts) -> tuple[Checked, ...]:
    return tuple(
        Checked(
            one.fact.name,
            one.text,
            facts.get(one.fact.name),
            judge(Condition((one,)), facts).truth,
        )
        for one in promise.conditions.cells
        if not one.everything
    )
