"""The laws of a guide's order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.protocol.order import BadGuide, GuideStep, order

IDS = ("a", "b", "c", "d", "e")


@st.composite
def guides(draw: st.DrawFn) -> tuple[GuideStep, ...]:
    made = []
    for at, one in enumerate(IDS):
        after = draw(st.sets(st.sampled_from(IDS[:at]))) if at else set()
        made.append(
            GuideStep(id=one, after=tuple(after), needs=(one,), may_skip=draw(st.booleans()))
        )
    return tuple(draw(st.permutations(made)))


SOME = st.sets(st.sampled_from(IDS))


@given(guides(), SOME, SOME, SOME)
def test_more_evidence_never_undoes_a_step(
    guide: tuple[GuideStep, ...], some: set[str], more: set[str], skipped: set[str]
) -> None:
    before, after = order(guide, some, skipped), order(guide, some | more, skipped)
    assert [after[one] for one in IDS if before[one] == "done"] == ["done"] * len(some)


@given(guides(), SOME, SOME)
def test_exactly_one_step_is_next_until_all_are_over(
    guide: tuple[GuideStep, ...], evidence: set[str], skipped: set[str]
) -> None:
    found = list(order(guide, evidence, skipped).values())
    assert found.count("next") == int(not set(found) <= {"done", "skipped"})


@given(guides(), st.permutations(IDS))
def test_the_order_of_evidence_does_not_matter(
    guide: tuple[GuideStep, ...], evidence: list[str]
) -> None:
    assert order(guide, evidence[:3]) == order(guide, sorted(evidence[:3]))


def test_evidence_after_a_skip_makes_the_step_done() -> None:
    guide = (GuideStep(id="a", needs=("told",), may_skip=True), GuideStep(id="b", after=("a",)))
    assert order(guide, (), ("a",)) == {"a": "skipped", "b": "done"}
    assert order(guide, ("told",), ("a",)) == {"a": "done", "b": "done"}


def test_a_cycle_is_refused_with_its_steps() -> None:
    with pytest.raises(BadGuide, match=r"^(a > b > a|b > a > b)$"):
        order((GuideStep(id="a", after=("b",)), GuideStep(id="b", after=("a",))), ())


@pytest.mark.parametrize("after", ["x", "a"])
def test_an_unknown_or_doubled_step_is_refused_by_name(after: str) -> None:
    with pytest.raises(BadGuide, match=f"^{after}$"):
        order((GuideStep(id="a"), GuideStep(id="b" if after == "x" else "a", after=(after,))), ())
