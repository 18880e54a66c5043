"""Bringing in a mail as a file, and looking after what could not be read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import MONDAY, Cast
from kulanz.desk.actions.raw import keep_raw
from kulanz.desk.channels.email import take_in
from kulanz.desk.models import Case, Contact, RawMessage
from kulanz.desk.web.intake.arrivals import Line
from mails import bounce, mail

pytestmark = pytest.mark.django_db


def upload(client: Client, content: bytes) -> tuple[int, str]:
    file = SimpleUploadedFile("mail.eml", content, "message/rfc822")
    response = client.post("/mail/upload/", {"file": file})
    return response.status_code, response.get("Location", "")


def test_a_mail_file_becomes_a_case_once(client: Client, cast: Cast) -> None:
    client.force_login(cast.ali)
    first, second = upload(client, mail()), upload(client, mail())
    assert first == second == (302, f"/cases/{Case.objects.get().number}/")
    raw = RawMessage.objects.get()
    assert (raw.source, raw.state, raw.team_hint) == ("upload", "read", "hilfe@shop.example")


def test_a_mail_to_the_other_team_goes_there_and_says_so(client: Client, cast: Cast) -> None:
    client.force_login(cast.ali)
    assert upload(client, mail(to="hulp@shop.example")) == (302, "/mail/upload/")
    assert Case.objects.get().team == cast.utrecht
    assert "Utrecht" in client.get("/mail/upload/").content.decode()


def test_an_empty_file_is_refused(client: Client, cast: Cast) -> None:
    client.force_login(cast.ali)
    assert upload(client, b"") == (200, "")
    assert RawMessage.objects.count() == 0


def shown(client: Client, show: str = "waiting") -> list[Line]:
    lines: list[Line] = client.get("/mail/quarantine/", {"show": show}).context["lines"]
    return lines


def test_the_lead_sees_what_was_not_read_and_opens_a_case(client: Client, cast: Cast) -> None:
    take_in(mail(sender=""), at=MONDAY)
    raw = RawMessage.objects.get()
    client.force_login(cast.an)
    assert [
        (one.raw.pk, one.outcome, one.why, one.waits, one.can_open) for one in shown(client)
    ] == [(raw.pk, "put aside", "nobody is named as sender", True, True)]
    assert client.get(f"/mail/quarantine/{raw.pk}/raw/").content == mail(sender="")
    client.post(f"/mail/quarantine/{raw.pk}/reading/")
    assert Case.objects.count() == 0
    response = client.post(f"/mail/quarantine/{raw.pk}/reading/", {"anyway": "yes"})
    assert response["Location"] == f"/cases/{Case.objects.get().number}/"
    assert shown(client) == []
    assert [one.case for one in shown(client, "case")] == [Case.objects.get()]


def test_a_customer_among_the_machines_can_be_rescued(client: Client, cast: Cast) -> None:
    take_in(mail(fields={"Precedence": "bulk"}), at=MONDAY)
    raw = RawMessage.objects.get()
    client.force_login(cast.mira)
    assert shown(client) == []
    assert [(one.raw.pk, one.waits, one.can_open) for one in shown(client, "auto_reply")] == [
        (raw.pk, False, True)
    ]
    client.post(f"/mail/quarantine/{raw.pk}/reading/", {"anyway": "yes"})
    assert Contact.objects.get().raw == raw
    assert shown(client, "auto_reply") == []


def test_everything_that_came_in_is_found_with_its_outcome(client: Client, cast: Cast) -> None:
    take_in(mail(), at=MONDAY)
    take_in(b"X-Way: another\n" + mail(), at=MONDAY)
    take_in(bounce("<unknown@x.example>"), at=MONDAY)
    take_in(mail(sender="hilfe@shop.example", message_id="<own@x.example>"), at=MONDAY)
    take_in(mail("Nein.", answers="<first@mail.example>", message_id="<2@x.example>"), at=MONDAY)
    case = Case.objects.get()
    client.force_login(cast.mira)
    assert [(one.raw.outcome, one.case, one.can_open) for one in shown(client, "all")] == [
        ("reply", case, False),
        ("own", None, True),
        ("bounce", None, True),
        ("duplicate", case, False),
        ("case", case, False),
    ]
    for outcome in ("case", "reply", "own", "bounce", "duplicate"):
        assert [one.raw.outcome for one in shown(client, outcome)] == [outcome]
    assert client.get("/mail/quarantine/?show=nonsense").status_code == 404


def test_a_lead_sees_only_the_own_teams_mailbox(client: Client, cast: Cast) -> None:
    take_in(mail(sender=""), at=MONDAY, team_hint="hulp@shop.example")
    raw = RawMessage.objects.get()
    client.force_login(cast.an)
    assert shown(client) == []
    assert client.post(f"/mail/quarantine/{raw.pk}/reading/", {"anyway": "yes"}).status_code == 404
    assert client.get(f"/mail/quarantine/{raw.pk}/raw/").status_code == 404


def test_a_lead_sees_neither_the_other_teams_cases_nor_copies_of_their_mails(
    client: Client, cast: Cast
) -> None:
    for before in (b"", b"X-Way: another\n"):
        take_in(before + mail(to="hulp@shop.example"), at=MONDAY)
        take_in(before + mail(sender="Eve <eve@x.example>", message_id="<e@x>"), at=MONDAY)
    client.force_login(cast.an)
    assert [(one.raw.outcome, one.raw.sender) for one in shown(client, "all")] == [
        ("duplicate", "eve@x.example"),
        ("case", "eve@x.example"),
    ]


@pytest.mark.parametrize("name", ["ali", "sam", "fin", "dpo", "dir"])
def test_nobody_else_sees_it(client: Client, cast: Cast, name: str) -> None:
    take_in(mail(sender=""), at=MONDAY)
    raw = RawMessage.objects.get()
    client.force_login(getattr(cast, name))
    assert [
        client.get("/mail/quarantine/").status_code,
        client.get(f"/mail/quarantine/{raw.pk}/raw/").status_code,
        client.post(f"/mail/quarantine/{raw.pk}/reading/", {"anyway": "yes"}).status_code,
    ] == [404] * 3
    assert Case.objects.count() == 0


def test_what_is_in_a_case_is_not_reachable_here(client: Client, cast: Cast) -> None:
    take_in(mail(to="hulp@shop.example"), at=MONDAY)
    client.force_login(cast.an)
    assert client.get(f"/mail/quarantine/{RawMessage.objects.get().pk}/raw/").status_code == 404


def test_the_list_goes_on_by_key(client: Client, cast: Cast) -> None:
    for number in range(53):
        raw = keep_raw(source="mail", content=bounce(f"<{number}@x>"), at=MONDAY)
        RawMessage.objects.filter(pk=raw.pk).update(state="quarantined", problem="no_sender")
    client.force_login(cast.mira)
    first = client.get("/mail/quarantine/")
    assert len(first.context["lines"]) == 50
    rest = client.get("/mail/quarantine/", {"before": first.context["next_before"]})
    assert (len(rest.context["lines"]), rest.context["next_before"]) == (3, None)
    assert client.get("/mail/quarantine/?before=x").status_code == 200


def test_the_list_costs_the_same_with_one_and_with_three(client: Client, cast: Cast) -> None:
    client.force_login(cast.mira)
    asked = []
    for number in range(3):
        letter = mail(message_id=f"<{number}@x.example>", text=f"Nummer {number}")
        take_in(letter, at=MONDAY)
        take_in(b"X-Way: another\n" + letter, at=MONDAY)
        with CaptureQueriesContext(connection) as queries:
            assert len(shown(client, "all")) == 2 * number + 2
        asked.append(len(queries))
    assert asked == [asked[0]] * 3
