"""Where each signal is heard: the weighted sum above which precision and recall are best together.

Chosen by four-fold cross-validation over all sentences, by the F measure that counts precision
twice (van Rijsbergen 1979, beta one half); for signals of danger, where a miss is worse than a
false alarm, both count the same. Sentences of texts count more than those of the bank, where every
second one is a trap. The sum is moved so that zero is the border.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from bank import Line
from signals import Rows, Seen, features, fit, signal_rows

from kulanz.languages.tables import Table

FOLDS = 4
STEPS = tuple(round(0.2 * step, 1) for step in range(16))
TEXTS_COUNT = 3.0
PRECISE, EVEN = 0.5, 1.0  # beta
DANGER = frozenset({"self_harm", "threat_violence", "safety", "B11"})


@dataclass(frozen=True, slots=True)
class Tested:
    """Every sentence with the sums it got from weights that did not see it."""

    lines: tuple[Line, ...]
    classes: tuple[str, ...]
    sums: np.ndarray  # sentences x classes


def tested(given: Sequence[Line]) -> Tested:
    """Four-fold cross-validation; the examples of the packs only help to learn."""
    rows = [features(line) for line in given]
    classes = signal_rows(given, rows).classes
    found = [pair for fold in range(FOLDS) for pair in _tested(given, rows, fold, classes)]
    return Tested(tuple(line for line, _ in found), classes, np.array([sums for _, sums in found]))


def moved(tables: Mapping[str, Table], border: Mapping[str, float]) -> dict[str, Table]:
    """The tables of signals with every border at zero; other tables stay."""
    return {
        name: replace(one, bias=_lowered(one, border))
        if name in {"signals", "signals_alone"}
        else one
        for name, one in tables.items()
    }


def _lowered(one: Table, border: Mapping[str, float]) -> tuple[float, ...]:
    return tuple(
        round(value - border[name], 4) for name, value in zip(one.classes, one.bias, strict=True)
    )


def borders(found: Tested) -> dict[str, float]:
    """The border of each code."""
    weights = np.array([TEXTS_COUNT if line.known else 1.0 for line in found.lines])
    return {
        code: _border(
            found.sums[:, place],
            np.array([code in line.codes for line in found.lines]),
            weights,
            EVEN if code in DANGER else PRECISE,
        )
        for place, code in enumerate(found.classes)
    }


def shares(
    found: Tested, border: Mapping[str, float], language: str, *, texts: bool, kind: str
) -> tuple[float, float]:
    """Precision and recall of the sentences of texts, or of the bank, in one language."""
    use = [
        n for n, one in enumerate(found.lines) if one.language == language and one.known == texts
    ]
    right = false = missed = 0
    for place, code in enumerate(found.classes):
        if (code[0] == "B") == (kind == "behaviours"):
            hit = found.sums[use, place] > border[code]
            label = np.array([code in found.lines[n].codes for n in use])
            right += int((hit & label).sum())
            false += int((hit & ~label).sum())
            missed += int((label & ~hit).sum())
    return right / max(1, right + false), right / max(1, right + missed)


def _border(sums: np.ndarray, labels: np.ndarray, weights: np.ndarray, beta: float) -> float:
    def measure(step: float) -> float:
        hit = sums > step
        right = weights[hit & labels].sum()
        return right / (beta**2 * weights[labels].sum() + weights[hit].sum())

    return max(STEPS, key=measure)


def _tested(
    given: Sequence[Line], rows: Sequence[Seen], fold: int, classes: tuple[str, ...]
) -> Iterable[tuple[Line, np.ndarray]]:
    """The sums of one part of the sentences, learned from the others."""
    test = [n for n, one in enumerate(given) if not one.only and _fold(one) == fold]
    train = [n for n, one in enumerate(given) if one.only or _fold(one) != fold]
    part = signal_rows([given[n] for n in train], [rows[n] for n in train])
    fitted = fit(Rows(classes, part.rows, part.labels))
    place = {key: number for number, key in enumerate(fitted.features)}
    for n in test:
        seen = [(place[key], value) for key, value in rows[n].items() if key in place]
        sums = np.array(fitted.bias)
        for at, value in seen:
            sums = sums + fitted.weights[at] * value
        yield given[n], sums


def _fold(line: Line) -> int:
    return zlib.crc32(line.text.encode()) % FOLDS
