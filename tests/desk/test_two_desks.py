"""Two desks that acknowledge by themselves, each in a process of its own, writing to each other."""

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cast import MONDAY
from mails import mail

OURS, THEIRS = "hilfe@shop.example", "service@partner.example"
SIGNS_OF_A_MACHINE = rb"(?im)^(?:auto-submitted|x-auto-response-suppress|precedence): .*\r?\n"
THREAD = rb"(?im)^(?:in-reply-to|references|message-id):(?: .*\r?\n)+"
NUMBER = rb"20\d\d-\d{4,9}"
ITS_OWN_WORDS = rb"automatisch verschickt"


class Desk:
    """A running desk: give it a mail, get what it sends because of it."""

    def __init__(self, address: str, folder: Path) -> None:
        environment = {**os.environ, "KULANZ_DATA_DIR": str(folder)}
        environment.pop("KULANZ_DATABASE_URL", None)
        self.address = address
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent.parent / "other_desk.py"), address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )

    def gets(self, content: bytes, *, at: datetime) -> list[bytes]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        asked = {"mail": base64.b64encode(content).decode(), "at": at.isoformat()}
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        self.process.stdin.flush()
        return [base64.b64decode(one) for one in json.loads(self.process.stdout.readline())["sent"]]

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    with ExitStack() as stack:
        both = [Desk(one, tmp_path_factory.mktemp("desk")) for one in (OURS, THEIRS)]
        for one in both:
            stack.callback(one.stop)
        yield both[0], both[1]


def exchanged(
    desks: tuple[Desk, Desk], *, begun: datetime, lost: tuple[bytes, ...], takes: timedelta
) -> list[str]:
    """Who wrote, mail by mail, until nothing is on the way any more.

    It begins with a mail to one desk in the name of the other; on the way each loses `lost`.
    """
    first = mail(
        f"Die Ware fehlt. {begun}", sender=THEIRS, to=OURS, message_id=f"<{begun:%d%H}@x.example>"
    )
    at, turn, waiting, wrote = begun, 0, [first], list[str]()
    while waiting and len(wrote) < 20:
        at += takes
        receiver = desks[turn]
        waiting = [sent for one in waiting for sent in receiver.gets(one, at=at)]
        wrote += [receiver.address] * len(waiting)
        for pattern in lost:
            waiting = [re.sub(pattern, b"", one) for one in waiting]
        turn = 1 - turn
    return wrote


@pytest.mark.parametrize(
    ("day", "lost", "takes", "wrote"),
    [
        (0, (), timedelta(minutes=1), [OURS]),
        (3, (SIGNS_OF_A_MACHINE,), timedelta(hours=3), [OURS]),
        (6, (SIGNS_OF_A_MACHINE, THREAD, NUMBER), timedelta(hours=3), [OURS]),
        (
            9,
            (SIGNS_OF_A_MACHINE, THREAD, NUMBER, ITS_OWN_WORDS),
            timedelta(minutes=1),
            [OURS, THEIRS],
        ),
    ],
    ids=["as it is", "without fields", "without thread", "without its own words"],
)
def test_s10_two_desks_with_acknowledgements_exchange_two_mails_at_most(
    desks: tuple[Desk, Desk],
    day: int,
    lost: tuple[bytes, ...],
    takes: timedelta,
    wrote: list[str],
) -> None:
    begun = MONDAY + timedelta(days=day)
    assert exchanged(desks, begun=begun, lost=lost, takes=takes) == wrote


def test_s10_without_anything_to_know_them_by_they_stop_after_three_each_a_day(
    desks: tuple[Desk, Desk],
) -> None:
    wrote = exchanged(
        desks,
        begun=MONDAY + timedelta(days=12),
        lost=(SIGNS_OF_A_MACHINE, THREAD, NUMBER, ITS_OWN_WORDS),
        takes=timedelta(hours=2),
    )
    assert wrote == [OURS, THEIRS] * 3
