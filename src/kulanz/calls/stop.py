"""When explanations no longer land: stop explaining, and offer to go on in writing.

Source: source case 000, and the desk's heat rule (docs/building/signals.md): two explanations in a
row that were not taken up, and two interruptions, an attack on the person, or "you do not
understand me". What was tapped counts like what was typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kulanz.calls.course import CallReading
from kulanz.calls.temperature import Sign

MISSED = 2
INTERRUPTED = 2


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
    """What text and taps say together; a tap "repeats" is one explanation not taken up."""
    taps = [sign.kind for sign in signs]
    return Landing(
        missed=reading.missed + taps.count("repeats"),
        interruptions=reading.interruptions + taps.count("interrupts"),
        attacks=reading.insults + taps.count("personal"),
        unheard=reading.unheard,
    )
