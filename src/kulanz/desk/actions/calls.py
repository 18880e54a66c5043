"""A running call: taken, written down line by line, tapped, and read as it goes.

Each line is kept before it is read (docs/decisions/0005-raw-first.md), and whoever sends it names
it with a key, so that a line sent twice is written once. How a call ends: `call_endings`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from kulanz.desk.actions.cases import give_owner, move, open_case, refresh
from kulanz.desk.actions.closure import reopen
from kulanz.desk.actions.contacts import (
    Caller,
    caller_of,
    one_at_a_time,
    remember,
    settle_callbacks,
)
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Call, CallEntry, CallSign, Case, Contact, Person, Team
from kulanz.desk.models.calls import LINE_LENGTH
from kulanz.desk.queries.calls import running_call

RECORDINGS = ("none", "asked", "agreed", "refused")
KEY_LENGTH = 64


class CallRunning(DeskRefusal):
    """Nobody speaks to two customers at once: the running call is ended first."""

    code = "call_running"


class CallEnded(DeskRefusal):
    """The call is over; what is still to be noted goes into the case."""

    code = "call_ended"


class NoSuchSign(DeskRefusal):
    """Only what the six taps and the two corrections name can be noted."""

    code = "no_such_sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line to be written down: what its first sign said, and its words.

    `heard` marks a line of a speech recognition with its seconds; one that is not `final` may be
    sent again with the same key and other words.
    """

    kind: str
    text: str
    key: str
    speaker: str = "customer"
    heard: bool = False
    begins: float | None = None
    ends: float | None = None
    final: bool = True


def start_call(
    case: Case,
    *,
    form_key: str,
    at: datetime,
    by: Person,
    direction: str = Contact.IN,
    wait_minutes: int | None = None,
    number: str = "",
) -> Call:
    """Speak to the customer of a case from now on; the same form again gives the same call.

    A customer who rings reopens a closed case. Whoever speaks to a customer has acknowledged.

    Raises:
        CallRunning: see there.
    """
    with transaction.atomic():
        call = Call.objects.filter(form_key=_key(form_key)).first()
        if call is not None:
            return call
        began = at - timedelta(minutes=wait_minutes or 0)
        call = Call(
            team=case.team,
            direction=direction,
            number=number[:32],
            form_key=_key(form_key),
            began_at=began,
        )
        return answer(call, case=case, at=at, by=by)


def start_new_case(
    caller: Caller,
    *,
    team: Team,
    language: str,
    form_key: str,
    at: datetime,
    by: Person,
    wait_minutes: int | None = None,
    direction: str = Contact.IN,
) -> Call:
    """Somebody rings who has no case yet: open one and speak to them in it.

    Raises:
        CallRunning: see there.
    """
    with transaction.atomic():
        one_at_a_time()
        call = Call.objects.filter(form_key=_key(form_key)).first()
        if call is not None:
            return call
        case = open_for(caller, team=team, language=language, at=at, by=by)
        return start_call(
            case,
            form_key=form_key,
            at=at,
            by=by,
            direction=direction,
            wait_minutes=wait_minutes,
            number=caller.phone,
        )


def open_for(caller: Caller, *, team: Team, language: str, at: datetime, by: Person | None) -> Case:
    """A case for a caller; its subject is the first thing they say (see `write_line`)."""
    customer = caller_of(caller, language=language, at=at)
    return open_case(customer=customer, team=team, subject="", language=language, at=at, by=by)


@transaction.atomic
def answer(call: Call, *, case: Case, at: datetime, by: Person) -> Call:
    """Take a call in a case: from now on there is a contact, and an agent who speaks.

    Raises:
        CallRunning: this person is in another call.
        CallEnded: nobody is there any more.
    """
    case = hold(case)
    if call.ended_at is not None:
        raise CallEnded
    running = running_call(by)
    if running is not None and running.pk != call.pk:
        raise CallRunning
    if call.answered_at is not None:
        return call
    if case.closed_at is not None:
        case = reopen(case, at=at, by=by)
    if call.direction == Contact.IN:
        case = spoken_to(case, at=at, by=by)
    call.case, call.agent, call.answered_at = case, by, at
    call.contact = _contact(call, case, at=at, by=by)
    try:
        with transaction.atomic():
            call.save()
    except IntegrityError as error:  # two doors at once; the constraint has decided
        raise CallRunning from error
    record(
        "call.answered",
        case=case,
        at=at,
        by=by,
        call=call.pk,
        contact=call.contact.pk,
        direction=call.direction,
        waited=call.contact.wait_seconds or 0,
    )
    if call.number:
        remember(case.customer, Caller(name=case.customer.name, phone=call.number))
    if call.direction == Contact.IN:
        settle_callbacks(case, direction=Contact.IN, at=at, by=by)
    refresh(case)
    return call


