"""What a model sees of one sentence: words, letters, shape, and what the words mean.

Features are text; the first letter tells the kind: `w` words and pairs of words, `c` three or four
letters in a row inside a word, `s` the shape, `g` concepts (see `concepts`): each one, whether a
negation stands near it, and pairs of concepts near each other. Words, letters and shape belong to
one language; concepts are the same in all of them. Within each kind the counts are damped and
brought to length one, as in `linear`.
"""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

from kulanz.case import LanguageCode
from kulanz.languages.concepts import find_concepts, tokens
from kulanz.languages.linear import damped, shape
from kulanz.languages.remembered import remembered

MOST_TOKENS = 80  # of a sentence; what is longer is a list
_LONGEST_WORD = 30
_SHORTEST_RUN, _LONGEST_RUN = 3, 4
_SHAPE = 0.5  # counts half as much as words
_NEAR = 10  # words between two concepts that go together
_NEGATED_BEFORE, _NEGATED_AFTER = 4, 3
_NEGATIONS = frozenset({"not", "never", "nobody", "nothing"})
_MOST_CONCEPTS = 40
_INSIDE_WORDS = frozenset("-./")  # "e-mail", "a.u.b."
START = "^"


@remembered
def seen(text: str, folded: str, language: LanguageCode) -> dict[str, float]:
    """The features of a sentence, written `text` and folded `folded`."""
    found = [word[:_LONGEST_WORD] for word in tokens(folded)[:MOST_TOKENS]]
    return {
        **damped(Counter(_words(found))),
        **damped(Counter(run for word in found for run in _runs(word))),
        **dict.fromkeys(shape(text), _SHAPE),
        **damped(Counter(_meant(found, language))),
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


def _meant(words: list[str], language: LanguageCode) -> Iterator[str]:
    spoken = [word for word in words if word not in _INSIDE_WORDS]
    found = find_concepts(spoken, language)[:_MOST_CONCEPTS]
    denied = [first for concept, first, _ in found if concept in _NEGATIONS]
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


def _denied(first: int, last: int, denied: list[int]) -> bool:
    return any(
        0 < first - place <= _NEGATED_BEFORE or 0 < place - last <= _NEGATED_AFTER
        for place in denied
    )
