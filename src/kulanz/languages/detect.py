"""Which of our languages a text is in: function words, words of the trade, endings, letters.

The data is `words.toml` of each language. Sentences need only the function words; fragments
such as "Rücklastschrift?" or "pakketje kapot" live on the rest. Where no language leads by a whole
word, the letters decide (`models/language.klm`): together they are right more often than either
(docs/building/signals.md). Lines quoted with ">" count only when there is nothing else, because
they are often ours and in another language.
"""

import re
from collections import Counter
from functools import cache

from kulanz.case import LanguageCode
from kulanz.languages.linear import scores
from kulanz.languages.pack import CODES, pack

_ENOUGH = 20_000  # characters; more text does not change the answer
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_OWN, _SHARED = 1.0, 0.25  # a word of one language; a word that two of them know
_ENDING, _LETTERS = 0.5, 0.4
_SHORTEST_WITH_ENDING = 5
_LEAD = 1.0  # a whole word of its own
_LETTERS_ENOUGH = 1_000  # characters that the model looks at


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
    words = _words(text)
    votes: dict[LanguageCode, float] = dict.fromkeys(CODES, 0.0)
    for word, count in words.items():
        for code, weight in _vote(word).items():
            votes[code] += weight * count
    second, best = sorted(votes.values())[-2:]
    if best - second >= _LEAD:
        return max(CODES, key=lambda code: votes[code])
    return _by_letters(words, votes) if words else "en"


def _by_letters(words: Counter[str], votes: dict[LanguageCode, float]) -> LanguageCode:
    """What the letters say; the words come in again when those know nothing either."""
    shares = scores("language", " ".join(words.elements())[:_LETTERS_ENOUGH])
    return max(CODES, key=lambda code: (shares[code], votes[code]))


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
