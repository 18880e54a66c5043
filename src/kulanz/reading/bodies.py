"""The parts of a mail, sorted into what is shown and what is attached (RFC 2045-2049, 2183)."""

import re
from dataclasses import dataclass

from kulanz.reading.armor import is_closed, without_signature
from kulanz.reading.charsets import text_of
from kulanz.reading.decoding import body_text, header_text, one_line, parameter
from kulanz.reading.flowed import unfolded
from kulanz.reading.html_text import MAX_HTML, html_to_text
from kulanz.reading.inline_files import without_files
from kulanz.reading.mime import SIGNED_TYPES, Part, Tree, fields_of, first, parameters
from kulanz.reading.smime import signed_content
from kulanz.reading.transfer import transfer_decoded

MAX_TEXT = 1_000_000
MAX_NAME = 150

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_HTML_START = re.compile(
    r"\s*+(?:<\?xml[^>]{0,200}>\s*+)?<(?:!doctype html|html)[\s>]", re.IGNORECASE
)
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x80-\x9f\ufffd]")
_SUMMARY = re.compile(rb"^SUMMARY[^:\r\n]{0,100}:([^\r\n]{1,300})", re.MULTILINE | re.IGNORECASE)
# What such a file is called where its sender gave it no name.
_NAMES = {
    "application/ms-tnef": "winmail.dat",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pgp-signature": "signature.asc",
    "text/calendar": "calendar.ics",
    "message/rfc822": "message.eml",
}


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