def spoken_to(case: Case, *, at: datetime, by: Person) -> Case:
    """Whoever speaks to a customer has acknowledged and, where nobody does, owns the case."""
    if case.owner is None:
        case = give_owner(case, by, at=at, by=by)
    if case.state == "received":
        case = move(case, "acknowledged", at=at, by=by)
    if case.human_answer_at is None:
        case.human_answer_at = at
        case.acknowledged_at = case.acknowledged_at or at
        case.save(update_fields=["acknowledged_at", "human_answer_at"])
    return case


def _contact(call: Call, case: Case, *, at: datetime, by: Person) -> Contact:
    waited = (at - call.began_at).total_seconds() if call.direction == Contact.IN else 0
    before = case.contacts.filter(direction=Contact.IN).order_by("-at", "-id").first()
    return Contact.objects.create(
        case=case,
        channel="call",
        direction=call.direction,
        at=at,
        by=by,
        language=case.language,
        sender_name=case.customer.name,
        message_id=f"call:{call.form_key or call.external_id}",
        wait_seconds=max(0, int(waited)),
        heat=before.heat if before is not None and before.channel == "call" else 0,
    )


def keep_typed(call: Call, *, text: str, by: Person) -> None:
    """The line that is being typed, as far as it has got; a row, so that nothing typed is lost."""
    Call.objects.filter(pk=call.pk, agent=by, ended_at=None).update(typed=text[:LINE_LENGTH])


def hold_running(call: Call) -> tuple[Case, Call]:
    """The case, held still, and the call as it is now.

    Raises:
        CallEnded: see there.
    """
    assert call.case is not None, "only an answered call has lines"  # noqa: S101 - see `answer`
    case = hold(call.case)
    call = Call.objects.select_related("contact", "team", "agent").get(pk=call.pk)
    call.case = case
    if call.ended_at is not None:
        raise CallEnded
    return case, call


def next_number(call: Call) -> int:
    """Lines count from 1; what is withdrawn keeps its number."""
    return (call.entries.aggregate(last=Max("number"))["last"] or 0) + 1


def append(call: Call, line: Line, *, at: datetime) -> tuple[CallEntry, bool]:
    """Keep a line; the second value says whether it is new. Part of the caller's transaction."""
    key = line.key[:KEY_LENGTH]
    before = call.entries.filter(key=key).first()
    if before is not None:
        return before, False
    entry = CallEntry.objects.create(
        call=call,
        number=next_number(call),
        key=key,
        at=at,
        kind=line.kind,
        speaker=line.speaker,
        text=line.text.replace("\x00", "")[:LINE_LENGTH],
        heard=line.heard,
        begins=line.begins,
        ends=line.ends,
        final=line.final,
    )
    return entry, True


@transaction.atomic
def tap(call: Call, *, sign: str, key: str, at: datetime, by: Person) -> CallSign:
    """Note what cannot be typed, once per key.

    Raises:
        NoSuchSign, CallEnded: see there.
    """
    if sign not in {known for known, _ in CallSign.SIGNS}:
        raise NoSuchSign
    case, call = hold_running(call)
    before = call.signs.filter(key=key[:KEY_LENGTH]).first()
    if before is not None:
        return before
    row = CallSign.objects.create(call=call, at=at, sign=sign, key=key[:KEY_LENGTH])
    record("call.sign", case=case, at=at, by=by, call=call.pk, sign=sign)
    return row


def note_heat(call: Call, *, value: int) -> None:
    """Keep the temperature with the contact and, for the inbox, with the case."""
    if call.contact_id is None or call.case_id is None:
        return
    changed = Contact.objects.filter(pk=call.contact_id).exclude(heat=value).update(heat=value)
    if changed and call.direction == Contact.IN:
        Case.objects.filter(pk=call.case_id).update(heat=value)


@transaction.atomic
def mute(call: Call, *, muted: bool, by: Person) -> None:
    """Show or hide the sentences; whoever knows what to say works without them."""
    Call.objects.filter(pk=call.pk, agent=by, ended_at=None).update(muted=muted)


@transaction.atomic
def set_recording(call: Call, *, recording: str, at: datetime, by: Person) -> Call:
    """What the customer said to a recording; the country's rule stands in `kulanz.calls`.

    Raises:
        NoSuchSign: that is no answer. CallEnded: see there.
    """
    if recording not in RECORDINGS:
        raise NoSuchSign
    case, call = hold_running(call)
    call.recording, call.recording_at = recording, at
    call.save(update_fields=["recording", "recording_at"])
    record("call.recording", case=case, at=at, by=by, call=call.pk, recording=recording)
    return call


def _key(form_key: str) -> str | None:
    return form_key[:KEY_LENGTH] or None
