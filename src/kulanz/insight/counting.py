"""Shares, medians, percentiles, survival: always with the number they were counted from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

LEAST_PEOPLE, LEAST_CUSTOMERS = 5, 10


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole; `provisional` while what it counts can still change."""

    num: int
    den: int
    provisional: bool = False

    @property
    def n(self) -> int:
        """How many were counted."""
        return self.den

    @property
    def pct(self) -> Decimal | None:
        """Percent to two places; None of nothing."""
        return self.per(100, places=2)

    def per(self, base: int, *, places: int) -> Decimal | None:
        """How many of `base`, rounded half up."""
        if not self.den:
            return None
        exact = Decimal(base * self.num) / self.den
        return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 90th percentile of `n` durations; None of nothing."""

    n: int
    median: timedelta | None
    p90: timedelta | None


@dataclass(frozen=True, slots=True)
class Step:
    """From `at` on, a share of `survival` is still open, to be read with `at_risk` before it."""

    at: timedelta
    survival: Fraction
    at_risk: int


def spread(durations: Sequence[timedelta]) -> Spread:
    """Median (mean of the middle two) and 90th percentile (nearest rank)."""
    return Spread(len(durations), median(durations), nearest_rank(durations, 90))


def median(durations: Sequence[timedelta]) -> timedelta | None:
    """The middle one, or the mean of the middle two."""
    ordered, half = sorted(durations), len(durations) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def nearest_rank(durations: Sequence[timedelta], percent: int) -> timedelta | None:
    """The smallest value that at least `percent` (1-100) of the values do not exceed."""
    if not durations:
        return None
    rank = -(-percent * len(durations) // 100)
    return sorted(durations)[max(rank, 1) - 1]


def survival(ended: Sequence[timedelta], running: Sequence[timedelta]) -> tuple[Step, ...]:
    """Kaplan and Meier's estimate (JASA 53, 1958): which share is still open after a time.

    What is still `running` counts as at risk for as long as it has been open; of equal times an
    ending comes before a censoring.
    """
    share = Fraction(1)
    steps: list[Step] = []
    for at in sorted(set(ended)):
        at_risk = sum(one >= at for one in (*ended, *running))
        share *= Fraction(at_risk - sum(one == at for one in ended), at_risk)
        steps.append(Step(at, share, at_risk))
    return tuple(steps)


def survival_median(steps: Sequence[Step]) -> timedelta | None:
    """After what time at most half are still open; None while more than half are."""
    return next((step.at for step in steps if 2 * step.survival <= 1), None)


def shown(cells: Mapping[str, int], *, least: int = LEAST_CUSTOMERS) -> frozenset[str]:
    """Which cells of a table may be shown: none of fewer than `least` people.

    Where only one is hidden, the next smallest goes with it: else the total would give it away.
    """
    order = sorted(cells, key=lambda name: (cells[name], name))
    hidden = [name for name in order if 0 < cells[name] < least]
    others = [name for name in order if cells[name] >= least] or [n for n in order if not cells[n]]
    if len(hidden) == 1:
        hidden += others[:1]
    return frozenset(cells) - frozenset(hidden)
