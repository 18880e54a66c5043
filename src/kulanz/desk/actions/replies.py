"""Answering the customer: checked, stopped when something is new, and taken back in time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from kulanz.case.states import can_move
from kulanz.desk.actions.cases import clock, refresh
from kulanz.desk.actions.drafts import drop_draft, stored_key
from kulanz.desk.actions.letter_bytes import NotOneAddress, one_address, plain_text
from kulanz.desk.actions.outbox import Extras, queue_mail, take_back
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Case, Draft, DraftFile, Event, OutboxMessage, Person
from kulanz.desk.queries.contacts import is_ours
from kulanz.desk.queries.replies import (
    Remark,
    news_since,
    recipient_of,
    remarks_on,
    signature_of,
    subject_of,
)

KIND: Final = "reply"
REASON_LENGTH = 3
COPIES = 10


class NothingWritten(DeskRefusal):
    """There is no text."""

    code = "nothing_written"


class SomethingNew(DeskRefusal):
    """Something arrived or was done that the writer has not seen; `news` says what."""

    code = "something_new"

    def __init__(self, news: tuple[Event, ...]) -> None:
        super().__init__()
        self.news = news


class CheckStops(DeskRefusal):
    """The check found errors, or warnings without a reason; `remarks` says which."""

    code = "check_stops"

    def __init__(self, remarks: tuple[Remark, ...]) -> None:
        super().__init__()
        self.remarks = remarks


class BadCopy(DeskRefusal):
    """A copy cannot go there: it is no address, our own, or one too many; `value` says which."""

    code = "bad_copy"

    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value


@transaction.atomic
def send_reply(
    case: Case,
    *,
    text: str,
    form_key: str,
    last_event: int,
    at: datetime,
    by: Person,
    reason: str = "",
    copies: Sequence[str] = (),
    important: bool = False,
) -> OutboxMessage:
    """Queue an answer to the customer; it leaves when the person's time to undo is over.

    Args:
        case: the case answered. Files of the writer's draft go along.
        text: the answer; a second form with the same `form_key` gives the first one's mail.
        form_key: made with the page, so that a double click sends once.
        last_event: the newest event on the writer's screen.
        at: now.
        by: who writes.
        reason: why warnings of the check may stand.
        copies: addresses that the writer named or confirmed; nobody else gets a copy.
        important: left unanswered, a letter or a call is proposed (rule R000-03).

    Raises:
        NothingWritten, NotOneAddress, BadCopy, SomethingNew, CheckStops: see there.
    """
    case = hold(case)
    before = OutboxMessage.objects.filter(form_key=stored_key(case, KIND, form_key)).first()
    if before is not None:
        return before
    text = plain_text(text).strip()
    _refuse(case, text=text, last_event=last_event, by=by, reason=reason)
    _refuse_copies(copies)
    message = queue_mail(
        case=case,
        recipient=recipient_of(case),
        subject=subject_of(case),
        text=f"{text}\n",
        kind=KIND,
        at=at,
        by=by,
        send_after=at + timedelta(seconds=by.undo_seconds),
        form_key=form_key,
        override_reason=reason,
        extras=_extras(case, by, copies=copies, important=important),
    )
    drop_draft(case, kind=Draft.REPLY, by=by)
    return _answered(case, message, at=at, by=by)


def _extras(case: Case, by: Person, *, copies: Sequence[str], important: bool) -> Extras:
    files = DraftFile.objects.filter(draft__case=case, draft__person=by, draft__kind=Draft.REPLY)
    signature = signature_of(case)
    return Extras(copies=copies, files=list(files), signature=signature, important=important)


def _refuse(case: Case, *, text: str, last_event: int, by: Person, reason: str) -> None:
    if not text:
        raise NothingWritten
    if not recipient_of(case):
        raise NotOneAddress
    news = news_since(case, last_event=last_event, person=by)
    if news:
        raise SomethingNew(news)
    remarks = remarks_on(case, by, text=text, kind=KIND)
    excused = len(reason.strip()) >= REASON_LENGTH and not any(one.stops for one in remarks)
    if remarks and not excused:
        raise CheckStops(remarks)


def _refuse_copies(copies: Sequence[str]) -> None:
    for one in copies:
        try:
            address = one_address(one)
        except NotOneAddress as error:
            raise BadCopy(one) from error
        if is_ours(address):
            raise BadCopy(one)
    if len(copies) > COPIES:
        raise BadCopy(copies[COPIES])


def _answered(case: Case, message: OutboxMessage, *, at: datetime, by: Person) -> OutboxMessage:
    """A person has answered: first clocks stop, the interim clock starts anew (ISO 10002, 7.4)."""
    case = hold(case)
    before = _clocks(case)
    case.acknowledged_at = case.acknowledged_at or at
    case.human_answer_at = case.human_answer_at or at
    case.interim_by = clock(case, "interim", at)
    if case.state == "received" and can_move(case.state, "acknowledged"):
        case.state = "acknowledged"
    case.save(update_fields=list(before))
    record(
        "case.answered",
        case=case,
        at=at,
        by=by,
        outbox=message.pk,
        before=before,
        after=_clocks(case),
    )
    refresh(case)
    return message


def _clocks(case: Case) -> dict[str, str | None]:
    moments = {
        name: getattr(case, name) for name in ("acknowledged_at", "human_answer_at", "interim_by")
    }
    return {
        "state": case.state,
        **{name: at.isoformat() if at else None for name, at in moments.items()},
    }


@transaction.atomic
def undo_reply(message: OutboxMessage, *, at: datetime, by: Person) -> None:
    """Take the reply back: it is the draft again, files and all, before anything written since.

    Raises:
        TooLate: it is being sent, was sent, or was taken back already.
    """
    case = hold(message.case)
    contact = message.contact
    files = list(contact.attachments.all()) if contact else []
    copies = list(message.recipients.filter(copy=True).values_list("address", flat=True))
    text = take_back(message, at=at, by=by).strip()
    draft, _ = Draft.objects.get_or_create(
        case=case, person=by, kind=Draft.REPLY, defaults={"saved_at": at}
    )
    draft.text = "\n\n".join(part for part in (text, draft.text.strip()) if part)
    draft.copies = ", ".join(part for part in (*copies, draft.copies) if part)
    draft.important, draft.saved_at = draft.important or message.important, at
    draft.save()
    for one in files:
        DraftFile.objects.get_or_create(
            draft=draft,
            name=one.name,
            blob=one.blob,
            defaults={"content_type": one.content_type, "size": one.size},
        )
    _unanswered(case, message)


def _unanswered(case: Case, message: OutboxMessage) -> None:
    """Set each clock back that nobody has touched since."""
    event = case.events.filter(kind="case.answered", values__outbox=message.pk).first()
    if event is None:
        return
    case = hold(case)
    now, before, after = _clocks(case), event.values["before"], event.values["after"]
    for name in before:
        if now[name] == after[name]:
            value = before[name]
            setattr(
                case,
                name,
                value if name == "state" or value is None else datetime.fromisoformat(value),
            )
    case.save(update_fields=list(before))
    refresh(case)
