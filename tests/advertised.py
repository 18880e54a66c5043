"""A promise of source case 001 and an order that breaks it, as the tests of the desk need them."""

from datetime import timedelta
from typing import Any

from cast import MONDAY, Cast
from kulanz.desk.actions.orders import note_order
from kulanz.desk.actions.promises import Wording, propose, publish
from kulanz.desk.models import AdvertisedPromise, Order

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
