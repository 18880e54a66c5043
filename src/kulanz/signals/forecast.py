"""Will this conversation tip? A hint to the agent while there is still time.

Rules over the course of per-turn signals: what is heard in the last turns counts more than what
is past, rising more than staying. Unheard explanations and interruptions come before insults. The
weights were set by hand and five of them settled on two thirds of the labelled dialogues of
`tests/language`; `bench/language_course.py --kept` measures on the others. The best published
models are wrong in three of ten conversations (Chang and Danescu-Niculescu-Mizil 2019 and their
successors), so this is advice and nothing else.
"""

from dataclasses import dataclass

from kulanz.case import LanguageCode, Utterance
from kulanz.signals.behaviours import find_behaviours
from kulanz.signals.heat import course_by_line, loud_lines
from kulanz.signals.uptake import lines, without_uptake

_FADES = 0.5  # what a turn leaves to the next
_HEAT = (0.0, 0.1, 0.15, 0.6, 0.8)
_RISES, _UNHEARD, _COOPERATES = 0.08, 0.25, -0.35
_WEIGHTS = {"B12": 0.15, "B16": 0.12, "B20": 0.08, "B14": 0.08, "B21": 0.15, "B15": 0.05}
_RAISED = 0.1  # a turn that adds less than this is not named


@dataclass(frozen=True, slots=True)
class Forecast:
    """How likely it looks, 0 to 1, and the turns that raised it, counted from 1."""

    score: float
    turns: tuple[int, ...]


def forecast(utterances: tuple[Utterance, ...], language: LanguageCode) -> Forecast:
    """Whether a conversation may tip after the turns so far: advice for the person in it.

    Never to be used for the order of a queue, for a remedy, a price or a payout: it says what an
    agent might do next (pause, stop explaining, write instead), not what a customer gets.
    """
    said = lines(utterances, language)
    heats = {
        one.line: heat.value
        for one, heat in zip(utterances, course_by_line(utterances, language), strict=True)
    }
    found = find_behaviours(utterances, language)
    missed = without_uptake(said, language, loud=loud_lines(found))
    codes: dict[int, set[str]] = {}
    for finding in found:
        codes.setdefault(finding.line, set()).add(finding.code)
    number = {one.line: place for place, one in enumerate(utterances, start=1)}
    level, before = 0.0, 0
    raised: list[int] = []
    for turn in said:
        if turn.speaker != "customer":
            continue
        heat, shown = heats.get(turn.number, 0), codes.get(turn.number, set())
        adds = _adds(heat, before, shown, unheard=turn.number in missed)
        level = max(0.0, level * _FADES + adds)
        before = heat
        if adds >= _RAISED:
            raised.append(number[turn.number])
    return Forecast(round(min(1.0, level), 2), tuple(raised))


def _adds(heat: int, before: int, shown: set[str], *, unheard: bool) -> float:
    adds = _HEAT[heat] + sum(_WEIGHTS.get(code, 0.0) for code in shown)
    if heat > before:
        adds += _RISES
    if unheard:
        adds += _UNHEARD
    return adds + (_COOPERATES if "B22" in shown else 0.0)
