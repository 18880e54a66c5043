"""Telephone events: in any order, twice, from strangers; a ring becomes a call or a call-back."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from cast import MONDAY, Cast, case_of_brandt
from kulanz.calls.phone import PhoneEvent, from_json
from kulanz.desk.actions.calls import CallEnded, start_call
from kulanz.desk.actions.closure import confirm_solved
from kulanz.desk.actions.contacts import Caller, remember
from kulanz.desk.actions.erasure import erase_customer
from kulanz.desk.actions.phone import note_phone_event, take, take_in_new_case
from kulanz.desk.actions.phone_message import NoCaseYet, NumberHidden, message_after
from kulanz.desk.models import Call, Case, Commitment, Contact, Customer, Event, Person, Team
from kulanz.desk.queries.phone import agent_named, cases_to_choose, incoming_for, recording_of

pytestmark = pytest.mark.django_db

NUMBER = "+492215550123"
SECOND = timedelta(seconds=1)


def known_brandt(cast: Cast, number: str = NUMBER, *, owner: Person | None = None) -> Case:
    case = case_of_brandt(cast, owner=owner)
    remember(case.customer, Caller(name="Susanne Brandt", phone=number))
    return case


def event(kind: str, seconds: int = 0, **more: object) -> PhoneEvent:
    content = {
        "event": kind,
        "call": "c1",
        "customer": NUMBER,
        "at": (MONDAY + seconds * SECOND).isoformat(),
        **more,
    }
    return from_json(content, country="DE")


def told(cast: Cast, *events: PhoneEvent, team: Team | None = None) -> Call:
    at = MONDAY + timedelta(minutes=10)
    for one in events:
        noted = note_phone_event(one, team=team or cast.koeln, at=at, by=cast.an)
    return Call.objects.get(pk=noted.call.pk)


RING = event("ring")
ANSWER = event("answer", 240, agent="ali@kulanz.example")
HANGUP = event("hangup", 300, cause="normalClearing")
CANCEL = event("hangup", 200, cause="cancel")


def owed() -> list[tuple[str, bool]]:
    rows = Commitment.objects.filter(done_at=None, withdrawn_at=None).order_by("pk")
    return [(row.kind, row.after_break) for row in rows]


def test_an_answered_call_opens_in_the_only_open_case_with_its_waiting_time(cast: Cast) -> None:
    case = known_brandt(cast)
    call = told(cast, RING, ANSWER)
    contact = call.contact
    assert contact is not None
    assert (call.case, call.agent, call.answered_at) == (case, cast.ali, MONDAY + 240 * SECOND)
    assert (contact.wait_seconds, contact.channel, contact.by) == (240, "call", cast.ali)
    kinds = [one.kind for one in Event.objects.filter(kind__startswith="call.").order_by("pk")]
    assert kinds == ["call.picked_up", "call.answered"]


def test_a_number_written_as_dialled_at_home_is_the_same_number(cast: Cast) -> None:
    case = known_brandt(cast, "0221 5550123")
    assert told(cast, RING).case == case


@pytest.mark.parametrize("cases", [0, 2])
def test_with_no_case_or_several_whoever_answers_chooses(cast: Cast, cases: int) -> None:
    made = [known_brandt(cast) for _ in range(cases)]
    call = told(cast, RING, ANSWER)
    assert (call.case, call.contact, call.agent) == (None, None, cast.ali)
    assert cases_to_choose(call, cast.ali) == made[::-1]
    [offered] = incoming_for(cast.ali, at=MONDAY + 300 * SECOND)
    assert (offered.mine, offered.name) == (True, "Susanne Brandt" if cases else "")
    assert incoming_for(cast.charlotte, at=MONDAY + 300 * SECOND) == []
    at = MONDAY + 260 * SECOND
    if cases:
        call = take(call, case=made[0], at=at, by=cast.ali)
    else:
        call = take_in_new_case(call, name="Jan", language="nl", at=at, by=cast.ali)
    assert call.case is not None
    assert call.contact is not None
    assert (call.answered_at, call.contact.wait_seconds) == (MONDAY + 240 * SECOND, 240)
    assert incoming_for(cast.ali, at=at) == []
    assert take(call, case=call.case, at=at, by=cast.ali) == call


def test_whoever_answers_in_a_new_case_names_the_number(cast: Cast) -> None:
    call = take_in_new_case(
        told(cast, RING, ANSWER), name=" ", language="de", at=MONDAY, by=cast.ali
    )
    assert call.case is not None
    assert call.case.customer.name == "?"
    assert [one.value for one in call.case.customer.addresses.all()] == [NUMBER]


def test_a_ring_is_shown_to_the_whole_team_and_nobody_else(cast: Cast) -> None:
    known_brandt(cast)
    told(cast, RING)
    at = MONDAY + 90 * SECOND
    [shown] = incoming_for(cast.charlotte, at=at)
    assert (shown.name, shown.waited, shown.mine) == ("Susanne Brandt", 90 * SECOND, False)
    seen = [len(incoming_for(one, at=at)) for one in (cast.ali, cast.tom, cast.mira, cast.fin)]
    assert seen == [1, 0, 0, 0]


def test_an_agent_in_another_call_is_offered_the_new_one(cast: Cast) -> None:
    case = known_brandt(cast)
    start_call(case_of_brandt(cast), form_key="k", at=MONDAY, by=cast.ali)
    Case.objects.exclude(pk=case.pk).update(closed_at=MONDAY)
    call = told(cast, RING, ANSWER)
    assert (call.case, call.contact, call.agent) == (case, None, cast.ali)
    assert [one.mine for one in incoming_for(cast.ali, at=MONDAY + 250 * SECOND)] == [True]


def test_answered_by_somebody_unknown_is_offered_to_the_team(cast: Cast) -> None:
    known_brandt(cast)
    call = told(cast, RING, event("answer", 240, agent="Voicemail 3"))
    assert (call.agent, call.contact, call.answered_at) == (None, None, MONDAY + 240 * SECOND)
    assert [one.call for one in incoming_for(cast.sam, at=MONDAY + 300 * SECOND)] == [call]
    call = told(cast, event("hangup", 300, cause="normalClearing"))
    assert (call.ending, owed()) == ("finished", [])
    with pytest.raises(CallEnded):
        take(call, case=Case.objects.get(), at=MONDAY, by=cast.sam)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ali@kulanz.example", "Ali Kaya"),
        ("ALI KAYA", "Ali Kaya"),
        ("ali", "Ali Kaya"),
        ("0221 99 77", "Sam Berger"),
        ("Tom Bakker", None),
        ("Finn Weber", None),
        ("Mira Hoffmann", "Mira Hoffmann"),
        ("", None),
    ],
)
def test_whom_a_telephone_system_means(cast: Cast, name: str, found: str | None) -> None:
    Person.objects.filter(pk=cast.sam.pk).update(direct_phone="+49 221 9977")
    agent = agent_named([name], cast.koeln)
    assert (agent.name if agent else None) == found


def test_a_call_that_nobody_took_owes_one_call_back_however_often_it_rings(cast: Cast) -> None:
    case = known_brandt(cast, owner=cast.ali)
    call = told(cast, RING, CANCEL)
    assert (call.ending, call.ended_by, call.case) == ("abandoned", "customer", case)
    again = told(cast, event("ring", 400, call="c2"), event("hangup", 430, call="c2"))
    assert (again.ending, again.ended_by, owed()) == ("abandoned", "", [("callback", True)])
    callback = Commitment.objects.get()
    assert (callback.owner, callback.due_at) == (
        cast.ali,
        MONDAY + timedelta(minutes=70),
    )


def test_an_unknown_number_gets_a_case_and_one_call_back(cast: Cast) -> None:
    told(cast, RING, CANCEL)
    told(cast, event("ring", 400, call="c2"), event("hangup", 430, call="c2"))
    case = Case.objects.get()
    assert (case.customer.name, case.team, case.language) == ("?", cast.koeln, "de")
    assert owed() == [("callback", True)]
    told(cast, event("ring", 500, call="c3"), event("answer", 510, call="c3", agent="ali"))
    assert (Case.objects.count(), owed()) == (1, [])


def test_nobody_can_ring_a_hidden_number_back(cast: Cast) -> None:
    hidden: dict[str, object] = {"customer": "anonymous"}
    call = told(cast, event("ring", 0, **hidden), event("hangup", 9, cause="cancel", **hidden))
    assert (call.ending, owed(), Case.objects.count()) == ("abandoned", [], 0)
    assert [one.values["commitment"] for one in Event.objects.filter(kind="call.missed")] == [None]
    with pytest.raises(NumberHidden):
        message_after(call, at=MONDAY)


def test_a_call_of_ours_that_nobody_takes_owes_nothing(cast: Cast) -> None:
    known_brandt(cast)
    out: dict[str, object] = {"direction": "out", "agent": "ali"}
    call = told(cast, event("ring", 0, **out), event("hangup", 30, cause="noAnswer", **out))
    assert (call.ending, call.direction, owed()) == ("unreachable", "out", [])


def test_passed_on_is_neither_lost_nor_new(cast: Cast) -> None:
    case, other = known_brandt(cast), known_brandt(cast)
    call = take(told(cast, RING, ANSWER), case=case, at=MONDAY, by=cast.ali)
    more: dict[str, object] = {"call": "c2", "first_call": "c1"}
    second = told(cast, event("ring", 400, **more), event("answer", 410, agent="charlotte", **more))
    call = told(cast, event("hangup", 411, cause="forwarded"))
    assert (second.case, second.agent, owed()) == (case, cast.charlotte, [])
    assert other.contacts.count() == 0
    unanswered = told(cast, event("ring", call="c3"), event("hangup", call="c3", cause="forwarded"))
    assert (unanswered.ending, owed(), call.ending) == ("finished", [], "")


def test_a_failed_line_is_a_broken_call_with_its_call_back(cast: Cast) -> None:
    known_brandt(cast)
    call = told(cast, RING, ANSWER, event("hangup", 300, cause="congestion"))
    assert (call.ending, call.ended_by, owed()) == ("broken_off", "line", [("callback", True)])
    assert Contact.objects.get().broken_off_by == "line"


def test_a_normal_end_leaves_it_to_the_agent_to_say_how_it_ended(cast: Cast) -> None:
    known_brandt(cast)
    call = told(cast, RING, ANSWER, HANGUP, HANGUP)
    assert (call.ended_at, call.ending, call.ended_by) == (None, "", "")
    assert Event.objects.filter(kind="call.hung_up").count() == 1


ENDINGS = [
    ((RING, ANSWER, HANGUP), {"", "finished"}, []),
    ((RING, CANCEL), {"abandoned"}, [("callback", True)]),
    ((RING, event("answer", 5, agent="nobody"), HANGUP), {"finished"}, []),
    ((event("ring", direction="out"), event("hangup", 9, cause="busy")), {"unreachable"}, []),
]


@pytest.mark.parametrize(("events", "endings", "owing"), ENDINGS)
def test_order_and_repetition_change_nothing(
    cast: Cast, events: Sequence[PhoneEvent], endings: set[str], owing: list[tuple[str, bool]]
) -> None:
    known_brandt(cast)
    for number, order in enumerate(itertools.permutations([*events, events[-1]])):
        Commitment.objects.all().delete()
        Call.objects.filter(ended_at=None).update(ended_at=MONDAY)
        renamed = [from_other_call(one, f"n{number}") for one in order]
        call = told(cast, *renamed)
        assert (call.ending in endings, owed(), call.began_at) == (True, owing, MONDAY), order


def from_other_call(one: PhoneEvent, name: str) -> PhoneEvent:
    return replace(one, call=name, first_call=name)


def test_a_late_answer_takes_the_call_back_away(cast: Cast) -> None:
    known_brandt(cast)
    told(cast, RING, CANCEL)
    assert owed() == [("callback", True)]
    call = told(cast, ANSWER)
    assert (call.ending, call.agent, owed()) == ("finished", cast.ali, [])


def test_a_late_ring_makes_the_wait_longer(cast: Cast) -> None:
    known_brandt(cast)
    call = told(cast, ANSWER, RING)
    assert call.contact is not None
    assert (call.began_at, call.contact.wait_seconds) == (MONDAY, 240)


def test_what_a_system_says_of_the_time_is_believed_within_reason(cast: Cast) -> None:
    at = MONDAY + timedelta(minutes=10)
    assert told(cast, event("ring", 86_400, call="f")).began_at == at
    assert told(cast, event("ring", -10 * 86_400, call="p")).began_at == at - timedelta(days=1)


def test_two_teams_may_count_alike(cast: Cast) -> None:
    first, second = told(cast, RING), told(cast, RING, team=cast.utrecht)
    assert (first.pk != second.pk, second.team) == (True, cast.utrecht)


def test_a_solved_case_owes_no_call_back_for_a_lost_call(cast: Cast) -> None:
    case = known_brandt(cast, owner=cast.ali)
    told(cast, RING, CANCEL)
    confirm_solved(case, at=MONDAY + timedelta(hours=1))
    assert (owed(), Case.objects.get().state) == ([], "closed_confirmed")


def test_erasing_a_customer_takes_the_number_from_calls_without_a_case(cast: Cast) -> None:
    known_brandt(cast, "0221 5550123")
    known_brandt(cast, "0221 5550123")
    told(cast, RING)
    told(cast, event("ring", call="c2", customer="0221 5550199"))
    erase_customer(Customer.objects.get(), at=MONDAY)
    assert [call.number for call in Call.objects.order_by("pk")] == ["", "+492215550199"]


@pytest.mark.parametrize(
    ("language", "when"),
    [("de", "16.11., 11:10"), ("nl", "16 november, 11:10"), ("en", "16 November, 11:10")],
)
def test_the_text_after_a_missed_call_names_the_time_and_the_way(
    cast: Cast, language: str, when: str
) -> None:
    case = known_brandt(cast)
    Case.objects.filter(pk=case.pk).update(language=language)
    call = told(cast, RING, CANCEL)
    made = message_after(call, at=MONDAY)
    assert (when in made.text, made.number, made.language) == (True, NUMBER, language)
    assert made.link in made.text
    assert Client().get(made.link).status_code == 200
    Commitment.objects.all().delete()
    assert "11:10" not in message_after(call, at=MONDAY).text
    with pytest.raises(NoCaseYet):
        message_after(Call(team=cast.koeln, number=NUMBER), at=MONDAY)


@pytest.mark.parametrize(
    ("number", "team", "answer", "expected"),
    [
        (NUMBER, "koeln", "none", (False, True, False)),
        (NUMBER, "koeln", "asked", (False, True, False)),
        (NUMBER, "koeln", "agreed", (True, False, False)),
        ("+31305550123", "utrecht", "none", (False, False, True)),
        ("+31305550123", "utrecht", "asked", (True, False, False)),
        (NUMBER, "utrecht", "asked", (False, True, False)),
        ("", "utrecht", "refused", (False, False, False)),
        ("", "utrecht", "none", (False, False, True)),
    ],
)
def test_the_stricter_country_of_a_call_says_what_may_be_recorded(
    cast: Cast, number: str, team: str, answer: str, expected: tuple[bool, bool, bool]
) -> None:
    call = Call(team=getattr(cast, team), number=number, recording=answer)
    found = recording_of(call, "nl")
    assert (found.may_record, found.must_ask, found.must_tell) == expected
    assert found.sentence.startswith(("Mag ik", "Ik wil")) == (expected[1] or expected[2])
