"""Files that older programs write into the text itself: uuencode (POSIX) and yEnc."""

import re
from dataclasses import dataclass

from kulanz.reading.transfer import from_base64, from_uu

MAX_FILES = 100

_BEGIN = re.compile(
    rb"^(?:begin(-base64)? [0-7]{3,4} ([^\r\n]{1,300})"
    rb"|=ybegin [^\r\n]{0,300}?name=([^\r\n]{1,300}))\r?$",
    re.MULTILINE,
)
_UU_BODY = re.compile(rb"(?:\r?\n[ -`]{0,90})*+")
_UU_END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)
_BASE64_END = re.compile(rb"^====\r?$", re.MULTILINE)
_Y_END = re.compile(rb"^=yend[^\r\n]{0,300}\r?$", re.MULTILINE)
_Y_ESCAPED = re.compile(rb"=(.)", re.DOTALL)
_Y_SHIFT = bytes((one - 42) % 256 for one in range(256))
_Y_SHIFT_ESCAPED = bytes((one - 42 - 64) % 256 for one in range(256))


@dataclass(frozen=True, slots=True)
class InlineFile:
    """A file found inside a text; its name as it came."""

    name: bytes
    content: bytes
    whole: bool


def without_files(text: bytes) -> tuple[bytes, tuple[InlineFile, ...]]:
    """The text without the encoded files in it, and those files; each must have its end."""
    if b"begin" not in text:
        return text, ()
    kept: list[bytes] = []
    files: list[InlineFile] = []
    position = 0
    without_end: set[re.Pattern[bytes]] = set()
    for begin in _BEGIN.finditer(text):
        end_mark = _BASE64_END if begin[1] else _Y_END if begin[3] else _UU_END
        if begin.start() < position or end_mark in without_end or len(files) == MAX_FILES:
            continue
        end = _end(text, begin.end(), end_mark)
        if end is None:
            without_end |= {end_mark} - {_UU_END}
            continue
        kept.append(text[position : begin.start()])
        files.append(_file(begin, text[begin.end() : end.start()]))
        position = end.end()
    return b"".join([*kept, text[position:]]), tuple(files)


def _end(text: bytes, position: int, mark: re.Pattern[bytes]) -> re.Match[bytes] | None:
    """The line that ends a file; uuencode has no lower case, so prose is never taken for it."""
    if mark is not _UU_END:
        return mark.search(text, position)
    lines = _UU_BODY.match(text, position)
    behind = lines.end() if lines else position
    return mark.match(text, behind + (text[behind : behind + 1] == b"\n"))


def _file(begin: re.Match[bytes], body: bytes) -> InlineFile:
    name = (begin[2] or begin[3]).strip()
    if begin[3]:
        return InlineFile(name, _from_y(body), whole=True)
    content, whole = from_base64(body) if begin[1] else from_uu(body.splitlines())
    return InlineFile(name, content, whole)


def _from_y(body: bytes) -> bytes:
    """Each byte was raised by 42; those that a line may not hold stand behind a "=", 64 higher."""
    lines = [line for line in re.split(rb"\r?\n", body) if not line.startswith(b"=ypart ")]
    joined = b"".join(lines)
    pieces, position = [], 0
    for escaped in _Y_ESCAPED.finditer(joined):
        pieces += [
            joined[position : escaped.start()].translate(_Y_SHIFT),
            escaped[1].translate(_Y_SHIFT_ESCAPED),
        ]
        position = escaped.end()
    return b"".join([*pieces, joined[position:].translate(_Y_SHIFT)])
