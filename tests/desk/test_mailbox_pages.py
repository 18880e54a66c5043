"""The page where mailboxes are set up: what can be typed, what is shown, who is told."""

import pytest
from django.test import Client
from django.utils import timezone

from cast import MONDAY, Cast
from dovecot import USER
from kulanz.desk.actions import mailboxes as actions
from kulanz.desk.actions.mailboxes import Settings, make_mailbox, secrets_of
from kulanz.desk.models import Event, Mailbox

pytestmark = pytest.mark.django_db
GIVEN = Settings(name="Hilfe", host="imap.shop.example", port=993, user=USER, secret="geheim")


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="mailbox.").values_list("kind", flat=True))


FORM = {
    "name": "Hilfe",
    "host": "imap.shop.example",
    "port": "993",
    "tls": "tls",
    "user": USER,
    "login": "password",
    "secret": "geheim & Grün",
    "folder": "INBOX",
}


@pytest.fixture
def mira(cast: Cast, client: Client) -> Client:
    client.force_login(cast.mira)
    return client


def test_a_mailbox_is_added_changed_and_switched_off_and_on(mira: Client, cast: Cast) -> None:
    assert mira.post("/setup/mailboxes/new/", FORM).status_code == 302
    row = Mailbox.objects.get()
    assert (secrets_of(row)["password"], row.taken_from is not None) == ("geheim & Grün", True)
    page = mira.get(f"/setup/mailboxes/{row.pk}/").content.decode()
    assert ("imap.shop.example" in page, "geheim" in page) == (True, False)
    change = {**FORM, "secret": "", "folder": "Shop", "team": str(cast.koeln.pk)}
    mira.post(f"/setup/mailboxes/{row.pk}/", change)
    row.refresh_from_db()
    assert (row.folder, row.team, secrets_of(row)["password"]) == (
        ("Shop", cast.koeln, "geheim & Grün")
    )
    mira.post(f"/setup/mailboxes/{row.pk}/standing/", {"on": "no"})
    assert "switched off" in mira.get("/setup/mailboxes/").content.decode()
    mira.post(f"/setup/mailboxes/{row.pk}/standing/", {"on": "yes"})
    assert kinds() == ["mailbox.made", "mailbox.changed", "mailbox.off", "mailbox.on"]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"host": ""}, "host", "Give the name of the mail server."),
        ({"port": "0"}, "port", "greater than or equal to 1"),
        ({"tls": "none"}, "tls", "never travels unencrypted"),
        ({"secret": ""}, "secret", "nobody lets us in"),
        ({"login": "oauth2", "client_id": "x"}, "token_url", "needs this"),
        ({"moved_to": "INBOX"}, "moved_to", "That is the folder"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    mira: Client, change: dict[str, str], field: str, words: str
) -> None:
    answer = mira.post("/setup/mailboxes/new/", {**FORM, **change})
    page = answer.content.decode()
    place = page.split(f'id="{field}-error">')[1].split("</p>")[0]
    assert (answer.status_code, words in place, "geheim" in page) == (422, True, False)
    assert Mailbox.objects.count() == 0


def test_a_provider_fills_in_what_is_known(mira: Client) -> None:
    page = mira.get("/setup/mailboxes/new/?provider=microsoft").content.decode()
    assert ('value="outlook.office365.com"' in page, "oauth2/v2.0/token" in page) == (True, True)
    assert "imap.gmx.net" not in mira.get("/setup/mailboxes/new/").content.decode()


def test_trouble_is_shown_with_its_reason_and_told_to_leads(mira: Client, cast: Cast) -> None:
    row = make_mailbox(GIVEN, at=timezone.now(), by=cast.charlotte)
    actions.take_mailbox(row.pk, holder="a", at=timezone.now())
    actions.note_folders(row, ["INBOX", "Shop"])
    actions.note_trouble(row, "folder", at=timezone.now())
    page = mira.get("/setup/mailboxes/").content.decode()
    assert ("There is no such folder." in page, "INBOX, Shop" in page) == (True, True)
    mira.force_login(cast.an)
    board = mira.get("/board/").content.decode()
    assert "No mail comes in from Hilfe." in board
    assert "/setup/mailboxes/" not in board
    mira.force_login(cast.mira)
    mira.post(f"/setup/mailboxes/{row.pk}/trial/")
    assert (Mailbox.objects.get().state, Mailbox.objects.get().next_at) == ("new", None)


def test_when_nobody_works_on_it_the_page_says_so(mira: Client, cast: Cast) -> None:
    make_mailbox(GIVEN, at=MONDAY, by=cast.charlotte)
    assert "kulanz jobs" in mira.get("/setup/mailboxes/").content.decode()
