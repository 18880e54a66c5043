"""What a telephone system tells becomes calls: ringing, picked up, hung up, in any order.

Messages may come twice and out of order; each is merged into the row of its call, and the row ends
as if they had come in order. A call that nobody took owes a call-back, once per customer, which is
dropped when the two have spoken (source case 003: nobody should have to queue twice).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from kulanz.calls.phone import FAILED, WENT_ON, PhoneEvent
from kulanz.countries import profile
from kulanz.desk.actions.call_endings import break_off, fresh_colleague
from kulanz.desk.actions.calls import CallEnded, CallRunning, answer, open_for
from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.commitments import promise_callback, withdraw
from kulanz.desk.actions.contacts import Caller, one_at_a_time
from kulanz.desk.actions.record import record
from kulanz.desk.models import Call, Case, Commitment, Contact, Event, Person, Team
from kulanz.desk.queries.phone import (
    MISSED,
    PICKED_UP,
    agent_named,
    customers_at,
    open_callback_for,
    open_cases_of,
    picked_up_at,
    spoken_to_somebody,
)

LATEST = timedelta(days=1)
NO_NAME = "?"


@dataclass(frozen=True, slots=True)
class Noted:
    """The call as it stands now, and the call-back that it owes, if it owes one."""

    call: Call
    callback: Commitment | None = None


@transaction.atomic
def note_phone_event(event: PhoneEvent, *, team: Team, at: datetime, by: Person) -> Noted:
    """Merge one message into its call; saying it again changes nothing.

    `by` is the person behind the telephone system's key. A ring and a hang-up are nobody's deed;
    a call is answered by the colleague whom the system names.
    """
    one_at_a_time()
    moment = _moment(event, at)
    call = _row(event, team=team, moment=moment)
    _fill_in(call, event, moment)
    if event.kind == "ring":
        call.save()
    elif event.kind == "answer":
        _picked_up(call, event, moment=moment, by=by)
    else:
        _hung_up(call, event, moment=moment, by=by)
    return Noted(call, _settled(call, at=at, by=by))


def take(call: Call, *, case: Case, at: datetime, by: Person) -> Call:
    """Whoever has picked up says which case the call is about; it runs since it was picked up.

    Raises:
        CallEnded, CallRunning: see there.
    """
    with transaction.atomic():
        call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
        if call.contact_id is not None:
            return call
        if call.ended_at is not None:
            raise CallEnded
        since, call.answered_at = picked_up_at(call), None
        return answer(call, case=case, at=since or at, by=by)


def take_in_new_case(call: Call, *, name: str, language: str, at: datetime, by: Person) -> Call:
    """The same for somebody who has no case yet.

    Raises:
        CallEnded, CallRunning: see there.
    """
    with transaction.atomic():
        one_at_a_time()
        known = Call.objects.get(pk=call.pk)
        if known.contact_id is not None:
            return known
        caller = Caller(name=name.strip() or NO_NAME, phone=known.number)
        case = open_for(caller, team=known.team, language=language, at=at, by=by)
        return take(known, case=case, at=at, by=by)


def _moment(event: PhoneEvent, at: datetime) -> datetime:
    """When it happened, as far as the system may say: not in the future, not long ago."""
    return min(max(event.at, at - LATEST), at) if event.at is not None else at


def _row(event: PhoneEvent, *, team: Team, moment: datetime) -> Call:
    name = _external_id(team, event.call)
    rows = Call.objects.select_related("case__customer", "case__owner", "contact", "agent", "team")
    call = rows.filter(external_id=name).first()
    return call or Call(team=team, source="phone", external_id=name, began_at=moment)


def _external_id(team: Team, name: str) -> str:
    """Two telephone systems may count alike."""
    return f"{team.pk}:{name}"


def _fill_in(call: Call, event: PhoneEvent, moment: datetime) -> None:
    """What any message may add, whichever comes first."""
    call.number = call.number or event.number[:32]
    if call.contact is None:
        call.direction = event.direction or call.direction
    if moment < call.began_at:
        call.began_at = moment
        _waited_longer(call)
    if call.case is None:
        call.case = _case_meant(call, event)


def _waited_longer(call: Call) -> None:
    """The ring was told after the answer: the waiting time is known only now."""
    if call.contact is not None and call.answered_at is not None and call.direction == Contact.IN:
        call.contact.wait_seconds = int((call.answered_at - call.began_at).total_seconds())
        call.contact.save(update_fields=["wait_seconds"])


def _case_meant(call: Call, event: PhoneEvent) -> Case | None:
    """The case of the call that was passed on, else the only open one at this number."""
    if event.first_call not in {"", event.call}:
        first = Call.objects.filter(external_id=_external_id(call.team, event.first_call)).first()
        if first is not None and first.case is not None:
            return first.case
    if not call.number or call.ended_at is not None:
        return None
    found = open_cases_of(call.number, call.team)
    return found[0] if len(found) == 1 else None


def _picked_up(call: Call, event: PhoneEvent, *, moment: datetime, by: Person) -> None:
    if spoken_to_somebody(call):
        call.save()
        return
    agent = agent_named(event.agents, call.team)
    call.agent = agent
    call.answered_at = None if agent else moment
    call.save()
    record(PICKED_UP, case=call.case, at=moment, by=agent or by, call=call.pk)
    if agent is not None and call.case is not None and call.ended_at is None:
        _open_screen(call, call.case, moment=moment, agent=agent)


def _open_screen(call: Call, case: Case, *, moment: datetime, agent: Person) -> None:
    """The call runs in its case at once, unless the agent's last one still stands open."""
    try:
        with transaction.atomic():
            answer(call, case=case, at=moment, by=agent)
    except CallRunning:
        call.refresh_from_db()  # picked up and not taken: it is offered on every page


