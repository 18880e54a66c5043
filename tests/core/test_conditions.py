"""Cells, conditions and facts: what passes, what fails, what is not known, what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.conditions import (
    FACTS,
    BadCell,
    BadCondition,
    BadFact,
    Facts,
    Judged,
    cell,
    condition,
    judge,
    known,
    options,
)
from kulanz.languages import CODES, pack

AMOUNT, WAIT, FAULT = FACTS["amount"], FACTS["wait_seconds"], FACTS["fault"]


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("any", "0 1 99", ""),
        ("-", "5", ""),
        ("10", "10 10.00", "9.99 10.01"),
        ("= 10", "10", "11"),
        ("!= 10", "9 11", "10"),
        ("> 900", "900.01", "900 0"),
        (">=900", "900 901", "899"),
        ("< 5", "0 4.99", "5"),
        ("<= 5", "5", "5.01"),
        ("[10..20]", "10 15 20", "9.99 20.01"),
        ("]10..20[", "10.01 19.99", "10 20"),
        ("(10..20)", "15", "10 20"),
        ("[150.01..250]", "150.01 250", "150 251"),
        ("< 5, > 10", "4 11", "5 10"),
        ("1, 3, 5", "1 3 5", "2 4"),
        ("not([10..20])", "9.99 20.01", "10 20"),
        ("not(< 5, > 10)", "5 7 10", "4 11"),
        ("not(7)", "6 8", "7"),
    ],
)
def test_a_cell_of_numbers(text: str, inside: str, outside: str) -> None:
    read = cell(text, AMOUNT)
    assert [n for n in inside.split() if read.holds(Decimal(n))] == inside.split()
    assert [n for n in outside.split() if read.holds(Decimal(n))] == []


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("company", ["company"]),
        ("company, shared", ["company", "shared"]),
        ("not(customer, third_party)", ["company", "shared", "carrier"]),
        ('"company"', ["company"]),
        ("any", ["company", "shared", "carrier", "third_party", "customer"]),
    ],
)
def test_a_cell_of_choices(text: str, passes: list[str]) -> None:
    read = cell(text, FAULT)
    assert [choice for choice in options(FAULT) if read.holds(choice)] == passes


def test_yes_and_no_in_all_three_languages() -> None:
    fact = FACTS["claim.disputed"]
    assert [cell(word, fact).holds(True) for word in ("yes", "ja", "no", "nein", "nee")] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "fact", "position"),
    [
        ("company, nobody", "fault", 9),
        ("company,, shared", "fault", 8),
        ("company,", "fault", 8),
        ("> tall", "wait_seconds", 2),
        ("[1..x]", "wait_seconds", 4),
        ("[9..1]", "wait_seconds", 0),
        ("not(1, z)", "wait_seconds", 7),
        ("__import__('os')", "wait_seconds", 0),
        ("1 + 1", "wait_seconds", 0),
        ("maybe", "claim.disputed", 0),
    ],
)
def test_what_is_no_cell_is_refused_with_its_place(text: str, fact: str, position: int) -> None:
    with pytest.raises(BadCell) as refused:
        cell(text, FACTS[fact])
    assert refused.value.position == position


def test_a_condition_names_what_fails_and_what_is_missing() -> None:
    asked = condition({"fault": "company, shared", "wait_seconds": "> 900", "item.kept": "any"})
    facts, strangers = known({"fault": "company", "contact": {"mood": "angry"}})
    assert strangers == ("contact.mood",)
    assert judge(asked, facts) == Judged(None, (), ("wait_seconds",))
    assert judge(asked, known({"wait_seconds": 1000, "fault": "shared"})[0]) == Judged(True)
    assert judge(asked, known({"wait_seconds": 10})[0]) == Judged(
        False, ("wait_seconds",), ("fault",)
    )


def test_unknown_facts_and_impossible_values_are_refused() -> None:
    with pytest.raises(BadCondition, match="mood, character 1"):
        condition({"mood": "angry"})
    with pytest.raises(BadFact, match="fault: 'weather' is not one of company"):
        known({"fault": "weather"})
    with pytest.raises(BadFact, match="not below 0"):
        known({"wait_seconds": -1})
    assert known({"fault": None})[0] == {}


def test_no_fact_is_about_how_the_customer_behaves() -> None:
    """Same facts, same offer: neither behaviour, heat, tone nor person can be asked for."""
    behaviours = pack("en", "signals")["behaviours"]
    words = {"behaviour", "heat", "tone", "mood", "rude", "polite", "angry", "insult", "temper"}
    assert {name for name in FACTS if name in behaviours or words & set(name.split("."))} == set()
    with pytest.raises(BadCondition):
        condition({next(iter(behaviours)): "yes"})


def test_every_fact_has_words_in_every_language() -> None:
    for code in CODES:
        words = pack(code, "conditions")
        assert list(words["labels"]) == sorted(FACTS)
        for name, fact in FACTS.items():
            if fact.kind == "choice":
                assert list(words["choices"][name]) == list(fact.choices)


NUMBERS = st.decimals(0, 100, places=1)
SPANS = st.tuples(st.sampled_from("[]"), NUMBERS, NUMBERS, st.sampled_from("[]")).filter(
    lambda s: s[1] < s[2]
)


@given(st.lists(SPANS, min_size=1, max_size=4), NUMBERS)
def test_not_is_everything_else(
    spans: list[tuple[str, Decimal, Decimal, str]], at: Decimal
) -> None:
    text = ", ".join(f"{a}{low}..{high}{b}" for a, low, high, b in spans)
    assert cell(f"not({text})", AMOUNT).holds(at) is not cell(text, AMOUNT).holds(at)


@given(st.sampled_from(["company", "carrier", None]), st.booleans(), st.booleans())
def test_what_is_decided_stays_decided_when_more_is_known(
    fault: str | None,
    kept: bool,
    shown: bool,
) -> None:
    """Kleene: learning a fact never turns yes into no or no into yes."""
    asked = condition({"fault": "company", "item.kept": "yes"})
    few: Facts = {"item.kept": kept}
    more: Facts = {**few, "return.shown": shown} | ({"fault": fault} if fault else {})
    before = judge(asked, few).truth
    assert before is None or judge(asked, more).truth is before
