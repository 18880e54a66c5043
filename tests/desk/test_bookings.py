"""Accepted offers are booked by the role their rule names, much of it by a third person."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions import approvals, bookings
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.commitments import keep
from kulanz.desk.actions.offers import accept_offer, decline_offer, make_approved_offer, make_offer
from kulanz.desk.models import Booking, Case, Offer, Order, Person
from kulanz.desk.queries.bookings import booking_list, count_waiting

pytestmark = pytest.mark.django_db
TOMORROW = MONDAY + timedelta(days=1)


def undelivered(cast: Cast) -> Case:
    case = case_of_brandt(cast, owner=cast.ali)
    for name, value in (("claim.type", "not_received"), ("delivery.evidence", "E0")):
        note_case_fact(case, name=name, value=value, at=MONDAY, by=cast.ali)
    return case


def credited(case: Case, by: Person, amount: str) -> Offer:
    return make_offer(
        case,
        remedy="credit_note",
        text="Gutschrift der Rechnung",
        amount=Decimal(amount),
        due_at=TOMORROW,
        at=MONDAY,
        by=by,
    )


def approved(case: Case, asker: Person, approver: Person, amount: str) -> Offer:
    row = approvals.ask(
        case,
        remedy="credit_note",
        amount=Decimal(amount),
        text="Gutschrift der Rechnung",
        question="Gutschrift? Kein Zustellnachweis.",
        due_at=TOMORROW,
        at=MONDAY,
        by=asker,
    )
    row = approvals.say_yes(row, at=MONDAY, by=approver)
    return make_approved_offer(row, text=row.text, due_at=row.due_at, at=MONDAY, by=asker)


def test_an_accepted_credit_note_waits_for_receivables(cast: Cast) -> None:
    case = undelivered(cast)
    order = Order.objects.create(number="4711-1", source="form", changed_at=MONDAY)
    order.cases.add(case)
    accept_offer(credited(case, cast.ali, "75"), at=MONDAY)

    (one,) = booking_list(cast.fin, language="de", at=MONDAY).waiting

    assert (one.row.role, one.row.four_eyes, one.remedy, one.worth) == (
        "FIN",
        False,
        "Gutschrift, Rechnungskorrektur",
        "75 EUR",
    )
    assert (one.orders, one.sees_case, one.mine) == (("4711-1",), False, True)
    assert [count_waiting(person) for person in (cast.fin, cast.ali, cast.mira)] == [1, 0, 0]


def test_what_is_declined_or_of_no_rule_that_books_is_not_booked(cast: Cast) -> None:
    case = undelivered(cast)
    decline_offer(credited(case, cast.ali, "75"), at=MONDAY)
    stop = make_offer(
        case, remedy="dunning_stop", text="Mahnstopp", due_at=TOMORROW, at=MONDAY, by=cast.ali
    )
    accept_offer(stop, at=MONDAY)

    assert Booking.objects.count() == 0


def test_a_booking_has_a_reference_and_is_done_once(cast: Cast) -> None:
    case = undelivered(cast)
    accept_offer(credited(case, cast.ali, "75"), at=MONDAY)
    row = Booking.objects.get()

    with pytest.raises(bookings.ReferenceMissing):
        bookings.book(row, reference=" ", at=MONDAY, by=cast.fin)
    done = bookings.book(row, reference="G-2026-114", at=MONDAY, by=cast.fin)
    with pytest.raises(bookings.AlreadyBooked):
        bookings.book(row, reference="G-2026-115", at=MONDAY, by=cast.fin)

    assert (done.reference, done.booked_by, done.booked_at) == ("G-2026-114", cast.fin, MONDAY)
    assert [one.row for one in booking_list(cast.fin, language="de", at=MONDAY).done] == [done]
    assert case.events.filter(kind="offer.booked").count() == 1


def test_nobody_books_for_another_role(cast: Cast) -> None:
    accept_offer(credited(undelivered(cast), cast.ali, "75"), at=MONDAY)

    for person in (cast.ali, cast.mira, cast.dir, cast.log):
        with pytest.raises(bookings.NotYourBooking):
            bookings.book(Booking.objects.get(), reference="x", at=MONDAY, by=person)


@pytest.mark.parametrize(("amount", "four_eyes"), [("300", False), ("300.01", True)])
def test_the_four_eyes_limit_is_the_rules_own(cast: Cast, amount: str, four_eyes: bool) -> None:
    approver = cast.an if four_eyes else cast.sam
    accept_offer(approved(undelivered(cast), cast.ali, approver, amount), at=MONDAY)

    assert Booking.objects.get().four_eyes is four_eyes


@pytest.mark.parametrize("who", ["ali", "an"])
def test_above_it_whoever_offered_or_approved_does_not_book(cast: Cast, who: str) -> None:
    accept_offer(approved(undelivered(cast), cast.ali, cast.an, "301"), at=MONDAY)
    person: Person = getattr(cast, who)
    person.role = "FIN"  # moved to accounting since
    person.save()

    with pytest.raises(bookings.NotTheThird):
        bookings.book(Booking.objects.get(), reference="x", at=MONDAY, by=person)
    assert booking_list(person, language="de", at=MONDAY).waiting[0].mine is False
    assert bookings.book(Booking.objects.get(), reference="x", at=MONDAY, by=cast.fin).booked_at


def test_up_to_it_the_same_person_may(cast: Cast) -> None:
    accept_offer(credited(undelivered(cast), cast.ali, "75"), at=MONDAY)
    cast.ali.role = "FIN"
    cast.ali.save()

    done = bookings.book(Booking.objects.get(), reference="x", at=MONDAY, by=cast.ali)

    assert done.booked_by == cast.ali


def test_what_is_booked_was_promised_and_is_kept(cast: Cast) -> None:
    case = undelivered(cast)
    commitment = accept_offer(credited(case, cast.ali, "75"), at=MONDAY)
    booked_at = commitment.due_at + timedelta(hours=1)

    bookings.book(Booking.objects.get(), reference="G-1", at=booked_at, by=cast.fin)

    commitment.refresh_from_db()
    (kept,) = case.events.filter(kind="commitment.kept")
    assert (commitment.done_at, kept.by) == (booked_at, cast.fin)
    assert (kept.values["commitment"], kept.values["late"]) == (commitment.pk, True)


def test_what_was_kept_by_hand_before_is_not_kept_twice(cast: Cast) -> None:
    case = undelivered(cast)
    keep(accept_offer(credited(case, cast.ali, "75"), at=MONDAY), at=MONDAY, by=cast.ali)

    bookings.book(Booking.objects.get(), reference="G-1", at=MONDAY, by=cast.fin)

    assert case.events.filter(kind="commitment.kept").count() == 1
