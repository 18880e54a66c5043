"""Causes: against the definition tried out in full, laws, and the textbook's cases."""

import importlib.util
import random
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, count
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.chain.causes import smallest_cause
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import And, Formula, Name, Or, names, parse, spelled
from kulanz.chain.parts import Status, Variable
from kulanz.chain.problems import BadModel
from kulanz.chain.smallest import OutOfTime
from kulanz.chain.worlds import Worlds


def _oracle() -> ModuleType:
    path = Path(__file__).parents[2] / "bench" / "chain" / "oracle.py"
    spec = importlib.util.spec_from_file_location("chain_oracle", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


oracle = _oracle()


def model(*lines: str, **roots: bool) -> Chain:
    """Roots with their values, and lines "name := formula" from causes to effects."""
    equations = dict(line.split(" := ") for line in lines)
    variables = [Variable(name, actual=value) for name, value in roots.items()]
    variables += [Variable(name, parse(text)) for name, text in equations.items()]
    actual = Worlds(variables).told({}).actual
    return Chain(tuple(replace(one, actual=actual[one.name]) for one in variables))


def sets(chain: Chain, effect: str) -> set[frozenset[str]]:
    return {
        frozenset(name if value else f"~{name}" for name, value in cause.values.items())
        for cause in chain.why(effect, budget=5).causes
    }


def of(*found: str) -> set[frozenset[str]]:
    return {frozenset(one.split()) for one in found}


# ---- against the definition


@pytest.mark.parametrize("seeds", [range(250), range(250, 500)])
def test_equals_the_definition_on_random_models(seeds: range) -> None:
    for seed in seeds:
        equals_the_definition(seed)


def equals_the_definition(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same models every time
    equations: dict[str, Formula | None] = oracle.random_model(dice)
    roots = {name: dice.random() < 0.5 for name, eq in equations.items() if eq is None}
    actual = oracle.computed(equations, roots, {})
    effect: Formula = oracle.random_formula(dice, list(equations), 1)
    chosen = dice.sample(list(equations), dice.randint(1, min(4, len(equations))))
    claimed = {name: actual[name] is (dice.random() < 0.9) for name in chosen}
    chain = Chain(tuple(Variable(name, eq, actual[name]) for name, eq in equations.items()))

    expected = oracle.judge(equations, actual, claimed, effect)
    found = chain.is_cause(claimed, spelled(effect), budget=5)
    why = chain.why(spelled(effect), limit=500, budget=5)

    three = (found.ac1, found.ac2, found.ac3)
    assert three == (expected.ac1, expected.ac2, expected.ac3), seed
    assert found.is_cause is expected.cause
    if expected.ac1:
        assert (found.ac2 or not found.ac3) is expected.ac2_any
    candidates = [name for name in equations if name not in set(names(effect))]
    assert {
        frozenset(cause.values): len(cause.witness) for cause in why.causes
    } == oracle.minimal_causes(equations, actual, effect, candidates)
    assert why.complete
    assert all(
        cause.responsibility == Fraction(1, len(cause.values) + len(cause.witness))
        for cause in why.causes
    )


def test_what_a_verdict_names_bears_it_out() -> None:
    for seed in range(100):
        what_it_names_bears_it_out(seed)


def what_it_names_bears_it_out(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same models every time
    equations = oracle.random_model(dice)
    roots = {name: dice.random() < 0.5 for name, eq in equations.items() if eq is None}
    actual = oracle.computed(equations, roots, {})
    effect = list(equations)[-1]
    effect = effect if actual[effect] else f"~{effect}"
    some = dice.sample(list(equations), min(dice.randint(2, 4), len(equations)))
    claimed = {name: actual[name] for name in some}
    chain = Chain(tuple(Variable(name, eq, actual[name]) for name, eq in equations.items()))
    found = chain.is_cause(claimed, effect, budget=5)

    if found.ac2:
        held = {name: actual[name] for name in found.witness}
        turned = {name: not value for name, value in claimed.items()}
        assert not oracle.truth(parse(effect), chain.worlds.do({**held, **turned}))
    smaller = {name: actual[name] for name in found.smaller}
    assert bool(smaller) is not found.ac3
    if smaller:
        assert set(smaller) < set(claimed)
        assert chain.is_cause(smaller, effect, budget=5).is_cause


@pytest.mark.parametrize("seed", range(60))
def test_what_was_told_against_its_equation_counts_as_a_root(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same models every time
    equations = oracle.random_model(dice)
    roots = {name: dice.random() < 0.5 for name, eq in equations.items() if eq is None}
    usual = oracle.computed(equations, roots, {})
    told = dice.choice(list(equations))
    actual = oracle.computed(equations, roots, {told: not usual[told]})
    chain = Chain(tuple(Variable(name, eq, actual[name]) for name, eq in equations.items()))
    root = Chain(
        tuple(replace(one, equation=None) if one.name == told else one for one in chain.variables)
    )
    effect = spelled(oracle.random_formula(dice, list(equations), 1))
    claimed = {name: actual[name] for name in dice.sample(list(equations), 2)}

    assert chain.why(effect, budget=5) == root.why(effect, budget=5)
    assert chain.is_cause(claimed, effect, budget=5) == root.is_cause(claimed, effect, budget=5)
    assert chain.breakers(effect, known=False) == root.breakers(effect, known=False)


def test_the_lightest_cause_weighs_no_more_than_any_other() -> None:
    for seed in range(60):
        dice = random.Random(seed)  # noqa: S311 - the same models every time
        equations = oracle.random_model(dice)
        roots = {name: dice.random() < 0.5 for name, eq in equations.items() if eq is None}
        actual = oracle.computed(equations, roots, {})
        effect = list(equations)[-1]
        told = effect if actual[effect] else f"~{effect}"
        weights = {name: dice.randint(1, 5) for name in equations}
        chain = Chain(tuple(Variable(name, eq, actual[name]) for name, eq in equations.items()))
        others = [name for name in equations if name != effect]
        every = oracle.minimal_causes(equations, actual, parse(told), others)
        found = smallest_cause(chain, told, weights=weights, budget=5)
        lightest = min((sum(weights[name] for name in one) for one in every), default=None)
        mine = None if found is None else sum(weights[name] for name in found.values)
        assert mine == lightest, seed


# ---- laws


@st.composite
def monotone(draw: st.DrawFn) -> Chain:
    """Only "and" and "or": nothing prevents anything."""
    variables: list[Variable] = []
    for place in range(draw(st.integers(2, 8))):
        before = [one.name for one in variables]
        chosen = draw(st.lists(st.sampled_from(before), max_size=3)) if before else []
        parts = tuple(map(Name, chosen))
        equation: Formula | None = None
        if parts:
            equation = And(parts) if draw(st.booleans()) else Or(parts)
        variables.append(Variable(f"v{place}", equation, actual=draw(st.booleans())))
    actual = Worlds(variables).told({}).actual
    return Chain(tuple(Variable(one.name, one.equation, actual[one.name]) for one in variables))


@settings(deadline=None, max_examples=25)
@given(monotone(), st.data())
def test_removing_a_cause_never_adds_an_effect_in_a_monotone_model(
    chain: Chain, data: st.DataObject
) -> None:
    so = [name for name, value in chain.values.items() if value]
    if so:
        removed = data.draw(st.sampled_from(so))
        then = chain.worlds.do({removed: False})
        assert {name for name, value in then.items() if value} <= set(so)


@settings(deadline=None, max_examples=25)
@given(monotone())
def test_a_cause_found_is_a_cause_and_none_contains_another(chain: Chain) -> None:
    effect = chain.variables[-1].name
    why = chain.why(effect if chain.values[effect] else f"~{effect}", budget=5)
    assert all(chain.is_cause(cause.values, why.effect, budget=5).is_cause for cause in why.causes)
    found = [frozenset(cause.values) for cause in why.causes]
    assert not any(one < other for one in found for other in found)
    assert [len(one) for one in found] == sorted(len(one) for one in found)


# ---- the textbook (Halpern, Actual Causality, 2016, chapters 2 and 3)


def test_forest_fire_that_needs_both() -> None:
    chain = model("fire := lightning & match", lightning=True, match=True)
    assert sets(chain, "fire") == of("lightning", "match")


def test_forest_fire_that_needs_one() -> None:
    chain = model("fire := lightning | match", lightning=True, match=True)
    assert sets(chain, "fire") == of("lightning match")
    why = chain.why("fire")
    assert why.responsibility("match") == Fraction(1, 2)
    verdict = chain.is_cause({"match": True}, "fire")
    assert (verdict.ac1, verdict.ac2, verdict.ac3) == (True, False, True)


def test_suzy_and_billy_throw_rocks() -> None:
    chain = model(
        "suzy_hits := suzy", "billy_hits := billy & ~suzy_hits",
        "shatters := suzy_hits | billy_hits", suzy=True, billy=True,
    )  # fmt: skip
    assert sets(chain, "shatters") == of("suzy", "suzy_hits")
    suzy = chain.is_cause({"suzy": True}, "shatters")
    assert suzy.is_cause
    assert suzy.witness == ("billy_hits",)
    assert not chain.is_cause({"billy": True}, "shatters").is_cause
    both = chain.is_cause({"suzy": True, "billy": True}, "shatters")
    assert (both.ac1, both.ac2, both.ac3, both.smaller) == (True, True, False, ("suzy",))
    assert chain.why("shatters").responsibility("suzy") == Fraction(1, 2)


def test_an_election_won_by_nine_to_nothing() -> None:
    votes = [f"v{number}" for number in range(9)]
    majority = " | ".join(" & ".join(chosen) for chosen in combinations(votes, 5))
    chain = model(f"wins := {majority}", **dict.fromkeys(votes, True))
    why = chain.why("wins", limit=50, budget=5)
    assert {len(cause.values) for cause in why.causes} == {5}
    assert why.responsibility("v0") == Fraction(1, 5)
    assert (len(why.causes), why.complete, why.more) == (50, False, 10)
    assert len(chain.why("wins", limit=126, budget=5).causes) == 126  # 5 out of 9


def test_an_election_won_by_six_to_five_hangs_on_each() -> None:
    chain = model("wins := a & b | a & c | b & c", a=True, b=True, c=False)
    assert sets(chain, "wins") == of("a", "b")


def test_the_switch_of_a_railway_that_leads_to_the_station_either_way() -> None:
    chain = model(
        "left := train & ~switch", "right := train & switch", "arrives := left | right",
        train=True, switch=True,
    )  # fmt: skip
    assert sets(chain, "arrives") == of("train", "right", "switch")
    assert chain.is_cause({"switch": True}, "arrives").witness == ("left",)
    plain = model("arrives := train & (switch | ~switch)", train=True, switch=True)
    assert sets(plain, "arrives") == of("train")


def test_a_witness_may_be_large() -> None:
    guards = [f"g{number}" for number in range(9)]
    chain = model(
        *(f"{guard} := ~x" for guard in guards), f"safe := x | {' | '.join(guards)}", x=True
    )
    (cause,) = chain.why("safe", budget=5).causes
    assert (cause.values, sorted(cause.witness)) == ({"x": True}, guards)
    assert cause.responsibility == Fraction(1, 10)


def test_what_did_not_happen_can_be_a_cause() -> None:
    chain = model("dies := ill & ~treated", ill=True, treated=False)
    assert sets(chain, "dies") == of("ill", "~treated")


# ---- effects, certainty, limits


def test_an_effect_that_is_not_so_has_no_causes() -> None:
    chain = model("fire := lightning & match", lightning=True, match=False)
    assert chain.why("fire").causes == ()
    assert sets(chain, "~fire") == of("~match")


def test_an_effect_may_be_a_formula() -> None:
    chain = model("wet := rain", "slippery := wet", rain=True)
    assert sets(chain, "wet & slippery") == of("rain")
    assert sets(chain, "wet | slippery") == of("rain")


def test_an_answer_is_as_certain_as_the_least_certain_thing_on_the_way() -> None:
    status: dict[str, Status] = {"b": "hypothesis", "c": "claim", "d": "opinion", "e": "emotion"}
    plain = model("b := a", "c := b", "d := c | e", a=True, e=False)
    told = (replace(one, status=status.get(one.name, "fact")) for one in plain.variables)
    chain = Chain(tuple(told))
    found = {next(iter(cause.values)): cause.status for cause in chain.why("d").causes}
    assert found == {"a": "hypothesis", "b": "hypothesis", "c": "claim"}


def test_a_value_told_against_its_equation_stands_and_is_a_root() -> None:
    chain = Chain(
        (
            Variable("paid", actual=True),
            Variable("reminded", parse("~paid"), actual=True),
            Variable("angry", parse("reminded"), actual=True),
        )
    )
    assert sets(chain, "angry") == of("reminded")


def test_causes_come_in_the_order_of_the_model_the_small_ones_first() -> None:
    chain = model("c := a | b", "d := c & e", a=True, b=True, e=True)
    assert [tuple(one.values) for one in chain.why("d").causes] == [("e",), ("c",), ("a", "b")]


def test_over_the_limit_it_says_how_many_more() -> None:
    chain = model("e := a & b & c & d", a=True, b=True, c=True, d=True)
    why = chain.why("e", limit=3)
    assert (len(why.causes), why.complete, why.more) == (3, False, 1)


def test_out_of_time_the_answer_is_partial_and_says_so() -> None:
    chain = model("c := a | b", a=True, b=True)
    why = chain.why("c", budget=-1)
    assert (why.causes, why.complete) == ((), False)
    assert not chain.is_cause({"a": True}, "c", budget=-1).complete
    with pytest.raises(OutOfTime):
        smallest_cause(chain, "c", budget=-1)


def test_names_the_name_that_the_model_does_not_have() -> None:
    chain = model("c := a", a=True)
    for ask in (
        lambda: chain.why("nobody"),
        lambda: chain.is_cause({"nobody": True}, "c"),
        lambda: smallest_cause(chain, "c & a", among=["nobody"], budget=1),
    ):
        with pytest.raises(BadModel) as raised:
            ask()
        assert raised.value.names == ("nobody",)


def test_no_chain_is_too_long() -> None:
    variables = [Variable("v0")]
    variables += [Variable(f"v{n}", Name(f"v{n - 1}")) for n in range(1, 8193)]
    chain = Chain(tuple(variables))
    assert chain.is_cause({"v0": True}, "v8192", budget=5).is_cause
    found = smallest_cause(chain, "v8192", budget=5)
    assert found is not None
    assert len(found.values) == 1


def test_the_smallest_cause_of_some_and_the_lightest() -> None:
    chain = model("d := a | b", "e := d & c", a=True, b=True, c=True)
    among = smallest_cause(chain, "e", among=["a", "b"], budget=5)
    light = smallest_cause(chain, "e", weights={"c": 9, "d": 3}, budget=5)
    assert among is not None
    assert light is not None
    assert set(among.values) == {"a", "b"}
    assert set(light.values) == {"a", "b"}
    assert smallest_cause(chain, "~e", budget=5) is None
    assert smallest_cause(chain, "e", among=[], budget=5) is None


def test_where_the_smallest_are_not_found_in_time_there_is_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = count()  # a clock that moves whenever somebody looks at it
    for module in ("causes", "smallest"):
        monkeypatch.setattr(f"kulanz.chain.{module}.perf_counter", lambda: next(looks))
    dice = random.Random(3)  # noqa: S311 - the same model each time
    roots = [Variable(f"x{n}") for n in range(60)]
    ways = [" & ".join(one.name for one in dice.sample(roots, 3)) for _ in range(300)]
    chain = Chain((*roots, Variable("e", parse(" | ".join(ways)))))
    why = chain.why("e", budget=100)
    assert not why.complete
    (cause,) = why.causes
    assert chain.is_cause(cause.values, "e", budget=1000).is_cause
    assert len(cause.values) > 10
