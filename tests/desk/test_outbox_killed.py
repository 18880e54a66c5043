"""A sender killed in the middle, at a real mail server that takes its time."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session


class Stalling:
    """A real mail server that takes no more answers' time: it stops at RCPT or after DATA."""

    def __init__(self, at: str) -> None:
        self.at, self.mails, self.reached = at, list[Envelope](), threading.Event()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def _wait(self) -> None:
        self.reached.set()
        await asyncio.sleep(60)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: object, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if self.at == "RCPT":
            await self._wait()
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _server: object, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(envelope)
        if self.at == "DATA":
            await self._wait()
        return "250 taken"


PREPARE = """
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
from kulanz.desk.actions.cases import open_case
from kulanz.desk.actions.customers import customer_at
from kulanz.desk.actions.outbox import queue_mail
from kulanz.desk.models import Team
at = timezone.now()
team = Team.objects.create(name="T", country="de_shop", mail_address="t@shop.example")
customer = customer_at(kind="mail", value="c@mail.example", name="C", language="de", at=at)
case = open_case(customer=customer, team=team, subject="s", language="de", at=at)
queue_mail(case=case, at=at, recipient="c@mail.example", subject="s", text="t", kind="reply")
"""
SEND = """
import sys, django; django.setup()
from datetime import timedelta
from django.utils import timezone
from kulanz.desk.jobs.outbox import send_due
from kulanz.desk.models import OutboxMessage
print(send_due(at=timezone.now() + timedelta(minutes=int(sys.argv[1]))))
message = OutboxMessage.objects.get()
print(message.state, message.attempts)
"""


@pytest.mark.parametrize(
    ("moment", "outcome", "mails"), [("DATA", "0\nunsure 1\n", 1), ("RCPT", "1\nsent 2\n", 1)]
)
def test_a_sender_killed_in_the_middle_asks_or_tries_again(
    tmp_path: Path, moment: str, outcome: str, mails: int
) -> None:
    server = Stalling(moment)
    server.controller.start()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KULANZ_")}
    environment = kept | {
        "KULANZ_DATA_DIR": str(tmp_path),
        "KULANZ_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none",
        "DJANGO_SETTINGS_MODULE": "kulanz.desk.project.settings",
    }

    def run(script: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    try:
        run(PREPARE)
        sender = subprocess.Popen([sys.executable, "-c", SEND, "0"], env=environment)
        assert server.reached.wait(60)
        sender.send_signal(signal.SIGKILL)
        sender.wait()
        server.at = ""
        assert run(SEND, "11") == outcome
        assert run(SEND, "9999").splitlines()[0] == "0"
    finally:
        server.controller.stop()
    assert len(server.mails) == mails
