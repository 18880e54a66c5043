"""The sender against a real mail server: once, complete, in spite of crashes and refusals."""

import asyncio
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk import storage
from kulanz.desk.actions.outbox import queue_mail, sent_file
from kulanz.desk.channels.email.backend import DeskEmailBackend
from kulanz.desk.channels.email.deliver import (
    DeliveryError,
    MailServerError,
    deliver,
    mail_server,
)
from kulanz.desk.jobs.outbox import send_due
from kulanz.desk.models import Case, Contact, OutboxMessage

pytestmark = pytest.mark.django_db


class MailServer:
    """Takes mail as a server does; `answers` are given instead of accepting, in turn."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.mails: list[Envelope] = []
        self.answers: list[str] = []
        self.seconds = 0.0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, tls_context=tls)

    async def handle_DATA(self, _server: object, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answers:
            return self.answers.pop(0)
        self.mails.append(envelope)
        if self.seconds:
            await asyncio.sleep(self.seconds)
        return "250 taken"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    def ids(self) -> list[str]:
        return [parsed(mail)["Message-ID"] for mail in self.mails]


def parsed(mail: Envelope) -> Any:
    assert isinstance(mail.content, bytes)
    return message_from_bytes(mail.content, policy=policy.default)


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    one = MailServer()
    one.controller.start()
    settings.SMTP_URL = one.url
    yield one
    one.controller.stop()


def queue(case: Case, **changes: str) -> OutboxMessage:
    values = {
        "recipient": "s.brandt@mail.example",
        "subject": "Ihre Mahnung",
        "text": "Guten Tag",
        "kind": "reply",
    }
    return queue_mail(case=case, at=MONDAY, **{**values, **changes})  # type: ignore[arg-type] # strings only


def test_a_mail_leaves_once_and_unchanged(cast: Cast, server: MailServer) -> None:
    message = queue(case_of_brandt(cast), text="Zeile\n.\n..\nGröße\n")
    assert [send_due(at=MONDAY), send_due(at=MONDAY)] == [1, 0]
    message.refresh_from_db()
    (mail,) = server.mails
    assert (mail.mail_from, mail.rcpt_tos) == ("hilfe@shop.example", ["s.brandt@mail.example"])
    assert mail.content == storage.get(message.blob)
    assert (message.state, message.attempts, message.sent_at is not None) == ("sent", 1, True)


def test_a_double_submit_in_the_browser_is_one_mail(
    cast: Cast, server: MailServer, client: Client
) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    text = "Guten Tag Frau Brandt, bis Freitag, 20. November, schreibe ich Ihnen."
    form = {"text": text, "form_key": "k", "last_event": Case.objects.get(pk=case.pk).last_event}
    for _ in range(3):
        assert client.post(f"/cases/{case.number}/replies/", form).status_code == 302
    queued = OutboxMessage.objects.get()
    send_due(at=queued.send_after)
    send_due(at=queued.send_after)
    assert server.ids() == [queued.message_id]


def test_a_reply_taken_back_never_leaves(cast: Cast, server: MailServer, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    text = "Guten Tag Frau Brandt, bis Freitag, 20. November, schreibe ich Ihnen."
    client.post(
        f"/cases/{case.number}/replies/",
        {"text": text, "form_key": "k", "last_event": Case.objects.get(pk=case.pk).last_event},
    )
    queued = OutboxMessage.objects.get()
    client.post(f"/cases/{case.number}/replies/{queued.pk}/undoing/")
    assert send_due(at=queued.send_after + timedelta(days=1)) == 0
    assert server.mails == []


def test_the_customers_program_can_thread_it(cast: Cast, server: MailServer) -> None:
    case = case_of_brandt(cast)
    Contact.objects.create(
        case=case,
        channel="mail",
        direction="in",
        at=MONDAY - timedelta(hours=1),
        language="de",
        message_id="<q1@mail.example>",
    )
    first = queue(case)
    queue(case, kind="recap")
    while send_due(at=MONDAY):
        pass
    threads = [(parsed(mail)["In-Reply-To"], parsed(mail)["References"]) for mail in server.mails]
    assert threads == [
        ("<q1@mail.example>", "<q1@mail.example>"),
        (first.message_id, f"<q1@mail.example> {first.message_id}"),
    ]


def test_s20_injected_headers_reach_nobody(cast: Cast, server: MailServer) -> None:
    queue(
        case_of_brandt(cast),
        subject="x\r\nBcc: eve@evil.example\r\n\r\nbody",
        text="Guten Tag\r\n.\r\nRCPT TO:<eve@evil.example>",
    )
    send_due(at=MONDAY)
    (mail,) = server.mails
    assert mail.rcpt_tos == ["s.brandt@mail.example"]
    assert (parsed(mail)["Bcc"], parsed(mail)["Subject"]) == (None, "x Bcc: eve@evil.example body")


@pytest.mark.parametrize(
    ("answer", "state", "problem"),
    [
        ("451 later", "waiting", "content refused 451"),
        ("554 never: spam s.brandt@mail.example", "failed", "content refused 554"),
    ],
)
def test_a_refusal_is_kept_without_the_servers_words(
    cast: Cast, server: MailServer, answer: str, state: str, problem: str
) -> None:
    server.answers = [answer]
    message = queue(case_of_brandt(cast))
    send_due(at=MONDAY)
    message.refresh_from_db()
    assert (message.state, message.problem) == (state, problem)


def test_after_a_passing_refusal_the_same_mail_leaves(cast: Cast, server: MailServer) -> None:
    server.answers = ["421 busy"]
    message = queue(case_of_brandt(cast))
    send_due(at=MONDAY)
    assert send_due(at=MONDAY + timedelta(seconds=30)) == 0
    assert send_due(at=MONDAY + timedelta(seconds=61)) == 1
    assert server.ids() == [message.message_id]


def test_s31_without_starttls_nothing_is_sent(
    cast: Cast, server: MailServer, settings: Settings
) -> None:
    settings.SMTP_URL = server.url.removesuffix("?tls=none")
    message = queue(case_of_brandt(cast))
    send_due(at=MONDAY)
    message.refresh_from_db()
    assert (message.state, message.problem) == ("waiting", "SMTPNotSupportedError")
    assert server.mails == []


def test_s31_a_certificate_nobody_vouches_for_is_refused(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    one = MailServer(context)
    one.controller.start()
    settings.SMTP_URL = one.url.removesuffix("?tls=none")
    try:
        with pytest.raises(DeliveryError) as refused:
            deliver(
                b"Subject: x\r\n\r\ny\r\n", sender="a@shop.example", recipients=["b@mail.example"]
            )
    finally:
        one.controller.stop()
    assert (refused.value.problem, one.mails) == ("SSLCertVerificationError", [])


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 587, "starttls", "", "")),
        ("smtps://me%40x:p%2Fw@mail.example", ("mail.example", 465, "smtps", "me@x", "p/w")),
        ("smtp://10.0.0.1:2525?tls=none", ("10.0.0.1", 2525, "none", "", "")),
    ],
)
def test_the_url_says_where_and_how(url: str, expected: tuple[str, int, str, str, str]) -> None:
    named = mail_server(url)
    assert (named.host, named.port, named.tls, named.user, named.password) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example",
        "smtp://",
        "smtp://u:p@mail.example?tls=none",
        "smtp://mail.example?tls=maybe",
    ],
)
def test_an_unsafe_url_is_refused(url: str) -> None:
    with pytest.raises(MailServerError):
        mail_server(url)


def test_without_a_server_mails_lie_in_a_folder(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.SMTP_URL, settings.MAIL_FOLDER = "", tmp_path / "sent-mail"
    message = queue(case_of_brandt(cast))
    send_due(at=MONDAY)
    assert [one.name for one in settings.MAIL_FOLDER.iterdir()] == [f"{message.blob}.eml"]
    assert sent_file(message.blob).read_bytes() == storage.get(message.blob)


def test_mails_about_forgotten_passwords_go_the_same_way(server: MailServer) -> None:
    mail = EmailMessage(
        "Passwort",
        "Größe\n.\n",
        "Desk <desk@kulanz.example>",
        ["ali@kulanz.example", "an@kulanz.example"],
    )
    assert DeskEmailBackend().send_messages([mail]) == 1
    assert [(one.mail_from, one.rcpt_tos) for one in server.mails] == [
        ("desk@kulanz.example", ["ali@kulanz.example"]),
        ("desk@kulanz.example", ["an@kulanz.example"]),
    ]


def test_a_mail_whose_bytes_are_gone_fails_and_the_next_leaves(
    cast: Cast, server: MailServer
) -> None:
    case = case_of_brandt(cast)
    lost, good = queue(case), queue(case)
    storage.delete(lost.blob)
    assert send_due(at=MONDAY) == 2
    lost.refresh_from_db()
    assert (lost.state, lost.problem) == ("failed", "bytes missing")
    assert server.ids() == [good.message_id]


PREPARE = """
import django; django.setup()
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
from kulanz.desk.actions.cases import open_case
from kulanz.desk.actions.customers import customer_at
from kulanz.desk.actions.outbox import queue_mail, sent_file
from kulanz.desk.models import Team
at = timezone.now()
team = Team.objects.create(name="T", country="de_shop", mail_address="t@shop.example")
customer = customer_at(kind="mail", value="c@mail.example", name="C", language="de", at=at)
case = open_case(customer=customer, team=team, subject="s", language="de", at=at)
for number in range(30):
    values = {"recipient": "c@mail.example", "subject": str(number), "text": "t", "kind": "reply"}
    message = queue_mail(case=case, at=at, **values)
    print(message.message_id)
