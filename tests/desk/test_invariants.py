"""What holds whatever is pressed, twice, too late, or by two people at once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cast import MONDAY, Cast, brandt, case_of_brandt, make_cast
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.cases import NothingToWaitFor, move
from kulanz.desk.actions.closure import OurCommitmentsOpen, close, confirm_solved
from kulanz.desk.actions.commitments import promise, promise_callback, withdraw
from kulanz.desk.actions.facts import add_line
from kulanz.desk.actions.offers import (
    OfferAnswered,
    accept_offer,
    decline_offer,
    make_offer,
    withdraw_offer,
)
from kulanz.desk.actions.recap import confirm_line, make_recap
from kulanz.desk.actions.record import CaseClosed, DeskRefusal, hold
from kulanz.desk.actions.statuspage import add_words, ask_for_callback
from kulanz.desk.actions.wishes import note_wish
from kulanz.desk.jobs.reactions import Reactor
from kulanz.desk.models import Case, Commitment, Offer

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=1)
SECOND = timedelta(seconds=1)


def an_offer(case: Case, cast: Cast, *, at_second: int = 0) -> Offer:
    if not case.case_facts.exists() and case.closed_at is None:
        note_case_fact(case, name="fault", value="company", at=MONDAY, by=cast.ali)
    return make_offer(
        case,
        remedy="voucher",
        text="Gutschein",
        amount=Decimal(5),
        due_at=LATER,
        at=MONDAY + at_second * SECOND,
        by=cast.ali,
    )


def state_of(case: Case) -> tuple[str, bool]:
    case = Case.objects.get(pk=case.pk)
    return case.state, case.closed_at is not None


def test_an_offer_ends_with_its_case_and_cannot_be_accepted_any_more(cast: Cast) -> None:
    case = case_of_brandt(cast)
    offer = an_offer(case, cast)
    confirm_solved(case, at=MONDAY)

    with pytest.raises(OfferAnswered):
        accept_offer(offer, at=MONDAY)
    offer.refresh_from_db()
    assert (offer.standing, state_of(case)) == ("withdrawn", ("closed_confirmed", True))


def test_nothing_is_promised_or_offered_in_a_closed_case(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    confirm_solved(case, at=MONDAY)

    with pytest.raises(CaseClosed):
        promise(case, side="ours", text="Anrufen", due_at=LATER, at=MONDAY, by=cast.ali)
    with pytest.raises(CaseClosed):
        an_offer(case, cast)
    assert (case.commitments.count(), case.offers.count()) == (0, 0)


@pytest.mark.parametrize("name", ["commitments", "callbacks", "offers"])
def test_the_pages_say_that_the_case_is_closed(cast: Cast, client: Client, name: str) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    confirm_solved(case, at=MONDAY)
    client.force_login(cast.ali)
    form = {
        "side": "ours",
        "kind": "task",
        "text": "Anrufen",
        "due_at": "2036-11-20T10:00",
        "remedy": "voucher",
        "amount": "5",
    }
    page = client.post(reverse(name, args=[case.number]), form, follow=True)

    assert "That case is closed. Open it again first." in page.content.decode()
    assert (case.commitments.count(), case.offers.count()) == (0, 0)


def words(case: Case) -> None:
    add_words(case, text="Es ist doch nicht gut.", at=LATER)


def a_wish(case: Case) -> None:
    note_wish(case, text="Geld zurück", at=LATER)


def a_correction(case: Case) -> None:
    recap = case.recaps.get()
    confirm_line(recap.lines.get(), stands=False, correction="Es war Freitag.", at=LATER)


def a_callback(case: Case) -> None:
    ask_for_callback(case, at=LATER)


@pytest.mark.parametrize("say", [words, a_wish, a_correction, a_callback])
def test_whatever_the_customer_says_on_their_page_opens_a_closed_case(
    cast: Cast, say: Callable[[Case], None]
) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    line = add_line(case, kind="claim", text="Es war Montag.", at=MONDAY, by=cast.ali)
    make_recap(case, statements=[line], way="status_page", at=MONDAY, by=cast.ali)
    confirm_solved(case, at=MONDAY)
    say(case)

    assert state_of(case) == ("reopened", False)


def test_the_customers_word_ends_the_waiting(cast: Cast) -> None:
    case = case_of_brandt(cast)
    promise(case, side="theirs", text="Foto schicken", due_at=LATER, at=MONDAY)
    move(case, "waiting_customer", at=MONDAY)
    words(case)

    assert state_of(case) == ("investigating", False)


def test_a_case_waits_for_the_customer_only_on_a_commitment_of_theirs(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    promise(case, side="ours", text="Prüfen", due_at=LATER, at=MONDAY)

    with pytest.raises(NothingToWaitFor):
        move(case, "waiting_customer", at=MONDAY)


def test_when_their_commitment_is_withdrawn_it_is_our_turn(cast: Cast) -> None:
    case = case_of_brandt(cast)
    owed = promise(case, side="theirs", text="Foto schicken", due_at=LATER, at=MONDAY)
    move(case, "waiting_customer", at=MONDAY)
    withdraw(owed, at=MONDAY)
    Reactor().react(at=MONDAY)

    assert state_of(case) == ("investigating", False)


@pytest.mark.parametrize("by_us", [True, False])
def test_without_an_open_offer_the_case_is_back_at_work(cast: Cast, by_us: bool) -> None:
    case = case_of_brandt(cast)
    offer = an_offer(case, cast)
    before = state_of(case)
    if by_us:
        withdraw_offer(offer, at=MONDAY, by=cast.ali)
    else:
        decline_offer(offer, at=MONDAY)

    assert (before, state_of(case)) == (("offer_open", False), ("investigating", False))


def test_what_is_pressed_twice_happens_once(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    for moment in (MONDAY, MONDAY + SECOND):
        an_offer(case, cast, at_second=(moment - MONDAY).seconds)
        promise(case, side="ours", text="Prüfen", due_at=LATER, at=moment, by=cast.ali)
        promise_callback(case, text="Anrufen", at=moment, by=cast.ali)
        add_line(case, kind="claim", text="Es war Montag.", at=moment, by=cast.ali)
        add_words(case, text="Noch etwas.", at=moment)

    assert (
        case.offers.count(),
        case.commitments.count(),
        case.statements.filter(contact=None).count(),
        case.contacts.filter(channel="statuspage").count(),
    ) == (1, 2, 1, 1)


def test_the_same_promise_to_two_colleagues_or_for_two_days_is_two(cast: Cast) -> None:
    case = case_of_brandt(cast)
    for owner, due_at in ((cast.ali, LATER), (cast.fin, LATER), (cast.ali, LATER + 3600 * SECOND)):
        promise(case, side="ours", text="Prüfen", due_at=due_at, owner=owner, at=MONDAY)

    assert case.commitments.count() == 3


@pytest.mark.parametrize("value", ["", "abc", "-1", "99999999999999999999", "１"])
def test_a_number_that_is_none_is_nobody(cast: Cast, client: Client, value: str) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    owed = promise(case, side="ours", text="Prüfen", due_at=LATER, at=MONDAY)
    client.force_login(cast.ali)
    answers = [
        client.post(reverse("commitment_owner", args=[case.number, owed.pk]), {"owner": value}),
        client.post(reverse("owners"), {"case": case.number, "new_owner": value}),
    ]

    assert [one.status_code for one in answers] == [404, 404]


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Each on a thread and connection of its own, let go together; the code of each refusal."""
    gate, codes = threading.Barrier(len(deeds)), dict[int, str]()

    def run(number: int, deed: Callable[[], object]) -> None:
        gate.wait()
        try:
            deed()
            codes[number] = ""
        except DeskRefusal as refusal:
            codes[number] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return [codes[number] for number in range(len(deeds))]


