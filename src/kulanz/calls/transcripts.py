"""Transcripts of calls as files: WebVTT, SRT, vCon (de: Mitschrift, nl: transcript).

WebVTT is the W3C's (TR/webvtt1), SubRip has no standard and is read as players read it; vCon stands
in `calls.vcon`. What a file says is kept as it is heard; whoever has no name that the given mapping
or the language packs know is a third party. No library is used for the two text formats: the
well-kept ones name no line when a file cannot be read.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from typing import get_args

from kulanz.case import Speaker
from kulanz.facts.prefixes import every

MOST_BYTES = 8 * 1024 * 1024
MOST_LINES = 20_000
LONGEST = 100_000.0  # seconds; more than a day is no call

Names = Mapping[str, Speaker]
SPEAKERS: tuple[Speaker, ...] = get_args(Speaker)
_BREAKS = re.compile(r"\r\n|\r|\n")
_TIMING = re.compile(
    r"\s*(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})\s*-->"
    r"\s*(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})(?:\s.*)?"
)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:[ \t]+([^<>]*))?>")
_VTT_TAG = re.compile(r"</?[^<>]*>")
_SRT_TAG = re.compile(r"</?(?:b|i|u|s|font)(?:\s[^<>]*)?>|\{\\an?\d\}", re.IGNORECASE)
_NAMED = re.compile(r"\s*([^\s:][^:\n]{0,79}?)\s*:\s+(\S.*)", re.DOTALL)
_NO_CUES = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")


class TranscriptError(ValueError):
    """A file that is no transcript: `code` says what is wrong, `line` where (from 1)."""

    def __init__(self, code: str, line: int = 1) -> None:
        super().__init__(f"{code}, line {line}")
        self.code, self.line = code, line


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What one side said without a break; seconds since the call began. Not `final`: may change."""

    speaker: Speaker
    text: str
    start: float
    end: float
    final: bool = True


def read_transcript(content: bytes, form: str, *, names: Names | None = None) -> tuple[Spoken, ...]:
    """What was said, in order of time; `form` is one of `FORMS`, `names` says who is who.

    Raises:
        TranscriptError: nothing else, whatever the bytes are.
    """
    from kulanz.calls.vcon import read_vcon

    readers: dict[str, Callable[[str, Names], Iterator[Spoken]]] = {
        "vtt": _read_vtt,
        "srt": _read_srt,
        "vcon": read_vcon,
    }
    if form not in readers:
        raise TranscriptError("unknown_form")
    found: list[Spoken] = []
    for one in readers[form](_text(content), _folded(names or {})):
        if len(found) == MOST_LINES:
            raise TranscriptError("too_many_lines")
        found.append(one)
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


FORMS = ("vtt", "srt", "vcon")


def vtt_of(spoken: Sequence[Spoken], *, names: Mapping[Speaker, str] | None = None) -> str:
    """A WebVTT file of what stands; a voice per line."""
    blocks = ["WEBVTT"]
    for one in _standing(spoken):
        who = (names or {}).get(one.speaker, one.speaker)
        words = escape(one_line(one.text), quote=False)
        voice = escape(one_line(who), quote=False)
        blocks.append(f"{_span(one, '.')}\n<v {voice}>{words}</v>")
    return "\n\n".join(blocks) + "\n"


def srt_of(spoken: Sequence[Spoken], *, names: Mapping[Speaker, str] | None = None) -> str:
    """A SubRip file of what stands; SubRip has no voices, so the name stands before the words."""
    blocks = [
        f"{number}\n{_span(one, ',')}\n"
        f"{one_line((names or {}).get(one.speaker, one.speaker))}: {one_line(one.text)}\n"
        for number, one in enumerate(_standing(spoken), start=1)
    ]
    return "\n".join(blocks)


def one_line(text: str) -> str:
    """Words with single spaces; nothing that would end a line or a file early."""
    return " ".join(text.replace("\x00", "").split())


def who_is(name: str, names: Names) -> Speaker | None:
    """The side that a name stands for: as the mapping says, else as the languages call it."""
    folded = one_line(name).casefold()
    if folded in names:
        return names[folded]
    return _called().get(folded)


