"""Figures over cases (de: Kennzahlen, nl: kengetallen): each with the number it was counted from.

To add one: a function `figure(book, period)` that returns something with `n`, one line in `KPIS`,
its name and meaning in each language's `insight.toml`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from kulanz.insight.contacts import BrokenOff, brokenoff, fcr_gross, fcr_net, repeat_rate
from kulanz.insight.counting import (
    LEAST_CUSTOMERS,
    LEAST_PEOPLE,
    Share,
    Spread,
    Step,
    median,
    nearest_rank,
    shown,
    spread,
    survival,
    survival_median,
)
from kulanz.insight.promises import Kept, promises_ours
from kulanz.insight.quality import complaint_rate, reopen_rate
from kulanz.insight.records import Book, CaseRecord, ContactRecord, Period, PromiseRecord
from kulanz.insight.times import Resolution, tta, ttr


class Figure(Protocol):
    """A figure says how many it was counted from."""

    @property
    def n(self) -> int:
        """How many were counted."""


KPIS: Mapping[str, Callable[[Book, Period], Figure]] = MappingProxyType(
    {
        "fcr_net": fcr_net,
        "fcr_gross": fcr_gross,
        "repeat_rate": repeat_rate,
        "brokenoff_recovered": brokenoff,
        "tta": tta,
        "ttr": ttr,
        "reopen_rate": reopen_rate,
        "complaint_rate": complaint_rate,
        "promises_ours": promises_ours,
    }
)

__all__ = [
    "KPIS",
    "LEAST_CUSTOMERS",
    "LEAST_PEOPLE",
    "Book",
    "BrokenOff",
    "CaseRecord",
    "ContactRecord",
    "Figure",
    "Kept",
    "Period",
    "PromiseRecord",
    "Resolution",
    "Share",
    "Spread",
    "Step",
    "brokenoff",
    "complaint_rate",
    "fcr_gross",
    "fcr_net",
    "median",
    "nearest_rank",
    "promises_ours",
    "reopen_rate",
    "repeat_rate",
    "shown",
    "spread",
    "survival",
    "survival_median",
    "tta",
    "ttr",
]
