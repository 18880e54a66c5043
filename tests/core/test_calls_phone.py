"""What telephone systems tell, in two shapes, and numbers as they are dialled."""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.calls.phone import (
    HIDDEN,
    MOST_USERS,
    PhoneEvent,
    PhoneEventError,
    country_of,
    ended_by,
    from_form,
    from_json,
    normal_number,
    spellings,
)

NUMBERS = [
    ("+49 221 5550123", "DE", "+492215550123"),
    ("0221 / 555 01 23", "DE", "+492215550123"),
    ("(0)221-5550123", "DE", "+492215550123"),
    ("0049 221 5550123", "NL", "+492215550123"),
    ("492215550123", "DE", "+492215550123"),
    ("492215550123", "NL", "+492215550123"),
    ("030 555 0123", "NL", "+31305550123"),
    ("+31 (0)30 5550123", "DE", "+31305550123"),
    ("06 12345678", "NL", "+31612345678"),
    ("020 7946 0123", "GB", "+442079460123"),
    ("221 5550123", "DE", "+492215550123"),
    ("12", "DE", "12"),
    ("", "DE", ""),
    ("anonymous", "DE", ""),
    ("Anonymous", "NL", ""),
    (" restricted ", "GB", ""),
    ("sip:alice@example.org", "DE", ""),
    ("0/00000", "DE", "000000"),
]


@pytest.mark.parametrize(("typed", "country", "expected"), NUMBERS)
def test_numbers_as_people_and_systems_write_them(typed: str, country: str, expected: str) -> None:
    assert normal_number(typed, country) == expected


@given(
    st.text(max_size=40) | st.from_regex(r"[+0]?[0-9 /-]{3,16}", fullmatch=True),
    st.sampled_from(["DE", "NL", "GB", "XX", ""]),
)
def test_a_whole_number_is_the_same_everywhere_and_the_rest_is_digits(
    typed: str, country: str
) -> None:
    once = normal_number(typed, country)
    if once.startswith("+"):
        assert {normal_number(once, place) for place in ("DE", "NL", "")} == {once}
    assert once.removeprefix("+").isdecimal() or not once


def test_a_number_is_found_as_it_was_dialled_at_home() -> None:
    assert spellings("+492215550123", "DE") == ("+492215550123", "02215550123")
    assert spellings("+492215550123", "NL") == ("+492215550123",)
    assert (spellings("12", "DE"), spellings("", "DE")) == (("12",), ())


def test_the_country_of_a_number() -> None:
    assert [country_of(one) for one in ("+492215550123", "+31305550123", "12", "")] == [
        "DE",
        "NL",
        "",
        "",
    ]


def pushed(query: str, country: str = "DE") -> PhoneEvent:
    return from_form(parse_qs(query), country=country)


def test_the_three_messages_of_a_sipgate_call() -> None:
    both = "from=492215550123&to=4915791234567&direction=in&callId=1&origCallId=0"
    assert pushed(f"event=newCall&{both}&user[]=Ali+Kaya&user[]=An&user[]=An") == PhoneEvent(
        kind="ring",
        call="1",
        first_call="0",
        direction="in",
        number="+492215550123",
        line="+4915791234567",
        agents=("Ali Kaya", "An"),
    )
    answered = pushed(f"event=answer&{both}&user=Ali+Kaya&answeringNumber=492215550199")
    assert (answered.kind, answered.agents) == ("answer", ("Ali Kaya", "492215550199"))
    ended = pushed(f"event=hangup&{both}&cause=normalClearing&answeringNumber=492215550199")
    assert (ended.kind, ended.cause, ended.answered, ended.ended_by) == (
        "hangup",
        "normalClearing",
        True,
        "",
    )


def test_a_call_of_ours_names_the_customer_at_the_other_end() -> None:
    found = pushed(
        "event=newCall&from=492219990&to=31305550123&direction=out&callId=2&user[]=Ali+Kaya"
    )
    assert (found.direction, found.number, found.line, found.agents) == (
        "out",
        "+31305550123",
        "+492219990",
        ("Ali Kaya",),
    )


@pytest.mark.parametrize("word", sorted(HIDDEN))
def test_a_hidden_number_is_said_to_be_hidden(word: str) -> None:
    found = pushed(f"event=newCall&from={word}&to=492219990&callId=2")
    assert (found.number, found.hidden) == ("", True)


