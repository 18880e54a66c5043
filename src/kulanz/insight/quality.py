"""How many come back after closing, and how many orders end in a complaint."""

from datetime import timedelta

from kulanz.insight.counting import Share
from kulanz.insight.records import Book, Period

REOPENED_WITHIN = timedelta(days=30)


def reopen_rate(book: Book, period: Period) -> Share:
    """Cases closed in the period and reopened within 30 days; provisional until those are over."""
    ends = [
        (case.resolved_at, case.reopened_at)
        for case in book.cases
        if case.resolved_at is not None and case.resolved_at in period
    ]
    again = sum(
        reopened is not None
        and reopened <= period.reported_at
        and timedelta(0) <= reopened - closed <= REOPENED_WITHIN
        for closed, reopened in ends
    )
    young = any(closed + REOPENED_WITHIN > period.reported_at for closed, _ in ends)
    return Share(again, len(ends), provisional=young)


def complaint_rate(book: Book, _: Period) -> Share:
    """Orders shipped in the period that a complaint came about, whenever it did.

    A cohort: complaints arrive weeks later, so the latest period always looks better than it is.
    """
    return Share(book.complained_orders, book.orders_shipped)
