"""Whether explanations still land.

Source: the rule of the heat level: a customer's turn after an explanation shows *no uptake* when
it shares no content word with it, asks nothing, says neither yes nor no, and repeats an earlier
demand. Pure counting of words; a hint to stop explaining, not a judgement.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter

from kulanz.case import LanguageCode, Utterance
from kulanz.facts import Sentence, sentences
from kulanz.facts.patterns import has
from kulanz.languages import either, fold, function_words, pack

_EXPLANATION_WORDS = 6
_CONTENT_LETTERS = 4
_STEM = 6  # letters; enough to find "Rechnung" again in "Rechnungen"
_REPEATED = 0.5  # share of the words of an earlier demand
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said until another took over, by the number that `sentences` gives it."""

    number: int
    speaker: str
    said: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The folded text."""
        return " ".join(sentence.folded.text for sentence in self.said)


def turns(utterances: tuple[Utterance, ...], language: LanguageCode) -> tuple[Turn, ...]:
    """The turns of customer and agent; what the system says is no turn."""
    heard = (s for s in sentences(utterances, language) if s.speaker in ("customer", "agent"))
    grouped = groupby(heard, key=attrgetter("speaker"))
    return tuple(Turn(n, speaker, tuple(said)) for n, (speaker, said) in enumerate(grouped))


def without_uptake(said: tuple[Turn, ...], language: LanguageCode) -> frozenset[int]:
    """The numbers of the customer's turns in which an explanation was not taken up."""
    return frozenset(_missed(said, language))


def _missed(said: tuple[Turn, ...], language: LanguageCode) -> Iterator[int]:
    demands: list[frozenset[str]] = []
    for before, turn in zip((None, *said), said, strict=False):
        if turn.speaker != "customer":
            continue
        ignored = before and _explains(before) and not _answers(before, turn, language)
        if ignored and _repeats(turn, demands, language):
            yield turn.number
        demands += _demands(turn, language)


def _explains(turn: Turn) -> bool:
    told = " ".join(s.text for s in turn.said if not s.text.endswith("?"))
    return turn.speaker == "agent" and len(told.split()) >= _EXPLANATION_WORDS


def _answers(before: Turn, turn: Turn, language: LanguageCode) -> bool:
    asks = any(sentence.text.endswith("?") for sentence in turn.said)
    yes_no = _yes_no(language).match(turn.text.lstrip('" '))
    return bool(asks or yes_no or content(before.text, language) & content(turn.text, language))


@cache
def _yes_no(language: LanguageCode) -> re.Pattern[str]:
    return either(pack(language, "signals")["heat"]["yes_no"], language)


def _demands(turn: Turn, language: LanguageCode) -> list[frozenset[str]]:
    wanted = [s for s in turn.said if has(s.folded.text, "kind", "demand", language)]
    return [words for s in wanted if (words := content(s.folded.text, language))]


def _repeats(turn: Turn, demands: list[frozenset[str]], language: LanguageCode) -> bool:
    words = content(turn.text, language)
    return any(len(words & demand) >= _REPEATED * len(demand) for demand in demands)


@cache
def _function_words(language: LanguageCode) -> frozenset[str]:
    return frozenset(fold(word, language).text for word in function_words(language))


def content(text: str, language: LanguageCode) -> frozenset[str]:
    """The stems of the words of a folded text that carry content."""
    known = _function_words(language)
    words = (word for word in _WORD.findall(text) if len(word) >= _CONTENT_LETTERS)
    return frozenset(word[:_STEM] for word in words if word not in known)
