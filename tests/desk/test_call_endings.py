"""How calls end: in writing with both sides' dates, broken off with a call-back, or finished."""

from datetime import UTC, datetime, timedelta

import pytest

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.call_endings import (
    NobodyEndedIt,
    break_off,
    finish,
    fresh_colleague,
    move_to_writing,
    not_reached,
)
from kulanz.desk.actions.call_lines import Meant, write_line
from kulanz.desk.actions.calls import CallEnded, Line, keep_typed, start_call, tap
from kulanz.desk.actions.care import (
    NoSuchBreak,
    NotYours,
    cool_down,
    debriefed,
    decline,
    want_debrief,
)
from kulanz.desk.actions.commitments import DueInThePast, promise_callback
from kulanz.desk.actions.conversation import start_pause
from kulanz.desk.actions.facts import share
from kulanz.desk.actions.safety import NoSuchDanger, report_danger
from kulanz.desk.models import Call, Case, Commitment, Contact, Draft, Event, Recovery
from kulanz.desk.queries.care import cooling_down, debriefs_for, offered_to
from kulanz.desk.queries.commitments import board

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(minutes=8)
TOMORROW = MONDAY + timedelta(days=1)


def a_call(cast: Cast, case: Case | None = None, *, direction: str = "in", key: str = "k") -> Call:
    case = case or case_of_brandt(cast)
    return start_call(case, form_key=key, at=MONDAY, by=cast.ali, direction=direction)


def say(call: Call, cast: Cast, text: str, *, kind: str = "said", due: datetime | None = None):  # type: ignore[no-untyped-def] # noqa: ANN201 - a line of this file's tests
    line = Line(kind=kind, text=text, key=text)
    return write_line(call, line, at=MONDAY, by=cast.ali, meant=Meant(due_at=due))


def test_moving_to_writing_does_it_all_in_one_go(cast: Cast) -> None:
    call = a_call(cast)
    told = say(call, cast, "Die Ware vom 21.10. ist nie angekommen.")
    share(told.statements.get(), shared=True, at=MONDAY, by=cast.ali)
    say(call, cast, "Nachforschung beim Paketdienst", kind="we", due=TOMORROW)
    say(call, cast, "Screenshot der Sendungsnummer", kind="they", due=TOMORROW)
    tap(call, sign="personal", key="t", at=MONDAY, by=cast.ali)
    moved = move_to_writing(call, due_at=TOMORROW, at=LATER, by=cast.ali)
    call.refresh_from_db()
    assert (call.ending, call.ended_by, call.ended_at) == ("moved_to_mail", "agent", LATER)
    assert Contact.objects.get().duration_seconds == 8 * 60
    assert (moved.letter.due_at, moved.letter.owner) == (TOMORROW, cast.ali)
    assert moved.callback.kind == "callback"
    assert moved.callback.due_at > moved.letter.due_at
    sides = Case.objects.get().commitments.filter(kind="answer").values_list("side", flat=True)
    assert sorted(sides) == ["ours", "theirs"]
    assert [one.person for one in Recovery.objects.all()] == [cast.ali]


def test_the_letter_says_what_we_understood_and_what_each_side_does(cast: Cast) -> None:
    call = a_call(cast)
    say(call, cast, "Die Ware vom 21.10. ist nie angekommen.")
    say(call, cast, "die sind zu blöd", kind="opinion")
    say(call, cast, "Nachforschung beim Paketdienst", kind="we", due=TOMORROW)
    say(call, cast, "Screenshot der Sendungsnummer", kind="they", due=TOMORROW)
    draft = move_to_writing(call, due_at=TOMORROW, at=LATER, by=cast.ali).draft
    assert "Die Ware vom 21.10. ist nie angekommen" in draft.text
    assert "zu blöd" not in draft.text
    ours, theirs = draft.text.split("Das unternehmen Sie:")
    assert "– Nachforschung beim Paketdienst, bis 17. November 2026" in ours
    assert "– Screenshot der Sendungsnummer, bis 17. November 2026" in theirs
    assert "Unsere E-Mail lesen" not in theirs
    assert "antworten Sie bitte bis 20. November 2026" in theirs
    assert Draft.objects.get() == draft


def test_nobody_can_write_by_yesterday(cast: Cast) -> None:
    call = a_call(cast)
    with pytest.raises(DueInThePast):
        move_to_writing(call, due_at=MONDAY - timedelta(days=1), at=LATER, by=cast.ali)
    call.refresh_from_db()
    assert call.ended_at is None


def test_a_broken_call_has_its_callback_at_once_with_a_fresh_colleague(cast: Cast) -> None:
    call = a_call(cast)
    callback = break_off(call, ended_by="agent", at=LATER, by=cast.ali)
    contact = Contact.objects.get()
    assert contact.broken_off_by == "agent"
    assert (callback.owner, callback.after_break) == (cast.charlotte, True)
    assert callback.due_at == LATER + timedelta(minutes=60)
    assert contact in board(cast.an, at=LATER).broken_off


def test_after_hours_the_callback_is_the_next_morning_at_ten(cast: Cast) -> None:
    call = a_call(cast)
    late = datetime(2026, 11, 16, 20, 30, tzinfo=UTC)
    callback = break_off(call, ended_by="line", at=late, by=cast.ali)
    assert callback.due_at == datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


def test_the_agent_may_keep_the_callback(cast: Cast) -> None:
    callback = break_off(a_call(cast), ended_by="line", at=LATER, by=cast.ali, keep_it=True)
    assert callback.owner == cast.ali


