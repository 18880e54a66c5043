"""The temperature of a call: rises at once, stays, falls slowly; taps beat text, the agent both."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.calls import TAPS, Sign, SignKind, Temperature, temperature
from kulanz.calls.temperature import SIGN_KINDS

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def sec(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def stage(signs: list[tuple[float, str, int]], at: float) -> str:
    rows = [Sign(sec(when), kind, level) for when, kind, level in signs]  # type: ignore[arg-type] # of the table below
    return temperature(rows, sec(at)).stage


@pytest.mark.parametrize(
    ("signs", "at", "wanted"),
    [
        ([], 0, "calm"),
        ([(0, "text", 2)], 0, "loud"),  # at once
        ([(0, "text", 2)], 29, "loud"),
        ([(0, "text", 2)], 30, "tense"),  # thirty quiet seconds: one stage
        ([(0, "text", 2)], 59, "tense"),
        ([(0, "text", 2)], 60, "calm"),
        ([(0, "text", 3), (1, "text", 0), (2, "text", 0)], 2, "attacking"),  # four seconds
        ([(0, "text", 3), (5, "text", 0)], 5, "attacking"),  # one calm note is not enough
        ([(0, "text", 3), (5, "text", 0), (6, "text", 0)], 6, "loud"),
        ([(0, "text", 1), (1, "text", 3)], 1, "attacking"),  # rises within the minimum stay
        ([(0, "loud", 0), (5, "text", 0), (10, "text", 0)], 59, "loud"),  # a tap holds a minute
        ([(0, "loud", 0)], 60, "tense"),
        ([(0, "loud", 0), (5, "text", 3)], 5, "attacking"),
        ([(0, "personal", 0)], 0, "attacking"),
        ([(0, "text", 3), (1, "cooler", 0)], 1, "loud"),  # the agent knows better
        ([(0, "text", 3), (1, "cooler", 0), (9, "text", 3)], 9, "loud"),
        ([(0, "cooler", 0), (9, "text", 4)], 9, "unreachable"),  # danger is told anyway
        ([(0, "text", 3), (1, "warmer", 0)], 1, "unreachable"),
        ([(0, "cooler", 0)], 0, "calm"),
        ([(0, "warmer", 0), (1, "loud", 0)], 1, "loud"),
    ],
)
def test_stage(signs: list[tuple[float, str, int]], at: float, wanted: str) -> None:
    assert stage(signs, at) == wanted


@st.composite
def histories(draw: st.DrawFn) -> list[Sign]:
    kinds = st.sampled_from(SIGN_KINDS)
    rows = draw(st.lists(st.tuples(st.integers(0, 600), kinds, st.integers(0, 4)), max_size=30))
    return [Sign(sec(at), kind, level) for at, kind, level in rows]


@given(histories(), st.integers(0, 700))
def test_what_comes_later_changes_nothing_now(signs: list[Sign], at: int) -> None:
    until = [sign for sign in signs if sign.at <= sec(at)]
    assert temperature(signs, sec(at)) == temperature(until, sec(at))


@given(histories(), st.randoms(), st.integers(0, 700))
def test_the_order_of_telling_does_not_matter(signs: list[Sign], shuffle: object, at: int) -> None:
    mixed = list(signs)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined] # a Random
    assert temperature(mixed, sec(at)) == temperature(signs, sec(at))


@given(histories())
def test_it_never_falls_two_stages_within_four_seconds_by_itself(signs: list[Sign]) -> None:
    rows = [sign for sign in signs if sign.kind not in {"cooler", "warmer"}]
    values = [temperature(rows, sec(at)).value for at in range(0, 700, 4)]
    assert all(after >= before - 1 for before, after in pairwise(values))


@given(histories(), st.integers(0, 600), st.integers(1, 4))
def test_a_hotter_line_is_never_delayed(signs: list[Sign], at: int, level: int) -> None:
    rows = [sign for sign in signs if sign.kind not in {"cooler", "warmer"}]
    hot = temperature([*rows, Sign(sec(at), "text", level)], sec(at))
    assert hot.value >= level


@given(histories())
def test_after_a_long_silence_it_is_calm(signs: list[Sign]) -> None:
    assert temperature(signs, sec(2000)) == Temperature(
        "calm", 0, temperature(signs, sec(2000)).since, temperature(signs, sec(2000)).source
    )


@given(histories(), st.integers(0, 600), st.sampled_from(TAPS), st.integers(0, 700))
def test_a_tap_never_cools_not_even_later(
    signs: list[Sign], tapped: int, kind: SignKind, at: int
) -> None:
    with_tap = temperature([*signs, Sign(sec(tapped), kind)], sec(at))
    assert with_tap.value >= temperature(signs, sec(at)).value


def test_a_tap_holds_for_its_minute_below_the_agents_own_word() -> None:
    signs = [Sign(sec(0), "loud"), Sign(sec(0), "warmer"), Sign(sec(31), "loud")]
    assert [temperature(signs, sec(at)).value for at in (31, 90, 91, 121)] == [3, 3, 2, 1]


@given(histories(), st.integers(0, 600), st.integers(0, 700))
def test_a_calm_note_cools_by_one_stage_at_most(signs: list[Sign], noted: int, at: int) -> None:
    """What is older never lowers what is newer by more than its own stage."""
    calm = temperature([*signs, Sign(sec(noted), "text", 0)], sec(at)).value
    assert calm >= temperature(signs, sec(at)).value - 1
