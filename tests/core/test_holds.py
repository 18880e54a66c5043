"""Holds: what they stop, how they join, how they end."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.commitments.holds import (
    STOPS,
    DocumentKind,
    Hold,
    HoldKind,
    active,
    broken_hold,
    extended,
    lifted,
    obeyed,
    placed,
)

START = datetime(2026, 3, 11, 9, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def hold(
    since: float, until: float | None, kind: HoldKind = "dispute", *, order: str = "4711"
) -> Hold:
    ends = None if until is None else day(until)
    return Hold(kind, order, day(since), ends, by="anna", reason=f"from {since}")


DISPUTE, DUNNING = hold(0, 10), hold(5, None, "dunning")
BOTH = (DUNNING, DISPUTE)


@pytest.mark.parametrize(
    ("dated", "document", "expected"),
    [
        (-0.01, "dunning", None),
        (0, "dunning", DISPUTE),  # from the first moment
        (9.99, "dunning", DISPUTE),
        (10, "dunning", DUNNING),  # up to, and without, the last
        (7, "reminder", DISPUTE),
        (7, "bureau_report", DISPUTE),
        (11, "bureau_report", None),  # a dunning hold does not speak of bureaus
        (900, "collection", DUNNING),
    ],
)
def test_which_hold_a_document_breaks(
    dated: float, document: DocumentKind, expected: Hold | None
) -> None:
    at = day(dated)
    assert broken_hold(BOTH, order="4711", document_at=at, document=document) == expected
    assert obeyed(BOTH, order="4711", document_at=at, document=document) == (expected is None)


def test_a_hold_is_on_one_order() -> None:
    assert broken_hold(BOTH, order="4712", document_at=day(1)) is None
    assert active(BOTH, "4711", day(6)) == (DISPUTE, DUNNING)
    assert active(BOTH, "4712", day(6)) == ()


def test_what_each_kind_stops() -> None:
    assert set(STOPS["dispute"]) - set(STOPS["dunning"]) == {"bureau_report"}
    assert set(STOPS["dunning"]) - set(STOPS["dispute"]) == set()


def test_extending_only_makes_longer() -> None:
    assert extended(DISPUTE, day(12)).until == day(12)
    assert extended(DISPUTE, None).until is None
    with pytest.raises(ValueError, match="that is lifting, not extending"):
        extended(DISPUTE, day(9))
    with pytest.raises(ValueError, match="only lifted"):
        extended(DUNNING, day(90))


def test_lifting_ends_it_now() -> None:
    assert lifted(DISPUTE, day(3)).until == day(3)
    assert lifted(DISPUTE, day(11)) == DISPUTE
    assert lifted(DUNNING, day(1)).covers(day(5)) is False
    assert broken_hold([lifted(DISPUTE, day(3))], order="4711", document_at=day(4)) is None


def test_overlapping_and_touching_holds_of_one_kind_and_order_join() -> None:
    assert placed([DISPUTE], hold(8, 15)) == (hold(0, 15),)
    assert placed([DISPUTE], hold(10, 12)) == (hold(0, 12),)
    assert placed([DISPUTE], hold(2, 3)) == (DISPUTE,)
    assert placed([DISPUTE], hold(4, None)) == (hold(0, None),)
    assert placed([hold(6, 8), DISPUTE, hold(20, 30)], hold(9, 21)) == (hold(0, 30),)
    assert placed([hold(5, 10)], hold(0, 7)) == (hold(0, 10),)


def test_other_kinds_orders_and_times_stay_apart() -> None:
    apart = hold(11, 12)
    assert placed([DISPUTE], apart) == (DISPUTE, apart)
    assert placed([DISPUTE], DUNNING) == (DISPUTE, DUNNING)
    other = hold(1, 5, order="4712")
    assert placed([DISPUTE], other) == (DISPUTE, other)


def test_a_hold_runs_forward_between_aware_moments() -> None:
    with pytest.raises(ValueError, match="cannot end before it begins"):
        hold(3, 2)
    naive = START.replace(tzinfo=None)
    with pytest.raises(ValueError, match="with a time zone"):
        Hold("dispute", "1", naive, None, by="anna", reason="x")
    with pytest.raises(ValueError, match="with a time zone"):
        Hold("dispute", "1", START, naive + timedelta(days=1), by="anna", reason="x")


stretches = st.builds(
    lambda since, length: hold(since, None if length > 9 else since + length),
    st.integers(0, 30),
    st.integers(0, 10),
)


@given(st.lists(stretches, max_size=8), st.integers(-1, 60))
def test_joining_covers_exactly_the_same_moments(made: list[Hold], at: int) -> None:
    together: tuple[Hold, ...] = ()
    for one in made:
        together = placed(together, one)
    moment = day(at + 0.5)
    assert any(h.covers(moment) for h in made) == any(h.covers(moment) for h in together)
    assert len(active(together, "4711", moment)) <= 1
    gaps = [one.until is not None and one.until < two.since for one, two in pairwise(together)]
    assert all(gaps)
