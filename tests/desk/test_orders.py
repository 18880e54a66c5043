"""Orders: what is known of them, how it comes in, and the case they belong to."""

from datetime import timedelta
from typing import Any

import pytest

from cast import MONDAY, Cast, brandt, case_of_brandt
from kulanz.desk.actions.orders import (
    BadOrderFact,
    OrderNumberMissing,
    link_order,
    note_order,
    unlink_order,
)
from kulanz.desk.models import Event, Order
from kulanz.desk.queries.case_facts import facts_of

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
