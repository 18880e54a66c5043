"""Fits and measures the forecast of `kulanz.signals.forecast`."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sets import LANGUAGES, Conversation
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from kulanz.signals.forecast import columns, course_rows, on_scale
from kulanz.signals.turn_signals import SIGNALS, turn_signals

SEED = 0
COST = 0.001  # strong: there are as many weights as conversations of our own
FOLDS = 10
Course = list[tuple[float, ...]]
Scale = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A learned forecast."""

    bias: float
    weights: tuple[float, ...]
    threshold: float

    def highest(self, course: Course) -> float:
        """The highest margin after any turn."""
        return max(self.bias + float(np.dot(self.weights, row)) for row in course)


@dataclass(frozen=True, slots=True)
class Measured:
    """How often a forecast is right, in per cent."""

    conversations: int
    accuracy: float
    auc: float
    false_alarms: float
    found: float
    turns_before_end: float


def signals_of(conversations: Sequence[Conversation]) -> list[list[dict[str, float]]]:
    """The signals of every turn of a customer."""
    return [list(turn_signals(one.said, one.language)) for one in conversations]


def scale_of(signals: Sequence[Sequence[dict[str, float]]], names: Sequence[str]) -> Scale:
    """Mean and deviation of each signal over all turns."""
    turns = [turn for one in signals for turn in one]
    found = {}
    for name in names:
        values = np.array([turn[name] for turn in turns])
        found[name] = (round(float(values.mean()), 4), round(float(values.std()) or 1.0, 4))
    return found


def scales_of(
    conversations: Sequence[Conversation],
    signals: Sequence[list[dict[str, float]]],
    names: Sequence[str] = SIGNALS,
) -> dict[str, Scale]:
    """One scale per language, so that what follows does not depend on it."""
    return {
        language: scale_of(own, names)
        for language in LANGUAGES
        if (
            own := [
                s for c, s in zip(conversations, signals, strict=True) if c.language == language
            ]
        )
    }


def courses(
    conversations: Sequence[Conversation],
    signals: Sequence[list[dict[str, float]]],
    scales: dict[str, Scale],
    names: Sequence[str] = SIGNALS,
) -> list[Course]:
    """What the forecast sees after every turn of every conversation."""
    return [
        list(course_rows([on_scale(turn, scales[one.language], names) for turn in turns]))
        for one, turns in zip(conversations, signals, strict=True)
    ]


def learn(given: Sequence[Course], tips: Sequence[int], cost: float = COST) -> Fitted:
    """Learns from whole conversations; the alarm stands where half of them would raise it."""
    rows = np.array([course[-1] for course in given])
    with threadpool_limits(limits=1):
        learner = LogisticRegression(C=cost, class_weight="balanced", max_iter=5000, tol=1e-8)
        learner.fit(rows, tips)
    weights = tuple(round(float(value), 4) for value in learner.coef_[0])
    fitted = Fitted(round(float(learner.intercept_[0]), 4), weights, 0.0)
    quiet = sum(tips) / len(tips)
    threshold = float(np.quantile([fitted.highest(course) for course in given], 1 - quiet))
    return Fitted(fitted.bias, weights, round(threshold, 4))


def measured(
    given: Sequence[Course],
    tips: Sequence[int],
    parts: Sequence[tuple[list[int], list[int]]],
    learned: Callable[[list[int]], Fitted],
) -> Measured:
    """Each part learned without the conversations that it is measured on.

    A conversation counts as forecast to tip when the alarm comes after any of its turns, as in
    the protocol of Chang and Danescu-Niculescu-Mizil 2019; the forecast sees only what came before.
    """
    labels, margins, alarms, early = [], [], [], []
    for train, test in parts:
        model = learned(train)
        for one in test:
            highest = model.highest(given[one])
            labels.append(tips[one])
            margins.append(highest - model.threshold)
            alarms.append(highest > model.threshold)
            if alarms[-1] and tips[one]:
                first = next(
                    n for n, row in enumerate(given[one]) if model.highest([row]) > model.threshold
                )
                early.append(len(given[one]) - first)
    truth, alarm = np.array(labels), np.array(alarms)
    return Measured(
        len(truth),
        round(100 * float((alarm == truth).mean()), 1),
        round(100 * float(roc_auc_score(truth, margins)), 1),
        round(100 * float(alarm[truth == 0].mean()), 1),
        round(100 * float(alarm[truth == 1].mean()), 1),
        round(float(np.mean(early)) if early else 0.0, 1),
    )


def prepared(conversations: Sequence[Conversation]) -> tuple[list[Course], list[int]]:
    """Courses on their own scales, and whether each conversation tips."""
    signals = signals_of(conversations)
    scales = scales_of(conversations, signals)
    return courses(conversations, signals, scales), [one.tips for one in conversations]


def cross_validated(
    given: Sequence[Course], tips: Sequence[int], parts: Sequence[tuple[list[int], list[int]]]
) -> Measured:
    """Learned anew for each part."""
    learned = lambda train: learn([given[i] for i in train], [tips[i] for i in train])  # noqa: E731
    return measured(given, tips, parts, learned)


def folds(tips: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """Ten parts with as many of both kinds in each."""
    split = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(tips, tips)
    return [(train.tolist(), test.tolist()) for train, test in split]


def by_language(conversations: Sequence[Conversation]) -> list[tuple[list[int], list[int]]]:
    """Learned in two languages, measured in the third."""
    places = range(len(conversations))
    return [
        (
            [i for i in places if conversations[i].language != language],
            [i for i in places if conversations[i].language == language],
        )
        for language in LANGUAGES
    ]


def kept_back(conversations: Sequence[Conversation]) -> list[tuple[list[int], list[int]]]:
    """Learned on two thirds, measured on the third that nobody reads."""
    places = range(len(conversations))
    return [
        (
            [i for i in places if not conversations[i].kept],
            [i for i in places if conversations[i].kept],
        )
    ]


def written(fitted: Fitted, scales: dict[str, Scale]) -> str:
    """The JSON of `models/derailment.json`; the threshold as a risk from 0 to 1."""
    content = {
        "bias": fitted.bias,
        "threshold": round(float(1 / (1 + np.exp(-fitted.threshold))), 4),
        "weights": dict(zip(columns(), fitted.weights, strict=True)),
        "scales": scales,
    }
    return json.dumps(content, indent=1) + "\n"
