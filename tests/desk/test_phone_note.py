"""What a colleague notes of a call: a case with an owner, once, and a call-back if it broke off."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from cast import MONDAY, Cast, brandt, case_of_brandt
from kulanz.desk.actions.closure import close
from kulanz.desk.actions.contacts import CallNote, note_call
from kulanz.desk.models import Address, Case, Commitment, Contact, Customer

pytestmark = pytest.mark.django_db

TEXT = "Kundin: Das Paket kam zerbrochen an.\nAgent: Das tut mir leid."


def typed(**more: Any) -> dict[str, Any]:
    return {
        "name": "Jan Bakker",
        "phone": "+31 20 1234",
        "mail": "",
        "language": "nl",
        "channel": "call",
        "direction": "in",
        "text": TEXT,
        "wait_minutes": "20",
        "minutes": "8",
        "broken_off_by": "",
        "form_key": "k1",
        **more,
    }


@pytest.fixture
def ali(client: Client, cast: Cast) -> Client:
    client.force_login(cast.ali)
    return client


def test_a_call_opens_a_case_that_the_caller_owns(ali: Client, cast: Cast) -> None:
    response = ali.post("/cases/new/", typed())
    case = Case.objects.get()
    contact = case.contacts.get()
    assert (response.status_code, response["Location"]) == (302, f"/cases/{case.number}/")
    assert (case.owner, case.team, case.language, case.state) == (
        cast.ali,
        cast.koeln,
        "nl",
        "acknowledged",
    )
    assert case.acknowledged_at == case.human_answer_at == contact.at
    assert (contact.channel, contact.direction, contact.by, contact.new_text) == (
        "call",
        "in",
        cast.ali,
        TEXT,
    )
    assert (contact.wait_seconds, contact.duration_seconds, contact.broken_off_by) == (
        1200,
        480,
        "",
    )
    assert (case.customer.name, case.customer.addresses.get().value) == ("Jan Bakker", "+31201234")
    assert "Das Paket kam zerbrochen an." in contact.statements.values_list("quote", flat=True)


def test_pressed_twice_is_one_call(ali: Client) -> None:
    ali.post("/cases/new/", typed())
    ali.post("/cases/new/", typed(case="new"))
    assert (Case.objects.count(), Contact.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", ["agent", "customer", "line"])
def test_a_broken_off_call_promises_a_call_back(ali: Client, cast: Cast, who: str) -> None:
    before = datetime.now(UTC)
    ali.post("/cases/new/", typed(broken_off_by=who))
    promised = Commitment.objects.get()
    assert (promised.side, promised.kind, promised.owner) == ("ours", "callback", cast.ali)
    assert promised.due_at > before
    assert Case.objects.get().human_answer_at is None


def test_a_letter_cannot_break_off_and_is_not_yet_acknowledged(ali: Client) -> None:
    ali.post("/cases/new/", typed(channel="letter", broken_off_by="line"))
    case = Case.objects.get()
    assert (case.contacts.get().broken_off_by, case.acknowledged_at, case.state) == (
        "",
        None,
        "received",
    )
    assert Commitment.objects.count() == 0


def test_a_known_customer_is_offered_their_cases_first(ali: Client, cast: Cast) -> None:
    case = case_of_brandt(cast)
    response = ali.post("/cases/new/", typed(mail="S.Brandt@mail.example"))
    page = response.content.decode()
    assert (response.status_code, response.context["offered"], Contact.objects.count()) == (
        200,
        [case],
        0,
    )
    assert "Das Paket kam zerbrochen an." in page


def test_the_call_joins_the_chosen_case_and_teaches_the_number(ali: Client, cast: Cast) -> None:
    case = case_of_brandt(cast)
    ali.post("/cases/new/", typed(mail="s.brandt@mail.example", case=case.number))
    assert (Case.objects.get(), Contact.objects.get().case) == (case, case)
    values = set(case.customer.addresses.values_list("value", flat=True))
    assert values == {"s.brandt@mail.example", "+31201234"}


def test_the_same_customer_can_have_something_new(ali: Client, cast: Cast) -> None:
    case_of_brandt(cast)
    ali.post("/cases/new/", typed(mail="s.brandt@mail.example", case="new"))
    assert (Case.objects.count(), Customer.objects.count(), Address.objects.count()) == (2, 1, 2)


def test_a_case_of_another_team_is_neither_offered_nor_joined(client: Client, cast: Cast) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.tom)
    client.post("/cases/new/", typed(mail="s.brandt@mail.example", case=case.number))
    assert Case.objects.count() == 2
    assert case.contacts.count() == 0
    assert client.get("/cases/new/known/?mail=s.brandt@mail.example").context["offered"] == list(
        Case.objects.filter(team=cast.utrecht)
    )


def test_known_cases_are_found_while_typing(ali: Client, cast: Cast) -> None:
    case = case_of_brandt(cast)
    found = ali.get("/cases/new/known/", {"mail": "s.brandt@mail.example", "phone": ""})
    assert (found.context["offered"], case.number in found.content.decode()) == ([case], True)
    assert ali.get("/cases/new/known/").context["offered"] == []


@pytest.mark.parametrize(
    "change", [{"text": ""}, {"name": ""}, {"mail": "x"}, {"phone": "none"}, {"minutes": "-1"}]
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    ali: Client, change: dict[str, str]
) -> None:
    response = ali.post("/cases/new/", typed(subject="Bruchpaket", **change))
    assert (response.status_code, list(response.context["form"].errors)) == (200, list(change))
    assert ("Bruchpaket" in response.content.decode(), Case.objects.count()) == (True, 0)


def test_a_hidden_number_is_no_reason_to_lose_the_call(ali: Client) -> None:
    ali.post("/cases/new/", typed(phone=""))
    assert (Case.objects.get().customer.name, Address.objects.count()) == ("Jan Bakker", 0)


def test_the_complaint_manager_without_a_team_chooses_one(client: Client, cast: Cast) -> None:
    client.force_login(cast.mira)
    client.post("/cases/new/", typed(team=cast.utrecht.pk))
    assert Case.objects.get().team == cast.utrecht


def test_an_agent_cannot_open_a_case_elsewhere(ali: Client, cast: Cast) -> None:
    ali.post("/cases/new/", typed(team=cast.utrecht.pk))
    assert Case.objects.get().team == cast.koeln


def test_a_call_is_noted_in_an_open_case(ali: Client, cast: Cast) -> None:
    case = case_of_brandt(cast)
    page = ali.get(f"/cases/{case.number}/contacts/")
    response = ali.post(f"/cases/{case.number}/contacts/", typed(direction="out", form_key="k2"))
    contact = case.contacts.get()
    assert (page.status_code, response.status_code) == (200, 302)
    assert (contact.direction, contact.by, contact.sender_name) == ("out", cast.ali, brandt().name)


def test_a_call_opens_a_closed_case_again(ali: Client, cast: Cast) -> None:
    case = case_of_brandt(cast)
    close(case, kind="closed_final_answer", reasons="x", ways_on="y", at=MONDAY)
    ali.post(f"/cases/{case.number}/contacts/", typed())
    assert Case.objects.get().state == "reopened"


def test_the_same_key_in_another_case_is_no_way_to_look_into_it(ali: Client, cast: Cast) -> None:
    case = case_of_brandt(cast)
    ali.post("/cases/new/", typed())
    ali.post(f"/cases/{case.number}/contacts/", typed())
    assert Contact.objects.count() == 2


@pytest.mark.parametrize("name", ["tom", "fin", "dpo", "dir"])
def test_who_may_not_write_finds_nothing(client: Client, cast: Cast, name: str) -> None:
    case = case_of_brandt(cast)
    client.force_login(getattr(cast, name))
    expected = 200 if name == "tom" else 404
    assert client.get("/cases/new/").status_code == expected
    assert client.post(f"/cases/{case.number}/contacts/", typed()).status_code == 404
    assert Contact.objects.count() == 0


def test_looking_changes_nothing(ali: Client, cast: Cast) -> None:
    case = case_of_brandt(cast)
    for path in ("/cases/new/", "/cases/new/known/?phone=1", f"/cases/{case.number}/contacts/"):
        assert ali.get(path).status_code == 200
    assert (Contact.objects.count(), Case.objects.count()) == (0, 1)


def test_one_callback_is_enough_however_often_the_line_breaks(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    for number in range(2):
        broken = CallNote(text="Kundin: Hallo?", form_key=f"b{number}", broken_off_by="line")
        note_call(case, note=broken, at=MONDAY, by=cast.ali)

    assert case.commitments.filter(kind="callback", withdrawn_at=None).count() == 1


@pytest.mark.parametrize(("direction", "field"), [("in", "withdrawn_at"), ("out", "done_at")])
def test_once_we_have_spoken_nobody_owes_the_callback(
    cast: Cast, direction: str, field: str
) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    broken = CallNote(text="Kundin: Hallo?", form_key="b", broken_off_by="agent")
    note_call(case, note=broken, at=MONDAY, by=cast.ali)
    talk = CallNote(text="Kundin: Danke für den Rückruf.", form_key="t", direction=direction)

    note_call(case, note=talk, at=MONDAY, by=cast.ali)

    assert getattr(case.commitments.get(kind="callback"), field) == MONDAY


def test_the_list_shows_what_the_customer_said_last(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    talk = CallNote(
        text="Kundin: Das Paket kam zerbrochen an.\nAgent: Ich schicke Ersatz bis Freitag.",
        form_key="t",
    )
    note_call(case, note=talk, at=MONDAY, by=cast.ali)

    case.refresh_from_db()
    assert case.last_sentence == "Das Paket kam zerbrochen an."
