"""What the check of a reply found, and where."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["E", "W"]


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One finding (de: Befund, nl: bevinding): `text[start:end] == quote`, or empty at the end.

    Level "E" stops sending, "W" may be overridden with a reason. `reason` and `proposal` are in
    the language of the screen; a proposal that replaces the quote comes in that of the text.
    """

    code: str
    level: Level
    start: int
    end: int
    quote: str
    reason: str
    proposal: str
