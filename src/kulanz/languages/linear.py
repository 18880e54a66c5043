"""Small linear models over words and letters, read in plain Python.

A model is a file `models/<name>.klm`, trained by `python tools/train` and described by a card
beside it. Its answer is a hint to a person, with the words that led to it. It must never decide
about a remedy, a price, the order of a queue or access to anything: the cards say why.

How a text is seen: lower-case words and pairs of words, the two to five letters in a row inside
each word, and its shape (length, question and exclamation marks, capitals). Within each of the
three kinds the counts are damped (1 + log n) and divided by their length, as in TF-IDF (Salton
and Buckley 1988); the inverse document frequency is folded into the weights.
"""

import json
import math
import re
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, pairwise
from types import MappingProxyType

_ENOUGH = 20_000  # characters; more text does not change the answer
_LONGEST_WORD = 30  # letters; what is longer is no word
_SHORTEST_RUN, _LONGEST_RUN = 2, 5
_MOST_EXPONENT = 60.0
_TOKEN = re.compile(r"\w+|[^\w\s]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,200}")
_MENTION = re.compile(r"@\w{1,40}")
_START = "^"  # stands before the first word of a sentence
_ENDS = frozenset(".!?")
_SHAPE_LENGTH = 0.5  # shape counts half as much as words


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of one model, one number per class and feature; two classes need one number."""

    name: str
    classes: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Fired:
    """A word of the text and how far it moved the answer; negative speaks against it."""

    word: str
    weight: float


def score(model: str, text: str) -> float:
    """How much a text looks like the second class of a model of two classes, from 0 to 1.

    A hint, no decision: see the model's card for what it must not be used for.
    """
    return 1 / (1 + math.exp(-margins(load(model), text)[0]))


def scores(model: str, text: str) -> dict[str, float]:
    """The share of each class in a model of any number of classes; the shares add up to one."""
    loaded = load(model)
    found = margins(loaded, text)
    if len(found) == 1:
        found = (0.0, found[0])
    powers = [math.exp(value - max(found)) for value in found]
    return {name: power / sum(powers) for name, power in zip(loaded.classes, powers, strict=True)}


def margins(model: Model, text: str) -> tuple[float, ...]:
    """The weighted sums before they become shares."""
    known = model.weights.get
    hits = [(row, value) for key, value in features(text).items() if (row := known(key))]
    sums = [
        bias + sum([row[place] * value for row, value in hits])
        for place, bias in enumerate(model.bias)
    ]
    return tuple(max(-_MOST_EXPONENT, min(_MOST_EXPONENT, total)) for total in sums)


def fired(model: str, text: str, most: int = 5) -> tuple[Fired, ...]:
    """The words that moved the answer of a model of two classes most, strongest first.

    What several words share (letters, a pair of words) counts for each of them in equal parts.
    """
    weights = load(model).weights
    values = features(text)
    moved: dict[str, float] = defaultdict(float)
    for key, words in _owners(_tokens(text[:_ENOUGH])).items():
        if key in weights:
            for word in words:
                moved[word] += weights[key][0] * values[key] / len(words)
    moved.pop(_START, None)
    strongest = sorted(moved.items(), key=lambda item: (-abs(item[1]), item[0]))
    return tuple(Fired(word, round(weight, 3)) for word, weight in strongest[:most] if weight)


def _owners(tokens: list[str]) -> dict[str, list[str]]:
    owners: dict[str, list[str]] = defaultdict(list)
    for token in tokens:
        owners[f"w{token}"].append(token)
        for run in _runs(token):
            owners[run].append(token)
    for before, after in pairwise(tokens):
        owners[f"w{before} {after}"] += [before, after]
    return owners


def features(text: str) -> Mapping[str, float]:
    """What a model sees of a text; the key's first letter tells the kind: w, c or s."""
    return _features(text[:_ENOUGH])


@lru_cache(maxsize=4)  # several models read the same text one after the other
def _features(text: str) -> Mapping[str, float]:
    tokens = _tokens(text)
    words = Counter(f"w{token}" for token in tokens)
    words.update(f"w{before} {after}" for before, after in pairwise(tokens))
    letters = Counter(chain.from_iterable(map(_runs, tokens)))
    outline = dict.fromkeys(shape(text), _SHAPE_LENGTH)
    return MappingProxyType({**damped(words), **damped(letters), **outline})


def damped(counts: Counter[str]) -> dict[str, float]:
    """Counts as 1 + log n, together of length one."""
    value = {count: 1 + math.log(count) for count in set(counts.values())}
    length = math.sqrt(sum(value[count] ** 2 for count in counts.values())) or 1.0
    share = {count: one / length for count, one in value.items()}
    return {key: share[count] for key, count in counts.items()}


def _tokens(text: str) -> list[str]:
    plain = _MENTION.sub("@user", _ADDRESS.sub("http", text)).lower()
    found = [_START]
    for token in _TOKEN.findall(plain):
        if found[-1] in _ENDS and token not in _ENDS:
            found.append(_START)
        found.append(token[:_LONGEST_WORD])
    return found


@lru_cache(maxsize=50_000)
def _runs(word: str) -> tuple[str, ...]:
    if word == _START:
        return ()
    padded = f" {word} "
    return tuple(
        f"c{padded[start : start + length]}"
        for length in range(_SHORTEST_RUN, _LONGEST_RUN + 1)
        for start in range(max(1, len(padded) - length + 1))
    )


def shape(text: str) -> Iterable[str]:
    """The features that say how long and how loud a text is."""
    words = text.split()
    capitals = sum(len(word) > 1 and word.isupper() for word in words)
    yield f"slength {len(words).bit_length()}"
    yield f"squestions {min(text.count('?'), 3)}"
    yield f"sexclamations {min(text.count('!'), 3)}"
    yield f"scapitals {min(capitals, 3)}"
    yield f"sdigits {min(sum(c.isdigit() for c in text).bit_length(), 3)}"
    yield f"send {text.rstrip()[-1:]}" if not text.rstrip()[-1:].isalnum() else "send word"


@cache
def load(name: str) -> Model:
    """The model in `models/<name>.klm`.

    Raises:
        FileNotFoundError: there is no such model.
    """
    return unpack(files(__package__).joinpath("models", f"{name}.klm").read_bytes())


def pack_model(model: Model) -> bytes:
    """The bytes of a model: a line of JSON, the sorted features, the weights in half precision."""
    keys = sorted(model.weights)
    head = {"name": model.name, "classes": model.classes, "bias": model.bias, "count": len(keys)}
    numbers = [
        value for column in zip(*(model.weights[k] for k in keys), strict=True) for value in column
    ]
    return zlib.compress(
        "\n".join([json.dumps(head, ensure_ascii=False), *keys]).encode()
        + b"\0"
        + struct.pack(f"<{len(numbers)}e", *numbers),
        level=9,
    )


def unpack(content: bytes) -> Model:
    """The model in the bytes that `pack_model` made."""
    text, _, numbers = zlib.decompress(content).partition(b"\0")
    first, *keys = text.decode().split("\n")
    head = json.loads(first)
    columns = len(head["bias"])
    values = struct.unpack(f"<{columns * len(keys)}e", numbers)
    rows = zip(
        *(values[at * len(keys) : (at + 1) * len(keys)] for at in range(columns)), strict=True
    )
    return Model(
        head["name"],
        tuple(head["classes"]),
        tuple(head["bias"]),
        dict(zip(keys, rows, strict=True)),
    )
