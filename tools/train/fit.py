"""Fits a linear model: sorted features, one thread, fixed seeds, so that bytes come out the same.

Logistic regression by liblinear on TF-IDF features (Salton and Buckley 1988). The strongest
features are kept and the weights fitted again, so that a model stays below 0.3 MB.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sets import Texts
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from kulanz.languages.linear import Model, features

SEED = 0
_TWO = 2  # classes
_SEEN = 2  # texts; what stands in fewer is left out
_SOFTEN = 8  # brings the inverse document frequency near one


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is made: name, its two classes, cost of errors, features kept, folds to check."""

    name: str
    classes: tuple[str, ...]
    cost: float
    keep: int
    folds: int


@dataclass(frozen=True, slots=True)
class Rows:
    """What a model sees of the texts, with labels and weights."""

    seen: tuple[Mapping[str, float], ...]
    labels: tuple[int, ...]
    weights: tuple[float, ...]


def rows(texts: Texts) -> tuple[Rows, Rows]:
    """The rows to learn and be measured on, and the further ones."""
    seen = tuple(features(text) for text in texts.texts)
    more = tuple(features(text) for text, _, _ in texts.more)
    return (
        Rows(seen, texts.labels, (1.0,) * len(seen)),
        Rows(more, tuple(m[1] for m in texts.more), tuple(m[2] for m in texts.more)),
    )


def joined(one: Rows, other: Rows) -> Rows:
    """Both, one after the other."""
    return Rows(one.seen + other.seen, one.labels + other.labels, one.weights + other.weights)


def chosen(all_rows: Rows, places: Sequence[int]) -> Rows:
    """Some of the rows."""
    return Rows(
        tuple(all_rows.seen[i] for i in places),
        tuple(all_rows.labels[i] for i in places),
        tuple(all_rows.weights[i] for i in places),
    )


def fit(recipe: Recipe, given: Rows) -> Model:
    """The model, with the inverse document frequency folded into its weights.

    Two classes need one column of weights; of three and more, each is learned against the rest.
    """
    frequency = _frequencies(given.seen)
    with threadpool_limits(limits=1):
        _, first = _columns(recipe, given, frequency)
        strength = {key: max(abs(value) for value in row) for key, row in first.items()}
        strongest = sorted(strength, key=lambda key: (-strength[key], key))[: recipe.keep]
        kept = {key: frequency[key] for key in sorted(strongest)}
        bias, final = _columns(recipe, given, kept)
    weights = {key: tuple(_half(value * kept[key]) for value in row) for key, row in final.items()}
    return Model(recipe.name, recipe.classes, bias, weights)


def _columns(
    recipe: Recipe, given: Rows, frequency: Mapping[str, float]
) -> tuple[tuple[float, ...], dict[str, tuple[float, ...]]]:
    place = {key: number for number, key in enumerate(frequency)}
    table = _table(given, frequency, place)
    wanted = (1,) if len(recipe.classes) == _TWO else range(len(recipe.classes))
    learned = [
        _learned(recipe, table, [int(label == one) for label in given.labels], given.weights)
        for one in wanted
    ]
    bias = tuple(round(float(one.intercept_[0]), 6) for one in learned)
    found = zip(*(map(float, one.coef_[0]) for one in learned), strict=True)
    return bias, dict(zip(place, found, strict=True))


def _frequencies(seen: Sequence[Mapping[str, float]]) -> dict[str, float]:
    texts = Counter(key for one in seen for key in one)
    return {
        key: 1.0 / _SOFTEN
        if key[0] == "s"
        else (1 + math.log((1 + len(seen)) / (1 + texts[key]))) / _SOFTEN
        for key in sorted(texts)
        if texts[key] >= _SEEN
    }


def _table(given: Rows, frequency: Mapping[str, float], place: Mapping[str, int]) -> csr_matrix:
    entries = [
        (row, place[key], value * frequency[key])
        for row, one in enumerate(given.seen)
        for key, value in sorted(one.items())
        if key in place
    ]
    across, down, values = zip(*entries, strict=True)
    return csr_matrix((values, (across, down)), shape=(len(given.seen), len(place)))


def _learned(
    recipe: Recipe, table: csr_matrix, labels: Sequence[int], weights: Sequence[float]
) -> LogisticRegression:
    learner = LogisticRegression(
        C=recipe.cost, solver="liblinear", class_weight="balanced", random_state=SEED
    )
    return learner.fit(table, labels, sample_weight=weights)


def _half(value: float) -> float:
    return float(np.float16(value))


def margin(model: Model, seen: Mapping[str, float]) -> float:
    """The weighted sum for what was already seen of a text."""
    return model.bias[0] + sum(
        model.weights[key][0] * value for key, value in seen.items() if key in model.weights
    )


def cross_validated(recipe: Recipe, texts: Texts) -> list[tuple[int, float, int]]:
    """Label, margin and fold of every text, each scored by a model that did not see it."""
    given, more = rows(texts)
    found = []
    folds = StratifiedKFold(recipe.folds, shuffle=True, random_state=SEED)
    for number, (train, test) in enumerate(folds.split(given.labels, given.labels)):
        model = fit(recipe, joined(chosen(given, train), more))
        found += [(given.labels[i], margin(model, given.seen[i]), number) for i in test]
    return found
