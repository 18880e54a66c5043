"""What somebody has newly written in a mail, apart from the quoted letter and the signature.

Works line by line and looks a bounded number of lines ahead, so twice the text takes twice the time
(reply parsers built on one large expression need 107 s for 10 kB; measured). What is quoted where
is decided as people did it in Discourse's public set of trimmed replies; docs/building/reading.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby

from kulanz.reading.quoting import (
    attribution_length,
    heading_length,
    quote_follows,
    quoted_lines,
    unmarked,
)
from kulanz.reading.signatures import signature_start

MAX_LINES = 10_000  # nobody writes more by hand; what is below counts as carried along
LOOK = 8  # lines of a quotation in which its own attribution is looked for


@dataclass(frozen=True, slots=True)
class Parted:
    """A mail's text in three parts that have every line between them, each in its order.

    `new` is what the person sent: the own words, and between them the quoted lines they answer.
    `own` is `new` without those: what is read as said by this person. `quoted` is the letter that
    was carried along, `signature` also "Sent from my ..." and disclaimers.
    """

    new: str
    quoted: str
    signature: str
    own: str


class _Kind(Enum):
    OWN = auto()
    MARKED = auto()  # with ">"; still to be decided whether it is answered
    ANSWERED = auto()
    HEADING = auto()  # "On ... wrote:", From, Sent, To, Subject
    QUOTED = auto()
    SIGNATURE = auto()


def new_text(text: str) -> str:
    """The new words of a mail; where there are none, the letter that it quotes or forwards."""
    return parted(text).own


def parted(text: str) -> Parted:
    """New words, quoted letter and signature of the text of a mail.

    Never empty-handed: where nobody wrote anything new (a mere forward, only quoted lines), the
    quoted letter is the message, without the lines that only say who wrote it and when.
    """
    lines = text.split("\n", MAX_LINES)  # what is below them stays one piece
    kinds = _kinds(lines[:MAX_LINES])
    kinds += [_Kind.QUOTED] * (len(lines) - len(kinds))
    _part_signatures(lines, kinds)
    _part_answered(lines, kinds)
    if _last_word(lines, kinds) < 0:
        _take_what_is_there(lines, kinds)
    return Parted(
        new=_joined(lines, kinds, {_Kind.OWN, _Kind.ANSWERED}),
        quoted=_joined(lines, kinds, {_Kind.MARKED, _Kind.HEADING, _Kind.QUOTED}),
        signature=_joined(lines, kinds, {_Kind.SIGNATURE}),
        own=_joined(lines, kinds, {_Kind.OWN}),
    )


def _kinds(lines: Sequence[str]) -> list[_Kind]:
    """Own, marked, heading; all that follows an unmarked quotation under own words is quoted."""
    marked = quoted_lines(lines)
    kinds: list[_Kind] = []
    worded = False
    while len(kinds) < len(lines):
        at = len(kinds)
        if marked[at]:
            kinds.append(_Kind.MARKED)
            continue
        length = attribution_length(lines, at, marked=marked)
        heading = 0 if length else heading_length(lines, at)
        kinds += [_Kind.HEADING] * (length or heading)
        if not length and not heading:
            worded = worded or bool(lines[at].strip())
            kinds.append(_Kind.OWN)
        elif worded and (heading or not quote_follows(marked, lines, at + length)):
            kinds += [_Kind.QUOTED] * (len(lines) - len(kinds))
    return kinds


def _stretches(kinds: Sequence[_Kind], kind: _Kind) -> Iterator[tuple[int, int]]:
    """Start and end of the lines of one kind in a row."""
    start = 0
    for found, run in groupby(kinds):
        end = start + sum(1 for _ in run)
        if found is kind:
            yield start, end
        start = end


def _part_signatures(lines: Sequence[str], kinds: list[_Kind]) -> None:
    """Every stretch of own lines may end in a signature; words under the quotation stay words."""
    for start, end in list(_stretches(kinds, _Kind.OWN)):
        below_quote = start > 0 and kinds[start - 1] is _Kind.MARKED
        first = start + signature_start(lines[start:end], below_quote=below_quote)
        if any(map(str.strip, lines[first:end])):
            kinds[first:end] = [_Kind.SIGNATURE] * (end - first)


def _part_answered(lines: Sequence[str], kinds: list[_Kind]) -> None:
    """Marked lines with own words under them are what is answered, and stay between them.

    But one whole letter, put there by the mail program and answered above or as a whole below, is
    only carried along.
    """
    _fill_gaps(lines, kinds)
    runs = list(_stretches(kinds, _Kind.MARKED))
    last = _last_word(lines, kinds)
    if len(runs) == 1 and _is_carried_along(lines, kinds, *runs[0]):
        return
    for start, end in runs:
        if end <= last:
            kinds[start:end] = [_Kind.ANSWERED] * (end - start)


def _fill_gaps(lines: Sequence[str], kinds: list[_Kind]) -> None:
    """Blank lines within a quotation belong to it."""
    for start, end in list(_stretches(kinds, _Kind.OWN)):
        inside = start > 0 and end < len(kinds) and kinds[start - 1] is kinds[end] is _Kind.MARKED
        if inside and not any(map(str.strip, lines[start:end])):
            kinds[start:end] = [_Kind.MARKED] * (end - start)


def _is_carried_along(lines: Sequence[str], kinds: Sequence[_Kind], start: int, end: int) -> bool:
    """Whether an attribution stands over or in the quotation, and less is said to it than in it."""
    top = start
    while top and not lines[top - 1].strip():
        top -= 1
    introduced = bool(top) and kinds[top - 1] is _Kind.HEADING
    if not introduced and not _attributed(lines[start : min(end, start + LOOK)]):
        return False
    said = [place for place, kind in enumerate(kinds) if kind is _Kind.OWN and lines[place].strip()]
    above = bool(said) and said[0] < start
    under = sum(place >= end for place in said)
    return not above or under < sum(bool(unmarked(line)) for line in lines[start:end])


def _attributed(lines: Sequence[str]) -> list[int]:
    """The places of attributions inside marked lines."""
    inner = [unmarked(line) for line in lines]
    nothing = [False] * len(inner)
    found: list[int] = []
    for place in range(len(inner)):
        length = attribution_length(inner, place, marked=nothing)
        found += range(place, place + length)
    return found


def _take_what_is_there(lines: Sequence[str], kinds: list[_Kind]) -> None:
    """Nobody wrote anything new: the quoted words are the message, or else the whole text."""
    carried = {_Kind.MARKED, _Kind.QUOTED}
    said_by = set(_attributed(lines[:MAX_LINES]))
    words = {place for place, kind in enumerate(kinds) if kind in carried and place not in said_by}
    if any(unmarked(lines[place]) for place in words):
        for place in words:
            kinds[place] = _Kind.OWN
    elif any(line.strip() and kinds[place] is not _Kind.MARKED for place, line in enumerate(lines)):
        kinds[:] = [_Kind.OWN] * len(kinds)


def _last_word(lines: Sequence[str], kinds: Sequence[_Kind]) -> int:
    """The place of the last own line with words; -1 without."""
    for place in range(len(kinds) - 1, -1, -1):
        if kinds[place] is _Kind.OWN and lines[place].strip():
            return place
    return -1


def _joined(lines: Sequence[str], kinds: Sequence[_Kind], wanted: set[_Kind]) -> str:
    kept = [line for line, kind in zip(lines, kinds, strict=True) if kind in wanted]
    return "\n".join(kept).strip("\r\n").rstrip()
