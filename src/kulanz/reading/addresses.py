"""Addresses, dates and identifiers of header fields (RFC 5322), read forgivingly, in one pass."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from kulanz.reading.decoding import as_ascii, one_line, specials_hidden, words_decoded
from kulanz.reading.mime import MAX_HEADER

MAX_ADDRESSES = 200
MAX_REFERENCES = 100
MAX_NAME = 200
MAX_PLACE = 500  # letters between angle brackets

ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]]{1,64}@[^\s@<>,;:\"()\\]{1,255}")
_QUOTED_LOCAL = re.compile(r'"[^"\r\n]{1,64}"@[^\s@<>,;:"()\\]{1,255}')
_MARK = re.compile(r"\\.|[\"()]")
_IDENTIFIER = re.compile(r"<([^<>\s]{1,990})>")


@dataclass(frozen=True, slots=True)
class Address:
    """A person's name as written and the address (de: Adresse, nl: adres); either may be empty."""

    name: str = ""
    address: str = ""


def addresses(raw: bytes, *, likely: str = "") -> tuple[Address, ...]:
    """The addresses of a From, To or Cc field; groups are opened, comments used as names.

    The structure is read before encoded words are decoded: a comma or an angle bracket inside an
    encoded name never makes a second recipient. Only a field that has no address at all is read
    once more decoded, for programs that encode the whole of it; then it counts as one. A name
    alone before a name with an address is the first half of "Last, First <...>" without quotes.
    `likely` is the charset of bytes that came undeclared.
    """
    text = as_ascii(raw)
    found: list[Address] = []
    for piece in _pieces(specials_hidden(text)):
        address = _address(piece, likely)
        if address.name and address.address and found and not found[-1].address:
            found[-1] = Address(f"{found[-1].name}, {address.name}"[:MAX_NAME], address.address)
        elif address.name or address.address:
            found.append(address)
        if len(found) == MAX_ADDRESSES:
            break
    if "=?" in text and not any(one.address for one in found):
        whole = _address(words_decoded(text, likely), likely)
        return (whole,) if whole.address else tuple(found)
    return tuple(found)


def _pieces(text: str) -> list[str]:
    """Split at commas and semicolons that stand outside quotes, comments and angle brackets."""
    pieces, current, quoted, comment, angle = [], [], False, 0, False
    letters = iter(text)
    for letter in letters:
        if letter == "\\" and (quoted or comment):
            current += [letter, next(letters, "")]
            continue
        if letter == '"' and not comment:
            quoted = not quoted
        elif not quoted and letter in "()":
            comment = max(0, comment + (1 if letter == "(" else -1))
        elif not quoted and not comment and letter in "<>":
            angle = letter == "<"
        elif letter in ",;" and not (quoted or comment or angle):
            pieces.append("".join(current))
            current = []
            continue
        elif letter == ":" and not (quoted or comment or angle):
            current = []  # the name of a group
            continue
        current.append(letter)
    return [*pieces, "".join(current)]


def _address(piece: str, likely: str) -> Address:
    piece, comments = _without_comments(piece)
    start, end = piece.rfind("<"), piece.rfind(">")
    inside = piece[start + 1 : end] if 0 <= start < end else ""
    rest = piece[:start] if inside or 0 <= start < end else piece
    place = re.sub(r"\s*([@.])\s*", r"\1", inside[:MAX_PLACE]) if inside else piece
    found = _QUOTED_LOCAL.search(place) or ADDRESS.search(place)
    name = rest if inside else rest.replace(found[0], "") if found else rest
    quoted = re.search(r'"((?:[^"\\]|\\.)*+)"', name)
    plain = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else name.strip("<>, ")
    if not plain.strip() and comments:
        plain = comments[-1]
    return Address(
        one_line(words_decoded(plain, likely))[:MAX_NAME],
        _tidy(one_line(words_decoded(found[0], likely))) if found else "",
    )


def _without_comments(text: str) -> tuple[str, list[str]]:
    """Comments in brackets may stand anywhere (RFC 5322, 3.2.2); one that never ends is text."""
    if "(" not in text:
        return text, []
    kept: list[str] = []
    comments: list[str] = []
    position, depth, start, quoted = 0, 0, 0, False
    for mark in _MARK.finditer(text):
        if mark[0] == '"' and not depth:
            quoted = not quoted
        elif mark[0] == "(" and not quoted:
            if not depth:
                start = mark.start()
            depth += 1
        elif mark[0] == ")" and depth:
            depth -= 1
            if not depth:
                kept.append(text[position:start])
                comments.append(re.sub(r"\\(.)", r"\1", text[start + 1 : mark.start()]))
                position = mark.end()
    return "".join([*kept, text[position:]]), comments


def _tidy(address: str) -> str:
    """Without the quotes that Outlook puts around it and the full stop of a sentence."""
    if address.startswith("'") and address.endswith("'"):
        address = address[1:-1]
    return address.rstrip(".")


def identifiers(raw: bytes) -> tuple[str, ...]:
    """Message identifiers with their angle brackets, in order, each once, the newest hundred.

    Bytes above 127 are read one for one: an identifier is compared, never read.
    """
    text = raw[-MAX_HEADER:].decode("latin-1")
    found = _IDENTIFIER.findall(text) or [word for word in text.split() if "@" in word][:1]
    return tuple(f"<{one}>" for one in dict.fromkeys(found))[-MAX_REFERENCES:]


def moment(raw: bytes) -> datetime | None:
    """The Date field with its zone (UTC where none is given); None where it is no date."""
    from email.utils import parsedate_to_datetime  # needs sockets and more; notes have no dates

    try:
        found = parsedate_to_datetime(as_ascii(raw[:100]))
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found
