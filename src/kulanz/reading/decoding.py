"""Bytes to text: transfer encodings, charsets, encoded words, file names (RFC 2045-2047, 2231)."""

import binascii
import codecs
import re

from kulanz.reading.mime import MAX_HEADER

# Codecs of Python that are no charsets of mail, or slow on long input.
_NO_CHARSETS = {"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"}
# What mail programs call Latin-1 or ASCII is Windows-1252 in fact (WHATWG Encoding, section 4.2).
_REALLY_CP1252 = {"iso8859-1", "latin-1", "ascii", "us-ascii"}

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,2000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?)")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_SURROGATE = re.compile("[\ud800-\udfff]+")


def transfer_decoded(body: bytes, encoding: str) -> tuple[bytes, bool]:
    """The body without its Content-Transfer-Encoding, and whether that went without a hitch."""
    name = encoding.strip().lower()
    if name == "base64":
        return from_base64(body)
    if name == "quoted-printable":
        return binascii.a2b_qp(body), True
    if name in {"x-uuencode", "uuencode", "x-uue"}:
        return _from_uu(body)
    return body, name in {"", "7bit", "8bit", "binary"}


def from_base64(body: bytes) -> tuple[bytes, bool]:
    """Base64 with everything forgiven that real mails get wrong: blanks, padding, a lost end."""
    letters = re.sub(rb"[^A-Za-z0-9+/]+", b"", body.split(b"=", 1)[0])
    whole = len(letters) % 4 != 1
    letters = letters if whole else letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)), whole


def _from_uu(body: bytes) -> tuple[bytes, bool]:
    decoded = bytearray()
    for line in body.splitlines():
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            decoded += binascii.a2b_uu(line)
        except binascii.Error:
            return bytes(decoded), False
    return bytes(decoded), True


def text_of(raw: bytes, charset: str = "") -> tuple[str, bool]:
    """Bytes as text: as declared, else UTF-8, else Windows-1252; and whether as declared."""
    for attempt, name in enumerate((_known(charset), "utf-8", "cp1252")):
        if name:
            try:
                return raw.decode(name), attempt == 0 or not charset
            except (UnicodeDecodeError, LookupError):
                continue
    return raw.decode("cp1252", "replace"), False


def _known(charset: str) -> str:
    """The Python name of a charset; empty where there is none or it may not be used."""
    try:
        name = codecs.lookup(charset.strip().strip("\"'")[:60] or "?").name
    except (LookupError, ValueError, UnicodeError):
        return ""
    if name in _NO_CHARSETS or not codecs.lookup(name)._is_text_encoding:  # noqa: SLF001 - no public name
        return ""
    if name in {"ascii", "us-ascii"}:
        return "utf-8"
    return "cp1252" if name in _REALLY_CP1252 else name


def header_text(raw: bytes) -> str:
    """A field as a person reads it: encoded words decoded, one line, no control characters."""
    return one_line(words_decoded(as_ascii(raw)))


def as_ascii(raw: bytes) -> str:
    """A field as text in which bytes above 127 wait as surrogates for `words_decoded`."""
    return raw[:MAX_HEADER].decode("ascii", "surrogateescape")


def words_decoded(text: str) -> str:
    """Encoded words (RFC 2047) replaced; neighbours are joined before their charset is applied."""
    pieces: list[str] = []
    waiting, charset, end = b"", "", 0
    text = _BETWEEN_WORDS.sub(r"\1", text)
    for found in _ENCODED_WORD.finditer(text):
        name = found[1].split("*")[0].lower()  # RFC 2231 allows a language after a star
        if found.start() != end or name != charset:
            pieces += [text_of(waiting, charset)[0], _plain(text[end : found.start()])]
            waiting, charset = b"", name
        waiting += _word(found[2], found[3])
        end = found.end()
    return "".join([*pieces, text_of(waiting, charset)[0], _plain(text[end:])])


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


def parameter(values: dict[str, str], name: str) -> str:
    """A parameter, joined from its RFC 2231 pieces, or with encoded words as many programs send."""
    if name in values:
        return one_line(words_decoded(values[name]))
    pieces, encoded = [], False
    for number in range(-1, 50):
        key = name if number < 0 else f"{name}*{number}"
        value = values.get(f"{key}*", values.get(key))
        if value is None and number >= 0:
            break
        encoded = encoded or f"{key}*" in values
        pieces.append(value or "")
    joined = "".join(pieces)
    if not encoded:
        return one_line(_plain(joined))
    charset, _, rest = joined.partition("'")
    return one_line(text_of(_from_percent(rest.partition("'")[2] or joined), charset)[0])


def _plain(text: str) -> str:
    """Waiting bytes as UTF-8 or Windows-1252."""
    return text_of(text.encode("utf-8", "surrogateescape"))[0]


def _from_percent(text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), raw)
