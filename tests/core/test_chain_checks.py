"""What is wrong or weak in a model: contradictions, order in time, and the two tests of links."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import effort
from kulanz.chain.answers import Trouble
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import parse
from kulanz.chain.parts import Variable
from seed_cases import seed


def root(name: str, *, actual: bool = True, t: int = 0, line: int = 0) -> Variable:
    return Variable(name, actual=actual, t=t, line=line)


def node(name: str, equation: str, *, actual: bool = True, t: int = 0, line: int = 0) -> Variable:
    return Variable(name, parse(equation), actual=actual, t=t, line=line)


def found(*variables: Variable) -> list[tuple[str, tuple[str, ...], int]]:
    return [of(one) for one in Chain(variables).check()]


def of(trouble: Trouble) -> tuple[str, tuple[str, ...], int]:
    return trouble.reason.code, trouble.names, trouble.line


def test_nothing_is_wrong_with_a_plain_chain() -> None:
    assert found(root("a"), node("b", "a"), node("c", "b & a")) == []


def test_told_so_although_its_reasons_say_otherwise() -> None:
    trouble = Chain((root("a", actual=False), node("b", "a", line=7))).check()
    assert [of(one) for one in trouble] == [("chain.differs", ("b",), 7)]
    assert [one.hard for one in trouble] == [True]


def test_told_not_so_although_all_its_reasons_hold() -> None:
    assert found(root("a"), root("b"), node("c", "a & b", actual=False, line=3)) == [
        ("chain.differs", ("c",), 3),
        ("chain.not_sufficient", ("c", "a", "b"), 3),
    ]


def test_what_follows_from_a_contradiction_is_judged_by_what_was_told() -> None:
    assert found(root("a"), node("b", "a", actual=False), node("c", "~b")) == [
        ("chain.differs", ("b",), 0),
        ("chain.not_sufficient", ("b", "a"), 0),
    ]


def test_an_effect_to_which_nothing_leads_lacks_a_reason() -> None:
    assert found(node("b", "1", line=2), node("c", "b")) == [
        ("chain.not_sufficient", ("b",), 2),
    ]


def test_a_cause_later_than_its_effect() -> None:
    late = (root("a", t=4), root("b", t=3), node("c", "a & b", t=3, line=9))
    assert found(*late) == [("chain.time_order", ("a", "c"), 9)]


def test_the_displeasing_answer_of_story_003_came_after_the_shouting() -> None:
    chain = seed("seed-003")
    shouts = replace(
        chain.by_name["shouts"],
        equation=parse("customer_calls & irritated & displeasing_answer"),
        line=12,
    )
    told = [shouts if one.name == "shouts" else one for one in chain.variables]
    wrong = Chain((*told, root("displeasing_answer", t=4))).check()
    assert [of(one) for one in wrong if one.hard] == [
        ("chain.time_order", ("displeasing_answer", "shouts"), 12)
    ]


def test_two_reasons_each_of_which_would_have_sufficed() -> None:
    trouble = Chain((root("a"), root("b"), node("c", "a | b", line=4))).check()
    assert [of(one) for one in trouble] == [("chain.each_alone", ("c", "a", "b"), 4)]
    assert [one.hard for one in trouble] == [False]


def test_a_reason_that_did_not_hold_is_no_second_reason() -> None:
    assert found(root("a"), root("b", actual=False), node("c", "a | b")) == []


def test_two_things_each_of_which_was_missing() -> None:
    missing = (root("a", actual=False), root("b", actual=False))
    assert found(*missing, node("c", "a & b", actual=False)) == [
        ("chain.each_alone", ("c", "a", "b"), 0)
    ]


def test_a_cause_that_matters_only_through_others_makes_a_difference() -> None:
    assert found(root("a"), node("b", "a"), node("c", "a"), node("d", "b | c | a")) == [
        ("chain.each_alone", ("d", "b", "c"), 0)
    ]


@pytest.mark.parametrize("equation", ["a | (a & b)", "a & (a | b)", "a & (b | ~b)"])
def test_a_cause_that_never_makes_a_difference(equation: str) -> None:
    assert found(root("a"), root("b"), node("c", equation, line=5)) == [
        ("chain.no_difference", ("b", "c"), 5)
    ]


LITERALS = st.sampled_from(["a", "b", "c", "d", "~a", "~b", "~c", "~d"])
FORMULAS = st.recursive(
    LITERALS,
    lambda parts: st.builds("({}) {} ({})".format, parts, st.sampled_from("&|"), parts),
    max_leaves=8,
)


@given(FORMULAS)
def test_no_difference_is_said_of_exactly_the_causes_that_never_make_one(formula: str) -> None:
    roots = [root(name) for name in "abcd"]
    worlds = Chain((*roots, node("e", formula))).worlds
    truth = {}
    for place in range(16):
        given_so = {name: bool(place >> nth & 1) for nth, name in enumerate("abcd")}
        truth[place] = worlds.told(given_so).actual["e"]
    idle = {
        name
        for nth, name in enumerate("abcd")
        if all(truth[place] is truth[place ^ 1 << nth] for place in truth)
    }
    told = Chain((*roots, node("e", formula, actual=truth[15])))
    said = {one.names[0] for one in told.check() if one.reason.code == "chain.no_difference"}
    assert said == idle & set(worlds.causes["e"])


def test_a_very_wide_equation_is_not_tried_in_all_worlds() -> None:
    many = [root(f"a{n}") for n in range(40)]
    equation = " & ".join(one.name for one in many)
    assert found(*many, node("c", equation)) == []


def test_thousands_of_reasons_each_of_which_would_do() -> None:
    chains = []
    for count in (1000, 2000):
        many = [root(f"a{n}") for n in range(count)]
        names = tuple(one.name for one in many)
        chains.append(Chain((*many, node("c", " | ".join(names)))))
        assert [of(one) for one in chains[-1].check()] == [("chain.each_alone", ("c", *names), 0)]
    some, twice_as_many = (effort(one.check) for one in chains)
    assert twice_as_many < 2.2 * some


def test_without_time_only_links_that_must_be_tried_are_left_out() -> None:
    chain = Chain((root("a"), root("b"), root("c"), node("d", "a | b")))
    whole = chain.check(budget=60)
    assert [of(one)[0] for one in whole] == ["chain.orphan", "chain.each_alone"]
    assert whole.complete
    partial = chain.check(budget=-1)
    assert [of(one)[0] for one in partial] == ["chain.orphan"]
    assert not partial.complete
    assert Chain((root("a"), node("b", "a"))).check(budget=-1).complete  # nothing to try


def test_an_orphan() -> None:
    assert found(root("a"), node("b", "a"), root("c", line=8)) == [("chain.orphan", ("c",), 8)]


def test_the_source_cases_have_only_their_known_second_reasons() -> None:
    names = ("seed-000", "seed-001", "seed-003")
    assert {name: [of(one) for one in seed(name).check()] for name in names} == {
        "seed-000": [
            ("chain.each_alone", ("suspects_ripoff", "dunning_sent", "wants_close", "can_close"), 0)
        ],
        "seed-001": [],
        "seed-003": [("chain.each_alone", ("understaffed", "lead_ill", "staff_ill"), 0)],
    }


def test_twice_the_variables_are_twice_the_work() -> None:
    told = [root("v0"), root("v1")]
    told += [node(f"v{n}", f"v{n - 1} & v{n - 2} | v{n // 2}") for n in range(2, 240)]
    some, twice_as_many = (effort(Chain(tuple(told[:size])).check) for size in (120, 240))
    assert twice_as_many < 2.2 * some
