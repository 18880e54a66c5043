"""Circles of influences: those of the source cases, against an oracle, and never without end."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.chain.loops import MOST, loops
from kulanz.chain.parts import Influence

CASES = json.loads((Path(__file__).parent / "chain_cases" / "seed_cases.json").read_text("utf-8"))
SIGN = {"+": 1, "-": -1}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_circles_of_the_source_cases(case: dict[str, list[Any]]) -> None:
    answer = loops([Influence(*one) for one in case["influence"]])
    found = sorted((one.type, turned(one.nodes)) for one in answer.loops)
    assert found == sorted((one["type"], turned(tuple(one["nodes"]))) for one in case["loops"])
    assert answer.complete


def test_the_smallest_comes_first_from_where_it_was_told_first() -> None:
    answer = loops(chain("bc+", "cd+", "db+", "ca-", "ac+", "dd-"))
    assert [(one.type, one.nodes) for one in answer.loops] == [
        ("B", ("d",)),
        ("B", ("c", "a")),
        ("R", ("b", "c", "d")),
    ]


def test_both_signs_between_two_things_make_two_circles_of_the_same_nodes() -> None:
    answer = loops(chain("ab+", "ba+", "ba-"))
    assert [(one.type, one.nodes) for one in answer.loops] == [("R", ("a", "b")), ("B", ("a", "b"))]


@given(
    st.dictionaries(
        st.sampled_from(list(permutations("abcde", 2))), st.sampled_from("+-"), max_size=9
    )
)
def test_all_circles_are_found_each_once(signs: dict[tuple[str, str], str]) -> None:
    answer = loops(chain(*(f"{cause}{effect}{sign}" for (cause, effect), sign in signs.items())))
    expected = []
    graph: nx.DiGraph[str] = nx.DiGraph(list(signs))
    for nodes in nx.simple_cycles(graph):
        product = 1
        for pair in zip(nodes, [*nodes[1:], nodes[0]], strict=True):
            product *= SIGN[signs[pair]]
        expected.append(("R" if product == 1 else "B", turned(tuple(nodes))))
    assert sorted((one.type, turned(one.nodes)) for one in answer.loops) == sorted(expected)
    assert answer.complete


def test_too_many_circles_are_cut_and_said_to_be() -> None:
    everything = [f"{cause}{effect}+" for cause, effect in permutations("abcdefghijklmnopq", 2)]
    answer = loops(chain(*everything))
    assert not answer.complete
    assert len(answer.loops) == MOST
    assert {len(one.nodes) for one in answer.loops} == {2}


def test_one_long_circle_is_found_whole() -> None:
    ring = [Influence(f"v{place}", f"v{(place + 1) % 900}") for place in range(900)]
    answer = loops(ring)
    assert [len(one.nodes) for one in answer.loops] == [900]
    assert answer.complete


def chain(*spelled: str) -> list[Influence]:
    """Of "ab+": more of a leads to more of b."""
    return [Influence(one[0], one[1], "+" if one[2] == "+" else "-") for one in spelled]


def turned(nodes: tuple[str, ...]) -> tuple[str, ...]:
    """The same circle from its alphabetically first node on."""
    at = nodes.index(min(nodes))
    return nodes[at:] + nodes[:at]
