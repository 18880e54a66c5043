"""How well the check of replies and notes finds what must not be there, on sets of our own.

    .venv/bin/python bench/language_lint.py            both tables
    .venv/bin/python bench/language_lint.py --misses   and what went wrong, development part only

First the labelled notes. The notes of `tests/language/<code>/notes_*.toml` are split by their
number: every third one is kept back, and of it only figures are ever printed. A note counts once
per label: right when the check finds a label that the note has.

Then the samples of `tests/language/<code>/lint.toml`: bad sentences, found when their rule says
something, and good texts, false when any rule does. Of every list, every second one is kept back.
"""

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kulanz.case import LanguageCode
from kulanz.countries import profile
from kulanz.languages import CODES
from kulanz.protocol import LedgerLine, LintFinding, lint

_NOTES = Path(__file__).parents[1] / "tests" / "language"
_KEPT_BACK = 3
_LABELS = {
    "N_character_words": "character_word",
    "N_health_data": "health",
    "N_guess_about_person": "guess_about_person",
}
_SHOPS: dict[LanguageCode, str] = {"de": "de_shop", "nl": "nl_shop", "en": "uk_shop"}
Note = dict[str, Any]


def notes(code: LanguageCode, *, kept_back: bool) -> Iterator[Note]:
    """The labelled notes of one part of the set."""
    for path in sorted((_NOTES / code).glob("notes_*.toml")):
        for note in tomllib.loads(path.read_text(encoding="utf-8"))["note"]:
            number = int("".join(filter(str.isdigit, note["id"])))
            if (number % _KEPT_BACK == 0) == kept_back:
                yield note


def counts(code: LanguageCode, *, kept_back: bool, misses: bool) -> Counter[str]:
    """How often each label was right, false or missed; `notes` counts the notes."""
    found: Counter[str] = Counter()
    for note in notes(code, kept_back=kept_back):
        wanted = set(note["lint"])
        said = {
            _LABELS[f.code]
            for f in lint(note["text"], language=code, kind="note")
            if f.code in _LABELS
        }
        found["notes"] += 1
        for outcome, labels in (
            ("right", wanted & said),
            ("false", said - wanted),
            ("missed", wanted - said),
        ):
            found.update(f"{outcome} {label}" for label in labels)
            if misses and labels and outcome != "right":
                sys.stdout.write(f"{note['id']} {outcome} {sorted(labels)}: {note['text']}\n")
    return found


def row(name: str, label: str, found: Counter[str]) -> str:
    """One line of the table."""
    right, false, missed = (found[f"{o} {label}"] for o in ("right", "false", "missed"))
    precision = f"{right / (right + false):.2f}" if right + false else "-"
    recall = f"{right / (right + missed):.2f}" if right + missed else "-"
    return f"{name:<18}{label:<20}{right + missed:>7}{precision:>11}{recall:>8}\n"


def sampled(code: LanguageCode, *, kept_back: bool, misses: bool) -> Counter[str]:
    """How many bad sentences were found, and on how many good texts something was said."""
    table = tomllib.loads((_NOTES / code / "lint.toml").read_text(encoding="utf-8"))
    found: Counter[str] = Counter()
    for rule, texts in table["bad"].items():
        for text in texts[kept_back::2]:
            hit = rule in {f.code for f in check(table["case"], rule, text, code)}
            found.update(("bad", "found") if hit else ("bad",))
            if misses and not hit:
                sys.stdout.write(f"{code} missed {rule}: {text}\n")
    for kind, texts in table["good"].items():
        for text in texts[kept_back::2]:
            said = [(f.code, f.quote) for f in check(table["case"], kind, text, code)]
            found.update(("good", "false") if said else ("good",))
            if misses and said:
                sys.stdout.write(f"{code} false {said}: {text}\n")
    return found


def check(
    case: dict[str, str], rule: str, text: str, language: LanguageCode
) -> tuple[LintFinding, ...]:
    """What is said about a sample, with the case of its file; `rule` may be "note" too."""
    return lint(
        text,
        language=language,
        kind="note" if rule.startswith(("N_", "note")) else "reply",
        ledger=[LedgerLine("claim", case["claim"]), LedgerLine("fact", case["fact"])],
        customer=case["customer"],
        apology_level=0 if rule == "W_apology_level" else 1,
        profile=profile(_SHOPS[language]),
        role="AG",
    )


def samples(*, misses: bool) -> None:
    """Print the table of the samples."""
    sys.stdout.write(f"\n{'part':<18}{'bad':>6}{'found':>7}{'recall':>8}{'good':>6}{'false':>7}\n")
    for kept_back in (False, True):
        part = "kept back" if kept_back else "development"
        for code in CODES:
            n = sampled(code, kept_back=kept_back, misses=misses and not kept_back)
            recall = f"{n['found'] / n['bad']:.2f}"
            name = f"{part} {code}"
            sys.stdout.write(
                f"{name:<18}{n['bad']:>6}{n['found']:>7}{recall:>8}{n['good']:>6}{n['false']:>7}\n"
            )


def main() -> None:
    """Print the tables of both parts."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--misses", action="store_true")
    misses = arguments.parse_args().misses
    sys.stdout.write(f"{'part':<18}{'label':<20}{'labels':>7}{'precision':>11}{'recall':>8}\n")
    for kept_back in (False, True):
        part = "kept back" if kept_back else "development"
        whole: Counter[str] = Counter()
        for code in CODES:
            found = counts(code, kept_back=kept_back, misses=misses and not kept_back)
            for label in _LABELS.values():
                sys.stdout.write(row(f"{part} {code}", label, found))
                for outcome in ("right", "false", "missed"):
                    whole[f"{outcome} all"] += found[f"{outcome} {label}"]
            whole["notes"] += found["notes"]
        sys.stdout.write(row(f"{part} {whole['notes']}", "all", whole))
    samples(misses=misses)


if __name__ == "__main__":
    main()
