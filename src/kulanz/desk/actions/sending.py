"""Attempts to send: each mail leaves once, or a person is told that nobody knows.

An attempt is committed before the mail server is called, and `data_at` before it gets the end of
the text. Who dies before that has sent nothing; who dies after it may have (decision 0006).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Address, Case, Contact, OutboxMessage, OutboxRecipient, Person

LEASE = timedelta(minutes=5)
LEASE_AFTER_DATA = timedelta(minutes=10)  # longer than anybody waits for the server's answer
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 240, 480, 1440))
REFUSED = 400  # reply codes from here on: not taken; from 500 on never (RFC 5321, 4.2.1)
NEVER = 500
STOPPED = "sender stopped"
OUTCOMES = {"taken": "sent", "bounced": "bounced"}


class NotOurAttempt(Exception):
    """Somebody else has the mail by now: this attempt ends before the mail server gets its end."""


class NothingToSettle(DeskRefusal):
    """It is known what became of the mail."""

    code = "nothing_to_settle"


@transaction.atomic
def lease_next(*, at: datetime) -> OutboxMessage | None:
    """Take one mail that is due, or whose sender died early, for one attempt; None: there is none.

    Two senders never get the same mail: a row locked by the other is skipped, and the update
    repeats the condition for databases without row locks.
    """
    died_early = Q(state="sending", leased_until__lte=at, data_at=None)
    due = Q(state="waiting", send_after__lte=at) | died_early
    row = _unlocked(OutboxMessage.objects.filter(due).order_by("send_after", "id")).first()
    if row is None:
        return None
    taken = OutboxMessage.objects.filter(due, pk=row.pk)
    if not taken.update(
        state="sending",
        attempts=F("attempts") + 1,
        leased_until=at + LEASE,
        tried_at=at,
        data_at=None,
    ):
        return None
    return OutboxMessage.objects.select_related("case", "by").get(pk=row.pk)


def _unlocked(rows: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows


def addresses_left(message: OutboxMessage) -> list[str]:
    """Whom this attempt is for: nobody who has the mail, and nobody who was refused for good."""
    return list(message.recipients.filter(state="waiting").values_list("address", flat=True))


@transaction.atomic
def begin_data(message: OutboxMessage, answers: Mapping[str, int], *, at: datetime) -> None:
    """The mail server has the text, all but its end: from now on only its answer tells.

    Raises:
        NotOurAttempt: the attempt took so long that somebody else makes the next one.
    """
    mine = _attempt(message).filter(state="sending", data_at=None)
    if not mine.update(data_at=at, leased_until=at + LEASE_AFTER_DATA):
        raise NotOurAttempt
    _heard(message, answers, accepted="offered")


@transaction.atomic
def mark_sent(
    message: OutboxMessage, *, at: datetime, answers: Mapping[str, int] | None = None
) -> None:
    """The mail server has taken responsibility (its 250), for those it accepted."""
    hold(message.case)
    if not _attempt(message).filter(state__in=["sending", "unsure"]).update(data_at=None):
        return
    _heard(message, answers or dict.fromkeys(addresses_left(message), 250), accepted="taken")
    message.recipients.filter(state="offered").update(state="taken")
    _settle(message, at=at, problem="")


@transaction.atomic
def mark_failed(
    message: OutboxMessage,
    *,
    problem: str,
    for_good: bool,
    at: datetime,
    answers: Mapping[str, int] | None = None,
) -> None:
    """This attempt failed: try again later, or give up and tell the case."""
    hold(message.case)
    if not _attempt(message).filter(state="sending").update(data_at=None):
        return
    _heard(message, answers or {}, accepted="waiting")
    message.recipients.filter(state="offered").update(state="waiting")
    if for_good:
        _left(message).update(state="refused", problem=problem[:60])
    _settle(message, at=at, problem=problem)


@transaction.atomic
def mark_unsure(message: OutboxMessage, *, problem: str, at: datetime) -> None:
    """The text was given to the mail server and no answer came: a person has to look."""
    case = hold(message.case)
    mine = _attempt(message).filter(state="sending").exclude(data_at=None)
    if mine.update(state="unsure", leased_until=None, problem=problem):
        record("reply.unsure", case=case, at=at, by=message.by, outbox=message.pk, problem=problem)


def note_unsure(*, at: datetime) -> int:
    """Mails whose sender died after the mail server may have taken them; returns how many."""
    rows = OutboxMessage.objects.filter(state="sending", leased_until__lte=at)
    lost = list(rows.exclude(data_at=None).select_related("case", "by").order_by("id"))
    for message in lost:
        mark_unsure(message, problem=STOPPED, at=at)
    return len(lost)


@transaction.atomic
def it_left(message: OutboxMessage, *, at: datetime, by: Person) -> None:
    """A person has seen in the mail server's log that it left.

    Raises:
        NothingToSettle: it is known what became of the mail.
    """
    case = hold(message.case)
    message = _unsure(message)
    record("reply.left", case=case, at=at, by=by, outbox=message.pk)
    message.recipients.filter(state="offered").update(state="taken")
    _settle(message, at=at, problem="")


@transaction.atomic
def send_again(message: OutboxMessage, *, at: datetime, by: Person) -> None:
    """A person decides that it goes out (again): the same bytes, the same Message-ID.

    Raises:
        NothingToSettle: it is known what became of the mail.
    """
    case = hold(message.case)
    message = _unsure(message)
    message.recipients.filter(state="offered").update(state="waiting")
    OutboxMessage.objects.filter(pk=message.pk).update(
        state="waiting", send_after=at, data_at=None, problem=""
    )
    record("reply.sent_again", case=case, at=at, by=by, outbox=message.pk)


@transaction.atomic
def mark_bounced(
    message: OutboxMessage, *, recipient: str, reason: str, hard: bool, at: datetime
) -> bool:
    """A report says that the mail did not arrive at `recipient` ("" or unknown: at the first).

    `hard`: no mail will ever arrive there, so machines write there no more. True when it is the
    customer whom the mail did not reach, and nobody had said so before.
    """
    case = hold(message.case)
    rows = list(message.recipients.select_for_update().order_by("copy", "id"))
    meant = [one for one in rows if one.address.lower() == recipient.strip().lower()] or rows[:1]
    news = any(not one.copy and one.state != "bounced" for one in meant)
    for one in meant:
        one.state, one.problem = "bounced", reason[:60]
        one.save(update_fields=["state", "problem"])
    if hard:
        addresses = [one.address.lower() for one in meant]
        mine = case.customer.addresses.filter(kind=Address.MAIL, value__in=addresses)
        mine.filter(undeliverable_at=None).update(undeliverable_at=at)
    if news:  # a copy that still waits leaves all the same
        done = OutboxMessage.objects.filter(pk=message.pk, state__in=["sent", "failed", "unsure"])
        done.update(state="bounced", problem=reason[:300])
    return news


def addresses_live(case: Case, *, contact: int) -> None:
    """The customer has written from this address: mail may go there again."""
    senders = case.contacts.filter(pk=contact, direction=Contact.IN).values_list(
        "sender", flat=True
    )
    mine = case.customer.addresses.filter(kind=Address.MAIL, value__in=[*senders])
    mine.exclude(undeliverable_at=None).update(undeliverable_at=None)


def _attempt(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    """The row, unless somebody has made another attempt since."""
    return OutboxMessage.objects.filter(pk=message.pk, attempts=message.attempts)


def _unsure(message: OutboxMessage) -> OutboxMessage:
    row = OutboxMessage.objects.filter(pk=message.pk, state="unsure").first()
    if row is None:
        raise NothingToSettle
    return row


def _left(message: OutboxMessage) -> QuerySet[OutboxRecipient]:
    return message.recipients.filter(state__in=["waiting", "offered"])


def _heard(message: OutboxMessage, answers: Mapping[str, int], *, accepted: str) -> None:
    """What the server answered to each address; those that it asks to wait stay waiting."""
    for address, code in answers.items():
        row = _left(message).filter(address=address)
        if code < REFUSED:
            row.update(state=accepted, problem="")
        else:
            state = "refused" if code >= NEVER else "waiting"
            row.update(state=state, problem=f"recipient refused {code}")


def _settle(message: OutboxMessage, *, at: datetime, problem: str) -> None:
    """What the answers to each address make of the whole mail."""
    message = OutboxMessage.objects.select_related("case", "by").get(pk=message.pk)
    if message.attempts > len(BACK_OFF):
        rest = message.recipients.filter(state="waiting")
        rest.filter(problem="").update(problem=problem[:60])
        rest.update(state="refused")
    rows = list(message.recipients.all())
    first = rows[0]
    if first.state == "taken" and message.sent_at is None:
        message.sent_at = at
        _tell("reply.sent", message, at=at, mail=message.kind)
    message.problem = next((one.problem for one in rows if one.problem), problem)
    message.data_at = message.leased_until = None
    if any(one.state == "waiting" for one in rows):
        message.state = "waiting"
        message.send_after = at + BACK_OFF[message.attempts - 1]
    else:
        message.state = OUTCOMES.get(first.state, "failed")
        _tell_refusals(message, rows, at=at)
    message.save()


def _tell_refusals(message: OutboxMessage, rows: list[OutboxRecipient], *, at: datetime) -> None:
    if message.state == "failed":
        _tell("reply.failed", message, at=at, problem=message.problem)
    if copies := [one.address for one in rows if one.copy and one.state == "refused"]:
        _tell("reply.copy_refused", message, at=at, recipients=", ".join(copies))


def _tell(kind: str, message: OutboxMessage, *, at: datetime, **values: str) -> None:
    about: dict[str, Any] = {"outbox": message.pk, **values}
    record(kind, case=message.case, at=at, by=message.by, **about)
