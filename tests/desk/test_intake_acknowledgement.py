"""The acknowledgement: in the customer's language, once, with the way to their page."""

from datetime import timedelta

import pytest

from cast import MONDAY, Cast
from kulanz.desk.actions.contacts import Caller, CallNote, open_by_call
from kulanz.desk.actions.intake import acknowledge
from kulanz.desk.channels.email import take_in
from kulanz.desk.models import Case, OutboxMessage
from mails import mail

pytestmark = pytest.mark.django_db

WRITTEN = {
    "de": (
        "Die Ware ist nicht angekommen.",
        "Ihre Nachricht ist angekommen",
        "Mittwoch, 18. November",
    ),
    "nl": ("Het pakket is niet aangekomen.", "Uw bericht is aangekomen", "woensdag 18 november"),
    "en": ("The parcel has not arrived yet.", "Your message has arrived", "Wednesday 18 November"),
}


def opened(text: str) -> Case:
    contact = take_in(mail(text, subject=text), at=MONDAY)
    assert contact is not None
    return contact.case


@pytest.mark.parametrize("language", WRITTEN)
def test_it_says_number_date_and_way_in_the_customers_language(cast: Cast, language: str) -> None:
    text, subject, by = WRITTEN[language]
    case = opened(text)
    message = acknowledge(case, at=MONDAY)
    assert message is not None
    assert message.contact is not None
    assert (case.language, message.recipient, message.contact.subject) == (
        language,
        "s.brandt@mail.example",
        f"{subject} ({case.number})",
    )
    words = message.contact.text
    assert (words.count(case.number), by in words, "http://127.0.0.1:8000/" in words) == (
        1,
        True,
        True,
    )
    case.refresh_from_db()
    assert (case.acknowledged_at, case.state) == (MONDAY, "acknowledged")
    assert case.status_links.count() == 1


def test_a_case_is_acknowledged_once(cast: Cast) -> None:
    case = opened("Die Ware ist nicht angekommen.")
    acknowledge(case, at=MONDAY)
    assert acknowledge(case, at=MONDAY + timedelta(days=5)) is None
    assert (OutboxMessage.objects.count(), case.status_links.count()) == (1, 1)


def test_what_a_limit_holds_back_stays_open(cast: Cast) -> None:
    first, second = opened("Die Ware fehlt."), opened("Die Rechnung ist falsch.")
    acknowledge(first, at=MONDAY)
    assert acknowledge(second, at=MONDAY + timedelta(minutes=59)) is None
    second.refresh_from_db()
    assert (second.acknowledged_at, second.status_links.count()) == (None, 0)
    assert acknowledge(second, at=MONDAY + timedelta(minutes=61)) is not None


def test_who_was_on_the_phone_needs_none(cast: Cast) -> None:
    contact = open_by_call(
        caller=Caller("Jan Bakker", mail="jan@mail.example"),
        note=CallNote("Het pakket is kapot.", "k"),
        team=cast.utrecht,
        language="nl",
        at=MONDAY,
        by=cast.tom,
    )
    assert acknowledge(contact.case, at=MONDAY) is None


def test_a_letter_is_acknowledged_by_mail_if_there_is_an_address(cast: Cast) -> None:
    for caller in (Caller("A", mail="a@mail.example"), Caller("B", phone="0221 1")):
        open_by_call(
            caller=caller,
            note=CallNote("Die Ware fehlt.", caller.name, channel="letter"),
            team=cast.koeln,
            language="de",
            at=MONDAY,
            by=cast.ali,
        )
    sent = [acknowledge(case, at=MONDAY) for case in Case.objects.order_by("pk")]
    assert [message and message.recipient for message in sent] == ["a@mail.example", None]


@pytest.mark.parametrize(
    "words",
    [
        "Diese Bestätigung wurde automatisch verschickt.",
        "Deze bevestiging is automatisch verstuurd.",
        "This acknowledgement was sent automatically.",
        "Dies ist eine automatische Nachricht, bitte nicht antworten.",
        "This is an automated message.",
    ],
)
def test_what_says_that_a_machine_sent_it_is_a_case_that_nobody_acknowledges(
    cast: Cast, words: str
) -> None:
    case = opened(f"Ihre Anfrage ist angekommen. {words}")
    assert acknowledge(case, at=MONDAY) is None
    case.refresh_from_db()
    assert (case.acknowledged_at, OutboxMessage.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    "words",
    ["Das Abo verlängert sich automatisch.", "The gate opens automatically and hit my car."],
)
def test_who_complains_of_something_automatic_is_acknowledged(cast: Cast, words: str) -> None:
    assert acknowledge(opened(words), at=MONDAY) is not None