"""
SEND = """
import sys, django; django.setup()
from datetime import timedelta
from django.utils import timezone
from kulanz.desk.jobs.outbox import send_due
from kulanz.desk.models import OutboxMessage
send_due(at=timezone.now() + timedelta(minutes=11 * int(sys.argv[1])))
print(*OutboxMessage.objects.filter(state="unsure").values_list("message_id", flat=True))
assert not OutboxMessage.objects.filter(state__in=["waiting", "sending"]).exists()
"""


def test_f03_killed_senders_lose_nothing_and_send_nothing_twice(tmp_path: Path) -> None:
    server = MailServer()
    server.seconds = 0.05
    server.controller.start()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("KULANZ_")
    }
    environment |= {
        "KULANZ_DATA_DIR": str(tmp_path),
        "KULANZ_SMTP_URL": server.url,
        "DJANGO_SETTINGS_MODULE": "kulanz.desk.project.settings",
    }

    def run(script: str, *arguments: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.split()

    try:
        queued = run(PREPARE)
        kills = 3
        for turn in range(kills):
            sender = subprocess.Popen([sys.executable, "-c", SEND, str(turn)], env=environment)
            _wait_for_mails(server, len(server.mails) + 4)
            sender.send_signal(signal.SIGKILL)
            sender.wait()
        unsure = run(SEND, str(kills))
    finally:
        server.controller.stop()
    counted = Counter(server.ids())
    assert max(counted.values()) == 1
    assert len(unsure) <= kills
    assert set(queued) - set(counted) <= set(unsure)


def _wait_for_mails(server: MailServer, count: int) -> None:
    deadline = time.monotonic() + 30
    while len(server.mails) < count:
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)
