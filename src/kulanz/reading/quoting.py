"""How mail programs mark the letter they quote: attributions, fields of the old letter, ">".

The words are in quoting.toml. Forms: those that Gmail, Outlook, Apple Mail, Thunderbird, Yahoo,
GMX, T-Online, Samsung, Proton, Roundcube, Horde and Eudora write. Every function looks a bounded
number of lines ahead and a bounded number of characters into a line.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

MAX_ATTRIBUTION = 400  # characters of "On ... wrote:"
MAX_ATTRIBUTION_LINES = 6  # mail programs fold it over so many lines
MAX_FIELD_LINES = 24
SHORT = 6  # words of "Anna wrote:"
SHORT_LINE = 40  # characters of "> wrote:"

_MARK = re.compile(r"[ \t]{0,3}[>\uff1e]")
_INITIALS = re.compile(r"[ \t]?([A-Z]{1,4})>")
_BAR = re.compile(r"[ \t]?\|(?!.*\|\s*$)")
_MARKS = re.compile(r"[>\uff1e|\s]{1,200}")
_CLOCK = re.compile(r"(?<![\d.])\d{1,2}[:.h]\d{2}(?![\d.])")
_NUMERIC_DATE = re.compile(r"(?<!\d)\d{1,4}[./-] ?\d{1,2}[./-] ?\d{2,4}(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ASIAN_DATE = re.compile(r"\d{4}\s?[年년]")
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"[^\s<>@]{1,80}@[^\s<>@]{1,120}")
_ANGLE = re.compile(r"<[^<>@]{0,120}@[^<>]{1,200}>")
# Written by Gmail without any verb: "2026-02-03 15:35 GMT+01:00 Anna <anna@example.org>:"
_DATED = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2} (?:\d{1,2}:\d{2} GMT[+-]\S{1,6} .{1,80}|.{1,80} <\S{3,200}>:?)$"
)
_DATE_FIRST = re.compile(r"(?:[^\W\d_]{2,12}[.,]{0,2} )?\d{1,4}[-/. 年년]")
_FIELD = re.compile(r"[\s*_]{0,8}([^\W\d_][\w .'\u2019-]{0,22}?)[\s*]{0,4}[:\uff1a]")
_FRAME = " \t-_=*#~:>\u2013\u2014."
_RULED = re.compile(r"[-_=*]{3}.{0,110}[-_=*]{3}$")
_ENDS = (":", "\uff1a", "----", ":*", ":_")


@dataclass(frozen=True, slots=True)
class Attributions:
    """The words of "On ... wrote:" in one language."""

    verb: re.Pattern[str]
    own: frozenset[str]
    addressed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """What quoting.toml says, ready for use."""

    languages: tuple[Attributions, ...]
    opening: re.Pattern[str]
    verb: re.Pattern[str]
    roles: dict[str, str]
    separators: frozenset[str]
    above: tuple[str, ...]


@cache
def tables() -> dict[str, Any]:
    """The tables of quoting.toml."""
    source = files("kulanz.reading").joinpath("quoting.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


@cache
def _words() -> Words:
    found = tables()
    rows = found["attributions"]
    unspaced = _any(found["unspaced"]["verbs"])
    languages = [
        Attributions(
            verb=re.compile(rf"(?<!\w)(?:{_any(row['verbs'])})(?!\w)"),
            own=frozenset(row["own"]),
            addressed=frozenset(row["addressed"]),
        )
        for row in rows
    ]
    languages.append(Attributions(re.compile(unspaced), frozenset(), frozenset()))
    verbs = _any(verb for row in rows for verb in row["verbs"])
    openings = _any(word for row in rows for word in row["openings"])
    return Words(
        languages=tuple(languages),
        opening=re.compile(rf"[\s*_-]{{0,12}}(?:(?:{openings}) |[在于於] ?)[^\d]{{0,40}}\d"),
        verb=re.compile(rf"(?<!\w)(?:{verbs})(?!\w)|{unspaced}"),
        roles={name: role for role, names in found["fields"].items() for name in names},
        separators=frozenset(found["separators"]["phrases"]),
        above=tuple(found["separators"]["above"]),
    )


def quoted_lines(lines: Sequence[str]) -> list[bool]:
    """Which lines are marked as quoted: ">", and two or more in a row with "|" or "AB>"."""
    marked = [_MARK.match(line) is not None for line in lines]
    before = ""
    for number, line in enumerate(lines):
        sign = _sign(line)
        if sign and sign == before:
            marked[number] = marked[number - 1] = True
        before = sign
    return marked


def _sign(line: str) -> str:
    initials = _INITIALS.match(line)
    if initials is not None:
        return initials[1]
    return "|" if _BAR.match(line[:500]) else ""


def unmarked(line: str) -> str:
    """A quoted line without its marks."""
    marks = _MARKS.match(line)
    return line[marks.end() :] if marks is not None else line


def attribution_length(lines: Sequence[str], at: int, *, marked: Sequence[bool]) -> int:
    """How many lines the "On ... wrote:" takes that begins here; 0 where none does."""
    if not _may_begin(lines[at]):
        return 0
    joined, end = "", min(len(lines), at + MAX_ATTRIBUTION_LINES)
    for place in range(at, end):
        bare = lines[place].strip()
        if not bare and _torn(joined, lines, place + 1):
            continue
        if not bare or len(joined) + len(bare) > MAX_ATTRIBUTION:
            return 0
        if place > at and marked[place] and not _closes(joined, bare):
            return 0
        joined = f"{joined} {bare}".strip()
        if _may_end(joined, quote_next=place + 1 < len(lines) and marked[place + 1]):
            quoted = quote_follows(marked, lines, place + 1)
            if _is_attribution(joined, quoted=quoted) and not _begins_later(lines, at, place):
                return place + 1 - at
            if bare.endswith(_ENDS):
                return 0
    return 0


def quote_follows(marked: Sequence[bool], lines: Sequence[str], at: int) -> bool:
    """Whether the next line with words, at most two blank ones further, is marked as quoted."""
    for place in range(at, min(len(lines), at + 3)):
        if lines[place].strip():
            return marked[place]
    return False


def _may_begin(line: str) -> bool:
    """A cheap look: an opening with a number, a date, an address or the verb itself."""
    head = line[:MAX_ATTRIBUTION].strip().lower()
    if not head or len(line) > MAX_ATTRIBUTION:
        return False
    return _opens(head) or "@" in head or _words().verb.search(head) is not None


def _opens(head: str) -> bool:
    return _words().opening.match(head) is not None or _DATE_FIRST.match(head) is not None


def _torn(joined: str, lines: Sequence[str], at: int) -> bool:
    """Whether a blank line stands inside an attribution: its address or its verb follows."""
    if joined.count("<") > joined.count(">"):
        return True
    follows = lines[at].strip().lower() if joined and at < len(lines) else ""
    if len(follows) < SHORT_LINE and "@" in joined and follows.endswith(_ENDS):
        return _words().verb.match(follows) is not None
    return follows.startswith("<")


def _closes(joined: str, bare: str) -> bool:
    """Whether a line that begins with ">" only closes the address begun in the line before."""
    return joined.count("<") > joined.count(">") and bare.endswith(_ENDS) and len(bare) < SHORT_LINE


def _may_end(joined: str, *, quote_next: bool) -> bool:
    if joined.count("<") > joined.count(">"):
        return False
    return joined.endswith(_ENDS) or quote_next or _DATED.match(joined) is not None


def _begins_later(lines: Sequence[str], at: int, end: int) -> bool:
    """Whether the attribution only begins in a later line: this one was a sentence above it."""
    starts_here = _opens(lines[at].strip().lower())
    for place in range(at + 1, end + 1):
        rest = " ".join(line.strip() for line in lines[place : end + 1])
        if starts_here and not _words().opening.match(rest.lower()):
            continue
        if _words().verb.search(rest.lower()) and _is_attribution(rest, quoted=True):
            return True
    return False


def _is_attribution(joined: str, *, quoted: bool) -> bool:
    """Whether words like "Am 3. Mai 2026 um 10:12 schrieb Anna <a@b.de>:" are a mail program's.

    "Am 3. Mai um 10 Uhr schrieb mir Ihr Kollege:" is the customer's own sentence. Where no marked
    lines follow, an address in angle brackets or both the date and the time of day must be in it.
    """
    if _DATED.match(joined):
        return True
    lower = joined.lower()
    dated, clock = _is_dated(lower), _CLOCK.search(lower) is not None
    address, angle = _ADDRESS.search(lower) is not None, _ANGLE.search(lower) is not None
    spoken = [one for one in _words().languages if one.verb.search(lower)]
    if not spoken:
        return address and (dated or clock) and (quoted or (angle and dated and clock))
    words = set(_WORD.findall(_ANGLE.sub(" ", lower)))
    if any(words & one.own for one in spoken):
        return False
    if not quoted:
        by_hand = not angle and any(words & one.addressed for one in spoken)
        return not by_hand and (angle or (dated and clock))
    return dated or clock or address or _opens(lower) or len(words) <= SHORT


def _is_dated(lower: str) -> bool:
    """Whether a whole date with its year stands there."""
    if _NUMERIC_DATE.search(lower) or _ASIAN_DATE.search(lower):
        return True
    return _YEAR.search(lower) is not None and _NUMBER.search(lower) is not None


def heading_length(lines: Sequence[str], at: int) -> int:
    """How many lines "-----Original Message-----" and From, Sent, To, Subject take here."""
    if at >= len(lines):
        return 0
    kind = _separator(lines[at])
    if not kind:
        return _fields_length(lines, at)
    below = at + 1
    while below < min(len(lines), at + 4) and not lines[below].strip():
        below += 1
    fields = _fields_length(lines, below)
    if fields:
        return below - at + fields
    return 1 if kind == "framed" else 0


def _separator(line: str) -> str:
    """What a line like "-----Original Message-----" is: framed, bare or nothing."""
    if not line.strip() or len(line) > 120:  # noqa: PLR2004 - "Forwarded by ..." and its dashes
        return ""
    bare, words = line.strip(), line.strip(_FRAME).lower()
    if any(phrase in words for phrase in _words().above):
        return "framed"
    if words in _words().separators or words.startswith("forwarded by "):
        return "framed" if bare[:2].strip("-_=*#~\u2013\u2014") == "" else "bare"
    return "bare" if _RULED.match(bare) else ""


def _fields_length(lines: Sequence[str], at: int) -> int:
    """From, Sent, To, Subject in any order and in one language; blank lines may be between."""
    if at >= len(lines) or not _role(lines[at]):
        return 0
    seen: dict[str, str] = {}
    end, blank = at, False
    for place in range(at, min(len(lines), at + MAX_FIELD_LINES)):
        role = _role(lines[place])
        if role in seen or (not role and lines[place].strip() and blank):
            break
        blank = not lines[place].strip()
        if role:
            seen[role] = lines[place]
            end = place + 1
    return end - at if _are_fields(seen) else 0


def _are_fields(seen: dict[str, str]) -> bool:
    """The sender, two more, and either the subject or an address of the sender.

    "Van: Utrecht / Aan: Amsterdam / Datum: 3 mei" is a journey.
    """
    if "from" not in seen or len(seen) < 3:  # noqa: PLR2004 - the sender and two more
        return False
    return "subject" in seen or "@" in seen["from"][:MAX_ATTRIBUTION]


def _role(line: str) -> str:
    found = _FIELD.match(line[:60])
    return _words().roles.get(found[1].lower().strip().replace("\u2019", "'"), "") if found else ""
