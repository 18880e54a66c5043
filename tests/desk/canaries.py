"""A life of a case in which each place that can hold words holds a word of its own.

Run as a program by `test_erasure.py`: only a database in a file can be searched as a file.
"""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import django
from django.core.management import call_command
from django.utils import timezone

if TYPE_CHECKING:
    from kulanz.desk.models import Case, Contact, Customer, Person

MAIL = "canary-address@mail.example"
Canaries = Iterator[str]


def live() -> None:
    """Fill every place, and print the first canary that was not used."""
    from kulanz.desk import models as rows
    from kulanz.desk.actions.cases import open_case, refresh
    from kulanz.desk.actions.record import record
    from kulanz.desk.jobs.outbox import send_due

    call_command("migrate", verbosity=0)
    at, c = timezone.now(), iter([f"CANARY{number:02}X" for number in range(100)])
    team = rows.Team.objects.create(name="T", country="de_shop", mail_address="t@shop.example")
    ali = rows.Person.objects.create(username="ali", email="a@shop.example", name="A", team=team)
    customer = _customer(c, at)
    case = open_case(customer=customer, team=team, subject=next(c), language="de", at=at)
    _said(c, at, _arrived(c, at, case))
    _agreed(c, at, case, ali)
    _written(c, at, case, ali)
    send_due(at=at)
    record("something.said", case=case, at=at, words=next(c))
    refresh(case)
    print(next(c))  # noqa: T201 - a program


def _customer(c: Canaries, at: datetime) -> "Customer":
    from kulanz.desk.actions.customers import customer_at

    customer = customer_at(
        kind="mail", value="CANARY-ADDRESS@mail.example", name=next(c), language="de", at=at
    )
    customer.salutation = next(c)
    customer.save()
    customer.addresses.create(kind="phone", value="+49" + next(c))
    return customer


def _arrived(c: Canaries, at: datetime, case: "Case") -> "Contact":
    from kulanz.desk import models as rows
    from kulanz.desk import storage
    from kulanz.desk.actions.intake import keep_raw

    body = f"From: canary-address@mail.example\n\n{next(c)}".encode()
    raw = keep_raw(source="mail", content=body, at=at)
    keep_raw(source="mail", content=body + next(c).encode(), at=at)
    contact = rows.Contact.objects.create(
        case=case,
        channel="mail",
        direction="in",
        at=at,
        language="de",
        raw=raw,
        subject=next(c),
        text=next(c),
        new_text=next(c),
        html=next(c),
        sender=next(c),
        sender_name=next(c),
        message_id=next(c),
    )
    rows.Attachment.objects.create(
        contact=contact,
        token="t",
        name=next(c),
        content_type="x/y",
        blob=storage.put(next(c).encode()),
        size=1,
    )
    rows.Observation.objects.create(contact=contact, kind="behaviour", code="B01", quote=next(c))
    return contact


def _said(c: Canaries, at: datetime, contact: "Contact") -> None:
    from kulanz.desk import models as rows

    case = contact.case
    words: dict[str, Any] = {"case": case, "contact": contact, "line_no": 1, "kind": "claim"}
    words |= {"speaker": "customer", "said_at": at, "at": at}
    first = rows.Statement.objects.create(text=next(c), quote=next(c), source=next(c), **words)
    second = rows.Statement.objects.create(text=next(c), replaces=first, **words)
    recap = rows.Recap.objects.create(case=case, at=at, way="mailed")
    line = rows.RecapLine.objects.create(recap=recap, number=1, statement=second, text=next(c))
    rows.Confirmation.objects.create(line=line, stands=False, correction=next(c), at=at)
    node = rows.Node.objects.create(case=case, label=next(c), at=at)
    because = rows.Because.objects.create(case=case, effect=node, quote=next(c), at=at)
    rows.BecauseNode.objects.create(
        because=because, node=rows.Node.objects.create(case=case, label=next(c), at=at)
    )


def _agreed(c: Canaries, at: datetime, case: "Case", ali: "Person") -> None:
    from kulanz.desk import models as rows

    rows.Wish.objects.create(case=case, text=next(c), at=at)
    rows.Offer.objects.create(
        case=case,
        remedy="r",
        text=next(c),
        basis="legal",
        rule="r",
        role="AG",
        due_at=at,
        by=ali,
        at=at,
        answer=next(c),
    )
    rows.Commitment.objects.create(case=case, side="theirs", text=next(c), due_at=at, made_at=at)
    rows.Closure.objects.create(
        case=case, kind="closed_withdrawn", at=at, reasons=next(c), ways_on=next(c), reopened_at=at
    )


def _written(c: Canaries, at: datetime, case: "Case", ali: "Person") -> None:
    from kulanz.desk.actions import drafts, notes, outbox

    notes.add_note(case, text=next(c), form_key="n", at=at, by=ali)
    drafts.save_draft(case, kind="reply", text=next(c), form_key="d", at=at, by=ali)
    drafts.save_draft(case, kind="note", text=next(c), form_key="d2", at=at, by=ali)
    outbox.queue_mail(
        case=case,
        recipient=MAIL,
        subject=next(c),
        text=next(c),
        kind="reply",
        at=at,
        by=ali,
        override_reason=next(c),
    )
    outbox.queue_mail(
        case=case,
        recipient=MAIL,
        subject=next(c),
        text=next(c),
        kind="reply",
        at=at + timedelta(days=1),
    )


def erase() -> None:
    """Erase the only customer, and print what is left to count."""
    from kulanz.desk.actions.erasure import compact, erase_customer
    from kulanz.desk.models import Case, Customer

    erase_customer(Customer.objects.get(), at=timezone.now(), by=None)
    compact()
    print(Case.objects.get().number, Case.objects.get().contacts.count())  # noqa: T201 - a program


if __name__ == "__main__":
    django.setup()
    {"live": live, "erase": erase}[sys.argv[1]]()
