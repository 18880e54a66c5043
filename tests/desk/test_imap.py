"""Fetching by IMAP against a real Dovecot: kept once, marked after it, whatever happens."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings as Django

from between import Broken, between
from cast import Cast
from dovecot import PASSWORD, USER, Dovecot, certificate, dovecot, free_port
from kulanz.desk import storage
from kulanz.desk.actions.mailboxes import Settings, change_mailbox, make_mailbox
from kulanz.desk.channels.email.imap import Fetching, ImapTrouble, Key, connected, folders_of
from kulanz.desk.models import Case, Contact, Mailbox, RawMessage
from mails import BRANDT, mail

pytestmark = pytest.mark.django_db
OPEN = Key(password=PASSWORD)


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(running: Dovecot) -> Dovecot:
    """The one of this file, with its mailbox emptied."""
    with running.at_home() as line:
        if line.select("INBOX")[1] != [b"0"]:
            line.store("1:*", "+FLAGS", r"(\Deleted)")
            line.expunge()
        for name in ("Done", "Old"):
            line.delete(name)
    return running


def typed(server: Dovecot, **changes: object) -> Settings:
    values = {"name": "Hilfe", "host": "127.0.0.1", "port": server.plain, "user": USER}
    return Settings(**{**values, "tls": "none", "secret": PASSWORD, **changes})  # type: ignore[arg-type] # as typed


@pytest.fixture
def box(cast: Cast, server: Dovecot) -> Mailbox:
    """Everything that lies there is fetched."""
    return make_mailbox(typed(server), at=timezone.now(), by=cast.charlotte, everything=True)


def fetch(row: Mailbox, **more: object) -> int:
    row.refresh_from_db()
    with connected(row, OPEN) as client:
        return Fetching(row, client, **more).fetch()  # type: ignore[arg-type] # by name


def letters(count: int) -> list[bytes]:
    return [mail(f"Brief {n}", message_id=f"<{n}@mail.example>") for n in range(count)]


# ---- in ------------------------------------------------------------------------------------------


def test_a_mail_is_kept_then_a_contact_then_seen(box: Mailbox, server: Dovecot) -> None:
    server.put(mail(message_id="<1@m>"))
    assert [fetch(box), fetch(box)] == [1, 0]
    raw = RawMessage.objects.get()
    assert storage.get(raw.blob).replace(b"\r\n", b"\n") == mail(message_id="<1@m>")
    assert (raw.source, raw.state, raw.contact.case.customer.addresses.get().value) == (
        ("mail", "read", BRANDT)
    )
    assert server.flags() == [r"\Seen"]
    box.refresh_from_db()
    assert (box.last_uid > 0, box.fetched) == (True, 1)


def test_what_a_colleague_has_read_elsewhere_is_fetched_too(box: Mailbox, server: Dovecot) -> None:
    server.put(*letters(2))
    with server.at_home() as line:
        line.select("INBOX")
        line.store("1", "+FLAGS", r"(\Seen \Answered)")
    assert fetch(box) == 2


def test_it_goes_on_where_it_was(box: Mailbox, server: Dovecot) -> None:
    server.put(*letters(2))
    fetch(box)
    server.put(*letters(5)[2:])
    assert (fetch(box), Contact.objects.count()) == (3, 5)


def test_from_now_on_leaves_old_mail_alone(cast: Cast, server: Dovecot) -> None:
    now = timezone.now()
    old, lately, new = letters(3)
    server.put(old, when=now - timedelta(days=9))
    server.put(lately, when=now - timedelta(minutes=40))
    server.put(new, when=now - timedelta(minutes=5))  # its clock may be behind ours
    box = make_mailbox(typed(server), at=now, by=cast.charlotte)
    assert [fetch(box), fetch(box)] == [1, 0]
    assert [one.message_id for one in Contact.objects.all()] == ["<2@mail.example>"]
    assert server.flags() == ["", "", r"\Seen"]
    server.put(mail(message_id="<moved@m>"), when=now - timedelta(days=9))  # by a colleague
    assert fetch(box) == 1


def test_the_clock_starts_when_the_mail_server_had_it(box: Mailbox, server: Dovecot) -> None:
    then = timezone.now().replace(microsecond=0) - timedelta(days=2)
    server.put(letters(1)[0], when=then)
    fetch(box)
    assert (RawMessage.objects.get().received_at, Case.objects.get().received_at) == (then, then)


def test_a_mail_from_the_future_arrived_now(box: Mailbox, server: Dovecot) -> None:
    server.put(letters(1)[0], when=timezone.now() + timedelta(days=9))
    fetch(box)
    assert RawMessage.objects.get().received_at <= timezone.now()


def test_a_new_uidvalidity_reads_all_again_and_makes_nothing_twice(
    box: Mailbox, server: Dovecot
) -> None:
    server.put(*letters(3))
    fetch(box)
    Mailbox.objects.update(uid_validity=1, last_uid=999)  # what was noted of another mailbox
    server.put(mail("neu", message_id="<new@m>"))
    fetch(box)
    assert (RawMessage.objects.count(), Contact.objects.count()) == (4, 4)


def test_two_mailboxes_with_the_same_mail_are_one_contact(
    cast: Cast, box: Mailbox, server: Dovecot
) -> None:
    server.put(*letters(1))
    with server.at_home() as line:
        line.create("Old")
        line.select("INBOX")
        line.copy("1", "Old")
    other = make_mailbox(
        typed(server, name="B", folder="Old"), at=timezone.now(), by=cast.charlotte, everything=True
    )
    assert (fetch(box), fetch(other), Contact.objects.count()) == (1, 1, 1)


def test_one_damaged_mail_stops_no_other(box: Mailbox, server: Dovecot) -> None:
    server.put(b"\xff\xfe", mail(message_id="<1@m>"), b"From: <>\n\n", mail(message_id="<2@m>"))
    fetch(box)
    assert Contact.objects.count() == 2
    states = RawMessage.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["quarantined", "read"] * 2


def test_too_large_is_visible_and_stays_in_the_mailbox(
    box: Mailbox, server: Dovecot, settings: Django
) -> None:
    settings.MAX_MAIL_BYTES = 5_000
    server.put(mail("x" * 9_000, message_id="<large@m>"), mail("klein", message_id="<small@m>"))
    assert fetch(box) == 2
    large = RawMessage.objects.get(state="quarantined")
    assert (large.problem, b"<large@m>" in storage.get(large.blob)) == ("left_in_mailbox", True)
    assert server.flags() == ["", r"\Seen"]
    assert Contact.objects.get().message_id == "<small@m>"


def test_what_was_fetched_can_be_moved(cast: Cast, server: Dovecot) -> None:
    with server.at_home() as line:
        line.create("Done")
    row = make_mailbox(
        typed(server, moved_to="Done"), at=timezone.now(), by=cast.charlotte, everything=True
    )
    server.put(*letters(2))
    assert fetch(row) == 2
    assert (server.flags("Done"), server.flags()) == ([r"\Seen", r"\Seen"], [])


def test_a_folder_to_move_to_that_is_not_there_is_said_and_loses_nothing(
    cast: Cast, server: Dovecot
) -> None:
    row = make_mailbox(
        typed(server, moved_to="Done"), at=timezone.now(), by=cast.charlotte, everything=True
    )
    server.put(*letters(2))
    with connected(row, OPEN) as client:
        fetching = Fetching(row, client)
        assert (fetching.fetch(), fetching.problem) == (2, "not_moved")
    assert (Contact.objects.count(), server.flags()) == (2, [r"\Seen", r"\Seen"])


def test_the_team_of_the_mailbox_has_it_when_no_address_says_so(
    cast: Cast, server: Dovecot
) -> None:
    row = make_mailbox(
        typed(server, team=cast.tom.team), at=timezone.now(), by=cast.charlotte, everything=True
    )
    server.put(mail(to="undisclosed@else.example"))
    fetch(row)
    assert Case.objects.get().team == cast.tom.team


# ---- what goes wrong -----------------------------------------------------------------------------


def trouble(row: Mailbox, key: Key = OPEN) -> str:
    with pytest.raises(ImapTrouble) as caught, connected(row, key) as client:
        Fetching(row, client).fetch()
    return caught.value.problem


def test_a_wrong_password_is_named(box: Mailbox) -> None:
    assert trouble(box, Key(password="wrong")) == "login"


def test_a_folder_that_is_not_there_is_named(cast: Cast, box: Mailbox, server: Dovecot) -> None:
    row = change_mailbox(box, typed(server, folder="Nowhere"), at=timezone.now(), by=cast.charlotte)
    assert trouble(row) == "folder"


def test_a_host_and_a_port_where_nobody_is(cast: Cast, box: Mailbox, server: Dovecot) -> None:
    box.port = free_port()
    assert trouble(box) == "refused"
    box.host = "mail.invalid"
    assert trouble(box) == "name"
    box.host = "169.254.169.254"
    assert trouble(box) == "address"


def test_folders_are_listed_for_whoever_sets_it_up(box: Mailbox, server: Dovecot) -> None:
    with server.at_home() as line:
        line.create("Done")
    with connected(box, OPEN) as client:
        assert folders_of(client) == ["Done", "INBOX"]


# ---- encryption ----------------------------------------------------------------------------------


@pytest.fixture
def trusted(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    """This machine knows who signed the certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    return server


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_encrypted_from_the_start_or_by_starttls(cast: Cast, trusted: Dovecot, tls: str) -> None:
    port = trusted.tls if tls == "tls" else trusted.plain
    given = typed(trusted, host="localhost", tls=tls, port=port)
    row = make_mailbox(given, at=timezone.now(), by=cast.charlotte, everything=True)
    trusted.put(*letters(1))
    assert fetch(row) == 1


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_s31_a_stranger_with_another_certificate_gets_no_password(
    cast: Cast, server: Dovecot, tls: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path)[0]))
    port = server.tls if tls == "tls" else server.plain
    given = typed(server, host="localhost", tls=tls, port=port)
    row = make_mailbox(given, at=timezone.now(), by=cast.charlotte)
    assert trouble(row) == "certificate"


