"""A desk of its own for a measurement: one team, its agents, each in a call of their own.

The web process is the real one (`kulanz web`), one worker, on a free port; the database is an
embedded SQLite, or the one that KULANZ_DATABASE_URL names.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

PROGRAM = (sys.executable, "-m", "kulanz.cli")
STARTS_WITHIN = 60.0
MAKE = """
import json, sys
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from kulanz.desk.actions.calls import start_new_case
from kulanz.desk.actions.contacts import Caller
from kulanz.desk.models import Person, Team
store = import_module(settings.SESSION_ENGINE).SessionStore
team = Team.objects.create(name="Bench", country="de_shop", mail_address="bench@shop.example")
at, made = timezone.now(), []
for number in range(MANY):
    person = Person.objects.create(
        username=f"b{number}", email=f"b{number}@shop.example", name=f"Agent {number}",
        role="AG", team=team, language="de", password="!",
    )
    call = start_new_case(
        Caller(name=f"Customer {number}", phone=f"+49221{number:06d}"),
        team=team, language="de", form_key=f"bench{number}", at=at, by=person,
    )
    session = store()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    made.append({"call": call.pk, "session": session.session_key})
print("MADE " + json.dumps({"cookie": settings.SESSION_COOKIE_NAME,
    "csrf": settings.CSRF_COOKIE_NAME, "calls": made}))
"""


@dataclass(frozen=True)
class Speaker:
    """One agent in one call: the call's key and the session's."""

    call: int
    session: str


@dataclass(frozen=True)
class World:
    """Where the desk listens, what its cookies are called, and who speaks."""

    url: str
    port: int
    cookie: str
    csrf: str
    speakers: tuple[Speaker, ...]


@contextmanager
def world(many: int) -> Iterator[World]:
    """A running desk with so many running calls."""
    folder = tempfile.mkdtemp(prefix="kulanz-bench-")
    port = _free_port()
    environment = {
        **os.environ,
        "KULANZ_DATA_DIR": folder,
        "KULANZ_URL": f"http://127.0.0.1:{port}",
    }
    _run(environment, "migrate")
    told = _run(environment, "manage", "shell", "-c", MAKE.replace("MANY", str(many)))
    made = json.loads(next(line for line in told.splitlines() if line.startswith("MADE "))[5:])
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, "web", "--port", str(port)], env=environment
    )
    try:
        _wait(port, process)
        speakers = tuple(Speaker(one["call"], one["session"]) for one in made["calls"])
        yield World(f"http://127.0.0.1:{port}", port, made["cookie"], made["csrf"], speakers)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _run(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own program
        [*PROGRAM, *words], env=environment, capture_output=True, check=False, timeout=300
    )
    if done.returncode:
        raise SystemExit(done.stderr.decode()[-2000:])
    return done.stdout.decode()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=5).read()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the desk did not start")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
