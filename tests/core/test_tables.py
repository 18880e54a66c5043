"""Weights of many classes in one whole number: the sums are those of class by class."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.languages.tables import Row, Table, pack_table, unpack_table

WEIGHT = st.floats(-25, 25, width=16)
ROWS = st.dictionaries(
    st.sampled_from([f"w{n}" for n in range(30)]),
    st.dictionaries(st.integers(0, 4), WEIGHT, min_size=1).map(
        lambda row: tuple(sorted(row.items()))
    ),
    min_size=1,
)
SEEN = st.dictionaries(st.sampled_from([f"w{n}" for n in range(40)]), st.floats(0, 1))
CLASSES = ("a", "b", "c", "d", "e")
BIAS = (0.5, -1.0, 0.0, 2.0, -3.5)


@given(ROWS, SEEN)
def test_the_sums_are_those_of_class_by_class(rows: dict[str, Row], seen: dict[str, float]) -> None:
    plain = list(BIAS)
    for feature, value in seen.items():
        for place, weight in rows.get(feature, ()):
            plain[place] += weight * value
    assert Table(CLASSES, BIAS, rows).sums(seen) == pytest.approx(plain, abs=0.03)


@given(ROWS, SEEN)
def test_the_order_of_words_changes_no_bit(rows: dict[str, Row], seen: dict[str, float]) -> None:
    table = Table(CLASSES, BIAS, rows)
    assert table.sums(seen) == table.sums(dict(reversed(seen.items())))


@given(ROWS)
def test_a_table_comes_back_from_its_bytes(rows: dict[str, Row]) -> None:
    table = Table(CLASSES, BIAS, rows)
    assert unpack_table(pack_table(table)) == table
