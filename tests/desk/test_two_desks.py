"""Two desks that acknowledge each other: whatever happens to the fields, two mails are the most."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DESK = """
import base64, json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "kulanz.desk.project.settings"
import django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from kulanz.desk import storage
from kulanz.desk.channels.email import take_in
from kulanz.desk.jobs.reactions import Reactor
from kulanz.desk.models import OutboxMessage, Team
address = sys.argv[1]
call_command("migrate", verbosity=0)
team, _ = Team.objects.get_or_create(
    mail_address=address, defaults={"name": address, "country": "de_shop"}
)
before = set(OutboxMessage.objects.values_list("pk", flat=True))
take_in(sys.stdin.buffer.read(), at=timezone.now())
Reactor().react(at=timezone.now())
new = OutboxMessage.objects.exclude(pk__in=before).order_by("pk")
print(json.dumps([base64.b64encode(storage.get(row.blob)).decode() for row in new]))
"""
STRIPPED = re.compile(
    rb"^(?:auto-submitted|precedence|x-auto[^:]*|in-reply-to|references): .*\r?\n(?:[ \t].*\r?\n)*",
    re.IGNORECASE | re.MULTILINE,
)


def takes(folder: Path, address: str, mail: bytes) -> list[bytes]:
    """What a desk of its own process and folder writes when it gets a mail."""
    import base64

    done = subprocess.run(
        [sys.executable, "-c", DESK, address],
        input=mail,
        capture_output=True,
        check=True,
        env={**os.environ, "KULANZ_DATA_DIR": str(folder / address)},
    )
    return [base64.b64decode(one) for one in json.loads(done.stdout.splitlines()[-1])]


def exchanged(folder: Path, strip: re.Pattern[bytes] | None) -> int:
    """How many mails the two write until nobody has anything to say, or six are reached."""
    first = (
        b"From: Desk <b@two.example>\nTo: a@one.example\nSubject: Paket\n"
        b"Message-ID: <first@two.example>\n\nDas Paket ist nicht angekommen.\n"
    )
    desks, count, post = ("a@one.example", "b@two.example"), 0, [first]
    while post and count < 6:
        mail = post.pop()
        written = takes(folder, desks[count % 2], strip.sub(b"", mail) if strip else mail)
        assert len(written) <= 1
        post += written
        count += len(written)
    return count


@pytest.mark.parametrize(("strip", "mails"), [(None, 1), (STRIPPED, 2)])
def test_two_desks_exchange_at_most_two_mails(
    tmp_path: Path, strip: re.Pattern[bytes] | None, mails: int
) -> None:
    assert exchanged(tmp_path, strip) == mails
