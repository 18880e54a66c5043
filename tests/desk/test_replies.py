"""Answering a customer: once, checked, in view of everything that is new, and back in time."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.outbox import TooLate
from kulanz.desk.actions.record import record
from kulanz.desk.actions.replies import (
    CheckStops,
    NothingWritten,
    SomethingNew,
    send_reply,
    undo_reply,
)
from kulanz.desk.actions.sending import lease_next
from kulanz.desk.models import Case, Contact, Draft, Note, OutboxMessage, Person
from kulanz.desk.queries.replies import composers, recipient_name, recipient_of, subject_of

pytestmark = pytest.mark.django_db

# One finding at most would be a warning: dated, signed, one step, short sentences.
GOOD = (
    "Guten Tag Frau Brandt,\n\nich prüfe die Lieferung vom 3. November. "
    "Bis Freitag, 20. November, schreibe ich Ihnen.\n\nAli Kaya"
)
ERROR = "Wir melden uns schnellstmöglich."
WARNING = GOOD + "\n\nDas war nur ein Missverständnis."


def send(
    case: Case,
    by: Person,
    *,
    text: str = GOOD,
    form_key: str = "f1",
    reason: str = "",
    last_event: int | None = None,
) -> OutboxMessage:
    seen = Case.objects.get(pk=case.pk).last_event if last_event is None else last_event
    return send_reply(
        case, text=text, form_key=form_key, last_event=seen, at=MONDAY, by=by, reason=reason
    )


def form(case: Case, **changes: object) -> dict[str, object]:
    seen = Case.objects.get(pk=case.pk).last_event
    return {"text": GOOD, "form_key": "f1", "last_event": seen, "reason": "", **changes}


def test_a_reply_waits_for_the_time_to_undo(cast: Cast) -> None:
    cast.ali.undo_seconds = 30
    message = send(case_of_brandt(cast), cast.ali)
    assert (message.recipient, message.state) == ("s.brandt@mail.example", "waiting")
    assert message.send_after == MONDAY + timedelta(seconds=30)
    assert lease_next(at=MONDAY + timedelta(seconds=29)) is None
    assert lease_next(at=MONDAY + timedelta(seconds=30)) == message


def test_the_first_human_answer_stops_the_first_clocks(cast: Cast) -> None:
    case = case_of_brandt(cast)
    interim = case.interim_by
    send(case, cast.ali)
    case.refresh_from_db()
    assert (case.acknowledged_at, case.human_answer_at, case.state) == (
        MONDAY,
        MONDAY,
        "acknowledged",
    )
    assert interim == case.interim_by
    later = MONDAY + timedelta(days=2)
    send_reply(case, text=GOOD, form_key="f2", last_event=case.last_event, at=later, by=cast.ali)
    case.refresh_from_db()
    assert case.human_answer_at == MONDAY
    assert interim is not None
    assert case.interim_by is not None
    assert case.interim_by > interim


def test_undo_sends_nothing_and_gives_the_text_back(cast: Cast) -> None:
    case = case_of_brandt(cast)
    message = send(case, cast.ali)
    undo_reply(message, at=MONDAY + timedelta(seconds=5), by=cast.ali)
    case.refresh_from_db()
    assert lease_next(at=MONDAY + timedelta(days=1)) is None
    assert case.drafts.get(person=cast.ali, kind="reply").text == GOOD
    assert (case.contacts.count(), case.state) == (0, "received")
    assert (case.acknowledged_at, case.human_answer_at) == (None, None)


def test_undo_keeps_what_was_written_since(cast: Cast) -> None:
    case = case_of_brandt(cast)
    message = send(case, cast.ali)
    Draft.objects.create(
        case=case, person=cast.ali, kind="reply", text="PS: etwas", saved_at=MONDAY
    )
    undo_reply(message, at=MONDAY, by=cast.ali)
    assert case.drafts.get().text == f"{GOOD}\n\nPS: etwas"


def test_undo_is_too_late_once_it_leaves(cast: Cast) -> None:
    message = send(case_of_brandt(cast), cast.ali)
    lease_next(at=MONDAY + timedelta(minutes=1))
    with pytest.raises(TooLate):
        undo_reply(message, at=MONDAY, by=cast.ali)
    assert Draft.objects.count() == 0


def test_a_double_click_sends_one_mail(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    answers = [
        client.post(f"/cases/{case.number}/replies/", form(case, last_event=case.last_event))
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (OutboxMessage.objects.count(), case.contacts.count()) == (1, 1)


@pytest.mark.parametrize("text", ["", " \r\n ", "\0"])
def test_nothing_is_not_sent(cast: Cast, text: str) -> None:
    with pytest.raises(NothingWritten):
        send(case_of_brandt(cast), cast.ali, text=text)


def test_an_error_of_the_check_stops_even_with_a_reason(cast: Cast) -> None:
    with pytest.raises(CheckStops) as stopped:
        send(case_of_brandt(cast), cast.ali, text=ERROR, reason="weil ich es so will")
    assert "E_promise_undated" in [remark.finding.code for remark in stopped.value.remarks]
    assert OutboxMessage.objects.count() == 0


def test_a_warning_needs_a_reason_that_is_kept(cast: Cast) -> None:
    case = case_of_brandt(cast)
    with pytest.raises(CheckStops) as stopped:
        send(case, cast.ali, text=WARNING)
    assert [remark.finding.code for remark in stopped.value.remarks] == ["W_minimise"]
    assert (
        send(case, cast.ali, text=WARNING, reason="Kundin nennt es selbst so").override_reason
        == "Kundin nennt es selbst so"
    )


def test_a_stopped_reply_keeps_what_was_typed(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    answer = client.post(
        f"/cases/{case.number}/replies/", form(case, text=WARNING, form_key="mine")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert WARNING in page
    assert 'name="form_key" value="mine"' in page
    assert (
        client.post(
            f"/cases/{case.number}/replies/", form(case, text=WARNING, reason="so gesagt")
        ).status_code
        == 302
    )


def test_the_second_colleague_is_stopped_and_shown_what_is_new(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    seen = Case.objects.get(pk=case.pk).last_event
    send(case, cast.ali)
    client.force_login(cast.charlotte)
    address = f"/cases/{case.number}/replies/"
    answer = client.post(
        address, form(case, form_key="c1", last_event=seen, text="Meine Antwort bis Freitag")
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ali Kaya" in page
    assert "Meine Antwort bis Freitag" in page
    assert OutboxMessage.objects.count() == 1
    newest = Case.objects.get(pk=case.pk).last_event
    assert f'name="last_event" value="{newest}"' in page
    assert client.post(address, form(case, form_key="c1", last_event=newest)).status_code == 302
    assert OutboxMessage.objects.count() == 2


def test_a_mail_of_the_customer_stops_a_reply_in_the_making(cast: Cast) -> None:
    case = case_of_brandt(cast)
    seen = Case.objects.get(pk=case.pk).last_event
    record("contact.received", case=case, at=MONDAY, by_customer=True, contact=1)
    with pytest.raises(SomethingNew) as stopped:
        send(case, cast.ali, last_event=seen)
    assert [event.kind for event in stopped.value.news] == ["contact.received"]


def test_what_i_did_myself_stops_nothing(cast: Cast) -> None:
    case = case_of_brandt(cast)
    seen = Case.objects.get(pk=case.pk).last_event
    record("statement.added", case=case, at=MONDAY, by=cast.ali)
    record("case.acknowledged", case=case, at=MONDAY, automatic=True)
    assert send(case, cast.ali, last_event=seen).state == "waiting"


def test_only_the_customers_own_addresses_receive(cast: Cast) -> None:
    case = case_of_brandt(cast)
    case.customer.addresses.create(kind="mail", value="second@mail.example")
    for minute, sender in enumerate(["second@mail.example", "eve@evil.example"]):
        Contact.objects.create(
            case=case,
            channel="mail",
            direction="in",
            at=MONDAY + timedelta(minutes=minute),
            language="de",
            sender=sender,
        )
    assert recipient_of(case) == "second@mail.example"


def test_a_customer_without_a_mail_address_gets_no_composer_for_mail(
    cast: Cast, client: Client
) -> None:
    case = case_of_brandt(cast)
    case.customer.addresses.all().delete()
    client.force_login(cast.ali)
    assert 'data-composer="reply"' not in client.get(f"/cases/{case.number}/").content.decode()
    assert client.post(f"/cases/{case.number}/replies/", form(case)).status_code == 422


def test_the_button_names_the_recipient(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    case.customer.salutation = "Frau"
    case.customer.save()
    assert recipient_name(case) == "Frau Brandt"
    client.force_login(cast.ali)
    assert "Send to Frau Brandt</button>" in client.get(f"/cases/{case.number}/").content.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Meine Bestellung", "Re: Meine Bestellung"),
        ("AW: RE: Mahnung", "Re: Mahnung"),
        ("Antw: Re : klacht", "Re: klacht"),
        ("Reklamation: Re: x", "Re: Reklamation: Re: x"),
    ],
)
def test_a_subject_is_marked_as_an_answer_once(cast: Cast, before: str, after: str) -> None:
    case = case_of_brandt(cast)
    Contact.objects.create(
        case=case, channel="mail", direction="in", at=MONDAY, language="de", subject=before
    )
    assert subject_of(case) == after


def test_the_undo_button_is_on_the_page_until_it_leaves(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    client.post(f"/cases/{case.number}/replies/", form(case))
    message = OutboxMessage.objects.get()
    address = f"/cases/{case.number}/replies/{message.pk}/undoing/"
    assert f'action="{address}"' in client.get(f"/cases/{case.number}/").content.decode()
    assert client.post(address).status_code == 302
    message.refresh_from_db()
    assert message.state == "cancelled"
    assert client.post(address).status_code == 302
    assert composers(case, cast.ali, at=timezone.now()).leaving == ()


@pytest.mark.parametrize("who", ["charlotte", "tom"])
def test_nobody_takes_back_a_colleagues_reply(cast: Cast, client: Client, who: str) -> None:
    message = send(case_of_brandt(cast), cast.ali)
    client.force_login(getattr(cast, who))
    assert (
        client.post(f"/cases/{message.case.number}/replies/{message.pk}/undoing/").status_code
        == 404
    )
    message.refresh_from_db()
    assert message.state == "waiting"


@pytest.mark.parametrize(
    "path",
    ["replies/", "notes/", "drafts/reply/", "drafts/note/", "drafts/reply/sentence/", "lint/"],
)
def test_other_teams_and_readers_write_nothing(cast: Cast, client: Client, path: str) -> None:
    case = case_of_brandt(cast)
    for person in (cast.tom, cast.fin, cast.dpo):
        client.force_login(person)
        assert client.post(f"/cases/{case.number}/{path}", form(case)).status_code == 404
    client.force_login(cast.ali)
    assert client.get(f"/cases/{case.number}/{path}").status_code == 405
    assert (OutboxMessage.objects.count(), Note.objects.count(), Draft.objects.count()) == (0, 0, 0)


def test_braces_in_a_reply_stay_braces(cast: Cast) -> None:
    text = GOOD + "\n\n{{ settings.SECRET_KEY }} {% include 'x' %} {name.__class__}"
    case = case_of_brandt(cast)
    remarks = composers(case, cast.ali, at=MONDAY).sentences
    assert any("Ali Kaya" in sentence for sentence in remarks)
    message = send(case, cast.ali, text=text, reason="Wortlaut der Kundin")
    assert message.contact is not None
    assert message.contact.text == f"{text}\n"


@pytest.mark.parametrize(
    ("salutation", "name", "language", "expected"),
    [
        ("Frau", "Susanne Brandt", "de", "Frau Brandt"),
        ("Herr", "Otto von Berg", "de", "Herr von Berg"),
        ("heer", "Jan de Vries", "nl", "heer De Vries"),
        ("mevrouw", "Ria van der Meer", "nl", "mevrouw Van der Meer"),
        ("Mr", "Whitfield", "en", "Mr Whitfield"),
        ("", "Petra König", "de", "Petra König"),
    ],
)
def test_the_button_names_people_as_their_language_does(
    cast: Cast, salutation: str, name: str, language: str, expected: str
) -> None:
    case = case_of_brandt(cast)
    case.language, case.customer.salutation, case.customer.name = language, salutation, name

    assert recipient_name(case) == expected


def test_a_form_taken_back_can_be_sent_again_from_the_same_page(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    first = send(case, cast.ali, form_key="page")
    undo_reply(first, at=MONDAY, by=cast.ali)
    again = send(case, cast.ali, form_key="page")

    assert (again.pk == first.pk, again.state) == (False, "waiting")
