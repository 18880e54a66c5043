"""What one turn of a customer adds to the course of a conversation, as small numbers.

Counts of words from `turns.toml` of each language and signs of the turn alone; then what only the
course shows: the heat after it, whether it takes up the explanation before it, whether it refuses
to listen, and how much of it the customer said before.
"""

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache

from kulanz.case import LanguageCode, Utterance
from kulanz.languages import pack
from kulanz.languages.remembered import remembered
from kulanz.signals.behaviours import find_behaviours
from kulanz.signals.frames import frame
from kulanz.signals.heat import course_by_line, loud_lines
from kulanz.signals.uptake import content, lines, unanswered

WORD_SIGNALS = ("you", "me", "not", "sure", "hedge", "please", "blame", "but")
SIGN_SIGNALS = ("length", "questions", "exclamations", "capitals", "quotes")
COURSE_SIGNALS = ("heat", "missed", "refuses", "repeats")
SIGNALS = (*WORD_SIGNALS, *SIGN_SIGNALS, *COURSE_SIGNALS)

_ENOUGH = 10_000  # characters of a turn
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MOST_SIGNS = 3
_MISSED = {None: 0.0, False: 0.5, True: 1.0}  # taken up; perhaps not; surely not


def turn_signals(
    utterances: tuple[Utterance, ...], language: LanguageCode
) -> tuple[dict[str, float], ...]:
    """The signals of each of the customer's utterances, in order."""
    course = _course(utterances, language)
    ours = (one for one in utterances if one.speaker == "customer")
    return tuple(
        {**alone(one.text, language), **now} for one, now in zip(ours, course, strict=True)
    )


@remembered
def alone(text: str, language: LanguageCode) -> dict[str, float]:
    """The signals of one turn by itself; words count less the longer the turn is."""
    head = text[:_ENOUGH]
    words = [word.replace("’", "'") for word in _WORD.findall(head)]
    lower = [word.lower() for word in words]
    damp = math.sqrt(len(words) + 1)
    found = {name: _count(lower, name, language) / damp for name in WORD_SIGNALS}
    capitals = sum(len(word) > 1 and word.isupper() for word in words)
    return {
        **found,
        "length": math.log1p(len(words)),
        "questions": min(head.count("?"), _MOST_SIGNS),
        "exclamations": min(head.count("!"), _MOST_SIGNS),
        "capitals": min(capitals, _MOST_SIGNS),
        "quotes": min(sum(head.count(sign) for sign in '"„“'), _MOST_SIGNS),
    }


def _count(words: Sequence[str], name: str, language: LanguageCode) -> int:
    exact, stems = _words(name, language)
    return sum(word in exact or word.startswith(stems) for word in words)


@cache
def _words(name: str, language: LanguageCode) -> tuple[frozenset[str], tuple[str, ...]]:
    listed = pack(language, "turns")[name].split()
    stems = tuple(word[:-1] for word in listed if word.endswith("*"))
    return frozenset(word for word in listed if not word.endswith("*")), stems


def _course(
    utterances: tuple[Utterance, ...], language: LanguageCode
) -> Iterator[dict[str, float]]:
    said = lines(utterances, language)
    loud = loud_lines(find_behaviours(utterances, language))
    missed = unanswered(said, language, loud=loud)
    words = {turn.number: turn.text for turn in said if turn.speaker == "customer"}
    own: frozenset[str] = frozenset()
    for one, heat in zip(utterances, course_by_line(utterances, language), strict=True):
        if one.speaker == "customer":
            text = words.get(one.line, "")
            now = content(text, language)
            yield {
                "heat": heat.value,
                "missed": _MISSED[missed.get(one.line)],
                "refuses": float(frame("refuses", language).hits(text)),
                "repeats": len(now & own) / (len(now) + 1),
            }
            own |= now
