"""Facts of orders come in from the shop system."""

import pytest

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.orders import link_order, note_order
from kulanz.desk.models import Event, Order
from machine_door import ask, key

pytestmark = pytest.mark.django_db


def test_facts_of_an_order_come_in(cast: Cast) -> None:
    secret = key(cast.fin)
    facts = {"payment.asked": "invoice", "order.amount": "84.90"}
    status, content = ask(secret, "put", "/api/v1/orders/D-1", {"facts": facts})
    assert (status, content["number"], content["facts"]) == (
        200,
        "D-1",
        {"order.amount": "84.90", "payment.asked": "invoice"},
    )
    _, content = ask(
        secret, "post", "/api/v1/orders", {"number": "D-1", "facts": {"payment.asked": None}}
    )
    assert content["facts"] == {"order.amount": "84.90"}
    assert (Order.objects.get().source, Event.objects.filter(kind="order.noted").count()) == (
        "api",
        2,
    )


def test_a_fact_that_nobody_knows_is_named(cast: Cast) -> None:
    status, content = ask(key(cast.fin), "put", "/api/v1/orders/D-1", {"facts": {"mood": "bad"}})
    assert (status, content["code"], content["facts"], Order.objects.count()) == (
        422,
        "bad_order_fact",
        ["mood"],
        0,
    )


def test_an_order_of_another_team_looks_like_none(cast: Cast) -> None:
    order = note_order(number="D-1", facts={}, source="test", at=MONDAY)
    link_order(order, case_of_brandt(cast), at=MONDAY)
    facts = {"facts": {"payment.asked": "invoice"}}
    found = {
        who: ask(key(getattr(cast, who)), "put", "/api/v1/orders/D-1", facts)[0]
        for who in ("ali", "tom", "dpo", "fin")
    }
    assert found == {"ali": 200, "tom": 404, "dpo": 404, "fin": 200}
