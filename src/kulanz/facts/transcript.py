"""Reads a transcript, a mail or a note into utterances: one per line that says something.

Who speaks, where no prefix says so:
- prose is the customer's own;
- a text that speaks *about* the customer ("Kundin will ...", "De klant belt ...") and greets
  nobody is an agent's note, and all of it is the agent's;
- a dash list is the agent's when it speaks about the customer or has no "I" in it and makes up
  most of the text; otherwise it belongs to the customer's prose.
Quoted lines ("> ...") and older mails below are left out, for their own contact has them.
"""

import re
from collections.abc import Iterator
from functools import cache

from kulanz.case import LanguageCode, Speaker, Utterance
from kulanz.facts import prefixes
from kulanz.languages import CODES, either, fold, pack

_NEWLINE = re.compile(r"\r\n|\r|\n")
_ENOUGH_PREFIXES = 2
_LOOK = 400  # lines that decide what kind of text this is

Numbered = tuple[int, str]


def parse_transcript(text: str) -> tuple[Utterance, ...]:
    """The utterances of a text, in its order; line numbers count from 1.

    Never raises. A continuation line is an utterance of its own by the same speaker.
    """
    lines = [(n, line) for n, line in enumerate(_NEWLINE.split(text), 1) if line.strip()]
    own = list(_without_quoted(lines)) or [(n, line.lstrip("> ")) for n, line in lines]
    found = _transcript(own) if _is_transcript(own) else _letter(own)
    return tuple(utterance for utterance in found if utterance.text)


def _without_quoted(lines: list[Numbered]) -> Iterator[Numbered]:
    seen = False
    for number, line in lines:
        if prefixes.begins_quoted_mail(line):
            if seen:
                return
            continue
        if not line.lstrip().startswith(">"):
            seen = True
            yield number, line


def _is_transcript(lines: list[Numbered]) -> bool:
    marks = [prefixes.spoken(line) is not None for _, line in lines[:_LOOK]]
    return sum(marks) >= _ENOUGH_PREFIXES or marks[:1] == [True]


def _transcript(lines: list[Numbered]) -> Iterator[Utterance]:
    speaker: Speaker = "system"
    for number, line in lines:
        said = prefixes.spoken(line)
        if said and said.speaker:
            speaker = said.speaker
            yield Utterance(said.text, speaker, number, said.at)
        elif (event := prefixes.timed(line)) is not None:
            yield Utterance(event.text, "system", number, event.at)
        else:
            by: Speaker = "system" if prefixes.is_remark(line) else speaker
            item = prefixes.dashed(line)
            yield Utterance(item or line.strip(), by, number, bullet=item is not None)


def _letter(lines: list[Numbered]) -> Iterator[Utterance]:
    body = list(_below_headers(lines))
    prose, listed = _speakers_of(body)
    for number, line in body:
        event = prefixes.timed(line)
        item = prefixes.dashed(event.text if event else line)
        words = item or (event.text if event else line.strip())
        speaker, at = listed if item else prose, event.at if event else None
        yield Utterance(words, speaker, number, at, bullet=item is not None)


def _below_headers(lines: list[Numbered]) -> Iterator[Numbered]:
    above = True
    for number, line in lines:
        title = prefixes.subject(line) if above else None
        if title is not None:
            yield number, title
        elif not (above and prefixes.is_header(line)):
            above = False
            yield number, line


def _speakers_of(lines: list[Numbered]) -> tuple[Speaker, Speaker]:
    """Who wrote the prose, and who wrote the dash list."""
    words = [line for _, line in lines[:_LOOK]]
    items = [item for item in map(prefixes.dashed, words) if item]
    if items and _is_note(items):
        return "agent", "agent"
    if items and len(items) * 2 > len(words) and not _any("first_person", items):
        return "customer", "agent"
    return ("agent", "agent") if _is_note(words) else ("customer", "customer")


def _is_note(lines: list[str]) -> bool:
    return _any("about_customer", lines, start=True) and not _any("greetings", lines, start=True)


def _any(key: str, lines: list[str], *, start: bool = False) -> bool:
    return any(_line_has(code, key, line, start=start) for line in lines for code in CODES)


def _line_has(code: LanguageCode, key: str, line: str, *, start: bool) -> bool:
    pattern, text = _note_pattern(code, key), fold(line[:200], code).text.lstrip('"- ')
    return bool(pattern.match(text) if start else pattern.search(text))


@cache
def _note_pattern(code: LanguageCode, key: str) -> re.Pattern[str]:
    return either(pack(code, "facts")["note"][key], code)
