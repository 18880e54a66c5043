"""Whatever was told, there is a model of it, and soon."""

from collections.abc import Sequence
from functools import partial
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import effort
from kulanz.case import LANGUAGES, LanguageCode, Utterance
from kulanz.chain import (
    ACTORS,
    Condition,
    Counterfactual,
    Node,
    Obstacle,
    Rule,
    Stance,
    Told,
    parse_notation,
)
from kulanz.chain.notes.doubts import doubt_text
from kulanz.chain.notes.modelling import Modelled, model_of, node_of

IDS = [f"n{i}" for i in range(8)]
LABELS = ["ruft wieder an", "gibt keine Lösung", "noch zweimal", "Ware", "offen", ""]


@st.composite
def tellings(draw: st.DrawFn) -> Told:
    some = st.lists(st.sampled_from(IDS), max_size=3, unique=True).map(tuple)
    quotes = st.sampled_from(["", "weil weiterhin", "wieder", "jedes Mal", "x"])
    rules = st.builds(
        Rule, st.sampled_from(IDS), some.filter(bool), some | st.just(()), quotes, st.integers(0, 3)
    )
    parts = st.lists(
        st.builds(Condition, st.sampled_from(IDS), st.booleans()), min_size=1, max_size=2
    ).map(tuple)
    hads = st.builds(Counterfactual, st.just("q"), st.integers(0, 3), parts, parts)
    obstacles = st.builds(Obstacle, st.sampled_from(IDS), st.sampled_from(IDS))
    node = {
        "holds": st.sampled_from([True, False, None]),
        "actor": st.sampled_from(ACTORS),
        "stance": st.sampled_from(get_args(Stance)),
        "norm": st.sampled_from([True, False, None]),
        "t": st.sampled_from([0, 0, 0, 1, 7]),
    }
    made = tuple(draw(st.builds(Node, st.just(i), st.sampled_from(LABELS), **node)) for i in IDS)
    return Told(
        made,
        tuple(draw(st.lists(rules, max_size=12))),
        tuple(draw(st.lists(hads, max_size=4))),
        tuple(draw(st.lists(obstacles, max_size=3))),
    )


def holds_together(told: Told, found: Modelled, language: LanguageCode) -> None:
    names = [one.name for one in found.chain.variables]
    assert {node_of(name) for name in names} == {node.id for node in told.nodes}
    assert {node.id for node in told.nodes} <= set(names)
    for doubt in found.doubts:
        assert doubt_text(doubt, told, language)
        assert {*doubt.names} <= {node.id for node in told.nodes} | set(names)


@settings(max_examples=50)
@given(tellings(), st.sampled_from(LANGUAGES))
def test_whatever_was_told_there_is_a_model(told: Told, language: LanguageCode) -> None:
    found = model_of(told, language)

    holds_together(told, found, language)
    given_steps = {node.id: node.t for node in told.nodes if node.t}
    assert {n: t for n, t in given_steps.items() if found.chain.by_name[n].t != t} == {}


HUGE = {
    "ring": "".join(f"- Ding {i} fehlt, weil Ding {i + 1} kaputt ist\n" for i in range(1500)),
    "knots": "".join(f"- Ding {i} fehlt, weil Ding {i % 7} fehlt\n" for i in range(1500)),
    "again": "".join(
        f"- Ding {i} kommt wieder, noch viermal, weil Ding {(i * 7) % 400} fehlt und Ding "
        f"{(i * 3) % 400} weiterhin kommt\n"
        for i in range(1500)
    ),
    "one circle": "".join(
        f"- Weil Ding {i} bricht, ruft Ding {i + 1} wieder an\n" for i in range(395)
    )
    + "- Weil Ding 395 bricht, ruft Ding 0 wieder an\n",
}


@pytest.mark.parametrize("name", HUGE)
def test_a_long_telling_becomes_a_model_with_bounded_work(name: str) -> None:
    lines = HUGE[name].splitlines()
    some, twice_as_many = (
        effort(partial(model_of, told_in(lines[:count]), "de")) for count in (40, 80)
    )
    assert twice_as_many < 5 * some  # things are compared with each other
    told = told_in(lines)
    assert len(told.nodes) <= 402
    holds_together(told, model_of(told, "de"), "de")


def told_in(lines: Sequence[str]) -> Told:
    return parse_notation([Utterance("\n".join(lines), "agent", 1)], "de")
