"""What is asked of the desk from outside, each in a process of its own; answers in JSON."""

import json
import os
import sys
from collections import Counter
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "kulanz.desk.project.settings"

import django

django.setup()

from django.utils import timezone  # noqa: E402 - after the set-up

from kulanz.desk.actions.mailboxes import Settings, make_mailbox  # noqa: E402
from kulanz.desk.actions.outbox import queue_mail  # noqa: E402
from kulanz.desk.models import (  # noqa: E402
    Case,
    Contact,
    Event,
    OutboxMessage,
    Person,
    RawMessage,
    Team,
)

ADDRESS = "hilfe@shop.example"


def prepare() -> object:
    """One team, and one person who answers."""
    team = Team.objects.create(name="Bench", country="de_shop", mail_address=ADDRESS)
    person = Person.objects.create(
        username="b", email="b@shop.example", name="Bea", role="AG", team=team
    )
    return person.pk


def fetch(port: str) -> object:
    """Fetch from the mailbox that listens there."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
    from dovecot import PASSWORD, USER

    given = Settings(
        name="Bench", host="127.0.0.1", port=int(port), tls="none", user=USER, secret=PASSWORD
    )
    return make_mailbox(given, at=timezone.now(), by=Person.objects.get(), everything=True).pk


def answer() -> object:
    """A reply to every case that has none; asked again it writes no second one."""
    at, person = timezone.now(), Person.objects.get()
    rows = Case.objects.exclude(outbox__kind="reply").select_related("customer")
    for case in rows:
        queue_mail(
            case=case,
            recipient=case.customer.addresses.get().value,
            subject="Ihre Nachricht",
            text="Wir kümmern uns bis Freitag darum.",
            kind="reply",
            at=at,
            by=person,
            form_key=f"answer {case.pk}",
        )
    return len(rows)


def waiting(expected: str) -> object:
    """How much is still to be done: mails to come, messages, events, mails to go."""
    arrived = Contact.objects.filter(direction="in").values("message_id").distinct().count()
    return [
        int(expected) - arrived,
        RawMessage.objects.filter(state="new").count(),
        Event.objects.filter(reacted_at=None).count(),
        OutboxMessage.objects.filter(state__in=["waiting", "sending"]).count(),
    ]


def result() -> object:
    """What became of everything."""
    contacts = Counter(Contact.objects.filter(direction="in").values_list("message_id", flat=True))
    out = OutboxMessage.objects.values_list("message_id", "recipient", "state", "kind", "case_id")
    return {
        "raw": dict(Counter(RawMessage.objects.values_list("state", flat=True))),
        "quarantined": list(
            RawMessage.objects.filter(state="quarantined").values_list("problem", flat=True)
        ),
        "contacts": contacts,
        "cases": Case.objects.count(),
        "out": [list(row) for row in out],
    }


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
