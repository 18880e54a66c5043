"""How well declarations, behaviours and heat are read on our own labelled texts.

    .venv/bin/python bench/language_signals.py            the table
    .venv/bin/python bench/language_signals.py --misses   and what went wrong, development part only

The texts of `tests/language/<code>/texts_*.toml` are split by their number: every third one is kept
back, and of it only figures are ever printed. A finding is right when its code is a label's code
and the two quotes overlap or stand in one sentence. Labels name the clearest quote of a code only,
so `codes` also counts each code once per text, wherever it was found. Calm texts are those labelled
with heat 0.
"""

import argparse
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kulanz.case import Finding, LanguageCode
from kulanz.facts import parse_transcript
from kulanz.languages import CODES
from kulanz.signals import find_behaviours, find_declarations, heat

_TEXTS = Path(__file__).parents[1] / "tests" / "language"
_KEPT_BACK = 3
_ALARM = 3
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*|\n")
Text = dict[str, Any]


@dataclass
class Score:
    """Counts of one part of the set: hits by finding, hits by label, and the heat."""

    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)  # "d right", "B false", "d missed"
    heat_off: list[tuple[int, int]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def precision(self, first: str) -> float:
        """The share of findings that are right; `first` is "B" for behaviours, "d" otherwise."""
        return _share(_total(self.right, first), _total(self.false, first))

    def recall(self, first: str) -> float:
        """The share of labels that were found."""
        return _share(_total(self.met, first), _total(self.missed, first))

    def per_text(self, first: str) -> tuple[float, float]:
        """Precision and recall of the codes of a text, whatever the quotes."""
        right, false, missed = (
            self.codes[f"{first} {what}"] for what in ("right", "false", "missed")
        )
        return _share(right, false), _share(right, missed)

    def heat_within(self, steps: int) -> float:
        """The share of texts whose heat is at most so many steps from the label."""
        close = sum(abs(found - wanted) <= steps for found, wanted in self.heat_off)
        return close / max(1, len(self.heat_off))

    def alarms(self) -> str:
        """Calm texts that were called attacking, of all calm ones."""
        calm = [found for found, wanted in self.heat_off if wanted == 0]
        return f"{sum(found >= _ALARM for found in calm)}/{len(calm)}"


def _share(part: int, other: int) -> float:
    return part / max(1, part + other)


def _total(counts: Counter[str], kind: str) -> int:
    return sum(n for code, n in counts.items() if (code[0] == "B") == (kind == "B"))


def _codes(codes: Iterable[str], first: str) -> set[str]:
    return {code for code in codes if (code[0] == "B") == (first == "B")}


def texts(language: LanguageCode) -> Iterator[Text]:
    """The labelled customer texts of one language."""
    for path in sorted((_TEXTS / language).glob("texts_*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8"))["text"]


def kept_back(text: Text) -> bool:
    """Whether nobody may look at this text: every third number."""
    return int(text["id"][-3:]) % _KEPT_BACK == 0


def _reach(text: str, quote: str) -> list[range]:
    """Where a quote may be met: each of its places, widened to the sentences it touches."""
    places = [match.span() for match in re.finditer(re.escape(quote), text)] if quote else []
    found = []
    for start, end in places:
        touched = [
            m.span() for m in _SENTENCE.finditer(text) if m.start() < end and start < m.end()
        ]
        found.append(range(min(a for a, _ in touched), max(b for _, b in touched)))
    return found


def _meet(text: str, one: str, other: str) -> bool:
    return any(
        a.start < b.stop and b.start < a.stop
        for a in _reach(text, one)
        for b in _reach(text, other)
    )


def _compare(text: Text, found: tuple[Finding, ...], score: Score) -> None:
    words = text["text"]
    labels = [*text.get("declarations", ()), *text.get("behaviours", ())]
    for first in "dB":
        said = _codes((one.code for one in found), first)
        meant = _codes((label["code"] for label in labels), first)
        score.codes[f"{first} right"] += len(said & meant)
        score.codes[f"{first} false"] += len(said - meant)
        score.codes[f"{first} missed"] += len(meant - said)
    for one in found:
        fits = any(
            label["code"] == one.code and _meet(words, label["quote"], one.quote)
            for label in labels
        )
        (score.right if fits else score.false)[one.code] += 1
        if not fits:
            score.wrong.append(f"{text['id']} false  {one.code}: {one.quote}")
    for label in labels:
        fits = any(
            label["code"] == one.code and _meet(words, label["quote"], one.quote) for one in found
        )
        (score.met if fits else score.missed)[label["code"]] += 1
        if not fits:
            score.wrong.append(f"{text['id']} missed {label['code']}: {label['quote']}")


def measure(language: LanguageCode, *, back: bool) -> Score:
    """The counts of the development part or of the part kept back."""
    score = Score()
    for text in texts(language):
        if kept_back(text) != back:
            continue
        said = parse_transcript(text["text"].strip())
        _compare(
            text, (*find_declarations(said, language), *find_behaviours(said, language)), score
        )
        value = heat(said, language).value
        score.heat_off.append((value, text["heat"]))
        if value != text["heat"]:
            score.wrong.append(f"{text['id']} heat   {text['heat']} read as {value}")
    return score


def _line(language: str, part: str, score: Score) -> str:
    figures = (
        score.precision("d"),
        score.recall("d"),
        score.precision("B"),
        score.recall("B"),
        score.heat_within(0),
        score.heat_within(1),
    )
    shown = "  ".join(f"{figure:>6.3f}" for figure in figures)
    return f"{language:<4}{part:<12}{len(score.heat_off):>4}  {shown}  {score.alarms():>8}"


def _weak(score: Score) -> Iterator[str]:
    for code in sorted({*score.false, *score.missed}):
        yield (
            f"    {code:<20} right {score.right[code]:>3}  false {score.false[code]:>3}"
            f"  found {score.met[code]:>3}  missed {score.missed[code]:>3}"
        )


def main() -> None:
    """Print the table; with `--misses` also what was wrong in the development part."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--codes", action="store_true", help="figures by code, both parts")
    parser.add_argument("--language", choices=CODES)
    asked = parser.parse_args()
    out = sys.stdout.write
    out("                     n  decl P  decl R  beh  P  beh  R  heat=0  heat<1  alarms\n")
    for language in (asked.language,) if asked.language else CODES:
        for part, back in (("development", False), ("kept back", True)):
            score = measure(language, back=back)
            out(_line(language, part, score) + "\n")
            if asked.codes:
                out("\n".join(_weak(score)) + "\n")
            if asked.misses and not back:
                out("\n".join(score.wrong) + "\n")


if __name__ == "__main__":
    main()
