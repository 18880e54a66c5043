"""The mail inside an S/MIME envelope that only signs it (RFC 8551, 3.5.2; RFC 5652, section 5).

Outlook sends such mails when "clear text" is switched off; their words are readable for all. The
signature is not checked: the raw mail is kept for who wants to. Encrypted ones stay closed.
"""

from collections.abc import Iterator

MAX_NODES = 20_000

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_OCTETS, _OCTETS_IN_PIECES, _SEQUENCE, _EXPLICIT = 0x04, 0x24, 0x30, 0xA0
_END = b"\0\0"


def signed_content(raw: bytes) -> bytes | None:
    """What was signed; None where the bytes are no signed data or hold no content."""
    try:
        return _content(raw)
    except (IndexError, ValueError):
        return None


def _content(raw: bytes) -> bytes | None:
    start = _inside(raw, 0, _SEQUENCE)
    if not raw.startswith(_SIGNED_DATA, start):
        return None
    start = _inside(raw, start + len(_SIGNED_DATA), _EXPLICIT)
    start = _inside(raw, start, _SEQUENCE)
    for _ in range(2):  # version, digest algorithms
        start = _behind(raw, start)
    start = _inside(raw, start, _SEQUENCE)
    if not raw.startswith(_DATA, start):
        return None
    start = _inside(raw, start + len(_DATA), _EXPLICIT)
    return b"".join(_octets(raw, start))


def _octets(raw: bytes, start: int) -> Iterator[bytes]:
    """An octet string, whole or in pieces."""
    if raw[start] == _OCTETS:
        first, length = _length(raw, start)
        yield raw[first : first + (length or 0)]
        return
    if raw[start] != _OCTETS_IN_PIECES:
        raise ValueError
    position, length = _length(raw, start)
    end = len(raw) if length is None else position + length
    while position < end and raw[position : position + 2] != _END:
        if raw[position] != _OCTETS:
            raise ValueError
        first, size = _length(raw, position)
        position = first + (size or 0)
        yield raw[first:position]


def _length(raw: bytes, start: int) -> tuple[int, int | None]:
    """Where the content begins, and how long it is; None where only its end is marked (BER)."""
    size = raw[start + 1]
    if size < 0x80:  # noqa: PLR2004 - X.690, 8.1.3: the short form
        return start + 2, size
    count = size & 0x7F
    if count > 8:  # noqa: PLR2004 - no mail is that long
        raise ValueError
    return start + 2 + count, int.from_bytes(raw[start + 2 : start + 2 + count]) if count else None


def _inside(raw: bytes, start: int, tag: int) -> int:
    if raw[start] != tag:
        raise ValueError
    return _length(raw, start)[0]


def _behind(raw: bytes, start: int) -> int:
    """Behind one element; inside an unmarked length elements are counted until its end."""
    position, length = _length(raw, start)
    if length is not None:
        return position + length
    open_ends = 1
    for _ in range(MAX_NODES):
        if raw[position : position + 2] == _END:
            position, open_ends = position + 2, open_ends - 1
            if not open_ends:
                return position
            continue
        position, length = _length(raw, position)
        if length is None:
            open_ends += 1
        else:
            position += length
    raise ValueError
