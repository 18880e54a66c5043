"""How long it takes until we say that it arrived, and until it is solved."""

from dataclasses import dataclass
from datetime import timedelta

from kulanz.insight.counting import Spread, Step, spread, survival, survival_median
from kulanz.insight.records import Book, CaseRecord, Period


@dataclass(frozen=True, slots=True)
class Resolution:
    """Time to resolution: of the closed cases, and with the open ones (Kaplan-Meier).

    The plain median of closed cases flatters: what takes long is still open. `running` is how
    many are.
    """

    closed: Spread
    running: int
    with_open: timedelta | None
    course: tuple[Step, ...]

    @property
    def n(self) -> int:
        """How many were counted, closed and open."""
        return self.closed.n + self.running


def tta(book: Book, period: Period) -> Spread:
    """From receipt to the first acknowledgement, of the cases received in the period."""
    received = [case for case in book.cases if case.received_at in period]
    return spread(
        [
            case.acknowledged_at - case.received_at
            for case in received
            if case.acknowledged_at and case.acknowledged_at <= period.reported_at
        ]
    )


def ttr(book: Book, period: Period) -> Resolution:
    """From receipt to the first resolution; a reopened case keeps its original start."""
    received = [case for case in book.cases if case.received_at in period]
    ended = [
        case.resolved_at - case.received_at
        for case in received
        if case.resolved_at and not _open(case, period)
    ]
    running = [period.reported_at - case.received_at for case in received if _open(case, period)]
    course = survival(ended, running)
    return Resolution(spread(ended), len(running), survival_median(course), course)


def _open(case: CaseRecord, period: Period) -> bool:
    return case.resolved_at is None or case.resolved_at > period.reported_at
