"""Folds a text into the form in which patterns are looked up, and remembers where it was.

Attackers and broken keyboards write "B e t r u g", or use invisible or wide letters;
people write "Rueckgabe" for "Rückgabe". The folded text is lower case, without accents (German
umlauts become "ae", "oe", "ue"), without invisible characters, with single blanks and with
spaced-out words put together. `raw` leads back, so that a quote stays exactly as written.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from kulanz.case import LanguageCode
from kulanz.languages.remembered import remembered

_SPACED = re.compile(r"(?<!\w)[^\W\d_](?:[ ._*-][^\W\d_]){3,}(?!\w)")
_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cc"})
_DOTS = "\u0308"
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue"}
_LOOKALIKES = str.maketrans("АВЕКМНОРСТХІЅаеорсухіѕ", "abekmhopctxisaeopcyxis")  # Cyrillic
_SIGNS = str.maketrans("’‘ʼ`´“”„«»–—‑−", "'''''\"\"\"\"\"----")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `origin[i]` is where its i-th character stood in the text as written."""

    text: str
    origin: tuple[int, ...]

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Start and end in the text as written of a stretch of the folded text."""
        if start >= end:
            return (0, 0)
        return self.origin[start], self.origin[end - 1] + 1


@remembered
def fold(text: str, language: LanguageCode) -> Folded:
    """The folded text with the way back. Time grows with the length of the text only."""
    known = _letters(language)
    letters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        found = known[character]
        if character == _DOTS and language == "de" and letters and letters[-1] in "aou":
            found = "e"  # an umlaut written in two characters
        if len(found) == 1:
            letters.append(found)
            origin.append(index)
        else:
            letters += found
            origin += [index] * len(found)
    return _close_up("".join(letters), origin)


def fold_word(text: str, language: LanguageCode) -> str:
    """A pattern or word from a language pack in folded form; blanks and signs stay."""
    known = _letters(language)
    return "".join(known[character] for character in text)


class _Letters(dict[str, str]):
    """What each character becomes, worked out when it is first met."""

    def __init__(self, language: LanguageCode) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, character: str) -> str:
        self[character] = _letter(character, self.language)
        return self[character]


@cache
def _letters(language: LanguageCode) -> _Letters:
    return _Letters(language)


def _letter(character: str, language: LanguageCode) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in _INVISIBLE:
        return ""
    plain = unicodedata.normalize(
        "NFKC", character.translate(_SIGNS).translate(_LOOKALIKES)
    ).casefold()
    if language == "de":
        plain = "".join(_UMLAUTS.get(letter, letter) for letter in plain)
    stripped = unicodedata.normalize("NFD", plain)
    return "".join(c for c in stripped if not unicodedata.combining(c))


def _close_up(text: str, origin: list[int]) -> Folded:
    if "  " not in text and not _SPACED.search(text):
        return Folded(text, tuple(origin))
    drop = {
        place for run in _SPACED.finditer(text) for place in range(run.start() + 1, run.end(), 2)
    }
    keep = [
        place
        for place, letter in enumerate(text)
        if place not in drop and not (letter == " " and place and text[place - 1] == " ")
    ]
    return Folded("".join(text[place] for place in keep), tuple(origin[place] for place in keep))
