"""Solved at once, came again, broken off: figures over contacts.

Definitions: first contact resolution is counted net and gross; a case counts once its window has
passed (right-censoring).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from kulanz.insight.counting import Share
from kulanz.insight.records import Book, CaseRecord, ContactRecord, Period

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """Broken-off contacts and how many were caught: by whomever, and by us."""

    total: int
    recovered: int
    recovered_by_us: int

    @property
    def n(self) -> int:
        """How many were counted."""
        return self.total


def fcr_gross(book: Book, period: Period) -> Share:
    """Cases solved in the first contact, of all whose window has passed."""
    return _solved_at_once(book, period, lambda _: True)


def fcr_net(book: Book, period: Period) -> Share:
    """The same without the cases that the first level may not solve."""
    return _solved_at_once(book, period, lambda case: case.solvable)


def repeat_rate(book: Book, period: Period) -> Share:
    """Inbound contacts with an earlier one of the same customer and problem within the window."""
    about = {case.case: case for case in book.cases}
    inbound = [c for c in book.contacts if c.direction == "in" and c.case in about]
    counted = [c for c in inbound if c.at in period]
    again = [
        contact
        for contact in counted
        if any(
            other is not contact
            and _same_matter(about[other.case], about[contact.case])
            and timedelta(0) <= contact.at - other.at <= book.window
            and (other.at, other.case) < (contact.at, contact.case)
            for other in inbound
        )
    ]
    return Share(len(again), len(counted))


def brokenoff(book: Book, period: Period) -> BrokenOff:
    """Broken-off contacts, and those followed within 24 hours by one that was not broken off."""
    broken = [c for c in book.contacts if c.broken_off and c.at in period]
    caught = [found for found in (_next_whole(book, c) for c in broken) if found]
    by_us = sum(contact.direction == "out" for contact in caught)
    return BrokenOff(len(broken), len(caught), by_us)


def _solved_at_once(book: Book, period: Period, counts: Callable[[CaseRecord], bool]) -> Share:
    firsts = [(case, _first_inbound(book, case)) for case in book.cases if counts(case)]
    uncensored = [
        (case, contact)
        for case, contact in firsts
        if contact and contact.at in period and contact.at + book.window <= period.reported_at
    ]
    solved = [case for case, contact in uncensored if _at_once(book, case, contact)]
    return Share(len(solved), len(uncensored))


def _at_once(book: Book, case: CaseRecord, contact: ContactRecord) -> bool:
    """Solved by this contact (within a day, not broken off), with none after it in the window.

    Outbound contacts count only until the solution: telling the customer later is no failure.
    """
    if contact.broken_off or case.resolved_at is None or case.resolved_at - contact.at > DAY:
        return False
    matters = {other.case for other in book.cases if _same_matter(case, other)}
    solved = case.resolved_at
    return not any(
        other.case in matters
        and contact.at < other.at <= contact.at + book.window
        and (other.direction == "in" or (other.case == case.case and other.at < solved))
        for other in book.contacts
    )


def _same_matter(one: CaseRecord, other: CaseRecord) -> bool:
    return one.case == other.case or (one.customer, one.problem) == (other.customer, other.problem)


def _first_inbound(book: Book, case: CaseRecord) -> ContactRecord | None:
    found = [c for c in book.contacts if c.case == case.case and c.direction == "in"]
    return min(found, key=lambda contact: contact.at, default=None)


def _next_whole(book: Book, broken: ContactRecord) -> ContactRecord | None:
    after = [
        contact
        for contact in book.contacts
        if contact.case == broken.case
        and not contact.broken_off
        and broken.at < contact.at <= broken.at + DAY
    ]
    return min(after, key=lambda contact: contact.at, default=None)
