"""What a model sees of one sentence: words, letters, shape, and what the words mean.

Features are text; the first letter tells the kind: `w` words and pairs of words, `c` three or four
letters in a row inside a word, `s` the shape, `g` concepts (see `concepts`): each one, whether a
negation stands near it, and pairs of concepts near each other; `e` the same for the words of every
day, paired with concepts only. Words, letters and shape belong to one language; concepts and
everyday words are the same in all of them. Within each kind the counts are damped and
brought to length one, as in `linear`.
"""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

from kulanz.case import LanguageCode
from kulanz.languages.concepts import EVERYDAY, Found, find_concepts, tokens
from kulanz.languages.linear import damped, shape
from kulanz.languages.remembered import remembered

MOST_TOKENS = 80  # of a sentence; what is longer is a list
_LONGEST_WORD = 30
_SHORTEST_RUN, _LONGEST_RUN = 3, 4
_SHAPE = 0.5  # counts half as much as words
_NEAR = 10  # words between two concepts that go together
_BESIDE = 3  # the same for a concept and an everyday word
_NEGATED_BEFORE, _NEGATED_AFTER = 4, 3
_NEGATIONS = frozenset({"not", "never", "nobody", "nothing"})
_MOST_CONCEPTS = 40
_MOST_EVERYDAY = 60
_INSIDE_WORDS = frozenset("-./")  # "e-mail", "a.u.b."
START = "^"


@remembered
def seen(text: str, folded: str, language: LanguageCode) -> dict[str, float]:
    """The features of a sentence, written `text` and folded `folded`."""
    found = [word[:_LONGEST_WORD] for word in tokens(folded)[:MOST_TOKENS]]
    spoken = [word for word in found if word not in _INSIDE_WORDS]
    concepts = find_concepts(spoken, language)[:_MOST_CONCEPTS]
    everyday = find_concepts(spoken, language, EVERYDAY)[:_MOST_EVERYDAY]
    denied = [one.first for one in concepts if one.concept in _NEGATIONS]
    return {
        **damped(Counter(_words(found))),
        **damped(Counter(run for word in found for run in _runs(word))),
        **dict.fromkeys(shape(text), _SHAPE),
        **damped(Counter(_meant(concepts, denied, spoken))),
        **damped(Counter(_said(everyday, denied))),
        **damped(Counter(_beside(everyday, concepts))),
    }


def _words(found: list[str]) -> Iterator[str]:
    for word in found:
        yield f"w{word}"
    for before, after in pairwise([START, *found]):
        yield f"w{before} {after}"


@lru_cache(maxsize=50_000)
def _runs(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(
        f"c{padded[start : start + length]}"
        for length in range(_SHORTEST_RUN, _LONGEST_RUN + 1)
        for start in range(max(1, len(padded) - length + 1))
    )


def _meant(found: list[Found], denied: list[int], words: list[str]) -> Iterator[str]:
    for place, (concept, first, last) in enumerate(found):
        yield f"g{concept}"
        if concept not in _NEGATIONS and _denied(first, last, denied):
            yield f"g-{concept}"
        for other, begins, _ in islice(found, place + 1, None):
            if begins - last > _NEAR:
                break
            if other != concept:
                yield f"g{concept}&{other}" if concept < other else f"g{other}&{concept}"
    for sign in "?!":
        if sign in words:
            yield f"g{sign}"
            yield from (f"g{sign}&{one.concept}" for one in found)


def _said(found: list[Found], denied: list[int]) -> Iterator[str]:
    for word, first, last in found:
        yield f"e{word}"
        if _denied(first, last, denied):
            yield f"e-{word}"


def _beside(everyday: list[Found], concepts: list[Found]) -> Iterator[str]:
    for word, first, last in everyday:
        for concept, begins, ends in concepts:
            if 0 <= begins - last <= _BESIDE or 0 <= first - ends <= _BESIDE:
                yield f"e{concept}&{word}"


def _denied(first: int, last: int, denied: list[int]) -> bool:
    return any(
        0 < first - place <= _NEGATED_BEFORE or 0 < place - last <= _NEGATED_AFTER
        for place in denied
    )
