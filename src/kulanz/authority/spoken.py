"""The cells of a sheet in words: "wir, beide" for "company, shared", and back to codes.

Who reads a sheet reads words; who writes one may write words of any language, or codes. What stands
for what is in the language packs; that no word means two things is asserted by a test.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from kulanz.case import LanguageCode
from kulanz.conditions import FACTS, Cell, Fact, options
from kulanz.languages import CODES, pack

_CODE = re.compile(r"[^\s,()\"']+")
_ENDS = re.compile(r"\s*(?:[,()\"']|$)")


def in_words(one: Cell, language: LanguageCode) -> str:
    """A condition on values to choose from, in words."""
    words = pack(language, "conditions")
    spoken = {"not": words["words"]["not"], **_listed(one.fact, language)}
    return _CODE.sub(lambda found: str(spoken.get(found[0], found[0])), one.text)


def in_codes(text: str, fact: Fact) -> tuple[str, tuple[int, ...]]:
    """The same in codes, and for each of its characters where it stood in the text.

    What is no word stays as it is, so that its place can be named.
    """
    code, stood, at = "", list[int](), 0
    while at < len(text):
        if not text[at].isspace() and text[at] not in ",()\"'":
            word, length = _at(text, at, fact.name)
        else:
            word, length = text[at], 1
        whole = len(word) == length
        stood += range(at, at + length) if whole else [at] * len(word)
        code, at = code + word, at + length
    return code, (*stood, len(text))


def words_of(fact: Fact, language: LanguageCode) -> tuple[str, ...]:
    """The values of a fact in words."""
    return tuple(_listed(fact, language).values())


def named(kind: str, text: str) -> str:
    """The code of a remedy or basis; a code, and what is neither, stays as it is."""
    return _names(kind).get(text.lower(), text)


def name_of(kind: str, code: str, language: LanguageCode) -> str:
    """What a remedy or a basis is called; what has no name stays a code."""
    return str(pack(language, "remedies")[_SECTION[kind]].get(code, code))


_SECTION = {"remedy": "names", "basis": "bases"}


@cache
def _names(kind: str) -> Mapping[str, str]:
    return {
        str(words).lower(): code
        for language in CODES
        for code, words in pack(language, "remedies")[_SECTION[kind]].items()
    }


@cache
def _words(fact: str) -> tuple[tuple[str, str], ...]:
    """Every word for a value of a fact, the longest first: a word may have a comma in it."""
    found = {
        str(words).lower(): code
        for language in CODES
        for code, words in _listed(FACTS[fact], language).items()
    }
    nots = {str(pack(language, "conditions")["words"]["not"]).lower(): "not" for language in CODES}
    anys = {str(pack(language, "conditions")["words"]["any"]).lower(): "any" for language in CODES}
    return tuple(sorted((nots | anys | found).items(), key=lambda one: -len(one[0])))


def _listed(fact: Fact, language: LanguageCode) -> Mapping[str, str]:
    words = pack(language, "conditions")
    listed = words["words"] if fact.kind == "yes_no" else words["choices"].get(fact.name, {})
    return {code: listed[code] for code in options(fact)}


def _at(text: str, at: int, fact: str) -> tuple[str, int]:
    """The code of the word that begins here, and how long the word is."""
    lower = text.lower()
    if len(lower) == len(text):
        for word, code in _words(fact):
            end = at + len(word)
            if lower.startswith(word, at) and _ENDS.match(text, end):
                return code, len(word)
    rest = text[at:]
    length = next(_delimiters(rest), len(rest))
    return rest[:length], length


def _delimiters(text: str) -> Iterator[int]:
    return (number for number, sign in enumerate(text) if sign in ",()\"'")
