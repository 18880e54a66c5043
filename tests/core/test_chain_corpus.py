"""Many cases at once: equal to one case after the other, shares that add up, and in time."""

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import effort
from kulanz.chain.chain import Chain
from kulanz.chain.corpus import MOST_LEVERS, Corpus, FirstBreak, TooMany
from kulanz.chain.files import from_entry
from kulanz.chain.formulas import And, Formula, Name, Not, Or, names, parse
from kulanz.chain.parts import Action, Need, Variable
from kulanz.chain.problems import BadModel
from kulanz.chain.shapley import shapley
from kulanz.chain.signatures import Signature, signatures, type_of

CASES = json.loads((Path(__file__).parent / "chain_cases" / "seed_cases.json").read_text("utf-8"))
STORY = from_entry(CASES[0])
ROOTS = [one.name for one in STORY.variables if one.equation is None]
EFFECTS = ["~solved3", "dunning_sent", "suspects_ripoff & ~can_order", "call2 | written_off"]
Case = Mapping[str, bool]
some_cases = st.lists(
    st.dictionaries(st.sampled_from([*ROOTS, "dunning_sent", "call1_ended"]), st.booleans()),
    min_size=1,
    max_size=6,
).map(lambda found: found * 2)


@settings(max_examples=20, deadline=None)
@given(some_cases, st.sampled_from(EFFECTS))
def test_equal_to_one_case_after_the_other(cases: list[Case], effect: str) -> None:
    corpus = Corpus(STORY, cases)
    found = [case for case in cases if holds(effect, world(case, {}))]
    assert corpus.size == len(cases)
    assert corpus.frequency(effect) == len(found)
    levers = {"offered_mail": True, "reads_mails": True}
    assert corpus.avoidable(effect, levers) == avoided(found, effect, levers)
    own = set(names(parse(effect)))
    assert corpus.flips(effect) == {
        name: 0
        if name in own
        else sum(avoided([case], effect, {name: not world(case, {})[name]}) for case in found)
        for name in STORY.by_name
    }


@settings(max_examples=20, deadline=None)
@given(some_cases)
def test_shares_are_the_average_over_every_order_and_add_up(cases: list[Case]) -> None:
    levers = {"offered_mail": True, "reads_mails": True, "goods_received": True}
    found = [case for case in cases if holds("~solved3", world(case, {}))]
    expected = dict.fromkeys(levers, Fraction(0))
    orders = list(permutations(levers))
    for order in orders:
        done: dict[str, bool] = {}
        for name in order:
            before = avoided(found, "~solved3", done)
            done[name] = levers[name]
            gain = avoided(found, "~solved3", done) - before
            expected[name] += Fraction(gain, len(orders))
    answer = Corpus(STORY, cases).shares("~solved3", levers)
    assert answer.levers == expected
    assert sum(answer.levers.values()) == answer.avoided == avoided(found, "~solved3", levers)


def test_without_levers_the_departures_from_a_norm_share_it() -> None:
    answer = Corpus(STORY, [{}] * 7 + [{"offered_mail": True}] * 3).shares("~solved3")
    departing = [one.name for one in STORY.variables if one.norm not in {None, one.actual}]
    assert list(answer.levers) == departing
    assert answer.levers == dict.fromkeys(departing, Fraction(7, len(departing)))
    assert answer.avoided == 7


def test_too_many_levers_are_refused() -> None:
    wanted = {one.name: True for one in STORY.variables[: MOST_LEVERS + 1]}
    with pytest.raises(TooMany):
        Corpus(STORY, [{}]).shares("~solved3", wanted)


@settings(max_examples=20, deadline=None)
@given(some_cases, st.sampled_from(EFFECTS))
def test_first_breaks_are_those_of_the_single_cases(cases: list[Case], effect: str) -> None:
    expected: Counter[tuple[int, str]] = Counter()
    for case in cases:
        found = told(case).breakers(effect)
        first = {(one.t, one.actor) for one in found if one.t == found[0].t}
        expected.update(first)
    answer = Corpus(STORY, cases).first_breaks(effect)
    assert {(one.t, one.actor): one.cases for one in answer} == expected
    assert [one.t for one in answer] == sorted(one.t for one in answer)


def test_first_breaks_of_the_source_case_lie_with_carrier_and_customer() -> None:
    assert Corpus(STORY, [{}]).first_breaks("~solved3") == (
        FirstBreak("carrier/seller", 1, 1),
        FirstBreak("customer", 1, 1),
    )


def test_a_corpus_of_chains_is_that_of_what_was_told_in_them() -> None:
    other = replace(
        STORY, variables=(*told({"offered_mail": True}).variables, Variable("something_else"))
    )
    corpus = Corpus.of(STORY, [STORY, other, STORY])
    assert (corpus.size, corpus.frequency("~solved3")) == (3, 2)


def test_an_unknown_name_is_refused() -> None:
    corpus = Corpus(STORY, [{}])
    for ask in (
        lambda: Corpus(STORY, [{"nothing": True}]),
        lambda: corpus.frequency("nothing"),
        lambda: corpus.avoidable("~solved3", {"nothing": True}),
        lambda: corpus.shares("~solved3", {"nothing": True}),
    ):
        with pytest.raises(BadModel) as caught:
            ask()
        assert caught.value.code == "unknown_name"


