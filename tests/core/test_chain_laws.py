"""Laws: no text can break the reader, and taking a cause away never adds an effect."""

from functools import partial
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from effort import effort
from kulanz.case import LANGUAGES, LanguageCode, Utterance
from kulanz.chain import (
    ACTORS,
    Node,
    Rule,
    Stance,
    Told,
    draw_model,
    levers_for,
    outline,
    parse_notation,
)
from kulanz.chain.notes.modelling import model_of
from kulanz.languages import pack

IDS = [f"n{i}" for i in range(8)]


@st.composite
def chains(draw_: st.DrawFn) -> Told:
    some = st.lists(st.sampled_from(IDS), max_size=3, unique=True).map(tuple)
    rules = st.builds(Rule, st.sampled_from(IDS), some.filter(bool), some | st.just(()))
    holds = st.sampled_from([True, False, None])
    stances = st.sampled_from(get_args(Stance))
    actors = st.sampled_from(ACTORS)
    nodes = tuple(Node(i, i, draw_(holds), draw_(actors), draw_(stances)) for i in IDS)
    return Told(nodes, tuple(draw_(st.lists(rules, max_size=12))))


@st.composite
def texts(draw_: st.DrawFn) -> tuple[LanguageCode, str]:
    language = draw_(st.sampled_from(LANGUAGES))
    found = pack(language, "chain")
    words = [cue["words"] for cue in found["cues"]] + found["grammar"]["and"]
    words += [
        word
        for name in ("had", "if", "then", "otherwise")
        for word in found["counterfactual"][name]
    ]
    words += found["grammar"]["finite"][:20] + found["grammar"]["pronouns"]
    words += [",", ".", "?", "\n", "- ", "(", ")", "„", ":", "Ware", "klant", "goods", "nicht"]
    pieces = st.one_of(st.sampled_from(words), st.text(max_size=8))
    return language, " ".join(draw_(st.lists(pieces, max_size=60)))


@given(chains(), st.sets(st.sampled_from(IDS)), st.sampled_from(IDS))
def test_taking_a_cause_away_never_adds_an_effect(
    chain: Told, given_: set[str], removed: str
) -> None:
    assert chain.loosened(given_ - {removed}) <= chain.loosened(given_)
    fewer = Told(chain.nodes, tuple(r for r in chain.rules if removed not in r.because))
    pairs = {(link.cause, link.effect) for link in chain.links}
    assert {(link.cause, link.effect) for link in fewer.links} <= pairs


@given(chains())
def test_circles_are_circles_and_deadlocks_hold_at_least_two(chain: Told) -> None:
    edges = {(link.cause, link.effect) for link in chain.active().links}
    for circle in chain.circles():
        assert len(set(circle)) == len(circle)
        assert set(zip(circle, circle[1:] + circle[:1], strict=True)) <= edges
    assert all(len(set(deadlock)) == len(deadlock) >= 2 for deadlock in chain.deadlocks())
    sizes = [len(circle) for circle in chain.circles()]
    assert sizes == sorted(sizes)


@given(chains())
def test_whatever_the_chain_it_can_be_drawn_and_listed(chain: Told) -> None:
    model = model_of(chain, "en").chain
    drawn = draw_model(model, language="en", title="x", unfolded=True)
    assert drawn.count('role="listitem"') == len(model.variables)
    assert outline(chain) != ()


@example(("de", "infolge $"))  # a cue with no word behind it
@given(texts())
def test_no_text_breaks_the_reader_and_every_quote_is_literal(
    said: tuple[LanguageCode, str],
) -> None:
    language, text = said
    lines = text.splitlines()
    chain = parse_notation([Utterance(text, "agent", 1)], language)

    for link in chain.links:
        assert link.quote in lines[link.line - 1]
        assert link.quote
        assert link.cause != link.effect
    assert [node.id for node in chain.nodes] == [f"n{i}" for i in range(1, len(chain.nodes) + 1)]
    assert all(node.label for node in chain.nodes)


HUGE = {
    "one word": "a" * 100_000,
    "cues only": "weil " * 20_000,
    "commas": "weil a, " * 12_500,
    "prose": "Ich habe bestellt und es kam nichts, weil der Bote fehlte. " * 1_700,
    "list": "".join(f"- Ding {i} fehlt, weil Ding {i + 1} kaputt ist\n" for i in range(2_200)),
    "knots": "".join(f"- Ding {i} fehlt, weil Ding {i % 7} fehlt\n" for i in range(3_000)),
    "brackets": "(" * 100_000,
    "marks": "!? " * 33_000,
    "lines": "\n" * 100_000,
}


def read(text: str) -> Told:
    return parse_notation([Utterance(text, "agent", 1)], "de")


@pytest.mark.parametrize("name", HUGE)
def test_a_long_text_is_read_with_bounded_work(name: str) -> None:
    text = HUGE[name]
    some, twice_as_much = (effort(partial(read, text[:size])) for size in (4_000, 8_000))
    few = name in {"list", "knots"}  # up to 400 things are compared with each other
    assert twice_as_much < (4.5 if few else 2.2) * some + 20_000
    told = read(text)
    assert len(told.nodes) <= 402
    told.circles()
    told.deadlocks()
    told.unlock(levers_for(told, "de"))
