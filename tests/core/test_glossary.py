"""The glossary: one word per thing, in three languages, used by the product."""

import re
from pathlib import Path

import pytest

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"


def rows() -> list[list[str]]:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_the_table_has_five_columns_everywhere() -> None:
    head, rule, *terms = rows()
    assert head[:4] == ["key", "Deutsch", "Nederlands", "English"]
    assert set("".join(rule)) == {"-"}
    assert [row for row in terms if len(row) != 5] == []


def test_every_thing_has_one_key_and_a_word_in_every_language() -> None:
    terms = rows()[2:]
    keys = [row[0] for row in terms]
    assert sorted(keys) == sorted(set(keys))
    assert [key for key in keys if not re.fullmatch(r"[a-z][a-z_]*", key)] == []
    assert [row[0] for row in terms if not all(row[1:4])] == []


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("goodwill", ["Kulanz", "coulance", "goodwill (gesture)"]),
        ("commitment", ["Zusage", "toezegging", "commitment"]),
        ("recap", ["Zusammenfassung, Rekapitulation", "samenvatting", "recap"]),
    ],
)
def test_words_of_the_trade(key: str, words: list[str]) -> None:
    assert {row[0]: row[1:4] for row in rows()}[key] == words
