"""Causes that depart from the norm, inside and outside of the house."""

from dataclasses import replace
from fractions import Fraction

import pytest

from kulanz.chain.answers import Departure
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import parse
from kulanz.chain.headline import tellable
from kulanz.chain.parts import Status, Variable
from kulanz.chain.problems import BadModel
from seed_cases import seed


def test_by_time_and_then_as_told() -> None:
    chain = Chain(
        (
            Variable("late", norm=False, t=5, actor="customer"),
            Variable("second", norm=False, t=1, actor="bank"),
            Variable("third", norm=False, t=1, actor="seller"),
            Variable("fine", norm=True),
            Variable("open"),
            Variable("effect", parse("late & second & third & fine & open"), t=6),
        )
    )
    assert chain.headline("effect") == (
        Departure("second", True, "bank", 1, Fraction(1), "fact"),
        Departure("third", True, "seller", 1, Fraction(1), "fact"),
        Departure("late", True, "customer", 5, Fraction(1), "fact"),
    )


def test_what_counts_only_together_stands_back() -> None:
    both = (Variable("a", norm=False), Variable("b", norm=False))
    then = Variable("c", parse("a | b"), norm=False)
    chain = Chain((*both, then, Variable("effect", parse("c"))))
    assert [one.name for one in chain.headline("effect")] == ["c"]
    unnormed = Chain((*both, replace(then, norm=None), Variable("effect", parse("c"))))
    assert [(one.name, one.responsibility) for one in unnormed.headline("effect")] == [
        ("a", Fraction(1, 2)),
        ("b", Fraction(1, 2)),
    ]


def test_a_departure_behind_many_causes_is_found() -> None:
    many = [Variable(f"a{n}") for n in range(120)]
    late = Variable("late", norm=False, t=1)
    effect = Variable("effect", parse(" & ".join(one.name for one in (*many, late))), t=2)
    chain = Chain((*many, late, effect))
    assert [one.name for one in chain.headline("effect", budget=5)] == ["late"]


def test_it_says_when_departures_may_be_left_out() -> None:
    chain = seed("seed-000")
    whole = chain.headline("~solved3", budget=60)
    assert (len(whole), whole.complete) == (10, True)
    nothing = chain.headline("~solved3", budget=0)
    assert (nothing, nothing.complete) == ((), False)
    assert chain.headline("solved3", budget=60).complete  # is not so: nothing to find


def test_more_departures_than_are_asked_for_are_not_complete() -> None:
    many = [Variable(f"a{n}", norm=False) for n in range(501)]
    effect = Variable("effect", parse(" & ".join(one.name for one in many)), t=2)
    assert not Chain((*many, effect)).headline("effect", budget=60).complete
    fewer = Chain((*many[:499], replace(effect, equation=parse("a0 & a1"))))
    assert fewer.headline("effect", budget=60).complete


@pytest.mark.parametrize(("effect", "code"), [("nobody", "unknown_name"), ("a &", "formula")])
def test_a_bad_effect_is_refused(effect: str, code: str) -> None:
    with pytest.raises(BadModel) as refused:
        story().headline(effect)
    assert refused.value.code == code


def test_nothing_departs_and_nothing_happened() -> None:
    chain = Chain((Variable("a"), Variable("b", parse("a"))))
    assert chain.headline("b") == ()
    assert chain.headline("~b") == ()


def story(status: Status = "fact", actor: str = "customer", *, inner: bool = False) -> Chain:
    return Chain(
        (
            Variable("a", norm=False, status=status, actor=actor, inner=inner),
            Variable("effect", parse("a"), t=1),
        )
    )


@pytest.mark.parametrize(
    ("status", "actor", "told"),
    [
        ("fact", "customer", ["a"]),
        ("claim", "customer", ["a"]),
        ("opinion", "customer", []),
        ("opinion", "bank", []),
        ("emotion", "customer", []),
        ("hypothesis", "customer", []),
        ("hypothesis", "company:agent1", []),
        ("hypothesis", "company:finance", ["a"]),
    ],
)
def test_what_a_customer_is_told(status: Status, actor: str, told: list[str]) -> None:
    chain = story(status, actor)
    assert [one.name for one in chain.headline("effect", "customer")] == told
    assert [one.name for one in chain.headline("effect")] == ["a"]


def test_what_is_marked_as_inner_never_leaves_the_house() -> None:
    assert story(inner=True).headline("effect", "customer") == ()
    assert tellable(story(inner=True)) == {"effect"}


def test_behaviour_out_of_a_feeling_stays_inside_but_not_what_others_did_then() -> None:
    chain = Chain(
        (
            Variable("angry", status="emotion", actor="customer"),
            Variable("shouts", parse("angry"), norm=False, actor="customer", t=1),
            Variable("insults", parse("shouts"), norm=False, actor="customer", t=2),
            Variable("hangs_up", parse("insults"), norm=False, actor="agent", t=3),
            Variable("unsolved", parse("hangs_up"), actor="agent", t=4),
        )
    )
    assert tellable(chain) == {"hangs_up", "unsolved"}
    assert [(one.name, one.actor) for one in chain.headline("unsolved", "customer")] == [
        ("hangs_up", "company")
    ]


def test_no_share_of_responsibility_and_no_agent_in_the_view_of_the_customer() -> None:
    for name, effect in (("seed-000", "~solved3"), ("seed-003", "~solved")):
        outside = seed(name).headline(effect, "customer")
        assert {one.responsibility for one in outside} == {None}
        assert {one.actor for one in outside} <= {"carrier/seller", "customer", "company"}
        assert {one.status for one in outside} <= {"fact", "claim", "hypothesis"}


def test_story_000_for_the_customer() -> None:
    assert [one.name for one in seed("seed-000").headline("~solved3", "customer")] == [
        "goods_received",
        "account_covered",
        "contacted_seller",
        "contacted_us",
        "offered_mail",
    ]