def test_s31_a_certificate_for_another_name_is_refused(cast: Cast, trusted: Dovecot) -> None:
    given = typed(trusted, host="127.0.0.1", tls="tls", port=trusted.tls)
    assert trouble(make_mailbox(given, at=timezone.now(), by=cast.charlotte)) == "certificate"


def test_s31_without_starttls_nothing_is_said_about_us(cast: Cast, server: Dovecot) -> None:
    """Somebody in between takes the word out of the greeting."""
    with between(server.plain, change=lambda told: told.replace(b"STARTTLS", b"X-NOTHING")) as line:
        given = typed(server, tls="starttls", port=line.port)
        row = make_mailbox(given, at=timezone.now(), by=cast.charlotte)
        assert trouble(row) == "no_starttls"
        assert (b"LOGIN" in line.said, b"AUTHENTICATE" in line.said) == (False, False)


# ---- lines that break ----------------------------------------------------------------------------


def test_a_line_cut_anywhere_loses_nothing_and_makes_nothing_twice(
    box: Mailbox, server: Dovecot
) -> None:
    server.put(*letters(4))
    problems = set()
    for cut in range(50, 6_000, 450):
        with between(server.plain, cut_after=cut) as line:
            Mailbox.objects.update(port=line.port)
            try:
                fetch(box)
            except ImapTrouble as trouble:
                problems.add(trouble.problem)
    assert problems <= {"connection", "server", "protocol"}
    Mailbox.objects.update(port=server.plain)
    fetch(box)
    assert (RawMessage.objects.count(), Contact.objects.count()) == (4, 4)
    assert server.flags() == [r"\Seen"] * 4


