"""What came in, in one shape for every channel; pure reading of bytes, no database.

To add a channel: a reader from its bytes to `Arrival`, and one line in `READERS`.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from kulanz.case import LANGUAGES
from kulanz.desk import storage
from kulanz.reading import Attachment, Bounce, Forwarded, Letter, letter
from kulanz.reading.delivery import as_sent, delivered_to

NAME_LENGTH = 200
ADDRESS_LENGTH = 254
SUBJECT_LENGTH = 400
MAX_RETURNED = 200
_RETURNED_IN = frozenset({"message/rfc822", "message/rfc822-headers", "text/rfc822-headers"})
_IDENTIFIER = re.compile(rb"<[^<>\s]{1,300}@[^<>\s]{1,300}>")


class Unreadable(Exception):
    """What came in cannot become a contact; `code` says why, in the quarantine."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message from outside. Nothing in it proves who sent it.

    `answers` are the identifiers it replies to. `kind` says what machine wrote it, "" for a person;
    `bounce` what it reports as not delivered, `returned` the identifiers of the mail that came
    back. `forwarded` is a letter passed on inside this one, `problems` what was left out.
    `key` is equal for two copies of the same message; "" when that cannot be known.
    """

    channel: str
    address_kind: str
    sender: str
    sender_name: str
    subject: str
    text: str
    new_text: str
    language: str = ""
    html: str = ""
    message_id: str = ""
    answers: tuple[str, ...] = ()
    kind: str = ""
    bounce: Bounce | None = None
    returned: tuple[str, ...] = ()
    forwarded: Forwarded | None = None
    problems: tuple[str, ...] = ()
    hops: int = 0
    recipients: tuple[str, ...] = ()
    automatic: bool = False
    files: tuple[Attachment, ...] = ()
    wish: str = ""
    key: str = ""
    trap: bool = False


def from_mail(content: bytes) -> Arrival:
    """A mail as it came (RFC 5322)."""
    mail = letter(content)
    return Arrival(
        channel="mail",
        address_kind="mail",
        sender=plain(mail.sender.address)[: ADDRESS_LENGTH + 1].lower(),
        sender_name=plain(mail.sender.name)[:NAME_LENGTH],
        subject=plain(mail.subject)[:SUBJECT_LENGTH],
        text=without_nul(mail.text),
        new_text=without_nul(mail.new_text),
        html=without_nul(mail.html or ""),
        message_id=plain(mail.message_id)[:998],
        answers=tuple(
            one for one in dict.fromkeys((mail.in_reply_to, *reversed(mail.references))) if one
        ),
        kind=mail.automatic_kind,
        bounce=mail.bounce,
        returned=_returned(mail) if mail.automatic else (),
        forwarded=mail.forwarded,
        problems=mail.problems,
        hops=mail.received_hops,
        recipients=(
            *(one.address.lower() for one in (*mail.to, *mail.cc) if one.address),
            *delivered_to(content),
        ),
        automatic=mail.automatic,
        files=mail.attachments,
        key=_mail_key(mail.message_id, content),
    )


def _mail_key(message_id: str, content: bytes) -> str:
    """One without an identifier is known by its bytes, whomever of us it was delivered to."""
    if message_id:
        return f"{message_id}\n{_body_digest(content)}"
    sent = as_sent(content).replace(b"\r\n", b"\n").rstrip()
    return f"\n{hashlib.sha256(sent).hexdigest()}"


def from_form(content: bytes) -> Arrival:
    """A complaint from the public form, as `channels.webform` wrote it down."""
    try:
        said = json.loads(content)
        return _form_arrival({name: value for name, value in said.items() if value is not None})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("not_a_form") from error


def _form_arrival(said: Mapping[str, Any]) -> Arrival:
    language = said["language"] if said["language"] in LANGUAGES else "en"
    text = without_nul(said["text"]).strip()
    with translation.override(language):
        lines = [text]
        if order := plain(said.get("order", "")):
            lines.append(gettext("Order number: %(order)s") % {"order": order})
        if wish := without_nul(said.get("wish", "")).strip():
            lines.append(gettext("A good solution would be: %(wish)s") % {"wish": wish})
    whole = "\n\n".join(lines)
    return Arrival(
        channel="form",
        address_kind="mail" if said.get("email") else "phone",
        sender=plain(said.get("email") or said["phone"])[: ADDRESS_LENGTH + 1].lower(),
        sender_name=plain(said["name"])[:NAME_LENGTH],
        subject=first_sentence(text),
        text=whole,
        new_text=whole,
        language=language,
        files=tuple(
            Attachment(one["name"], one["content_type"], storage.get(one["blob"]))
            for one in said.get("files", [])
        ),
        wish=wish,
        key=f"form\n{said['key']}" if said.get("key") else "",
        trap=bool(said.get("trap")),
    )


READERS: Mapping[str, Callable[[bytes], Arrival]] = {
    "mail": from_mail,
    "upload": from_mail,
    "import": from_mail,
    "webform": from_form,
}


def plain(text: str) -> str:
    """One line without control characters: white space runs become one blank."""
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())


def without_nul(text: str) -> str:
    """PostgreSQL stores no NUL in text, and lone surrogates are no UTF-8."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def first_sentence(text: str, length: int = 80) -> str:
    """A subject made from a text: its first sentence, cut at a word when long."""
    sentence = plain(re.split(r"(?<=[.!?])\s|\n", text.strip(), maxsplit=1)[0])
    if len(sentence) <= length:
        return sentence
    return sentence[:length].rsplit(" ", 1)[0] + " …"


def _body_digest(content: bytes) -> str:
    """SHA-256 of what follows the header: transport adds header fields, never changes the body."""
    body = re.split(rb"\r?\n\r?\n", content, maxsplit=1)[-1]
    return hashlib.sha256(body.replace(b"\r\n", b"\n").rstrip()).hexdigest()


def _returned(mail: Letter) -> tuple[str, ...]:
    """Identifiers of a mail that came back: in its header (RFC 3464, 2), or named by the report."""
    found = [
        match.decode("utf-8", "replace")
        for one in mail.attachments
        if one.content_type in _RETURNED_IN
        for match in _IDENTIFIER.findall(one.content[:50_000])
    ]
    named = mail.bounce.message_ids if mail.bounce else ()
    return tuple(dict.fromkeys((*named, *found)))[:MAX_RETURNED]
