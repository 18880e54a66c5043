"""Orders: what is known of them, how it comes in, and the case they belong to."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import MONDAY, Cast, brandt, case_of_brandt, devries
from kulanz.desk.actions.cases import open_case
from kulanz.desk.actions.erasure import erase_customer
from kulanz.desk.actions.merging import merge, undo_merge
from kulanz.desk.actions.orders import (
    BadOrderFact,
    OrderNumberMissing,
    link_order,
    note_order,
    unlink_order,
)
from kulanz.desk.models import Contact, Event, Order
from kulanz.desk.queries.case_facts import facts_of
from kulanz.desk.queries.orders import case_orders, orders_for

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def an_order(**changes: Any) -> Order:
    values: dict[str, Any] = {
        "number": "48-2291",
        "facts": {"payment.asked": "invoice", "order.amount": "84.90"},
        "source": "form",
        "at": MONDAY,
    }
    return note_order(**(values | changes))


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="order.").values_list("kind", flat=True))


def test_an_order_keeps_what_is_known_of_it_and_adds_to_it(cast: Cast) -> None:
    an_order(by=cast.ali)
    later = an_order(
        facts={"order.amount": "90", "order": {"country": "DE"}}, at=MONDAY + HOUR, source="csv"
    )

    later.refresh_from_db()
    assert later.facts == {
        "payment.asked": "invoice",
        "order.amount": "90",
        "order.country": "DE",
    }
    assert (later.country, later.source, later.changed_at) == ("DE", "csv", MONDAY + HOUR)
    assert Order.objects.count() == 1


def test_the_same_said_again_changes_nothing() -> None:
    an_order()
    again = an_order(at=MONDAY + HOUR, source="api")

    again.refresh_from_db()
    assert (again.changed_at, again.source) == (MONDAY, "form")
    assert kinds() == ["order.noted"]


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_fact_can_be_taken_back(nothing: object) -> None:
    an_order()
    assert an_order(facts={"payment.asked": nothing}).facts == {"order.amount": "84.90"}


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ({"mood": "bad"}, ("mood",)),
        ({"payment.asked": "shells"}, ("payment.asked",)),
        ({"order.amount": ["1"]}, ("order.amount",)),
    ],
)
def test_a_fact_nobody_knows_is_refused_and_nothing_is_kept(
    facts: dict[str, object], names: tuple[str, ...]
) -> None:
    with pytest.raises(BadOrderFact) as refused:
        an_order(facts=facts)

    assert refused.value.names == names
    assert not Order.objects.exists()


@pytest.mark.parametrize("number", ["", "  ", "9" * 61])
def test_an_order_has_a_number(number: str) -> None:
    with pytest.raises(OrderNumberMissing):
        an_order(number=number)


def test_an_order_belongs_to_the_customer_who_was_named_first(cast: Cast) -> None:
    assert an_order(customer=brandt()).customer == brandt()


def test_facts_of_an_order_decide_in_its_case_and_only_while_it_is_linked(cast: Cast) -> None:
    case, order = case_of_brandt(cast), an_order()

    link_order(order, case, at=MONDAY, by=cast.ali)
    link_order(order, case, at=MONDAY, by=cast.ali)
    assert facts_of(case)["payment.asked"] == "invoice"
    order.refresh_from_db()
    assert order.customer == case.customer

    unlink_order(order, case, at=MONDAY, by=cast.ali)
    unlink_order(order, case, at=MONDAY, by=cast.ali)
    assert "payment.asked" not in facts_of(case)
    assert kinds() == ["order.noted", "order.linked", "order.unlinked"]


def test_a_change_of_an_order_stands_in_the_history_of_its_case(cast: Cast) -> None:
    case, order = case_of_brandt(cast), an_order()
    link_order(order, case, at=MONDAY)

    an_order(facts={"credit_check": "ok"}, at=MONDAY + HOUR, by=cast.fin)

    event = Event.objects.get(case=case, kind="order.noted")
    assert (event.by, event.values) == (
        cast.fin,
        {"order": "48-2291", "facts": ["credit_check"]},
    )


def test_who_sees_which_order(cast: Cast) -> None:
    free, ours, theirs = (an_order(number=number) for number in ("free-1", "ours-1", "theirs-1"))
    link_order(ours, case_of_brandt(cast), at=MONDAY)
    utrecht = open_case(
        customer=devries(), team=cast.utrecht, subject="X", language="nl", at=MONDAY
    )
    link_order(theirs, utrecht, at=MONDAY)

    seen = {
        person.role: {order.number for order in orders_for(person)}
        for person in (cast.ali, cast.fin, cast.mkt, cast.mira, cast.log)
    }

    every = {free.number, ours.number, theirs.number}
    assert seen == {
        "AG": {free.number, ours.number},
        "FIN": every,
        "MKT": every,
        "CM": every,
        "LOG": set(),
    }


def test_an_order_is_noted_and_corrected_by_form(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    typed = {"number": "48-2291", "order.amount": "84,90", "payment.asked": "invoice"}

    made = client.post("/orders/new/", typed)
    order = Order.objects.get()
    assert made.headers["Location"] == f"/orders/{order.pk}/"
    assert (order.facts, order.source) == (
        {"order.amount": "84.90", "payment.asked": "invoice"},
        "form",
    )

    note_order(number="48-2291", facts={"credit_check": "ok"}, source="api", at=MONDAY, by=cast.fin)
    stale = {"initial-payment.asked": "invoice", "payment.asked": "", "source": "Telefon"}
    client.post(
        f"/orders/{order.pk}/", stale | {"order.amount": "84.90", "initial-order.amount": "84.90"}
    )
    order.refresh_from_db()
    assert (order.facts, order.source) == (
        {"credit_check": "ok", "order.amount": "84.90"},
        "Telefon",
    )


def test_a_value_that_is_none_is_said_at_its_field(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)

    answer = client.post("/orders/new/", {"number": "48-2291", "order.amount": "much"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"order.amount": ["That is no value for this fact."]}
    assert not Order.objects.exists()


def test_an_order_of_another_team_is_a_404_and_its_number_is_not_taken(
    cast: Cast, client: Client
) -> None:
    order = an_order()
    link_order(order, case_of_brandt(cast), at=MONDAY)
    client.force_login(cast.tom)

    assert client.get(f"/orders/{order.pk}/").status_code == 404
    answer = client.post("/orders/new/", {"number": order.number, "order.amount": "1"})
    assert answer.status_code == 422
    order.refresh_from_db()
    assert order.facts["order.amount"] == "84.90"


def test_a_search_finds_by_the_beginning_of_the_number(cast: Cast, client: Client) -> None:
    for number in ("48-2291", "48-3000", "77-1"):
        an_order(number=number)
    client.force_login(cast.ali)

    found = client.get("/orders/?q=48").context["orders"].rows

    assert {order.number for order in found} == {"48-2291", "48-3000"}


def test_the_case_proposes_the_order_its_customer_names(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    an_order(number="48-2291")
    an_order(number="99-9999")
    Contact.objects.create(
        case=case,
        channel="mail",
        direction="in",
        at=MONDAY,
        language="de",
        new_text="Meine Bestellung 48-2291, bitte.",
    )

    orders = case_orders(case, cast.ali, language="de")
    assert (
        list(orders.linked),
        [order.number for order in orders.proposed],
    ) == ([], ["48-2291"])

    client.force_login(cast.ali)
    client.post(f"/cases/{case.number}/orders/", {"number": "48-2291"})
    orders = case_orders(case, cast.ali, language="de")
    assert ([one.order.number for one in orders.linked], list(orders.proposed)) == (["48-2291"], [])


def test_an_order_nobody_noted_yet_is_joined_by_its_number(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    client.force_login(cast.ali)

    client.post(f"/cases/{case.number}/orders/", {"number": " 48-2291 "})
    order = Order.objects.get()
    assert (order.number, order.source, list(order.cases.all())) == ("48-2291", case.number, [case])

    client.post(f"/cases/{case.number}/orders/{order.pk}/removal/")
    assert list(order.cases.all()) == []


@pytest.mark.parametrize("page", ["/orders/", "case"])
def test_pages_with_orders_have_the_same_number_of_queries_with_one_and_three(
    cast: Cast, client: Client, page: str
) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    client.force_login(cast.ali)
    path = f"/cases/{case.number}/history/" if page == "case" else page

    def queries(*numbers: str) -> int:
        for number in numbers:
            link_order(an_order(number=number), case, at=MONDAY)
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    assert queries("48-1") == queries("48-2", "48-3")


def test_orders_follow_a_merged_case_and_come_back(cast: Cast) -> None:
    source, target = case_of_brandt(cast), case_of_brandt(cast)
    shared, own = an_order(number="shared-1"), an_order(number="own-1")
    for order, case in ((shared, source), (shared, target), (own, source)):
        link_order(order, case, at=MONDAY)

    merged = merge(source, into=target, at=MONDAY, by=cast.ali)
    assert set(target.orders.all()) == {shared, own}

    undo_merge(merged, at=MONDAY, by=cast.ali)
    assert (set(source.orders.all()), set(target.orders.all())) == ({shared, own}, {shared})


def test_erasing_a_customer_empties_their_orders_and_nobody_elses(cast: Cast) -> None:
    mine, other = an_order(customer=brandt()), an_order(number="other-1", customer=devries())
    case = case_of_brandt(cast)
    joined = an_order(number="joined-1")
    joined.cases.add(case)

    erase_customer(brandt(), at=MONDAY)

    for order in (mine, joined):
        order.refresh_from_db()
        assert (order.number, order.customer, order.facts, order.cases.count()) == (
            f"–{order.pk}",
            None,
            {},
            0,
        )
    other.refresh_from_db()
    assert (other.number, other.customer) == ("other-1", devries())
    assert "48-2291" not in str(list(Event.objects.values_list("values", flat=True)))
