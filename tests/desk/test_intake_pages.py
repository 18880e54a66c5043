"""Bringing in a mail as a file, and looking after what could not be read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import MONDAY, Cast
from kulanz.desk.actions.raw import keep_raw
from kulanz.desk.channels.email import take_in
from kulanz.desk.models import Case, Contact, RawMessage
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


def test_the_lead_sees_what_was_not_read_and_opens_a_case(client: Client, cast: Cast) -> None:
    take_in(mail(sender=""), at=MONDAY)
    raw = RawMessage.objects.get()
    client.force_login(cast.an)
    page = client.get("/mail/quarantine/")
    assert [(one.pk, reason) for one, reason in page.context["messages_kept"]] == [
        (raw.pk, "nobody is named as sender")
    ]
    assert client.get(f"/mail/quarantine/{raw.pk}/raw/").content == mail(sender="")
    client.post(f"/mail/quarantine/{raw.pk}/reading/")
    assert Case.objects.count() == 0
    response = client.post(f"/mail/quarantine/{raw.pk}/reading/", {"anyway": "yes"})
    assert response["Location"] == f"/cases/{Case.objects.get().number}/"
    assert client.get("/mail/quarantine/").context["messages_kept"] == []


def test_a_customer_among_the_machines_can_be_rescued(client: Client, cast: Cast) -> None:
    take_in(mail(fields={"Precedence": "bulk"}), at=MONDAY)
    raw = RawMessage.objects.get()
    client.force_login(cast.mira)
    assert client.get("/mail/quarantine/").context["messages_kept"] == []
    shown = client.get("/mail/quarantine/?show=automatic").context["messages_kept"]
    assert [one.pk for one, _ in shown] == [raw.pk]
    client.post(f"/mail/quarantine/{raw.pk}/reading/", {"anyway": "yes"})
    assert Contact.objects.get().raw == raw
    assert client.get("/mail/quarantine/?show=automatic").context["messages_kept"] == []


def test_a_lead_sees_only_the_own_teams_mailbox(client: Client, cast: Cast) -> None:
    take_in(mail(sender=""), at=MONDAY, team_hint="hulp@shop.example")
    raw = RawMessage.objects.get()
    client.force_login(cast.an)
    assert client.get("/mail/quarantine/").context["messages_kept"] == []
    assert client.post(f"/mail/quarantine/{raw.pk}/reading/", {"anyway": "yes"}).status_code == 404
    assert client.get(f"/mail/quarantine/{raw.pk}/raw/").status_code == 404


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


def test_the_list_goes_on_by_key_and_costs_the_same(
    client: Client, cast: Cast, django_assert_num_queries: object
) -> None:
    for number in range(53):
        raw = keep_raw(source="mail", content=bounce(f"<{number}@x>"), at=MONDAY)
        RawMessage.objects.filter(pk=raw.pk).update(state="quarantined", problem="no_sender")
    client.force_login(cast.mira)
    first = client.get("/mail/quarantine/")
    assert len(first.context["messages_kept"]) == 50
    rest = client.get("/mail/quarantine/", {"before": first.context["next_before"]})
    assert (len(rest.context["messages_kept"]), rest.context["next_before"]) == (3, None)
    assert client.get("/mail/quarantine/?before=x").status_code == 200
