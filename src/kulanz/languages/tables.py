"""Linear models with many classes: how much each feature speaks for each class.

A table is a file `models/<name>.klt`, trained by `python tools/train` and described by a card
beside it. Most weights are zero and are not kept. Several tables with the same classes may be
added up: what is learned about words belongs to one language, what is learned about concepts to
all of them. The answer is a hint to a person, with the words that led to it.
"""

import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from kulanz.case import LanguageCode

RULE = 0.6  # how strongly a rule that fired is seen before it is weighed
_ONE = 1 << 14  # weights and values are whole numbers of 1/16384
_LANE = 40  # bits of a class: sums up to 2**11
_HALF, _MASK = 1 << (_LANE - 1), (1 << _LANE) - 1
Row = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`rows[feature]` lists the classes that a feature speaks for or against, by their place.

    `lanes[feature]` holds the same in one whole number, a lane of bits for each class, so that a
    feature is weighed for all classes at once: three times as fast as class by class.
    """

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    rows: Mapping[str, Row]
    lanes: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def sums(self, seen: Mapping[str, float]) -> list[float]:
        """The weighted sum of each class; above zero speaks for it."""
        lanes = self.lanes or self._laid_side_by_side()
        total = 0
        for feature in filter(lanes.__contains__, seen):
            total += lanes[feature] * round(seen[feature] * _ONE)
        found = []
        for bias in self.bias:
            lane = ((total + _HALF) & _MASK) - _HALF  # signed: the next lane has lent or borrowed
            total = (total - lane) >> _LANE
            found.append(bias + lane / _ONE**2)
        return found

    def _laid_side_by_side(self) -> dict[str, int]:
        for feature, row in self.rows.items():
            self.lanes[feature] = sum(round(w * _ONE) << _LANE * place for place, w in row)
        return self.lanes

    def spoke(self, seen: Mapping[str, float], name: str) -> list[tuple[str, float]]:
        """Each feature that spoke for or against a class, and how much; none for no class."""
        at = self.classes.index(name) if name in self.classes else -1
        return [
            (feature, weight * value)
            for feature, value in seen.items()
            for place, weight in self.rows.get(feature, ())
            if place == at
        ]


@cache
def table(*names: str) -> Table:
    """The sum of the tables in `models/<name>.klt`; their classes must be the same.

    Raises:
        FileNotFoundError: there is no such table.
    """
    found = [_load(name) for name in names]
    rows: dict[str, Row] = {}
    for one in found:
        rows.update(one.rows)
    bias = tuple(map(sum, zip(*(one.bias for one in found), strict=True)))
    return Table(found[0].classes, bias, rows)


@cache
def learned(name: str, language: LanguageCode) -> Table:
    """What is known of concepts, rules and the words of a language; if none, without its words.

    Raises:
        FileNotFoundError: there is no such table.
    """
    return (
        table(name, f"{name}_{language}") if has_words(name, language) else table(f"{name}_alone")
    )


@cache
def has_words(name: str, language: LanguageCode) -> bool:
    """Whether something was learned of the words of a language, and not of its concepts alone."""
    return _file(f"{name}_{language}").is_file()


def _file(name: str) -> Traversable:
    return files(__package__).joinpath("models", f"{name}.klt")


def _load(name: str) -> Table:
    return unpack_table(_file(name).read_bytes())


def pack_table(given: Table) -> bytes:
    """A line of JSON, the sorted features, then how many weights each has, their places, values.

    Weights are in half precision; there are at most 255 classes.
    """
    keys = sorted(given.rows)
    weights = [pair for key in keys for pair in given.rows[key]]
    head = {"classes": given.classes, "bias": given.bias, "weights": len(weights)}
    return zlib.compress(
        "\n".join([json.dumps(head, ensure_ascii=False), *keys]).encode()
        + b"\0"
        + bytes(len(given.rows[key]) for key in keys)
        + bytes(place for place, _ in weights)
        + struct.pack(f"<{len(weights)}e", *(value for _, value in weights)),
        level=9,
    )


def unpack_table(content: bytes) -> Table:
    """The table in the bytes that `pack_table` made."""
    text, _, numbers = zlib.decompress(content).partition(b"\0")
    first, *keys = text.decode().split("\n")
    head = json.loads(first)
    count = head["weights"]
    places = numbers[len(keys) : len(keys) + count]
    values = struct.unpack(f"<{count}e", numbers[len(keys) + count :])
    rows, start = {}, 0
    for key, size in zip(keys, numbers, strict=False):
        rows[key] = tuple(
            zip(places[start : start + size], values[start : start + size], strict=True)
        )
        start += size
    return Table(tuple(head["classes"]), tuple(head["bias"]), rows)
