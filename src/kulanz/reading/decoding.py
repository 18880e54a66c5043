"""Encoded words, names of files, one line, one kind of line end (RFC 2047, 2231), forgivingly."""

import binascii
import re

from kulanz.reading.charsets import text_of
from kulanz.reading.transfer import from_base64

# The words themselves may hold a "?", which RFC 2047 forbids and programs send.
_ENCODED_WORD = re.compile(
    r"=\?([^?\s]{1,60})\?([bBqQ])\?((?:[^?=]|=(?!\?[^=])|\?(?!=)){0,2000}+)\?="
)
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?)")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_SURROGATE = re.compile("[\ud800-\udfff]+")
_JAPANESE = re.compile(rb"\x1b\$[@B]")


def header_text(raw: bytes, likely: str = "") -> str:
    """A field as a person reads it: encoded words decoded, one line, no control characters."""
    return one_line(words_decoded(as_ascii(raw), likely))


def as_ascii(raw: bytes) -> str:
    """A field as text in which bytes above 127 wait as surrogates for `words_decoded`."""
    if _JAPANESE.search(raw):  # its letters look like brackets and commas until they are decoded
        return text_of(raw)[0]
    return raw.decode("ascii", "surrogateescape")


def words_decoded(text: str, likely: str = "") -> str:
    """Encoded words (RFC 2047) replaced; neighbours are joined before their charset is applied.

    Bytes that came as they are have the charset `likely`, where they are no UTF-8.
    """
    pieces: list[str] = []
    waiting, charset, end = b"", "", 0
    text = _BETWEEN_WORDS.sub(r"\1", text)
    for found in _ENCODED_WORD.finditer(text):
        name = found[1].split("*")[0].lower()  # RFC 2231 allows a language after a star
        if found.start() != end or name != charset:
            pieces += [text_of(waiting, charset)[0], _plain(text[end : found.start()], likely)]
            waiting, charset = b"", name
        waiting += _word(found[2], found[3])
        end = found.end()
    return "".join([*pieces, text_of(waiting, charset)[0], _plain(text[end:], likely)])


def specials_hidden(text: str) -> str:
    """The same field with commas, colons and brackets inside encoded words written as "=2C".

    RFC 2047 forbids them there; programs send them all the same, and they separate nothing.
    """
    return _ENCODED_WORD.sub(
        lambda word: (
            re.sub(r'[,:;<>()"]', lambda one: f"={ord(one[0]):02X}", word[0])
            if word[2] in "qQ"
            else word[0]
        ),
        text,
    )


def _word(encoding: str, payload: str) -> bytes:
    raw = payload.encode("utf-8", "surrogateescape")
    return from_base64(raw)[0] if encoding in "bB" else binascii.a2b_qp(raw, header=True)


def one_line(text: str) -> str:
    """No line breaks, no control or direction-changing characters, single blanks."""
    return " ".join(_SURROGATE.sub("\ufffd", _UNSEEN.sub(" ", text)).split())


def body_text(text: str) -> str:
    """One kind of line end, without NUL and other control characters that no database wants."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]+", "", _SURROGATE.sub("\ufffd", text))


def parameter(values: dict[str, str], name: str, likely: str = "") -> str:
    """A parameter as a person reads it.

    The extended form of RFC 2231 comes first, for programs send a poor plain one beside it; then
    the plain one, with encoded words as many programs send.
    """
    if f"{name}*" in values:
        charset, text = _extended(values[f"{name}*"])
        return one_line(text_of(_from_percent(text), charset)[0])
    if name in values:
        return one_line(words_decoded(values[name], likely))
    return _joined(values, name, likely)


def _joined(values: dict[str, str], name: str, likely: str) -> str:
    """The numbered pieces of RFC 2231: those with a star are percent-encoded, the others not."""
    number = 0 if {f"{name}*0", f"{name}*0*"} & values.keys() else 1
    charset, pieces, encoded = "", [], False
    while (plain := values.get(f"{name}*{number}")) is not None or (f"{name}*{number}*" in values):
        if plain is None:
            text = values[f"{name}*{number}*"]
            if not encoded:
                charset, text = _extended(text)
            encoded = True
            pieces.append(_from_percent(text))
        else:
            pieces.append(plain.encode("utf-8", "surrogateescape"))
        number += 1
    whole = b"".join(pieces)
    return one_line(text_of(whole, charset)[0]) if encoded else header_text(whole, likely)


def _extended(value: str) -> tuple[str, str]:
    """Charset and text of "utf-8'de'M%C3%A4rz"; one without quotes is all text."""
    charset, first, rest = value.partition("'")
    _, second, text = rest.partition("'")
    return (charset, text) if first and second else ("", value)


def _plain(text: str, likely: str = "") -> str:
    """Waiting bytes as UTF-8, as what is likely, or as Windows-1252."""
    return text_of(text.encode("utf-8", "surrogateescape"), likely=likely)[0]


def _from_percent(text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), raw)
