"""Who waits for whom: the source cases, the least fixpoint, and what opens a knot."""

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.chain.deadlocks import deadlocks, opened_by, reached
from kulanz.chain.parts import Need

CASES = json.loads((Path(__file__).parent / "chain_cases" / "seed_cases.json").read_text("utf-8"))
things = st.sampled_from("abcdef")
some_needs = st.lists(st.builds(Need, things, st.lists(things, max_size=3).map(tuple)), max_size=10)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_knots_of_the_source_cases_and_what_waits_outside(case: dict[str, list[Any]]) -> None:
    answer = deadlocks(of(case))
    assert [list(knot) for knot in answer.knots] == case["deadlock_sccs"]
    assert list(answer.waits_for) == case["waits_for_outside"]


def test_a_calm_talk_opens_the_knot_of_source_case_000() -> None:
    needs = of(CASES[0])
    (knot,) = deadlocks(needs).knots
    assert opened_by(knot, needs) == ("calm", "reasonable_talk")


def test_a_knot_that_another_waits_for_comes_first() -> None:
    needs = rules("a<b", "b<a", "b<c d", "c<d", "d<c")
    assert deadlocks(needs).knots == (("c", "d"), ("a", "b"))
    assert opened_by(["a", "b"], needs) == ("a", "b", "c", "d")


def test_what_comes_about_by_itself_is_no_knot_and_waits_for_nothing() -> None:
    answer = deadlocks(rules("a<b", "b<a", "b<", "a<x"))
    assert answer.knots == ()
    assert answer.waits_for == ()


def test_waiting_for_oneself_is_a_knot() -> None:
    answer = deadlocks(rules("a<a x", "c<b"))
    assert answer.knots == (("a",),)
    assert answer.waits_for == ("b", "x")


def test_a_long_row_needs_no_recursion() -> None:
    row = [Need(f"v{place}", (f"v{(place + 1) % 5000}",)) for place in range(5000)]
    assert [len(knot) for knot in deadlocks(row).knots] == [5000]
    assert len(reached(row, ["v0"])) == 5000


@given(some_needs)
def test_nobody_in_a_knot_moves_and_each_waits_for_each(needs: list[Need]) -> None:
    there = naive(needs, set())
    assert reached(needs) == there
    graph: nx.DiGraph[str] = nx.DiGraph(
        (one.head, name)
        for one in needs
        for name in one.body
        if one.head not in there and name not in there
    )
    parts = nx.strongly_connected_components(graph)
    expected = [sorted(part) for part in parts if len(part) > 1 or graph.has_edge(*list(part) * 2)]
    assert sorted(map(list, deadlocks(needs).knots)) == sorted(expected)


@given(some_needs, st.sets(things))
def test_what_is_given_comes_about_with_all_that_follows(
    needs: list[Need], given: set[str]
) -> None:
    assert reached(needs, given) == naive(needs, given)


def naive(needs: list[Need], given: set[str]) -> set[str]:
    """The least fixpoint by its definition."""
    found: set[str] = set()
    while True:
        more = given | found | {one.head for one in needs if found.issuperset(one.body)}
        if more == found:
            return found
        found = more


def rules(*spelled: str) -> list[Need]:
    """Of "a<b c": a comes about once b and c have."""
    parts = [one.split("<") for one in spelled]
    return [Need(head, tuple(body.split())) for head, body in parts]


def of(case: dict[str, list[Any]]) -> list[Need]:
    """The needs of a source case."""
    return [Need(one["head"], tuple(one["body"])) for one in case["rules"]]
