"""The bytes behind a Content-Transfer-Encoding (RFC 2045), with what real mails get wrong."""

import binascii
import re

MAX_PIECES = 10_000  # of base64 that were padded one by one

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_AS_IT_IS = re.compile(r"(?:[78][ -]?bits?|binary)?")
_NO_BASE64 = bytes(set(range(256)) - set(_LETTERS))
_ONLY_BASE64 = re.compile(rb"[A-Za-z0-9+/]++")


def transfer_decoded(body: bytes, encoding: str) -> tuple[bytes, bool]:
    """The body without its Content-Transfer-Encoding, and whether that went without a hitch."""
    name = encoding.strip(" \t\"';").lower().partition(" (")[0].partition(";")[0]
    if name == "base64":
        return from_base64(body)
    if name == "quoted-printable":
        return binascii.a2b_qp(_without_padding(body)), True
    if name in {"x-uuencode", "uuencode", "x-uue"}:
        return from_uu(body.splitlines())
    return body, _AS_IT_IS.fullmatch(name) is not None


def _without_padding(body: bytes) -> bytes:
    """Without blanks at the end of lines, which were added on the way (RFC 2045, 6.7, rule 3)."""
    if not any(end in body for end in (b" \n", b" \r", b"\t\n", b"\t\r")):
        return body
    lines = body.split(b"\n")
    return b"\n".join(
        line[:-1].rstrip(b" \t") + b"\r" if line.endswith(b"\r") else line.rstrip(b" \t")
        for line in lines
    )


def from_base64(body: bytes) -> tuple[bytes, bool]:
    """Base64 with everything forgiven that real mails get wrong: blanks, padding, a lost end.

    Pieces that were padded one by one are put together; the footer of a list ends it.
    """
    decoded, pieces = bytearray(), _padded_pieces(body)
    whole = len(pieces) < MAX_PIECES
    for piece in pieces:
        letters = piece.translate(None, _NO_BASE64)
        whole = whole and len(letters) % 4 != 1
        letters = letters if len(letters) % 4 != 1 else letters[:-1]
        decoded += binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
    return bytes(decoded), whole


def _padded_pieces(body: bytes) -> list[bytes]:
    """What stands before the first padding, and what follows as long as it can only be base64."""
    end = body.find(b"=")
    if not body[end:].strip(b"=\r\n\t ") or end < 0:  # padded at its end, or not at all
        return [body[:end] if end >= 0 else body]
    first, *others = re.split(rb"=+", body, maxsplit=MAX_PIECES)
    pieces = [first]
    for number, piece in enumerate(others, 1):
        letters = piece.replace(b"\r", b"").replace(b"\n", b"")
        padded = number < len(others) or len(letters) % 4 == 0
        if not letters or not padded or not _ONLY_BASE64.fullmatch(letters):
            break
        pieces.append(letters)
    return pieces


def from_uu(lines: list[bytes]) -> tuple[bytes, bool]:
    """The lines between "begin" and "end" of uuencode, and whether all could be read."""
    decoded = bytearray()
    for line in lines:
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            decoded += binascii.a2b_uu(line)
        except binascii.Error:  # some programs pad a line too long: its first letter says how much
            try:
                decoded += binascii.a2b_uu(line[: 1 + ((line[0] - 32 & 63) * 4 + 5) // 3])
            except binascii.Error:
                return bytes(decoded), False
    return bytes(decoded), True
