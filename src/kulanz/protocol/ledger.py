"""What the ledger says about a sentence: is a claim stated as if it were a fact?

Compared are the stems of the words with content. A claim counts as stated when most of its words
stand in the sentence and no verified fact covers them. Numbers must agree as they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kulanz.case import Kind, LanguageCode, Statement
from kulanz.languages import fold, pack

MOST = 0.6  # of the words of the claim
AT_LEAST = 2
STEM = 5

_WORD = re.compile(r"\w+")
_ENDING = re.compile(r"(?:en|er|es|em|ed|te|e|n|s|t)$")


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the ledger as the check needs it; a `fact` is verified, a `claim` is not."""

    kind: Kind
    text: str


def stated_claim(
    sentence: str, ledger: Sequence[LedgerLine | Statement], language: LanguageCode
) -> str | None:
    """The claim that a folded sentence states as a fact, or None."""
    said = stems(sentence, language)
    facts = [
        stems(fold(line.text, language).text, language) for line in ledger if line.kind == "fact"
    ]
    for line in ledger:
        if line.kind != "claim":
            continue
        claim = _stems_of(line.text, language)
        shared = claim & said
        if len(shared) < AT_LEAST or len(shared) < MOST * len(claim):
            continue
        if not any(shared <= fact for fact in facts):
            return line.text
    return None


@lru_cache(maxsize=512)
def _stems_of(text: str, language: LanguageCode) -> frozenset[str]:
    return stems(fold(text, language).text, language)


def stems(folded: str, language: LanguageCode) -> frozenset[str]:
    """The stems of the words with content; numbers and short words stay whole."""
    skip = _function_words(language)
    return frozenset(_stem(word) for word in _WORD.findall(folded) if word not in skip)


def _stem(word: str) -> str:
    if len(word) < STEM - 1 or word.isdigit():
        return word
    return _ENDING.sub("", word)[:STEM]


@lru_cache
def _function_words(language: LanguageCode) -> frozenset[str]:
    words = pack(language, "words")["function"].split()
    return frozenset(fold(word, language).text for word in words)
