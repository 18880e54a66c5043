"""Whether a conversation is about to tip, from the course of small signals of each turn.

Advice to the person who is in the conversation, with the turns that raised it; never used for the
order of a queue, a remedy, a price or a note about a person. It is often wrong: the best
published systems reach about 70 % where guessing gives 50 (Chang and Danescu-Niculescu-Mizil
2019, Conversations Gone Awry). How often ours is wrong stands in `models/derailment.md`.

The signals are counts of words from `turns.toml` of each language and signs; they are put on one
scale per language, and from there on the model does not know which language it reads. The
course is the mean, the highest, the lowest and the last value of each signal so far.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kulanz.case import LanguageCode
from kulanz.languages.pack import pack
from kulanz.languages.remembered import remembered

WORD_SIGNALS = ("you", "me", "not", "sure", "hedge", "please", "blame", "but")
SIGNALS = (*WORD_SIGNALS, "length", "questions", "exclamations", "capitals", "quotes")

_ENOUGH = 10_000  # characters of a turn
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MOST_SIGNS = 3
_RAISED = 0.05  # a turn that adds this much to the risk is named
_FAR = 4.0  # standard deviations; no single turn counts for more


@dataclass(frozen=True, slots=True)
class Forecast:
    """The risk after each turn, from 0 to 1; the turns (from 0) that raised it; where it alarms.

    `alarm` is the first turn after which the risk is above the threshold, or None.
    """

    risk: tuple[float, ...]
    raised: tuple[int, ...]
    alarm: int | None


@dataclass(frozen=True, slots=True)
class Weights:
    """A trained forecast: one weight for each of `columns()`, the scales of each language."""

    bias: float
    weights: tuple[float, ...]
    threshold: float
    scales: Mapping[str, Mapping[str, tuple[float, float]]]


def forecast(turns: Sequence[str], language: LanguageCode) -> Forecast:
    """The course of a conversation, from the customer's turns in order. Advice only."""
    weights = derailment()
    scale = weights.scales[language]
    scaled = [on_scale(turn_signals(turn, language), scale) for turn in turns]
    risk = tuple(_risk(weights, row) for row in course_rows(scaled))
    rises = [now - before for before, now in zip((0.5, *risk), risk, strict=False)]
    alarm = next((at for at, value in enumerate(risk) if value > weights.threshold), None)
    return Forecast(risk, tuple(at for at, rise in enumerate(rises) if rise >= _RAISED), alarm)


@remembered
def turn_signals(text: str, language: LanguageCode) -> dict[str, float]:
    """The signals of one turn; words count less the longer the turn is."""
    head = text[:_ENOUGH]
    words = [word.replace("’", "'") for word in _WORD.findall(head)]
    lower = [word.lower() for word in words]
    damp = math.sqrt(len(words) + 1)
    found = {name: _count(lower, name, language) / damp for name in WORD_SIGNALS}
    capitals = sum(len(word) > 1 and word.isupper() for word in words)
    return {
        **found,
        "length": math.log1p(len(words)),
        "questions": min(head.count("?"), _MOST_SIGNS),
        "exclamations": min(head.count("!"), _MOST_SIGNS),
        "capitals": min(capitals, _MOST_SIGNS),
        "quotes": min(sum(head.count(sign) for sign in '"„“'), _MOST_SIGNS),
    }


def _count(words: Sequence[str], name: str, language: LanguageCode) -> int:
    exact, stems = _words(name, language)
    return sum(word in exact or word.startswith(stems) for word in words)


@cache
def _words(name: str, language: LanguageCode) -> tuple[frozenset[str], tuple[str, ...]]:
    listed = pack(language, "turns")[name].split()
    stems = tuple(word[:-1] for word in listed if word.endswith("*"))
    return frozenset(word for word in listed if not word.endswith("*")), stems


def on_scale(
    signals: Mapping[str, float],
    scale: Mapping[str, tuple[float, float]],
    names: Sequence[str] = SIGNALS,
) -> tuple[float, ...]:
    """The signals as standard deviations from the mean of the language."""
    raw = ((signals[name] - scale[name][0]) / scale[name][1] for name in names)
    return tuple(max(-_FAR, min(_FAR, value)) for value in raw)


def columns() -> tuple[str, ...]:
    """The names of the numbers in a row of `course_rows`."""
    return tuple(
        f"{how}_{name}" for how in ("mean", "highest", "lowest", "last") for name in SIGNALS
    )


def course_rows(scaled: Sequence[tuple[float, ...]]) -> Iterator[tuple[float, ...]]:
    """One row after each turn: mean, highest, lowest and last value of every signal so far."""
    total = highest = lowest = None
    for number, now in enumerate(scaled, 1):
        total = tuple(map(sum, zip(total or (0.0,) * len(now), now, strict=True)))
        highest = tuple(map(max, highest or now, now))
        lowest = tuple(map(min, lowest or now, now))
        yield (*(value / number for value in total), *highest, *lowest, *now)


def _risk(weights: Weights, row: Sequence[float]) -> float:
    total = weights.bias + sum(w * value for w, value in zip(weights.weights, row, strict=True))
    return 1 / (1 + math.exp(-total))


@cache
def derailment() -> Weights:
    """The shipped weights, `models/derailment.json`."""
    source = files(__package__).joinpath("models", "derailment.json")
    return read_weights(source.read_text(encoding="utf-8"))


def read_weights(text: str) -> Weights:
    """The weights in the JSON that `tools/train` writes."""
    read = json.loads(text)
    scales = {
        language: {name: (mean, deviation) for name, (mean, deviation) in scale.items()}
        for language, scale in read["scales"].items()
    }
    weights = tuple(read["weights"][name] for name in columns())
    return Weights(read["bias"], weights, read["threshold"], scales)
