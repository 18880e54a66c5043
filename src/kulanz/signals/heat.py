"""How heated a contact is, from words alone, and how it went.

Source: the desk's heat rule (docs/building/signals.md). 0 calm; 1 tense: annoyance, irony,
chasing, an announcement; 2 loud: shouting, interrupting, accusation of fraud, an explanation
passed over, an announcement that is called out or comes on top of another signal; 3 attacking:
insult of the person, or a legal announcement after one; 4 unreachable: danger, or two explanations
in a row that were not taken up together with interruptions or an insult. In a conversation it is
tense too to talk at somebody: "you" without a word of courtesy, a hedge or a question. Heat rises
at once and falls slowly: half a stage for a calm turn, a whole one for a turn that cooperates (B22,
thanks, agreement, courtesy, a calm question). It never triggers a remedy.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from kulanz.case import Finding, LanguageCode, Stage, Utterance
from kulanz.languages import either, pack
from kulanz.signals.behaviours import find_behaviours
from kulanz.signals.frames import frame
from kulanz.signals.turn_words import alone
from kulanz.signals.uptake import Turn, lines, turns, unanswered

STAGES: tuple[Stage, ...] = ("calm", "tense", "loud", "attacking", "unreachable")

_LEVELS = {
    **dict.fromkeys(
        ("B01", "B03", "B04", "B06", "B09", "B10", "B15", "B17", "B18", "B20", "B21"), 1
    ),
    **dict.fromkeys(("B07", "B12", "B16"), 2),
    "B08": 3,
    "B11": 4,
}
_ANNOUNCED = frozenset({"B09", "B10"})  # publicity, legal steps
_MANY = 3  # different small signals in one turn are loud together
_LOUD_CODES = frozenset({"B07", "B08", "B09", "B10", "B11", "B12", "B16", "B20", "B21"})
_CALLED_WORDS = 3  # "Guten Tag!" is a greeting
_COOLING, _COOPERATING = 0.5, 1.0
_INTERRUPTIONS = 2
_MISSED_IN_A_ROW = 2
_TENSE, _LOUD, _ATTACKING, _UNREACHABLE = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Heat:
    """The stage of a contact (de: Erregung, nl: spanning) and its number, 0 to 4."""

    stage: Stage
    value: int


def heat(utterances: tuple[Utterance, ...], language: LanguageCode) -> Heat:
    """The heat at the end of the contact; calm when the customer said nothing."""
    return next(reversed(course(utterances, language)), Heat("calm", 0))


def course(utterances: tuple[Utterance, ...], language: LanguageCode) -> tuple[Heat, ...]:
    """The heat after each of the customer's turns, in order. A mail is one turn."""
    return tuple(heat for _, heat in _course(utterances, language))


@lru_cache(maxsize=8)
def course_by_line(utterances: tuple[Utterance, ...], language: LanguageCode) -> tuple[Heat, ...]:
    """The heat after each utterance; what others say leaves it where the customer left it."""
    found_at = _course(utterances, language, by_line=True)
    after = {line: heat for on, heat in found_at for line in on}
    found = [Heat("calm", 0)]
    for one in utterances:
        found.append(after.get(one.line, found[-1]))
    return tuple(found[1:])


def _course(
    utterances: tuple[Utterance, ...], language: LanguageCode, *, by_line: bool = False
) -> Iterator[tuple[frozenset[int], Heat]]:
    value = 0.0
    cut = lines if by_line else turns
    said = cut(tuple(utterances), language)
    for on, level, cooperates in _levels(said, tuple(utterances), language):
        cooler = value - (_COOPERATING if cooperates else _COOLING)
        value = max(float(level), cooler, 0.0)
        yield on, _heat(math.ceil(value))


def _heat(value: int) -> Heat:
    return Heat(STAGES[value], value)


