"""Handing bytes to a mail server, or to a folder when none is set.

`KULANZ_SMTP_URL`: smtps://user:password@host:465 (TLS from the start), smtp://user:password@host:587
(STARTTLS, required), smtp://127.0.0.1:25?tls=none (a relay on this machine). docs/running/jobs.md.
"""

import hashlib
import os
import smtplib
import ssl
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from kulanz.desk.actions.outbox import sent_file

TIMEOUT = 30  # seconds per command
PERMANENT = 500  # reply codes from here on will be the same next time (RFC 5321, 4.2.1)


class DeliveryError(Exception):
    """Nobody took the mail. `problem` is a code, never what a server or a customer wrote."""

    def __init__(self, problem: str, *, for_good: bool) -> None:
        super().__init__(problem)
        self.problem, self.for_good = problem, for_good


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


def deliver(content: bytes, *, sender: str, recipient: str) -> None:
    """Return once a server (or the disk) has taken responsibility for the mail.

    Raises:
        DeliveryError: it has not; `for_good` says whether trying again makes sense.
    """
    if not settings.SMTP_URL:
        _into_folder(content)
        return
    server = mail_server(settings.SMTP_URL)
    try:
        with _connected(server) as smtp:
            smtp.sendmail(sender, [recipient], content)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise DeliveryError(f"recipient refused {code}", for_good=code >= PERMANENT) from None
    except smtplib.SMTPDataError as error:
        raise DeliveryError(
            f"content refused {error.smtp_code}", for_good=error.smtp_code >= PERMANENT
        ) from None
    except smtplib.SMTPResponseException as error:
        raise DeliveryError(f"{type(error).__name__} {error.smtp_code}", for_good=False) from None
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(type(error).__name__, for_good=False) from None


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
