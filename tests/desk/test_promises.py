"""Promises: the registry, how orders come out, and what a broken one sets in motion."""

import pytest

from advertised import BROKEN, CONDITIONS, DAY, HOUR, an_order, proposed, published, wording
from cast import MONDAY, Cast, brandt, case_of_brandt
from kulanz.case import Reason
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.orders import link_order
from kulanz.desk.actions.promises import (
    NotFit,
    NotProposed,
    NotPublished,
    propose,
    publish,
    withdraw,
)
from kulanz.desk.models import AdvertisedPromise, Event, PromiseOutcome, Proposal
from kulanz.desk.queries.case_facts import facts_of
from kulanz.desk.queries.promises import duties_mark, duties_of

pytestmark = pytest.mark.django_db


def outcomes() -> list[tuple[str, str]]:
    rows = PromiseOutcome.objects.order_by("order__number")
    return list(rows.values_list("order__number", "outcome"))


# --- the registry ---


def test_a_proposed_version_is_written_over_and_a_published_one_never_is(cast: Cast) -> None:
    proposed(cast)
    first = publish(proposed(cast, kind="other"), at=MONDAY, by=cast.mira)
    second = propose(code=first.code, wording=wording(cast, kind="price"), at=MONDAY, by=cast.mkt)

    rows = AdvertisedPromise.objects.order_by("number")
    assert list(rows.values_list("number", "kind", "standing")) == [
        (1, "other", "published"),
        (2, "price", "proposed"),
    ]
    publish(second, at=MONDAY + DAY, by=cast.mira)
    first.refresh_from_db()
    assert (first.standing, first.until) == ("withdrawn", (MONDAY + DAY).date())


def test_a_condition_that_is_not_shown_where_the_promise_is_keeps_it_unpublished(
    cast: Cast,
) -> None:
    places = [
        {"name": "Zahlungsseite", "url": "", "shown": sorted(CONDITIONS)},
        {"name": "Anzeige", "url": "", "shown": ["credit_check", "payment.asked"]},
    ]
    with pytest.raises(NotFit) as refused:
        published(cast, places=places)

    assert refused.value.why == (
        Reason("promises.hidden_condition", {"place": "Anzeige", "fact": "order.amount"}),
    )
    assert AdvertisedPromise.objects.get().standing == "proposed"


def test_what_is_shown_nowhere_is_not_published(cast: Cast) -> None:
    with pytest.raises(NotFit) as refused:
        published(cast, places=[])
    assert refused.value.why == (Reason("promises.shown_nowhere"),)


def test_each_step_is_taken_once(cast: Cast) -> None:
    row = published(cast)
    with pytest.raises(NotProposed):
        publish(row, at=MONDAY, by=cast.mira)
    withdraw(row, at=MONDAY, by=cast.mkt)
    with pytest.raises(NotPublished):
        withdraw(row, at=MONDAY, by=cast.mkt)


# --- how an order comes out ---


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "broken"),
        ({"credit_check": "ok"}, "broken"),
        ({"credit_check": "declined"}, "not_applicable"),
        ({"order.amount": "501"}, "not_applicable"),
        ({"payment.offered": "invoice"}, "kept"),
        ({"payment.offered": None}, "unknown"),
        ({"order.amount": None}, "unknown"),
    ],
)
def test_an_order_is_measured_by_what_is_advertised(
    cast: Cast, changes: dict[str, object], expected: str
) -> None:
    published(cast)
    an_order(facts=BROKEN | changes)
    assert outcomes() == [("4712-1120", expected)]


def test_unknown_says_which_fact_is_missing_and_a_later_fact_decides(cast: Cast) -> None:
    published(cast)
    an_order(facts=BROKEN | {"credit_check": None})
    row = PromiseOutcome.objects.get()
    assert (row.outcome, row.missing, row.at) == ("unknown", ["credit_check"], MONDAY + HOUR)

    an_order(facts={"credit_check": "ok"}, at=MONDAY + 2 * HOUR)
    row.refresh_from_db()
    assert (row.outcome, row.missing, row.at) == ("broken", [], MONDAY + 2 * HOUR)


def test_publishing_measures_the_orders_there_are(cast: Cast) -> None:
    an_order(facts=BROKEN | {"payment.offered": "invoice"})
    an_order("abroad", facts=BROKEN | {"order.country": "NL"})
    an_order("long-ago", ordered_at=MONDAY - 90 * DAY)
    assert outcomes() == []

    published(cast)

    assert outcomes() == [("4712-1120", "kept")]


def test_an_order_stays_measured_by_the_version_it_was_placed_under(cast: Cast) -> None:
    first = published(cast)
    an_order(facts=BROKEN | {"credit_check": None})
    publish(proposed(cast, kind="other"), at=MONDAY + 2 * HOUR, by=cast.mira)

    an_order(facts={"credit_check": "ok"}, at=MONDAY + 3 * HOUR)

    row = PromiseOutcome.objects.get()
    assert (row.promise, row.outcome) == (first, "broken")


