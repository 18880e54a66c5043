"""What is done at once when a proposed act is taken, with the rule it came from."""

from datetime import timedelta
from typing import Any

import pytest

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.case_acts import DEEDS
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.playbook import consult, take
from kulanz.desk.models import Case, Draft
from kulanz.desk.queries.case_facts import facts_of
from kulanz.desk.queries.conversation import apology_level
from kulanz.desk.queries.playbook import DONE_BY_US, PROMISED, TASKS, THEIRS, help_now
from kulanz.playbook import case_rules

pytestmark = pytest.mark.django_db
SAID = {"boundary", "agree_on_experience"}  # a person says it; the desk notes that it was said


def proposed(cast: Cast, **facts: str) -> Case:
    case = case_of_brandt(cast, owner=cast.ali)
    for name, value in facts.items():
        note_case_fact(case, name=name.replace("__", "."), value=value, at=MONDAY, by=cast.ali)
    consult(case, at=MONDAY)
    return case


def taken(case: Case, rule: str, act: str, cast: Cast) -> dict[str, Any]:
    """What the event says came of it."""
    take(case.proposals.get(rule=rule, act=act), at=MONDAY, by=cast.ali)
    values: dict[str, Any] = case.events.filter(kind="proposal.taken").latest("pk").values
    assert (values.pop("rule"), values.pop("act")) == (rule, act)
    return values


def draft(case: Case, cast: Cast) -> str:
    return Draft.objects.get(case=case, person=cast.ali, kind="reply").text


def test_every_act_the_desk_does_is_proposed_by_a_rule() -> None:
    acts = {act.code for rule in case_rules() for act in rule.acts}
    assert {*DEEDS} - acts == set()
    assert {*DEEDS} == DONE_BY_US | SAID


def test_the_times_of_the_desk_are_those_of_the_rules() -> None:
    given = {act.code: act.clock for rule in case_rules() for act in rule.acts if act.clock}
    ours = {**PROMISED, **THEIRS, **TASKS}
    assert {code: ours[code] for code in given if code in ours} == {
        code: clock for code, clock in given.items() if code in ours
    }
    assert {*given} - {*ours} == {"grace_to_pay"}


def test_the_button_says_whether_the_desk_does_it(cast: Cast) -> None:
    case = proposed(cast, claim__type="damaged")
    (line,) = help_now(case, language="en").rules
    assert [(act.row.act, act.at_once, act.remedy) for act in line.acts] == [
        ("ask_photos", True, ""),
        ("offer_choice", False, ""),
        ("return_label", False, "return_label"),
    ]


def test_a_hold_carries_its_rule(cast: Cast) -> None:
    case = proposed(cast, dunning__due="yes", payment__used="invoice")
    came = taken(case, "R000-02", "hold_dunning", cast)
    hold = case.holds.get()
    assert came == {"hold": hold.pk}
    assert (hold.kind, hold.rule, hold.by) == ("dunning", "R000-02", cast.ali)


def test_the_hold_is_lifted_when_it_has_done_its_work(cast: Cast) -> None:
    case = proposed(cast, hold__business_days="10", delivery__proof="none")
    hold = case.holds.create(kind="dispute", order="47", since=MONDAY, reason="nie angekommen")
    came = taken(case, "R000-05", "lift_hold", cast)
    hold.refresh_from_db()
    assert came == {"lifted": [hold.pk]}
    assert (hold.lifted_at, hold.lifted_by) == (MONDAY, cast.ali)
    assert hold.lifted_because == "R000-05: Decide without the carrier"


def test_a_call_back_is_owed_within_the_hour(cast: Cast) -> None:
    case = proposed(cast, contact__broken_off_by="line")
    came = taken(case, "R003-01", "callback", cast)
    row = case.commitments.get()
    assert came == {"commitment": row.pk}
    assert (row.kind, row.side, row.due_at - MONDAY <= timedelta(minutes=60)) == (
        "callback",
        "ours",
        True,
    )


def test_a_task_is_ours_and_not_for_the_customer(cast: Cast) -> None:
    case = proposed(cast, item__hazard="yes")
    came = taken(case, "R003-05", "flag_safety", cast)
    row = case.commitments.get()
    assert came == {"commitment": row.pk}
    assert (row.side, row.shared, row.owner, row.text) == (
        "ours",
        False,
        cast.ali,
        "Flag as a safety case",
    )


def test_what_we_ask_of_the_customer_is_theirs(cast: Cast) -> None:
    case = proposed(cast, claim__type="damaged")
    taken(case, "R003-04", "ask_photos", cast)
    row = case.commitments.get()
    assert (row.side, row.shared) == ("theirs", True)
    assert row.owner is None


