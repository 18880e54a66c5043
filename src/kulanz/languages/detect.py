"""Which of our languages a text is in: function words, words of the trade, endings, letters.

The data is `words.toml` of each language. Sentences need only the function words; fragments
such as "Rücklastschrift?" or "pakketje kapot" live on the rest. Lines quoted with ">" count
only when there is nothing else, because they are often ours and in another language.
"""

import re
from collections import Counter
from functools import cache

from kulanz.case import LanguageCode
from kulanz.languages.pack import CODES, pack

_ENOUGH = 20_000  # characters; more text does not change the answer
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_OWN, _SHARED = 1.0, 0.25  # a word of one language; a word that two of them know
_ENDING, _LETTERS = 0.5, 0.4
_SHORTEST_WITH_ENDING = 5


@cache
def _weights() -> dict[str, dict[LanguageCode, float]]:
    known = {code: _listed(code) for code in CODES}
    owners = Counter(word for words in known.values() for word in words)
    value = {1: _OWN, 2: _SHARED}
    return {
        word: {code: value.get(count, 0.0) for code in CODES if word in known[code]}
        for word, count in owners.items()
    }


def _listed(code: LanguageCode) -> frozenset[str]:
    words = pack(code, "words")
    return frozenset((words["function"] + words["content"]).split())


@cache
def function_words(language: LanguageCode) -> frozenset[str]:
    """The words of a language that carry no content of their own."""
    return frozenset(pack(language, "words")["function"].split())


def detect(text: str) -> LanguageCode:
    """The language of a text; English where nothing speaks for any of them.

    A tie goes to the language that stands first in `CODES`, so the answer is deterministic.
    """
    scores: dict[LanguageCode, float] = dict.fromkeys(CODES, 0.0)
    for word, count in _words(text).items():
        for code, weight in _vote(word).items():
            scores[code] += weight * count
    best = max(scores.values())
    return next(code for code in CODES if scores[code] == best) if best else "en"


def _words(text: str) -> Counter[str]:
    head = text[:_ENOUGH]
    own = "\n".join(line for line in head.splitlines() if not line.lstrip().startswith(">"))
    found = _WORD.findall(own.lower()) or _WORD.findall(head.lower())
    return Counter(word.replace("’", "'") for word in found)


@cache
def _marks(code: LanguageCode) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = pack(code, "words")
    return tuple(words["endings"]), tuple(words["letters"])


def _vote(word: str) -> dict[LanguageCode, float]:
    listed = _weights().get(word)
    return listed if listed is not None else {code: _shape(word, code) for code in CODES}


def _shape(word: str, code: LanguageCode) -> float:
    endings, letters = _marks(code)
    score = 0.0
    if len(word) >= _SHORTEST_WITH_ENDING and word.endswith(endings):
        score += _ENDING
    return score + (_LETTERS if any(mark in word for mark in letters) else 0.0)