@pytest.mark.parametrize(
    ("cause", "direction", "who", "spoken"),
    [
        ("normalClearing", "in", "", True),
        ("cancel", "in", "customer", None),
        ("cancel", "out", "agent", None),
        ("congestion", "in", "line", None),
        ("notFound", "out", "line", None),
        ("noAnswer", "in", "", None),
        ("busy", "in", "", None),
        ("forwarded", "in", "", None),
    ],
)
def test_what_a_cause_says_of_the_end(
    cause: str, direction: str, who: str, spoken: bool | None
) -> None:
    found = pushed(f"event=hangup&callId=1&from=12&to=13&direction={direction}&cause={cause}")
    assert (found.ended_by, found.answered) == (who, spoken)


def test_the_same_in_plain_json() -> None:
    at = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    content = {
        "event": "hangup",
        "call": 17,
        "customer": "0221 5550123",
        "line": "+49 221 9990",
        "agent": "ali@kulanz.example",
        "ended_by": "customer",
        "answered": True,
        "at": at.isoformat(),
    }
    assert from_json(content, country="DE") == PhoneEvent(
        kind="hangup",
        call="17",
        first_call="17",
        number="+492215550123",
        line="+492219990",
        agents=("ali@kulanz.example",),
        ended_by="customer",
        answered=True,
        at=at,
    )


def test_who_ended_a_call_may_follow_from_the_cause_in_json_too() -> None:
    found = from_json({"event": "hangup", "call": "1", "cause": "congestion"}, country="DE")
    assert (found.ended_by, ended_by("congestion", "in")) == ("line", "line")


RING: Mapping[str, object] = {"event": "ring", "call": "1"}


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ([], "body"),
        ("ring", "body"),
        ({**RING, "event": "explode"}, "event"),
        ({**RING, "event": ["ring"]}, "event"),
        ({"event": "ring"}, "call"),
        ({**RING, "call": ""}, "call"),
        ({**RING, "call": "x" * 101}, "call"),
        ({**RING, "call": 10**5000}, "call"),
        ({**RING, "call": True}, "call"),
        ({**RING, "first_call": ["1"]}, "first_call"),
        ({**RING, "direction": "up"}, "direction"),
        ({**RING, "customer": 49221}, "customer"),
        ({**RING, "agents": {}, "agent": 3}, "agents"),
        ({**RING, "ended_by": "nobody"}, "ended_by"),
        ({**RING, "answered": "yes"}, "answered"),
        ({**RING, "at": "2026-11-16T09:00:00"}, "at"),
        ({**RING, "at": 17}, "at"),
    ],
)
def test_what_is_no_event_names_its_field(content: object, field: str) -> None:
    with pytest.raises(PhoneEventError) as caught:
        from_json(content, country="DE")
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("callId=1", "event"),
        ("event=dtmf&callId=1", "event"),
        ("event=newCall", "callId"),
        ("event=newCall&callId=1&direction=up", "direction"),
    ],
)
def test_a_form_that_is_no_event_names_its_field(query: str, field: str) -> None:
    with pytest.raises(PhoneEventError) as caught:
        pushed(query)
    assert caught.value.field == field


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
fields = st.sampled_from(
    [
        *("event", "call", "first_call", "direction", "customer", "line", "agents", "agent"),
        *("cause", "ended_by", "answered", "at"),
    ]
)


@given(st.dictionaries(fields, values | st.sampled_from(["ring", "in", "1"])))
def test_no_json_raises_anything_but_the_one_error(content: dict[str, object]) -> None:
    assert field_at_fault({**RING, **content}) in {"", "agent", *RING, *content}


def field_at_fault(content: Mapping[str, object]) -> str:
    """Empty where it is an event."""
    try:
        from_json(content, country="NL")
    except PhoneEventError as error:
        return error.field.replace("agents", "agent")
    return ""


def test_there_are_not_more_agents_than_a_group_has() -> None:
    many = [f"agent {number}" for number in range(MOST_USERS + 5)]
    found = from_json({**RING, "agents": many}, country="DE")
    assert found.agents == tuple(many[:MOST_USERS])
