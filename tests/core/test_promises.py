"""The registry of promises, and how they come out: source case 001, rules R001-01 to -03, -09."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.case import Reason
from kulanz.conditions import Facts, condition, known
from kulanz.languages import CODES, say
from kulanz.playbook import by_id
from kulanz.promises import (
    KINDS,
    Alert,
    Checked,
    Place,
    Promise,
    alert,
    breaches_in_window,
    check,
    evaluate,
    registry,
)
from kulanz.promises.outcome import AFTER_DECLINED, NEVER_AFTER_DECLINED, REMEDIES

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 - any clock will do


def invoice() -> Promise:
    return registry("example")[0]


def order(**changed: object) -> Facts:
    flat = {
        "payment.asked": "invoice",
        "payment.offered": "prepayment",
        "credit_check": "ok",
        "order.amount": "120",
        "order.country": "DE",
        "order.same_address": True,
        "order.overdue_claim": False,
    }
    return known(flat | {name.replace("__", "."): value for name, value in changed.items()})[0]


def test_every_example_may_be_published() -> None:
    assert {promise.id: check(promise) for promise in registry("example")} == {
        "PR-INV-01": (),
        "PR-DEL-01": (),
        "PR-RET-01": (),
    }


def test_a_condition_that_is_not_shown_at_a_place_is_refused() -> None:
    shown = tuple(name for name in invoice().conditions.facts if name != "order.amount")
    ad = Place("google_ad", shown=shown)
    assert check(replace(invoice(), places=(*invoice().places, ad))) == (
        Reason("promises.hidden_condition", {"place": "google_ad", "fact": "order.amount"}),
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"places": ()}, "shown_nowhere"),
        ({"texts": {"de": " "}}, "no_text"),
        ({"pledge": condition({})}, "no_pledge"),
        ({"owner": ""}, "no_owner"),
        ({"until": date(2025, 12, 31)}, "ends_before_it_begins"),
    ],
)
def test_what_a_promise_must_say(changed: dict[str, object], code: str) -> None:
    assert check(replace(invoice(), **changed)) == (Reason(f"promises.{code}"),)  # type: ignore[arg-type]


def test_its_days_count_from_the_first_to_the_last() -> None:
    short = replace(invoice(), until=date(2026, 1, 31))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1))
    assert [short.valid_on(day) for day in days] == [False, True, True, False]


def test_r001_01_every_condition_is_judged_and_kept() -> None:
    found = evaluate(invoice(), order(order__amount="600", order__country=None), DAY)
    assert [(one.fact, one.asked, one.truth) for one in found.checked] == [
        ("payment.asked", "invoice", True),
        ("credit_check", "ok", True),
        ("order.amount", "<= 500", False),
        ("order.country", "DE", None),
        ("order.same_address", "yes", True),
        ("order.overdue_claim", "no", True),
    ]
    assert found.checked[3] == Checked("order.country", "DE", None, None)


def test_r001_01_says_nothing_where_the_invoice_was_not_asked_for() -> None:
    found = evaluate(invoice(), order(payment__asked="card"), DAY)
    assert (found.outcome, found.reasons) == (
        "not_applicable",
        (Reason("promises.condition_fails", {"fact": "payment.asked"}),),
    )


@pytest.mark.parametrize("credit_check", ["ok", "not_run"])
def test_r001_02_conditions_met_or_never_checked_and_the_pledge_not_kept(credit_check: str) -> None:
    found = evaluate(invoice(), order(credit_check=credit_check), DAY)
    assert (found.outcome, found.fault, found.apology) == ("broken", "company", "L3")
    assert [one.code for one in found.reasons] == [
        "promises.pledge_not_kept",
        *(["promises.credit_check_not_run"] if credit_check == "not_run" else []),
    ]


def test_r001_02_proposes_what_the_rule_of_casework_proposes() -> None:
    written = tuple(": ".join((act.code, *act.values)) for act in by_id()["R001-02"].acts)
    assert evaluate(invoice(), order(), DAY).acts == written


def test_r001_02_is_silent_when_the_pledge_is_kept() -> None:
    found = evaluate(invoice(), order(payment__offered="invoice"), DAY)
    assert (found.outcome, found.fault, found.acts) == ("kept", "", ())


def test_r001_03_a_declined_check_has_duties_and_is_no_breach() -> None:
    found = evaluate(invoice(), order(credit_check="declined"), DAY)
    assert (found.outcome, found.acts, found.never) == (
        "not_applicable",
        AFTER_DECLINED,
        NEVER_AFTER_DECLINED,
    )
    rule = by_id()["R001-03"]
    assert tuple(one.code for one in rule.acts) == tuple(
        one.partition(":")[0] for one in AFTER_DECLINED
    )
    assert rule.never == NEVER_AFTER_DECLINED


def test_r001_03_is_silent_where_another_condition_fails_anyway() -> None:
    found = evaluate(invoice(), order(credit_check="declined", order__amount="900"), DAY)
    assert (found.outcome, found.acts, found.never) == ("not_applicable", (), ())


def test_r001_03_is_silent_where_the_invoice_was_offered_all_the_same() -> None:
    found = evaluate(invoice(), order(credit_check="declined", payment__offered="invoice"), DAY)
    assert (found.outcome, found.acts) == ("not_applicable", ())


def test_r001_03_is_silent_where_the_promise_asks_for_no_check() -> None:
    without = replace(invoice(), conditions=condition({"payment.asked": "invoice"}))
    assert evaluate(without, order(credit_check="declined"), DAY).outcome == "broken"


def test_what_we_do_not_know_leaves_it_open_and_is_named() -> None:
    found = evaluate(invoice(), order(order__same_address=None, payment__offered=None), DAY)
    assert (found.outcome, found.missing, found.fault) == (
        "unknown",
        ("order.same_address", "payment.offered"),
        "",
    )


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 7, 1)])
def test_outside_its_days_it_does_not_apply(day: date) -> None:
    short = replace(invoice(), until=date(2026, 6, 30))
    assert evaluate(short, order(), day).reasons == (Reason("promises.not_advertised"),)


def test_elsewhere_it_does_not_apply() -> None:
    delivery = registry("example")[1]
    facts, _ = known({"order.country": "NL", "stock.available": True, "delivery.business_days": 9})
    assert evaluate(delivery, facts, DAY).reasons == (Reason("promises.not_advertised"),)


def test_a_late_delivery_breaks_its_promise() -> None:
    facts, _ = known({"order.country": "DE", "stock.available": True, "delivery.business_days": 4})
    found = evaluate(registry("example")[1], facts, DAY)
    assert (found.outcome, found.acts) == (
        "broken",
        ("mark_breach", "fault_company", "priority", "shipping_refund", "apologise: L3"),
    )


def test_every_kind_of_promise_has_its_remedies() -> None:
    assert tuple(REMEDIES) == KINDS


def test_r001_09_three_breaches_in_seven_days_are_told() -> None:
    times = [NOW, NOW - timedelta(days=3), NOW - timedelta(days=6, hours=23)]
    assert alert(times, at=NOW) == Alert(3, ("MKT", "CM"), ("change_promise",))


def test_r001_09_is_silent_where_the_third_is_older_or_still_to_come() -> None:
    times = [NOW, NOW - timedelta(days=3), NOW - timedelta(days=7), NOW + timedelta(hours=1)]
    assert (breaches_in_window(times, at=NOW), alert(times, at=NOW)) == (2, None)


def test_every_reason_can_be_said_in_every_language() -> None:
    found = evaluate(invoice(), order(credit_check="not_run"), DAY)
    assert all(say(reason, code) for reason in found.reasons for code in CODES)


FACTS_OF_ORDERS = st.fixed_dictionaries(
    {},
    optional={
        "payment.asked": st.sampled_from(["invoice", "card"]),
        "payment.offered": st.sampled_from(["invoice", "prepayment"]),
        "credit_check": st.sampled_from(["ok", "declined", "not_run"]),
        "order.amount": st.sampled_from(["1", "500", "500.01"]),
        "order.country": st.sampled_from(["DE", "NL"]),
        "order.same_address": st.booleans(),
        "order.overdue_claim": st.booleans(),
    },
)


@given(FACTS_OF_ORDERS, FACTS_OF_ORDERS)
def test_learning_more_never_turns_one_answer_into_another(
    some: dict[str, object], more: dict[str, object]
) -> None:
    before = evaluate(invoice(), known(some)[0], DAY).outcome
    after = evaluate(invoice(), known(more | some)[0], DAY).outcome
    # A kept pledge stands until we learn that nothing was owed.
    assert before in {"unknown", after} or (before, after) == ("kept", "not_applicable")


@given(FACTS_OF_ORDERS)
def test_only_a_breach_is_our_fault_and_only_the_unknown_lacks_facts(
    some: dict[str, object],
) -> None:
    found = evaluate(invoice(), known(some)[0], DAY)
    assert (found.fault == "company") == (found.outcome == "broken")
    assert bool(found.missing) == (found.outcome == "unknown")
