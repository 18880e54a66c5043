"""How many of the reasons in strangers' call notes are read.

    .venv/bin/python bench/language_links.py [--misses]

`notes/<language>.txt` was written and labelled by people who saw nothing of ours: a note, then a
line `> effect < cause` for each reason in it, then a blank line; " / " ends a line of a note. Two
reasons of three have no connective. The notes were looked at when `chain.toml` was last widened,
so the figures are kinder than the next stranger's would be. Two sides are the same when they share
half of the words of the shorter one (`language_statements`).
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from language_statements import alike, words

from kulanz.case import LanguageCode
from kulanz.chain import parse_notation
from kulanz.facts import parse_transcript
from kulanz.languages import CODES

NOTES = Path(__file__).with_name("notes")
Link = tuple[str, str]  # cause, effect


def notes(language: LanguageCode) -> Iterator[tuple[str, list[Link]]]:
    """Each note and the reasons labelled in it."""
    for block in (NOTES / f"{language}.txt").read_text(encoding="utf-8").split("\n\n"):
        text, *labels = block.strip().splitlines()
        pairs = [label.removeprefix(">").partition("<") for label in labels]
        told = [(cause.strip(), effect.strip()) for effect, _, cause in pairs]
        yield text.replace(" / ", "\n"), told


def read(text: str, language: LanguageCode) -> list[Link]:
    """The reasons that the reader finds in a note of the desk."""
    noted = [replace(one, speaker="agent") for one in parse_transcript(text)]
    chain = parse_notation(noted, language)
    label = {node.id: node.label for node in chain.nodes}
    return [(label[one.cause], label[one.effect]) for one in chain.links if one.kind != "had"]


def compared(told: list[Link], found: list[Link], language: LanguageCode) -> tuple[int, list[Link]]:
    """How many were found, and those that were not; what remains of `found` is false."""
    missed = []
    for one in told:
        same = (other for other in found if _same(one, other, language))
        met = next(same, None)
        if met:
            found.remove(met)
        else:
            missed.append(one)
    return len(told) - len(missed), missed


def _same(one: Link, other: Link, language: LanguageCode) -> bool:
    return all(
        alike(words(a, language), words(b, language)) for a, b in zip(one, other, strict=True)
    )


def main() -> None:
    """Prints a line for each language, and on demand what was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true")
    shown = parser.parse_args().misses
    for language in CODES:
        right = false = gone = 0
        for text, told in notes(language):
            found = read(text, language)
            met, missed = compared(told, found, language)
            right, false, gone = right + met, false + len(found), gone + len(missed)
            if shown and (missed or found):
                sys.stdout.write(f"{text}\n   missed {missed}\n   false  {found}\n")
        shares = f"P {right / max(1, right + false):.3f}  R {right / max(1, right + gone):.3f}"
        f1 = 2 * right / max(1, 2 * right + false + gone)
        sys.stdout.write(f"{language}  {shares}  F1 {f1:.3f}\n")


if __name__ == "__main__":
    main()
