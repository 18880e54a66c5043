"""Rules of casework: each fires on its facts, is silent on others, and says what it knows."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.conditions import FACTS, Facts, known
from kulanz.languages import CODES, pack
from kulanz.playbook import (
    Act,
    CaseRule,
    Waiting,
    by_id,
    case_rules,
    forbidden,
    held_back,
    speaking,
    switched,
    waiting,
)

CASES = tomllib.loads((Path(__file__).parent / "playbook.toml").read_text(encoding="utf-8"))
VARIANT = "closing_requires_zero_balance"


def facts(raw: dict[str, Any]) -> Facts:
    found, strangers = known(raw)
    assert strangers == ()
    return found


def said(found: Facts, rules: tuple[CaseRule, ...] = case_rules()) -> set[str]:
    return {one.rule.id for one in speaking(found, rules)}


def test_every_rule_has_cases_that_fire_it_and_that_must_not() -> None:
    assert set(CASES) == set(by_id())
    assert [name for name, one in CASES.items() if not (one["fires"] and one["silent"])] == []


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_fires_on_its_facts(rule: str) -> None:
    for raw in CASES[rule]["fires"]:
        assert rule in said(facts(raw)), raw


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_is_silent_otherwise(rule: str) -> None:
    for raw in CASES[rule]["silent"]:
        assert rule not in said(facts(raw)), raw


@pytest.mark.parametrize("rule", case_rules(), ids=lambda rule: rule.id)
def test_a_rule_names_its_source_and_has_words_in_every_language(rule: CaseRule) -> None:
    assert rule.source in {"source case 000", "source case 001", "source case 003"}
    for code in CODES:
        words = pack(code, "playbook")
        assert words["rules"][rule.id].strip()
        assert [act.code for act in rule.acts if act.code not in words["acts"]] == []
        assert [one for one in rule.never if one not in words["never"]] == []


def test_no_word_is_left_over() -> None:
    words = pack("en", "playbook")
    assert set(words["acts"]) == {act.code for rule in case_rules() for act in rule.acts}
    assert set(words["never"]) == {code for rule in case_rules() for code in rule.never}


def test_not_received_sets_everything_that_keeps_harm_away() -> None:
    rule = by_id()["R000-04"]
    assert [act.code for act in rule.acts] == [
        "dispute_hold",
        "dunning_stop",
        "fee_stop",
        "collection_recall",
        "carrier_trace",
        "promise_decision",
    ]
    assert rule.acts[-1] == Act("promise_decision", ("10d_b", "mail"))


def test_no_dunning_on_the_strength_of_a_fact_nobody_knows() -> None:
    due = {"dunning.due": True, "payment.used": "direct_debit"}
    assert "R000-02" in said(facts(due))
    assert "R000-02" not in said(facts({**due, "delivery.evidence": "E3"}))


def test_a_rule_waits_for_the_fact_that_is_missing() -> None:
    rules = (by_id()["R000-05"],)
    found = facts({"hold.business_days": 10})
    assert waiting(found, rules) == (Waiting(rules[0], ("delivery.proof",)),)
    assert waiting(facts({}), rules) == ()
    assert waiting(facts({"hold.business_days": 3}), rules) == ()


def test_a_rule_can_be_switched_off_and_a_variant_on() -> None:
    wish = facts({"wish.close_account": True, "balance.open": True})
    assert "R000-07" in said(wish, switched())
    assert said(wish, switched(off={"R000-07"})) == set()
    assert said(wish, switched(variants={VARIANT})) == set()
    settled = facts({"wish.close_account": True, "balance.open": False})
    assert said(settled, switched(variants={VARIANT})) == {"R000-07-seed"}


def test_what_must_never_be_done_is_gathered() -> None:
    assert forbidden(facts({"claim.type": "damaged"}), switched()) == {
        "photo_as_condition",
        "send_to_carrier",
    }


def test_what_is_known_of_the_conversation_never_proposes_money() -> None:
    """Behaviour never changes a remedy: such rules speak about the conversation alone."""
    about_talk = {name for name, fact in FACTS.items() if not fact.decides}
    money = {*pack("en", "remedies")["names"]} - {"callback"}
    for rule in case_rules():
        asked = {name for one in (*rule.when, *rule.unless) for name in one.facts}
        if asked & about_talk:
            assert [act.code for act in rule.acts if act.code in money] == [], rule.id


@given(st.dictionaries(st.sampled_from(sorted(FACTS)), st.none()))
def test_nothing_known_nothing_said(names: dict[str, None]) -> None:
    assert speaking(known(names)[0], case_rules()) == ()


def test_a_clock_is_the_value_that_reads_as_a_time() -> None:
    found = {act.code: act.clock for rule in case_rules() for act in rule.acts if act.clock}
    assert found == {
        "promise_decision": "10d_b",
        "grace_to_pay": "14d_c",
        "ask_seller": "1d_b",
        "seller_deadline": "3d_b",
        "promise_mail": "2d_b",
        "ask_to_read": "5d_b",
        "human_review": "4h_b",
    }


def test_a_variant_withholds_what_the_rule_it_replaced_would_propose() -> None:
    wish = facts({"wish.close_account": True, "balance.open": True})
    settled = facts({"wish.close_account": True, "balance.open": False})
    with_variant = switched(variants={VARIANT})
    assert held_back(wish, with_variant) == {
        "account_close_ordering",
        "stop_marketing",
        "ask_erasure",
    }
    assert held_back(settled, with_variant) == frozenset()
    assert held_back(facts({}), with_variant) == frozenset()
    assert held_back(wish, switched()) == frozenset()
