"""The same message from several hands at once: one case, one contact."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection

from cast import MONDAY, make_cast
from kulanz.desk.actions import intake
from kulanz.desk.actions.intake import acknowledge
from kulanz.desk.channels.email import mail_in
from kulanz.desk.models import Case, Contact, OutboxMessage, RawMessage
from mails import mail

pytestmark = pytest.mark.django_db(transaction=True)


def closing(call: Callable[[], object]) -> object:
    try:
        return call()
    finally:
        connection.close()


def at_once(*calls: Callable[[], object]) -> list[object]:
    with ThreadPoolExecutor(len(calls)) as hands:
        return list(hands.map(closing, calls))


def test_the_same_mail_from_six_hands_is_one_case() -> None:
    make_cast()
    answers = at_once(*[partial(mail_in, mail(), MONDAY)] * 6)
    assert set(answers) == {Case.objects.get().number}
    assert (Contact.objects.count(), RawMessage.objects.count()) == (1, 1)


def test_copies_over_different_ways_are_one_case() -> None:
    make_cast()
    at_once(
        *[partial(mail_in, f"Received: way {n}\r\n".encode() + mail(), MONDAY) for n in range(6)]
    )
    assert (Case.objects.count(), Contact.objects.count()) == (1, 1)
    states = sorted(RawMessage.objects.values_list("state", flat=True))
    assert states == ["duplicate"] * 5 + ["read"]


def test_different_mails_at_once_get_numbers_without_gaps() -> None:
    make_cast()
    letters = [
        mail(f"Beschwerde {n}", message_id=f"<{n}@x>", sender=f"{n}@x.example") for n in range(6)
    ]
    at_once(*[partial(mail_in, letter, MONDAY) for letter in letters])
    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert numbers == [f"2026-{n}" for n in range(1001, 1007)]


def test_one_acknowledgement_however_often_it_is_asked_for() -> None:
    make_cast()
    mail_in(mail(), MONDAY)
    case = Case.objects.get()
    at_once(*[partial(acknowledge, case, at=MONDAY)] * 4)
    assert OutboxMessage.objects.count() == 1


def test_a_message_kept_but_not_read_is_read_later_as_a_whole() -> None:
    make_cast()
    content = mail(text="Das Paket kam nie an, weil die Adresse falsch war.")
    intake.keep_raw(source="mail", content=content, at=MONDAY)
    before = (RawMessage.objects.get().state, Contact.objects.count())

    assert intake.read_what_is_new(at=MONDAY) == 1
    contact = Contact.objects.get()
    assert (before, RawMessage.objects.get().state) == (("new", 0), "read")
    assert contact.statements.count() > 0
    assert intake.read_what_is_new(at=MONDAY) == 0
