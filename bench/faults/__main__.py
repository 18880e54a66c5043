"""Kill the desk's processes at random while mails are read and answered; look for what is missing.

    python bench/faults [--mails 2000] [--kills 200] [--database sqlite|postgresql] [--seed 1]

A mail server hands the mails over by LMTP and tries again whatever was not acknowledged; another
one takes what the desk sends. Every case is acknowledged by the desk and answered by a person. Ends
with 1 when a mail is lost or is two contacts, when a customer got a mail twice, or when a mail said
to be sent never left.
"""

import argparse
import random
import smtplib
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from world import Desk, Sink, Worker, free_port, listens, mail_server

ADDRESS = "hilfe@shop.example"
SHORTEST, LONGEST = 0.2, 2.5  # seconds between two kills
DRAINED_WITHIN = 900.0


@dataclass
class Delivery:
    """The mail server before the desk: tries each mail until it is taken."""

    port: int
    mails: list[bytes]
    attempts: int = 0
    done: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """All of them, one after the other; a connection per mail, as it comes."""
        for mail in self.mails:
            while not self.stop.is_set() and not self._taken(mail):
                time.sleep(0.1)
            self.done += 1

    def _taken(self, mail: bytes) -> bool:
        self.attempts += 1
        try:
            with smtplib.LMTP("127.0.0.1", self.port, timeout=20) as server:
                server.sendmail("customer@mail.example", [ADDRESS], mail)
        except (OSError, smtplib.SMTPException):
            return False
        return True


def main() -> int:
    """One run, one report."""
    parser = argparse.ArgumentParser(description=__doc__, prog="bench/faults")
    parser.add_argument("--mails", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311 - no secret
    sink = Sink()
    with tempfile.TemporaryDirectory() as folder, mail_server(sink) as smtp:
        port = free_port()
        desk = Desk(
            Path(folder),
            SMTP_URL=smtp,
            MAIL_LISTEN=f"lmtp://127.0.0.1:{port}",
            DATABASE_URL=_database(asked.database),
        )
        desk.ask("prepare")
        mails, once = _mails(asked.mails, chance)
        began = time.monotonic()
        delivery = _harmed(desk, port, Delivery(port, mails), asked.kills, chance)
        spent = time.monotonic() - began
        found = desk.ask("result")
    print(
        f"{asked.database}: {len(mails)} mails in {delivery.attempts} attempts, "
        f"{asked.kills} kills, {spent:.0f} s"
    )
    return _judged(found, once, sink)


def _database(kind: str) -> str:
    if kind == "sqlite":
        return ""
    sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
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
    desk: Desk, port: int, delivery: Delivery, kills: int, chance: random.Random
) -> Delivery:
    """Deliver, answer and kill until all is handed over and all kills are done; then let it end."""
    workers = [Worker(desk, "mail-listen"), Worker(desk, "jobs")]
    if not listens(port):
        raise SystemExit("the receiver did not start")
    thread = threading.Thread(target=delivery.run, daemon=True)
    thread.start()
    try:
        while sum(one.kills for one in workers) < kills or thread.is_alive():
            time.sleep(chance.uniform(SHORTEST, LONGEST))
            if sum(one.kills for one in workers) < kills:
                chance.choice(workers).kill()
            if chance.random() < 0.1:
                desk.ask("answer")
        _drain(desk)
    finally:
        delivery.stop.set()
        for one in workers:
            one.stop()
    return delivery


def _drain(desk: Desk) -> None:
    until = time.monotonic() + DRAINED_WITHIN
    while time.monotonic() < until:
        answered, left = desk.ask("answer"), desk.ask("waiting")
        if not answered and not any(left):
            return
        time.sleep(2)
    print(f"not drained: {left} (messages, events, mails)")


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
