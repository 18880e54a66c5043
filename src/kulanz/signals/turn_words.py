"""The words and signs of one turn, as small numbers: who is spoken to, and how politely.

Counts of words from `turns.toml` of each language. Source: second person without courtesy, direct
questions and hedges are what tells impolite requests from polite ones (Danescu-Niculescu-Mizil and
others 2013), and talks that will tip from others (Zhang and others 2018).
"""

import math
import re
from collections import Counter
from functools import cache, lru_cache

from kulanz.case import LanguageCode
from kulanz.languages import pack
from kulanz.languages.remembered import remembered

WORD_SIGNALS = ("you", "me", "not", "sure", "hedge", "please", "blame", "but")
SIGN_SIGNALS = ("length", "questions", "exclamations", "capitals", "quotes")

_ENOUGH = 10_000  # characters of a turn
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MOST_SIGNS = 3


@remembered
def alone(text: str, language: LanguageCode) -> dict[str, float]:
    """The signals of one turn by itself; words count less the longer the turn is."""
    head = text[:_ENOUGH]
    words = [word.replace("’", "'") for word in _WORD.findall(head)]
    loose = head.islower() or head.isupper()  # typed in one case: "sie" may be "Sie"
    damp = math.sqrt(len(words) + 1)
    counts = Counter(name for word in words for name in _speaks(word, language, loose=loose))
    found = {name: counts[name] / damp for name in WORD_SIGNALS}
    capitals = sum(len(word) > 1 and word.isupper() for word in words)
    return {
        **found,
        "length": math.log1p(len(words)),
        "questions": min(head.count("?"), _MOST_SIGNS),
        "exclamations": min(head.count("!"), _MOST_SIGNS),
        "capitals": min(capitals, _MOST_SIGNS),
        "quotes": min(sum(head.count(sign) for sign in '"„“'), _MOST_SIGNS),
    }


@lru_cache(maxsize=50_000)
def _speaks(word: str, language: LanguageCode, *, loose: bool) -> tuple[str, ...]:
    """The word signals that a word counts for."""
    low, written = word.lower(), word.capitalize() if loose or word.isupper() else word
    found = []
    for name in WORD_SIGNALS:
        exact, stems, cased = _words(name, language)
        if low in exact or low.startswith(stems) or written in cased:
            found.append(name)
    return tuple(found)


@cache
def _words(
    name: str, language: LanguageCode
) -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    """The words, the beginnings of words, and the words that count with a capital only."""
    listed = pack(language, "turns")[name].split()
    stems = tuple(word[:-1] for word in listed if word.endswith("*"))
    cased = frozenset(word for word in listed if word[0].isupper())
    return frozenset(listed) - cased, stems, cased
