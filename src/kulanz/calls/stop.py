"""When explanations no longer land: stop explaining, and offer to go on in writing.

Source: source case 000, and the desk's heat rule (docs/building/signals.md): two explanations in a
row that were not taken up, and two interruptions, an attack on the person, or "you do not
understand me". What was tapped counts like what was typed; within twenty seconds it is the same
act, noted twice. From then on the stage is the last one, "unreachable".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kulanz.calls.course import INTERRUPTED, MISSED, CallReading
from kulanz.calls.temperature import CORRECTIONS, Sign, SignKind

SAME_ACT = timedelta(seconds=20)
_UNREACHABLE = 4


@dataclass(frozen=True, slots=True)
class Landing:
    """Whether explanations still land, with the counts that it rests on."""

    missed: int
    interruptions: int
    attacks: int
    unheard: bool

    @property
    def stop(self) -> bool:
        """Explaining once more is no use."""
        conflict = self.interruptions >= INTERRUPTED or self.attacks > 0 or self.unheard
        return self.missed >= MISSED and conflict


def landing(reading: CallReading, signs: Iterable[Sign]) -> Landing:
    """What text and taps say together; a tap "repeats" is one explanation not taken up.

    A customer who takes something up starts the count anew, for taps as well.
    """
    taps = tuple(sign for sign in signs if sign.kind != "text" and sign.kind not in CORRECTIONS)
    fresh = tuple(one for one in taps if reading.taken_at is None or one.at > reading.taken_at)
    return Landing(
        missed=reading.missed + _more(fresh, "repeats", _moments(reading, reading.passed)),
        interruptions=reading.interruptions + _more(taps, "interrupts", _shown(reading, "B12")),
        attacks=reading.insults + _more(taps, "personal", _shown(reading, "B08")),
        unheard=reading.unheard,
    )


def signs_of(reading: CallReading, taps: Iterable[Sign]) -> tuple[Sign, ...]:
    """All signs for the temperature: lines, taps, and that explanations no longer land by taps."""
    known = tuple(taps)
    signs = (*reading.signs, *known)
    lost = landing(reading, known).stop and not landing(reading, ()).stop
    if not lost:
        return signs
    noted = (one.at for one in known if one.kind not in CORRECTIONS)
    last = max((*noted, *_moments(reading, reading.passed)))
    return (*signs, Sign(last, "text", _UNREACHABLE))


def _more(taps: Sequence[Sign], kind: SignKind, typed: Sequence[datetime]) -> int:
    """The taps of a kind that note something else than what was typed at that moment."""
    return sum(
        one.kind == kind and all(abs(one.at - at) > SAME_ACT for at in typed) for one in taps
    )


def _shown(reading: CallReading, code: str) -> tuple[datetime, ...]:
    return _moments(reading, tuple(one.line for one in reading.behaviours if one.code == code))


def _moments(reading: CallReading, lines: Sequence[int]) -> tuple[datetime, ...]:
    at = {one.number: one.at for one in reading.talk} if lines else {}
    return tuple(when for line in lines if (when := at.get(line)) is not None)
