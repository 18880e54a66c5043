"""What goes into the outbox: the right bytes, once, and back out again in time."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk import storage
from kulanz.desk.actions.letter_bytes import NotOneAddress
from kulanz.desk.actions.outbox import TooLate, queue_mail, take_back
from kulanz.desk.actions.sending import lease_next, mark_failed, mark_sent
from kulanz.desk.models import Case, Contact, Event, OutboxMessage, Person

pytestmark = pytest.mark.django_db
LONG_ID = f"<{'x' * 110}@exchange.prod.outlook.example>"


def queue(case: Case, *, by: Person | None = None, **changes: str) -> OutboxMessage:
    values = {
        "recipient": "s.brandt@mail.example",
        "subject": "Ihre Mahnung",
        "text": "Guten Tag",
        "kind": "reply",
    }
    return queue_mail(case=case, at=MONDAY, by=by, **{**values, **changes})  # type: ignore[arg-type] # strings only


def parsed(message: OutboxMessage) -> EmailMessage:
    return message_from_bytes(storage.get(message.blob), policy=policy.default)


def said(message: OutboxMessage) -> str:
    body = parsed(message).get_body(("plain",))
    return str(body.get_content()) if body else ""


def incoming(case: Case, message_id: str, minutes: int) -> Contact:
    return Contact.objects.create(
        case=case,
        channel="mail",
        direction="in",
        at=MONDAY + timedelta(minutes=minutes),
        language="de",
        message_id=message_id,
    )


def test_a_mail_says_who_writes_in_which_language_and_what(cast: Cast) -> None:
    message = queue(case_of_brandt(cast), by=cast.ali, text="Größe für Sie,\n.\nSchluß")
    mail = parsed(message)
    assert (mail["From"], mail["To"]) == (
        '"Ali Kaya, Köln" <hilfe@shop.example>',
        "s.brandt@mail.example",
    )
    assert (mail["Subject"], mail["Content-Language"]) == ("Ihre Mahnung", "de")
    assert mail["Date"].datetime == MONDAY
    assert said(message) == "Größe für Sie,\r\n.\r\nSchluß\r\n"
    assert mail["Auto-Submitted"] is None


def test_the_bytes_pass_any_server(cast: Cast) -> None:
    lines = storage.get(queue(case_of_brandt(cast), text="ü" * 3000, subject="ß" * 300).blob).split(
        b"\r\n"
    )
    assert max(map(len, lines)) <= 78
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert all(line.isascii() for line in lines)


def test_a_message_id_is_ours_and_unguessable(cast: Cast) -> None:
    case = case_of_brandt(cast)
    first, second = queue(case).message_id, queue(case).message_id
    assert first != second
    assert first.endswith("@shop.example>")
    assert len(first) == len("<@shop.example>") + 32


def test_a_reply_threads_under_the_last_mail(cast: Cast) -> None:
    case = case_of_brandt(cast)
    incoming(case, "<one@mail.example>", -30)
    incoming(case, LONG_ID, -10)
    raw = storage.get(queue(case).blob)
    assert f"In-Reply-To: {LONG_ID}\r\n".encode() in raw
    assert f"References: <one@mail.example>\r\n {LONG_ID}\r\n".encode() in raw


def test_a_hostile_message_id_is_left_out(cast: Cast) -> None:
    case = case_of_brandt(cast)
    incoming(case, "<ok@mail.example>", -30)
    incoming(case, "<x>\r\nBcc: eve@evil.example", -10)
    mail = parsed(queue(case))
    assert (mail["In-Reply-To"], mail["References"], mail["Bcc"]) == (
        "<ok@mail.example>",
        "<ok@mail.example>",
        None,
    )


def test_machines_say_that_they_are_machines(cast: Cast) -> None:
    case = case_of_brandt(cast)
    assert parsed(queue(case, kind="ack"))["Auto-Submitted"] == "auto-replied"
    assert parsed(queue(case, kind="interim"))["Auto-Submitted"] == "auto-generated"
    assert [contact.automatic for contact in case.contacts.all()] == [True, True]


@pytest.mark.parametrize(
    "recipient",
    [
        "a@mail.example, eve@evil.example",
        "a@mail.example\r\nBcc: eve@evil.example",
        "a@mail.example\n",
        "Eve <eve@evil.example>",
        "a@mail.example;eve@evil.example",
        "a@mail.example\0",
        "",
    ],
)
def test_s20_only_one_plain_address_receives(cast: Cast, recipient: str) -> None:
    with pytest.raises(NotOneAddress):
        queue(case_of_brandt(cast), recipient=recipient)
    assert OutboxMessage.objects.count() == 0


@pytest.mark.parametrize("broken", ["\r\n", "\n", "\r", "\0", "\x0b", "\u2028", "\x85"])
def test_s20_a_subject_or_name_stays_one_header(cast: Cast, broken: str) -> None:
    cast.ali.name = f"Ali{broken}Bcc: eve@evil.example"
    mail = parsed(
        queue(
            case_of_brandt(cast),
            by=cast.ali,
            subject=f"Mahnung{broken}Bcc: eve@evil.example{broken}",
        )
    )
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Mahnung Bcc: eve@evil.example"
    assert [one.addr_spec for one in mail["From"].addresses] == ["hilfe@shop.example"]


def test_s20_a_name_with_commas_is_still_one_sender(cast: Cast) -> None:
    cast.ali.name = 'Ali "Boss", eve@evil.example, ' + "Müller, " * 10
    mail = parsed(queue(case_of_brandt(cast), by=cast.ali))
    assert [one.addr_spec for one in mail["From"].addresses] == ["hilfe@shop.example"]


def test_a_lone_surrogate_does_not_stop_a_mail(cast: Cast) -> None:
    message = queue(case_of_brandt(cast), subject="a\ud800b", text="c\ud800\0d")
    assert said(message) == "c?d\r\n"


def test_the_same_form_gives_the_same_mail(cast: Cast) -> None:
    case = case_of_brandt(cast)
    first, second = queue(case, form_key="k1"), queue(case, form_key="k1")
    assert first.pk == second.pk
    assert (OutboxMessage.objects.count(), case.contacts.count()) == (1, 1)
    assert Event.objects.filter(kind="reply.queued").count() == 1


def test_a_form_key_of_another_case_is_another_mail(cast: Cast) -> None:
    first = queue(case_of_brandt(cast), form_key="k1")
    assert queue(case_of_brandt(cast), form_key="k1").pk != first.pk


def test_what_was_queued_is_a_contact_of_the_case(cast: Cast) -> None:
    case = case_of_brandt(cast)
    message = queue(case, by=cast.ali)
    contact = case.contacts.get()
    assert (contact.direction, contact.channel, contact.by) == ("out", "mail", cast.ali)
    assert (contact.message_id, contact.text, contact.pk) == (
        message.message_id,
        "Guten Tag",
        message.contact_id,
    )


def test_taking_back_leaves_nothing_to_send(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    case = case_of_brandt(cast)
    message = queue(case, by=cast.ali)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # a fixture that is a function
        assert take_back(message, at=MONDAY, by=cast.ali) == "Guten Tag"
    assert (case.contacts.count(), lease_next(at=MONDAY)) == (0, None)
    with pytest.raises(storage.BlobMissing):
        storage.get(message.blob)


def test_what_is_leaving_cannot_be_taken_back(cast: Cast) -> None:
    message = queue(case_of_brandt(cast))
    lease_next(at=MONDAY)
    with pytest.raises(TooLate):
        take_back(message, at=MONDAY)
    assert case_contacts(message) == 1


def case_contacts(message: OutboxMessage) -> int:
    return message.case.contacts.count()


def test_a_leased_mail_is_nobody_elses_until_the_lease_ends(cast: Cast) -> None:
    queue(case_of_brandt(cast))
    first = lease_next(at=MONDAY)
    assert first is not None
    assert lease_next(at=MONDAY + timedelta(minutes=4)) is None
    again = lease_next(at=MONDAY + timedelta(minutes=6))
    assert again is not None
    assert (again.message_id, again.attempts) == (first.message_id, 2)


def test_the_first_sender_cannot_fail_what_the_second_sends(cast: Cast) -> None:
    message = queue(case_of_brandt(cast))
    first = lease_next(at=MONDAY)
    second = lease_next(at=MONDAY + timedelta(minutes=6))
    assert first is not None
    assert second is not None
    mark_failed(first, problem="TimeoutError", for_good=True, at=MONDAY)
    mark_sent(second, at=MONDAY)
    message.refresh_from_db()
    assert message.state == "sent"


def test_attempts_are_spread_over_a_day_then_given_up(cast: Cast) -> None:
    message = queue(case_of_brandt(cast))
    at, waits = MONDAY, []
    while (leased := lease_next(at=at)) is not None:
        mark_failed(leased, problem="SMTPServerDisconnected", for_good=False, at=at)
        message.refresh_from_db()
        waits.append(int((message.send_after - at).total_seconds() // 60))
        at = message.send_after if message.state == "waiting" else at
    assert waits[:-1] == [1, 5, 30, 120, 240, 480, 1440]
    assert (message.state, message.problem) == ("failed", "SMTPServerDisconnected")
    assert Event.objects.filter(kind="reply.failed").count() == 1
