"""Our own sentences for a call, and the step of the guide that each one belongs to.

Whoever says one of them has done its step, whatever other words would show it.
"""

import re
from functools import cache

from kulanz.case import LanguageCode
from kulanz.languages import fold, pack

SITUATIONS = (
    "greet",
    "listen",
    "summarise",
    "empathise",
    "apologise",
    "ask_wish",
    "offer",
    "own",
    "close",
    "loud",
    "attacked",
    "boundary_first",
    "boundary_last",
    "switch",
    "distress",
    "safety_self",
    "safety_threat",
)
STEP_OF = {
    "greet": "listen",
    "loud": "empathise",
    "attacked": "empathise",
    "apologise": "empathise",
    "distress": "empathise",
    "boundary_first": "boundary",
    "boundary_last": "boundary",
    "close": "own",
}
_PLACEHOLDER = re.compile(r"\\\{[a-z_0-9]+\\\}")
_WORDS = re.compile(r"[^\W_]+|\{[a-z_0-9]+\}")


def sentences_of(situation: str, language: LanguageCode) -> tuple[str, ...]:
    """The unfilled sentences of a situation.

    Raises:
        KeyError: there is no such situation.
    """
    return tuple(pack(language, "calls")["say"][situation])


def step_of(situation: str) -> str:
    """The step of the guide that a situation belongs to."""
    return STEP_OF.get(situation, situation)


def steps_said(text: str, language: LanguageCode) -> frozenset[str]:
    """The steps of those of our own sentences that a text contains, whatever fills the gaps."""
    words = " ".join(_WORDS.findall(fold(text, language).text))
    return frozenset(step for step, pattern in _patterns(language) if pattern.search(words))


@cache
def _patterns(language: LanguageCode) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (step_of(situation), _pattern(sentence, language))
        for situation in SITUATIONS
        for sentence in sentences_of(situation, language)
    )


def _pattern(sentence: str, language: LanguageCode) -> re.Pattern[str]:
    words = re.escape(" ".join(_WORDS.findall(fold(sentence, language).text))).replace(r"\ ", " ")
    return re.compile(rf"(?<!\w){_PLACEHOLDER.sub('.{0,80}?', words)}(?!\w)")
