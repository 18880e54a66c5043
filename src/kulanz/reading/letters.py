"""One mail as the desk needs it (de: Brief, Mail; nl: brief, mail). Reading it never raises.

The caller stores the raw bytes first; whatever could not be read is named in `Letter.problems`.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from kulanz.reading.addresses import Address, addresses, identifiers, moment
from kulanz.reading.automatic import is_automatic
from kulanz.reading.decoding import (
    body_text,
    header_text,
    one_line,
    parameter,
    text_of,
    transfer_decoded,
)
from kulanz.reading.html_text import MAX_HTML, html_to_text
from kulanz.reading.mime import Part, Tree, parameters, take_apart
from kulanz.reading.new_text import new_text

MAX_TEXT = 1_000_000
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail (de: Anhang, nl: bijlage).

    `name` is for display only: no path, no control characters; never use it as a file name.
    `content_id` has no angle brackets; `inline` means it is shown inside the text.
    """

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, read. `html` is as it came and has to be sanitised before anybody sees it.

    Identifiers keep their angle brackets. `problems` holds codes: mail_cut, too_many_parts,
    nested_too_deep, boundary_missing, headers_cut, header_cut, bad_encoding, unknown_charset,
    text_cut, html_cut, no_sender, bad_date, no_text.
    """

    subject: str
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    date: datetime | None
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    text: str
    html: str | None
    new_text: str
    attachments: tuple[Attachment, ...]
    automatic: bool
    problems: tuple[str, ...]


def letter(raw: bytes) -> Letter:
    """Read one mail as it came (RFC 5322 and 2045-2049). Never raises for its content."""
    tree = take_apart(raw)
    bodies = _Bodies(tree)
    text = bodies.text()
    head = dict(reversed(tree.headers))  # where a field comes twice, the first one counts
    sender = next(iter(addresses(head.get("from", b"") or head.get("sender", b""))), Address())
    subject = header_text(head.get("subject", b""))
    date = moment(head.get("date", b""))
    own_id, answered = (identifiers(head.get(name, b"")) for name in ("message-id", "in-reply-to"))
    bodies.note("no_sender", when=not sender.address)
    bodies.note("bad_date", when=date is None and bool(head.get("date")))
    bodies.note("no_text", when=not text)
    return Letter(
        subject=subject,
        sender=sender,
        to=addresses(head.get("to", b"")),
        cc=addresses(head.get("cc", b"")),
        date=date,
        message_id=own_id[0] if own_id else "",
        in_reply_to=answered[0] if answered else "",
        references=identifiers(head.get("references", b"")),
        text=text,
        html="\n".join(bodies.html) or None,
        new_text=new_text(text),
        attachments=tuple(bodies.attachments),
        automatic=is_automatic(tree, sender=sender.address, subject=subject),
        problems=tuple(dict.fromkeys(bodies.problems)),
    )


class _Bodies:
    """Sorts the parts of a mail into text, HTML and attachments."""

    def __init__(self, tree: Tree) -> None:
        self.problems = tree.problems
        self.html: list[str] = []
        self.attachments: list[Attachment] = []
        self.shown: list[tuple[int | None, str, str]] = []
        for part in tree.parts:
            self._sort(part)

    def note(self, problem: str, *, when: bool) -> None:
        if when:
            self.problems.append(problem)

    def text(self) -> str:
        """Plain parts; an HTML part only where its alternative has no plain text to offer."""
        has_plain = {
            group for group, kind, text in self.shown if kind == "text/plain" and text.strip()
        }
        pieces = [
            text if kind == "text/plain" else html_to_text(text)
            for group, kind, text in self.shown
            if kind == "text/plain" or group is None or group not in has_plain
        ]
        joined = "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip())
        self.note("text_cut", when=len(joined) > MAX_TEXT)
        return joined[:MAX_TEXT]

    def _sort(self, part: Part) -> None:
        _, values = parameters(part.first("content-type"))
        disposition, more = parameters(part.first("content-disposition"))
        encoding = part.first("content-transfer-encoding").decode("ascii", "replace")
        content, whole = transfer_decoded(part.body, encoding)
        self.note("bad_encoding", when=not whole)
        name = _display_name(parameter(more, "filename") or parameter(values, "name"))
        attached = disposition == "attachment" or (bool(name) and bool(self.shown))
        if part.content_type in {"text/plain", "text/html"} and not attached:
            self._show(part, content, parameter(values, "charset"))
        elif content or name:
            content_id = one_line(part.first("content-id").decode("utf-8", "replace")).strip("<> ")[
                :300
            ]
            inline = (
                disposition != "attachment"
                and (disposition == "inline" or part.related)
                and bool(content_id)
            )
            self.attachments.append(
                Attachment(name, part.content_type, content, content_id, inline)
            )

    def _show(self, part: Part, content: bytes, charset: str) -> None:
        limit = MAX_HTML if part.content_type == "text/html" else MAX_TEXT
        self.note("html_cut" if limit == MAX_HTML else "text_cut", when=len(content) > limit)
        if not charset and limit == MAX_HTML and (found := _META_CHARSET.search(content[:2000])):
            charset = found[1].decode("ascii")
        text, known = text_of(content[:limit], charset)
        self.note("unknown_charset", when=not known and len(content) <= limit)
        text = body_text(text)
        if limit == MAX_HTML:
            self.html.append(text)
        self.shown.append((part.alternative, part.content_type, text))


def _display_name(name: str) -> str:
    """The last piece of a path, at most 150 characters; dots alone are no name."""
    last = re.split(r"[/\\]", name)[-1].strip()
    return "" if not last.strip(". ") else last if len(last) <= 150 else last[:140] + last[-10:]  # noqa: PLR2004 - see above
