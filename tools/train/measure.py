"""What a model is worth, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from fit import Recipe, cross_validated
from sets import LANGUAGES, Texts, own_sentences
from sklearn.metrics import precision_recall_curve, roc_auc_score

from kulanz.languages.linear import Model, margins

_PRECISE = 0.8


@dataclass(frozen=True, slots=True)
class Score:
    """A model of two classes, in per cent; `official` is F of mean precision and mean recall."""

    texts: int
    official: float
    accuracy: float
    auc: float
    recall_at_80: float


def score(recipe: Recipe, texts: Texts) -> Score:
    """By cross-validation; the official F of GermEval 2018 is the mean over the folds."""
    found = cross_validated(recipe, texts)
    truth = np.array([label for label, _, _ in found])
    margin = np.array([value for _, value, _ in found])
    fold = np.array([number for _, _, number in found])
    said = (margin > 0).astype(int)
    each = [official(truth[fold == n], said[fold == n]) for n in range(recipe.folds)]
    precision, recall, _ = precision_recall_curve(truth, margin)
    return Score(
        len(truth),
        round(float(np.mean(each)), 1),
        round(100 * float((truth == said).mean()), 1),
        round(100 * float(roc_auc_score(truth, margin)), 1),
        round(100 * float(recall[precision >= _PRECISE].max()), 1),
    )


def official(truth: Sequence[int], said: Sequence[int]) -> float:
    """The measure of GermEval 2018: F of the mean precision and the mean recall of the classes."""
    truth, said = np.asarray(truth), np.asarray(said)
    right = [int(((truth == one) & (said == one)).sum()) for one in (0, 1)]
    precision = np.mean([right[one] / max(1, int((said == one).sum())) for one in (0, 1)])
    recall = np.mean([right[one] / max(1, int((truth == one).sum())) for one in (0, 1)])
    return 100 * float(2 * precision * recall / (precision + recall)) if any(right) else 0.0


def language_score(answers: Sequence[str], items: Sequence[tuple[str, str]]) -> tuple[float, ...]:
    """Right answers in per cent: German, Dutch, English, all."""
    right = [(code, answer == code) for answer, (_, code) in zip(answers, items, strict=True)]
    parts = [[ok for code, ok in right if code == one] for one in LANGUAGES]
    every = [ok for _, ok in right]
    return tuple(round(100 * sum(part) / max(1, len(part)), 1) for part in (*parts, every))


def language_of(model: Model, text: str) -> str:
    """The language with the highest margin."""
    found = margins(model, text)
    return model.classes[found.index(max(found))]


def language_rows(model: Model) -> list[tuple[str, int, tuple[float, ...]]]:
    """Sentences and fragments of one to three words of our development set."""
    found = []
    for length in (0, 3, 2, 1):
        items = own_sentences(length)
        answers = [language_of(model, text) for text, _ in items]
        what = f"{length} words" if length else "sentences"
        found.append((what, len(items), language_score(answers, items)))
    return found
