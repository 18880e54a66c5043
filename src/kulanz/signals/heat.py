"""How heated a contact is, from words alone, and how it went.

Source: the desk's heat rule (docs/building/signals.md). 0 calm; 1 tense: annoyance, irony,
chasing, an announcement; 2 loud: shouting, interrupting, accusation of fraud, an announcement
that is called out or comes on top of another signal; 3 attacking: insult of the person, or a
legal announcement after one; 4 unreachable: danger, or two explanations in a row that were not
taken up together with interruptions or an insult. Heat rises at once and falls slowly: half a
stage for a calm turn, a whole one for a turn that cooperates (B22). It never triggers a remedy.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kulanz.case import LanguageCode, Stage, Utterance
from kulanz.languages import either, pack
from kulanz.signals.behaviours import find_behaviours
from kulanz.signals.uptake import Turn, turns, without_uptake

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


def course_by_line(utterances: tuple[Utterance, ...], language: LanguageCode) -> tuple[Heat, ...]:
    """The heat after each utterance; what others say leaves it where the customer left it."""
    after = {line: heat for lines, heat in _course(utterances, language) for line in lines}
    found = [Heat("calm", 0)]
    for one in utterances:
        found.append(after.get(one.line, found[-1]))
    return tuple(found[1:])


def _course(
    utterances: tuple[Utterance, ...], language: LanguageCode
) -> Iterator[tuple[frozenset[int], Heat]]:
    value = 0.0
    for lines, level, cooperates in _levels(tuple(utterances), language):
        cooler = value - (_COOPERATING if cooperates else _COOLING)
        value = max(float(level), cooler, 0.0)
        yield lines, _heat(math.ceil(value))


def _heat(value: int) -> Heat:
    return Heat(STAGES[value], value)


def _levels(
    utterances: tuple[Utterance, ...], language: LanguageCode
) -> Iterator[tuple[frozenset[int], int, bool]]:
    said = turns(utterances, language)
    missed = without_uptake(said, language)
    behaviours = find_behaviours(utterances, language)
    in_a_row = 0
    seen: list[str] = []
    for turn in said:
        if turn.speaker != "customer":
            continue
        lines = frozenset(line for sentence in turn.said for _, _, line in sentence.parts)
        codes = [finding.code for finding in behaviours if finding.line in lines]
        in_a_row = in_a_row + 1 if turn.number in missed else 0
        announced = _announced(codes, seen, turn)
        seen += codes
        lost = in_a_row >= _MISSED_IN_A_ROW and _conflict(seen, said[: turn.number + 1], language)
        level = _UNREACHABLE if lost else max(_level(codes, turn, language), announced)
        yield lines, level, "B22" in codes


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
    unheard = _words("not_understood", language)
    return rude or any(unheard.search(t.text) for t in said if t.speaker == "customer")


@cache
def _words(key: str, language: LanguageCode) -> re.Pattern[str]:
    return either(pack(language, "signals")["heat"][key], language)
