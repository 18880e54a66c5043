"""How a conversation goes, turn by turn: where it tips, stops landing, should move to mail.

Turns count from 1 as they came; 0 means never. It is advice to a person in the moment and says
nothing about the customer. Never to be used for a remedy or for the order of a queue.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kulanz.case import LanguageCode, Utterance
from kulanz.signals.behaviours import find_behaviours
from kulanz.signals.frames import frame
from kulanz.signals.heat import course_by_line, loud_lines
from kulanz.signals.uptake import Turn, lines, unanswered

STEPS = ("listen", "summarise", "empathise", "ask_wish", "offer", "own")

_ATTACK, _LOUD = 3, 2
_INTERRUPTIONS = 2


@dataclass(frozen=True, slots=True)
class Course:
    """What the turns of one conversation show.

    `heats` has one number per turn; `tips_at` is the first turn that attacks, breaks off, or is
    the third in a row to take up nothing; `no_uptake_from` the first of two customer turns in a
    row that take up no explanation; `switch_to_mail` the turn after which explaining is no use.
    """

    heats: tuple[int, ...]
    tips_at: int
    no_uptake_from: int
    switch_to_mail: int
    steps_done: tuple[str, ...]


def conversation(utterances: tuple[Utterance, ...], language: LanguageCode) -> Course:
    """The course of the turns given, which need numbers of lines of their own."""
    said = lines(utterances, language)
    number = {one.line: place for place, one in enumerate(utterances, start=1)}
    heats = tuple(heat.value for heat in course_by_line(utterances, language))
    missed = unanswered(said, language, loud=loud_lines(find_behaviours(utterances, language)))
    heat_at = dict(zip((one.line for one in utterances), heats, strict=True))
    first, second = _two_in_a_row(said, missed)
    switch = second if second and _conflict(utterances, second, heat_at, language) else 0
    return Course(
        heats=heats,
        tips_at=_first(number, _tips(said, heat_at, language), _third(said, missed, second)),
        no_uptake_from=number.get(first, 0),
        switch_to_mail=number.get(switch, 0),
        steps_done=steps_done(utterances, language),
    )


def steps_done(utterances: tuple[Utterance, ...], language: LanguageCode) -> tuple[str, ...]:
    """The steps of the guided conversation that the agent's words show, in the guide's order."""
    agent = [turn.text for turn in lines(utterances, language) if turn.speaker == "agent"]
    return tuple(s for s in STEPS if any(frame(s, language).hits(text) for text in agent))


def steps_in(text: str, language: LanguageCode) -> tuple[str, ...]:
    """The steps that one folded turn of an agent shows."""
    return tuple(step for step in STEPS if frame(step, language).hits(text))


def _tips(said: Sequence[Turn], heat_at: dict[int, int], language: LanguageCode) -> int:
    """The line of the first attack, or of a break-off by somebody who is loud already.

    The heat that counts is the one with hysteresis, so that one calm word in between does not
    make a break-off a farewell.
    """
    leaves = frame("breaks_off", language)
    before = 0
    for turn in said:
        now = heat_at.get(turn.number, 0)
        if turn.speaker == "customer":
            if now >= _ATTACK or (max(before, now) >= 1 and leaves.hits(turn.text)):
                return turn.number
            before = now
    return 0


def _two_in_a_row(said: Sequence[Turn], missed: Mapping[int, bool]) -> tuple[int, int]:
    """The first two customer turns in a row without uptake, one of them without doubt."""
    before = 0
    for turn in said:
        if turn.speaker != "customer":
            continue
        now = turn.number if turn.number in missed else 0
        if now and before and (missed[now] or missed[before]):
            return before, now
        before = now
    return 0, 0


def _third(said: Sequence[Turn], missed: Mapping[int, bool], second: int) -> int:
    """The line of a third turn in a row without uptake: the conversation has broken down."""
    after = (turn.number for turn in said if turn.speaker == "customer" and turn.number > second)
    following = next(after, 0) if second else 0
    return following if following in missed else 0


def _first(number: Mapping[int, int], *found: int) -> int:
    return min((number[one] for one in found if one in number), default=0)


def _conflict(
    utterances: tuple[Utterance, ...], until: int, heat_at: dict[int, int], language: LanguageCode
) -> bool:
    """Two interruptions, an insult, or a second unheard turn that is loud."""
    codes = [one.code for one in find_behaviours(utterances, language) if one.line <= until]
    rude = "B08" in codes or codes.count("B12") >= _INTERRUPTIONS
    return rude or heat_at.get(until, 0) >= _LOUD
