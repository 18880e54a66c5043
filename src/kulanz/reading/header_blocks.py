"""The few header fields that mail programs write above a letter they quote or forward.

Seen in the forwards of Outlook, Apple Mail, Gmail, Thunderbird, GMX and Web.de in German, Dutch,
English and French. No standard says what they look like; a block needs a sender and two others.
"""

import re
from dataclasses import dataclass

from kulanz.reading.addresses import ADDRESS, Address
from kulanz.reading.decoding import one_line

MAX_BLOCK_LINES = 60
MAX_SENDER = 1_000
MAX_FIELD_LINES = 20  # a list of recipients may be folded over many
MAX_FOLDS = 2  # of the last field, behind which only a blank line tells that it is over
LONG_LINE = 60  # a program folds only what is longer than that

LABELS = {
    "from": "from|von|van|absender|afzender|de|expéditeur|da|från|fra|od",
    "date": "sent|date|gesendet|gesendet am|datum|verzonden|verzonden op|envoyé|envoyé le|fecha"
    "|enviado|enviada|data|inviato|skickat|sendt|wysłano",
    "to": "to|an|aan|à|para|a|till|til|do",
    "subject": "subject|betreff|onderwerp|objet|sujet|asunto|oggetto|assunto|ämne|emne|temat",
    "other": "cc|kopie|copie|kopie an|bcc|reply-to|antwort an|antwoord aan|répondre à|risposta"
    "|importance|wichtigkeit|priorität|prioriteit|attachments|anlagen|anhänge|bijlagen"
    "|pièces jointes",
}
_KIND = {word: kind for kind, words in LABELS.items() for word in words.split("|")}
_FIELD = re.compile(
    r"[ \t\xa0]{0,20}\*{0,2}([^\W\d_][^:：\n]{0,20}?)[ \xa0]?\*{0,2}[ \xa0]?[:：](.*)"
)
_LINK = re.compile(r"[<\[(]?mailto:[^\s>\])]{1,300}[>\])]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """What the fields say, by kind, and the number of the line behind them."""

    fields: dict[str, str]
    end: int

    @property
    def sender(self) -> Address:
        """The sender as written; programs leave the comma of "Last, First" unquoted."""
        return sender_of(self.fields["from"])


def field_of(line: str) -> tuple[str, str]:
    """The kind of a field, "from" say, and its value; empty where the line is none."""
    found = _FIELD.match(line)
    kind = _KIND.get(found[1].strip("* ").lower(), "") if found else ""
    return (kind, found[2].strip(" \t\xa0*")) if found and kind else ("", "")


def block_at(lines: list[str], start: int, *, others: int = 2) -> Block | None:
    """The block that begins in that line: a sender and at least so many other fields."""
    fields: dict[str, str] = {}
    position, kind = start, ""
    while position < min(len(lines), start + MAX_BLOCK_LINES):
        found, value = field_of(lines[position])
        if found and (found not in fields or found == "other"):
            kind = found
            fields[kind] = value
        elif found or not lines[position].strip():
            if found or not _goes_on(lines, position + 1, fields):
                break
        elif kind and (more := _folded(lines, position)):
            if _FIELD.match(lines[position]):  # a field in another language belongs to nobody
                kind = "other"
            fields[kind] = " ".join([fields.get(kind, ""), *map(str.strip, lines[position:more])])
            position = more
            continue
        else:
            break
        position += 1
    enough = "from" in fields and len(fields.keys() - {"from", "other"}) >= others
    return Block(fields, position) if enough else None


def _folded(lines: list[str], start: int) -> int:
    """Where a folded value ends: before the next field, or before a blank line near by."""
    for position in range(start, min(start + MAX_FIELD_LINES, len(lines))):
        if field_of(lines[position])[0]:
            return position
        if not lines[position].strip():
            near = position - start <= MAX_FOLDS
            return position if near and len(lines[start - 1]) > LONG_LINE else 0
    return 0


def _goes_on(lines: list[str], position: int, fields: dict[str, str]) -> bool:
    """Whether another field of the block follows a blank line, as HTML paragraphs make them."""
    kind = field_of(lines[position])[0] if position < len(lines) else ""
    return bool(fields) and kind not in {"", "other"} and kind not in fields


def sender_of(value: str) -> Address:
    """Name and address out of "Muster, Anna <anna@example.org>" in its many spellings."""
    value = value[:MAX_SENDER]
    found = ADDRESS.search(value.replace("mailto:", " "))
    without_link = _LINK.sub("", value)
    name = without_link.replace(found[0], "") if found else without_link
    name = re.sub(r"[<\[(]\s*[>\])]", "", name)
    address = found[0].rstrip(".") if found else ""
    if "[" not in address:  # else it is a number: anna@[192.0.2.1]
        address = address.rstrip("]")
    return Address(one_line(name).strip("<>()[]\"'*,; ")[:200], address)
