"""The final bytes of a mail: headers nobody can break out of, right threading, text and HTML.

RFC 5322 for the fields, RFC 3834 for what machines answer, RFC 2045 and 2046 for the parts.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kulanz.desk.actions.letter_html import html_of
from kulanz.desk.actions.record import DeskRefusal

SUBJECT_LENGTH = 200
NAME_LENGTH = 80
FILE_NAME_LENGTH = 200
REFERENCES = 20
MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")
ADDRESS_LENGTH = 254


class NotOneAddress(DeskRefusal):
    """The recipient is not exactly one mail address."""

    code = "not_one_address"


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a mail; its name is fit to be shown."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail of ours says; `answers` are Message-IDs of the thread, oldest first."""

    message_id: str
    sender: str
    sender_name: str
    recipient: str
    subject: str
    text: str
    language: str
    at: datetime
    answers: tuple[str, ...] = ()
    automatic: str = ""
    copies: tuple[str, ...] = ()
    reply_to: str = ""
    signature: str = ""
    files: tuple[File, ...] = ()

    @property
    def whole_text(self) -> str:
        """The text with what the team signs with, behind the usual mark (RFC 3676, 4.3)."""
        text = plain_text(self.text)
        return f"{text.rstrip()}\n\n-- \n{self.signature}\n" if self.signature else text


class _MessageIds(UnstructuredHeader, BaseHeader):
    """Message-IDs, one per line: the standard class would encode ids longer than 78 signs."""

    def fold(self, *, policy: Any) -> str:
        ids = str(self).split()
        return f"{self.name}: {(policy.linesep + ' ').join(ids)}{policy.linesep}"


def _policy() -> "policy.EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    for name in ("in-reply-to", "references", "message-id"):
        registry.map_to_type(name, _MessageIds)
    return policy.SMTP.clone(header_factory=registry)


def new_message_id(sender: str) -> str:
    """A Message-ID at the sender's domain that nobody can guess (128 random bits)."""
    return f"<{secrets.token_hex(16)}@{sender.rsplit('@', 1)[-1]}>"


def one_line(value: str, length: int) -> str:
    """A header value without line breaks and control characters (RFC 5322, 2.2)."""
    safe = value.encode("utf-8", "replace").decode("utf-8")
    plain = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in safe
    )
    return " ".join(plain.split())[:length].rstrip()


def plain_text(value: str) -> str:
    """A text with uniform line ends and no control characters but tab and line end."""
    safe = (
        value.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    )
    return "".join(sign for sign in safe if sign in "\n\t" or unicodedata.category(sign) != "Cc")


def one_address(value: str) -> str:
    """The address, if it is exactly one; a foreign domain in its ASCII form.

    Raises:
        NotOneAddress: it is none, or more than one, or carries something else along.
    """
    try:
        validate_email(value)
        local, domain = value.rsplit("@", 1)
        address = f"{local}@{domain.encode('idna').decode('ascii')}"
        address.encode("ascii")
    except (ValidationError, UnicodeError) as error:
        raise NotOneAddress from error
    if len(address) > ADDRESS_LENGTH:
        raise NotOneAddress
    return address


def to_bytes(letter: Letter) -> bytes:
    """The letter as it goes over the wire: seven-bit, CRLF, ready for SMTP DATA."""
    message = EmailMessage(policy=_policy())
    sender_name = one_line(letter.sender_name, NAME_LENGTH)
    message["From"] = Address(sender_name, addr_spec=letter.sender)
    if letter.reply_to:
        message["Reply-To"] = Address(sender_name, addr_spec=letter.reply_to)
    message["To"] = Address(addr_spec=letter.recipient)
    if letter.copies:
        message["Cc"] = [Address(addr_spec=one) for one in letter.copies]
    message["Subject"] = one_line(letter.subject, SUBJECT_LENGTH)
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = letter.message_id
    _thread(message, letter.answers)
    if letter.automatic:
        message["Auto-Submitted"] = letter.automatic
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.whole_text, cte="quoted-printable")
    page = html_of(letter.whole_text, language=letter.language)
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    for one in letter.files:
        _attach(message, one)
    message["Content-Language"] = letter.language
    return message.as_bytes()


def _attach(message: EmailMessage, file: File) -> None:
    """A file as bytes; a mail as a file is not sent as a mail in the mail (RFC 2046, 5.2.1)."""
    kind, _, subtype = file.content_type.partition("/")
    if kind in {"message", "multipart"} or not subtype:
        kind, subtype = "application", "octet-stream"
    name = one_line(file.name, FILE_NAME_LENGTH)
    message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=name)


def _thread(message: EmailMessage, answers: tuple[str, ...]) -> None:
    """RFC 5322, 3.6.4: the last mail is answered; the first and the latest ones are referred to."""
    ids = [one for one in answers if MESSAGE_ID.fullmatch(one)]
    if not ids:
        return
    message["In-Reply-To"] = ids[-1]
    message["References"] = " ".join(
        ids if len(ids) <= REFERENCES else [ids[0], *ids[-REFERENCES + 1 :]]
    )
