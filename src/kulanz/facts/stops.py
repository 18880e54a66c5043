"""Where a sentence ends: full stops, but not those of "Nr." or of "3. Mai"."""

import re
from collections.abc import Iterator

from kulanz.facts.prefixes import every

_LONGEST = 1_000  # characters of one sentence
_WORD = re.compile(r"[aeiouyäöü]\w{0,30}\w\.$|\d\.$")  # "kapot.", not "b." or "kl."
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.$")  # "ware vom 21.10. nie angekommen"
_INITIAL = re.compile(r"\(?[A-Z]\.$")
# Each run of marks is tried once, from its first mark: a page of "!!!" takes no longer than prose.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'“”»)\]]*+(?=\s)|;(?=\s)")


def sentence_bounds(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence; one without an end is cut after a thousand characters."""
    start = 0
    loose = _is_loose(text)
    for match in _END.finditer(text):
        if _ends(text, match, loose=loose) or match.end() - start > _LONGEST:
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


def _is_loose(text: str) -> bool:
    """Typed without capitals, so that a small letter may begin a sentence."""
    return next((letter for letter in text if letter.isalpha()), "A").islower()


def _ends(text: str, match: re.Match[str], *, loose: bool) -> bool:
    """A full stop ends no sentence after "Nr.", "J." or "3." (Mai), or before a small letter."""
    following = text[match.end() : match.end() + 20].lstrip()
    if match.group()[0] not in ".…":
        return True
    small = following[:1].islower()
    if small and not loose:
        return False
    words = text[max(0, match.start() - 20) : match.start() + 1].split()
    last = words[-1].lower().lstrip('("„“') if words else ""
    ordinal = last[:-1].isdigit() and len(last) <= len("31.")
    month = following.lower().startswith(every("sentence", "months")) or following[:1].isdigit()
    if small and (not _WORD.search(last) or _DATE.match(last) or _short_month(words)):
        return False
    initial = bool(words) and _INITIAL.match(words[-1]) is not None
    known = last in every("sentence", "abbreviations")
    return not (known or initial or (ordinal and month))


def _short_month(words: list[str]) -> bool:
    """Within a date: "3 nov."."""
    short = words[-1].lower().rstrip(".")
    months = every("sentence", "months")
    abbreviated = len("mar") <= len(short) <= len("sept") and any(
        m.startswith(short) for m in months
    )
    return abbreviated and words[-2:-1] != [] and words[-2].strip(".").isdigit()
