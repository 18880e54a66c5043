"""From a file or standard input to the text to be read; everything else is a `BadInput`."""

import re
import stat
import sys
from pathlib import Path
from typing import BinaryIO

MAX_BYTES = 10 * 1024 * 1024

_MAIL_FIELD = re.compile(
    rb"(?:from|to|subject|date|message-id|received|return-path|mime-version|delivered-to):",
    re.IGNORECASE,
)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# What German, Dutch and English texts of Windows programs hold beyond ASCII.
_EXPECTED = set("äöüÄÖÜßéèëêïîíìáàâóòôúùûçÉÈËÏÁÀÓÔÇñåøæ€£§°µ·•…–—‘’‚“”„«»‹›´¨©®²³½¼¡¿ \u00a0\u00ad")
_ENOUGH = 0.8  # of the characters beyond ASCII are expected ones
_ACCENTED = 0.3  # of the letters at most; a Cyrillic text read as Windows-1252 has nearly all


class BadInput(Exception):
    """What was given cannot be read; `code` is a key of `[error]` in the words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.limit = f"{MAX_BYTES // 1024 // 1024} MB"


def content(name: str) -> str:
    """The text of a file or, for "-", of standard input; a mail gives its new text.

    Raises:
        BadInput: nothing there, too large, not a text, or no text in it.
    """
    raw = _bytes(name)
    if not raw.strip():
        raise BadInput("empty")
    text = _mail_text(raw) if _is_mail(raw, name) else _text(raw)
    if not text.strip():
        raise BadInput("no_text")
    return text


def _bytes(name: str) -> bytes:
    if name == "-":
        return _bounded(sys.stdin.buffer)
    try:
        found = Path(name).stat()
        if stat.S_ISDIR(found.st_mode):
            raise BadInput("directory")
        if found.st_size > MAX_BYTES:
            raise BadInput("too_large")
        with Path(name).open("rb") as file:
            return _bounded(file)
    except FileNotFoundError:
        raise BadInput("missing") from None
    except PermissionError:
        raise BadInput("forbidden") from None
    except (OSError, ValueError):  # a name too long, with NUL, or a device that fails
        raise BadInput("unreadable") from None


def _bounded(file: BinaryIO) -> bytes:
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise BadInput("too_large")
    return raw


def _is_mail(raw: bytes, name: str) -> bool:
    """Whether two fields of a mail stand before the first blank line, or one in an .eml file."""
    head = re.split(rb"\r?\n\r?\n", raw[:100_000].lstrip(), maxsplit=1)[0]
    fields = {field[0].lower() for line in head.splitlines() if (field := _MAIL_FIELD.match(line))}
    return len(fields) >= (1 if name.lower().endswith(".eml") else 2)


def _mail_text(raw: bytes) -> str:
    from kulanz.reading import letter

    return letter(raw).new_text


def _text(raw: bytes) -> str:
    """UTF-8, or what its mark says, or Windows-1252 where that gives words.

    NUL and other control characters mean that it is no text (or UTF-16 without its mark).
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                raise BadInput("encoding") from None
    if _CONTROL.search(raw):
        raise BadInput("binary")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _windows_text(raw)


def _windows_text(raw: bytes) -> str:
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        raise BadInput("encoding") from None
    foreign = [letter for letter in text if not letter.isascii()]
    letters = sum(letter.isalpha() for letter in text)
    strange = sum(letter.isalpha() for letter in foreign)
    plausible = sum(letter in _EXPECTED for letter in foreign) >= _ENOUGH * len(foreign)
    if not plausible or strange > max(3, _ACCENTED * letters):
        raise BadInput("encoding")
    return text
