"""Whether a conversation is about to tip, from the course of small signals of each turn.

Advice to the person who is in the conversation, with the turns that raised it; never used for the
order of a queue, a remedy, a price or a note about a person. It is often wrong: the best
published systems reach about 70 % where guessing gives 50 (Chang and Danescu-Niculescu-Mizil
2019, Conversations Gone Awry). How often ours is wrong stands in `models/derailment.md`.

The signals of a turn (`turn_signals`) are put on one scale per language, and from there on the
model does not know which language it reads. The course is the mean, the highest, the lowest and
the last value of each signal so far, and how many turns there were.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kulanz.case import LanguageCode, Utterance
from kulanz.signals.turn_signals import SIGNALS, turn_signals

_UNKNOWN = 0.5  # the risk before anything was said
_RAISED = 0.05  # a turn that adds this much to the risk is named
_FAR = 4.0  # standard deviations; no single turn counts for more


@dataclass(frozen=True, slots=True)
class Forecast:
    """The risk, 0 to 1, after each of the customer's turns; the turns that raised it; the alarm.

    `raised` and `alarm` count the utterances from 1. `alarm` is the first one after which the risk
    is above the threshold; 0 means never.
    """

    risk: tuple[float, ...]
    raised: tuple[int, ...]
    alarm: int


@dataclass(frozen=True, slots=True)
class Weights:
    """A trained forecast: one weight for each of `columns()`, the scales of each language."""

    bias: float
    weights: tuple[float, ...]
    threshold: float
    scales: Mapping[str, Mapping[str, tuple[float, float]]]


def forecast(utterances: tuple[Utterance, ...], language: LanguageCode) -> Forecast:
    """The course of a conversation, from what was said so far. Advice only."""
    weights = derailment()
    scale = weights.scales[language]
    places = [at for at, one in enumerate(utterances, start=1) if one.speaker == "customer"]
    scaled = [on_scale(turn, scale) for turn in turn_signals(utterances, language)]
    risk = tuple(_risk(weights, row) for row in course_rows(scaled))
    pairs = zip(places, (_UNKNOWN, *risk), risk, strict=False)
    return Forecast(
        risk,
        tuple(at for at, before, now in pairs if now - before >= _RAISED),
        next((at for at, now in zip(places, risk, strict=True) if now > weights.threshold), 0),
    )


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
    kinds = ("mean", "highest", "lowest", "last")
    return (*(f"{how}_{name}" for how in kinds for name in SIGNALS), "turns")


def course_rows(scaled: Sequence[tuple[float, ...]]) -> Iterator[tuple[float, ...]]:
    """One row after each turn: mean, highest, lowest and last value of every signal so far."""
    total = highest = lowest = None
    for number, now in enumerate(scaled, 1):
        total = tuple(map(sum, zip(total or (0.0,) * len(now), now, strict=True)))
        highest = tuple(map(max, highest or now, now))
        lowest = tuple(map(min, lowest or now, now))
        mean = (value / number for value in total)
        yield (*mean, *highest, *lowest, *now, math.log(number) - 1)


def _risk(weights: Weights, row: Sequence[float]) -> float:
    total = weights.bias + sum(w * value for w, value in zip(weights.weights, row, strict=True))
    return 1 / (1 + math.exp(-total))


@cache
def derailment() -> Weights:
    """The shipped weights, `models/derailment.json`."""
    source = files("kulanz.languages").joinpath("models", "derailment.json")
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
