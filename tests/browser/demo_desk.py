"""The real program under test: `kulanz demo` on a free port, in a folder of its own."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

STARTS_WITHIN = 180.0
STOPS_WITHIN = 30.0
ARRIVES_WITHIN = 90.0
PASSWORD = "kulanz-demo"
PROGRAM = (sys.executable, "-m", "kulanz.cli")


@dataclass(frozen=True)
class DemoDesk:
    """A running demo: where it listens, where it keeps its things, what it printed."""

    url: str
    folder: Path
    environment: Mapping[str, str]
    output: Path
    process: subprocess.Popen[bytes]

    def mail_in(self, content: bytes) -> str:
        """Hand over a mail as the pipe of a mail server does; returns what the program said."""
        done = subprocess.run(
            [*PROGRAM, "mail-in"],
            input=content,
            env=dict(self.environment),
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def sent_mails(self, recipient: str, *, containing: str = "") -> list[EmailMessage]:
        """What the jobs process has handed over for one recipient, oldest first."""
        files = sorted((self.folder / "sent-mail").glob("*.eml"), key=lambda one: one.name)
        mails = [message_from_bytes(one.read_bytes(), policy=default) for one in files]
        return [one for one in mails if recipient in str(one["To"]) and containing in words(one)]

    def wait_for_mail(self, recipient: str, *, containing: str) -> list[EmailMessage]:
        """The mails to one recipient with these words, as soon as there is one."""
        until = time.monotonic() + ARRIVES_WITHIN
        while time.monotonic() < until:
            if found := self.sent_mails(recipient, containing=containing):
                return found
            time.sleep(0.2)
        raise AssertionError(f"no mail to {recipient} with {containing!r}:\n{self.said()[-2000:]}")

    def state_of(self, number: str) -> str:
        """The state of a case, read past the program."""
        with closing(sqlite3.connect(self.folder / "kulanz.sqlite3", timeout=20)) as database:
            row = database.execute("SELECT state FROM desk_case WHERE number = ?", (number,))
            return str(row.fetchone()[0])

    def said(self) -> str:
        """Everything on its standard output and error so far."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> int:
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=STOPS_WITHIN)


def words(letter: EmailMessage) -> str:
    """The text of a mail, in one line."""
    body = letter.get_body(("plain",))
    return " ".join(body.get_content().split()) if body else ""


@contextmanager
def running_desk(folder: Path) -> Iterator[DemoDesk]:
    """Start it, wait until it answers, and stop it by Ctrl-C; it must end well.

    `KULANZ_BROWSER_DATA` names a demo's data folder to start from: a copy of it saves the time of
    loading the demo world anew (docs/building/testing.md).
    """
    port = _free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KULANZ_")},
        "KULANZ_DATA_DIR": str(folder / "data"),
        "PYTHONUNBUFFERED": "1",
    }
    if ready := os.environ.get("KULANZ_BROWSER_DATA"):
        shutil.copytree(ready, folder / "data")
    output = folder / "output.txt"
    with output.open("wb") as log:
        process = subprocess.Popen(
            [*PROGRAM, "demo", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    desk = DemoDesk(
        url=f"http://127.0.0.1:{port}",
        folder=folder / "data",
        environment=environment | {"KULANZ_PUBLIC_URL": f"http://127.0.0.1:{port}"},
        output=output,
        process=process,
    )
    try:
        _wait_for(desk)
        yield desk
    finally:
        code = desk.stop() if process.poll() is None else process.returncode
    assert (code, desk.said().rstrip().endswith("Stopped.")) == (0, True), desk.said()[-3000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(desk: DemoDesk) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        assert desk.process.poll() is None, f"the demo ended:\n{desk.said()[-3000:]}"
        try:
            with urllib.request.urlopen(f"{desk.url}/account/login/", timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"the demo does not answer:\n{desk.said()[-3000:]}")
