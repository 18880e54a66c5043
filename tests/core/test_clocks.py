"""The clocks of a case: what starts, meets, stops and moves them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.case import LanguageCode
from kulanz.commitments import Clock, Event, Hours, Standing, clocks
from kulanz.commitments.clocks import KINDS, Because
from kulanz.commitments.declared import STARTS
from kulanz.commitments.happened import EventKind
from kulanz.countries import Deadline, profile
from kulanz.countries.deadlines import (
    DEADLINE_PROFILES,
    DUTIES,
    DeadlineProfile,
    Status,
    deadline_profile,
)
from kulanz.languages import CODES, pack

DE, NL = profile("de_shop"), profile("nl_shop")
BERLIN = DE.timezone
SHOP = deadline_profile("de_shop")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=BERLIN)


def event(kind: EventKind, text: str, state: str = "") -> Event:
    return Event(kind, wall(text), state=state)


def told(text: str, clock: str, until: str) -> Event:
    return Event("told", wall(text), clock=clock, due=wall(until))


def found(
    *events: Event, at: str, rules: DeadlineProfile | None = None
) -> dict[str, tuple[str, str]]:
    """Per clock the local due time and how it stands."""
    return {
        clock.kind: (clock.due.astimezone(BERLIN).strftime("%m-%d %H:%M"), clock.standing)
        for clock in clocks(DE, events, wall(at), rules=rules)
    }


def one(kind: str, *events: Event, at: str, rules: DeadlineProfile | None = None) -> Clock:
    (clock,) = (c for c in clocks(DE, events, wall(at), rules=rules) if c.kind == kind)
    return clock


def due_of(clock: Clock) -> str:
    return clock.due.astimezone(BERLIN).strftime("%m-%d %H:%M")


IN = event("received", "03-11 09:30")  # a Wednesday


def test_four_clocks_start_with_the_receipt() -> None:
    assert found(IN, at="03-11 09:31") == {
        "acknowledge": ("03-12 09:30", "open"),
        "first_human": ("03-13 20:00", "open"),
        "interim": ("03-18 20:00", "open"),
        "decide": ("03-25 20:00", "open"),
    }


def test_what_has_not_happened_yet_does_not_count() -> None:
    assert clocks(DE, [IN], wall("03-11 09:29")) == ()
    assert clocks(DE, [], wall("03-11 09:29")) == ()
    later = event("decided", "03-20 10:00")
    assert found(later, IN, at="03-19 10:00")["decide"] == ("03-25 20:00", "open")


def test_an_automatic_acknowledgement_is_no_human_answer() -> None:
    ack = event("acknowledged", "03-11 09:30")
    assert found(IN, ack, at="03-14 09:00") == {
        "acknowledge": ("03-12 09:30", "kept"),
        "first_human": ("03-13 20:00", "overdue"),
        "interim": ("03-18 20:00", "open"),
        "decide": ("03-25 20:00", "open"),
    }


def test_an_answer_acknowledges_and_starts_the_interim_clock_anew() -> None:
    answer = event("human_answer", "03-13 21:00")
    more = event("message_sent", "03-18 10:00")
    assert found(IN, answer, more, at="03-25 17:00") == {
        "acknowledge": ("03-12 09:30", "late"),
        "first_human": ("03-13 20:00", "late"),
        "interim": ("03-25 20:00", "due_soon"),
        "decide": ("03-25 20:00", "due_soon"),
    }


def test_a_decision_meets_everything_and_ends_the_interim_clock() -> None:
    decided = event("decided", "03-12 09:30")
    shown = found(IN, decided, at="04-30 09:00")
    assert shown == {
        "acknowledge": ("03-12 09:30", "kept"),
        "first_human": ("03-13 20:00", "kept"),
        "decide": ("03-25 20:00", "kept"),
    }
    assert one("decide", IN, decided, at="04-30 09:00").met_at == wall("03-12 09:30")


def test_a_reopened_case_has_new_clocks() -> None:
    decided, again = event("decided", "03-12 09:00"), event("reopened", "03-20 09:00")
    assert found(IN, decided, again, at="03-20 09:01")["decide"] == ("04-07 20:00", "open")
    assert found(IN, decided, at="03-20 09:01")["decide"] == ("03-25 20:00", "kept")


def test_our_own_promise_stands_still_while_the_customer_owes_an_answer() -> None:
    asked, answer = event("waiting_customer", "03-12 10:00"), event("answer_in", "03-16 11:00")
    running = one("decide", IN, asked, at="03-13 12:00")
    assert (due_of(running), running.paused) == ("03-26 20:00", True)  # moves with every day
    ended = one("decide", IN, asked, answer, at="03-16 12:00")
    assert (due_of(ended), ended.paused) == ("03-27 20:00", False)  # Friday and Monday
    assert found(IN, asked, answer, at="03-16 12:00")["acknowledge"][0] == "03-12 09:30"


def test_a_pause_the_profile_does_not_allow_moves_nothing() -> None:
    paused = event("paused", "03-12 10:00", "external")
    clock = one("decide", IN, paused, at="03-20 12:00")
    assert (due_of(clock), clock.paused) == ("03-25 20:00", False)
    outside = replace(SHOP, pauses=MappingProxyType({"decide": ("external",)}))
    assert due_of(one("decide", IN, paused, at="03-13 12:00", rules=outside)) == "03-26 20:00"
    back = event("resumed", "03-13 12:00", "external")
    assert due_of(one("decide", IN, paused, back, at="03-20 12:00", rules=outside)) == "03-26 20:00"


@pytest.mark.parametrize("name", [name for name in DEADLINE_PROFILES if "shop" not in name])
def test_clocks_of_the_law_never_stand_still(name: str) -> None:
    rules = deadline_profile(name)
    asked = event("waiting_customer", "03-12 10:00")
    assert [c.paused for c in clocks(DE, [IN, asked], wall("03-30 10:00"), rules=rules)] == [
        False
    ] * len({"ack", "first_human", "interim", "decide"} & set(rules.deadlines))
    assert found(IN, asked, at="03-30 10:00", rules=rules).get("decide") == found(
        IN, at="03-30 10:00", rules=rules
    ).get("decide")


def test_two_reasons_to_wait_count_once_and_a_pause_after_the_end_is_too_late() -> None:
    both = replace(SHOP, pauses=MappingProxyType({"decide": ("waiting_customer", "paused")}))
    stretches = (
        event("waiting_customer", "03-12 10:00"),
        event("paused", "03-12 12:00", "paused"),
        event("resumed", "03-13 12:00", "paused"),
        event("answer_in", "03-16 11:00"),
    )
    assert found(IN, *stretches, at="03-17 09:00", rules=both)["decide"][0] == "03-27 20:00"
    asked_twice = (stretches[0], event("waiting_customer", "03-13 10:00"), stretches[3])
    assert found(IN, *asked_twice, at="03-17 09:00")["decide"][0] == "03-27 20:00"
    late = event("waiting_customer", "03-26 10:00")
    clock = one("decide", IN, late, at="04-10 10:00")
    assert (due_of(clock), clock.standing, clock.paused) == ("03-25 20:00", "overdue", True)


def test_a_pause_counts_as_the_clock_counts() -> None:
    def ends(clock: str, begins: str, until: str) -> str:
        line = Deadline(clock, "policy", "own service promise")
        rules = replace(SHOP, deadlines=MappingProxyType({"decide": line}))
        stops = (event("waiting_customer", begins), event("answer_in", until))
        return found(IN, *stops, at="04-30 09:00", rules=rules)["decide"][0]

    assert ends("72h_c", "03-12 10:00", "03-12 22:00") == "03-14 21:30"
    assert ends("12h_b", "03-11 19:00", "03-12 09:00") == "03-12 11:30"
    assert ends("14d_c", "03-13 10:00", "03-16 09:00") == "03-28 23:59"
    assert ends("1month_c", "03-13 10:00", "03-14 09:00") == "04-12 23:59"
    assert ends("10d_b", "03-13 10:00", "03-13 19:00") == "03-25 20:00"  # same day
    assert ends("immediate", "03-12 10:00", "03-12 22:00") == "03-11 09:30"


def test_a_date_the_customer_was_told_holds_when_the_profile_changes() -> None:
    promise = told("03-11 10:00", "decide", "03-25 20:00")
    slower = deadline_profile("de_energy")
    clock = one("decide", IN, promise, at="03-12 09:00", rules=slower)
    assert (due_of(clock), clock.because) == ("03-25 20:00", "told")
    quicker = one("decide", IN, told("03-11 10:00", "decide", "04-08 23:59"), at="03-12 09:00")
    assert (due_of(quicker), quicker.because) == ("03-25 20:00", "profile")
    twice = (promise, told("03-12 10:00", "decide", "04-01 20:00"))
    assert due_of(one("decide", IN, *twice, at="03-13 09:00", rules=slower)) == "03-25 20:00"


def test_a_told_date_moves_with_a_pause_that_comes_after_it() -> None:
    promise = told("03-11 10:00", "decide", "03-20 20:00")
    stops = (event("waiting_customer", "03-12 10:00"), event("answer_in", "03-13 11:00"))
    assert due_of(one("decide", IN, promise, *stops, at="03-16 09:00")) == "03-23 20:00"
    noon = told("03-11 10:00", "decide", "03-20 12:00")
    brief = (event("waiting_customer", "03-12 10:00"), event("answer_in", "03-12 11:00"))
    assert due_of(one("decide", IN, noon, *brief, at="03-16 09:00")) == "03-20 12:00"
    after = told("03-13 12:00", "decide", "03-20 20:00")
    assert due_of(one("decide", IN, *stops, after, at="03-16 09:00")) == "03-20 20:00"


GDPR = deadline_profile("gdpr_any")


@pytest.mark.parametrize(
    ("extended", "until", "expected"),
    [
        ("04-01 10:00", None, ("06-11 23:59", "extended")),
        ("04-01 10:00", "05-20 18:00", ("05-20 18:00", "extended")),
        ("04-01 10:00", "09-20 18:00", ("06-11 23:59", "extended")),  # never beyond the maximum
        ("04-01 10:00", "04-02 18:00", ("04-11 23:59", "profile")),  # no extension at all
        ("04-12 10:00", None, ("04-11 23:59", "profile")),  # too late to extend
    ],
)
def test_an_extension_in_time_reaches_to_the_maximum(
    extended: str, until: str | None, expected: tuple[str, str]
) -> None:
    longer = Event("extended", wall(extended), clock="decide", due=wall(until) if until else None)
    promise = told("03-11 10:00", "decide", "04-11 23:59")
    clock = one("decide", IN, promise, longer, at="04-15 09:00", rules=GDPR)
    assert (due_of(clock), clock.because) == expected
    assert due_of(one("decide", IN, longer, at="04-15 09:00")) == "03-25 20:00"  # no maximum


def test_an_extension_heals_no_promise_that_was_broken_before() -> None:
    promise = told("03-11 10:00", "decide", "03-25 20:00")
    longer = Event("extended", wall("04-01 10:00"), clock="decide")
    clock = one("decide", IN, promise, longer, at="04-02 09:00", rules=GDPR)
    assert (due_of(clock), clock.because, clock.standing) == ("03-25 20:00", "told", "overdue")
    in_time = replace(longer, at=wall("03-25 20:00"))
    clock = one("decide", IN, promise, in_time, at="04-02 09:00", rules=GDPR)
    assert (due_of(clock), clock.because) == ("06-11 23:59", "extended")
    later = told("04-03 10:00", "decide", "05-04 20:00")
    clock = one("decide", IN, promise, in_time, later, at="04-04 09:00", rules=GDPR)
    assert (due_of(clock), clock.because) == ("05-04 20:00", "told")


def extended(text: str, until: str) -> Event:
    return Event("extended", wall(text), clock="decide", due=wall(until))


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ([extended("03-20 10:00", "04-02 20:00")], ("04-02 20:00", "extended")),
        ([extended("03-20 10:00", "05-04 20:00")], ("04-10 20:00", "extended")),  # 20 days at most
        (
            [extended("03-20 10:00", "04-02 20:00"), extended("04-01 10:00", "04-09 20:00")],
            ("04-02 20:00", "extended"),  # a shop extends once
        ),
        (
            [extended("03-20 10:00", "03-25 20:00"), extended("03-21 10:00", "04-09 20:00")],
            ("04-09 20:00", "extended"),  # the first one made nothing longer
        ),
    ],
)
def test_a_shop_makes_its_decision_longer_once(
    made: list[Event], expected: tuple[str, str]
) -> None:
    clock = one("decide", IN, *made, at="04-01 12:00")
    assert (due_of(clock), clock.because) == expected


def test_the_dated_notice_of_a_dutch_shop_reaches_four_weeks() -> None:
    noted = extended("03-20 10:00", "05-04 20:00")
    (clock,) = (c for c in clocks(NL, (IN, noted), wall("03-21 10:00")) if c.kind == "decide")
    assert (due_of(clock), clock.because) == ("04-08 23:59", "extended")


def test_a_date_told_for_one_clock_moves_no_other() -> None:
    promise = told("03-11 10:00", "interim", "03-12 20:00")
    assert found(IN, promise, at="03-11 11:00")["interim"] == ("03-12 20:00", "open")
    assert found(IN, promise, at="03-11 11:00")["decide"] == ("03-25 20:00", "open")
    spoken = event("message_sent", "03-12 10:00")  # the next interval has not been told
    assert found(IN, promise, spoken, at="03-12 11:00")["interim"] == ("03-19 20:00", "open")


def test_a_clock_names_its_basis_source_and_who_verified_it() -> None:
    clock = one("decide", IN, at="03-12 09:00", rules=deadline_profile("de_energy"))
    assert (clock.basis, clock.source, clock.status) == (
        "legal",
        "§ 111a EnWG: four weeks from receipt",
        "verified",
    )
    assert one("decide", IN, at="03-12 09:00").status == "own"


def test_the_company_may_count_on_its_own_hours() -> None:
    never_friday = Hours(BERLIN, DE.opening, business_days=frozenset(range(4)))
    (clock,) = (
        c
        for c in clocks(DE, [IN], wall("03-11 10:00"), calendar=never_friday)
        if c.kind == "decide"
    )
    assert due_of(clock) == "03-30 20:00"


def test_the_version_of_the_rules_is_that_of_the_receipt() -> None:
    assert found(IN, at="03-12 09:00") == found(IN, at="03-12 09:00", rules=SHOP)
    assert [c.kind for c in clocks(NL, [IN], wall("03-12 09:00"))] == [
        "acknowledge",
        "first_human",
        "interim",
        "decide",
    ]


hours_after = st.integers(0, 900).map(lambda n: wall("03-11 09:30") + timedelta(hours=n))
stretch = st.lists(hours_after, min_size=2, max_size=6)


@given(times=stretch, at=hours_after)
def test_a_pause_never_makes_a_clock_due_earlier(times: list[datetime], at: datetime) -> None:
    kinds: tuple[EventKind, ...] = ("waiting_customer", "answer_in")
    stops = [Event(kinds[n % 2], moment) for n, moment in enumerate(sorted(times))]
    plain, paused = clocks(DE, [IN], at), clocks(DE, [IN, *stops], at)
    assert [c.kind for c in plain] == [c.kind for c in paused]
    assert [b.due >= a.due for a, b in zip(plain, paused, strict=True)] == [True] * len(plain)


@given(promised=hours_after, rules=st.sampled_from(DEADLINE_PROFILES), at=hours_after)
def test_whatever_the_profile_a_told_date_is_never_exceeded(
    promised: datetime, rules: str, at: datetime
) -> None:
    promise = Event("told", wall("03-11 09:30"), clock="decide", due=promised)
    for clock in clocks(DE, [IN, promise], at, rules=deadline_profile(rules)):
        assert clock.kind != "decide" or clock.due <= promised.astimezone(UTC)


@given(st.permutations([IN, event("human_answer", "03-12 10:00"), event("decided", "03-13 10:00")]))
def test_the_order_in_which_events_are_given_does_not_matter(events: list[Event]) -> None:
    assert clocks(DE, events, wall("03-20 09:00")) == clocks(
        DE, sorted(events, key=lambda e: e.at), wall("03-20 09:00")
    )


@pytest.mark.parametrize("language", CODES)
def test_everything_a_clock_can_say_has_words(language: LanguageCode) -> None:
    words = pack(language, "clocks")
    assert {section: set(words[section]) for section in words} == {
        "clocks": set(KINDS),
        "declared": set(STARTS),
        "standing": {*get_args(Standing), "paused"},
        "because": set(get_args(Because)),
        "status": set(get_args(Status)),
        "duties": set(DUTIES),
    }
    acts = {code: set(acts) for code, acts in words["declared"].items()}
    assert acts == {code: set(acts) for code, acts in STARTS.items()}
