"""Our commitments: kept, late, broken."""

from dataclasses import dataclass
from decimal import Decimal

from kulanz.insight.counting import Share
from kulanz.insight.records import Book, Period, PromiseRecord


@dataclass(frozen=True, slots=True)
class Kept:
    """Commitments of ours that were due: on time, late, broken; `rescheduled` are among them."""

    due: int
    on_time: int
    late: int
    broken: int
    rescheduled: int

    @property
    def n(self) -> int:
        """How many were counted."""
        return self.due

    @property
    def pct(self) -> Decimal | None:
        """Percent done by the due time; None of nothing."""
        return Share(self.on_time, self.due).pct


def promises_ours(book: Book, period: Period) -> Kept:
    """Our commitments due in the period, as they stand when reported."""
    due = [promise for promise in book.promises if promise.due in period]
    done = [promise for promise in due if _done(promise, period)]
    on_time = sum(
        promise.done_at is not None and promise.done_at <= promise.due for promise in done
    )
    return Kept(
        due=len(due),
        on_time=on_time,
        late=len(done) - on_time,
        broken=len(due) - len(done),
        rescheduled=sum(promise.rescheduled for promise in due),
    )


def _done(promise: PromiseRecord, period: Period) -> bool:
    return promise.done_at is not None and promise.done_at <= period.reported_at
