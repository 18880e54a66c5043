"""Sent once, or visibly unknown: senders that die, servers that cut the line, several addresses."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from pytest_django import Settings

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk import storage
from kulanz.desk.actions.outbox import TooLate, queue_mail, take_back
from kulanz.desk.actions.sending import (
    BACK_OFF,
    LEASE_AFTER_DATA,
    NothingToSettle,
    NotOurAttempt,
    begin_data,
    it_left,
    lease_next,
    mark_failed,
    mark_sent,
    mark_unsure,
    note_unsure,
    send_again,
)
from kulanz.desk.channels.email.deliver import DeliveryError, DeliveryUnknownError, deliver
from kulanz.desk.jobs.outbox import send_due
from kulanz.desk.models import Case, Event, OutboxMessage, OutboxRecipient

pytestmark = pytest.mark.django_db
CUSTOMER, FIRST, SECOND = "s.brandt@mail.example", "one@mail.example", "two@mail.example"
LONG = b"Subject: x\r\n\r\n" + b"line of a text that fits into no buffer\r\n" * 400_000
MAIL = b"Subject: x\r\n\r\none\r\n.two\r\n"


def queue(case: Case, *copies: str) -> OutboxMessage:
    message = queue_mail(
        case=case, recipient=CUSTOMER, subject="s", text="t", kind="reply", at=MONDAY
    )
    for one in copies:
        OutboxRecipient.objects.create(message=message, address=one, copy=True)
    return message


def leased(case: Case, *copies: str) -> OutboxMessage:
    queue(case, *copies)
    message = lease_next(at=MONDAY)
    assert message is not None
    return message


def begun(case: Case, *copies: str) -> OutboxMessage:
    message = leased(case, *copies)
    begin_data(message, dict.fromkeys([CUSTOMER, *copies], 250), at=MONDAY)
    return message


def states(message: OutboxMessage) -> dict[str, str]:
    return dict(message.recipients.values_list("address", "state"))


def kinds(message: OutboxMessage) -> list[str]:
    rows = Event.objects.filter(case=message.case, kind__startswith="reply.").order_by("pk")
    return list(rows.values_list("kind", flat=True))


class Scripted(threading.Thread):
    """A mail server that does what it is told at one moment: "text", "dot", "quit" or an answer.

    "text" and "dot" cut the line while the text comes, and after its end; a number such as "550"
    answers the end of the text; "quit" cuts the line instead of saying goodbye.
    """

    def __init__(self, at: str, refuse: dict[str, str] | None = None) -> None:
        super().__init__(daemon=True)
        self.at, self.refuse = at, refuse or {}
        self.texts: list[bytes] = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self.server.getsockname()[1]}?tls=none"
        self.start()

    def run(self) -> None:
        while True:
            try:
                peer, _ = self.server.accept()
            except OSError:
                return
            with peer, peer.makefile("rwb") as lines:
                self._talk(lines)

    def _talk(self, lines: Any) -> None:
        def say(words: str) -> None:
            lines.write(f"{words}\r\n".encode())
            lines.flush()

        say("220 here")
        for line in lines:
            word = line.split(b" ")[0].strip().upper()
            if word == b"DATA":
                say("354 go on")
                if self.at == "text":
                    return
                self.texts.append(self._text(lines))
                if self.at == "dot":
                    return
                say(f"{self.at} so" if self.at.isdigit() else "250 taken")
            elif word == b"RCPT":
                address = line.split(b"<")[1].split(b">")[0].decode()
                say(self.refuse.get(address, "250 ok"))
            elif word == b"QUIT" and self.at == "quit":
                return
            else:
                say("250 ok")

    @staticmethod
    def _text(lines: Any) -> bytes:
        text = b""
        while (line := lines.readline()) not in {b".\r\n", b""}:
            text += line
        return text


@pytest.fixture
def scripted(settings: Settings) -> Iterator[Any]:
    made: list[Scripted] = []

    def make(at: str, refuse: dict[str, str] | None = None) -> Scripted:
        made.append(Scripted(at, refuse))
        settings.SMTP_URL = made[-1].url
        return made[-1]

    yield make
    for one in made:
        one.server.close()


def test_the_end_is_given_only_after_it_was_written_down(scripted: Any) -> None:
    server = scripted("")
    seen: list[int] = []
    answers = deliver(
        MAIL,
        sender="a@shop.example",
        recipients=[CUSTOMER],
        before_the_end=lambda _: seen.append(len(server.texts)),
    )
    assert (seen, answers, server.texts) == (
        [0],
        {CUSTOMER: 250},
        [b"Subject: x\r\n\r\none\r\n..two\r\n"],
    )


def test_who_may_not_go_on_leaves_the_server_without_an_end(scripted: Any) -> None:
    def stop(_: object) -> None:
        raise NotOurAttempt

    server = scripted("")
    with pytest.raises(NotOurAttempt):
        deliver(MAIL, sender="a@shop.example", recipients=[CUSTOMER], before_the_end=stop)
    while not server.texts:  # what came without an end is in the server's hands, and no mail
        threading.Event().wait(0.005)
    scripted("550")
    with pytest.raises(DeliveryError):
        deliver(MAIL, sender="a@shop.example", recipients=[CUSTOMER])


@pytest.mark.parametrize("moment", ["dot", "999", "354"])
def test_without_an_answer_to_the_end_nobody_knows(scripted: Any, moment: str) -> None:
    scripted(moment)
    with pytest.raises(DeliveryUnknownError):
        deliver(MAIL, sender="a@shop.example", recipients=[CUSTOMER])


@pytest.mark.parametrize(
    ("moment", "for_good"), [("text", False), ("451", False), ("421", False), ("554", True)]
)
def test_with_an_answer_or_without_an_end_it_is_known(
    scripted: Any, moment: str, for_good: bool
) -> None:
    scripted(moment)
    with pytest.raises(DeliveryError) as failed:
        deliver(LONG if moment == "text" else MAIL, sender="a@b.example", recipients=[CUSTOMER])
    assert failed.value.for_good == for_good


def test_a_server_that_does_not_say_goodbye_has_the_mail_all_the_same(
    cast: Cast, scripted: Any
) -> None:
    scripted("quit")
    message = queue(case_of_brandt(cast))
    assert [send_due(at=MONDAY), send_due(at=MONDAY + timedelta(days=2))] == [1, 0]
    message.refresh_from_db()
    assert (message.state, message.attempts, message.problem) == ("sent", 1, "")


def test_a_line_cut_after_the_end_is_shown_and_never_tried_again(cast: Cast, scripted: Any) -> None:
    server = scripted("dot")
    message = queue(case_of_brandt(cast))
    send_due(at=MONDAY)
    message.refresh_from_db()
    assert (message.state, message.problem) == ("unsure", "SMTPServerDisconnected")
    assert send_due(at=MONDAY + timedelta(days=30)) == 0
    assert len(server.texts) == 1
    assert kinds(message) == ["reply.queued", "reply.unsure"]


def test_a_line_cut_before_the_end_is_tried_again(cast: Cast, scripted: Any) -> None:
    scripted("text")
    message = queue(case_of_brandt(cast))
    OutboxMessage.objects.filter(pk=message.pk).update(blob=storage.put(LONG))
    send_due(at=MONDAY)
    message.refresh_from_db()
    assert (message.state, message.problem) == ("waiting", "SMTPServerDisconnected")
    assert (message.data_at, states(message)) == (None, {CUSTOMER: "waiting"})


def test_a_sender_that_died_before_the_text_is_followed_by_another(cast: Cast) -> None:
    message = leased(case_of_brandt(cast))
    assert note_unsure(at=MONDAY + timedelta(days=1)) == 0
    again = lease_next(at=MONDAY + timedelta(minutes=6))
    assert again is not None
    assert (again.pk, again.attempts) == (message.pk, 2)


def test_a_sender_that_died_after_the_text_leaves_a_question(cast: Cast) -> None:
    message = begun(case_of_brandt(cast))
    later = MONDAY + LEASE_AFTER_DATA
    assert (note_unsure(at=later - timedelta(seconds=1)), note_unsure(at=later)) == (0, 1)
    assert (lease_next(at=later + timedelta(days=9)), note_unsure(at=later)) == (None, 0)
    message.refresh_from_db()
    assert (message.state, message.problem) == ("unsure", "sender stopped")
    assert states(message) == {CUSTOMER: "offered"}


def test_a_slow_sender_stops_when_another_has_the_mail(cast: Cast) -> None:
    first = leased(case_of_brandt(cast))
    second = lease_next(at=MONDAY + timedelta(minutes=6))
    assert second is not None
    with pytest.raises(NotOurAttempt):
        begin_data(first, {CUSTOMER: 250}, at=MONDAY + timedelta(minutes=7))
    begin_data(second, {CUSTOMER: 250}, at=MONDAY + timedelta(minutes=7))
    with pytest.raises(NotOurAttempt):
        begin_data(second, {CUSTOMER: 250}, at=MONDAY + timedelta(minutes=8))


def test_an_answer_that_comes_late_settles_the_question(cast: Cast) -> None:
    message = begun(case_of_brandt(cast))
    note_unsure(at=MONDAY + timedelta(hours=1))
    mark_sent(message, answers={CUSTOMER: 250}, at=MONDAY + timedelta(hours=2))
    message.refresh_from_db()
    assert (message.state, states(message)) == ("sent", {CUSTOMER: "taken"})


def test_a_mail_nobody_asked_about_is_not_made_unsure(cast: Cast) -> None:
    message = leased(case_of_brandt(cast))
    mark_unsure(message, problem="x", at=MONDAY)
    message.refresh_from_db()
    assert message.state == "sending"


def test_a_person_says_that_it_left(cast: Cast) -> None:
    message = begun(case_of_brandt(cast))
    note_unsure(at=MONDAY + timedelta(hours=1))
    it_left(message, at=MONDAY + timedelta(hours=2), by=cast.ali)
    message.refresh_from_db()
    assert (message.state, states(message), message.problem) == ("sent", {CUSTOMER: "taken"}, "")
    assert kinds(message) == ["reply.queued", "reply.unsure", "reply.left", "reply.sent"]
    for settle in (it_left, send_again):
        with pytest.raises(NothingToSettle):
            settle(message, at=MONDAY, by=cast.ali)


def test_a_person_sends_it_again_under_the_same_identifier(cast: Cast, scripted: Any) -> None:
    message = begun(case_of_brandt(cast))
    note_unsure(at=MONDAY + timedelta(hours=1))
    send_again(message, at=MONDAY + timedelta(hours=2), by=cast.ali)
    with pytest.raises(NothingToSettle):
        send_again(message, at=MONDAY + timedelta(hours=2), by=cast.ali)
    with pytest.raises(TooLate):
        take_back(message, at=MONDAY + timedelta(hours=2), by=cast.ali)
    server = scripted("")
    assert send_due(at=MONDAY + timedelta(hours=2)) == 1
    message.refresh_from_db()
    assert (message.state, states(message)) == ("sent", {CUSTOMER: "taken"})
    assert f"Message-ID: {message.message_id}\r\n".encode() in server.texts[0]


def test_each_address_is_answered_for_itself_and_nobody_gets_it_twice(
    cast: Cast, scripted: Any
) -> None:
    message = queue(case_of_brandt(cast), FIRST, SECOND)
    scripted("", {FIRST: "550 unknown", SECOND: "451 later"})
    send_due(at=MONDAY)
    message.refresh_from_db()
    assert states(message) == {CUSTOMER: "taken", FIRST: "refused", SECOND: "waiting"}
    assert (message.state, message.sent_at is not None) == ("waiting", True)
    server = scripted("", {CUSTOMER: "550 again", FIRST: "550 again"})
    assert send_due(at=MONDAY + timedelta(minutes=2)) == 1
    message.refresh_from_db()
    assert states(message) == {CUSTOMER: "taken", FIRST: "refused", SECOND: "taken"}
    assert (message.state, message.problem, len(server.texts)) == (
        "sent",
        "recipient refused 550",
        1,
    )
    assert kinds(message) == ["reply.queued", "reply.sent", "reply.copy_refused"]


def test_a_copy_that_arrives_does_not_hide_that_the_customer_was_refused(
    cast: Cast, scripted: Any
) -> None:
    message = queue(case_of_brandt(cast), FIRST)
    scripted("", {CUSTOMER: "550 unknown"})
    send_due(at=MONDAY)
    message.refresh_from_db()
    assert (message.state, states(message)) == ("failed", {CUSTOMER: "refused", FIRST: "taken"})
    assert kinds(message) == ["reply.queued", "reply.failed"]


def test_a_refused_text_reaches_nobody_and_is_tried_for_all(cast: Cast, scripted: Any) -> None:
    message = queue(case_of_brandt(cast), FIRST)
    scripted("451", {FIRST: "550 unknown"})
    send_due(at=MONDAY)
    assert states(message) == {CUSTOMER: "waiting", FIRST: "refused"}
    scripted("")
    send_due(at=MONDAY + timedelta(minutes=2))
    assert states(message) == {CUSTOMER: "taken", FIRST: "refused"}


def test_those_who_always_ask_to_wait_are_given_up_after_a_day(cast: Cast) -> None:
    message = queue(case_of_brandt(cast), FIRST)
    at, attempts = MONDAY, 0
    while (mine := lease_next(at=at)) is not None:
        attempts += 1
        begin_data(mine, {CUSTOMER: 250, FIRST: 451}, at=at)
        mark_sent(mine, answers={CUSTOMER: 250, FIRST: 451}, at=at)
        message.refresh_from_db()
        at = message.send_after
    assert (attempts, message.state) == (len(BACK_OFF) + 1, "sent")
    assert states(message) == {CUSTOMER: "taken", FIRST: "refused"}
    assert kinds(message) == ["reply.queued", "reply.sent", "reply.copy_refused"]


def test_when_all_are_refused_for_good_the_mail_failed(cast: Cast) -> None:
    message = leased(case_of_brandt(cast), FIRST)
    mark_failed(message, problem="content refused 554", for_good=True, at=MONDAY)
    message.refresh_from_db()
    assert (message.state, states(message)) == ("failed", {CUSTOMER: "refused", FIRST: "refused"})
    assert kinds(message) == ["reply.queued", "reply.failed", "reply.copy_refused"]


def test_mails_of_an_older_desk_have_one_recipient_each(cast: Cast) -> None:
    case = case_of_brandt(cast)
    rows = [queue(case) for _ in range(3)]
    OutboxRecipient.objects.all().delete()
    for row, state in zip(rows, ("waiting", "sending", "sent"), strict=True):
        OutboxMessage.objects.filter(pk=row.pk).update(state=state)
    import_module("kulanz.desk.migrations.0008_outbox_unsure").name_recipients(apps, None)
    assert list(OutboxRecipient.objects.order_by("message").values_list("address", "state")) == [
        (CUSTOMER, "waiting"),
        (CUSTOMER, "offered"),
        (CUSTOMER, "taken"),
    ]
    data = [row.data_at for row in OutboxMessage.objects.order_by("pk")]
    assert data == [None, rows[1].send_after, None]