def test_no_cases_at_all() -> None:
    corpus = Corpus(STORY, [])
    assert (corpus.size, corpus.frequency("~solved3"), corpus.first_breaks("~solved3")) == (
        0,
        0,
        (),
    )
    assert corpus.shares("~solved3").levers == {}


def test_every_single_counterfactual_of_very_many_different_cases() -> None:
    chance = random.Random(5)  # noqa: S311 - the same cases each time
    wide = replace(STORY, variables=(*STORY.variables, *spares(12)))
    draws = [chance.getrandbits(18) for _ in range(10_000)]
    drawn = [*ROOTS, *(one.name for one in spares(12))]
    corpus = Corpus(
        wide, [{n: bool(draw >> at & 1) for at, n in enumerate(drawn)} for draw in draws]
    )
    few = Corpus(wide, [{}])
    once = effort(lambda: few.flips("~solved3"))
    assert effort(lambda: corpus.flips("~solved3")) < 1.5 * once  # one pass, however many cases
    answer = corpus.flips("~solved3")
    assert answer["offered_mail"] == corpus.frequency("~solved3") > 0


@given(
    st.integers(0, 4).flatmap(lambda n: st.lists(st.integers(-9, 9), min_size=2**n, max_size=2**n))
)
def test_shapley_values_by_their_definition(drawn: list[int]) -> None:
    worth = [0, *drawn[1:]]
    players = range((len(worth) - 1).bit_length())
    orders = list(permutations(players))
    expected = [Fraction(0) for _ in players]
    for order in orders:
        there = 0
        for player in order:
            gain = worth[there | 1 << player] - worth[there]
            expected[player] += Fraction(gain, len(orders))
            there |= 1 << player
    assert shapley(worth) == expected


def test_deadlocks_that_come_back_are_counted_with_what_opened_them() -> None:
    one, other = knot(""), knot(".2")
    answer = signatures(
        [
            (one, ["begin", "chat"]),
            (other, ["begin.2"]),
            (one, ["push", "pull"]),
            (one, ["chat"]),
            (replace(one, needs=(Need("x", ("y",)), Need("y", ("x",)))), []),
            (replace(one, needs=()), ["begin"]),
        ]
    )
    assert answer == (
        Signature(("a", "b"), 4, ((("begin",), 2), (("pull", "push"), 1))),
        Signature(("x", "y"), 1, ()),
    )


def test_the_recurring_knot_of_source_case_000_was_opened_by_the_report_and_the_mail() -> None:
    done = ["end_call_and_mail", "record_non_receipt", "dunning_stop"]
    (answer,) = signatures([(STORY, done)] * 3)
    assert list(answer.knot) == CASES[0]["deadlock_sccs"][0]
    assert (answer.cases, answer.solved) == (
        3,
        ((("end_call_and_mail", "record_non_receipt"), 3),),
    )


@pytest.mark.parametrize(
    ("name", "type_"), [("call", "call"), ("call.2", "call"), ("call#12", "call"), ("t2", "t2")]
)
def test_a_round_is_no_type_of_its_own(name: str, type_: str) -> None:
    assert type_of(name) == type_


def knot(mark: str) -> Chain:
    """Two that wait for each other, and for nothing else; several ways to open them."""
    first, second = f"a{mark}", f"b{mark}"
    needs = (Need(first, (second,)), Need(second, (first,)), Need(first, (f"p{mark}", f"q{mark}")))
    gives = {"begin": first, "push": f"p{mark}", "pull": f"q{mark}", "chat": f"r{mark}"}
    actions = tuple(Action(f"{name}{mark}", (to,)) for name, to in gives.items())
    return Chain((), (), needs, actions)


def spares(number: int) -> Sequence[Variable]:
    """Roots that lead nowhere, so that cases differ."""
    return [Variable(f"spare{place}") for place in range(number)]


def told(case: Case) -> Chain:
    """The story as told in this case."""
    values = world(case, {})
    return replace(
        STORY, variables=tuple(replace(one, actual=values[one.name]) for one in STORY.variables)
    )


def avoided(cases: Sequence[Case], effect: str, do: Case) -> int:
    """How many of these no longer have it."""
    return sum(not holds(effect, world(case, do)) for case in cases)


def world(case: Case, do: Case) -> dict[str, bool]:
    """One case computed by itself; what it says against an equation stands."""
    values: dict[str, bool] = {}
    actual = values if not do else world(case, {})
    for name in STORY.worlds.order:
        equation = STORY.by_name[name].equation
        if name in do:
            values[name] = do[name]
        elif equation is None:
            values[name] = case.get(name, STORY.by_name[name].actual)
        elif name in case and holds_(equation, actual) != case[name]:
            values[name] = case[name]
        else:
            values[name] = holds_(equation, values)
    return values


def holds(effect: str, values: Case) -> bool:
    """Is the effect so?"""
    return holds_(parse(effect), values)


def holds_(formula: Formula, values: Case) -> bool:
    """Is the formula true?"""
    match formula:
        case Name(name):
            return values[name]
        case Not(of):
            return not holds_(of, values)
        case And(of):
            return all(holds_(one, values) for one in of)
        case Or(of):
            return any(holds_(one, values) for one in of)
