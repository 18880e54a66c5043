"""What one more line of a call costs, from the words to the sentence: `python bench/call`.

A call of real dialogues (`tests/language`), one after another, is read line by line in a process
of its own. Every line is new to it. A line is everything that a keystroke asks for: the reading,
the temperature, whether explanations land, and the hint. Processor time of one thread.
"""

import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from kulanz.calls import (
    CallReading,
    Entry,
    Moment,
    Sign,
    assist,
    due_in,
    landing,
    parse_line,
    signs_of,
    temperature,
)
from kulanz.case import LanguageCode
from kulanz.countries import Profile, profile
from kulanz.protocol import Progress

TEXTS = Path(__file__).parents[2] / "tests" / "language"
LANGUAGES: tuple[LanguageCode, ...] = ("de", "nl", "en")
PACKS = {"de": "de_shop", "nl": "nl_shop", "en": "uk_shop"}
LENGTHS = (50, 100, 200, 400)
AROUND = 40  # lines before each length that its figures are taken from
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PACE = timedelta(seconds=6)
GOAL_MS, AT = 5.0, 200
TAP_EVERY = 10


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds for one more line, when a call has so many."""

    language: LanguageCode
    lines: int
    median: float
    p95: float
    worst: float


def costs() -> Iterator[Cost]:
    """The costs at each length of a call, for each language."""
    for language in LANGUAGES:
        took = _took(_typed(language), language)
        for length in LENGTHS:
            last = sorted(took[max(0, length - AROUND) : length])
            yield Cost(language, length, median(last), last[int(0.95 * len(last))], last[-1])


def shown() -> int:
    """Prints the table; how many goals were missed."""
    found = list(costs())
    print("language | lines | median ms | p95 ms | worst ms | of 50 lines")
    missed = 0
    for one in found:
        first = next(f for f in found if f.language == one.language)
        factor = one.median / first.median
        grows = one.lines / first.lines
        ok = factor <= grows and (one.lines != AT or one.median < GOAL_MS)
        missed += not ok
        cells = f"{one.median:9.2f} | {one.p95:6.2f} | {one.worst:8.2f} | x {factor:.2f}"
        print(f"{one.language:8} | {one.lines:5} | {cells}{'' if ok else '  MISSED'}")
    print(
        f"goal: under {GOAL_MS:.0f} ms at the median at {AT} lines, growing no more than linearly"
    )
    return missed


def _typed(language: LanguageCode) -> list[str]:
    """The dialogues as they would be typed: what the agent says after a colon."""
    dialogues = [
        one
        for path in sorted((TEXTS / language).glob("dialogues_*.toml"))
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["dialogue"]
    ]
    lines = dict.fromkeys(
        f": {turn['text']}" if turn["speaker"] == "agent" else turn["text"]
        for one in dialogues
        for turn in one["turns"]
    )
    found = list(lines)
    while len(found) < LENGTHS[-1]:  # too few dialogues: other words in the same sentences
        found += [f"{line} {len(found)}" for line in found[: LENGTHS[-1] - len(found)]]
    return found[: LENGTHS[-1]]


def _took(typed: list[str], language: LanguageCode) -> list[float]:
    reading, taps = CallReading(language), []
    country = profile(PACKS[language])
    took = []
    _one(CallReading(language), "erste Zeile", START, (), country)  # loads the language
    for number, line in enumerate(typed, start=1):
        at = START + number * PACE
        if number % TAP_EVERY == 0:
            taps.append(Sign(at, "interrupts"))
        begun = time.thread_time()
        reading = _one(reading, line, at, tuple(taps), country)
        took.append((time.thread_time() - begun) * 1000)
    return took


def _one(
    reading: CallReading, line: str, at: datetime, taps: tuple[Sign, ...], country: Profile
) -> CallReading:
    """All that one line asks for."""
    language = reading.language
    typed = parse_line(line)
    due_in(typed.text, language, now=at, profile=country)
    number = len(reading.entries) + 1
    reading = reading.after(Entry(number, typed.speaker, typed.text, typed.kind, at))
    warm = temperature(signs_of(reading, taps), at)
    landing(reading, taps)
    moment = Moment(
        reading=reading, temperature=warm, progress=Progress(told=number), signs=taps, at=at
    )
    assist(moment, language=language, screen=language)
    return reading
