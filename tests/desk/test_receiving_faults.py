"""Said to be kept only when it is, and never lost after that: kills, full disks, no database."""

import os
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from cast import MONDAY, make_cast
from kulanz.desk.actions.intake import read_what_is_new
from kulanz.desk.channels.email import receive
from kulanz.desk.channels.email.dialogue import Envelope
from kulanz.desk.channels.email.receive import Listen
from kulanz.desk.models import Case, Contact, RawMessage
from listening import LMTP, all_read, listening, lmtp_at, soon
from mails import BRANDT, HELP, mail

pytestmark = pytest.mark.django_db(transaction=True)


def test_reading_never_keeps_the_mail_server_waiting() -> None:
    make_cast()
    with listening(LMTP) as url, lmtp_at(url) as client:
        for number in range(20):
            content = mail(f"Brief {number}. " * 50, message_id=f"<{number}@x>")
            assert client.sendmail(f"{number}@x.example", [HELP], content) == {}
        kept = RawMessage.objects.count()
        soon(lambda: all_read(20))
    assert (kept, Contact.objects.count()) == (20, 20)


def test_without_a_database_the_mail_stays_with_the_mail_server() -> None:
    make_cast()
    with listening(LMTP) as url, lmtp_at(url) as client:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE desk_rawmessage RENAME TO away")
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail(BRANDT, [HELP], mail())
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO desk_rawmessage")
        assert client.sendmail(BRANDT, [HELP], mail()) == {}
        soon(lambda: all_read(1))
    assert (refused.value.smtp_code, Case.objects.count()) == (451, 1)


def test_where_nothing_can_be_written_the_mail_stays_with_the_mail_server(
    settings: Settings, tmp_path: Path
) -> None:
    make_cast()
    (tmp_path / "no-folder").write_text("in the way")
    whole = settings.STORAGES
    with listening(LMTP) as url, lmtp_at(url) as client:
        settings.STORAGES = {
            **whole,
            "blobs": {
                "BACKEND": "kulanz.desk.storage.durable.DurableFolder",
                "OPTIONS": {"location": str(tmp_path / "no-folder")},
            },
        }
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail(BRANDT, [HELP], mail())
        settings.STORAGES = whole
    assert (refused.value.smtp_code, RawMessage.objects.count()) == (451, 0)


def test_a_socket_in_the_file_system_is_for_the_group_and_follows_a_killed_one(
    tmp_path: Path,
) -> None:
    make_cast()
    path = tmp_path / "lmtp.sock"
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    with listening(Listen(lmtp=True, path=str(path))) as url:
        assert (url, path.stat().st_mode & 0o777) == (f"lmtp://{path}", 0o660)
        with smtplib.LMTP(str(path)) as client:
            assert client.sendmail(BRANDT, [HELP], mail()) == {}
        soon(lambda: all_read(1))
    assert not path.exists()


PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from kulanz.desk.models import Team
Team.objects.create(name="T", country="de_shop", mail_address="hilfe@shop.example")
"""
LISTEN = """
import resource, sys
if limit := int(sys.argv[1]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from kulanz.cli import main
sys.argv = ["kulanz", "mail-listen", "lmtp://127.0.0.1:0"]
main()
"""
READ = """
import django; django.setup()
from django.utils import timezone
from kulanz.desk.actions.intake import read_what_is_new
read_what_is_new(at=timezone.now())
"""


class Desk:
    """A real desk on SQLite in a folder of its own, and its receiver in a process of its own."""

    def __init__(self, folder: Path) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KULANZ")}
        clean |= {"KULANZ_DATA_DIR": str(folder)}
        self.folder = folder
        self.environment = clean | {"DJANGO_SETTINGS_MODULE": "kulanz.desk.project.settings"}
        self.run(PREPARE)

    def run(self, program: str) -> None:
        subprocess.run([sys.executable, "-c", program], env=self.environment, check=True)

    @contextmanager
    def receiver(self, largest_file: int = 0) -> Iterator[tuple[subprocess.Popen[str], str]]:
        process = subprocess.Popen(
            [sys.executable, "-c", LISTEN, str(largest_file)],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip().removeprefix("Taking mail at ")
        finally:
            process.terminate()
            assert process.wait(20) in {0, -signal.SIGKILL}
            process.stdout.close()

    def count(self, sql: str) -> int:
        with sqlite3.connect(self.folder / "kulanz.sqlite3") as database:
            found = database.execute(f"SELECT count(*) FROM {sql}").fetchone()[0]  # noqa: S608 - ours
        database.close()
        return int(found)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


def test_killed_after_saying_kept_nothing_is_lost(prepared: Desk) -> None:
    with prepared.receiver() as (process, url), lmtp_at(url) as client:
        for number in range(30):
            sender = f"kill{number}@x.example"
            content = mail(f"Brief {number}", sender=sender, message_id=f"<kill{number}@x>")
            assert client.sendmail(sender, [HELP], content) == {}
        process.kill()
        process.wait()
    kept = prepared.count("desk_rawmessage WHERE state IN ('new', 'read')")
    waiting = prepared.count("desk_rawmessage WHERE state = 'new'")
    prepared.run(READ)
    read = prepared.count("desk_contact WHERE sender LIKE 'kill%'")
    assert (kept, waiting > 0, read) == (30, True, 30)


def test_with_a_full_disk_it_asks_to_try_later_and_takes_it_then(prepared: Desk) -> None:
    large = mail("x" * 70 + "\n" * 8_000_000, message_id="<large@x>")
    small = mail("Klein", message_id="<small@x>")
    before = prepared.count("desk_rawmessage")
    with prepared.receiver(largest_file=6_000_000) as (_, url), lmtp_at(url) as client:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("large@x.example", [HELP], large)
        assert client.sendmail("small@x.example", [HELP], small) == {}
    assert refused.value.smtp_code == 452
    with prepared.receiver() as (_, url), lmtp_at(url) as client:
        assert client.sendmail("large@x.example", [HELP], large) == {}
    assert prepared.count("desk_rawmessage") - before == 2
    assert list(prepared.folder.glob("blobs/**/.*")) == []


FILL = """
import collections, smtplib, subprocess, sys
folder, url = sys.argv[1:]
from mails import mail
def send(number):
    sender = f"{number}@x.example"
    content = mail("y" * 90000, sender=sender, message_id=f"<{number}@x>")
    with smtplib.LMTP("127.0.0.1", int(url.rsplit(":", 1)[1])) as client:
        try:
            client.sendmail(sender, ["hilfe@shop.example"], content)
        except smtplib.SMTPDataError as refused:
            return refused.smtp_code // 100
    return 2
def all_of_them():
    return [send(number) for number in range(60)]
first = all_of_them()
subprocess.run(["mount", "-o", "remount,size=80m", folder], check=True)
print(sorted(set(first)), set(all_of_them()), flush=True)
"""
IN_A_SMALL_FOLDER = """
set -e
mount -t tmpfs -o size=6m tmpfs "$KULANZ_DATA_DIR"
"$PYTHON" -c "$PREPARE"
"$PYTHON" -c "$LISTEN" 0 > "$SAID" &
while ! grep -q Taking "$SAID"; do sleep 0.1; done
"$PYTHON" -c "$FILL" "$KULANZ_DATA_DIR" "$(cut -d' ' -f4 "$SAID")"
kill $!
wait $!
"$PYTHON" -c "$READ"
"$PYTHON" -c "$COUNT"
"""
COUNT = """
import django; django.setup()
from kulanz.desk.models import Contact, RawMessage
print(RawMessage.objects.filter(state="read").count(), Contact.objects.count())
"""


def test_on_a_disk_that_is_really_full_nothing_is_lost(tmp_path: Path) -> None:
    """A file system of six megabytes in a mount space of its own, where the machine allows it."""
    apart = ["unshare", "--user", "--map-root-user", "--mount"]
    trial = [*apart, "mount", "-t", "tmpfs", "tmpfs", str(tmp_path)]
    if subprocess.run(trial, capture_output=True, check=False).returncode:
        pytest.skip("this machine allows no mount space of one's own")
    (tmp_path / "desk").mkdir()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KULANZ")}
    programs = {"PREPARE": PREPARE, "LISTEN": LISTEN, "FILL": FILL, "READ": READ, "COUNT": COUNT}
    done = subprocess.run(
        [*apart, "sh", "-c", IN_A_SMALL_FOLDER],
        env=clean
        | programs
        | {
            "KULANZ_DATA_DIR": str(tmp_path / "desk"),
            "DJANGO_SETTINGS_MODULE": "kulanz.desk.project.settings",
            "PYTHON": sys.executable,
            "PYTHONPATH": str(Path(__file__).parents[1]),
            "SAID": str(tmp_path / "said"),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.stdout.splitlines() == ["[2, 4] {2}", "60 60"], done.stderr


def test_what_was_kept_and_not_read_is_read_by_the_clock() -> None:
    make_cast()
    reply, pk = receive.keep(Envelope(BRANDT, (HELP,), mail()))
    assert (reply, RawMessage.objects.get().state) == ("250 2.0.0 kept", "new")
    assert read_what_is_new(at=MONDAY) == 1
    assert Contact.objects.get().raw_id == pk


def kulanz(desk: Desk, *words: str, listen: str = "") -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "kulanz.cli", *words],
        env=desk.environment | ({"KULANZ_MAIL_LISTEN": listen} if listen else {}),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr.strip()


@pytest.mark.parametrize("part", ["run", "web", "jobs", "mail-listen"])
def test_a_door_open_to_everybody_stops_the_start(prepared: Desk, part: str) -> None:
    status, said = kulanz(prepared, part, listen="lmtp://0.0.0.0:24")
    assert (status, said.partition(",")[0]) == (
        2,
        "KULANZ_MAIL_LISTEN: others can reach 0.0.0.0",
    )


def test_where_somebody_listens_already_it_says_so(prepared: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        url = f"smtp://127.0.0.1:{other.getsockname()[1]}"
        by_port = kulanz(prepared, "mail-listen", url)
    path = prepared.folder / "taken.sock"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(path))
        other.listen()
        by_path = kulanz(prepared, "mail-listen", f"lmtp://{path}")
    said = "mail-listen: cannot listen there (Address already in use)."
    assert (by_port, by_path, path.is_socket()) == ((2, said), (2, said), True)


def test_without_a_place_it_asks_for_one(prepared: Desk) -> None:
    assert kulanz(prepared, "mail-listen") == (
        2,
        "Where? For example: kulanz mail-listen lmtp://127.0.0.1:8024",
    )