def test_ending_the_call_and_writing_is_three_things_at_once(cast: Cast) -> None:
    """Our promise, theirs, and the sentence in the draft (rule R000-10)."""
    case = proposed(cast, conversation__explanations_land="no")
    assert taken(case, "R000-10", "suggest_mail", cast) == {"draft": "end_call_move_to_mail"}
    assert sorted(case.commitments.values_list("side", flat=True)) == ["ours", "theirs"]
    assert draft(case, cast) != ""
    open_acts = case.proposals.filter(standing="proposed").values_list("act", flat=True)
    assert [*open_acts] == ["stop_explaining"]
    told = case.events.filter(kind="proposal.taken").order_by("pk")
    assert [one.values["act"] for one in told] == ["promise_mail", "ask_to_read", "suggest_mail"]


def test_an_apology_of_level_three_is_a_decision(cast: Cast) -> None:
    case = proposed(cast, wait_seconds="1200")
    assert apology_level(case) == 1
    assert taken(case, "R003-03", "apologise", cast) == {"draft": "apology_fault", "level": 3}
    assert apology_level(case) == 3
    assert "Das ist unser Fehler" in draft(case, cast)
    assert case.events.filter(kind="conversation.said").get().values["what"] == "apology"


def test_the_fault_is_ours(cast: Cast) -> None:
    case = proposed(cast, payment__asked="invoice", payment__invoice_offered="no")
    note_case_fact(case, name="credit_check", value="not_run", at=MONDAY, by=cast.ali)
    consult(case, at=MONDAY)
    assert taken(case, "R001-02", "fault_company", cast) == {"fact": "fault"}
    assert facts_of(case)["fault"] == "company"
    assert case.case_facts.get(name="fault").source == "R001-02"


def test_the_waiting_time_is_a_fact_with_its_source(cast: Cast) -> None:
    case = proposed(cast, wait_seconds="1260")
    came = taken(case, "R003-03", "note_wait", cast)
    row = case.statements.get()
    assert came == {"statement": row.pk}
    assert (row.kind, row.text, row.source) == (
        "fact",
        "Wartezeit in der Leitung: 21 Minuten",
        "Telefonanlage",
    )


@pytest.mark.parametrize(
    ("code", "draft_says", "did"),
    [
        ("", "Die Bank hat", "returned_debit_unknown"),
        ("MS03", "Einen Grund hat sie nicht genannt.", "MS03"),
        ("AM04", "mangels Deckung", "AM04"),
    ],
)
def test_the_bank_s_sentence_is_that_of_its_code(
    cast: Cast, code: str, draft_says: str, did: str
) -> None:
    facts = {"debit__code": code} if code else {}
    case = proposed(cast, debit__returned="yes", debit__settled="no", **facts)
    assert taken(case, "R000-01", "say_debit_code", cast) == {"draft": did}
    assert draft_says in draft(case, cast)


def test_after_a_death_nothing_is_written_by_itself(cast: Cast) -> None:
    case = proposed(cast, debit__returned="yes", debit__settled="no", debit__code="MD07")
    assert taken(case, "R000-01", "say_debit_code", cast) == {"draft": "MD07"}
    assert not Draft.objects.filter(case=case).exists()


def test_a_case_without_an_owner_gets_the_one_who_answers(cast: Cast) -> None:
    case = proposed(cast, contact__within_24h="yes")
    Case.objects.filter(pk=case.pk).update(owner=None)
    assert taken(case, "R000-09", "route_to_owner", cast) == {"owner": cast.ali.pk}
    case.refresh_from_db()
    assert case.owner == cast.ali


def test_the_sentence_for_a_call_that_broke_off(cast: Cast) -> None:
    case = proposed(cast, contact__broken_off_by="agent")
    assert taken(case, "R003-01", "say_phrase", cast) == {"draft": "callback_after_break"}
    assert draft(case, cast) != ""


def test_a_boundary_is_noted_as_said(cast: Cast) -> None:
    case = proposed(cast, conversation__insult_or_shouting="yes")
    assert taken(case, "R003-07", "boundary", cast) == {"said": "boundary"}
    assert taken(case, "R003-07", "agree_on_experience", cast) == {"said": "empathy"}


def test_what_only_a_person_can_do_is_noted_as_done(cast: Cast) -> None:
    case = proposed(cast, contact__within_24h="yes")
    assert taken(case, "R000-09", "show_statement_sheet", cast) == {}