def test_a_colleague_in_a_call_or_with_more_to_return_is_not_asked(cast: Cast) -> None:
    case = case_of_brandt(cast)
    assert fresh_colleague(case, instead_of=cast.ali) == cast.charlotte
    promise_callback(case, text="Rückruf", owner=cast.charlotte, at=MONDAY, by=cast.an)
    assert fresh_colleague(case, instead_of=cast.ali) == cast.sam
    start_call(case_of_brandt(cast), form_key="s", at=MONDAY, by=cast.sam)
    assert fresh_colleague(case, instead_of=cast.ali) == cast.charlotte


def test_who_ended_it_is_one_of_three(cast: Cast) -> None:
    with pytest.raises(NobodyEndedIt):
        break_off(a_call(cast), ended_by="weather", at=LATER, by=cast.ali)


def test_a_finished_call_promises_nothing_by_itself(cast: Cast) -> None:
    call = finish(a_call(cast), at=LATER, by=cast.ali)
    assert call.ending == "finished"
    assert Commitment.objects.count() == Recovery.objects.count() == 0
    with pytest.raises(CallEnded):
        finish(call, at=LATER, by=cast.ali)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("sie will das geld zurück", [("said", "sie will das geld zurück")]),
        ("! das reicht mir", [("feeling", "das reicht mir")]),
        ("5", []),
        ("/ende", []),
        ("=", []),
    ],
)
def test_the_line_being_typed_is_written_down_at_the_end(
    cast: Cast, typed: str, written: list[tuple[str, str]]
) -> None:
    call = a_call(cast)
    keep_typed(call, text=typed, by=cast.ali)
    finish(call, at=LATER, by=cast.ali)
    assert [(one.kind, one.text) for one in call.entries.all()] == written


def test_a_pause_ends_with_the_call(cast: Cast) -> None:
    call = a_call(cast)
    start_pause(Case.objects.get(), minutes=2, at=MONDAY, by=cast.ali)
    finish(call, at=LATER, by=cast.ali)
    assert Case.objects.get().pauses.get().ended_at == LATER


def test_ringing_somebody_back_keeps_the_callback_only_when_both_spoke(cast: Cast) -> None:
    case = case_of_brandt(cast)
    owed = break_off(a_call(cast, case), ended_by="line", at=LATER, by=cast.ali, keep_it=True)
    again = a_call(cast, case, direction="out", key="k2")
    not_reached(again, at=LATER, by=cast.ali)
    owed.refresh_from_db()
    assert (owed.done_at, owed.due_at.date()) == (None, (MONDAY + timedelta(days=1)).date())
    reached = a_call(cast, case, direction="out", key="k3")
    finish(reached, at=TOMORROW, by=cast.ali)
    owed.refresh_from_db()
    assert owed.done_at == TOMORROW


def test_a_customer_who_rings_again_needs_no_callback(cast: Cast) -> None:
    case = case_of_brandt(cast)
    owed = break_off(a_call(cast, case), ended_by="line", at=LATER, by=cast.ali)
    a_call(cast, case, key="k2")
    owed.refresh_from_db()
    assert owed.withdrawn_at == MONDAY


def test_a_break_is_taken_declined_or_talked_about_by_oneself_only(cast: Cast) -> None:
    break_off(a_call(cast), ended_by="customer", at=LATER, by=cast.ali)
    recovery = Recovery.objects.get()
    assert offered_to(cast.ali, at=LATER) == [recovery]
    assert offered_to(cast.charlotte, at=LATER) == []
    with pytest.raises(NotYours):
        cool_down(recovery, seconds=90, at=LATER, by=cast.an)
    with pytest.raises(NoSuchBreak):
        cool_down(recovery, seconds=7200, at=LATER, by=cast.ali)
    cool_down(recovery, seconds=90, at=LATER, by=cast.ali)
    assert cooling_down(cast.ali, at=LATER + timedelta(seconds=89)) == recovery
    assert cooling_down(cast.ali, at=LATER + timedelta(seconds=91)) is None
    assert offered_to(cast.ali, at=LATER) == []


def test_a_debrief_is_seen_by_the_person_and_the_lead_of_the_team(cast: Cast) -> None:
    break_off(a_call(cast), ended_by="customer", at=LATER, by=cast.ali)
    recovery = want_debrief(Recovery.objects.get(), wanted=True, at=LATER, by=cast.ali)
    assert debriefs_for(cast.ali) == debriefs_for(cast.an) == [recovery]
    assert debriefs_for(cast.charlotte) == debriefs_for(cast.mira) == []
    with pytest.raises(NotYours):
        debriefed(recovery, at=LATER, by=cast.charlotte)
    debriefed(recovery, at=LATER, by=cast.an)
    assert debriefs_for(cast.ali) == []


def test_declining_is_one_press(cast: Cast) -> None:
    break_off(a_call(cast), ended_by="customer", at=LATER, by=cast.ali)
    decline(Recovery.objects.get(), at=LATER, by=cast.ali)
    assert offered_to(cast.ali, at=LATER) == []


def test_a_danger_reaches_the_lead_without_the_customers_words(cast: Cast) -> None:
    call = a_call(cast)
    say(call, cast, "ich weiß, wo Sie arbeiten")
    task = report_danger(Case.objects.get(), danger="violence", at=LATER, by=cast.ali)
    assert (task.owner, task.shared, task.due_at) == (
        cast.an,
        False,
        LATER + timedelta(minutes=15),
    )
    assert "arbeiten" not in task.text
    assert Event.objects.filter(kind="safety.reported").count() == 1
    with pytest.raises(NoSuchDanger):
        report_danger(Case.objects.get(), danger="mood", at=LATER, by=cast.ali)
