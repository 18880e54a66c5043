"""Where the parts of a JSON text stand: the line of every key and every element of a list."""

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[][{},]|[^][{},:"\s]+', re.DOTALL)


class Lines:
    """The lines in the entry at `place` of a list, or in the only one of a text.

    The text must be JSON. Variables are looked up often; what lies in them only to name an error.
    """

    def __init__(self, text: str, place: int | None = None) -> None:
        self._text = text
        self._start: Path = () if place is None else (place,)

    def __call__(self, path: Path) -> int:
        """The line of a part, or else of the nearest part around it that there is."""
        known = self._shallow if len(path) <= 2 else self._found(len(path))  # noqa: PLR2004 - ("variables", name)
        while path and path not in known:
            path = path[:-1]
        return known.get(path, 1)

    @cached_property
    def _shallow(self) -> dict[Path, int]:
        return self._found(2)

    def _found(self, depth: int) -> dict[Path, int]:
        start = self._start
        lines: dict[Path, int] = {}
        line, counted = 1, 0
        for path, _, at in _parts(self._text):
            if len(start) + depth >= len(path) and tuple(path[: len(start)]) == start:
                line += self._text.count("\n", counted, at)
                counted = at
                lines[tuple(path[len(start) :])] = line
        return lines


def first_repeated(text: str) -> tuple[str, int]:
    """The first key that stands twice in one object of a JSON text, and its second line."""
    seen: list[set[str | int]] = []
    for path, is_first, at in _parts(text):
        if is_first:
            seen[len(path) - 1 :] = [set()]
        here = seen[len(path) - 1]
        if path[-1] in here:
            return str(path[-1]), text.count("\n", 0, at) + 1
        here.add(path[-1])
    return "", 1


def _parts(text: str) -> Iterator[tuple[list[str | int], bool, int]]:
    """The path to every key and element, whether it is the first in there, and its place.

    The path is one list that changes: copy what you keep, for a deep text has many long paths.
    """
    path: list[str | int] = []
    named: list[bool] = []
    opened = awaited = False
    for match in _TOKEN.finditer(text):
        mark = match[0]
        if awaited and mark not in {"]", "}"}:
            if named[-1]:
                path[-1] = json.loads(mark)
            yield path, opened, match.start()
            opened = awaited = False
            if named[-1]:
                continue
        if mark in {"{", "["}:
            path.append(0)
            named.append(mark == "{")
            opened = awaited = True
        elif mark in {"}", "]"}:
            path.pop()
            named.pop()
            opened = awaited = False
        elif mark == ",":
            awaited = True
            if not named[-1]:
                path[-1] = int(path[-1]) + 1
