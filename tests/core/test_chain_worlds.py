"""Worlds: what is so, and what would be."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.chain.formulas import Name, Not, parse
from kulanz.chain.parts import Variable
from kulanz.chain.problems import BadModel
from kulanz.chain.worlds import Worlds, computed

DICE = random.Random(1)  # noqa: S311 - the same worlds every time
NAMES = ("a", "b", "c")
TEXTS = (
    "a", "~a", "a & b", "a | ~b", "~(a & ~(b | c))", "(a | b) & (b | c) & ~c", "~~a & 1", "a | 0",
    "~(a | b) | c & a", "1", "0", "~(1 & a)", "a & (b & (c | a) | ~c)",
)  # fmt: skip


@given(st.sampled_from(TEXTS), st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_computes_many_worlds_as_it_computes_each(text: str, a: int, b: int, c: int) -> None:
    formula = parse(text)
    worlds = Worlds([*(Variable(name) for name in NAMES), Variable("d", formula)]).told({})
    given_bits = {"a": a, "b": b, "c": c}
    found = worlds.run(given_bits, 255)["d"]
    assert found == computed(formula, given_bits, 255)
    for bit in range(8):
        one = {name: bool(value >> bit & 1) for name, value in given_bits.items()}
        assert worlds.do(one)["d"] is bool(found >> bit & 1)


def test_computes_in_the_order_of_causes_whatever_the_order_of_telling() -> None:
    worlds = Worlds([Variable("c", Name("b")), Variable("b", Not(Name("a"))), Variable("a")])
    assert worlds.order == ("a", "b", "c")
    assert worlds.do({"a": False}) == {"a": False, "b": True, "c": True}


def test_what_is_set_keeps_its_value_whatever_its_equation_says() -> None:
    worlds = Worlds([Variable("a"), Variable("b", Name("a")), Variable("c", Name("b"))])
    assert worlds.do({"b": False}) == {"a": True, "b": False, "c": False}


def test_a_told_value_stands_against_its_equation() -> None:
    worlds = Worlds([Variable("a", actual=False), Variable("b", Name("a"), actual=True)])
    assert worlds.contradicted == {"b"}
    assert worlds.actual == {"a": False, "b": True}
    assert worlds.do({"a": False}) == {"a": False, "b": True}


def test_the_same_equations_told_otherwise() -> None:
    worlds = Worlds([Variable("a", actual=False), Variable("b", Name("a"), actual=True)])
    other = worlds.told({"a": True})
    assert other.actual == {"a": True, "b": True}
    assert other.contradicted == frozenset()
    assert other.told({"a": False}).actual == {"a": False, "b": False}
    assert worlds.actual == {"a": False, "b": True}


def test_a_circle_is_refused_with_its_path() -> None:
    with pytest.raises(BadModel) as raised:
        Worlds([Variable("a", Name("c")), Variable("b", Name("a")), Variable("c", Name("b"))])
    assert raised.value.code == "cycle"
    assert set(raised.value.names) == {"a", "b", "c"}


def test_the_cone_is_what_lies_between() -> None:
    worlds = Worlds(
        [
            Variable("a"),
            Variable("other"),
            Variable("b", Name("a")),
            Variable("aside", Name("a")),
            Variable("c", parse("b & other")),
        ]
    )
    number = worlds.compiled.number
    cone = worlds.between([number["a"]], [number["c"]])
    assert [worlds.order[place] for place in cone] == ["a", "b", "c"]
    whole = worlds.between(None, [number["c"]])
    assert {worlds.order[place] for place in whole} == {"a", "other", "b", "c"}


@pytest.mark.parametrize("seed", range(20))
def test_only_the_cone_need_be_computed(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same models every time
    variables = [Variable(f"r{n}", actual=dice.random() < 0.5) for n in range(5)]
    for n in range(10):
        chosen = dice.sample([one.name for one in variables], 2)
        text = dice.choice(("{} & {}", "{} | ~{}", "~{} & {}")).format(*chosen)
        variables.append(Variable(f"v{n}", parse(text)))
    actual = Worlds(variables).told({}).actual
    worlds = Worlds([Variable(v.name, v.equation, actual[v.name]) for v in variables])
    number = worlds.compiled.number
    turned, held = number["r0"], number["v4"]
    cone = worlds.between([turned], range(len(variables)))
    found = worlds.turned(cone, {turned: 0b10}, {held: 0b10}, 0b11)
    then = worlds.do({"r0": not actual["r0"], "v4": actual["v4"]})
    for place, name in enumerate(worlds.order):
        assert found[place] == (0b01 if actual[name] else 0) | (0b10 if then[name] else 0)


def test_a_hundred_thousand_cases_are_one_pass() -> None:
    worlds = Worlds([Variable("a"), Variable("b"), Variable("c", parse("a & ~b"))]).told({})
    cases = 100_000
    a, b = DICE.getrandbits(cases), DICE.getrandbits(cases)
    found = worlds.run({"a": a, "b": b}, (1 << cases) - 1)["c"]
    assert found ^ (a & ~b) == 0
