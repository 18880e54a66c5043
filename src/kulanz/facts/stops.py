"""Where a sentence ends: full stops, but not those of "Nr." or of "3. Mai"."""

import re
from collections.abc import Iterator

from kulanz.facts.prefixes import every

_LONGEST = 1_000  # characters of one sentence
_END = re.compile(r"[.!?…]+[\"'“”»)\]]*(?=\s)|;(?=\s)")


def sentence_bounds(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence; one without an end is cut after a thousand characters."""
    start = 0
    for match in _END.finditer(text):
        if _ends(text, match) or match.end() - start > _LONGEST:
            yield from _pieces(text, start, match.end())
            start = match.end()
    yield from _pieces(text, start, len(text))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        blank = text.rfind(" ", start + 1, start + _LONGEST)
        cut = blank if blank > start else start + _LONGEST
        yield start, cut
        start = cut
    yield start, end


def _ends(text: str, match: re.Match[str]) -> bool:
    """A full stop ends no sentence after "Nr." or "3." (Mai), or before a small letter."""
    following = text[match.end() : match.end() + 20].lstrip()
    if match.group()[0] not in ".…":
        return True
    if following[:1].islower():
        return False
    words = text[max(0, match.start() - 20) : match.start() + 1].split()
    last = words[-1].lower().lstrip('("„“') if words else ""
    ordinal = last[:-1].isdigit() and len(last) <= len("31.")
    month = following.lower().startswith(every("sentence", "months")) or following[:1].isdigit()
    return last not in every("sentence", "abbreviations") and not (ordinal and month)