@pytest.mark.django_db(transaction=True)
def test_a_case_is_closed_or_owes_something_but_never_both() -> None:
    cast = make_cast()
    for number in range(6):
        case = case_of_brandt(cast, owner=cast.ali)
        deeds: list[Callable[[], object]] = [
            lambda case=case: confirm_solved(case, at=MONDAY),  # type: ignore[misc]
            lambda case=case: promise(  # type: ignore[misc]
                case, side="ours", text="Prüfen", due_at=LATER, at=MONDAY
            ),
        ]
        codes = at_once(*(deeds if number % 2 else deeds[::-1]))
        owed = Commitment.objects.filter(case=case, done_at=None, withdrawn_at=None).count()
        assert min(codes) == ""
        assert (state_of(case)[1], owed) in {(True, 0), (False, 1)}


@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_a_promise_that_is_being_made() -> None:
    cast = make_cast()
    case = case_of_brandt(cast, owner=cast.ali)
    held, found = threading.Event(), list[str]()

    def late() -> None:
        held.wait(5)
        try:
            close(case, kind="closed_confirmed", at=MONDAY)
        except OurCommitmentsOpen as refusal:
            found.append(refusal.code)
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    with transaction.atomic():
        hold(case)
        held.set()
        thread.join(0.3)
        promise(case, side="ours", text="Prüfen", due_at=LATER, at=MONDAY)
    thread.join()

    assert (found, brandt().cases.get().closed_at) == (["our_commitments_open"], None)