@cache
def _called() -> Mapping[str, Speaker]:
    """What the languages call each side, and our own names of them."""
    words = {one.casefold(): side for side in SPEAKERS for one in every("speakers", side)}
    return words | {side: side for side in SPEAKERS}


def _folded(names: Names) -> Names:
    return {one_line(name).casefold(): side for name, side in names.items()}


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise TranscriptError("too_long")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TranscriptError("not_utf8", line) from None


def _standing(spoken: Sequence[Spoken]) -> list[Spoken]:
    return [one for one in spoken if one.final and one_line(one.text)]


def _span(one: Spoken, mark: str) -> str:
    return f"{_clock(one.start, mark)} --> {_clock(max(one.start, one.end), mark)}"


def _clock(seconds: float, mark: str) -> str:
    thousandths = max(0, round(seconds * 1000))
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{mark}{rest % 1000:03}"


def _read_vtt(text: str, names: Names) -> Iterator[Spoken]:
    blocks = _blocks(text)
    head = next(blocks, None)
    if head is None or not re.fullmatch(r"WEBVTT(?:[ \t].*)?", head[1][0]):
        raise TranscriptError("no_webvtt")
    if any("-->" in line for line in head[1]):
        raise TranscriptError("no_line_after_head", head[0])
    for line_no, lines in blocks:
        if _NO_CUES.match(lines[0]) and "-->" not in lines[0]:
            continue
        timed = _timed(line_no, lines)
        yield from _voices(timed, names)


def _voices(timed: tuple[float, float, str], names: Names) -> Iterator[Spoken]:
    start, end, payload = timed
    marks = list(_VOICE.finditer(payload))
    before = payload[: marks[0].start()] if marks else payload
    parts = [("", before)]
    ends = [*(mark.start() for mark in marks), len(payload)][1:]
    parts += [(m[1] or "", payload[m.end() : e]) for m, e in zip(marks, ends, strict=True)]
    for name, said in parts:
        words = one_line(unescape(_VTT_TAG.sub("", said)))
        if not words:
            continue
        if name:
            side = who_is(unescape(name), names) or "third_party"
            yield Spoken(speaker=side, text=words, start=start, end=end)
        else:
            yield _prefixed(words, start, end, names)


def _read_srt(text: str, names: Names) -> Iterator[Spoken]:
    for line_no, lines in _blocks(text):
        start, end, payload = _timed(line_no, lines)
        words = one_line(_SRT_TAG.sub("", payload))
        if words:
            yield _prefixed(words, start, end, names)


def _prefixed(words: str, start: float, end: float, names: Names) -> Spoken:
    """A name before the words says who speaks: "Kundin: ..." does, "Achtung: ..." does not."""
    named = _NAMED.fullmatch(words)
    side = who_is(named[1], names) if named else None
    if named is None or side is None:
        return Spoken(speaker="third_party", text=words, start=start, end=end)
    return Spoken(speaker=side, text=named[2], start=start, end=end)


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines between empty lines, with the number of the first."""
    block: list[str] = []
    first = 1
    for number, line in enumerate(_BREAKS.split(text), start=1):
        if line.strip():
            first = first if block else number
            block.append(line)
        elif block:
            yield first, block
            block = []
    if block:
        yield first, block


def _timed(line_no: int, lines: list[str]) -> tuple[float, float, str]:
    """The span of a cue and what it says; a name or number may stand before the span."""
    for index in range(min(2, len(lines))):
        match = _TIMING.fullmatch(lines[index])
        if match:
            start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
            if end < start:
                raise TranscriptError("ends_before_start", line_no + index)
            if end > LONGEST:
                raise TranscriptError("too_late", line_no + index)
            return start, end, "\n".join(lines[index + 1 :])
        if "-->" in lines[index]:
            raise TranscriptError("bad_times", line_no + index)
    raise TranscriptError("no_times", line_no)


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return (whole * 1000 + int(fraction.ljust(3, "0"))) / 1000
