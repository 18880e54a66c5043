"""Mails in files: .eml, mbox, Maildir, and folders of these; found first, read one at a time.

An mbox is passed through once and never held in memory; a mail is its octets from here to there.
mboxrd and mboxo (RFC 4155, appendix A) are read alike: one ">" is taken from a line ">From ".
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from kulanz.reading.addresses import identifiers, moment

HEAD = 65_536
PIECE = 65_536
FIRST_YEAR = 1982  # RFC 822; a date before it is a clock that was never set
_FIELD = re.compile(rb"[!-9;-~]{1,76}[ \t]{0,5}:")
_DATED = re.compile(rb"From (?:\S{1,320} {1,3})?.{0,60}\d{1,2}:\d\d.{0,30}(?:19|20)\d\d")
_BARE = re.compile(rb"From(?: -| \S{1,320})?[ \t]*\r?\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_ON_THE_WAY = re.compile(
    rb"(?:return-path|delivered-to|received|date|message-id|mime-version|dkim-signature):",
    re.IGNORECASE,
)
_FLAGS = re.compile(r"[:;!]2,([A-Za-z]{0,60})$")  # other signs where a colon is not allowed
_WANTED = frozenset(
    {b"date", b"received", b"message-id", b"in-reply-to", b"references", b"x-mozilla-status"}
)
_DELETED = 0x0008  # Thunderbird: deleted, and not yet swept out of the file


@dataclass(frozen=True, slots=True)
class Stored:
    """One mail in an archive, not read yet: a file, or octets `start` to `end` of an mbox.

    `left_out` says why it is none to import: "draft" or "deleted".
    """

    path: Path
    start: int = 0
    end: int | None = None
    size: int = 0
    sent_at: datetime | None = None
    message_id: str = ""
    answers: tuple[str, ...] = ()
    left_out: str = ""

    @property
    def name(self) -> str:
        """How a report names it."""
        return str(self.path) if self.end is None else f"{self.path} from octet {self.start}"


@dataclass(slots=True)
class Found:
    """What lies under some paths; `unread` are files that could not be opened, with the reason."""

    mails: list[Stored] = field(default_factory=list)
    no_mail: list[Path] = field(default_factory=list)
    unread: list[tuple[Path, str]] = field(default_factory=list)

    def by_date(self) -> list[Stored]:
        """Oldest first, so that an answer comes after what it answers; without a date as found."""
        dated: list[tuple[datetime, int, Stored]] = []
        last = datetime.min.replace(tzinfo=UTC)
        for place, one in enumerate(self.mails):
            last = one.sent_at or last
            dated.append((last, place, one))
        return [one for *_, one in sorted(dated, key=lambda row: row[:2])]


def find(paths: Iterable[Path]) -> Found:
    """Every mail under these paths. Links are not followed; a file is looked into once."""
    found, seen = Found(), set[tuple[int, int]]()
    for path in paths:
        for file, is_mail in _files(path):
            try:
                state = file.stat()
                if (state.st_dev, state.st_ino) in seen:
                    continue
                seen.add((state.st_dev, state.st_ino))
                _look(file, state, found, is_mail=is_mail)
            except OSError as error:
                found.unread.append((file, error.strerror or type(error).__name__))
    return found


def content(stored: Stored) -> bytes:
    """The octets of one mail as they were sent.

    Raises:
        OSError: the file is gone, or cannot be read any more.
    """
    with stored.path.open("rb") as stream:
        if stored.end is None:
            return stream.read()
        stream.seek(stored.start)
        octets = stream.read(stored.end - stored.start)
    if octets.endswith((b"\n\n", b"\n\r\n")):  # the empty line belongs to the mbox
        octets = octets[:-2] if octets.endswith(b"\r\n") else octets[:-1]
    return _QUOTED_FROM.sub(rb"\1", octets)


def _files(path: Path) -> Iterator[tuple[Path, bool]]:
    """Files under a path in order of name, and whether their place alone makes them a mail."""
    if not path.is_dir():
        yield path, path.suffix.lower() == ".eml"
        return
    for folder, folders, files in os.walk(path):
        folders.sort()
        here = Path(folder)
        if {"cur", "new"} <= set(folders) and "tmp" in folders:
            folders.remove("tmp")  # mails that were never delivered to the end
        in_maildir = here.name in {"cur", "new"} and all(
            (here.parent / name).is_dir() for name in ("cur", "new")
        )
        for name in sorted(files):
            if (here / name).is_file() and not (here / name).is_symlink():
                named = name.lower().endswith(".eml") or _FLAGS.search(name) is not None
                yield here / name, in_maildir or named


def _look(file: Path, state: os.stat_result, found: Found, *, is_mail: bool) -> None:
    with file.open("rb") as stream:
        head = stream.read(HEAD)
        is_mbox = not is_mail and _is_mbox(file, head)
        if is_mail or (not is_mbox and _is_mail(head)):
            then = datetime.fromtimestamp(state.st_mtime, UTC)
            left_out = "draft" if _flag(file, "D") else "deleted" if _flag(file, "T") else ""
            one = _stored(head, Stored(file, size=state.st_size, sent_at=then, left_out=left_out))
            found.mails.append(one)
        elif is_mbox:
            stream.seek(0)
            parts = (_in_mbox(stream, file, *part) for part in _parts(stream))
            found.mails.extend(one for one in parts if one is not None)
        else:
            found.no_mail.append(file)


def _is_mbox(file: Path, head: bytes) -> bool:
    """By its name, its first line, or, where that is damaged, a later line that begins a mail."""
    if file.suffix.lower() in {".mbox", ".mbx"} or file.name.lower() == "mbox":
        return True
    if head.lstrip(b"\xef\xbb\xbf\r\n").startswith(b"From "):
        return True
    _, *parts = head.replace(b"\r\n", b"\n").split(b"\n\nFrom ")
    lines = (part.split(b"\n", 2) for part in parts)
    return any(
        len(two) > 1 and _DATED.match(b"From " + two[0][:500]) and _FIELD.match(two[1])
        for two in lines
    )


def _is_mail(head: bytes) -> bool:
    """Whether a file whose name says nothing begins as mails do: fields, one of them of the way.

    A copied heading of an answer ("From: ... Sent: ... Subject: ...") is none.
    """
    header = head[:8192].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    lines = [line for line in header.split(b"\n") if line[:1] not in {b" ", b"\t"}]
    begins = len(lines) > 1 and all(_FIELD.match(line) for line in lines[:3])
    return begins and any(_ON_THE_WAY.match(line) for line in lines)


def _flag(file: Path, flag: str) -> bool:
    """A flag in the name of a file in a Maildir: 1700000000.M1.host:2,DS."""
    flags = _FLAGS.search(file.name)
    return flags is not None and flag in flags[1]


def _in_mbox(stream: BinaryIO, file: Path, start: int, end: int, line: bytes) -> Stored | None:
    here = stream.tell()
    stream.seek(start)
    head = stream.read(min(HEAD, end - start))
    stream.seek(here)
    if end - start < HEAD and not head.strip():
        return None  # empty lines before the first mail
    then = moment(line[5:].partition(b" ")[2].strip()) if line else None
    return _stored(head, Stored(file, start, end, size=end - start, sent_at=then))


def _stored(head: bytes, stored: Stored) -> Stored:
    fields = _fields(head)
    answers = (
        *identifiers(fields.get(b"in-reply-to", b"")),
        *identifiers(fields.get(b"references", b"")),
    )
    received = fields.get(b"received", b"").rpartition(b";")[2]
    return Stored(
        stored.path,
        stored.start,
        stored.end,
        size=stored.size,
        sent_at=_likely(moment(fields.get(b"date", b"").strip()))
        or _likely(moment(received.strip()))
        or _likely(stored.sent_at),
        message_id="".join(identifiers(fields.get(b"message-id", b""))[:1]),
        answers=tuple(dict.fromkeys(answers)),
        left_out=stored.left_out or _swept(fields.get(b"x-mozilla-status", b"")),
    )


def _likely(at: datetime | None) -> datetime | None:
    return at if at is not None and at.year >= FIRST_YEAR else None


def _swept(status: bytes) -> str:
    try:
        return "deleted" if int(status.strip()[:8] or b"0", 16) & _DELETED else ""
    except ValueError:
        return ""


def _fields(head: bytes) -> Mapping[bytes, bytes]:
    """The fields that place a mail, each as it stands first."""
    fields: dict[bytes, bytes] = {}
    name = b""
    for line in head.split(b"\n"):
        if not line.strip():
            break
        if line[:1] in {b" ", b"\t"}:
            if name:
                fields[name] += b" " + line.strip()
            continue
        before, colon, value = line.partition(b":")
        name = before.strip().lower() if colon else b""
        name = name if name in _WANTED and name not in fields else b""
        if name:
            fields[name] = value.strip()
    return fields


def _parts(stream: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Start and end of each mail of an mbox, and the "From " line before it.

    Such a line begins a mail if an empty line or nothing stands before it and it has a date, or a
    field of a header follows. One that lost its empty line needs both. So a sentence that begins
    with "From" stays a sentence, and after a damaged mail the next one is found again.
    """
    start, opening = 0, b""
    at, candidate, empty = 0, b"", True
    began, empty_before = 0, True
    for line, whole in _lines(stream):
        if candidate and _begins(candidate, line, after_empty=empty_before):
            if began > start:
                yield start, began, opening
            start, opening = at, candidate
        is_candidate = whole and line.startswith(b"From ")
        candidate = line if is_candidate else b""
        began, empty_before = (at, empty) if is_candidate else (began, empty_before)
        empty = whole and not line.strip()
        at += len(line)
    if candidate and _begins(candidate, b"", after_empty=empty_before):
        at = began
    if at > start:
        yield start, at, opening


def _lines(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Lines, the very long ones in pieces: only the first piece is the beginning of a line."""
    whole = True
    while line := stream.readline(PIECE):
        yield line, whole
        whole = line.endswith(b"\n")


def _begins(line: bytes, following: bytes, *, after_empty: bool) -> bool:
    dated = _DATED.match(line[:500]) is not None
    headed = _FIELD.match(following) is not None or following.startswith(b">From ")
    if not after_empty:
        return dated and headed
    return dated or (headed and _BARE.fullmatch(line[:500]) is not None)
