"""The guided conversation: steps by evidence, the next sentence, boundaries, names on screen."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.case import LANGUAGES, LanguageCode, Reason
from kulanz.case.states import CLOSED_STATES, STATES, can_move
from kulanz.commitments import Commitment
from kulanz.facts import find_statements, open_questions, parse_transcript
from kulanz.languages import pack, say
from kulanz.protocol import (
    STEPS,
    NextStep,
    Progress,
    StepState,
    explain,
    hint,
    next_step,
    phrase_steps,
    state_label,
    step_name,
    steps,
)

FRIDAY = datetime(2026, 3, 13, 17, tzinfo=UTC)
OURS = Commitment("us", "Ersatz senden", FRIDAY)
THEIRS = Commitment("customer", "Foto senden", FRIDAY)

DONE = Progress(
    told=3,
    recap=2,
    confirmed=2,
    empathy=1,
    apologies=1,
    wish="Ersatz",
    offered=("replace",),
    authority="may",
    owner="Jana Roth",
    commitments=(OURS, THEIRS),
    reply_channel="mail",
)


def now(progress: Progress, heat: int = 0, language: LanguageCode = "de") -> NextStep:
    return next_step(progress, heat_value=heat, language=language)


def missing(progress: Progress) -> dict[str, tuple[str, ...]]:
    return {state.step: state.missing for state in steps(progress)}


def test_nothing_done_misses_everything() -> None:
    assert steps(Progress()) == (
        StepState("listen", done=False, missing=("what",)),
        StepState("summarise", done=False, missing=("recap", "recap_confirmed")),
        StepState("empathise", done=False, missing=("empathy", "apology")),
        StepState("ask_wish", done=False, missing=("wish",)),
        StepState("offer", done=False, missing=("offer", "authority")),
        StepState(
            "own",
            done=False,
            missing=("owner", "our_commitment", "their_commitment", "reply_channel"),
        ),
    )


def test_all_evidence_completes_all_steps() -> None:
    assert [state.done for state in steps(DONE)] == [True] * 6
    assert now(DONE).step == "follow_up"
    assert now(DONE).phrase == "close_check"


@pytest.mark.parametrize(
    ("change", "step", "codes"),
    [
        ({"open_facts": ("when", "evidence", "wish")}, "listen", ("when", "evidence")),
        ({"recap": 0}, "summarise", ("recap",)),
        ({"confirmed": 1}, "summarise", ("recap_confirmed",)),
        ({"corrections": 1}, "summarise", ("correction_stored",)),
        ({"empathy": 0}, "empathise", ("empathy",)),
        ({"apologies": 0}, "empathise", ("apology",)),
        ({"wish": "  "}, "ask_wish", ("wish",)),
        ({"offered": ()}, "offer", ("offer",)),
        ({"authority": None}, "offer", ("authority",)),
        ({"authority": "needs_approval"}, "offer", ("authority",)),
        ({"authority": "may_not", "approved": True}, "offer", ("authority",)),
        ({"owner": ""}, "own", ("owner",)),
        ({"commitments": (THEIRS,)}, "own", ("our_commitment",)),
        ({"commitments": (OURS,)}, "own", ("their_commitment",)),
        ({"reply_channel": ""}, "own", ("reply_channel",)),
    ],
)
def test_each_piece_of_evidence_counts(
    change: dict[str, object], step: str, codes: tuple[str, ...]
) -> None:
    progress = replace(DONE, **change)  # type: ignore[arg-type]
    assert {s: m for s, m in missing(progress).items() if m} == {step: codes}
    assert now(progress).step == step


def test_no_apology_is_due_where_the_facts_speak_against_it() -> None:
    assert missing(replace(DONE, apologies=0, apology_level=0))["empathise"] == ()


def test_an_approved_offer_is_within_authority() -> None:
    approved = replace(DONE, authority="needs_approval", approved=True)
    assert missing(approved)["offer"] == ()


def test_a_customer_with_nothing_to_do_owes_nothing() -> None:
    assert missing(replace(DONE, commitments=(OURS,), asks_nothing=True))["own"] == ()


@pytest.mark.parametrize(
    ("progress", "step", "entry"),
    [
        (Progress(), "listen", "listen"),
        (Progress(channel="written"), "listen", "question.what"),
        (Progress(told=1, open_facts=("order_number",)), "listen", "question.order_number"),
        (replace(DONE, recap=0), "summarise", "recap"),
        (replace(DONE, empathy=0), "empathise", "empathy"),
        (replace(DONE, apologies=0), "empathise", "apology_experience"),
        (replace(DONE, apologies=0, apology_level=2), "empathise", "apology_verified_part"),
        (replace(DONE, apologies=0, apology_level=3), "empathise", "apology_fault"),
        (replace(DONE, wish=""), "ask_wish", "ask_for_solution"),
        (replace(DONE, offered=()), "offer", "offer"),
        (replace(DONE, authority="needs_approval"), "offer", "offer_limit"),
        (replace(DONE, authority="may_not"), "offer", "offer_limit"),
        (replace(DONE, owner=""), "own", "agreement"),
    ],
)
def test_the_sentence_of_each_step(progress: Progress, step: str, entry: str) -> None:
    found = now(progress)
    assert (found.step, found.phrase) == (step, entry)


@pytest.mark.parametrize(
    ("progress", "heat", "step", "entry"),
    [
        (DONE, 4, "switch", "end_call_move_to_mail"),
        (Progress(), 4, "switch", "end_call_move_to_mail"),
        (Progress(), 3, "boundary", "boundary_first"),
        (Progress(boundaries=1), 3, "boundary", "boundary_last"),
        (Progress(boundaries=2), 3, "switch", "end_call_move_to_mail"),
        (Progress(without_uptake=2), 2, "pause", "pause"),
        (Progress(without_uptake=2, pauses=1), 2, "switch", "end_call_move_to_mail"),
        (Progress(without_uptake=2), 1, "listen", "listen"),
        (Progress(told=1), 2, "empathise", "empathy"),
        (Progress(told=1, empathy=1), 2, "summarise", "recap"),
        (Progress(told=1), 1, "summarise", "recap"),
        (Progress(channel="written", told=1), 4, "boundary", "boundary_written"),
        (Progress(channel="written", told=1), 3, "boundary", "boundary_written"),
        (Progress(channel="written", told=1, boundaries=1), 4, "summarise", "recap"),
        (Progress(channel="written", without_uptake=5, empathy=1), 2, "listen", "question.what"),
    ],
)
def test_heat_changes_the_step(progress: Progress, heat: int, step: str, entry: str) -> None:
    found = now(progress, heat)
    assert (found.step, found.phrase) == (step, entry)


def test_a_next_step_in_full() -> None:
    assert next_step(
        replace(DONE, wish=""), heat_value=0, language="en", values={"agent": "Ann"}
    ) == NextStep(
        step="ask_wish",
        say="What would be a good solution from your point of view?",
        why=Reason("protocol.missing", {"step": "ask_wish", "what": "wish"}),
        phrase="ask_for_solution",
    )


def test_the_wish_is_read_back_and_gaps_are_listed() -> None:
    found = next_step(
        replace(DONE, recap=0), heat_value=0, language="nl", values={"date": "3 maart"}
    )
    assert "U wilt graag Ersatz." in found.say
    assert found.missing == ("event", "fact", "open")
    assert found.say.count("[…]") == 3


@pytest.mark.parametrize(
    ("language", "mail"),
    [
        ("de", "Guten Tag, mein Paket kam kaputt an. Ich will Ersatz."),
        ("nl", "Goedemiddag, mijn pakket kwam kapot aan. Ik wil een nieuw exemplaar."),
        ("en", "Hello, my parcel arrived broken. I want a replacement."),
    ],
)
def test_a_first_mail_alone_is_enough(language: LanguageCode, mail: str) -> None:
    statements = find_statements(parse_transcript(mail), language)
    questions = open_questions(statements, language)
    progress = Progress(
        channel="written",
        told=len(statements),
        open_facts=tuple(question.code for question in questions),
    )
    found = now(progress, 1, language)
    assert found.step == "listen"
    assert found.say == questions[0].text


every_progress = st.builds(
    Progress,
    channel=st.sampled_from(["spoken", "written"]),
    told=st.integers(0, 3),
    open_facts=st.sampled_from([(), ("when",), ("wish",), ("amount", "evidence")]),
    recap=st.integers(0, 3),
    confirmed=st.integers(0, 3),
    corrections=st.integers(0, 1),
    empathy=st.integers(0, 2),
    apologies=st.integers(0, 2),
    apology_level=st.integers(0, 3),
    wish=st.sampled_from(["", "Geld {date} zurück"]),
    offered=st.sampled_from([(), ("replace",)]),
    authority=st.sampled_from([None, "may", "needs_approval", "may_not"]),
    approved=st.booleans(),
    owner=st.sampled_from(["", "Jana"]),
    commitments=st.sampled_from([(), (OURS,), (OURS, THEIRS)]),
    reply_channel=st.sampled_from(["", "mail"]),
    boundaries=st.integers(0, 3),
    pauses=st.integers(0, 2),
    without_uptake=st.integers(0, 4),
)


@given(every_progress, st.integers(0, 4))
def test_there_is_always_a_next_step_and_the_same_in_every_language(
    progress: Progress, heat: int
) -> None:
    found = [next_step(progress, heat_value=heat, language=language) for language in LANGUAGES]
    assert len({(f.step, f.phrase, f.why.code, f.missing) for f in found}) == 1
    assert found[0].step in STEPS
    assert [f.say.strip() for f in found if not f.say.strip()] == []
    assert len({f.say for f in found}) == len(LANGUAGES)


@given(every_progress)
def test_the_emergency_exit_is_always_open_on_the_phone(progress: Progress) -> None:
    spoken = replace(progress, channel="spoken")
    assert next_step(spoken, heat_value=4, language="de").phrase == "end_call_move_to_mail"


@given(every_progress, st.integers(0, 4))
def test_a_second_apology_is_never_suggested(progress: Progress, heat: int) -> None:
    found = next_step(replace(progress, apologies=1), heat_value=heat, language="de")
    assert not found.phrase.startswith("apology")


@given(every_progress)
def test_more_evidence_never_undoes_a_step(progress: Progress) -> None:
    before = {state.step for state in steps(progress) if state.done}
    more = replace(progress, wish="x", empathy=1, apologies=1, owner="y", corrections=0)
    assert before <= {state.step for state in steps(more) if state.done}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_steps_hints_codes_and_reasons(language: LanguageCode) -> None:
    table, english = pack(language, "questions"), pack("en", "questions")
    assert {key: set(table[key]) for key in table} == {key: set(english[key]) for key in english}
    assert set(table["steps"]) == set(table["hints"]) == set(STEPS)
    assert [step for step in STEPS if len(hint(step, language).split()) > 8] == []
    assert len({step_name(step, language) for step in STEPS}) == len(STEPS)
    codes = {code for found in missing(Progress()).values() for code in found}
    facts = set(pack(language, "facts")["questions"])
    assert codes | facts | {"correction_stored", "who"} == set(table["missing"])


def test_every_reason_is_said_somewhere() -> None:
    used = {"missing", "all_done", "attack", "unreachable", "boundaries", "no_uptake", "loud"}
    assert set(pack("en", "reasons")["protocol"]) == used


@given(every_progress, st.integers(0, 4), st.sampled_from(LANGUAGES))
def test_every_reason_can_be_said(progress: Progress, heat: int, language: LanguageCode) -> None:
    found = next_step(progress, heat_value=heat, language=language)
    assert not set(say(found.why, language) + explain(found, language)) & set("{}")


def test_what_is_missing_is_explained_by_name() -> None:
    found = now(Progress(told=1, open_facts=("when", "order_number")))
    assert explain(found, "en") == "Still missing: when it was, order or invoice number."
    assert explain(now(Progress(), 4), "nl") == (
        "Uitleg komt nu niet aan. Schriftelijk gaat het verder."
    )


def test_every_step_leads_to_a_sentence_of_the_library() -> None:
    entries = {"boundary_first", "boundary_last", "boundary_written", "pause", "close_check"}
    assert entries <= set(phrase_steps())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_a_label_and_every_open_one_an_end(language: LanguageCode) -> None:
    table = pack(language, "states")
    assert set(table["labels"]) == set(STATES)
    assert set(table["leave_when"]) == set(STATES) - set(CLOSED_STATES)
    assert len({state_label(state, language) for state in STATES}) == len(STATES)


def test_the_labels_of_a_state() -> None:
    assert [state_label("investigating", language) for language in LANGUAGES] == [
        "In Klärung",
        "In onderzoek",
        "Investigating",
    ]


@given(st.sampled_from(STATES), st.sampled_from(STATES))
def test_a_closed_case_can_only_be_reopened(old: str, new: str) -> None:
    if old in CLOSED_STATES:
        assert can_move(old, new) == (new == "reopened")
    else:
        assert not can_move(old, "received")
        assert can_move(old, "closed_confirmed")
    assert not can_move(old, old)


def test_the_order_of_a_team_decides_what_is_asked_for_next() -> None:
    progress = Progress(told=1, open_facts=("when",))
    found = next_step(
        progress, heat_value=0, language="de", following=("ask_wish", "listen", "own")
    )
    assert (found.step, found.phrase) == ("ask_wish", "ask_for_solution")
    assert next_step(progress, heat_value=0, language="de", following=()).step == "follow_up"


def test_danger_goes_before_the_order_of_a_team() -> None:
    found = next_step(Progress(told=1), heat_value=4, language="de", following=("own",))
    assert found.step == "switch"


def test_a_need_of_a_procedure_is_asked_for_in_its_own_words() -> None:
    found = next_step(
        Progress(told=1, open_facts=("searched", "when")), heat_value=0, language="en"
    )
    assert found.say == "Have you looked with neighbours, and is there a card from the carrier?"
    assert "looked with neighbours" in explain(found, "en")
