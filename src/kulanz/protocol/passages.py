"""Cuts a reply into sentences and keeps where each stands, so that a finding can be underlined."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kulanz.case import LanguageCode
from kulanz.languages import Folded, fold, pack

LONGEST = 1_000  # characters; what has no full stop for so long is cut

_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'“”»)\]]*+(?=\s)|\n[ \t]*\n|\n(?=[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t])"
)
_LAST_WORD = re.compile(r"[^\s(\"„“]+$")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence: `text[start:end]` as written, and folded for looking things up."""

    start: int
    end: int
    raw: str
    folded: Folded

    @property
    def words(self) -> int:
        """How many words the sentence has."""
        return len(_WORD.findall(self.raw))

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.raw.rstrip("\"'“”»)]").endswith("?")

    def place(self, match: re.Match[str]) -> tuple[int, int]:
        """Where a match in the folded sentence stands in the whole text."""
        first, last = self.folded.raw(match.start(), match.end())
        return self.start + first, self.start + last


def passages(text: str, language: LanguageCode) -> tuple[Passage, ...]:
    """The sentences of a text in order, without the blanks around them."""
    found = []
    for first, last in _bounds(text, language):
        raw = text[first:last]
        start = first + len(raw) - len(raw.lstrip())
        words = raw.strip()
        if words:
            found.append(Passage(start, start + len(words), words, fold(words, language)))
    return tuple(found)


def _bounds(text: str, language: LanguageCode) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if match[0].startswith("\n") or _ends(text, match, language):
            yield from _pieces(start, match.end())
            start = match.end()
    yield from _pieces(start, len(text))


def _pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        yield start, start + LONGEST
        start += LONGEST
    yield start, end


def _ends(text: str, match: re.Match[str], language: LanguageCode) -> bool:
    """A full stop ends no sentence after "Nr." or "3." (Mai), nor before a small letter."""
    if match[0][0] != ".":
        return True
    following = text[match.end() : match.end() + 20].lstrip()
    if following[:1].islower():
        return False
    last = _LAST_WORD.search(text[max(0, match.start() - 20) : match.start() + 1])
    word = last[0].lower() if last else ""
    months, abbreviations = _words(language)
    if word[:-1].isdigit() and len(word) <= len("31."):
        begins_line = (
            text[max(0, match.start() - 40) : match.start()].rpartition("\n")[2].strip()
            == word[:-1]
        )
        return not begins_line and not following.lower().startswith(months)
    return word not in abbreviations


@lru_cache
def _words(language: LanguageCode) -> tuple[tuple[str, ...], frozenset[str]]:
    table = pack(language, "facts")["sentence"]
    return tuple(table["months"]), frozenset(table["abbreviations"])
