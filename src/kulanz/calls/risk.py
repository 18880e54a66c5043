"""How likely a running call tips, kept up line by line.

The same weights and signals as `kulanz.signals.forecast` (docs/building/models.md), summed up as
the call goes instead of read anew. It is often wrong; advice to whoever is in the call, never for
the order of a queue or a remedy.
"""

import math
from dataclasses import dataclass

from kulanz.case import LanguageCode
from kulanz.languages import fold
from kulanz.signals.forecast import derailment, on_scale
from kulanz.signals.frames import frame
from kulanz.signals.turn_words import alone
from kulanz.signals.uptake import content

_MISSED = {None: 0.0, False: 0.5, True: 1.0}
_COOLING = 0.5  # of a stage for a line less hot, as in the course of a contact

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Running:
    """The course of the signals so far: mean, highest and lowest of each, and the risk.

    `said` are the stems of what the customer said, `heat` falls half a stage with a calmer line.
    """

    turns: int = 0
    total: Row = ()
    highest: Row = ()
    lowest: Row = ()
    said: frozenset[str] = frozenset()
    heat: float = 0.0
    risk: float = 0.5

    @property
    def tips(self) -> bool:
        """Whether the risk is above the border of the alarm."""
        return self.risk > derailment().threshold

    def after(
        self, text: str, language: LanguageCode, *, heat: int, missed: bool | None
    ) -> "Running":
        """With one more line of the customer, its heat, and whether it missed an explanation."""
        words = content(fold(text, language).text, language)
        warm = max(float(heat), self.heat - _COOLING)
        signals = {
            **alone(text, language),
            "heat": float(math.ceil(warm)),
            "missed": _MISSED[missed],
            "refuses": float(frame("refuses", language).hits(fold(text, language).text)),
            "repeats": len(words & self.said) / (len(words) + 1),
        }
        now = on_scale(signals, derailment().scales[language])
        turns = self.turns + 1
        total = tuple(map(sum, zip(self.total or (0.0,) * len(now), now, strict=True)))
        highest = tuple(map(max, self.highest or now, now))
        lowest = tuple(map(min, self.lowest or now, now))
        mean = tuple(value / turns for value in total)
        row = (*mean, *highest, *lowest, *now, math.log(turns) - 1)
        return Running(turns, total, highest, lowest, self.said | words, warm, _risk(row))


NOTHING_SAID = Running()


def _risk(row: Row) -> float:
    weights = derailment()
    total = weights.bias + sum(w * value for w, value in zip(weights.weights, row, strict=True))
    return 1 / (1 + math.exp(-total))
