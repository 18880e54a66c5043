"""Who could have broken the chain, when, and with what they knew."""

import pytest

from kulanz.chain.answers import Breaker
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import Name, both, parse
from kulanz.chain.parts import Variable
from kulanz.chain.problems import BadModel
from seed_cases import seed

CHAIN = Chain(
    (
        Variable("report", actual=False, actor="customer", t=2),
        Variable("written_off", parse("report"), actual=False, actor="company:billing", t=3),
        Variable("open", parse("~written_off"), actor="company:billing", t=3),
        Variable("calm", actual=True, norm=True, actor="agent", t=4),
        Variable("offer", actual=False, norm=True, actor="company:agent1", t=4),
        Variable("lost", parse("open & ~offer & calm"), actor="customer", t=5),
    )
)


def names(*found: Breaker) -> list[str]:
    return [one.name for one in found]


def test_free_choices_and_departures_from_the_norm_count_as_known() -> None:
    assert CHAIN.breakers("lost") == (
        Breaker("report", True, "customer", 2, known=True),
        Breaker("offer", True, "company:agent1", 4, known=True),
    )


def test_rules_that_fired_say_what_they_waited_for() -> None:
    assert CHAIN.breakers("lost", known=False) == (
        Breaker("report", True, "customer", 2, known=True),
        Breaker("written_off", True, "company:billing", 3, known=False, needed=("report",)),
        Breaker("open", False, "company:billing", 3, known=False, needed=("written_off",)),
        Breaker("calm", False, "agent", 4, known=False),
        Breaker("offer", True, "company:agent1", 4, known=True),
    )


@pytest.mark.parametrize(
    ("actor", "found"),
    [
        ("", ["report", "written_off", "open", "calm", "offer"]),
        ("customer", ["report"]),
        ("company", ["written_off", "open", "calm", "offer"]),
        ("agent", ["calm", "offer"]),
        ("company:billing", ["written_off", "open"]),
        ("company:agent1", ["offer"]),
        ("third_party", []),
    ],
)
def test_by_actor_or_party(actor: str, found: list[str]) -> None:
    assert names(*CHAIN.breakers("lost", actor, known=False)) == found


def test_two_reasons_leave_nobody_who_could_alone() -> None:
    both = (Variable("a"), Variable("b"))
    assert Chain((*both, Variable("c", parse("a | b")))).breakers("c", known=False) == ()


def test_nothing_to_prevent() -> None:
    assert CHAIN.breakers("~lost") == ()


def test_what_was_told_against_its_reasons_waited_for_nothing() -> None:
    chain = Chain((Variable("a"), Variable("b", parse("~a")), Variable("c", parse("b"))))
    assert chain.breakers("c", known=False) == (
        Breaker("b", False, "unknown", 0, known=False, needed=()),
    )


def test_third_parties_of_story_000() -> None:
    assert names(*seed("seed-000").breakers("dunning_sent", "third_party")) == [
        "goods_lost",
        "goods_received",
    ]


@pytest.mark.parametrize(("effect", "code"), [("nobody", "unknown_name"), ("a &", "formula")])
def test_a_bad_effect_is_refused(effect: str, code: str) -> None:
    with pytest.raises(BadModel) as refused:
        CHAIN.breakers(effect)
    assert refused.value.code == code


def test_without_time_it_says_so() -> None:
    assert CHAIN.breakers("lost").complete
    nothing = CHAIN.breakers("lost", budget=0)
    assert (nothing, nothing.complete) == ((), False)


def test_many_are_tried_in_several_passes() -> None:
    many = [f"choice{n}" for n in range(9_000)]  # more than one pass holds
    roots = tuple(Variable(name, actor="agent", t=1) for name in many)
    lost = Variable("lost", both(Name(name) for name in many), actor="customer", t=2)
    assert names(*Chain((*roots, lost)).breakers("lost", budget=60)) == many
