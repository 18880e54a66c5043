"""Whether explanations still land.

Source: the rule of the heat level: a customer's turn after an explanation shows *no uptake* when
it takes up no word that the explanation brought and thanks for nothing, but says outright that it
will not listen (`[course.refuses]` of `signals.toml`), is called out, or repeats what was said
before and asks nothing, says neither yes nor no. Pure counting of words; a hint to stop
explaining, not a judgement.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import groupby
from operator import attrgetter

from kulanz.case import LanguageCode, Utterance
from kulanz.facts import Sentence, sentences
from kulanz.languages import either, fold, function_words, pack
from kulanz.languages.remembered import remembered
from kulanz.signals.frames import frame

_EXPLANATION_WORDS = 6
_CONTENT_LETTERS = 4
_STEM = 6  # letters; enough to find "Rechnung" again in "Rechnungen"
_REPEATED = 0.5  # share of the words of what is said that the customer said before
_CLOSING = '"”“») '
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Turn:
    """What one speaker said at a stretch, with its number."""

    number: int
    speaker: str
    said: tuple[Sentence, ...]

    @cached_property
    def text(self) -> str:
        """The folded text."""
        return " ".join(sentence.folded.text for sentence in self.said)


@lru_cache(maxsize=8)
def turns(utterances: tuple[Utterance, ...], language: LanguageCode) -> tuple[Turn, ...]:
    """What was said until another took over, counted from 0; what the system says is no turn."""
    return _grouped("speaker", utterances, language)


@lru_cache(maxsize=8)
def lines(utterances: tuple[Utterance, ...], language: LanguageCode) -> tuple[Turn, ...]:
    """The same by line, each with the number of its line: a customer may speak twice in a row."""
    return tuple(
        Turn(turn.said[0].line, turn.speaker, turn.said)
        for turn in _grouped("line", utterances, language)
    )


def _grouped(
    by: str, utterances: tuple[Utterance, ...], language: LanguageCode
) -> tuple[Turn, ...]:
    heard = (s for s in sentences(utterances, language) if s.speaker in ("customer", "agent"))
    grouped = (tuple(said) for _, said in groupby(heard, key=attrgetter(by)))
    return tuple(Turn(n, said[0].speaker, said) for n, said in enumerate(grouped))


def without_uptake(
    said: Sequence[Turn], language: LanguageCode, *, loud: Collection[int] | None = None
) -> frozenset[int]:
    """The numbers of the customer's turns in which an explanation was not taken up.

    `loud` are the lines on which somebody is known to shout, insult or interrupt; without them
    being called out is no sign either.
    """
    return frozenset(turn for turn, sure in unanswered(said, language, loud=loud).items() if sure)


def unanswered(
    said: Sequence[Turn], language: LanguageCode, *, loud: Collection[int] | None = None
) -> dict[int, bool]:
    """The customer's turns that do not visibly take up the explanation before them.

    The value says whether that is sure; a bare "My flat is cold." may have taken up everything.
    """
    return dict(_missed(said, language, loud))


def _missed(
    said: Sequence[Turn], language: LanguageCode, loud: Collection[int] | None
) -> Iterator[tuple[int, bool]]:
    explained: frozenset[str] | None = None
    own: set[str] = set()
    for turn in said:
        words = content(turn.text, language)
        if turn.speaker == "agent":  # before the customer has spoken there is only a greeting
            explained = words - own if own and _explains(turn) else None
            continue
        if explained is not None and not words & explained:
            sure = _passes_over(turn, words, own, language, loud)
            if sure is not None:
                yield turn.number, sure
        own |= words


def _explains(turn: Turn) -> bool:
    told = " ".join(s.text for s in turn.said if not s.text.endswith("?"))
    return turn.speaker == "agent" and len(told.split()) >= _EXPLANATION_WORDS


def _passes_over(
    turn: Turn,
    words: frozenset[str],
    own: set[str],
    language: LanguageCode,
    loud: Collection[int] | None,
) -> bool | None:
    """Whether a turn without a word of the explanation surely passes over it; None: it does not."""
    if frame("takes_up", language).hits(turn.text):
        return None
    asks = any(sentence.text.rstrip(_CLOSING).endswith("?") for sentence in turn.said)
    agrees = bool(_yes_no(language).match(turn.text.lstrip('" ')))
    called_out = loud is not None and (
        "!" in turn.text or any(sentence.line in loud for sentence in turn.said)
    )
    refuses = frame("refuses", language).hits(turn.text)
    if called_out or (refuses and not (asks and agrees)):
        return True
    if asks or agrees:
        return None
    return bool(words) and len(words & own) >= _REPEATED * len(words)


@cache
def _yes_no(language: LanguageCode) -> re.Pattern[str]:
    return either(pack(language, "signals")["heat"]["yes_no"], language)


@cache
def _function_words(language: LanguageCode) -> frozenset[str]:
    return frozenset(fold(word, language).text for word in function_words(language))


@remembered
def content(text: str, language: LanguageCode) -> frozenset[str]:
    """The stems of the words of a folded text that carry content, and its numbers."""
    known = _function_words(language)
    return frozenset(
        word[:_STEM]
        for word in _WORD.findall(text)
        if (len(word) >= _CONTENT_LETTERS and word not in known) or word.isdigit()
    )
