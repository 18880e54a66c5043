"""Approvals, bookings and the consistency view in the browser's hands."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from asking import a_case, asked
from cast import MONDAY, Cast
from kulanz.desk.actions import approvals, bookings
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.offers import accept_offer, make_approved_offer, make_offer
from kulanz.desk.models import Approval, Booking, Case, Offer, Person
from kulanz.desk.queries.approvals import approval_page

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


def soon() -> str:
    return (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")


def asking(client: Client, case: Case, **changes: str) -> int:
    form = {
        "remedy": "voucher",
        "amount": "25",
        "text": "Gutschein über 25 EUR",
        "question": "Gutschein 25 EUR? Der Fehler lag bei uns.",
        "due_at": soon(),
        **changes,
    }
    return client.post(reverse("case_approvals", args=[case.number]), form).status_code


def test_over_the_limit_the_form_turns_into_a_question(cast: Cast, client: Client) -> None:
    case = a_case(cast)
    cast.ali.language = "de"
    cast.ali.save()
    client.force_login(cast.ali)

    refused = client.post(
        reverse("offers", args=[case.number]),
        {"remedy": "voucher", "amount": "25,00", "text": "Gutschein", "due_at": soon()},
    )

    page = refused.content.decode()
    assert refused.status_code == 422
    assert f'action="{reverse("case_approvals", args=[case.number])}"' in page
    assert "Darf ich das anbieten: Gutschein 25 EUR?" in page
    assert "Fragen: erfahrene(r) Mitarbeiter(in), Beschwerdestelle" in page


def test_asking_answering_and_offering_take_three_presses(cast: Cast, client: Client) -> None:
    case = a_case(cast)
    client.force_login(cast.ali)
    assert asking(client, case, on_line="on") == 302
    row = Approval.objects.get()
    client.force_login(cast.sam)
    shown = client.get(reverse("approvals")).content.decode()
    client.post(reverse("approval_answer", args=[row.pk]), {"answer": "yes"})
    client.force_login(cast.ali)
    client.post(
        reverse("approval_offer", args=[case.number, row.pk]),
        {"text": row.text, "due_at": soon()},
    )

    offer = Offer.objects.get()
    assert (row.on_line, row.until - row.asked_at) == (True, timedelta(minutes=3))
    assert reverse("approval", args=[row.pk]) in shown
    assert (offer.amount, offer.role, offer.approval) == (Decimal(25), "SA", row)


@pytest.mark.parametrize(
    "changes",
    [
        {"question": " "},
        {"amount": ""},
        {"amount": "5"},
        {"text": ""},
        {"due_at": "2020-01-01T10:00"},
    ],
)
def test_what_cannot_be_asked_stays_as_it_was_typed(
    cast: Cast, client: Client, changes: dict[str, str]
) -> None:
    case = a_case(cast)
    client.force_login(cast.ali)

    assert asking(client, case, **changes) == 422
    assert Approval.objects.count() == 0


def test_only_a_known_remedy_and_only_by_those_who_work_on_cases(
    cast: Cast, client: Client
) -> None:
    case = a_case(cast)
    client.force_login(cast.ali)
    assert asking(client, case, remedy="yacht") == 404
    client.force_login(cast.dpo)
    assert asking(client, case) == 404


def test_each_answer_reaches_the_one_who_asked(cast: Cast, client: Client) -> None:
    case = a_case(cast)
    rows = [asked(case, cast.ali, amount, at=timezone.now()) for amount in ("22", "23", "24")]
    client.force_login(cast.sam)
    for row, said in zip(
        rows,
        (
            {"answer": "no", "words": "Erst der Nachweis"},
            {"answer": "instead", "remedy": "voucher", "amount": "20"},
            {"answer": "asked_back", "words": "Seit wann?"},
        ),
        strict=True,
    ):
        client.post(reverse("approval_answer", args=[row.pk]), said)
    client.force_login(cast.ali)
    page = client.get(reverse("offers", args=[case.number])).content.decode()
    client.post(reverse("approval_words", args=[case.number, rows[2].pk]), {"words": "Seit Montag"})
    client.post(reverse("approval_withdrawal", args=[case.number, rows[2].pk]))

    assert [words in page for words in ("Erst der Nachweis", "voucher 20 EUR", "Seit wann?")] == [
        True,
        True,
        True,
    ]
    standings = Approval.objects.order_by("pk").values_list("standing", "told")
    assert list(standings) == [("no", ""), ("instead", ""), ("withdrawn", "Seit Montag")]


def test_the_asker_sees_the_page_and_no_way_to_answer(cast: Cast, client: Client) -> None:
    row = asked(a_case(cast), cast.ali, at=timezone.now())
    client.force_login(cast.ali)
    page = client.get(reverse("approval", args=[row.pk]))
    client.post(reverse("approval_answer", args=[row.pk]), {"answer": "yes"})

    row.refresh_from_db()
    assert (page.status_code, b'name="answer"' in page.content, row.standing) == (
        200,
        False,
        "open",
    )


def test_a_question_of_a_foreign_case_is_no_question(cast: Cast, client: Client) -> None:
    row = asked(a_case(cast), cast.ali, at=timezone.now())
    for person in (cast.tom, cast.fin, cast.log, cast.mkt):
        client.force_login(person)
        assert client.get(reverse("approval", args=[row.pk])).status_code == 404
        assert client.post(reverse("approval_answer", args=[row.pk])).status_code == 404


def test_only_what_is_new_is_sent_again(cast: Cast, client: Client) -> None:
    case = a_case(cast)
    row = asked(case, cast.ali, at=timezone.now())
    client.force_login(cast.ali)
    where = reverse("case_approvals", args=[case.number])
    seen = f"{row.pk}.open.SA.0"

    same = client.get(where, {"seen": seen}, headers=HX)
    approvals.say_yes(row, at=timezone.now(), by=cast.sam)
    new = client.get(where, {"seen": seen}, headers=HX)

    assert (same.status_code, same.content, new.status_code) == (204, b"", 200)
    assert reverse("approval_offer", args=[case.number, row.pk]).encode() in new.content


def test_the_number_in_the_navigation_is_of_those_who_are_asked(cast: Cast, client: Client) -> None:
    asked(a_case(cast), cast.ali, at=timezone.now())
    found = {}
    for person in (cast.ali, cast.sam, cast.an):
        client.force_login(person)
        found[person.role] = b"tag--warm" in client.get(reverse("approvals_waiting")).content

    assert found == {"AG": False, "SA": True, "TL": False}


def test_an_override_is_listed_for_those_who_tune_the_limits(cast: Cast, client: Client) -> None:
    row = asked(a_case(cast), cast.ali, "400", at=timezone.now())
    approvals.say_yes(row, reason="Drei Fehler von uns", at=timezone.now(), by=cast.mira)
    client.force_login(cast.mira)
    page = client.get(reverse("approval_overrides")).content.decode()
    client.force_login(cast.sam)

    assert ("Drei Fehler von uns" in page, cast.ali.name in page) == (True, False)
    assert client.get(reverse("approval_overrides")).status_code == 404


def a_booking(cast: Cast) -> Booking:
    case = a_case(cast)
    for name, value in (("claim.type", "not_received"), ("delivery.evidence", "E0")):
        note_case_fact(case, name=name, value=value, at=timezone.now(), by=cast.ali)
    offer = make_offer(
        case,
        remedy="credit_note",
        text="Gutschrift",
        amount=Decimal(75),
        due_at=timezone.now() + timedelta(days=1),
        at=timezone.now(),
        by=cast.ali,
    )
    accept_offer(offer, at=timezone.now())
    return Booking.objects.latest("id")


def test_receivables_book_and_others_find_nothing(cast: Cast, client: Client) -> None:
    row = a_booking(cast)
    where = reverse("booking", args=[row.pk])
    client.force_login(cast.ali)
    foreign = client.post(where, {"reference": "G-1"}).status_code
    client.force_login(cast.fin)
    empty = client.post(where, {"reference": ""}).status_code
    row.refresh_from_db()
    unbooked = row.booked_at
    client.post(where, {"reference": "G-1"})
    row.refresh_from_db()

    assert (foreign, empty, unbooked) == (404, 302, None)
    assert (row.reference, row.booked_by) == ("G-1", cast.fin)
    with pytest.raises(bookings.AlreadyBooked):
        bookings.book(row, reference="G-2", at=timezone.now(), by=cast.fin)


def queries(client: Client, person: Person, page: str) -> int:
    client.force_login(person)
    client.get(reverse(page))  # fills what is kept between two pages
    with CaptureQueriesContext(connection) as found:
        client.get(reverse(page))
    return len(found)


def test_long_lists_ask_the_database_as_often_as_short_ones(cast: Cast, client: Client) -> None:
    counted: list[dict[str, int]] = []
    for rounds in (1, 2):
        for n in range(rounds):
            case = a_case(cast)
            at = timezone.now()
            asked(case, cast.ali, f"2{n}.5", at=at)
            asked(case, cast.ali, f"3{n}", at=at)
            row = approvals.say_yes(
                asked(case, cast.ali, f"40{n}", at=at), reason="x", at=at, by=cast.mira
            )
            make_approved_offer(row, text="x", due_at=row.due_at, at=at, by=cast.ali)
            a_booking(cast)
        people = {
            "approvals": cast.an,
            "bookings": cast.fin,
            "consistency": cast.mira,
            "approval_overrides": cast.mira,
        }
        counted.append({page: queries(client, person, page) for page, person in people.items()})

    assert counted[0] == counted[1]


def test_what_is_given_instead_is_measured_where_it_is_limited(cast: Cast) -> None:
    case = a_case(cast)
    row = asked(case, cast.ali)
    measured = [approval_page(row, cast.sam, language="de", at=MONDAY).measures]
    note_case_fact(case, name="plan.written", value="yes", at=MONDAY, by=cast.ali)
    measured.append(approval_page(row, cast.sam, language="de", at=MONDAY).measures)

    assert measured == [set(), {"count"}]
