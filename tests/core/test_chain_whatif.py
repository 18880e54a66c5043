"""What would be otherwise, and what keeps the rest as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.chain.answers import Difference, Unchanged
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import parse
from kulanz.chain.parts import Variable
from kulanz.chain.problems import BadModel


def chain(*told: str) -> Chain:
    """ "a", "~b", "c = a & b": what is so, what is not, and what follows."""
    variables = []
    for one in told:
        left, _, right = one.partition(" = ")
        equation = parse(right) if right else None
        variables.append(Variable(left.lstrip("~"), equation, actual=not left.startswith("~")))
    return Chain(tuple(variables))


def test_what_follows_changes_too_in_the_order_of_the_model() -> None:
    story = chain("a", "b = a", "~c = ~b")
    assert story.had(a=False) == Difference({"a": False}, {"b": False, "c": True})
    assert list(story.had(a=False).changed) == ["b", "c"]


def test_what_led_to_it_does_not_change() -> None:
    assert chain("a", "b = a").had(b=False) == Difference({"b": False}, {})


def test_another_reason_keeps_it() -> None:
    story = chain("a", "b", "c = a | b", "d = c")
    assert story.had(a=False).unchanged == (Unchanged("c", ("b",)),)


def test_what_stays_after_a_change_on_the_way() -> None:
    story = chain("a", "b", "c = a", "d = c | b")
    assert story.had(a=False) == Difference({"a": False}, {"c": False}, (Unchanged("d", ("b",)),))


def test_the_shortest_reason_told_first_is_named() -> None:
    story = chain("a", "b", "c", "d", "e = a | b & c | d")
    assert story.had(a=False).unchanged == (Unchanged("e", ("d",)),)


def test_a_reason_that_stayed_goes_before_one_that_came_with_the_change() -> None:
    story = chain("a", "~n = ~a", "b", "c", "d = a | n | b & c")
    assert story.had(a=False).unchanged == (Unchanged("d", ("b", "c")),)


def test_what_stepped_in_instead_keeps_it_too() -> None:
    story = chain("a", "~backup = ~a", "c = a | backup")
    assert story.had(a=False) == Difference(
        {"a": False}, {"backup": True}, (Unchanged("c", ("backup",)),)
    )


def test_something_still_missing_keeps_it_from_happening() -> None:
    story = chain("~a", "~b", "~c = a & b")
    assert story.had(a=True).unchanged == (Unchanged("c", ("b",)),)


def test_what_was_told_against_its_reasons_stays_as_told() -> None:
    story = chain("a", "~b = a")
    assert story.had(a=False) == Difference({"a": False}, {}, (Unchanged("b", ()),))


def test_what_was_so_anyway_changes_nothing() -> None:
    assert chain("a", "b = a").had(a=True) == Difference({"a": True}, {})


def test_several_things_at_once() -> None:
    story = chain("a", "b", "c = a | b")
    assert story.had({"a": False, "b": False}).changed == {"c": False}


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(BadModel) as refused:
        chain("a").had(nobody=True)
    assert (refused.value.code, refused.value.names) == ("unknown_name", ("nobody",))


FORMULAS = st.recursive(
    st.sampled_from(["a", "b", "c", "~a", "~b", "~c"]),
    lambda parts: st.builds("({}) {} ({})".format, parts, st.sampled_from("&|"), parts),
    max_leaves=8,
)


@given(FORMULAS, st.tuples(st.booleans(), st.booleans(), st.booleans()))
def test_what_is_named_suffices_whatever_else(formula: str, roots: tuple[bool, ...]) -> None:
    values = dict(zip("abc", roots, strict=True))
    told = [Variable(name, actual=value) for name, value in values.items()]
    effect = Chain((*told, Variable("e", parse(formula)))).worlds.told({}).actual["e"]
    story = Chain((*told, Variable("e", parse(formula), actual=effect)))
    flipped = {"a": not values["a"]}
    for one in story.had(flipped).unchanged:
        held = {name: {**values, **flipped}[name] for name in one.because}
        for other in range(8):
            world = {name: bool(other >> place & 1) for place, name in enumerate("abc")}
            assert story.worlds.do(world | held)["e"] is effect