def test_a_server_that_started_anew_is_gone_on_with(box: Mailbox, server: Dovecot) -> None:
    server.put(*letters(2))
    with connected(box, OPEN) as client:
        fetching = Fetching(box, client)
        fetching.fetch()
        server.stop()
        server.start()
        server.put(mail(message_id="<after@m>"))
        with pytest.raises(ImapTrouble):
            fetching.fetch()
    assert (fetch(box), Contact.objects.count()) == (1, 3)


def test_when_our_disk_does_not_take_it_the_mail_stays_as_it_was(
    box: Mailbox, server: Dovecot, settings: Django, tmp_path: Path
) -> None:
    server.put(*letters(1))
    usual, blocked = settings.STORAGES, tmp_path / "a-file"
    blocked.touch()
    settings.STORAGES = {**usual, "blobs": {**usual["blobs"], "OPTIONS": {"location": blocked}}}
    with pytest.raises(OSError, match="directory"):
        fetch(box)
    assert (server.flags(), RawMessage.objects.count()) == ([""], 0)
    settings.STORAGES = usual
    assert (fetch(box), Contact.objects.count()) == (1, 1)


def test_what_the_server_never_hands_over_is_put_aside_and_the_others_pass(
    box: Mailbox, server: Dovecot
) -> None:
    server.put(*letters(3))
    stumbled: dict[int, int] = {}
    broken: list[bytes] = []

    def spoil(told: bytes) -> bytes:
        """The second mail breaks the line, each time."""
        if b"<1@mail.example>" in told:
            broken.append(told)
            raise Broken
        return told

    with between(server.plain, change=spoil) as line:
        for _ in range(9):
            row = Mailbox.objects.get()
            row.port = line.port
            try:
                with connected(row, OPEN) as client:
                    Fetching(row, client, stumbled=stumbled).fetch()
                break
            except ImapTrouble:
                continue
    assert len(broken) == 5
    aside = RawMessage.objects.get(state="quarantined")
    assert (aside.problem, Contact.objects.count()) == ("not_handed_over", 2)
