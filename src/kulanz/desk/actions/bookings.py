"""Booking an accepted offer: above the four-eyes limit by a third person."""

from datetime import datetime

from django.db import transaction

from kulanz.desk.actions.commitments import keep
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Booking, Commitment, Offer, Person
from kulanz.desk.queries.bookings import rule_of, third

REFERENCE_LENGTH = 80


class AlreadyBooked(DeskRefusal):
    """Somebody was faster."""

    code = "already_booked"


class ReferenceMissing(DeskRefusal):
    """A booking can be found again by its reference."""

    code = "reference_missing"


class NotTheThird(DeskRefusal):
    """Above the four-eyes limit whoever offered or approved does not book."""

    code = "not_the_third"


class NotYourBooking(DeskRefusal):
    """Another role books this."""

    code = "not_your_booking"


def ask_booking(offer: Offer, *, at: datetime) -> Booking | None:
    """The booking of an accepted offer, where its rule names who books; else nothing.

    Called within the caller's transaction.
    """
    rule = rule_of(offer)
    if rule is None or rule.booked_by is None:
        return None
    over = rule.four_eyes_above
    return Booking.objects.create(
        offer=offer,
        role=rule.booked_by,
        four_eyes=over is not None and offer.amount is not None and offer.amount > over,
        asked_at=at,
    )


@transaction.atomic
def book(booking: Booking, *, reference: str, at: datetime, by: Person) -> Booking:
    """It is booked, under this reference: what was promised with the offer is kept.

    Raises:
        AlreadyBooked, NotYourBooking, NotTheThird, ReferenceMissing: see there.
    """
    case = hold(booking.offer.case)
    row = Booking.objects.select_related("offer__approval").get(pk=booking.pk)
    if row.booked_at is not None:
        raise AlreadyBooked
    if by.role != row.role or not by.is_active:
        raise NotYourBooking
    if row.four_eyes and not third(row.offer, by):
        raise NotTheThird
    if not reference.strip():
        raise ReferenceMissing
    row.booked_by, row.booked_at = by, at
    row.reference = reference.strip()[:REFERENCE_LENGTH]
    row.save(update_fields=["booked_by", "booked_at", "reference"])
    record("offer.booked", case=case, at=at, by=by, offer=row.offer_id, booking=row.pk)
    promised = Commitment.objects.filter(offer=row.offer_id, done_at=None, withdrawn_at=None)
    for commitment in promised.select_related("case"):
        keep(commitment, at=at, by=by)
    return row