def _levels(
    said: tuple[Turn, ...], utterances: tuple[Utterance, ...], language: LanguageCode
) -> Iterator[tuple[frozenset[int], int, bool]]:
    behaviours = find_behaviours(utterances, language)
    unheard = unanswered(said, language)
    missed = {number for number, sure in unheard.items() if sure}
    spoken = any(turn.speaker == "agent" for turn in said)
    in_a_row = 0
    seen: list[str] = []
    for place, turn in enumerate(said, start=1):
        if turn.speaker != "customer":
            continue
        on = frozenset(line for sentence in turn.said for _, _, line in sentence.parts)
        codes = [finding.code for finding in behaviours if finding.line in on]
        in_a_row = in_a_row + 1 if turn.number in missed else 0
        announced = _announced(codes, seen, turn)
        seen += codes
        lost = in_a_row >= _MISSED_IN_A_ROW and _conflict(seen, said[:place], language)
        heard = max(
            _level(codes, turn, language),
            announced,
            _LOUD if in_a_row and _refuses(turn, language) else 0,
        )
        called = _called_out(turn, language) if spoken else 0
        level = _UNREACHABLE if lost else max(heard, called)
        tone = _tone(turn, language, passes_over=turn.number in unheard)
        cooperates = "B22" in codes or tone == "agrees" or (tone == "kind" and not level)
        talks_at = spoken and not cooperates and tone == "at you"
        yield on, level or (_TENSE if talks_at else 0), cooperates


def loud_lines(found: Iterable[Finding]) -> frozenset[int]:
    """The lines on which the customer shouts, insults, interrupts, accuses or threatens."""
    return frozenset(one.line for one in found if one.code in _LOUD_CODES)


def _tone(turn: Turn, language: LanguageCode, *, passes_over: bool) -> str:
    """How a turn speaks to the other, by its words alone; empty when nothing tells."""
    if frame("takes_up", language).hits(turn.text):
        return "agrees"
    signs = alone(" ".join(sentence.text for sentence in turn.said), language)
    asks = signs["questions"] and not signs["exclamations"] and not passes_over
    if signs["please"] or asks:
        return "kind"
    softened = signs["hedge"] or signs["questions"]
    return "at you" if signs["you"] and not softened else ""


def _refuses(turn: Turn, language: LanguageCode) -> bool:
    return frame("refuses", language).hits(turn.text)


def _called_out(turn: Turn, language: LanguageCode) -> int:
    """Loud: a sentence called out in a conversation that neither greets nor thanks."""
    called = (s for s in turn.said if "!" in s.text and len(s.text.split()) >= _CALLED_WORDS)
    kind = frame("takes_up", language)
    return _LOUD if any(not kind.hits(s.folded.text) for s in called) else 0


def _announced(codes: list[str], seen: list[str], turn: Turn) -> int:
    """A lawyer named calmly is a right; shouted, or on top of something else, it is heat."""
    if _ANNOUNCED.isdisjoint(codes):
        return 0
    other = [code for code in (*seen, *codes) if code in _LEVELS and code not in _ANNOUNCED]
    if "B10" in codes and "B08" in other:
        return _ATTACKING
    return _LOUD if other or "!" in turn.text else _TENSE


def _level(codes: list[str], turn: Turn, language: LanguageCode) -> int:
    levels = {code: _LEVELS[code] for code in codes if code in _LEVELS}
    if len(levels) >= _MANY:
        return max(_LOUD, *levels.values())
    return max([*levels.values(), _TENSE if _words("tense", language).search(turn.text) else 0])


def _conflict(seen: list[str], said: tuple[Turn, ...], language: LanguageCode) -> bool:
    rude = "B08" in seen or seen.count("B12") >= _INTERRUPTIONS
    return rude or any(not_understood(t.text, language) for t in said if t.speaker == "customer")


def not_understood(folded: str, language: LanguageCode) -> bool:
    """Whether folded words say "you do not understand me"."""
    return bool(_words("not_understood", language).search(folded))


@cache
def _words(key: str, language: LanguageCode) -> re.Pattern[str]:
    return either(pack(language, "signals")["heat"][key], language)
