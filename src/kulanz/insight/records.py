"""What the figures are counted from: closed and open cases, their contacts, our commitments.

Who said it how is not among it, nor which agent: no figure here can score a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case as the figures see it; moments are aware.

    `resolved_at` is the first resolution and stays when the case is reopened; `solvable` says
    whether the first level is allowed to solve this kind of problem at all.
    """

    case: str
    customer: str
    problem: str
    received_at: datetime
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    reopened_at: datetime | None = None
    solvable: bool = True


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """A contact of a case: a call, a mail, a letter."""

    case: str
    at: datetime
    direction: Literal["in", "out"]
    broken_off: bool = False


@dataclass(frozen=True, slots=True)
class PromiseRecord:
    """A commitment of ours; moved with the customer's consent, the new `due` date counts."""

    due: datetime
    done_at: datetime | None = None
    rescheduled: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time from `begins` up to, and without, `ends`, and the moment of the report."""

    begins: datetime
    ends: datetime
    reported_at: datetime

    def __contains__(self, at: datetime | None) -> bool:
        return at is not None and self.begins <= at < self.ends and at <= self.reported_at


@dataclass(frozen=True, slots=True)
class Book:
    """Everything a report is counted from.

    `orders_shipped` are the orders shipped in the period, `complained_orders` those of them with a
    complaint, whenever it came in.
    """

    cases: Sequence[CaseRecord]
    contacts: Sequence[ContactRecord] = ()
    promises: Sequence[PromiseRecord] = ()
    orders_shipped: int = 0
    complained_orders: int = 0
    window: timedelta = timedelta(days=7)
