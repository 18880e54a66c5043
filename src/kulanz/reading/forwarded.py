"""A letter that somebody passed on inside his own (de: Weiterleitung, nl: doorgestuurd bericht).

Whose word counts is not decided here: only a desk knows its colleagues. Precision comes first:
an answer that quotes a letter below itself is no forward. It takes the line by which programs
announce a forward, or a subject that says so together with a block of header fields.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from kulanz.reading.addresses import Address
from kulanz.reading.bodies import Attachment
from kulanz.reading.header_blocks import Block, block_at, field_of
from kulanz.reading.written_dates import written_date

MAX_LINES = 2_000  # nobody writes a longer note above what he passes on
NEAR = 4  # lines between the announcement and the fields

_TAG = r"\s*+(?:\[[^\]\n]{1,40}\]\s*+)?"
_FORWARD_SUBJECT = re.compile(
    _TAG + r"((?:fwd?|fw|wg|tr|doorst|rv|vb|pd)\s?(?:\[\d+\]|\(\d+\))?\s?[:：]\s*+)", re.IGNORECASE
)
_ANSWER_SUBJECT = re.compile(
    _TAG + r"(?:re|aw|antw|antwort|antwoord|sv|odp|res|rif|réf)\s?(?:\[\d+\]|\(\d+\))?\s?[:：]",
    re.IGNORECASE,
)
_RULE = r"[-_=*\s]{0,60}+"
_ANNOUNCED = re.compile(
    _RULE
    + r"(?:begin forwarded message|forwarded message(?: from [^:]{1,200})?"
    + r"|(?:forwarded by|weitergeleitet von|doorgestuurd door|transféré par) [^:]{1,100}(?::\d\d)?"
    + r"|(?:anfang der )?weitergeleiteten? (?:nachricht|e-?mail)"
    + r"|(?:begin )?doorgestuurd(?:e|e e-?mail)? ?(?:bericht|mail)?"
    + r"|(?:début du )?message (?:transféré|réexpédié)"
    + r"|(?:inicio del )?mensaje reenviado|(?:inizio )?messaggio inoltrato)"
    + r"[-_=*\s:]{0,60}+",
    re.IGNORECASE,
)
_QUOTED_BELOW = re.compile(
    _RULE
    + r"(?:original message|original appointment|ursprüngliche nachricht|original-?nachricht"
    + r"|oorspronkelijk bericht|origineel bericht|message d'origine)"
    + r"[-_=*\s:]{0,60}+",
    re.IGNORECASE,
)
_ANSWERED = (" wrote", " schrieb", " schreef", " geschreven", " écrit", " escribió", " scritto")
_ONLY_RULE = re.compile(r"[-_=*\s]*+")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The letter passed on, and in `note` what was written around it by who passed it on.

    `sender.address` may be empty: within a firm, Outlook gives names only. `attached` says that
    it came whole, as a file; only then there are its own html, attachments and message_id.
    """

    sender: Address
    date: datetime | None
    subject: str
    text: str
    note: str
    attached: bool = False
    html: str | None = None
    message_id: str = ""
    attachments: tuple[Attachment, ...] = ()


def says_forward(subject: str) -> bool:
    """Whether the first prefix of a subject is Fwd:, WG:, Doorst: or TR:."""
    return _FORWARD_SUBJECT.match(subject) is not None


def says_answer(subject: str) -> bool:
    """Whether the first prefix of a subject is Re:, AW: or Antw:."""
    return _ANSWER_SUBJECT.match(subject) is not None


def without_forward(subject: str) -> str:
    """The subject as it was before it was passed on."""
    found = _FORWARD_SUBJECT.match(subject)
    return subject[found.end() :].strip() if found else subject


def forwarded_in(text: str, *, subject: str, zone: tzinfo | None = None) -> Forwarded | None:
    """The letter passed on in the text of another one, or None; only the outermost of several.

    `zone` is that of who passed it on: programs write the hour as he saw it.
    """
    if says_answer(subject):
        return None
    lines = text.split("\n")
    meant = says_forward(subject)
    for number in _candidates(lines[:MAX_LINES], meant=meant):
        announced = _ANNOUNCED.fullmatch(lines[number].strip()) is not None
        if found := _block_near(lines, number, announced=announced):
            start, block, body, rest = found
            return _of(
                block,
                subject=subject,
                zone=zone or UTC,
                text="\n".join(body),
                note=_around(lines[:start], rest),
            )
    return None


def _candidates(lines: list[str], *, meant: bool) -> Iterator[int]:
    """Lines at which a forward may begin, up to the first sign that this is an answer."""
    for number, line in enumerate(lines):
        bare = line.strip()
        if _ANNOUNCED.fullmatch(bare):
            yield number
        elif bare.startswith(">") or (not meant and _is_answer(lines, number)):
            return
        elif meant and (_QUOTED_BELOW.fullmatch(bare) or field_of(line)[0]):
            yield number


def _is_answer(lines: list[str], number: int) -> bool:
    bare = lines[number].strip()
    answered = bare.endswith(":") and any(verb in bare[-200:] for verb in _ANSWERED)
    return answered or bool(_QUOTED_BELOW.fullmatch(bare) or block_at(lines, number))


def _block_near(
    lines: list[str], number: int, *, announced: bool
) -> tuple[int, Block, list[str], list[str]] | None:
    """Where it starts, its fields, the lines of the letter, and the lines behind a quoted one."""
    first = number if field_of(lines[number])[0] else number + 1
    for start in range(first, min(first + NEAR, len(lines))):
        if not lines[start].strip("> \t"):
            continue
        quoted = announced and lines[start].startswith(">")
        end = next((n for n in range(start, len(lines)) if lines[n][:1] != ">"), len(lines))
        inner = [_unquoted(line) for line in lines[start:end]] if quoted else lines[start:]
        block = block_at(inner, 0, others=1 if announced else 2)
        if block is None:
            return None
        return number, block, inner[block.end :], lines[end:] if quoted else []
    return None


def _unquoted(line: str) -> str:
    return line[1:].removeprefix(" ")


def _of(block: Block, *, subject: str, zone: tzinfo, text: str, note: str) -> Forwarded:
    return Forwarded(
        sender=block.sender,
        date=written_date(block.fields.get("date", ""), zone=zone),
        subject=block.fields.get("subject") or without_forward(subject),
        text=text.strip("\n"),
        note=note,
    )


def _around(above: list[str], below: list[str]) -> str:
    """What was written around the letter, without the rule that parts it off."""
    end = next((n for n in range(len(above), 0, -1) if not _ONLY_RULE.fullmatch(above[n - 1])), 0)
    pieces = ("\n".join(lines).strip() for lines in (above[:end], below))
    return "\n\n".join(piece for piece in pieces if piece)
