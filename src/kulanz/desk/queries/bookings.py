"""What accounting and others carry out: accepted offers that a rule says are booked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from kulanz.authority import name
from kulanz.case import LanguageCode
from kulanz.countries import Rule, profile
from kulanz.desk.models import AuthorityVersion, Booking, Offer, Person
from kulanz.desk.models.people import Role
from kulanz.desk.queries.access import cases_for
from kulanz.desk.queries.authority import PACK_ITSELF, with_table
from kulanz.desk.queries.offers import extent_of, extent_words

# The role in whose navigation the list stands even while it is empty.
BOOKS = frozenset({Role.FINANCE})
DONE_SHOWN = timedelta(days=14)
SHOWN = 100


@dataclass(frozen=True, slots=True)
class ToBook:
    """One booking in words; `number` links to the case only for those who may see it."""

    row: Booking
    remedy: str
    worth: str
    orders: tuple[str, ...]
    sees_case: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class BookingList:
    """What is to be booked by a role, the oldest first, and what was lately."""

    waiting: tuple[ToBook, ...]
    done: tuple[ToBook, ...]


def rule_of(offer: Offer) -> Rule | None:
    """The rule an offer rests on, in the table that was in force then."""
    country = profile(offer.case.profile)
    if offer.version != PACK_ITSELF:
        version = AuthorityVersion.objects.get(pack=offer.case.profile, number=offer.version)
        country = with_table(offer.case.profile, version.text)
    return next((one for one in country.table.rules if one.id == offer.rule), None)


def third(offer: Offer, person: Person) -> bool:
    """Whether a person neither offered nor approved it."""
    approval = getattr(offer, "approval", None)
    asked = {approval.asked_by_id, approval.answered_by_id} if approval else set()
    return person.pk not in {offer.by_id, *asked}


def for_role(person: Person) -> QuerySet[Booking]:
    """The bookings of this person's role, whether or not they may see the cases."""
    return Booking.objects.filter(role=person.role)


def count_waiting(person: Person) -> int:
    """How many bookings wait for this person's role; the number in the navigation."""
    return for_role(person).filter(booked_at=None).count()


def booking_list(person: Person, *, language: LanguageCode, at: datetime) -> BookingList:
    """The list of one role; the number of queries does not depend on its length."""
    rows = (
        for_role(person)
        .select_related(
            "offer__case__customer",
            "offer__by",
            "offer__approval__answered_by",
            "booked_by",
        )
        .prefetch_related("offer__case__orders")
    )
    waiting = list(rows.filter(booked_at=None).order_by("asked_at", "id")[:SHOWN])
    done = list(rows.filter(booked_at__gt=at - DONE_SHOWN).order_by("-booked_at")[:SHOWN])
    cases = [row.offer.case_id for row in (*waiting, *done)]
    seen = set(cases_for(person).filter(pk__in=cases).values_list("pk", flat=True))
    return BookingList(
        waiting=tuple(_to_book(row, person, language, seen) for row in waiting),
        done=tuple(_to_book(row, person, language, seen) for row in done),
    )


def _to_book(row: Booking, person: Person, language: LanguageCode, seen: set[int]) -> ToBook:
    offer = row.offer
    return ToBook(
        row=row,
        remedy=name(offer.remedy, language),
        worth=extent_words(profile(offer.case.profile), offer.remedy, extent_of(offer), language),
        orders=tuple(order.number for order in offer.case.orders.all()),
        sees_case=offer.case_id in seen,
        mine=not row.four_eyes or third(offer, person),
    )
