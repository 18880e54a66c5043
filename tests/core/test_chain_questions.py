"""Open points by how many answers hang on them."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kulanz.chain.answers import OpenQuestion
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import parse
from kulanz.chain.parts import Variable
from kulanz.chain.problems import BadModel
from seed_cases import seed


def test_facts_are_no_questions() -> None:
    assert Chain((Variable("a"), Variable("b", parse("a")))).open_questions("b") == ()


def test_the_effect_itself_is_not_asked_about() -> None:
    chain = Chain((Variable("a"), Variable("b", parse("a"), status="hypothesis")))
    assert chain.open_questions("b") == ()


def test_what_does_not_lead_to_the_effect_is_not_asked_about() -> None:
    chain = Chain((Variable("a"), Variable("other", status="claim"), Variable("b", parse("a"))))
    assert chain.open_questions("b") == ()


def test_what_turns_the_effect_over_comes_before_what_turns_some_causes_over() -> None:
    chain = Chain(
        (
            Variable("some", status="claim", t=0),
            Variable("all", status="hypothesis", t=3),
            Variable("x"),
            Variable("y", parse("some & x"), t=1),
            Variable("z", t=1),
            Variable("effect", parse("all & (y | z)"), t=4),
        )
    )
    # all by itself, and z together with y, some or x; without some, z would do by itself
    assert chain.open_questions("effect") == (
        OpenQuestion("all", "hypothesis", flips=4, effect_too=True),
        OpenQuestion("some", "claim", flips=3),
    )


def test_an_alternative_that_would_make_a_cause_needless() -> None:
    chain = Chain(
        (
            Variable("spare", actual=False, status="claim"),
            Variable("a"),
            Variable("b"),
            Variable("effect", parse("b & (a | spare)")),
        )
    )
    # with spare being so, the effect would come without a; b is needed all the same
    assert chain.open_questions("effect") == (OpenQuestion("spare", "claim", flips=1),)


def test_a_witness_is_held_as_it_is_in_the_world_compared() -> None:
    chain = Chain(
        (
            Variable("a"),
            Variable("off", actual=False, status="claim"),
            Variable("backup", parse("~a | off"), actual=False),
            Variable("effect", parse("a | backup")),
        )
    )
    # a is a cause while backup is held; were off so, backup would be, and a no cause any more
    assert chain.open_questions("effect") == (OpenQuestion("off", "claim", flips=1),)


def test_of_equal_ones_the_earliest() -> None:
    late = Variable("late", status="claim", t=2)
    early = Variable("early", status="claim", t=1)
    chain = Chain((late, early, Variable("effect", parse("late & early"), t=3)))
    assert [one.name for one in chain.open_questions("effect")] == ["early", "late"]


def test_story_003_without_a_call_the_reasons_would_be_none() -> None:
    assert seed("seed-003").open_questions("~solved") == (
        OpenQuestion("callback_offered", "hypothesis", flips=10, effect_too=True),
        OpenQuestion("irritated", "emotion", flips=10, effect_too=True),
        OpenQuestion("parcel_broken", "claim", flips=10),
    )


def test_without_time_each_open_point_says_that_it_was_not_compared() -> None:
    found = seed("seed-000").open_questions("~can_order", budget=0)
    assert [(one.name, one.complete) for one in found] == [("pay_rejected", False)]


def test_of_more_causes_than_are_compared_only_the_least_number_is_known() -> None:
    many = [Variable(f"a{n}", status="claim" if n == 99 else "fact") for n in range(100)]
    spare = Variable("spare", actual=False, status="claim")
    wide = " & ".join(f"(spare | {one.name})" for one in many)
    chain = Chain((*many, spare, Variable("effect", parse(wide))))
    found = chain.open_questions("effect", budget=5)
    assert [(one.name, one.effect_too, one.complete) for one in found] == [
        ("a99", True, False),
        ("spare", False, False),
    ]


OPERATORS = st.sampled_from("&|")
NAMES = [f"v{n}" for n in range(6)]


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """Two to four roots, then variables over what came before them, told as they follow."""
    roots = draw(st.integers(2, 4))
    variables: list[Variable] = []
    for place, name in enumerate(NAMES):
        so = draw(st.booleans()) if place < roots else True
        literal = st.sampled_from([f"{no}{before}" for before in NAMES[:place] for no in ("", "~")])
        formula = st.builds(
            "({} {} {}) {} {}".format, literal, OPERATORS, literal, OPERATORS, literal
        )
        equation = parse(draw(formula)) if place >= roots else None
        variables.append(Variable(name, equation, actual=so, status="claim"))
    actual = Chain(tuple(variables)).worlds.told({}).actual
    return Chain(tuple(replace(one, actual=actual[one.name]) for one in variables))


@given(chains(), st.sampled_from(NAMES[:-1]))
def test_flips_are_the_causes_not_found_when_asked_again_in_the_other_world(
    chain: Chain, name: str
) -> None:
    effect = NAMES[-1] if chain.values[NAMES[-1]] else f"~{NAMES[-1]}"
    then = chain.worlds.do({name: not chain.values[name]})
    other = Chain(
        tuple(
            replace(one, actual=then[one.name], equation=None if one.name == name else one.equation)
            for one in chain.variables
        )
    )
    before = chain.why(effect, budget=5).causes
    after = other.why(effect, budget=5).causes
    # another witness may serve there; without any, both ways of asking must agree
    assume(not any(one.witness for one in (*before, *after)))
    lost = {frozenset(one.values.items()) for one in before}.difference(
        frozenset(one.values.items()) for one in after
    )
    asked = {one.name: one.flips for one in chain.open_questions(effect, budget=5)}
    assert asked.get(name, 0) == len(lost)


def test_an_unknown_effect_is_refused() -> None:
    with pytest.raises(BadModel) as refused:
        seed("seed-000").open_questions("nobody")
    assert refused.value.code == "unknown_name"


def test_a_cause_of_very_many_parts_is_not_compared_and_that_is_said() -> None:
    many = [Variable(f"a{n}", status="claim") for n in range(200)]
    chain = Chain((*many, Variable("e", parse(" | ".join(one.name for one in many)))))
    assert len(chain.why("e", budget=60).causes[0].values) == 200
    found = chain.open_questions("e", budget=60)
    assert [(one.flips, one.complete) for one in found] == [(0, False)] * 200
