"""Kill the desk's processes at random while mails are read and answered; look for what is missing.

    python bench/faults [--mails 2000] [--kills 200] [--database sqlite|postgresql] [--seed 1]
                        [--by lmtp|imap]

A mail server hands the mails over by LMTP and tries again whatever was not acknowledged, or they
arrive in a mailbox that the desk fetches from by IMAP; another one takes what the desk sends. Every
case is acknowledged by the desk and answered by a person. Ends with 1 when a mail is lost or is two
contacts, when a customer got a mail twice, or when a mail said to be sent never left.
"""

import argparse
import random
import smtplib
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import partial
from pathlib import Path

from world import Desk, Sink, Worker, free_port, mail_server

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from dovecot import Dovecot, dovecot

ADDRESS = "hilfe@shop.example"
SHORTEST, LONGEST = 0.2, 2.5  # seconds between two kills, of one of two processes
ALONE = 8.0  # the longest where there is one: it takes some seconds to start
DRAINED_WITHIN = 900.0


@dataclass
class Delivery:
    """The mail server before the desk: tries each mail until it is taken."""

    mails: list[bytes]
    take: Callable[[bytes], bool]
    attempts: int = 0
    done: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """All of them, one after the other; a connection per mail, as it comes."""
        for mail in self.mails:
            while not self.stop.is_set():
                self.attempts += 1
                if self.take(mail):
                    break
                time.sleep(0.1)
            self.done += 1


def handed_over(port: int, mail: bytes) -> bool:
    """Whether the desk's receiver has taken a mail."""
    try:
        with smtplib.LMTP("127.0.0.1", port, timeout=20) as server:
            server.sendmail("customer@mail.example", [ADDRESS], mail)
    except (OSError, smtplib.SMTPException):
        return False
    return True


def put(mailbox: Dovecot, mail: bytes) -> bool:
    """Into the mailbox, at the pace of a busy day."""
    time.sleep(0.3)
    mailbox.put(mail)
    return True


def main() -> int:
    """One run, one report."""
    parser = argparse.ArgumentParser(description=__doc__, prog="bench/faults")
    parser.add_argument("--mails", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--by", choices=("lmtp", "imap"), default="lmtp")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311 - no secret
    sink = Sink()
    with tempfile.TemporaryDirectory() as folder, mail_server(sink) as smtp:
        mails, once = _mails(asked.mails, chance)
        database = _database(asked.database)
        began = time.monotonic()
        if asked.by == "lmtp":
            port = free_port()
            listen = f"lmtp://127.0.0.1:{port}"
            desk = Desk(Path(folder), SMTP_URL=smtp, MAIL_LISTEN=listen, DATABASE_URL=database)
            desk.ask("prepare")
            delivery = Delivery(mails, partial(handed_over, port))
            _harmed(desk, ("mail-listen", "jobs"), delivery, asked.kills, chance)
        else:
            desk = Desk(Path(folder), SMTP_URL=smtp, DATABASE_URL=database)
            desk.ask("prepare")
            with dovecot() as mailbox:
                desk.ask("fetch", str(mailbox.plain))
                delivery = Delivery(mails, partial(put, mailbox))
                _harmed(desk, ("jobs",), delivery, asked.kills, chance)
        spent = time.monotonic() - began
        found = desk.ask("result")
    print(
        f"{asked.database}, {asked.by}: {len(mails)} mails in {delivery.attempts} attempts, "
        f"{asked.kills} kills, {spent:.0f} s"
    )
    return _judged(found, once, sink)


def _database(kind: str) -> str:
    if kind == "sqlite":
        return ""
    from postgres import start

    return start()


def _mails(many: int, chance: random.Random) -> tuple[list[bytes], set[str]]:
    """Complaints, each of another customer, three in a hundred handed over twice from the start."""
    mails, ids = [], set()
    for number in range(many):
        mail = EmailMessage()
        mail["From"] = f"Kim {number} <kim{number}@mail.example>"
        mail["To"], mail["Message-ID"] = ADDRESS, f"<{number}@mail.example>"
        mail["Subject"] = f"Ware nicht angekommen, Bestellung {number}"
        mail.set_content(
            f"Guten Tag,\n\ndie Ware vom 21.10. ist nie angekommen, Nummer {number}.\n"
            "Ich will mein Geld zurück.\n"
        )
        ids.add(str(mail["Message-ID"]))
        mails += [mail.as_bytes()] * (2 if chance.random() < 0.03 else 1)
    return mails, ids


def _harmed(
    desk: Desk, names: Sequence[str], delivery: Delivery, kills: int, chance: random.Random
) -> None:
    """Deliver, answer and kill until all is handed over and all kills are done; then let it end."""
    workers = [Worker(desk, name) for name in names]
    thread = threading.Thread(target=delivery.run, daemon=True)
    thread.start()
    try:
        while sum(one.kills for one in workers) < kills or thread.is_alive():
            time.sleep(chance.uniform(SHORTEST, LONGEST if len(workers) > 1 else ALONE))
            if sum(one.kills for one in workers) < kills:
                chance.choice(workers).kill()
            if chance.random() < 0.1:
                desk.ask("answer")
        _drain(desk, len(set(delivery.mails)))
    finally:
        delivery.stop.set()
        for one in workers:
            one.stop()


def _drain(desk: Desk, expected: int) -> None:
    until = time.monotonic() + DRAINED_WITHIN
    while time.monotonic() < until:
        answered, left = desk.ask("answer"), desk.ask("waiting", str(expected))
        if not answered and not any(left):
            return
        time.sleep(2)
    print(f"not drained: {left} (mails to come, messages, events, mails to go)")


def _judged(found: dict, ids: set[str], sink: Sink) -> int:  # type: ignore[type-arg] # from JSON
    contacts = found["contacts"]
    lost = ids - set(contacts)
    doubled = [one for one, count in contacts.items() if count > 1]
    got = Counter(sink.taken)
    twice = [one for one, count in got.items() if count > 1]
    per_case = Counter((case, kind) for _, _, _, kind, case in found["out"])
    again = [one for one, count in per_case.items() if count > 1]
    left = {message_id for _, message_id in got}
    never = [m for m, _, state, _, _ in found["out"] if state == "sent" and m not in left]
    unsaid = [
        m for m, _, state, _, _ in found["out"] if m in left and state in {"waiting", "failed"}
    ]
    states = dict(Counter(state for _, _, state, _, _ in found["out"]))
    print(f"  messages {found['raw']}, cases {found['cases']}, mails out {states}")
    wrong = {
        "lost": lost, "two contacts": doubled, "sent twice to a customer": twice,
        "two mails of a kind in a case": again, "said to be sent, never left": never,
        "left, and to be sent again": unsaid,
    }  # fmt: skip
    for name, which in wrong.items():
        print(f"  {name}: {len(which)}{' ' + str(sorted(map(str, which))[:3]) if which else ''}")
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
