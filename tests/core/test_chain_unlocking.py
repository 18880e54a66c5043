"""The cheapest way out: the source cases, brute force, laws, approvals, and no endless search."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.chain.answers import Ways
from kulanz.chain.chain import Chain
from kulanz.chain.deadlocks import deadlocks, reached
from kulanz.chain.parts import Action, Need, Variable
from kulanz.chain.problems import BadModel

CASES = json.loads((Path(__file__).parent / "chain_cases" / "seed_cases.json").read_text("utf-8"))
QUESTIONS = [(case, one) for case in CASES for one in case["unlock"]]
LONG = 20.0  # seconds: in these tests only the answer counts
things = st.sampled_from("abcdefg")
some_needs = st.lists(
    st.builds(Need, things, st.lists(things, min_size=1, max_size=3).map(tuple)), max_size=12
)
some_actions = st.lists(
    st.tuples(st.lists(things, min_size=1, max_size=2).map(tuple), st.integers(0, 5)), max_size=6
).map(
    lambda found: tuple(Action(f"do{n}", to, "agent", cost) for n, (to, cost) in enumerate(found))
)


@pytest.mark.parametrize(
    ("case", "question"), QUESTIONS, ids=lambda one: one.get("id") or "+".join(one["goal"])
)
def test_ways_out_of_the_source_cases(case: dict[str, Any], question: dict[str, Any]) -> None:
    answer = of(case).unlock(question["goal"], budget=LONG)
    found = [{"actions": names(one.actions), "cost": one.cost} for one in answer.ways]
    assert found == question["minimal_sets"]
    assert (answer.impossible, answer.complete) == ((), True)


@pytest.mark.parametrize(
    ("goals", "cheapest"),
    [
        (["account_closed"], ["record_non_receipt"]),
        (
            ["account_closed", "dunning_withdrawn", "customer_informed"],
            ["record_non_receipt", "end_call_and_mail"],
        ),
        (["order"], ["record_non_receipt", "clear_risk_flag"]),
    ],
)
def test_what_works_without_the_customer(goals: list[str], cheapest: list[str]) -> None:
    answer = of(CASES[0]).unlock(goals, without=["customer"])
    assert names(answer.ways[0].actions) == cheapest
    assert [one for way in answer.ways for one in way.theirs] == []


def test_closing_the_case_without_the_customer_is_impossible_because_somebody_must_read() -> None:
    answer = of(CASES[0]).unlock(["case_closed"], without=["customer"])
    assert answer.ways == ()
    assert answer.impossible == ("case_closed", "customer_reads")


def test_all_that_is_missing_is_named_and_not_only_the_first() -> None:
    answer = of(CASES[0]).unlock(["settled", "case_closed"], without=["customer", "agent"])
    assert answer.impossible == ("case_closed", "mail_sent", "customer_reads")


def test_a_knot_that_nothing_outside_opens_names_the_step_that_would() -> None:
    chain = model(["a<b", "b<c", "c<b x"], stop="x")
    assert chain.unlock(["a"]).impossible == ("a", "b")


def test_the_cheapest_opening_of_the_knot_is_the_way_out_of_source_case_000() -> None:
    chain = of(CASES[0])
    (knot,) = chain.deadlocks().knots
    assert names(chain.unlock(knot).ways[0].actions) == ["record_non_receipt", "end_call_and_mail"]


@pytest.mark.parametrize(
    ("without", "left"),
    [
        ([], ["write", "agree", "ask", "wait"]),
        (["write"], ["agree", "ask", "wait"]),
        (["team_lead"], ["write", "ask", "wait"]),
        (["company"], ["ask", "wait"]),
        (["third_party", "customer"], ["write", "agree"]),
    ],
)
def test_actions_actors_and_parties_can_be_left_out(without: list[str], left: list[str]) -> None:
    actors = {"write": "agent", "agree": "team_lead", "ask": "seller", "wait": "customer"}
    actions = tuple(Action(name, ("done",), actor) for name, actor in actors.items())
    answer = Chain((), actions=actions).unlock(["done"], without=without)
    assert [names(way.actions) for way in answer.ways] == [[name] for name in left]


@pytest.mark.parametrize(
    ("role", "asked"),
    [
        ("agent", ["waive"]),
        ("lead", []),
        ("head", []),
        ("guest", ["note", "waive"]),
        ("", ["note", "waive"]),
    ],
)
def test_what_stands_above_the_role_needs_approval(role: str, asked: list[str]) -> None:
    actions = (
        Action("note", ("a",), needs="agent"),
        Action("waive", ("b",), needs="lead"),
        Action("talk", ("c",)),
    )
    chain = Chain((), actions=actions)
    (way,) = chain.unlock(["a", "b", "c"], role=role, ladder=["agent", "lead", "head"]).ways
    assert names(way.approvals) == asked


@pytest.mark.parametrize("order", [1, -1])
def test_nothing_that_is_free_is_done_for_nothing(order: int) -> None:
    free = (Action("half", ("a",), cost=0), Action("both", ("a", "b"), cost=0))
    answer = Chain((), actions=free[::order]).unlock(["a", "b"])
    assert [names(way.actions) for way in answer.ways] == [["both"]]


def test_a_goal_that_is_there_needs_nothing() -> None:
    (way,) = model(["a<"], act="a").unlock(["a"]).ways
    assert (way.actions, way.cost) == ((), 0)


@pytest.mark.parametrize(("goals", "without"), [(["b"], []), (["a"], ["custmer"])])
def test_an_unknown_name_is_refused(goals: list[str], without: list[str]) -> None:
    with pytest.raises(BadModel) as caught:
        model([], act="a").unlock(goals, without=without)
    assert caught.value.code == "unknown_name"


def test_a_variable_that_nothing_establishes_is_impossible_and_not_unknown() -> None:
    assert Chain((Variable("paid"),)).unlock(["paid"]).impossible == ("paid",)


@settings(max_examples=80, deadline=None)
@given(some_needs, some_actions, st.sets(things, min_size=1, max_size=3))
def test_equal_to_brute_force(
    needs: list[Need], actions: tuple[Action, ...], wanted: set[str]
) -> None:
    chain = Chain((), (), (*needs, *known()), actions)
    answer = chain.unlock(sorted(wanted), budget=LONG)
    expected = brute_force(needs, actions, wanted)
    assert sorted(names(one.actions) for one in answer.ways) == sorted(expected)
    assert [one.cost for one in answer.ways] == sorted(one.cost for one in answer.ways)
    assert bool(answer.impossible) == (not expected)


def test_two_hundred_random_rule_graphs_equal_brute_force() -> None:
    for seed in range(200):
        chain, goals = some_graph(seed, 10, 14, 8)
        expected = brute_force(chain.needs, chain.actions, set(goals))
        answer = chain.unlock(goals, budget=LONG)
        assert sorted(names(one.actions) for one in answer.ways) == sorted(expected), seed


@settings(max_examples=60, deadline=None)
@given(some_needs, some_actions, st.sets(things, min_size=1, max_size=3))
def test_a_way_unlocks_and_no_part_of_it_does(
    needs: list[Need], actions: tuple[Action, ...], wanted: set[str]
) -> None:
    for way in Chain((), (), (*needs, *known()), actions).unlock(wanted, budget=LONG).ways:
        for size in range(len(way.actions) + 1):
            for part in combinations(way.actions, size):
                assert (wanted <= reached(needs, brought(part))) == (part == way.actions)


@settings(max_examples=60, deadline=None)
@given(some_needs, some_actions, st.sets(things, min_size=1), some_actions)
def test_more_actions_never_make_the_cheapest_way_dearer(
    needs: list[Need], actions: tuple[Action, ...], wanted: set[str], more: tuple[Action, ...]
) -> None:
    chain = Chain((), (), (*needs, *known()), actions)
    before = chain.unlock(wanted, budget=LONG).ways
    other = tuple(replace(one, name=f"other_{one.name}") for one in more)
    after = replace(chain, actions=actions + other).unlock(wanted, budget=LONG).ways
    assert not before or after[0].cost <= before[0].cost


def test_more_than_can_be_listed_is_said() -> None:
    actions = tuple(Action(f"do{place}", ("a",), cost=place) for place in range(30))
    answer = Chain((), actions=actions).unlock(["a"])
    assert [way.cost for way in answer.ways] == list(range(20))
    assert not answer.complete


def test_a_large_graph_is_given_up_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    chain, goals = some_graph(0, 1500, 5000, 400)
    looks = count()  # a clock that moves whenever somebody looks at it
    for module in ("unlocking", "cheapest"):
        monkeypatch.setattr(f"kulanz.chain.{module}.perf_counter", lambda: next(looks))
    answer = chain.unlock(goals, budget=200)
    assert next(looks) < 210
    assert answer.ways
    assert not answer.complete
    assert set(goals) <= reached(chain.needs, brought(answer.ways[0].actions))


def test_no_time_at_all_is_said_and_not_taken_for_impossible() -> None:
    answer = of(CASES[0]).unlock(["case_closed"], budget=-1)
    assert (answer.ways, answer.impossible, answer.complete) == ((), (), False)


def test_without_time_what_is_missing_may_not_be_the_least() -> None:
    chain = model(["a<b c"], act="")
    assert chain.unlock(["a"], budget=LONG) == Ways((), ("a", "b", "c"))
    assert chain.unlock(["a"], budget=-1) == Ways((), ("a",), complete=False)


def test_the_knots_of_large_graphs_have_ways_out_where_all_is_for_the_taking() -> None:
    chain, _ = some_graph(3, 60, 90, 0)
    can = tuple(Action(name, (name,)) for name in deadlocks(chain.needs).waits_for)
    for knot in chain.deadlocks().knots:
        answer = replace(chain, actions=can).unlock(knot)
        assert bool(answer.ways) == (set(knot) <= reached(chain.needs, brought(can)))


def some_graph(seed: int, things: int, needs: int, actions: int) -> tuple[Chain, list[str]]:
    """Random needs and actions, and goals that occur in them."""
    chance = random.Random(seed)  # noqa: S311 - the same graphs each time
    named = [f"p{place}" for place in range(things)]
    rules = tuple(
        Need(chance.choice(named), tuple(chance.sample(named, chance.randint(1, 3))))
        for _ in range(needs)
    )
    can = tuple(
        Action(f"do{place}", tuple(chance.sample(named, 2)), cost=chance.randint(1, 9))
        for place in range(actions)
    )
    return Chain((), (), rules, can), chance.sample([one.head for one in rules], 2)


def brute_force(
    needs: Sequence[Need], actions: Sequence[Action], wanted: set[str]
) -> list[list[str]]:
    """All minimal sets, by trying every set."""
    found: list[set[Action]] = []
    for size in range(len(actions) + 1):
        for some in combinations(actions, size):
            if any(one <= set(some) for one in found):
                continue
            if wanted <= reached(needs, brought(some)):
                found.append(set(some))
    return [[one.name for one in actions if one in some] for some in found]


def known() -> tuple[Need, ...]:
    """Makes every letter a name of the model, and changes nothing."""
    return tuple(Need(name, (name,)) for name in "abcdefg")


def model(needs: Sequence[str], **actions: str) -> Chain:
    """Of "a<b c": a comes about once b and c have; and actions of what they establish."""
    parts = [one.split("<") for one in needs]
    rules = tuple(Need(head, tuple(body.split())) for head, body in parts)
    return Chain((), (), rules, tuple(Action(name, (to,)) for name, to in actions.items()))


def of(case: dict[str, Any]) -> Chain:
    """Needs and actions of a source case."""
    needs = tuple(Need(one["head"], tuple(one["body"])) for one in case["rules"])
    actions = tuple(
        Action(name, tuple(one["establishes"]), one["actor"], one["cost"])
        for name, one in case["actions"].items()
    )
    return Chain((), (), needs, actions)


def brought(actions: Sequence[Action]) -> list[str]:
    """What they establish together."""
    return [name for one in actions for name in one.establishes]


def names(actions: Sequence[Action]) -> list[str]:
    """Their names."""
    return [one.name for one in actions]
