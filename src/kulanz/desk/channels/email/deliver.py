"""Handing bytes to a mail server, or to a folder when none is set.

`KULANZ_SMTP_URL`: smtps://user:password@host:465 (TLS from the start), smtp://user:password@host:587
(STARTTLS, required), smtp://127.0.0.1:25?tls=none (a relay on this machine). docs/running/jobs.md.
"""

import hashlib
import os
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from kulanz.desk.actions.outbox import sent_file

TIMEOUT = 30  # seconds per command
TEXT_TIMEOUT = 300  # seconds for the text, and for the answer to its end (RFC 5321, 4.5.3.2)
TRANSIENT, PERMANENT, LAST = 400, 500, 600  # reply codes (RFC 5321, 4.2.1)
GO_ON, CLOSING, TOO_LARGE = 354, 421, 552
_DOT = re.compile(rb"(?m)^\.")

Answers = Mapping[str, int]
"""What the mail server answered to each address (RCPT)."""


class DeliveryError(Exception):
    """Nobody took the mail. `problem` is a code, never what a server or a customer wrote."""

    def __init__(self, problem: str, *, for_good: bool, answers: Answers | None = None) -> None:
        super().__init__(problem)
        self.problem, self.for_good, self.answers = problem, for_good, answers or {}


class DeliveryUnknownError(Exception):
    """The mail server was given the whole text and its answer did not come: it may have left."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class MailServerError(ImproperlyConfigured):
    """`KULANZ_SMTP_URL` does not name a mail server in a way that is safe."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes: `tls` is "smtps", "starttls" or "none"."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = ""


def mail_server(url: str) -> MailServer:
    """The server that a URL names.

    Raises:
        MailServerError: another scheme, no host, or a password that would travel unencrypted.
    """
    parts = urlsplit(url)
    tls = "smtps" if parts.scheme == "smtps" else parse_qs(parts.query).get("tls", ["starttls"])[0]
    if (
        parts.scheme not in {"smtp", "smtps"}
        or tls not in {"smtps", "starttls", "none"}
        or not parts.hostname
    ):
        raise MailServerError("KULANZ_SMTP_URL: expected smtp://host:port or smtps://host:port")
    if parts.username and tls == "none":
        raise MailServerError("KULANZ_SMTP_URL: a password is never sent with tls=none")
    return MailServer(
        host=parts.hostname,
        port=parts.port or {"smtps": 465, "starttls": 587, "none": 25}[tls],
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def check_mail_server() -> None:
    """Fail at the start rather than at the first mail.

    Raises:
        MailServerError: see `mail_server`.
    """
    if settings.SMTP_URL:
        mail_server(settings.SMTP_URL)


def deliver(
    content: bytes,
    *,
    sender: str,
    recipients: Sequence[str],
    before_the_end: Callable[[Answers], None] = lambda _: None,
) -> Answers:
    """Return once a server (or the disk) has taken responsibility; says for whom.

    `before_the_end` is called when all but the end of the text is handed over. A server delivers
    nothing before the end (RFC 5321, 4.1.1.4), so until then a crash is no reason to ask anybody.

    Raises:
        DeliveryError: nobody took it; `for_good` says whether trying again makes sense.
        DeliveryUnknownError: nobody knows, because the answer to the end of the text is missing.
    """
    if not settings.SMTP_URL:
        _into_folder(content)
        return dict.fromkeys(recipients, 250)
    with _not_begun():
        smtp = _connected(mail_server(settings.SMTP_URL))
    try:
        with _not_begun():
            answers = _envelope(smtp, sender, recipients, size=len(content))
            _text(smtp, content, answers)
        before_the_end(answers)
        _end(smtp, answers)
    except BaseException:
        smtp.close()  # without the end of the text: what was handed over counts for nothing
        raise
    _part(smtp)
    return answers


@contextmanager
def _not_begun() -> Iterator[None]:
    """Whatever goes wrong in here, no server has the mail: it may be tried again."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise DeliveryError(f"{type(error).__name__} {error.smtp_code}", for_good=False) from None
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(type(error).__name__, for_good=False) from None
    except UnicodeError:
        raise DeliveryError("address not sendable", for_good=True) from None


def _envelope(
    smtp: smtplib.SMTP, sender: str, recipients: Sequence[str], *, size: int
) -> dict[str, int]:
    """MAIL and RCPT; at least one address was accepted."""
    smtp.ehlo_or_helo_if_needed()
    code, _ = smtp.mail(sender, [f"size={size}"] if smtp.has_extn("size") else [])
    if not _positive(code):
        raise DeliveryError(f"sender refused {code}", for_good=code == TOO_LARGE)
    answers: dict[str, int] = {}
    for one in recipients:
        answers[one], _ = smtp.rcpt(one)
        if answers[one] in {CLOSING, -1}:
            raise DeliveryError("SMTPServerDisconnected", for_good=False)
    if not any(map(_positive, answers.values())):
        for_good = min(answers.values()) >= PERMANENT
        problem = f"recipient refused {next(iter(answers.values()))}"
        raise DeliveryError(problem, for_good=for_good, answers=answers)
    return answers


def _text(smtp: smtplib.SMTP, content: bytes, answers: Answers) -> None:
    """DATA and the text without its end, lines that begin with a dot doubled (RFC 5321, 4.5.2)."""
    code, _ = smtp.docmd("DATA")
    if code != GO_ON:
        raise DeliveryError(
            f"content refused {code}", for_good=PERMANENT <= code < LAST, answers=answers
        )
    _patience(smtp)
    smtp.send(_DOT.sub(b"..", content) + (b"" if content.endswith(b"\r\n") else b"\r\n"))


def _end(smtp: smtplib.SMTP, answers: Answers) -> None:
    """The dot, after which only the server knows."""
    try:
        smtp.send(b".\r\n")
        code, _ = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryUnknownError(type(error).__name__) from None
    if TRANSIENT <= code < LAST:
        raise DeliveryError(f"content refused {code}", for_good=code >= PERMANENT, answers=answers)
    if not _positive(code):
        raise DeliveryUnknownError(f"answer {code}")


def _positive(code: int) -> bool:
    return 200 <= code < 300  # noqa: PLR2004 - RFC 5321, 4.2.1


def _part(smtp: smtplib.SMTP) -> None:
    """Say goodbye; the mail is gone whatever the server says to that."""
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        smtp.close()


def _patience(smtp: smtplib.SMTP) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(TEXT_TIMEOUT)


def _connected(server: MailServer) -> smtplib.SMTP:
    """A connection ready to send; without encryption only where the URL says so."""
    context = ssl.create_default_context()
    if server.tls == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if server.tls == "starttls":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _into_folder(content: bytes) -> None:
    """One file per mail, named by its hash: writing it again after a crash changes nothing."""
    target = sent_file(hashlib.sha256(content).hexdigest())
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = target.with_suffix(".part")
        with aside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(target)
    except OSError as error:
        raise DeliveryError(type(error).__name__, for_good=False) from error
