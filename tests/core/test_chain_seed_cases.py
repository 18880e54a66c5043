"""Every expected answer of the three source cases, and the questions that people ask of them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

from kulanz.chain.answers import Breaker, Cause, OpenQuestion, Unchanged, Ways
from kulanz.chain.chain import Chain
from kulanz.chain.parts import is_ours
from seed_cases import ENTRIES, seed

PATIENCE = 5.0  # seconds; these tests ask what is right, others how fast


def cases(key: str) -> list[Any]:
    return [
        pytest.param(name, item, id=f"{name}-{number}")
        for name, entry in ENTRIES.items()
        for number, item in enumerate(entry[key])
    ]


def literals(values: Mapping[str, bool]) -> frozenset[str]:
    return frozenset(name if value else f"~{name}" for name, value in values.items())


def minimal(causes: Sequence[Cause]) -> set[frozenset[str]]:
    return {literals(cause.values) for cause in causes}


def turned(nodes: Sequence[str]) -> tuple[str, ...]:
    """A circle from its first node in the alphabet on."""
    start = nodes.index(min(nodes))
    return (*nodes[start:], *nodes[:start])


def sets(ways: Ways) -> list[tuple[frozenset[str], int]]:
    return [(frozenset(one.name for one in way.actions), way.cost) for way in ways.ways]


@pytest.mark.parametrize(("name", "expected"), cases("why"))
def test_all_minimal_causes(name: str, expected: dict[str, Any]) -> None:
    why = seed(name).why(expected["effect"], budget=PATIENCE)
    assert why.complete
    assert minimal(why.causes) == {frozenset(one) for one in expected["minimal_causes"]}
    assert len(why.causes) == len(expected["minimal_causes"])


@pytest.mark.parametrize(("name", "expected"), cases("why"))
def test_responsibility(name: str, expected: dict[str, Any]) -> None:
    chain = seed(name)
    why = chain.why(expected["effect"], budget=PATIENCE)
    among = {one for cause in why.causes for one in cause.values}
    shares = {one: why.responsibility(one) for one in chain.by_name if one in among}
    below = {one: Fraction(share) for one, share in expected["responsibility_below_1"].items()}
    assert shares == {one: below.get(one, Fraction(1)) for one in chain.by_name if one in among}


@pytest.mark.parametrize(("name", "expected"), cases("why"))
def test_headline(name: str, expected: dict[str, Any]) -> None:
    found = seed(name).headline(expected["effect"], budget=PATIENCE)
    assert [
        {"var": one.name if one.value else f"~{one.name}", "actor": one.actor, "t": one.t}
        for one in found
    ] == expected["headline_norm_violations_by_time"]


@pytest.mark.parametrize(("name", "expected"), cases("counterfactuals"))
def test_counterfactual(name: str, expected: dict[str, Any]) -> None:
    given = {one: bool(value) for one, value in expected["do"].items()}
    changed = {one: bool(value) for one, value in expected["changed"].items()}
    assert dict(seed(name).had(given).changed) == changed


@pytest.mark.parametrize("name", ENTRIES)
def test_loops(name: str) -> None:
    found = seed(name).loops()
    assert found.complete
    assert sorted((one.type, turned(one.nodes)) for one in found.loops) == sorted(
        (one["type"], turned(one["nodes"])) for one in ENTRIES[name]["loops"]
    )


@pytest.mark.parametrize("name", ENTRIES)
def test_knots_and_what_they_wait_for(name: str) -> None:
    found = seed(name).deadlocks()
    assert [sorted(knot) for knot in found.knots] == ENTRIES[name]["deadlock_sccs"]
    assert sorted(found.waits_for) == ENTRIES[name]["waits_for_outside"]


@pytest.mark.parametrize(("name", "expected"), cases("unlock"))
def test_unlocking_sets_with_their_costs(name: str, expected: dict[str, Any]) -> None:
    found = seed(name).unlock(expected["goal"], budget=PATIENCE)
    wanted = [(frozenset(one["actions"]), one["cost"]) for one in expected["minimal_sets"]]
    assert found.complete
    assert [cost for _, cost in sets(found)] == sorted(cost for _, cost in wanted)
    assert sorted(sets(found), key=str) == sorted(wanted, key=str)


# --- Story 000, "Die Kausalkette": the questions of an agent or a complaint manager ---


@pytest.fixture(scope="module")
def story() -> Chain:
    return seed("seed-000")


def test_q01_why_can_she_not_order(story: Chain) -> None:
    why = story.why("~can_order", budget=PATIENCE)
    assert {literals(one.values): one.status for one in why.causes} == {
        frozenset({"pay_rejected"}): "hypothesis",
        frozenset({"returned_debit"}): "hypothesis",
        frozenset({"~debit_cleared"}): "hypothesis",
        frozenset({"~account_covered"}): "hypothesis",
        frozenset({"~has_card"}): "fact",
    }


def test_q02_twelve_things_without_each_of_which_no_dunning_letter(story: Chain) -> None:
    why = story.why("dunning_sent", budget=PATIENCE)
    assert minimal(why.causes) == {
        frozenset({one})
        for one in (
            "goods_lost",
            "~goods_received",
            "~account_covered",
            "~debit_cleared",
            "~reads_mails",
            "~prompted",
            "~contacted_seller",
            "~contacted_us",
            "~reported_early",
            "~written_off",
            "refuses_to_pay",
            "balance_open",
        )
    }


def test_q03_had_the_debit_cleared_everything_would_be_otherwise(story: Chain) -> None:
    changed = story.had(debit_cleared=True).changed
    asked = (
        "reported_early",
        "written_off",
        "dunning_sent",
        "can_order",
        "wants_close",
        "suspects_ripoff",
        "gets_personal",
        "solved3",
    )
    assert len(changed) == 29
    assert {one: changed[one] for one in asked} == {
        "reported_early": True,
        "written_off": True,
        "dunning_sent": False,
        "can_order": True,
        "wants_close": False,
        "suspects_ripoff": False,
        "gets_personal": False,
        "solved3": True,
    }


def test_q04_had_she_read_her_mails_she_still_could_not_order(story: Chain) -> None:
    changed = story.had(reads_mails=True).changed
    assert (changed["dunning_sent"], changed["can_close"]) == (False, True)
    assert (changed["gets_personal"], changed["call1_ended"]) == (False, False)
    assert {"can_order", "wants_close", "pay_rejected"}.isdisjoint(changed)


def test_q05_without_the_dunning_letter_nothing_else_changes(story: Chain) -> None:
    difference = story.had(dunning_sent=False)
    assert difference.changed == {}
    assert difference.unchanged == (Unchanged("suspects_ripoff", ("wants_close", "can_close")),)


def test_q06_the_dunning_letter_is_a_cause_only_together_with_another(story: Chain) -> None:
    alone = story.is_cause({"dunning_sent": True}, "suspects_ripoff", budget=PATIENCE)
    assert (alone.ac1, alone.ac2, alone.is_cause) == (True, False, False)
    why = story.why("suspects_ripoff", budget=PATIENCE)
    partners = {
        literals(one.values) - {"dunning_sent"}: one.responsibility
        for one in why.causes
        if "dunning_sent" in one.values
    }
    half = Fraction(1, 2)
    others = (
        "~can_close",
        "wants_close",
        "~can_order",
        "~has_card",
        "pay_rejected",
        "returned_debit",
    )
    assert partners == {frozenset({other}): half for other in others}
    whole = [one for one in story.by_name if why.responsibility(one) == 1]
    before = [next(iter(one.values)) for one in story.why("dunning_sent", budget=PATIENCE).causes]
    assert sorted(whole) == sorted(before)  # balance_open and what led to it


def test_q07_with_a_credit_card_she_can_order_but_the_escalation_stays(story: Chain) -> None:
    difference = story.had(has_card=True)
    assert difference.changed == {"can_order": True, "wants_close": False}
    assert difference.unchanged == (
        Unchanged("suspects_ripoff", ("dunning_sent", "goods_received")),
    )


def test_q08_had_the_mail_been_offered_the_first_call_would_have_solved_it(story: Chain) -> None:
    changed = story.had(offered_mail=True).changed
    asked = ("call1_ended", "call2", "call3", "solved1", "solved3")
    assert [changed[one] for one in asked] == [False, False, False, True, True]
    assert {"dunning_sent", "balance_open"}.isdisjoint(changed)


def test_q09_still_unsolved_the_headline_is_the_list_of_the_article(story: Chain) -> None:
    why = story.why("~solved3", budget=PATIENCE)
    sizes = [len(one.values) for one in why.causes]
    assert (sizes.count(1), sizes.count(2), len(sizes)) == (26, 6, 32)
    assert [(one.name, one.value, one.actor) for one in story.headline("~solved3")] == [
        ("goods_received", False, "carrier/seller"),
        ("account_covered", False, "customer"),
        ("reads_mails", False, "customer"),
        ("contacted_seller", False, "customer"),
        ("contacted_us", False, "customer"),
        ("victim_stance", True, "customer"),
        ("gets_personal", True, "customer"),
        ("offered_mail", False, "company:agent1"),
        ("wrong_info2", True, "company:agent2"),
        ("wrong_info3", True, "company:agent3"),
    ]
    outside = story.headline("~solved3", "customer", budget=PATIENCE)
    assert "victim_stance" not in [one.name for one in outside]


def test_q10_who_could_have_broken_it_first(story: Chain) -> None:
    first = story.breakers("~solved3")[:3]
    assert [(one.name, one.actor, one.t) for one in first] == [
        ("goods_lost", "carrier/seller", 1),
        ("goods_received", "carrier/seller", 1),
        ("account_covered", "customer", 1),
    ]
    assert story.breakers("~solved3", "company", known=False)[0] == Breaker(
        "written_off", True, "company:billing", 3, known=False, needed=("reported_early",)
    )
    assert story.breakers("~solved3", "company")[0] == Breaker(
        "offered_mail", True, "company:agent1", 7, known=True
    )


def test_q11_six_vicious_circles_each_of_which_we_can_cut(story: Chain) -> None:
    found = story.loops().loops
    assert [one.type for one in found] == ["R"] * 6
    cuts = [{"call_ended", "wrong_info"}.intersection(one.nodes) for one in found]
    assert [len(one) for one in cuts] == [1] * 6


def test_q12_the_deadlock(story: Chain) -> None:
    found = story.deadlocks()
    assert [len(knot) for knot in found.knots] == [14]
    assert sorted(found.waits_for) == [
        "credit_card",
        "customer_reads",
        "mail_sent",
        "risk_flag_cleared",
    ]


def test_q13_to_close_the_account_the_report_is_this_very_call(story: Chain) -> None:
    assert sets(story.unlock(["account_closed"], budget=PATIENCE)) == [
        (frozenset({"record_non_receipt"}), 1),
        (frozenset({"goodwill_write_off"}), 3),
        (frozenset({"pay_now"}), 99),
    ]


def test_q14_closed_withdrawn_and_she_knows_it(story: Chain) -> None:
    goals = ["account_closed", "dunning_withdrawn", "customer_informed"]
    best = sets(story.unlock(goals, budget=PATIENCE))[0]
    assert best == (frozenset({"record_non_receipt", "end_call_and_mail"}), 2)


def test_q15_case_closed_takes_both_sides(story: Chain) -> None:
    best = story.unlock(["case_closed"], budget=PATIENCE).ways[0]
    assert {one.name for one in best.ours} == {"record_non_receipt", "end_call_and_mail"}
    assert [one.name for one in best.theirs] == ["read_and_confirm"]
    assert best.cost == 4


def test_q16_she_can_order_again(story: Chain) -> None:
    best = sets(story.unlock(["order"], budget=PATIENCE))[0]
    assert best == (frozenset({"record_non_receipt", "clear_risk_flag"}), 3)


def test_q17_without_any_step_of_the_customer(story: Chain) -> None:
    told = ["account_closed", "dunning_withdrawn", "customer_informed"]
    for goals, cost in ((["account_closed"], 1), (told, 2), (["order"], 3)):
        ways = story.unlock(goals, without=["customer"], budget=PATIENCE)
        assert ways.ways[0].cost == cost
        assert [way.theirs for way in ways.ways] == [()] * len(ways.ways)
    closed = story.unlock(["case_closed"], without=["customer"], budget=PATIENCE)
    assert (closed.ways, closed.impossible) == ((), ("case_closed", "customer_reads"))


def test_q18_was_the_returned_debit_really_the_reason(story: Chain) -> None:
    assert story.open_questions("~can_order", budget=PATIENCE) == (
        OpenQuestion("pay_rejected", "hypothesis", flips=5, effect_too=True),
    )


# --- Story 001, "Kauf auf Rechnung" ---


def test_001_only_our_own_finance_department_departed_from_a_norm() -> None:
    chain = seed("seed-001")
    assert [(one.name, one.actor) for one in chain.headline("promise_broken")] == [
        ("prepay_policy", "company:finance")
    ]
    lost = chain.headline("customer_lost")
    assert [one.name for one in lost] == [
        "prepay_policy",
        "promise_broken",
        "author_reachable",
        "agent_may_grant",
    ]
    assert [is_ours(one.actor) for one in lost] == [True] * 4


def test_001_with_bad_credit_prepayment_would_have_been_right() -> None:
    changed = seed("seed-001").had(credit_ok=False).changed
    assert (changed["promise_broken"], changed["customer_lost"]) == (False, False)
    assert "prepay_demanded" not in changed


def test_001_the_verdict_hangs_on_a_claim() -> None:
    first = seed("seed-001").open_questions("promise_broken", budget=PATIENCE)[0]
    assert first == OpenQuestion("credit_ok", "claim", flips=5, effect_too=True)


@pytest.mark.parametrize("lever", ["agent_may_grant", "author_reachable"])
def test_001_the_promise_stays_broken_but_the_customer_is_not_lost(lever: str) -> None:
    changed = seed("seed-001").had({lever: True}).changed
    assert changed["customer_lost"] is False
    assert "promise_broken" not in changed


def test_001_without_the_advert_no_order_either() -> None:
    assert seed("seed-001").had(advert_invoice=False).changed["ordered"] is False


# --- Story 003, "Charlotte" ---


def test_003_a_lost_parcel_is_no_cause_of_unsolved_but_of_the_publicity() -> None:
    chain = seed("seed-003")
    unsolved = chain.why("~solved", budget=PATIENCE).causes
    publicity = chain.why("publicity_risk", budget=PATIENCE).causes
    broken = frozenset({"parcel_broken"})
    assert (broken in minimal(unsolved), broken in minimal(publicity)) == (False, True)


def test_003_charlotte_is_last_in_the_chain_not_first() -> None:
    found = seed("seed-003").headline("~solved")
    assert [(one.name, one.actor) for one in found] == [
        ("trained", "company:hr"),
        ("understaffed", "company:planning"),
        ("callback_offered", "company:planning"),
        ("waited_20min", "company:planning"),
        ("shouts", "customer"),
        ("hangs_up", "agent"),
    ]


def test_003_had_only_the_lead_been_healthy_nothing_changes() -> None:
    chain = seed("seed-003")
    one = chain.had(lead_ill=False)
    assert one.changed == {}
    assert one.unchanged == (Unchanged("understaffed", ("staff_ill",)),)
    both = chain.had(lead_ill=False, staff_ill=False).changed
    asked = ("waited_20min", "shouts", "solved")
    assert [both[name] for name in asked] == [False, False, True]


def test_003_had_she_been_trained_he_would_still_have_shouted() -> None:
    changed = seed("seed-003").had(trained=True).changed
    assert changed["solved"] is True
    assert "shouts" not in changed


def test_003_we_must_call_back() -> None:
    for goals in (["damage_settled"], ["damage_settled", "customer_reached"]):
        best = sets(seed("seed-003").unlock(goals, budget=PATIENCE))[0]
        assert best == (frozenset({"call_back"}), 1)
