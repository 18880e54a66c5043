"""Setting up mailboxes, how trouble is noted, and the threads that fetch from them."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.utils import timezone
from pytest_django import Settings as Django

from cast import MONDAY, Cast, make_cast
from dovecot import PASSWORD, USER, Dovecot, dovecot
from kulanz.desk.actions import mailboxes as actions
from kulanz.desk.actions.mailboxes import Settings, make_mailbox, secrets_of
from kulanz.desk.channels.email.oauth import Asker, TokenRefused, access_token
from kulanz.desk.channels.reach import reach
from kulanz.desk.jobs.mailboxes import Mailboxes, is_dead, new_holder
from kulanz.desk.models import Contact, Event, Mailbox
from listening import soon
from mails import mail

pytestmark = pytest.mark.django_db
GIVEN = Settings(
    name="Hilfe", host="imap.shop.example", port=993, user=USER, secret="geheim", folder="INBOX"
)


def changed(**values: object) -> Settings:
    names = Settings.__slots__
    return Settings(**{**{n: getattr(GIVEN, n) for n in names}, **values})


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="mailbox.").values_list("kind", flat=True))


# ---- setting up ----------------------------------------------------------------------------------


def test_a_password_is_not_readable_in_the_database(cast: Cast) -> None:
    row = make_mailbox(GIVEN, at=MONDAY, by=cast.charlotte)
    assert ("geheim" in row.secret, secrets_of(row)) == (False, {"password": "geheim"})
    assert (row.taken_from, kinds()) == (MONDAY, ["mailbox.made"])
    assert "geheim" not in str(list(Event.objects.values_list("values", flat=True)))


def test_what_is_not_typed_stays(cast: Cast) -> None:
    row = make_mailbox(GIVEN, at=MONDAY, by=cast.charlotte)
    same = actions.change_mailbox(row, changed(secret=""), at=MONDAY, by=cast.charlotte)
    assert secrets_of(same) == {"password": "geheim"}
    actions.note_progress(same, uid_validity=7, last_uid=40)
    moved = actions.change_mailbox(
        same, changed(folder="Shop", secret="neu"), at=MONDAY, by=cast.charlotte
    )
    assert (secrets_of(moved), moved.uid_validity, moved.last_uid) == ({"password": "neu"}, None, 0)


def test_a_client_secret_and_a_refresh_token_are_kept_beside_each_other(cast: Cast) -> None:
    given = changed(login="oauth2", secret="s", refresh_token="r", token_url="https://x.example")
    row = make_mailbox(given, at=MONDAY, by=cast.charlotte)
    actions.keep_refresh_token(row, "r2")
    row = actions.change_mailbox(
        row, changed(login="oauth2", secret="s2"), at=MONDAY, by=cast.charlotte
    )
    assert secrets_of(row) == {"client_secret": "s2", "refresh_token": "r2"}


@pytest.mark.parametrize("host", ["imap.shop.example", "10.0.0.5", "localhost.example"])
def test_s31_no_password_unencrypted_over_a_network(cast: Cast, host: str) -> None:
    with pytest.raises(actions.Unencrypted):
        make_mailbox(changed(host=host, tls="none"), at=MONDAY, by=cast.charlotte)


def test_without_a_secret_or_under_a_taken_name_it_is_refused(cast: Cast) -> None:
    with pytest.raises(actions.SecretMissing):
        make_mailbox(changed(secret=""), at=MONDAY, by=cast.charlotte)
    make_mailbox(GIVEN, at=MONDAY, by=cast.charlotte)
    with pytest.raises(actions.MailboxNameTaken):
        make_mailbox(changed(user="b@x.example"), at=MONDAY, by=cast.charlotte)


# ---- trouble -------------------------------------------------------------------------------------


def test_a_moment_without_a_line_is_told_to_nobody_a_long_one_is(cast: Cast) -> None:
    row = make_mailbox(GIVEN, at=MONDAY, by=cast.charlotte)
    pauses = [actions.note_trouble(row, "connection", at=MONDAY) - MONDAY for _ in range(6)]
    assert [pause.total_seconds() for pause in pauses] == [5, 15, 60, 120, 300, 300]
    assert kinds() == ["mailbox.made", "mailbox.broken"]
    actions.note_contact(row, at=MONDAY)
    row.refresh_from_db()
    assert (row.state, row.problem, row.failures, row.next_at) == ("works", "", 0, None)
    assert kinds() == ["mailbox.made", "mailbox.broken", "mailbox.works"]


def test_a_wrong_password_is_told_at_once_and_not_tried_every_minute(cast: Cast) -> None:
    row = make_mailbox(GIVEN, at=MONDAY, by=cast.charlotte)
    assert actions.note_trouble(row, "login", at=MONDAY) - MONDAY == timedelta(minutes=15)
    assert (Mailbox.objects.get().state, kinds()[-1]) == ("broken", "mailbox.broken")


def test_what_was_noted_of_settings_that_are_gone_does_not_count(cast: Cast) -> None:
    row = make_mailbox(GIVEN, at=MONDAY, by=cast.charlotte)
    actions.change_mailbox(row, changed(secret="neu"), at=MONDAY, by=cast.charlotte)
    actions.note_trouble(row, "login", at=MONDAY)
    actions.note_progress(row, uid_validity=7, last_uid=40)
    fresh = Mailbox.objects.get()
    assert (fresh.state, fresh.last_uid) == ("new", 0)


def test_two_processes_do_not_have_one_mailbox(cast: Cast) -> None:
    pk = make_mailbox(GIVEN, at=MONDAY, by=cast.charlotte).pk
    assert actions.take_mailbox(pk, holder="a", at=MONDAY) is not None
    assert actions.take_mailbox(pk, holder="b", at=MONDAY) is None
    assert actions.take_mailbox(pk, holder="a", at=MONDAY) is not None
    later = MONDAY + actions.HELD
    assert actions.take_mailbox(pk, holder="b", at=later) is not None
    actions.leave_mailbox(pk, holder="b")
    assert actions.take_mailbox(pk, holder="a", at=later) is not None


def test_a_holder_that_was_killed_holds_nothing(cast: Cast) -> None:
    pk = make_mailbox(GIVEN, at=MONDAY, by=cast.charlotte).pk
    mine = new_holder()
    host, pid, _, thread = mine.split()
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    child_holds = f"{host} {child.pid} aaaaaaaa {thread}"
    assert [is_dead(one) for one in (mine, child_holds, "elsewhere 1 a b")] == [False] * 3
    child.communicate(b"\n")
    assert is_dead(child_holds)
    assert is_dead(f"{host} {pid} aaaaaaaa {thread}")  # a container before this one
    actions.take_mailbox(pk, holder=child_holds, at=MONDAY)
    assert actions.free_mailbox(pk, dead=is_dead)
    assert actions.take_mailbox(pk, holder=mine, at=MONDAY) is not None
    assert not actions.free_mailbox(pk, dead=is_dead)


# ---- tokens --------------------------------------------------------------------------------------


class Provider:
    """Gives tokens as providers do: `answers` in turn."""

    def __init__(self, *answers: tuple[int, object]) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, list[str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.asked.append(parse_qs(asked))
                status, told = outer.answers.pop(0)
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.place}/token"


@contextmanager
def provider(*answers: tuple[int, object]) -> Iterator[Provider]:
    one = Provider(*answers)
    thread = threading.Thread(target=one.server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield one
    finally:
        one.server.shutdown()
        thread.join()
        one.server.server_close()


GOOD = (200, {"access_token": "an-access-token", "expires_in": 3599, "refresh_token": "next"})


def test_a_token_is_asked_for_as_the_standard_says() -> None:
    with provider(GOOD, GOOD) as one:
        asked = Asker(one.url, "desk", "secret", "mine", "imap offline")
        token = access_token(asked, reach=reach([one.place]))
        own = access_token(Asker(one.url, "desk", "secret"), reach=reach([one.place]))
    assert (token.text, token.seconds, token.refresh_token) == ("an-access-token", 3539, "next")
    assert one.asked[0] == {
        "grant_type": ["refresh_token"],
        "client_id": ["desk"],
        "client_secret": ["secret"],
        "refresh_token": ["mine"],
        "scope": ["imap offline"],
    }
    assert (one.asked[1]["grant_type"], own.text) == (["client_credentials"], "an-access-token")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((400, {"error": "invalid_grant"}), "token"),
        ((503, {}), "token_busy"),
        ((429, {}), "token_busy"),
        ((200, {"token": 1}), "token"),
        ((200, ["no"]), "token"),
    ],
)
def test_a_provider_that_says_no_is_told_from_one_that_is_busy(
    answer: tuple[int, object], problem: str
) -> None:
    with provider(answer) as one, pytest.raises(TokenRefused) as refused:
        access_token(Asker(one.url, "desk"), reach=reach([one.place]))
    assert refused.value.problem == problem


def test_a_secret_goes_to_no_address_inside_and_never_unencrypted() -> None:
    for url, problem in (
        ("https://127.0.0.1/token", "token_private"),
        ("http://login.example/token", "token_name"),
    ):
        with pytest.raises(TokenRefused) as refused:
            access_token(Asker(url, "desk", "secret"))
        assert refused.value.problem == problem


# ---- the threads ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as one:
        yield one


@contextmanager
def watched() -> Iterator[Mailboxes]:
    """The watchers, brought in line as the loop of the jobs does."""
    mailboxes, stop = Mailboxes(), threading.Event()
    mailboxes.look(at=timezone.now())
    try:
        yield mailboxes
    finally:
        stop.set()
        mailboxes.stop()


TOKENS = """
auth_mechanisms = plain login oauthbearer xoauth2
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = FOLDER/oauth2.conf
}
"""


CHECKED = """
introspection_mode = post
introspection_url = {url}
username_attribute = username
active_attribute = active
active_value = true
"""


def works() -> bool:
    return Mailbox.objects.get().state == "works"


def at_home(server: Dovecot, **values: object) -> Settings:
    place = {"host": "127.0.0.1", "port": server.plain, "tls": "none", "secret": PASSWORD}
    return changed(**{**place, **values})


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_a_contact_while_we_wait_and_the_rest_after_a_restart(server: Dovecot) -> None:
    by = make_cast().charlotte
    row = make_mailbox(at_home(server), at=timezone.now(), by=by, everything=True)
    with watched() as mailboxes:
        soon(works)
        for number in range(3):
            server.put(mail(message_id=f"<{number}@m>"))
            soon(lambda number=number: Contact.objects.count() == number + 1)  # type: ignore[misc]
        for number in range(3, 7):  # in a row: some while the others are being read
            server.put(mail(message_id=f"<{number}@m>"))
        soon(lambda: Contact.objects.count() == 7)
        server.stop()
        soon(lambda: Mailbox.objects.get().state == "trying")
        server.start()
        server.put(mail(message_id="<after@m>"))
        soon(lambda: Contact.objects.count() == 8)
        actions.switch_mailbox(row, on=False, at=timezone.now(), by=by)
        soon(lambda: mailboxes.look(at=timezone.now()) == 0)
    assert Mailbox.objects.get().held_until is None


@pytest.mark.django_db(transaction=True)
def test_a_mended_password_counts_at_once(server: Dovecot) -> None:
    by = make_cast().charlotte
    row = make_mailbox(at_home(server, secret="falsch"), at=timezone.now(), by=by)
    with watched() as mailboxes:
        soon(lambda: Mailbox.objects.get().problem == "login")
        actions.change_mailbox(row, at_home(server), at=timezone.now(), by=by)
        soon(lambda: bool(mailboxes.look(at=timezone.now())) and works())


@pytest.mark.django_db(transaction=True)
def test_a_mailbox_that_wants_a_token_is_given_one(settings: Django) -> None:
    by = make_cast().charlotte
    known = (200, {"active": True, "username": USER})
    with (
        provider(GOOD, *[known] * 9) as one,
        dovecot(TOKENS, {"oauth2.conf": CHECKED.format(url=one.url)}) as server,
    ):
        settings.TOKENS_MAY_REACH = [one.place]
        given = at_home(server, login="oauth2", client_id="desk", token_url=one.url)
        make_mailbox(given, at=timezone.now(), by=by, everything=True)
        server.put(mail())
        with watched():
            soon(lambda: Contact.objects.count() == 1)
    assert one.asked[0]["client_id"] == ["desk"]
    assert secrets_of(Mailbox.objects.get())["refresh_token"] == "next"
