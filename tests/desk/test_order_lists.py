"""A list of orders: kept as it came, tried, taken over once, bad lines named by their number."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from advertised import DAY, published
from cast import MONDAY, Cast
from kulanz.desk import storage
from kulanz.desk.actions.order_lists import (
    LARGEST,
    ListTooLarge,
    NoSuchList,
    Taken,
    keep_list,
    take_list,
)
from kulanz.desk.actions.orders import note_order
from kulanz.desk.models import Order, PromiseOutcome
from kulanz.desk.queries.order_lists import trial

pytestmark = pytest.mark.django_db
LIST = b"""number;payment.asked;payment.offered;credit_check;order.amount;ordered_on
48-1;invoice;prepayment;not_run;139,00;15.11.2026
48-2;invoice;invoice;ok;88,15;14.11.2026
48-3;shells;invoice;ok;88,15;14.11.2026
48-4;invoice
"""


def kept(cast: Cast, content: bytes = LIST) -> str:
    return keep_list(content, name="orders.csv", at=MONDAY, by=cast.mkt)


def test_the_file_is_kept_as_it_came_and_tried_without_changing_anything(cast: Cast) -> None:
    note_order(number="48-2", facts={"payment.asked": "card"}, source="form", at=MONDAY)
    sha256 = kept(cast)

    assert storage.get(sha256) == LIST
    tried = trial(sha256, LIST, language="en")
    assert (tried.name, tried.new, tried.changed, tried.same, tried.taken) == (
        "orders.csv",
        ("48-1",),
        ("48-2",),
        0,
        False,
    )
    assert [line for line, _why in tried.bad] == [4, 5]
    assert Order.objects.count() == 1


def test_a_list_is_taken_over_and_a_second_time_changes_nothing(cast: Cast) -> None:
    published(cast)
    sha256 = kept(cast)

    assert take_list(sha256, at=MONDAY + DAY, by=cast.mkt) == Taken(new=2, changed=0, same=0)
    first = Order.objects.get(number="48-1")
    assert first.facts == {
        "payment.asked": "invoice",
        "payment.offered": "prepayment",
        "credit_check": "not_run",
        "order.amount": "139.00",
    }
    placed = first.ordered_at
    assert placed is not None
    assert str(timezone.localtime(placed).date()) == "2026-11-15"
    outcomes = PromiseOutcome.objects.order_by("order__number").values_list("outcome", flat=True)
    assert list(outcomes) == ["broken", "kept"]

    again = take_list(sha256, at=MONDAY + 2 * DAY, by=cast.mkt)
    assert again == Taken(new=0, changed=0, same=2)
    first.refresh_from_db()
    assert first.changed_at == MONDAY + DAY
    assert trial(sha256, LIST, language="en").taken


def test_a_file_of_an_older_program_is_read(cast: Cast) -> None:
    content = "Bestellnummer;Lieferadresse;Rechnungsadresse\n1-1;Köln;Köln\n".encode("cp1252")
    take_list(kept(cast, content), at=MONDAY, by=cast.mkt)
    assert Order.objects.get().facts == {"order.same_address": "yes"}


def test_a_number_that_is_too_long_is_named_and_keeps_nobody_else_out(cast: Cast) -> None:
    content = b"number;order.amount\n" + b"9" * 61 + b";5\n1-1;5\n"
    sha256 = kept(cast, content)

    assert [line for line, _why in trial(sha256, content, language="en").bad] == [2]
    assert take_list(sha256, at=MONDAY, by=cast.mkt) == Taken(new=1, changed=0, same=0)


def test_other_bytes_of_ours_are_no_list(cast: Cast, client: Client) -> None:
    sha256 = storage.put(b"number\n1\n")
    with pytest.raises(NoSuchList):
        take_list(sha256, at=MONDAY, by=cast.mkt)
    client.force_login(cast.mkt)
    assert client.get(f"/orders/lists/{sha256}/").status_code == 404


def test_what_is_too_large_is_not_kept(cast: Cast) -> None:
    with pytest.raises(ListTooLarge):
        kept(cast, b"x" * (LARGEST + 1))


def test_the_page_shows_the_trial_and_takes_over(cast: Cast, client: Client) -> None:
    client.force_login(cast.fin)
    made = client.post("/orders/lists/", {"file": SimpleUploadedFile("orders.csv", LIST)})
    path = made.headers["Location"]

    shown = client.get(path)
    assert shown.context["trial"].good == 2
    assert "Line 4" in shown.content.decode()
    assert not Order.objects.exists()

    answer = client.post(path, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "Taken over: 2 new, 0 changed, 0 as they were."
    ]
    assert Order.objects.count() == 2
