"""Asking for approval from the call screen: one press each for asking, answering and offering."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from asking import a_case
from cast import Cast
from kulanz.desk.actions import approvals
from kulanz.desk.actions.calls import start_call
from kulanz.desk.models import Approval, Call, Offer, Person

pytestmark = pytest.mark.django_db

SCRIPT = {"headers": {"x-requested-with": "call"}}


@pytest.fixture
def call(cast: Cast) -> Call:
    return start_call(a_case(cast), form_key="k", at=timezone.now(), by=cast.ali)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def asked(client: Client, call: Call, **form: str) -> tuple[int, str]:
    answer = client.post(reverse("call_asking", args=[call.pk]), form, **SCRIPT)  # type: ignore[arg-type] # headers
    return answer.status_code, answer.content.decode()


def seen(client: Client, call: Call) -> str:
    return client.get(reverse("call_asked", args=[call.pk])).content.decode()


def test_one_press_asks_and_the_customer_is_on_the_line(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    status, body = asked(client, call, remedy="voucher", amount="25")
    row = Approval.objects.get()
    assert (status, row.on_line, row.amount, row.role) == (200, True, Decimal(25), "SA")
    assert row.text == "Gutschein"
    assert "25" in row.question
    assert f"{reverse('call_asked', args=[call.pk])}?seen={row.pk}.open.SA.0" in body


def test_the_answer_comes_up_and_is_offered_with_one_press(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    asked(client, call, remedy="voucher", amount="25")
    row = Approval.objects.get()
    before = client.get(reverse("call_asked", args=[call.pk]), {"seen": f"{row.pk}.open.SA.0"})
    approvals.say_yes(row, at=timezone.now(), by=cast.sam)
    offering = reverse("call_approved", args=[call.pk, row.pk])
    shown = seen(client, call)
    client.post(offering, {"how": "accepted"}, **SCRIPT)  # type: ignore[arg-type] # headers
    offer = Offer.objects.get()
    assert (before.status_code, offering in shown) == (204, True)
    assert (offer.amount, offer.role, offer.standing) == (Decimal(25), "SA", "accepted")
    assert offering not in seen(client, call)


def test_what_is_approved_instead_is_what_is_offered(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    asked(client, call, remedy="voucher", amount="25")
    row = Approval.objects.get()
    approvals.say_instead(
        row, remedy="voucher", amount=Decimal(15), reason="", at=timezone.now(), by=cast.sam
    )
    client.post(reverse("call_approved", args=[call.pk, row.pk]), {"how": "offered"})
    assert [(one.amount, one.standing) for one in Offer.objects.all()] == [(Decimal(15), "open")]


def test_asked_back_is_answered_without_leaving_the_call(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    asked(client, call, remedy="voucher", amount="25")
    row = Approval.objects.get()
    approvals.ask_back(row, question="Wie oft schon?", at=timezone.now(), by=cast.sam)
    shown = seen(client, call)
    client.post(reverse("call_words", args=[call.pk, row.pk]), {"words": "Zum ersten Mal."})
    row.refresh_from_db()
    assert "Wie oft schon?" in shown
    assert (row.standing, row.told) == ("open", "Zum ersten Mal.")


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"remedy": "voucher", "amount": "viel"}, "no number"),
        ({"remedy": "voucher", "amount": "5"}, "nothing to ask"),
        ({"remedy": "voucher"}, "How much?"),
    ],
)
def test_what_cannot_be_asked_is_said_in_words(
    cast: Cast, call: Call, form: dict[str, str], why: str
) -> None:
    status, words = asked(signed_in(cast.ali), call, **form)
    assert (status, why in words, Approval.objects.count()) == (422, True, 0), words


def test_nobody_else_asks_in_this_call(cast: Cast, call: Call) -> None:
    assert asked(signed_in(cast.charlotte), call, remedy="voucher", amount="25")[0] == 404
    assert signed_in(cast.tom).get(reverse("call_asked", args=[call.pk])).status_code == 404
    assert asked(signed_in(cast.ali), call, remedy="no_such_thing", amount="25")[0] == 404


def test_a_number_that_is_none_offers_nothing(cast: Cast, call: Call) -> None:
    form = {"remedy": "voucher", "amount": "viel", "how": "offered"}
    answer = signed_in(cast.ali).post(reverse("call_offers", args=[call.pk]), form, **SCRIPT)  # type: ignore[arg-type] # headers
    assert (answer.status_code, Offer.objects.count()) == (422, 0)
