"""Breaks a label into lines by the width that its letters need, without asking a font.

Widths are in em and a little generous, so that any of the desk's fonts fits into the box.
"""

from collections.abc import Iterator

LINE = 17  # pixels from one line to the next
SIZE = 13  # of the letters
SMALL = 12  # of the line with the marks
MOST_LINES = 3
_NARROW = frozenset("fijlrtIJ.,:;'|!()[]-/ ‘’“”„·")
_WIDE = frozenset("mwMWÄÖÜ@%&—…")


def width(text: str, size: int = SIZE) -> float:
    """Pixels that a text takes."""
    return size * sum(_em(letter) for letter in text)


def wrap(text: str, room: float, *, lines: int = MOST_LINES) -> tuple[str, ...]:
    """The text in at most so many lines of `room` pixels; what does not fit ends in an ellipsis."""
    wrapped = [""]
    for word in _pieces(text, room):
        joined = f"{wrapped[-1]} {word}".strip()
        if not wrapped[-1] or width(joined) <= room:
            wrapped[-1] = joined
        else:
            wrapped.append(word)
    if len(wrapped) > lines:
        wrapped = [*wrapped[: lines - 1], _shortened(wrapped[lines - 1], room)]
    return tuple(wrapped)


def _pieces(text: str, room: float) -> Iterator[str]:
    """The words; one that is too long for a line is divided with a hyphen."""
    for word in text.split():
        rest = word
        while width(rest) > room:
            cut = max(_fitting(rest, room - width("-")), 1)
            yield f"{rest[:cut]}-"
            rest = rest[cut:]
        yield rest


def _fitting(word: str, room: float) -> int:
    taken = 0.0
    for place, letter in enumerate(word):
        taken += SIZE * _em(letter)
        if taken > room:
            return place
    return len(word)


def _shortened(line: str, room: float) -> str:
    return line[: _fitting(line, room - width("…"))].rstrip(" ,-") + "…"


def _em(letter: str) -> float:
    if letter in _NARROW:
        return 0.35
    if letter in _WIDE:
        return 0.92
    if letter > "\u2e80":
        return 1.05
    return 0.7 if letter.isupper() else 0.575
