"""The one line to type in: what its first sign says, and the words (de: Mitschrift).

Signs: none is what the customer says, "!" a feeling, "?" an open question, "=" verified, "~" an
opinion, ">" we will, "<" they will, "/" a command; and ":" what we told them, without which nobody
knows of an explanation while no speech recognition listens. A sign that is repeated ("!!!") counts
once. Nothing is ever dropped: an unknown command comes back as typed, with the nearest known one.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Literal

from kulanz.case import LanguageCode, Speaker
from kulanz.languages import CODES, pack

LineKind = Literal[
    "said", "feeling", "open", "verified", "opinion", "we", "they", "told", "command"
]
SIGNS: dict[str, LineKind] = {
    "!": "feeling",
    "?": "open",
    "=": "verified",
    "~": "opinion",
    ">": "we",
    "<": "they",
    ":": "told",
    "/": "command",
}
OURS: frozenset[LineKind] = frozenset({"open", "verified", "we", "told"})
COMMANDS = ("pause", "mail", "help", "end", "cut", "boundary", "unreachable", "safety")


@dataclass(frozen=True, slots=True)
class Line:
    """A typed line, read: its kind and words; of a command its name and what follows it.

    `command` is one of `COMMANDS`, or empty where nobody knows it; then `near` is the spelling of
    the one that was perhaps meant.
    """

    kind: LineKind
    text: str
    command: str = ""
    argument: str = ""
    near: str = ""

    @property
    def speaker(self) -> Speaker:
        """Who said or noted it."""
        return "agent" if self.kind in OURS else "customer"


def parse_line(typed: str) -> Line:
    """The kind and the words of what was typed; commands are known in every language."""
    words = typed.strip()
    sign = words[:1]
    kind = SIGNS.get(sign)
    if kind is None:
        return Line("said", words)
    rest = words.lstrip(sign).strip()
    return _command(rest) if kind == "command" else Line(kind, rest)


def command_names(language: LanguageCode) -> dict[str, str]:
    """What each command is called on screen in a language: the first of its spellings."""
    return {command: pack(language, "calls")["commands"][command][0] for command in COMMANDS}


def _command(words: str) -> Line:
    name, _, argument = words.partition(" ")
    known = _spellings()
    command = known.get(name.lower(), "")
    near = "" if command else next(iter(get_close_matches(name.lower(), known, 1)), "")
    return Line("command", words, command, argument.strip(), near)


@cache
def _spellings() -> dict[str, str]:
    return {
        spelling: command
        for code in CODES
        for command in COMMANDS
        for spelling in pack(code, "calls")["commands"][command]
    }
