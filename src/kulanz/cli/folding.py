"""Lines as wide as the terminal, with nothing in them that steers it."""

import re
import shutil
import textwrap
from collections.abc import Iterable, Iterator

WIDEST = 100
HANG = "\x00"  # where the further lines of a folded line begin
# Escape sequences and changes of direction in a customer's mail never reach the terminal.
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def folded(block: Iterable[str]) -> Iterator[str]:
    """Lines no wider than the terminal; what is folded stands under its own beginning."""
    width = min(WIDEST, shutil.get_terminal_size().columns)
    for line in block:
        before, hang, _ = line.partition(HANG)
        plain = UNSEEN.sub(" ", line.replace(HANG, "", 1))
        indent = len(before) if hang else len(plain) - len(plain.lstrip()) + 4
        room = max(width, indent + 40)
        yield from textwrap.wrap(plain, room, subsequent_indent=" " * indent) or [""]
