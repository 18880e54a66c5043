"""How well declarations and behaviours are found on sentences kept out of the language packs.

Run this file to print the table that stands in docs/building/signals.md:
    .venv/bin/python tests/core/test_signals_measured.py
"""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from kulanz.case import LanguageCode, Utterance
from kulanz.languages import CODES, pack
from kulanz.signals import find_behaviours, find_declarations

Table = Counter[tuple[str, str]]
_LEAST = {"precision": 0.9, "recall": 0.85}


def sentences(language: LanguageCode) -> list[tuple[str, set[str]]]:
    path = Path(__file__).with_name("held_out_signals.toml")
    listed = tomllib.loads(path.read_text(encoding="utf-8"))[language]["sentences"]
    return [(text, set(codes)) for text, codes in listed]


def confusion(language: LanguageCode) -> Table:
    """Counts of ("hit" | "false" | "missed", code)."""
    follows = {c for c, entry in pack(language, "signals")["behaviours"].items() if "also" in entry}
    table: Table = Counter()
    for text, wanted in sentences(language):
        said = (Utterance(text, "customer", 1),)
        behaviours = {f.code for f in find_behaviours(said, language)} - follows
        found = {f.code for f in find_declarations(said, language)} | behaviours
        table.update(("hit", code) for code in found & wanted)
        table.update(("false", code) for code in found - wanted)
        table.update(("missed", code) for code in wanted - found)
    return table


def total(table: Table, outcome: str) -> int:
    return sum(count for (kind, _), count in table.items() if kind == outcome)


def measures(table: Table) -> dict[str, float]:
    hits = total(table, "hit")
    return {
        "precision": hits / (hits + total(table, "false")),
        "recall": hits / (hits + total(table, "missed")),
    }


@pytest.mark.parametrize("language", CODES)
def test_precision_first_and_recall_not_lost(language: LanguageCode) -> None:
    found = measures(confusion(language))
    low = {name: found[name] for name, least in _LEAST.items() if found[name] < least}
    assert low == {}


@pytest.mark.parametrize("language", CODES)
def test_every_declaration_is_measured(language: LanguageCode) -> None:
    labelled = {code for _, codes in sentences(language) for code in codes}
    assert set(pack(language, "signals")["declarations"]) - labelled == set()


def lines() -> list[str]:
    rows = ["language  hit  false  missed  precision  recall"]
    for language in CODES:
        table = confusion(language)
        found = measures(table)
        rows.append(
            f"{language:<8}  {total(table, 'hit'):>3}  {total(table, 'false'):>5}"
            f"  {total(table, 'missed'):>6}  {found['precision']:>9.2f}  {found['recall']:>6.2f}"
        )
        rows += [f"    {kind}: {code}" for kind, code in sorted(table) if kind != "hit"]
    return rows


if __name__ == "__main__":
    print("\n".join(lines()))  # noqa: T201 - the table is the purpose