def test_a_withdrawn_promise_measures_nothing_any_more(cast: Cast) -> None:
    withdraw(published(cast), at=MONDAY, by=cast.mkt)
    an_order()
    assert outcomes() == []


# --- what a broken promise sets in motion (R001-02, R001-09) ---


def test_r001_02_a_broken_promise_reaches_the_open_case_of_the_order(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    promise = published(cast)
    order = an_order(facts={})
    link_order(order, case, at=MONDAY)

    an_order()

    outcome = PromiseOutcome.objects.get()
    promise.refresh_from_db()
    assert (outcome.outcome, outcome.case) == ("broken", case)
    assert list(case.problems.all()) == [promise.problem]
    facts = facts_of(case)
    assert (facts["fault"], facts["promise.conditions_met"]) == ("company", True)
    fact = case.case_facts.get(name="fault")
    assert (fact.source, fact.by) == ("PR-INV-01 · 4712-1120", None)
    acts = case.proposals.order_by("pk").values_list("rule", "act", "values__values")
    assert list(acts) == [
        ("R001-02", "order_reserve", ["48"]),
        ("R001-02", "invoice_enable", []),
        ("R001-02", "apologise", ["L3"]),
    ]
    event = Event.objects.get(kind="promise.broken")
    assert (event.case, event.values) == (case, {"promise": "PR-INV-01", "order": "4712-1120"})


def test_r001_02_a_kept_promise_proposes_nothing(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    published(cast)
    link_order(an_order(facts={}), case, at=MONDAY)

    an_order(facts=BROKEN | {"payment.offered": "invoice"})

    assert list(Proposal.objects.all()) == []
    assert "fault" not in facts_of(case)
    assert not Event.objects.filter(kind="promise.broken").exists()


def test_what_a_colleague_noted_about_the_fault_stands(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    note_case_fact(case, name="fault", value="shared", at=MONDAY, by=cast.ali)
    published(cast)
    link_order(an_order(facts={}), case, at=MONDAY)

    an_order()

    assert facts_of(case)["fault"] == "shared"


def test_the_open_case_of_the_customer_is_joined(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    published(cast)

    order = an_order(customer=brandt())

    assert list(order.cases.all()) == [case]
    assert PromiseOutcome.objects.get().case == case


def test_without_an_open_case_none_is_opened_and_the_owner_hears_of_it(cast: Cast) -> None:
    published(cast)
    an_order(customer=brandt())

    assert brandt().cases.count() == 0
    assert Event.objects.get(kind="promise.broken").case is None
    at = MONDAY + DAY
    owed = {
        person.role: [(one.row.code, one.alert, one.without_case) for one in found]
        for person in (cast.mkt, cast.mira, cast.ali)
        for found in [duties_of(person, language="de", at=at)]
    }
    assert owed == {"MKT": [("PR-INV-01", False, 1)], "CM": [], "AG": []}


def test_a_case_that_comes_later_hears_of_what_was_broken_before(cast: Cast) -> None:
    published(cast)
    order = an_order()
    case = case_of_brandt(cast, owner=cast.ali)

    link_order(order, case, at=MONDAY + DAY)

    assert PromiseOutcome.objects.get().case == case
    assert facts_of(case)["fault"] == "company"
    assert duties_of(cast.mkt, language="de", at=MONDAY + DAY) == ()


def test_r001_09_three_breaches_in_seven_days_alert_once_per_window(cast: Cast) -> None:
    promise = published(cast)
    for number in range(1, 6):
        an_order(f"4712-{number}", at=MONDAY + number * DAY)

    alert = Event.objects.get(kind="promise.alert")
    assert (alert.at, alert.values) == (
        MONDAY + 3 * DAY,
        {"promise": "PR-INV-01", "breaches": 3},
    )
    at = MONDAY + 5 * DAY
    for person in (cast.mkt, cast.mira):
        assert [one.alert for one in duties_of(person, language="de", at=at)] == [True]
    an_order("4712-9", at=MONDAY + 11 * DAY)
    assert Event.objects.filter(kind="promise.alert").count() == 1
    an_order("4712-10", at=MONDAY + 11 * DAY)
    assert Event.objects.filter(kind="promise.alert").count() == 2
    withdraw(promise, at=at, by=cast.mkt)
    assert duties_of(cast.mira, language="de", at=at) == ()


def test_r001_09_two_breaches_or_three_in_eight_days_alert_nobody(cast: Cast) -> None:
    published(cast)
    for number in (0, 4, 8):
        an_order(f"4712-{number}", at=MONDAY + number * DAY)

    assert not Event.objects.filter(kind="promise.alert").exists()


def test_the_mark_of_my_day_changes_with_what_needs_the_person(cast: Cast) -> None:
    published(cast)
    marks = []
    for number in range(1, 5):
        marks.append([duties_mark(one, at=MONDAY + 4 * DAY) for one in (cast.mkt, cast.ali)])
        an_order(f"4712-{number}", at=MONDAY + number * HOUR)
    # One order without a case, two, three with the alert, each another page; nothing for Ali.
    assert [len({mark for mark, _ in marks}), len({mark for _, mark in marks})] == [4, 1]
