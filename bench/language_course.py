"""How well the course of a conversation is read: the labelled dialogues of tests/language.

    .venv/bin/python bench/language_course.py            # developed on: two thirds
    .venv/bin/python bench/language_course.py --kept     # every third id, looked at only here
    .venv/bin/python bench/language_course.py --misses   # with what was missed (never with --kept)

A turn counts as found when it is the labelled turn or the customer's turn next to it; `exact`
says how often it is that very turn. Commitments match when the side is right and the quotes
share most of their words.
"""

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from kulanz.case import LanguageCode, Utterance
from kulanz.commitments.spoken import find_commitments
from kulanz.reading.conversation import steps_heard
from kulanz.signals.conversation import conversation
from kulanz.signals.uptake import lines, without_uptake

ROOT = Path(__file__).resolve().parent.parent / "tests" / "language"
LANGUAGES: tuple[LanguageCode, ...] = ("de", "nl", "en")
KEYS = ("tips_at", "no_uptake_from", "switch_to_mail")
NEAR = 2  # turns: the customer's turn before or after
SHARED = 0.5  # of the words of the shorter quote

Table = dict[str, Counter[str]]


def dialogues(language: LanguageCode, *, kept: bool) -> list[dict[str, Any]]:
    found = [
        one
        for path in sorted((ROOT / language).glob("dialogues_*.toml"))
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["dialogue"]
    ]
    return [one for one in found if (int(one["id"][-3:]) % 3 == 0) == kept]


def utterances(one: dict[str, Any]) -> tuple[Utterance, ...]:
    return tuple(
        Utterance(turn["text"], turn["speaker"], number)
        for number, turn in enumerate(one["turns"], start=1)
    )


def measure(language: LanguageCode, *, kept: bool, misses: bool) -> Table:
    table: Table = {}
    for one in dialogues(language, kept=kept):
        said = utterances(one)
        notes: list[str] = []
        _places(table, one, said, language, notes)
        _uptake(table, one, said, language, notes)
        _heat(table, one, said, language)
        _steps(table, one, said, language, notes)
        _commitments(table, one, said, language, notes)
        if misses and notes:
            print(one["id"], *notes, sep="\n    ")
    return table


def _count(table: Table, key: str, outcome: str) -> None:
    table.setdefault(key, Counter())[outcome] += 1


def _places(
    table: Table,
    one: dict[str, Any],
    said: tuple[Utterance, ...],
    language: LanguageCode,
    notes: list[str],
) -> None:
    found = conversation(said, language)
    for key in KEYS:
        wanted, got = one[key], getattr(found, key)
        if wanted and got and abs(wanted - got) <= NEAR:
            _count(table, key, "hit")
            _count(table, key, "exact" if wanted == got else "near")
        else:
            if wanted:
                _count(table, key, "missed")
            if got:
                _count(table, key, "false")
            if wanted or got:
                notes.append(f"{key}: wanted {wanted}, got {got}; heats {found.heats}")


def _uptake(
    table: Table,
    one: dict[str, Any],
    said: tuple[Utterance, ...],
    language: LanguageCode,
    notes: list[str],
) -> None:
    missed = without_uptake(lines(said, language), language)
    for number, turn in enumerate(one["turns"], start=1):
        if "uptake" not in turn:
            continue
        if not turn["uptake"]:
            _count(table, "no uptake", "hit" if number in missed else "missed")
        elif number in missed:
            _count(table, "no uptake", "false")
        if (number in missed) == turn["uptake"]:
            notes.append(f"uptake {turn['uptake']}: {turn['text']}")


def _heat(
    table: Table, one: dict[str, Any], said: tuple[Utterance, ...], language: LanguageCode
) -> None:
    heats = conversation(said, language).heats
    for turn, value in zip(one["turns"], heats, strict=True):
        if "heat" in turn:
            apart = abs(turn["heat"] - value)
            _count(table, "heat", "turns")
            _count(table, "heat", "exact" if apart == 0 else "near" if apart == 1 else "far")


def _steps(
    table: Table,
    one: dict[str, Any],
    said: tuple[Utterance, ...],
    language: LanguageCode,
    notes: list[str],
) -> None:
    wanted = {step for turn in one["turns"] for step in turn.get("steps", ())}
    got = set(steps_heard(said, language))
    for step in wanted | got:
        outcome = "hit" if step in wanted & got else "missed" if step in wanted else "false"
        _count(table, "steps", outcome)
        _count(table, f"  {step}", outcome)
        if outcome != "hit":
            notes.append(f"step {step} {outcome}")


def _words(text: str) -> set[str]:
    return {word.strip(".,!?;:") for word in text.lower().split()}


def _match(wanted: dict[str, Any], by: str, quote: str) -> bool:
    a, b = _words(wanted["quote"]), _words(quote)
    return wanted["by"] == by and len(a & b) >= SHARED * min(len(a), len(b))


def _commitments(
    table: Table,
    one: dict[str, Any],
    said: tuple[Utterance, ...],
    language: LanguageCode,
    notes: list[str],
) -> None:
    open_ones = list(one["commitments"])
    for found in find_commitments(said, language):
        match = next((w for w in open_ones if _match(w, found.by, found.quote)), None)
        _count(table, "commitments", "hit" if match else "false")
        if match is None:
            notes.append(f"false commitment {found.by}: {found.quote} | {found.due}")
            continue
        open_ones.remove(match)
        if match["due"]:
            same = _words(match["due"]) & _words(found.due)
            _count(table, "  due", "hit" if same else "false" if found.due else "missed")
            if not same:
                notes.append(f"due: wanted {match['due']}, got {found.due}")
    for wanted in open_ones:
        _count(table, "commitments", "missed")
        if wanted["due"]:
            _count(table, "  due", "missed")
        notes.append(f"missed commitment {wanted['by']}: {wanted['quote']}")


def rates(counts: Counter[str]) -> str:
    hit, false, missed = counts["hit"], counts["false"], counts["missed"]
    precision = f"{hit / (hit + false):.2f}" if hit + false else "   -"
    recall = f"{hit / (hit + missed):.2f}" if hit + missed else "   -"
    return f"{hit:4} {false:5} {missed:6}  {precision:>9}  {recall:>6}"


def show(language: LanguageCode, table: Table, many: int) -> None:
    print(f"\n{language}, {many} dialogues     hit false missed  precision  recall")
    order = [*KEYS, "no uptake", "steps", *(k for k in sorted(table) if k.startswith("  "))]
    for key in (*order, "commitments"):
        if key in table:
            more = ""
            if table[key]["exact"] or table[key]["near"]:
                more = f"   exact {table[key]['exact']}/{table[key]['hit']}"
            print(f"  {key:<20} {rates(table[key])}{more}")
    heat = table.get("heat", Counter())
    if heat["turns"]:
        exact, near = heat["exact"] / heat["turns"], (heat["exact"] + heat["near"]) / heat["turns"]
        print(f"  heat of {heat['turns']} turns: exact {exact:.2f}, within one {near:.2f}")


if __name__ == "__main__":
    kept = "--kept" in sys.argv
    for code in LANGUAGES:
        many = len(dialogues(code, kept=kept))
        if many:
            show(code, measure(code, kept=kept, misses="--misses" in sys.argv and not kept), many)
