"""A desk in a folder of its own, its processes, and a mail server that writes down what it took."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

PROGRAM = (sys.executable, "-m", "kulanz.cli")
HERE = Path(__file__).parent


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Sink:
    """Takes every mail and writes down recipient and Message-ID, in order."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.lock = threading.Lock()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802 - the names are the library's
        message_id = message_from_bytes(envelope.content)["Message-ID"]
        with self.lock:
            self.taken += [(one, message_id) for one in envelope.rcpt_tos]
        return "250 taken"


@contextmanager
def mail_server(sink: Sink) -> Iterator[str]:
    """The address of a mail server for what goes out."""
    port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}?tls=none"
    finally:
        controller.stop()


class Desk:
    """One desk: its environment, and scripts that run in it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "KULANZ_DATA_DIR": str(folder),
            "KULANZ_LOG_LEVEL": "ERROR",
            **{f"KULANZ_{name}": value for name, value in settings.items() if value},
        }
        subprocess.run(  # noqa: S603 - our own program
            [*PROGRAM, "migrate"], env=self.environment, check=True, capture_output=True
        )

    def ask(self, question: str, *words: str) -> Any:
        """What a question of `questions.py` answers, in a process that has the desk's settings."""
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, str(HERE / "questions.py"), question, *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{question} failed:\n{done.stderr[-3000:]}")
        return json.loads(done.stdout.strip().splitlines()[-1])


class Worker:
    """A process of the desk that is killed and started again."""

    def __init__(self, desk: Desk, *words: str, port: int = 0) -> None:
        self.desk, self.words, self.port = desk, words, port
        self.kills = 0
        self.log = (desk.folder / f"{words[0]}.log").open("ab")
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own program
            [*PROGRAM, *self.words],
            env=self.desk.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def kill(self) -> None:
        """SIGKILL, and start anew."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1
        self.process = self._started()

    def stop(self) -> None:
        """As a supervisor would."""
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.log.close()
