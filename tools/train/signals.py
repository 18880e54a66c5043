"""Fits the tables of `kulanz.signals` and `kulanz.facts`: which words speak for which code or kind.

One logistic regression for each class against the rest, over the sentences of all languages at
once: words, letters and shape belong to one language, concepts and the rules that fired are
shared. The strongest weights are kept, so that each table stays below 0.3 MB.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from bank import Line
from blanks import learned
from scipy.sparse import csr_matrix

from kulanz.facts.kinds import KINDS
from kulanz.facts.meant import spelled_out
from kulanz.facts.sentences import Sentence
from kulanz.facts.statements import ruled_kind
from kulanz.languages import fold, pack
from kulanz.languages.seen import seen
from kulanz.languages.tables import RULE, Table
from kulanz.signals.heard import ruled

SOFTEN = 8  # brings the inverse document frequency near one
SHARED = 0.5  # how much a concept is trusted beside the words; by cross-validation
LEAN = 0.3  # the same for the language itself
SEEN = 2  # sentences; what stands in fewer is left out
BY_COUNTING = frozenset({"B12", "B13"})  # found by turns and length, not by words
TOLD = 6.0  # how much an example of the packs counts
ENOUGH = 25  # sentences of a code, else it is left to rules
KEEP = 2_200  # weights of a class in each table
LEAST = 0.02  # weights below are not kept
_MEANT = "ge"  # the kinds of features that all languages share, see `seen`
Seen = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Rows:
    """The classes, what is seen of each sentence, its labels and the only ones it speaks about."""

    classes: tuple[str, ...]
    rows: Sequence[Seen]
    labels: Sequence[tuple[frozenset[str], frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weight of every feature for every class."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    features: tuple[str, ...]
    weights: np.ndarray  # features x classes, for features as they are seen


def features(line: Line, *, rules: bool = True) -> dict[str, float]:
    """What is seen of a sentence; what belongs to its language begins with its code and a colon.

    Rules that were written with the sentence in view are left out: they would look too good.
    """
    language = line.language
    sentence = Sentence(line.text, fold(line.text, language), "customer", 0, ())
    folded = sentence.folded.text
    own = {
        key if key[0] in _MEANT else f"{language}:{key}": value
        for key, value in seen(line.text, spelled_out(folded, language), language).items()
    }
    own[f"{language}:"] = LEAN
    if rules and not line.known:
        own |= ruled(folded, language)
        own[f"k{ruled_kind(sentence, language)[0] or ''}"] = RULE
    return own


def signal_rows(given: Sequence[Line], rows: Sequence[Seen]) -> Rows:
    """What signals are learned from; behaviours that only follow from declarations are left out."""
    follow = {
        behaviour
        for behaviour, entry in pack("en", "signals")["behaviours"].items()
        if entry.get("also") and not entry.get("patterns")
    }
    codes = Counter(code for one in given for code in one.codes - follow)
    classes = tuple(
        sorted(code for code, n in codes.items() if n >= ENOUGH and code not in BY_COUNTING)
    )
    return Rows(
        classes, [_without(row, "k") for row in rows], [(one.codes, one.only) for one in given]
    )


def kind_rows(given: Sequence[Line], rows: Sequence[Seen]) -> Rows:
    """What kinds are learned from."""
    use = [n for n, one in enumerate(given) if one.kind in KINDS]
    labels = [(frozenset({given[n].kind}), frozenset[str]()) for n in use]
    return Rows(KINDS, [_without(rows[n], "r") for n in use], labels)


def shared_only(given: Rows) -> Rows:
    """The same without words and letters: for a language that nothing was learned of."""
    rows = [{key: value for key, value in row.items() if key[2:3] != ":"} for row in given.rows]
    return Rows(given.classes, rows, given.labels)


def trained(given: Sequence[Line], keep: int = KEEP) -> dict[str, Table]:
    """Every table by the name of its file."""
    rows = [features(line) for line in given]
    found = {}
    for name, part in (("signals", signal_rows(given, rows)), ("kinds", kind_rows(given, rows))):
        for group, one in tables(fit(part), keep).items():
            found[f"{name}_{group}" if group else name] = one
        found[f"{name}_alone"] = tables(fit(shared_only(part)), keep)[""]
    return found


def _without(row: Seen, kind: str) -> Seen:
    return {key: value for key, value in row.items() if key[0] != kind}


def fit(given: Rows) -> Fitted:
    """Learns each class against the rest."""
    frequency = _frequencies(given.rows)
    place = {key: number for number, key in enumerate(frequency)}
    table = _matrix(given.rows, frequency, place)
    wanted = np.array([[name in codes for name in given.classes] for codes, _ in given.labels])
    weights = learned(table, wanted, _counts(given, wanted))
    scale = np.array(list(frequency.values()))[:, None]
    bias = tuple(round(float(value), 4) for value in weights[-1])
    return Fitted(given.classes, bias, tuple(frequency), weights[:-1] * scale)


def _counts(given: Rows, wanted: np.ndarray) -> np.ndarray:
    """How much each row counts for each class, so that a class and the rest weigh the same."""
    told = np.array(
        [
            [TOLD * (name in only) if only else 1.0 for name in given.classes]
            for _, only in given.labels
        ]
    )
    speaking = told > 0
    many = speaking.sum(0)
    of_class = (speaking & wanted).sum(0)
    return told * np.where(wanted, many / (2 * of_class), many / (2 * (many - of_class)))


def _frequencies(rows: Sequence[Seen]) -> dict[str, float]:
    count = Counter(key for row in rows for key in row)
    many = len(rows)
    return {key: _rarity(key, count[key], many) for key in sorted(count) if count[key] >= SEEN}


def _rarity(key: str, count: int, many: int) -> float:
    if key[0] in "rk" or key.endswith(":") or key[2:4] == ":s":
        return 1.0
    shared = SHARED if key[0] in _MEANT else 1.0
    return shared * (1 + math.log((1 + many) / (1 + count))) / SOFTEN


def _matrix(rows: Sequence[Seen], scale: Seen, place: Mapping[str, int]) -> csr_matrix:
    entries = [
        (row, place[key], value * scale[key])
        for row, one in enumerate(rows)
        for key, value in sorted(one.items())
        if key in place
    ]
    across, down, values = zip(*entries, strict=True)
    return csr_matrix((values, (across, down)), shape=(len(rows), len(place)))


def tables(fitted: Fitted, keep: int) -> dict[str, Table]:
    """The shared table under "" and one for each language; `keep` weights of a class in each."""
    groups: dict[str, list[int]] = {}
    for number, key in enumerate(fitted.features):
        groups.setdefault(key[:2] if key[2:3] == ":" else "", []).append(number)
    return {group: _table(fitted, group, rows, keep) for group, rows in sorted(groups.items())}


def _table(fitted: Fitted, group: str, rows: list[int], keep: int) -> Table:
    part = fitted.weights[rows]
    bias = fitted.bias
    if group:
        bias = tuple(LEAN * fitted.weights[fitted.features.index(f"{group}:")])
    strong = np.zeros(part.shape, dtype=bool)
    for column in range(part.shape[1]):
        order = np.argsort(-np.abs(part[:, column]), kind="stable")[:keep]
        strong[order, column] = np.abs(part[order, column]) >= LEAST
    found = {
        fitted.features[rows[n]][3 if group else 0 :]: tuple(
            (int(c), float(np.float16(part[n, c]))) for c in np.flatnonzero(strong[n])
        )
        for n in np.flatnonzero(strong.any(axis=1))
    }
    found.pop("", None)
    return Table(
        fitted.classes,
        tuple(round(float(value), 4) for value in bias),
        found,
    )
