"""What a person sees of outgoing mail: nobody knows, not delivered, came back, not leaving."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cast import MONDAY, Cast, brandt, case_of_brandt, devries
from kulanz.desk.actions.acknowledgement import acknowledge
from kulanz.desk.actions.cases import open_case
from kulanz.desk.actions.outbox import queue_mail
from kulanz.desk.actions.record import record
from kulanz.desk.actions.sending import (
    begin_data,
    lease_next,
    mark_bounced,
    mark_failed,
    mark_sent,
    note_unsure,
)
from kulanz.desk.actions.signatures import NotYourTeam, sign_with
from kulanz.desk.jobs.outbox import send_due
from kulanz.desk.jobs.reactions import Reactor
from kulanz.desk.models import (
    Case,
    Commitment,
    Contact,
    Event,
    OutboxMessage,
    OutboxRecipient,
    Person,
    Signature,
)
from kulanz.desk.queries.outgoing import channel_problem, comes_back, outgoing, unsure_for
from kulanz.desk.queries.replies import signature_of

pytestmark = pytest.mark.django_db
CUSTOMER, COPY = "s.brandt@mail.example", "one@mail.example"
LATER = MONDAY + timedelta(hours=1)


def queue(case: Case, *, by: Person | None = None) -> OutboxMessage:
    return queue_mail(
        case=case, recipient=CUSTOMER, subject="s", text="t", kind="reply", at=MONDAY, by=by
    )


def attempt(case: Case, *, by: Person | None = None) -> OutboxMessage:
    queue(case, by=by)
    message = lease_next(at=MONDAY)
    assert message is not None
    return message


def sent(case: Case, *, by: Person | None = None, copy: str = "") -> OutboxMessage:
    message = attempt(case, by=by)
    if copy:
        OutboxRecipient.objects.create(message=message, address=copy, copy=True)
    mark_sent(message, at=MONDAY)
    return message


def unsure(case: Case, *, by: Person | None = None) -> OutboxMessage:
    message = attempt(case, by=by)
    begin_data(message, {CUSTOMER: 250}, at=MONDAY)
    note_unsure(at=LATER)
    message.refresh_from_db()
    return message


def came_back(message: OutboxMessage, **values: object) -> None:
    told = {"recipient": CUSTOMER, "reason": "mailbox_full", "hard": False, **values}
    record("mail.bounced", case=message.case, at=LATER, outbox=message.pk, **told)  # type: ignore[arg-type] # values of an event
    Reactor().react(at=LATER)
    message.refresh_from_db()


def test_an_unknown_mail_is_on_every_page_of_those_it_concerns(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    message = unsure(case, by=cast.charlotte)
    identifier = message.message_id.strip("<>")
    for person, paths in (
        (cast.ali, ["/day/", f"/cases/{case.number}/", "/mail/out/"]),
        (cast.charlotte, ["/day/", "/mail/out/"]),
        (cast.an, ["/board/", "/mail/out/"]),
    ):
        client.force_login(person)
        for path in paths:
            page = client.get(path).content.decode()
            assert page.count(identifier) == 1, path
            assert page.count(f"/cases/{case.number}/replies/{message.pk}/settling/") == 1, path


def test_an_unknown_mail_is_nobody_elses(cast: Cast) -> None:
    message = unsure(case_of_brandt(cast, owner=cast.ali), by=cast.charlotte)
    assert {
        person.name: [row.pk for row in unsure_for(person)]
        for person in (cast.ali, cast.charlotte, cast.sam, cast.tom)
    } == {
        "Ali Kaya": [message.pk],
        "Charlotte de Wit": [message.pk],
        "Sam Berger": [],
        "Tom Bakker": [],
    }
    assert outgoing(cast.tom, at=LATER).empty
    assert [row.pk for row in outgoing(cast.sam, at=LATER).unsure] == [message.pk]


@pytest.mark.parametrize(
    ("outcome", "state", "kind"),
    [("left", "sent", "reply.left"), ("again", "waiting", "reply.sent_again")],
)
def test_a_person_settles_it_once(
    cast: Cast, client: Client, outcome: str, state: str, kind: str
) -> None:
    case = case_of_brandt(cast)
    message = unsure(case)
    client.force_login(cast.ali)
    address = f"/cases/{case.number}/replies/{message.pk}/settling/"
    for _ in range(2):
        answer = client.post(address, {"outcome": outcome, "next": "/day/"})
        assert (answer.status_code, answer["Location"]) == (302, "/day/")
    message.refresh_from_db()
    assert message.state == state
    assert Event.objects.get(kind=kind).by == cast.ali
    assert client.post(address, {"outcome": "x"}).status_code == 404


def test_readers_and_other_teams_settle_nothing(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    message = unsure(case)
    for person in (cast.tom, cast.dpo, cast.fin):
        client.force_login(person)
        address = f"/cases/{case.number}/replies/{message.pk}/settling/"
        assert client.post(address, {"outcome": "again"}).status_code == 404
    message.refresh_from_db()
    assert message.state == "unsure"


def test_a_bounce_stands_at_its_mail_and_the_owner_reaches_the_customer_otherwise(
    cast: Cast, client: Client
) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    message = sent(case, by=cast.charlotte)
    came_back(message)
    assert (message.state, message.problem) == ("bounced", "mailbox_full")
    commitment = Commitment.objects.get()
    assert (commitment.owner, commitment.side, commitment.shared) == (cast.ali, "ours", False)
    assert not comes_back(case, CUSTOMER)
    OutboxMessage.objects.update(created_at=timezone.now())
    client.force_login(cast.ali)
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert page.count("mailbox full") == 2  # at the mail, and above the composer
    assert "mailbox full" in client.get("/mail/out/").content.decode()


def test_the_same_report_again_asks_for_nothing_more(cast: Cast) -> None:
    message = sent(case_of_brandt(cast, owner=cast.ali))
    for _ in range(3):
        came_back(message)
    assert Commitment.objects.count() == 1


def test_a_copy_that_came_back_is_noted_at_that_address_only(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    message = sent(case, copy=COPY)
    came_back(message, recipient=COPY.upper(), reason="no_such_user", hard=True)
    assert (message.state, Commitment.objects.count()) == ("sent", 0)
    assert dict(message.recipients.values_list("address", "state")) == {
        CUSTOMER: "taken",
        COPY: "bounced",
    }
    assert not comes_back(case, CUSTOMER)


def test_a_report_that_names_nobody_is_about_the_customer(cast: Cast) -> None:
    message = sent(case_of_brandt(cast, owner=cast.ali), copy=COPY)
    came_back(message, recipient="")
    assert (message.state, Commitment.objects.count()) == ("bounced", 1)


def test_no_machine_writes_to_an_address_that_is_gone_until_they_write(
    cast: Cast, client: Client
) -> None:
    message = sent(case_of_brandt(cast, owner=cast.ali))
    came_back(message, reason="no_such_user", hard=True)
    case = open_case(
        customer=brandt(), team=cast.koeln, subject="s", language="de", at=MONDAY, has_contact=True
    )
    contact = Contact.objects.create(
        case=case, channel="form", direction="in", at=LATER, language="de", sender=CUSTOMER
    )
    assert comes_back(case, CUSTOMER)
    assert acknowledge(case, at=LATER) is None
    client.force_login(cast.ali)
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert page.count("Mail to this address came back") == 1
    record("contact.received", case=case, at=LATER, by_customer=True, contact=contact.pk)
    Reactor().react(at=LATER)
    assert not comes_back(case, CUSTOMER)
    assert [row.kind for row in case.outbox.all()] == ["ack"]


def test_a_report_by_a_machine_does_not_bring_an_address_back(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    message = sent(case)
    came_back(message, reason="no_such_user", hard=True)
    contact = Contact.objects.create(
        case=case, channel="mail", direction="in", at=LATER, language="de", sender=CUSTOMER
    )
    record("contact.received", case=case, at=LATER, automatic=True, contact=contact.pk)
    Reactor().react(at=LATER)
    assert comes_back(case, CUSTOMER)


def test_a_mail_taken_back_cannot_come_back(cast: Cast) -> None:
    message = queue(case_of_brandt(cast))
    OutboxMessage.objects.filter(pk=message.pk).update(state="cancelled")
    mark_bounced(message, recipient=CUSTOMER, reason="x", hard=False, at=LATER)
    message.refresh_from_db()
    assert message.state == "cancelled"


def test_s31_a_mail_server_without_encryption_is_shown_to_the_lead(
    cast: Cast, client: Client, settings: Settings
) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    failed = attempt(case)
    mark_failed(failed, problem="SMTPNotSupportedError", for_good=False, at=MONDAY)
    assert channel_problem() == "SMTPNotSupportedError"
    client.force_login(cast.an)
    for path in ("/board/", "/day/", "/profile/"):
        assert client.get(path).content.decode().count("No mail leaves.") == 1
    client.force_login(cast.ali)
    assert client.get("/mail/out/").content.decode().count("STARTTLS") == 2
    assert "No mail leaves." not in client.get("/day/").content.decode()
    settings.SMTP_URL = ""
    send_due(at=MONDAY + timedelta(minutes=2))
    assert channel_problem() == ""


@pytest.mark.parametrize("problem", ["recipient refused 451", "content refused 451"])
def test_one_mail_that_is_refused_is_no_broken_channel(cast: Cast, problem: str) -> None:
    mark_failed(attempt(case_of_brandt(cast)), problem=problem, for_good=False, at=MONDAY)
    assert channel_problem() == ""


def test_nothing_open_is_said_to_be_nothing(cast: Cast, client: Client) -> None:
    sent(case_of_brandt(cast))
    client.force_login(cast.ali)
    page = client.get("/mail/out/").content.decode()
    assert page.count("every mail has left") == 1


def test_a_team_signs_in_the_language_of_the_case(cast: Cast, client: Client) -> None:
    client.force_login(cast.an)
    form = {"signature_de": " Ihr Shop\r\nKöln ", "signature_nl": "", "plus_address": "yes"}
    assert client.post(f"/setup/mail/{cast.koeln.pk}/", form).status_code == 302
    case = case_of_brandt(cast)
    case.team.refresh_from_db()
    assert (signature_of(case), case.team.plus_address) == ("Ihr Shop\nKöln", True)
    case.language = "nl"
    assert signature_of(case) == ""
    page = client.get("/setup/mail/").content.decode()
    assert page.count("hilfe+2026-1001@shop.example") == 1
    assert page.count("Ihr Shop\nKöln</textarea>") == 1
    client.post(f"/setup/mail/{cast.koeln.pk}/", {})
    cast.koeln.refresh_from_db()
    assert (Signature.objects.count(), cast.koeln.plus_address) == (0, False)


def test_only_the_lead_and_the_manager_change_what_a_team_signs(cast: Cast, client: Client) -> None:
    for person in (cast.ali, cast.tom, cast.fin):
        client.force_login(person)
        assert client.get(f"/setup/mail/{cast.koeln.pk}/").status_code == 404
    with pytest.raises(NotYourTeam):
        sign_with(cast.utrecht, texts={"nl": "x"}, plus_address=True, at=MONDAY, by=cast.an)
    sign_with(cast.utrecht, texts={"nl": "x" * 9000}, plus_address=False, at=MONDAY, by=cast.mira)
    assert len(Signature.objects.get().text) == 2000


def test_devries_has_no_part_in_brandts_bounce(cast: Cast) -> None:
    other = open_case(customer=devries(), team=cast.utrecht, subject="s", language="nl", at=MONDAY)
    came_back(sent(case_of_brandt(cast)), reason="no_such_user", hard=True)
    assert not comes_back(other, "j.devries@mail.example")
