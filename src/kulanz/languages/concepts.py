"""Words by what they mean to a complaint desk: "Anwältin", "solicitor" and "advocaat" are `lawyer`.

The data is `concepts.toml` of each language, with the same keys in each. What is learned about
concepts holds in every language, so that a language that brings its words brings its signals.
An entry is a word or a phrase of up to five words, folded; `*` stands for any beginning or ending.
A second table, `EVERYDAY`, does the same for the words of every day (give, kitchen, morning): they
say little alone, and something beside a concept.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from kulanz.case import LanguageCode
from kulanz.languages.fold import fold_word
from kulanz.languages.pack import pack

Concepts = tuple[str, ...]
CONCEPTS, EVERYDAY = "concepts", "everyday"  # tables of the file
_TOKEN = re.compile(r"\w+|[^\w\s]")
_STAR = "*"
_INSIDE = 5  # letters, the shortest "*word*"
_KEYED = 3  # letters by which a phrase with an open first word is looked up


class Found(NamedTuple):
    """A concept in a text: which one, and its first and last word, counted from 0."""

    concept: str
    first: int
    last: int


@dataclass(slots=True)
class _Words:
    """The single words of a language, by how they are compared."""

    whole: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    starts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    ends: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    inside: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


Phrase = tuple[tuple[str, ...], str]


@dataclass(slots=True)
class _Phrases:
    """The phrases of a language, by their first two words where these are not open."""

    whole: dict[tuple[str, str], list[Phrase]] = field(default_factory=lambda: defaultdict(list))
    open_second: dict[str, list[Phrase]] = field(default_factory=lambda: defaultdict(list))
    open_first: dict[str, list[Phrase]] = field(default_factory=lambda: defaultdict(list))


def tokens(folded: str) -> list[str]:
    """Words and signs of a folded text."""
    return _TOKEN.findall(folded)


def find_concepts(words: list[str], language: LanguageCode, table: str = CONCEPTS) -> list[Found]:
    """The concepts of these tokens, in their order; one token may carry several."""
    known = _phrases(language, table)
    found: list[Found] = []
    for place, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=True)):
        singles = concepts_of(word, language, table)
        found += [Found(concept, place, place) for concept in singles]
        for listed in (
            known.whole.get((word, following)),
            known.open_second.get(word),
            known.open_first.get(word[:_KEYED]),
        ):
            for phrase, concept in listed or ():
                if _stands(phrase, words, place):
                    found.append(Found(concept, place, place + len(phrase) - 1))
    return found


def _stands(phrase: tuple[str, ...], words: list[str], place: int) -> bool:
    if place + len(phrase) > len(words):
        return False
    for part, word in zip(phrase, islice(words, place, None), strict=False):
        if part != word and not (part[-1] == _STAR and word.startswith(part[:-1])):
            return False
    return True


@lru_cache(maxsize=50_000)
def concepts_of(word: str, language: LanguageCode, table: str = CONCEPTS) -> Concepts:
    """The concepts of one folded word."""
    known = _single(language, table)
    found = [*known.whole.get(word, ())]
    for size in range(1, len(word) + 1):
        found += known.starts.get(word[:size], ())
        found += known.ends.get(word[-size:], ())
    if known.inside and len(word) >= _INSIDE:
        found += _within(word, known.inside)
    return tuple(dict.fromkeys(found))


def _within(word: str, inside: Mapping[str, list[str]]) -> Iterator[str]:
    for start in range(len(word) - _INSIDE + 1):
        for end in range(start + _INSIDE, len(word) + 1):
            yield from inside.get(word[start:end], ())


@cache
def _single(language: LanguageCode, table: str) -> _Words:
    words = _Words()
    for concept, entry in _entries(language, table):
        if len(entry) == 1:
            word = entry[0]
            front, back = word.startswith(_STAR), word.endswith(_STAR)
            kind = words.inside if front and back else words.ends if front else words.starts
            (kind if front or back else words.whole)[word.strip(_STAR)].append(concept)
    return words


@cache
def _phrases(language: LanguageCode, table: str) -> _Phrases:
    known = _Phrases()
    for concept, entry in _entries(language, table):
        if len(entry) > 1:
            first, second = entry[:2]
            if first.endswith(_STAR):
                known.open_first[first[:-1][:_KEYED]].append((entry, concept))
            elif second.endswith(_STAR):
                known.open_second[first].append((entry, concept))
            else:
                known.whole[first, second].append((entry, concept))
    return known


def _entries(language: LanguageCode, table: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for concept, listed in pack(language, "concepts").get(table, {}).items():
        for entry in listed.split(","):
            parts = tuple(_parts(entry, language))
            if parts:
                yield concept, parts


def _parts(entry: str, language: LanguageCode) -> Iterable[str]:
    """The words of an entry, as `tokens` would cut them, stars kept at their word."""
    folded = fold_word(" ".join(entry.split()), language)
    return re.findall(r"\*?\w+\*?|[^\w\s*]", folded)
