"""What a drawing says of a variable beside its clause: how sure it is, and what is special.

Never by colour alone: every mark is a word, most have a sign or a shape too.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kulanz.case import LanguageCode
from kulanz.chain.answers import Audience
from kulanz.chain.headline import departs
from kulanz.chain.parts import Variable
from kulanz.chain.picture.wrapping import SMALL, width
from kulanz.languages import pack

SIGNS = {"departs": "▲", "changed": "≠", "given": "=", "cause": "●", "unlockable": "✓"}
UNVERIFIED = frozenset({"claim", "hypothesis", "opinion", "emotion"})


@dataclass(frozen=True, slots=True)
class Marked:
    """The names that are special in one drawing."""

    changed: Collection[str] = ()
    given: Collection[str] = ()
    causes: Collection[str] = ()
    unlockable: Collection[str] = ()


def marks(
    variable: Variable, value: bool, marked: Marked, audience: Audience = "internal"
) -> tuple[str, ...]:
    """The marks of a variable that has this value, the most telling first.

    Blame is for the house: a customer is not shown what departs from the norm.
    """
    found = [
        mark
        for mark, names in (
            ("given", marked.given),
            ("changed", marked.changed),
            ("cause", marked.causes),
            ("unlockable", marked.unlockable),
        )
        if variable.name in names
    ]
    if audience == "internal" and departs(variable, value):
        found.append("departs")
    if variable.status in UNVERIFIED:
        found.append(variable.status)
    elif variable.inner:
        found.append("inner")
    return tuple(found)


def words(found: Collection[str], language: LanguageCode) -> tuple[str, ...]:
    """The marks as words, with their signs."""
    named: Mapping[str, str] = pack(language, "drawing")["marks"]
    return tuple(f"{SIGNS.get(mark, '')} {named[mark]}".strip() for mark in found)


def short(found: Collection[str], language: LanguageCode, room: float) -> str:
    """The same in one line of `room` pixels: signs alone where the words have no room.

    What would be otherwise keeps its word as long as anything does.
    """
    said = dict(zip(found, words(found, language), strict=True))
    signs = {mark: SIGNS[mark] for mark in said if mark in SIGNS}
    lesser = {mark: sign for mark, sign in signs.items() if mark not in {"given", "changed"}}
    lines = [_line({**said, **fewer}, signs) for fewer in ({}, lesser, signs)]
    lines.append(_line(signs, signs))
    return next((line for line in lines if width(line, SMALL) <= room), "")


def _line(said: Mapping[str, str], signs: Mapping[str, str]) -> str:
    """Words with commas, signs without."""
    line, comma = "", ""
    for mark, text in said.items():
        line += comma + text
        comma = " " if text == signs.get(mark) else ", "
    return line