def _hung_up(call: Call, event: PhoneEvent, *, moment: datetime, by: Person) -> None:
    if call.ended_at is not None:
        call.save()
    elif call.contact is not None:
        _line_closed(call, event, moment=moment, by=by)
    else:
        if event.answered and not spoken_to_somebody(call):
            call.answered_at = moment
        call.ended_at, call.ended_by = moment, event.ended_by
        call.ending = "finished" if event.cause == WENT_ON else ""
        call.save()


def _line_closed(call: Call, event: PhoneEvent, *, moment: datetime, by: Person) -> None:
    """A running call has lost its line: where it failed it broke off, else the agent says how."""
    call.ended_by = event.ended_by
    call.save()
    if event.cause in FAILED or event.ended_by == "line":
        break_off(call, ended_by="line", at=moment, by=call.agent or by)
        call.refresh_from_db()
        return
    if not _told_before(call, "call.hung_up"):
        ended_by = event.ended_by
        record("call.hung_up", case=call.case, at=moment, call=call.pk, ended_by=ended_by)


def _settled(call: Call, *, at: datetime, by: Person) -> Commitment | None:
    """How a call ended that is on no screen, from what is known of it by now."""
    if call.ended_at is None or call.contact is not None:
        return None
    ending = _ending(call)
    if call.ending != ending:
        call.ending = ending
        call.save(update_fields=["ending"])
    if ending == "abandoned":
        return _call_back(call, at=at, by=by)
    _take_call_back_away(call, at=at, by=by)
    return None


def _ending(call: Call) -> str:
    if call.ending == "finished" or spoken_to_somebody(call):
        return "finished"
    return "abandoned" if call.direction == Contact.IN else "unreachable"


def _call_back(call: Call, *, at: datetime, by: Person) -> Commitment | None:
    """The call-back for a call nobody took; nobody can be rung who has hidden the number."""
    told = _told_before(call, MISSED)
    if told is not None and (told.values["commitment"] or not call.number):
        return Commitment.objects.filter(pk=told.values["commitment"]).first()
    if not call.number:
        record(MISSED, case=call.case, at=at, call=call.pk, commitment=None)
        return None
    owed = open_callback_for(customers_at(call.number, call.team))
    case = call.case or (owed.case if owed else None) or _case_for_missed(call, at=at)
    if owed is None:
        with translation.override(case.language):
            text = gettext("We ring back: nobody took your call.")
        owner = case.owner or fresh_colleague(case, instead_of=by)
        owed = promise_callback(case, text=text, owner=owner, at=at, by=by, after_break=True)
        record(MISSED, case=case, at=at, call=call.pk, commitment=owed.pk)
    else:
        record(MISSED, case=case, at=at, call=call.pk, commitment=owed.pk, again=True)
    call.case = case
    call.save(update_fields=["case"])
    refresh(case)
    return owed


def _case_for_missed(call: Call, *, at: datetime) -> Case:
    known = open_cases_of(call.number, call.team)
    if known:
        return known[0]
    customers = customers_at(call.number, call.team)
    language = customers[0].language if customers else profile(call.team.country).language
    name = customers[0].name if customers else NO_NAME
    caller = Caller(name=name, phone=call.number)
    return open_for(caller, team=call.team, language=language, at=at, by=None)


def _take_call_back_away(call: Call, *, at: datetime, by: Person) -> None:
    """It was answered after all: the message that said so came late."""
    told = _told_before(call, MISSED)
    if told is None or told.values.get("again"):
        return
    rows = Commitment.objects.filter(pk=told.values["commitment"], done_at=None, withdrawn_at=None)
    for callback in rows.select_related("case"):
        withdraw(callback, at=at, by=by)


def _told_before(call: Call, kind: str) -> Event | None:
    """The newest event of a kind about this call."""
    rows = Event.objects.filter(kind=kind, values__call=call.pk, at__gte=call.began_at)
    return rows.order_by("-pk").first()
