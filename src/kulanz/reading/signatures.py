"""What stands under a person's words without being theirs: signature, device, disclaimer.

"-- " is the mark of RFC 3676, section 4.3. A closing formula and a name belong to the words.
The phrases are in quoting.toml.
"""

import re
from collections.abc import Sequence
from functools import cache

from kulanz.reading.quoting import tables

MAX_SIGNATURE_LINES = 30  # with words, under "-- "
MAX_BARE_LINES = 15  # under "--", which people also type as a dash of their own
MAX_LIST_LINES = 8  # under the long line with which mailing lists begin their footer
MAX_DEVICE = 120
MIN_DISCLAIMER, MAX_DISCLAIMER = 100, 8000
LEGAL_FAMILIES = 3

_RULE = re.compile(r"[\s*]*(?:[-_=~#+*\u2013\u2014\u1427]{2,}[\s*]*|\u1427|[\u2013\u2014])$")
_UNDERLINE = re.compile(r"\s{0,3}(?:_{5,}|-{10,}|={10,})\s*$")
_LIST = re.compile(r"_{20,}\s*$")
_LINK = re.compile(r"[\s<(]{0,8}(?:https?://|www\.)\S+\s*$")
_FOLDED = re.compile(r"[<(\[*_\s]+")
_WORD = re.compile(r"[\w.'-]+")
_MODEL = re.compile(r"(?<!\w)[a-z]{1,12}-?\d{1,4}[a-z]{0,6}(?!\w)")
_FROM_MOBILE = re.compile(r"\S{1,30} from mobile$")


def signature_start(lines: Sequence[str], *, below_quote: bool) -> int:
    """From which line on a stretch of own lines is signature; its length where none is."""
    if below_quote and _is_footer(lines):
        return 0
    start = _delimited(lines)
    moved = True
    while start and moved:
        before = start
        while start and _is_trailer(lines[start - 1]):
            start -= 1
        if start > 1 and _LINK.match(lines[start - 1][:400]) and is_device(lines[start - 2]):
            start -= 2
        start = _without_disclaimer(lines, start)
        moved = start != before
    return start


def _is_footer(lines: Sequence[str]) -> bool:
    """Under a quoted letter a drawn line begins what the list or the program adds."""
    first = next((line for line in lines if line.strip()), "")
    return _UNDERLINE.match(first[:200]) is not None


def _delimited(lines: Sequence[str]) -> int:
    """Where "-- ", "--" or the line of a mailing list stands first; the length where none does."""
    start, below = len(lines), 0
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number].rstrip("\r\n")
        bare = line.rstrip() in {"--", "- --"} and below <= MAX_BARE_LINES
        footer = 0 < below <= MAX_LIST_LINES and _LIST.match(line[:200]) is not None
        if bare or footer or (line == "-- " and below <= MAX_SIGNATURE_LINES):
            start = number
        below += bool(line.strip())
    return start


def _is_trailer(line: str) -> bool:
    return not line.strip() or _RULE.match(line[:400]) is not None or is_device(line)


@cache
def _devices() -> tuple[tuple[str, ...], tuple[tuple[str, str], ...], frozenset[str]]:
    found = tables()["devices"]
    ends = tuple((begin, end) for begin, end in found["end"])
    return tuple(found["begin"]), ends, frozenset(found["nouns"])


def is_device(line: str) -> bool:
    """Whether a line is like "Sent from my iPhone" or "Virenfrei. www.avast.com".

    It takes the phrase and a device or program: "Sent by post on Monday." is a person's sentence.
    """
    if len(line) > MAX_DEVICE:
        return False
    words = _FOLDED.sub(" ", line.lower()).strip()
    begins, ends, nouns = _devices()
    if words.startswith(tuple(tables()["devices"]["scanned"])):
        return True
    if any(mark in words for mark in tables()["devices"]["scanned"] if " " in mark):
        return True
    if any(_frames(words, begin, end) for begin, end in ends):
        return bool(_named(words, nouns)) or not words.isascii()
    return _FROM_MOBILE.match(words) is not None or (
        words.startswith(begins) and _named(words, nouns)
    )


def _frames(words: str, begin: str, end: str) -> bool:
    return words.startswith(begin) and words.rstrip(".!)>]* ").endswith(end)


def _named(words: str, nouns: frozenset[str]) -> bool:
    """A device is named, or a model like "TI-85"."""
    found = {word.strip(".'-") for word in _WORD.findall(words)}
    parts = {part for word in found for part in word.split("-")}
    return bool((found | parts) & nouns) or _MODEL.search(words) is not None


def _without_disclaimer(lines: Sequence[str], start: int) -> int:
    """Before the closing paragraph where that is a disclaimer of a company."""
    top = start
    length = 0
    while top and lines[top - 1].strip():
        length += len(lines[top - 1])
        if length > MAX_DISCLAIMER:
            return start
        top -= 1
    if length < MIN_DISCLAIMER:
        return start
    said = " ".join(lines[top:start]).lower()
    families = sum(any(word in said for word in words) for words in tables()["legal"].values())
    return top if families >= LEGAL_FAMILIES else start
