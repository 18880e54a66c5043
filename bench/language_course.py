"""How well the course of a conversation is read: the labelled dialogues of tests/language.

    .venv/bin/python bench/language_course.py            # one table, markdown
    .venv/bin/python bench/language_course.py --misses   # and what was missed in development

Every third id is kept back: only its figures are looked at, in this table.

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
from kulanz.signals.conversation import STEPS, conversation
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


def share(part: int, *others: int) -> str:
    whole = part + sum(others)
    return f"{part / whole:.2f}" if whole else "-"


def row(counts: Counter[str]) -> str:
    """Precision and recall, and for a turn how often it is that very one."""
    hit = counts["hit"]
    found = f"{share(hit, counts['false'])} / {share(hit, counts['missed'])}"
    exact = counts["exact"] + counts["near"]
    return f"{found} ({counts['exact']} of {hit} exact)" if exact else found


def heat_row(counts: Counter[str]) -> str:
    apart = (counts["exact"], counts["near"], counts["far"])
    return f"{share(*apart)} / {share(apart[0] + apart[1], apart[2])}"


def show(parts: dict[str, Table]) -> None:
    """One line for each signal, one column for each language and part."""
    keys = [*KEYS, "no uptake", "steps", *(f"  {step}" for step in STEPS), "commitments", "  due"]
    print("| precision / recall |", " | ".join(parts), "|")
    print("|---" * (len(parts) + 1) + "|")
    heats = (heat_row(table.get("heat", Counter())) for table in parts.values())
    print("| heat exact / within one |", " | ".join(heats), "|")
    for key in keys:
        rows = (row(table.get(key, Counter())) for table in parts.values())
        print(f"| {key} |", " | ".join(rows), "|")


if __name__ == "__main__":
    misses = "--misses" in sys.argv
    show(
        {
            f"{code} {'kept back' if kept else 'development'}, {len(dialogues(code, kept=kept))}": (
                measure(code, kept=kept, misses=misses and not kept)
            )
            for kept in (False, True)
            for code in LANGUAGES
        }
    )
