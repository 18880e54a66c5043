"""The phrase frames of `[course]` in `signals.toml`: what a whole turn does.

A frame is looked for sentence by sentence in folded text; `asked` counts only in a question, and
a sentence that meets one of the `guards` is silent.
"""

import re
from dataclasses import dataclass
from functools import cache

from kulanz.case import LanguageCode
from kulanz.languages import either, pack
from kulanz.languages.remembered import remembered

_SENTENCE = re.compile(r"[^.!?…;]{1,400}[.!?…;]{0,4}")
MOST_SENTENCES = 60  # of one turn; who says more than that has done the rest as well


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity: there is one of each
class Frame:
    """One thing a turn can do, in one language."""

    patterns: re.Pattern[str]
    asked: re.Pattern[str]
    guards: re.Pattern[str]

    def hits(self, text: str) -> bool:
        """Whether a sentence of this folded text does it."""
        return _hits(text, self)

    def fits(self, sentence: str) -> bool:
        """Whether one folded sentence does it."""
        found = self.patterns.search(sentence) or ("?" in sentence and self.asked.search(sentence))
        return bool(found and not self.guards.search(sentence))


@remembered
def _hits(text: str, frame: Frame) -> bool:
    return any(frame.fits(sentence) for sentence in pieces(text))


def pieces(text: str) -> list[str]:
    """The sentences of a folded text, each with what ends it."""
    return _SENTENCE.findall(text)[:MOST_SENTENCES]


@cache
def frame(code: str, language: LanguageCode) -> Frame:
    """The frame of one key of `[course]`."""
    entry = pack(language, "signals")["course"][code]
    lists = (entry.get(key, ()) for key in ("patterns", "asked", "guards"))
    return Frame(*(either(patterns, language) for patterns in lists))
