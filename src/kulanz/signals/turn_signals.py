"""What one turn of a customer adds to the course of a conversation, as small numbers.

Words and signs of the turn alone (`turn_words`); then what only the course shows: the heat after
it, whether it takes up the explanation before it, whether it refuses to listen, and how much of it
the customer said before.
"""

from collections.abc import Iterator

from kulanz.case import LanguageCode, Utterance
from kulanz.signals.behaviours import find_behaviours
from kulanz.signals.frames import frame
from kulanz.signals.heat import course_by_line, loud_lines
from kulanz.signals.turn_words import SIGN_SIGNALS, WORD_SIGNALS, alone
from kulanz.signals.uptake import content, lines, unanswered

COURSE_SIGNALS = ("heat", "missed", "refuses", "repeats")
SIGNALS = (*WORD_SIGNALS, *SIGN_SIGNALS, *COURSE_SIGNALS)

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
