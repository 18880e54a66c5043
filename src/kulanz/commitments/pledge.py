"""A commitment and how it stands: a case waits only on a commitment."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

Side = Literal["us", "customer", "third_party"]
Standing = Literal["open", "due_soon", "overdue", "kept", "late"]

SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Commitment:
    """Who owes what by when (de: Zusage, nl: toezegging); moments are aware."""

    side: Side
    what: str
    due: datetime
    done_at: datetime | None = None


def standing(commitment: Commitment, at: datetime, *, soon: timedelta = SOON) -> Standing:
    """How a commitment stands at a moment; what was done later than `at` is not done yet.

    Done on the dot is kept; not done on the dot is not overdue yet. Compared in UTC: two moments
    of one zone compare by the clock on the wall, which shows an hour twice in October.
    """
    at, end, done = at.astimezone(UTC), commitment.due.astimezone(UTC), commitment.done_at
    if done is not None and done <= at:
        return "kept" if done <= end else "late"
    if at > end:
        return "overdue"
    return "due_soon" if end - at <= soon else "open"
