"""What the check of a reply found, and where."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["E", "W"]


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One finding (de: Befund, nl: bevinding): `text[start:end] == quote`, or empty at the end.

    Level "E" stops sending, "W" may be overridden with a reason. `reason` and `proposal` are in
    the language of the screen; `swap` may stand in the place of the quote as it is, in the language
    of the text, and is then the proposal too.
    """

    code: str
    level: Level
    start: int
    end: int
    quote: str
    reason: str
    proposal: str
    swap: str = ""
