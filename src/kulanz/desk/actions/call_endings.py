"""How a call ends: finished, moved to writing, broken off, or nobody there (source cases 000, 003).

Whoever ended it is a record. A call that broke off has its call-back in the same transaction, and
a call that moves to writing has its letter, its dates and its call-back.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext

from kulanz.calls import TAP_KEYS, parse_line
from kulanz.commitments import due, presets
from kulanz.countries import profile
from kulanz.desk.actions.call_lines import write_line, write_text
from kulanz.desk.actions.calls import Line, hold_running, spoken_to
from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.commitments import DueInThePast, postpone, promise
from kulanz.desk.actions.contacts import promise_to_ring_back, settle_callbacks
from kulanz.desk.actions.conversation import TIME_TO_ANSWER, end_pause
from kulanz.desk.actions.phrases import put_into_reply
from kulanz.desk.actions.plan_letter import day, two_lists
from kulanz.desk.actions.reading import read_contact
from kulanz.desk.actions.record import DeskRefusal, record
from kulanz.desk.actions.unlocking import unlock
from kulanz.desk.casefiles import language_of, ledger
from kulanz.desk.models import Call, Case, Commitment, Contact, Draft, Person, Recovery
from kulanz.desk.models.people import Role
from kulanz.desk.queries.facts import current_statements
from kulanz.desk.queries.unlocking import BY_MAIL, WayOut
from kulanz.facts import recap, recap_text

ENDED_BY = ("agent", "customer", "line")
HARD_SIGNS = ("personal", "threatens")
HARD_HEAT = 3
AFTER_THE_MAIL = "1d_b"


class NobodyEndedIt(DeskRefusal):
    """Who ended a call is agent, customer or line."""

    code = "nobody_ended_it"


@dataclass(frozen=True, slots=True)
class Moved:
    """What a call that moves to writing leaves: the draft, our date, and the call-back after it."""

    draft: Draft
    letter: Commitment
    callback: Commitment


def finish(call: Call, *, at: datetime, by: Person) -> Call:
    """Both have said what they wanted; the recap is next."""
    with transaction.atomic():
        call = _end(call, ending="finished", ended_by="agent", at=at, by=by)
    return _read(call, at=at)


def move_to_writing(
    call: Call, *, due_at: datetime, at: datetime, by: Person, way: WayOut | None = None
) -> Moved:
    """End the call and write: the clock stops, the letter is drafted, both sides have their dates.

    The letter says how we understood the customer (ledger), what we do and what they do (the way
    out of the chain, if one is taken, and what was agreed). A call-back after it is booked.

    Raises:
        DueInThePast: nobody can write by yesterday. CallEnded: see there.
    """
    if due_at < at:
        raise DueInThePast
    with transaction.atomic():
        call = _end(call, ending="moved_to_mail", ended_by="agent", at=at, by=by)
        case = _case(call)
        letter, reading = _both_dates(case, due_at=due_at, at=at, by=by)
        callback = _callback_after(case, due_at, at=at, by=by)
        if way is not None:
            unlock(case, way, at=at, by=by)
        draft = _letter(case, answer_by=reading.due_at, at=at, by=by)
        record("conversation.moved_to_mail", case=case, at=at, by=by, call=call.pk)
        _offer_recovery(call, at=at)
    _read(call, at=at)
    return Moved(draft, letter, callback)


def break_off(
    call: Call, *, ended_by: str, at: datetime, by: Person, keep_it: bool = False
) -> Commitment:
    """The call is gone: who ended it is written down, and a call-back exists at once.

    A fresh colleague rings back, unless the agent wants to (`keep_it`) or nobody else can.

    Raises:
        NobodyEndedIt, CallEnded: see there.
    """
    if ended_by not in ENDED_BY:
        raise NobodyEndedIt
    with transaction.atomic():
        call = _end(call, ending="broken_off", ended_by=ended_by, at=at, by=by)
        case = _case(call)
        owner = by if keep_it else fresh_colleague(case, instead_of=by)
        callback = promise_to_ring_back(case, owner=owner, at=at, by=by)
        _offer_recovery(call, at=at)
    _read(call, at=at)
    return callback


def not_reached(call: Call, *, at: datetime, by: Person) -> Call:
    """We rang and nobody answered: what is owed stays owed, and is tried again."""
    with transaction.atomic():
        call = _end(call, ending="unreachable", ended_by="agent", at=at, by=by)
        case = _case(call)
        again = _next_morning(case, at)
        owed = case.commitments.filter(kind="callback", done_at=None, withdrawn_at=None)
        for callback in owed.filter(due_at__lt=again):
            postpone(callback, due_at=again, consent=False, at=at, by=by)
        record("call.not_reached", case=case, at=at, by=by, call=call.pk)
    return call


def _next_morning(case: Case, at: datetime) -> datetime:
    found = {one.code: one.due for one in presets(profile(case.profile), at)}
    return found["tomorrow_morning"]


def fresh_colleague(case: Case, *, instead_of: Person) -> Person:
    """Somebody of the team who is in no call and has the fewest calls to return."""
    waiting = Q(
        commitments__kind="callback", commitments__done_at=None, commitments__withdrawn_at=None
    )
    busy = Call.objects.filter(ended_at=None, answered_at__isnull=False).values("agent")
    rows = Person.objects.filter(
        is_active=True, team=case.team, role__in=[Role.AGENT, Role.SENIOR]
    ).exclude(pk__in=[instead_of.pk])
    free = rows.exclude(pk__in=busy).annotate(owed=Count("commitments", filter=waiting))
    return free.order_by("owed", "pk").first() or instead_of


@transaction.atomic
def _end(call: Call, *, ending: str, ended_by: str, at: datetime, by: Person) -> Call:
    case, call = hold_running(call)
    contact = call.contact
    assert contact is not None, "an answered call has its contact"  # noqa: S101 - see `answer`
    left = parse_line(call.typed)
    if left.text and left.kind != "command" and left.text not in TAP_KEYS:  # nothing typed is lost
        key = f"typed at the end of {call.pk}"
        last = Line(kind=left.kind, text=left.text, key=key, speaker=left.speaker)
        write_line(call, last, at=at, by=by)
        call.refresh_from_db()
    for pause in case.pauses.filter(ended_at=None):
        end_pause(pause, at=at, by=by)
    call.ended_at, call.ending, call.ended_by, call.typed = at, ending, ended_by, ""
    call.save(update_fields=["ended_at", "ending", "ended_by", "typed"])
    write_text(call)
    contact = Contact.objects.get(pk=contact.pk)
    began = call.answered_at or at
    contact.duration_seconds = max(0, int((at - began).total_seconds()))
    contact.broken_off_by = ended_by if ending == "broken_off" else ""
    contact.save(update_fields=["duration_seconds", "broken_off_by"])
    call.contact = contact
    if call.direction == Contact.OUT and ending in {"finished", "moved_to_mail"}:
        call.case = spoken_to(case, at=at, by=by)
        settle_callbacks(case, direction=Contact.OUT, at=at, by=by)
    record("call.ended", case=case, at=at, by=by, call=call.pk, contact=contact.pk, ending=ending)
    refresh(case)
    return call


def _read(call: Call, *, at: datetime) -> Call:
    """What only the whole call shows: behaviours in its course, reasons over several lines."""
    contact = call.contact
    assert contact is not None, "an answered call has its contact"  # noqa: S101 - see `answer`
    heat = contact.heat
    read_contact(contact, at=at)
    Contact.objects.filter(pk=contact.pk).update(heat=max(heat, contact.heat))
    return call


def _case(call: Call) -> Case:
    assert call.case is not None, "an answered call has its case"  # noqa: S101 - see `answer`
    return call.case


def _both_dates(
    case: Case, *, due_at: datetime, at: datetime, by: Person
) -> tuple[Commitment, Commitment]:
    """We write by a date, they read and answer by another."""
    with translation.override(case.language):
        ours = gettext("Write to you what we have done and what is still needed from you")
        theirs = gettext("Read our mail and answer it")
    country = profile(case.profile)
    answer_by = due(country, TIME_TO_ANSWER, due_at)
    made = [
        promise(
            case,
            side=side,
            kind="answer",
            text=text,
            due_at=when,
            at=at,
            owner=by,
            by=by,
            act=BY_MAIL,
        )
        for side, text, when in (
            (Commitment.OURS, ours, due_at),
            (Commitment.THEIRS, theirs, answer_by),
        )
    ]
    return made[0], made[1]


def _callback_after(case: Case, written: datetime, *, at: datetime, by: Person) -> Commitment:
    """Nobody is left alone with a letter: we ring a business day after it."""
    with translation.override(case.language):
        text = gettext("Ring you to ask whether our mail has arrived")
    when = due(profile(case.profile), AFTER_THE_MAIL, written)
    return promise(
        case, side=Commitment.OURS, kind="callback", text=text, due_at=when, at=at, owner=by, by=by
    )


def _letter(case: Case, *, answer_by: datetime, at: datetime, by: Person) -> Draft:
    """The reply draft: how we understood you, what we do, what you do."""
    open_now = case.commitments.filter(done_at=None, withdrawn_at=None, shared=True)
    with translation.override(case.language):
        first = gettext("as agreed on the phone I write to you what happens now.")
        understood = _understood(case)
        rows = open_now.exclude(act=BY_MAIL).order_by("due_at", "pk")
        text = gettext("If something is missing or not right, please answer by %(date)s.")
        parts = [first, *understood, *two_lists(rows), text % {"date": day(answer_by)}]
    for text in parts:
        draft = put_into_reply(case, text=text, at=at, by=by)
    return draft


def _understood(case: Case) -> list[str]:
    """The recap of what stands; opinions, feelings and what is refuted stay in the ledger."""
    standing = current_statements(case)
    stands = {f"s{row.line_no}" for row in standing if row.standing in {"stated", "verified"}}
    language = language_of(case)
    lines = recap(tuple(one for one in ledger(case) if one.id in stands), language)
    return [recap_text(lines, language)] if lines else []


def _offer_recovery(call: Call, *, at: datetime) -> None:
    """After a hard call: a short break and, if wanted, a talk; never asked for by a figure."""
    contact = call.contact
    hard = contact is not None and contact.heat >= HARD_HEAT
    if call.agent is None or not (
        hard or call.ending == "broken_off" or call.signs.filter(sign__in=HARD_SIGNS).exists()
    ):
        return
    Recovery.objects.get_or_create(call=call, defaults={"person": call.agent, "offered_at": at})
