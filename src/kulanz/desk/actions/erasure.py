"""Erasing a customer (Art. 17 GDPR): every word goes, the shell of the case stays for counting.

What stays: case numbers, states, dates, channels, amounts. Run `compact` afterwards, so that the
words are gone from the database file too.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from kulanz.desk import storage
from kulanz.desk.actions.kept_bytes import forget
from kulanz.desk.actions.outbox import sent_file
from kulanz.desk.actions.record import hold, record
from kulanz.desk.models import (
    Address,
    Attachment,
    Because,
    CallEntry,
    CallSign,
    Case,
    Contact,
    Customer,
    DraftFile,
    Event,
    Merge,
    Node,
    Observation,
    Order,
    OutboxMessage,
    Person,
    RawMessage,
    Recap,
    Statement,
)
from kulanz.desk.queries.phone import calls_without_case

GONE = "–"


@transaction.atomic
def erase_customer(customer: Customer, *, at: datetime, by: Person | None = None) -> None:
    """Erase everything that was said by, to and about the customer; repeating it changes nothing.

    Bytes go before the transaction ends: were it the other way round, a crash in between would
    leave bytes that nobody finds any more.
    """
    people = Customer.objects.select_for_update().filter(pk__in=_same_person(customer))
    customers = list(people.order_by("pk"))
    cases = [hold(case) for case in Case.objects.filter(customer__in=customers).order_by("pk")]
    _erase_bytes(_raw_of(customers, cases), cases)
    _empty_orders(customers, cases)
    for case in cases:
        _erase_rows(case)
        _empty_shell(case)
        record("customer.erased", case=case, at=at, by=by)
    for one in customers:
        calls_without_case(one).update(number="")
        one.addresses.all().delete()
        one.name, one.salutation, one.erased_at = GONE, "", at
        one.save(update_fields=["name", "salutation", "erased_at"])


def _same_person(customer: Customer) -> set[int]:
    """A merge of two customers' cases says that they are one person; their words lie together."""
    known, before = {customer.pk}, set[int]()
    while known != before:
        before = known
        merges = Merge.objects.filter(undone_at=None).filter(
            Q(source__customer__in=known) | Q(target__customer__in=known)
        )
        pairs = merges.values_list("source__customer", "target__customer")
        known = known.union(*pairs)
    return known


def _raw_of(customers: list[Customer], cases: list[Case]) -> list[RawMessage]:
    """Their messages as they came: those read, copies of them, and those put aside unread."""
    read = list(RawMessage.objects.filter(contact__case__in=cases))
    keys = {raw.body_key for raw in read if raw.body_key}
    values = Address.objects.filter(customer__in=customers).values_list("value", flat=True)
    addresses = [value.encode() for value in values]
    aside = RawMessage.objects.filter(contact=None)
    return read + [
        raw for raw in aside.iterator() if raw.body_key in keys or _names(raw, addresses)
    ]


def _names(raw: RawMessage, addresses: list[bytes]) -> bool:
    try:
        content = storage.get(raw.blob).lower()
    except storage.BlobMissing:
        return False
    return any(address in content for address in addresses)


def _erase_bytes(raws: list[RawMessage], cases: list[Case]) -> None:
    """Their messages, files and our mails; bytes that another customer sent as well stay."""
    attachments = Attachment.objects.filter(contact__case__in=cases)
    outbox = OutboxMessage.objects.filter(case__in=cases)
    blobs = {raw.blob for raw in raws} | {*attachments.values_list("blob", flat=True)}
    mails = {*outbox.values_list("blob", flat=True)}
    drafted = DraftFile.objects.filter(draft__case__in=cases)
    blobs |= {*drafted.values_list("blob", flat=True)}
    drafted.delete()
    attachments.delete()
    outbox.delete()
    Contact.objects.filter(raw__in=raws).update(raw=None)
    RawMessage.objects.filter(pk__in=[raw.pk for raw in raws]).delete()
    for mail in mails:
        sent_file(mail).unlink(missing_ok=True)
    forget(blobs | mails)


def _erase_rows(case: Case) -> None:
    """What consists of words only; recaps first, because their lines hold on to statements."""
    Recap.objects.filter(case=case).delete()
    Because.objects.filter(case=case).delete()
    Node.objects.filter(case=case).delete()
    Observation.objects.filter(contact__case=case).delete()
    Statement.objects.filter(Q(case=case) | Q(contact__case=case)).delete()
    CallEntry.objects.filter(call__case=case).delete()
    CallSign.objects.filter(call__case=case).delete()
    case.calls.update(number="", typed="")
    for rows in (
        case.notes,
        case.drafts,
        case.wishes,
        case.status_links,
        case.presences,
        case.settled,
        case.taken_templates,
        case.case_facts,
        case.proposals,
    ):
        rows.all().delete()


def _empty_orders(customers: list[Customer], cases: list[Case]) -> None:
    """Orders of theirs lose number, facts and customer; that a promise was broken stays counted."""
    theirs = Order.objects.filter(Q(customer__in=customers) | Q(customer=None, cases__in=cases))
    for order in theirs.distinct():
        # What the registry recorded of a breach without a case names the order as well.
        Event.objects.filter(case=None, values__order=order.number).update(values={})
        order.number, order.customer, order.facts, order.source = f"{GONE}{order.pk}", None, {}, ""
        order.save(update_fields=["number", "customer", "facts", "source"])
        order.cases.clear()
        order.outcomes.update(reasons=[])


def _empty_shell(case: Case) -> None:
    """Rows that are counted keep their numbers and lose their words."""
    case.contacts.update(
        subject="",
        text="",
        new_text="",
        html="",
        sender="",
        sender_name="",
        message_id="",
        recipients=[],
    )
    case.commitments.update(text=GONE)
    case.offers.update(text=GONE, answer="")
    case.approvals.update(question=GONE, text=GONE, answer=GONE, asked_back="", told="")
    case.holds.update(reason=GONE, lifted_because="")
    case.closures.update(reasons="", ways_on="")
    Event.objects.filter(case=case).update(values={})
    case.subject, case.last_sentence, case.next_due_what = GONE, "", ""
    case.save(update_fields=["subject", "last_sentence", "next_due_what"])


def compact() -> None:
    """Rewrite the database, so that freed pages and the write-ahead log hold no words either."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("VACUUM")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
