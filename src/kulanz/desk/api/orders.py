"""Facts of orders as the shop system knows them."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from kulanz.desk.actions.orders import BadOrderFact, note_order
from kulanz.desk.api.once import once
from kulanz.desk.api.pages import USUAL, Cursor, Limit, OrderNumber, page_of
from kulanz.desk.api.problems import Problem
from kulanz.desk.api.tokens import Token, person_behind
from kulanz.desk.models import Order
from kulanz.desk.queries.orders import may_note_orders, orders_for

router = Router(tags=["orders"])


class OrderIn(Schema):
    """Facts by their names, for example `payment.asked`; null takes one back, others stay."""

    facts: dict[str, Any] = Field(default_factory=dict)
    ordered_at: datetime | None = None


class NewOrderIn(OrderIn):
    """The same with the number."""

    number: OrderNumber


class OrderOut(Schema):
    """What is now known of an order."""

    number: str
    facts: dict[str, str]
    ordered_at: datetime | None
    changed_at: datetime


@router.get(
    "/orders", auth=Token("orders:read"), response=list[OrderOut], summary="Orders and their facts"
)
def all_orders(
    request: HttpRequest, response: HttpResponse, limit: Limit = USUAL, cursor: Cursor = ""
) -> list[dict[str, Any]]:
    """The orders that the token may see; the next page is in the Link header."""
    rows = orders_for(person_behind(request))
    found = page_of(rows, limit=limit, cursor=cursor, request=request, response=response)
    return [_shown(row) for row in found]


@router.get(
    "/orders/{order_number}", auth=Token("orders:read"), response=OrderOut, summary="One order"
)
def one_order(request: HttpRequest, order_number: str) -> dict[str, Any]:
    """What is known of an order."""
    row = orders_for(person_behind(request)).filter(number=order_number.strip()).first()
    if row is None:
        raise Http404
    return _shown(row)


@router.put(
    "/orders/{order_number}", auth=Token("orders:write"), response=OrderOut, summary="Note facts"
)
def order(request: HttpRequest, order_number: str, content: OrderIn) -> dict[str, Any]:
    """Add to what is known of an order, or correct it. Saying the same again changes nothing."""
    return _noted(request, order_number, content)


@router.post(
    "/orders", auth=Token("orders:write"), response={200: OrderOut}, summary="Note facts (POST)"
)
def orders(request: HttpRequest, content: NewOrderIn) -> Status[dict[str, Any]]:
    """The same for systems that can only POST."""
    return Status(*once(request, lambda: (200, _noted(request, content.number, content))))


def _noted(request: HttpRequest, number: str, content: OrderIn) -> dict[str, Any]:
    person, number = person_behind(request), number.strip()
    known = Order.objects.filter(number=number)
    if not may_note_orders(person) or (
        known.exists() and not orders_for(person).filter(number=number).exists()
    ):
        raise Http404
    at = timezone.now()
    ordered_at = content.ordered_at
    if ordered_at is not None and timezone.is_naive(ordered_at):
        ordered_at = timezone.make_aware(ordered_at)
    try:
        row = note_order(
            number=number,
            facts=content.facts,
            source="api",
            at=at,
            by=person,
            ordered_at=ordered_at,
        )
    except BadOrderFact as error:
        detail = "Nobody knows such a fact, or it cannot have this value."
        raise Problem(422, "bad_order_fact", detail, facts=list(error.names)) from error
    return _shown(row)


def _shown(row: Order) -> dict[str, Any]:
    return {
        "number": row.number,
        "facts": row.facts,
        "ordered_at": row.ordered_at,
        "changed_at": row.changed_at,
    }
