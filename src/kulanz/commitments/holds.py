"""Holds: while a claim is disputed or dunning stands still, no dunning document goes out.

A hold covers the stretch from `since` up to, and without, `until`. A dunning hold (de: Mahnstopp,
nl: aanmaningsstop) stops reminders, dunning letters and debt collection; a dispute hold (de:
Klärungsvermerk, nl: betwisting) also the report to a credit bureau, which may not be told of
disputed claims (§ 31(2) BDSG).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

HoldKind = Literal["dispute", "dunning"]
DocumentKind = Literal["reminder", "dunning", "collection", "bureau_report"]

STOPS: dict[HoldKind, tuple[DocumentKind, ...]] = {
    "dispute": ("reminder", "dunning", "collection", "bureau_report"),
    "dunning": ("reminder", "dunning", "collection"),
}


@dataclass(frozen=True, slots=True)
class Hold:
    """Who keeps what away from which order, from when to when; `until` of None: until lifted.

    Raises:
        ValueError: a moment has no time zone, or the hold ends before it begins.
    """

    kind: HoldKind
    order: str
    since: datetime
    until: datetime | None
    by: str
    reason: str

    def __post_init__(self) -> None:
        if self.since.tzinfo is None or (self.until and self.until.tzinfo is None):
            raise ValueError("a hold needs moments with a time zone")
        if self.until is not None and self.until < self.since:
            raise ValueError(f"a hold cannot end before it begins: {self.since} - {self.until}")

    def covers(self, at: datetime) -> bool:
        """Whether the hold is in force at an aware moment."""
        return self.since <= at and (self.until is None or at < self.until)


def active(holds: Iterable[Hold], order: str, at: datetime) -> tuple[Hold, ...]:
    """The holds in force on an order at a moment, the earliest first."""
    found = [hold for hold in holds if hold.order == order and hold.covers(at)]
    return tuple(sorted(found, key=lambda hold: (hold.since, hold.kind)))


def broken_hold(
    holds: Iterable[Hold], *, order: str, document_at: datetime, document: DocumentKind = "dunning"
) -> Hold | None:
    """The earliest hold that a document about an order, dated at a moment, does not obey."""
    standing = active(holds, order, document_at)
    return next((hold for hold in standing if document in STOPS[hold.kind]), None)


def obeyed(
    holds: Iterable[Hold], *, order: str, document_at: datetime, document: DocumentKind = "dunning"
) -> bool:
    """Whether a document about an order may bear this date."""
    return broken_hold(holds, order=order, document_at=document_at, document=document) is None


def extended(hold: Hold, until: datetime | None) -> Hold:
    """The hold until a later moment, or until lifted.

    Raises:
        ValueError: it would end earlier than the customer was told; that is lifting it.
    """
    if hold.until is None and until is not None:
        raise ValueError("a hold without an end cannot be extended, only lifted")
    if until is not None and hold.until is not None and until < hold.until:
        raise ValueError(f"{until} is earlier than {hold.until}: that is lifting, not extending")
    return replace(hold, until=until)


def lifted(hold: Hold, at: datetime) -> Hold:
    """The hold ended at a moment; what had ended before stays as it was, what is to come never was.

    A hold lifted before it began covers nothing.
    """
    if hold.until is not None and hold.until <= at:
        return hold
    return replace(hold, until=max(at, hold.since))


def placed(holds: Iterable[Hold], new: Hold) -> tuple[Hold, ...]:
    """The holds with a new one; where it overlaps or continues one of its kind, the two join.

    The joined hold keeps who began it and why; it begins with the first and ends with the last.
    """
    kept: list[Hold] = []
    joined = new
    for hold in sorted(holds, key=lambda hold: hold.since):
        if _touch(hold, joined):
            joined = _join(hold, joined)
        else:
            kept.append(hold)
    return tuple(sorted((*kept, joined), key=lambda hold: (hold.since, hold.order, hold.kind)))


def _touch(one: Hold, other: Hold) -> bool:
    return (
        (one.kind, one.order) == (other.kind, other.order)
        and (other.until is None or one.since <= other.until)
        and (one.until is None or other.since <= one.until)
    )


def _join(one: Hold, other: Hold) -> Hold:
    first = one if one.since <= other.since else other
    ends = [hold.until for hold in (one, other) if hold.until is not None]
    return replace(first, until=max(ends) if len(ends) == len((one, other)) else None)
