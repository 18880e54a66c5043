"""What stands before the words in a line: a time, a speaker, a dash, a mail's header."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from kulanz.case import Speaker
from kulanz.languages import CODES, pack

_CLOCK = r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?"
_TIMED = re.compile(
    r"\s*[\[(]?(?P<at>(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)[\])]?(?:\s(?:Uhr|uur))?"
    r"[ \t,:–—-]{1,4}(?P<text>\S.*)"
)
_DASH = re.compile(r"\s*[-–—*•·]\s+(?P<text>\S.*)")
_REMARK = re.compile(r"\s*(?:\[[^\]]{1,200}\]|\([^)]{1,200}\))\s*")


@dataclass(frozen=True, slots=True)
class Prefixed:
    """The parts of one line: its words, and what stood before them."""

    text: str
    speaker: Speaker | None = None
    at: str | None = None


def spoken(line: str) -> Prefixed | None:
    """The line of a transcript ("10:03 Kundin: ...", "Agent [10:04]: ..."), or nothing."""
    match = _speaker_pattern().match(line)
    if not match:
        return None
    speaker = _speakers()[match["who"].lower()]
    return Prefixed(match["text"].strip(), speaker, match["before"] or match["after"])


def timed(line: str) -> Prefixed | None:
    """A line that begins with a time only."""
    match = _TIMED.fullmatch(line)
    return Prefixed(match["text"].strip(), None, match["at"]) if match else None


def dashed(line: str) -> str | None:
    """The words of an item of a dash list."""
    match = _DASH.fullmatch(line)
    return match["text"].strip() if match else None


def is_remark(line: str) -> bool:
    """A stage direction: "[Leitung unterbrochen]", "(pause)"."""
    return bool(_REMARK.fullmatch(line))


def subject(line: str) -> str | None:
    """The words of a mail's subject line."""
    match = _header_pattern("subject").match(line)
    return line[match.end() :].strip() if match else None


def is_header(line: str) -> bool:
    """Another header of a mail, pasted with it: "Von: ...", "Datum: ..."."""
    return bool(_header_pattern("headers").match(line))


def begins_quoted_mail(line: str) -> bool:
    """From here on the text is an older mail: "-----Original Message-----", "X schrieb:"."""
    return bool(_older_mail().match(line))


@cache
def every(section: str, key: str) -> tuple[str, ...]:
    """The values of one list in `facts.toml`, in all languages together."""
    return tuple(value for code in CODES for value in _facts(code)[section][key])


def _facts(code: Any) -> dict[str, Any]:
    return pack(code, "facts")


@cache
def _speakers() -> dict[str, Speaker]:
    return {
        name.lower(): speaker
        for speaker in get_args(Speaker)
        for name in every("speakers", speaker)
    }


@cache
def _speaker_pattern() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_speakers(), key=len, reverse=True))
    clock = rf"[\[(]?(?P<{{}}>{_CLOCK})[\])]?(?:\s(?:Uhr|uur))?"
    before = rf"(?:{clock.format('before')}[ \t,–—-]{{1,4}})?"
    after = rf"(?:\s?{clock.format('after')})?"
    name = r"(?:\s\d{1,2}|\s[A-ZÄÖÜ][\w.]{0,30}|\s?\([^)\d][^)]{0,40}\))?"
    return re.compile(
        rf"\s*(?:[-–—*•]\s+)?{before}[*_]{{0,2}}(?P<who>{names}){name}{after}"
        r"[*_]{0,2}\s?:[*_]{0,2}(?P<text>.*)",
        re.IGNORECASE,
    )


@cache
def _header_pattern(key: str) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in every("mail", key))
    return re.compile(rf"\s*(?:{names})\s?:", re.IGNORECASE)


@cache
def _older_mail() -> re.Pattern[str]:
    titles = "|".join(re.escape(title) for title in every("mail", "quoted_below"))
    wrote = "|".join(every("mail", "wrote"))
    return re.compile(
        rf"\s*(?:-{{2,}}\s?(?:{titles})|(?:Am|Op|On)\s.{{4,120}}?\b(?:{wrote})\b.{{0,120}}:\s*$)",
        re.IGNORECASE,
    )
