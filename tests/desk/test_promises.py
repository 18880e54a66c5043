"""Promises: the registry, how orders come out, and what a broken one sets in motion."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cast import MONDAY, Cast, brandt, case_of_brandt
from kulanz.case import Reason
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.orders import link_order, note_order
from kulanz.desk.actions.promises import (
    NotFit,
    NotProposed,
    NotPublished,
    Wording,
    propose,
    publish,
    withdraw,
)
from kulanz.desk.models import AdvertisedPromise, Event, Order, PromiseOutcome, Proposal
from kulanz.desk.queries.case_facts import facts_of
from kulanz.desk.queries.promises import duties_of, registry
from kulanz.languages import say

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Source case 001: the promise as it stands in the registry there.
CONDITIONS = {"payment.asked": "invoice", "credit_check": "ok", "order.amount": "<= 500"}
BROKEN = {
    "payment.asked": "invoice",
    "payment.offered": "prepayment",
    "credit_check": "not_run",
    "order.amount": "139",
}


def wording(cast: Cast, **changes: Any) -> Wording:
    values: dict[str, Any] = {
        "kind": "payment",
        "texts": {"de": "Wir liefern auf Rechnung (Bonität vorausgesetzt)"},
        "places": [{"name": "Zahlungsseite", "url": "", "shown": list(CONDITIONS)}],
        "conditions": CONDITIONS,
        "pledge": {"payment.offered": "invoice"},
        "countries": ["DE"],
        "since": MONDAY.date() - 30 * DAY,
        "owner": cast.mkt,
    }
    return Wording(**(values | changes))


def proposed(cast: Cast, **changes: Any) -> AdvertisedPromise:
    return propose(code="PR-INV-01", wording=wording(cast, **changes), at=MONDAY, by=cast.mkt)


def published(cast: Cast, **changes: Any) -> AdvertisedPromise:
    return publish(proposed(cast, **changes), at=MONDAY, by=cast.mira)


def an_order(number: str = "4712-1120", **changes: Any) -> Order:
    values: dict[str, Any] = {"facts": BROKEN, "source": "form", "at": MONDAY + HOUR}
    return note_order(number=number, **(values | changes))


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
        {"name": "Zahlungsseite", "url": "", "shown": list(CONDITIONS)},
        {"name": "Anzeige", "url": "", "shown": ["payment.asked", "credit_check"]},
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


# --- the pages ---


def typed(cast: Cast, **changes: str) -> dict[str, str]:
    return {
        "code": "PR-INV-01",
        "kind": "payment",
        "text_de": "Kauf auf Rechnung",
        "since": "2026-11-01",
        "owner": str(cast.mkt.pk),
        "countries": "DE",
        "if-1": "payment.asked|invoice",
        "if-2": "order.amount|<=",
        "if-2-value": "499,50",
        "then-1": "payment.offered|invoice",
        "place-1": "Zahlungsseite",
        "place-1-shows-1": "on",
    } | changes


def test_a_promise_is_written_down_by_form_and_refused_while_a_condition_is_hidden(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.mkt)

    made = client.post("/setup/promises/new/", typed(cast))
    row = AdvertisedPromise.objects.get()
    assert made.headers["Location"] == f"/setup/promises/{row.pk}/"
    assert (row.conditions, row.pledge, row.places, row.countries) == (
        {"payment.asked": "invoice", "order.amount": "<= 499.50"},
        {"payment.offered": "invoice"},
        [{"name": "Zahlungsseite", "url": "", "shown": ["payment.asked"]}],
        ["DE"],
    )

    answer = client.post(f"/setup/promises/{row.pk}/publication/", follow=True)
    (message,) = answer.context["messages"]
    hidden = {"place": "Zahlungsseite", "fact": "order amount"}
    assert str(message) == say(Reason("promises.hidden_condition", hidden), "en")

    client.post(
        f"/setup/promises/{row.pk}/wording/", typed(cast, code="", **{"place-1-shows-2": "on"})
    )
    client.post(f"/setup/promises/{row.pk}/publication/")
    row.refresh_from_db()
    assert (row.number, row.standing, row.published_by) == (1, "published", cast.mkt)


def test_the_form_shows_a_version_as_it_is_and_changes_nothing_by_itself(
    cast: Cast, client: Client
) -> None:
    row = proposed(cast, conditions=CONDITIONS | {"order.country": "not(GB, other)"})
    client.force_login(cast.mkt)
    form = client.get(f"/setup/promises/{row.pk}/wording/").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    again = {
        name: "on" if value is True else value
        for name, value in shown.items()
        if value is not None and value is not False
    }

    client.post(f"/setup/promises/{row.pk}/wording/", again)

    after = AdvertisedPromise.objects.get()
    for name in ("kind", "texts", "places", "conditions", "pledge", "countries", "since", "owner"):
        assert getattr(after, name) == getattr(row, name), name


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text_de": ""}, "text_de"),
        ({"then-1": ""}, "then-1"),
        ({"if-2-value": ""}, "if-2-value"),
        ({"if-2-value": "viel"}, "if-2-value"),
        ({"until": "2026-10-01"}, "until"),
        ({"owner": ""}, "owner"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    cast: Cast, client: Client, changes: dict[str, str], field: str
) -> None:
    client.force_login(cast.mkt)
    answer = client.post("/setup/promises/new/", typed(cast, **changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_agents_read_the_registry_and_change_nothing(cast: Cast, client: Client) -> None:
    row = published(cast)
    client.force_login(cast.ali)
    assert client.get("/setup/promises/").status_code == 200
    assert client.get(f"/setup/promises/{row.pk}/").status_code == 200
    assert client.post(f"/setup/promises/{row.pk}/withdrawal/").status_code == 404
    row.refresh_from_db()
    assert row.standing == "published"


def test_the_registry_counts_thirty_days_over_all_versions(cast: Cast) -> None:
    published(cast)
    an_order("a-1")
    an_order("a-2", facts=BROKEN | {"payment.offered": "invoice"})
    an_order("a-3", facts=BROKEN | {"order.amount": None})
    publish(proposed(cast, kind="other"), at=MONDAY + 2 * HOUR, by=cast.mira)

    (line,) = registry(language="de", at=MONDAY + DAY)
    assert (line.row.number, line.kept, line.broken, line.unknown) == (2, 1, 1, 1)
    (line,) = registry(language="de", at=MONDAY + 60 * DAY)
    assert (line.kept, line.broken, line.unknown) == (0, 0, 0)


def test_the_case_says_what_was_advertised_and_what_was_done(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    published(cast)
    link_order(an_order(), case, at=timezone.now())
    client.force_login(cast.ali)

    html = client.get(f"/cases/{case.number}/history/").content.decode()

    assert "We advertised: <q>Wir liefern auf Rechnung (Bonität vorausgesetzt)</q>" in html
    assert "We did: Payment method offered: prepayment".lower() in html.lower()


@pytest.mark.parametrize("page", ["/setup/promises/", "promise"])
def test_pages_of_promises_have_the_same_number_of_queries_with_one_and_three(
    cast: Cast, client: Client, page: str
) -> None:
    row = published(cast)
    client.force_login(cast.ali)
    path = f"/setup/promises/{row.pk}/" if page == "promise" else page

    def queries(*numbers: str) -> int:
        for number in numbers:
            an_order(number)
            propose(code=number, wording=wording(cast), at=MONDAY, by=cast.mkt)
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    assert queries("48-1") == queries("48-2", "48-3")


def test_my_day_shows_the_owner_what_a_promise_needs(cast: Cast, client: Client) -> None:
    row = published(cast)
    at = timezone.now()
    for number in range(3):
        an_order(f"48-{number}", at=at)

    for person, told in ((cast.mkt, True), (cast.mira, True), (cast.dir, False)):
        client.force_login(person)
        html = client.get("/day/").content.decode()
        assert ("Promises that need you" in html) is told
        assert (f"/setup/promises/{row.pk}/" in html) is told
