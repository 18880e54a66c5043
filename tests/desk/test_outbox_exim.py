"""The sender against Exim, a mail server as others run it: encrypted, cut, stopped, refusing."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from between import between
from cast import MONDAY, Cast, case_of_brandt
from exim import LATER, NOBODY, PASSWORD, USER, Exim, exim
from kulanz.desk.actions.outbox import queue_mail
from kulanz.desk.jobs.outbox import send_due
from kulanz.desk.models import Case, OutboxMessage

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def running() -> Iterator[Exim]:
    with exim() as one:
        yield one


@pytest.fixture
def server(running: Exim) -> Exim:
    """The one of this file, with nothing delivered yet."""
    running.forget()
    return running


@pytest.fixture
def encrypted(server: Exim, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Exim:
    """This machine knows who signed the certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(server.folder / "localhost.pem"))
    settings.SMTP_URL = f"smtp://{USER}:{PASSWORD}@localhost:{server.port}"
    return server


def queue(case: Case, recipient: str = "s.brandt@mail.example") -> OutboxMessage:
    return queue_mail(
        case=case,
        recipient=recipient,
        subject="Ihre Mahnung",
        text="Größe\n.\n",
        kind="reply",
        at=MONDAY,
    )


def standing(message: OutboxMessage) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.problem


def test_a_mail_leaves_encrypted_and_signed_in_once(cast: Cast, encrypted: Exim) -> None:
    message = queue(case_of_brandt(cast))
    assert [send_due(at=MONDAY), send_due(at=MONDAY + HOUR)] == [1, 0]
    (mail,) = encrypted.mails(1)
    assert (mail["Message-ID"], mail["Subject"]) == (message.message_id, "Ihre Mahnung")
    assert "Größe\n.\n" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr] # it has one
    assert "TLS" in mail["Received"]
    assert standing(message) == ("sent", "")


def test_a_wrong_password_keeps_the_mail_here(
    cast: Cast, encrypted: Exim, settings: Settings
) -> None:
    settings.SMTP_URL = settings.SMTP_URL.replace(PASSWORD, "falsch")
    message = queue(case_of_brandt(cast))
    send_due(at=MONDAY)
    assert standing(message) == ("waiting", "SMTPAuthenticationError 535")
    assert encrypted.mails(0) == []


def test_s31_a_stranger_in_the_name_of_the_mail_server_gets_nothing(
    cast: Cast, server: Exim, settings: Settings
) -> None:
    settings.SMTP_URL = f"smtp://{USER}:{PASSWORD}@localhost:{server.port}"
    message = queue(case_of_brandt(cast))
    send_due(at=MONDAY)
    assert standing(message) == ("waiting", "SSLCertVerificationError")
    assert server.mails(0) == []


def test_s31_without_the_offer_of_encryption_nothing_is_said_about_us(
    cast: Cast, server: Exim, settings: Settings
) -> None:
    with between(server.port, lambda told: told.replace(b"STARTTLS", b"X-NOTHIN")) as line:
        settings.SMTP_URL = f"smtp://{USER}:{PASSWORD}@127.0.0.1:{line.port}"
        message = queue(case_of_brandt(cast))
        send_due(at=MONDAY)
    assert standing(message) == ("waiting", "SMTPNotSupportedError")
    assert (b"AUTH" in line.said, b"MAIL" in line.said) == (False, False)


def test_refused_for_good_and_refused_for_now(cast: Cast, server: Exim, settings: Settings) -> None:
    settings.SMTP_URL = server.url
    never, later = (queue(case_of_brandt(cast), who) for who in (NOBODY, LATER))
    send_due(at=MONDAY)
    assert standing(never) == ("failed", "recipient refused 550")
    assert standing(later) == ("waiting", "recipient refused 451")


def test_a_line_cut_anywhere_sends_nothing_twice(
    cast: Cast, server: Exim, settings: Settings
) -> None:
    """What the server had whole and did not answer to is asked about, and never sent again."""
    case = case_of_brandt(cast)
    messages = []
    for cut in range(0, 420, 20):
        messages.append(queue(case))
        with between(server.port, cut_after=cut) as line:
            settings.SMTP_URL = f"smtp://127.0.0.1:{line.port}?tls=none"
            send_due(at=MONDAY)
    settings.SMTP_URL = server.url
    send_due(at=MONDAY + HOUR)
    states = Counter(standing(message)[0] for message in messages)
    assert (set(states), states["sent"] > 5) == ({"sent", "unsure"}, True)
    sure = {one.message_id for one in messages if one.state == "sent"}
    arrived = Counter(str(mail["Message-ID"]) for mail in server.mails(states["sent"]))
    assert set(arrived.values()) == {1}
    assert sure <= set(arrived)


def test_a_server_that_is_stopped_gets_the_mail_when_it_is_back(
    cast: Cast, server: Exim, settings: Settings
) -> None:
    settings.SMTP_URL = server.url
    server.stop()
    message = queue(case_of_brandt(cast))
    send_due(at=MONDAY)
    assert standing(message) == ("waiting", "ConnectionRefusedError")
    server.start()
    send_due(at=MONDAY + HOUR)
    (mail,) = server.mails(1)
    assert (mail["Message-ID"], standing(message)) == (message.message_id, ("sent", ""))