class Bodies:
    """Sorts the parts of a mail into text, HTML and attachments; `likely` is its charset."""

    def __init__(self, tree: Tree, *, likely: str) -> None:
        self.problems = tree.problems
        self.likely = likely
        self.html: list[str] = []
        self.attachments: list[Attachment] = []
        self.shown: list[tuple[int | None, str, str]] = []
        self.left = {"text/plain": MAX_TEXT, "text/html": MAX_HTML}
        # Some programs mark even the text as an attachment; only a name makes it a file then.
        self.all_marked = all(
            _is_marked(one) for one in tree.parts if one.content_type in self.left
        )
        for part in tree.parts:
            self._sort(part)

    def note(self, problem: str, *, when: bool) -> None:
        """Name a problem."""
        if when:
            self.problems.append(problem)

    def text(self) -> str:
        """Plain parts; an HTML part only where its alternative has no plain text to offer."""
        as_text = [
            (group, kind, text if kind == "text/plain" else html_to_text(text))
            for group, kind, text in self.shown
        ]
        richest = {group: len(text) for group, kind, text in as_text if kind == "text/html"}
        has_plain = {
            group
            for group, kind, text in as_text
            if kind == "text/plain" and _says_something(text, instead_of=richest.get(group, 0))
        }
        pieces = [
            text
            for group, kind, text in as_text
            if group is None or (kind == "text/plain") == (group in has_plain)
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
        self.note("encrypted", when=_is_encrypted(part.content_type, content))
        given = parameter(more, "filename", self.likely) or parameter(values, "name", self.likely)
        name = display_name(given)
        marked = disposition == "attachment" and not (self.all_marked and not given)
        attached = marked or (bool(name) and bool(self.shown))
        kind = part.content_type
        if kind == part.default_type and name and _unreadable_type(part):
            kind = "application/octet-stream"
        if kind in self.left and not attached and self.left[kind] > 0:
            self._show(part, content, values)
        elif content.strip() or name:
            self._attach(part, content, kind=kind, name=name, disposition=disposition)

    def _attach(
        self, part: Part, content: bytes, *, kind: str, name: str, disposition: str
    ) -> None:
        content_id = one_line(part.first("content-id").decode("utf-8", "replace")).strip("<> ")
        hangs_in_text = disposition == "inline" or (disposition != "attachment" and part.related)
        self.note(
            "html_cut" if kind == "text/html" else "text_cut", when=self.left.get(kind, 1) <= 0
        )
        self.attachments.append(
            Attachment(
                name or _name_of(kind, content, self.likely),
                kind,
                content,
                content_id[:300],
                inline=hangs_in_text and bool(content_id),
            )
        )

    def _show(self, part: Part, content: bytes, values: dict[str, str]) -> None:
        kind = part.content_type
        if kind == "text/plain":
            content = self._without_files(content)
        limit = self.left[kind]
        self.note("html_cut" if kind == "text/html" else "text_cut", when=len(content) > limit)
        charset = parameter(values, "charset")
        if not charset and kind == "text/html" and (found := _META_CHARSET.search(content[:2000])):
            charset = found[1].decode("ascii")
        text, known = text_of(content[:limit], charset)
        self.left[kind] -= len(content)
        if _CONTROL.search(text) and _is_no_base64(part):
            text, known = text_of(part.body[:limit], charset)[0], True
            self.note("bad_encoding", when=True)
        self.note("unknown_charset", when=not known and len(content) <= limit)
        text = body_text(text)
        self.note("encrypted", when=is_closed(text))
        if not part.first("content-type") and _HTML_START.match(text):
            kind = "text/html"
        if kind == "text/html":
            self.html.append(text)
        else:
            text = without_signature(text)
        if kind == "text/plain" and values.get("format", "").lower() == "flowed":
            text = unfolded(text, deleted_blank=values.get("delsp", "").lower() == "yes")
        self.shown.append((part.alternative, kind, text))

    def _without_files(self, content: bytes) -> bytes:
        content, files = without_files(content)
        for one in files:
            name = display_name(header_text(one.name, self.likely))
            self.note("bad_encoding", when=not one.whole)
            self.attachments.append(Attachment(name, "application/octet-stream", one.content))
        return content


def display_name(name: str) -> str:
    """The last piece of a path, at most 150 characters; dots alone are no name."""
    last = re.split(r"[/\\]", name)[-1].strip()
    if not last.strip(". "):
        return ""
    return last if len(last) <= MAX_NAME else last[: MAX_NAME - 10] + last[-10:]


def _name_of(kind: str, content: bytes, likely: str) -> str:
    """A name for a file without one: the subject of a mail, what an appointment is about."""
    about, ending = "", ""
    if kind == "message/rfc822":
        about, ending = header_text(first(fields_of(content), "subject"), likely), ".eml"
    elif kind == "text/calendar" and (found := _SUMMARY.search(content[:100_000])):
        about, ending = one_line(text_of(found[1])[0].replace("\\", "")), ".ics"
    about = re.sub(r"[/\\]", "-", about)[: MAX_NAME - len(ending)].strip(". ")
    return about + ending if about else _NAMES.get(kind, "")


def _is_marked(part: Part) -> bool:
    return parameters(part.first("content-disposition"))[0] == "attachment"


def _says_something(text: str, *, instead_of: int) -> bool:
    """Not empty, and not merely the hint that this mail has to be read as HTML."""
    if not text.strip():
        return False
    short = len(text) < 300 and len(text) * 3 < instead_of  # noqa: PLR2004 - the length of a hint
    return not (short and re.search(r"\bhtml\b", text, re.IGNORECASE))


def _is_encrypted(kind: str, content: bytes) -> bool:
    """A signed envelope lies open, and what was in it is a part of its own."""
    closed = kind in SIGNED_TYPES and signed_content(content) is None
    return closed or kind == "application/pgp-encrypted"


def _unreadable_type(part: Part) -> bool:
    """A Content-Type that says something, but no type."""
    said, _ = parameters(part.first("content-type"))
    return bool(said) and said != part.default_type and not said.startswith("text")


def _is_no_base64(part: Part) -> bool:
    """Said to be base64, holding what base64 cannot hold."""
    encoding = part.first("content-transfer-encoding").strip().lower()
    return encoding == b"base64" and _NO_BASE64.search(part.body) is not None
