"""Sentences with their kind and signals, as rows to learn from.

`sentences/<language>/*.tsv` was written for this, by several writers who did not see each other's
files: kind, codes, sentence; those of `k_*` are whole letters, whose kinds were given to sentences
and not clause by clause, so that only their codes are learned from; those of `n_*` are lines of
notes, of which only the kind is. Of the development set
(tests/language) only what has a number that is no multiple of three is used. The examples of the
language packs are short and clear and count more: those that hold (`fires`, `silent`) and those
that do not yet (`missed`, `alarmed`).
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sets import LANGUAGES, ROOT

from kulanz.case import LanguageCode
from kulanz.facts import parse_transcript
from kulanz.facts.sentences import sentences
from kulanz.languages import pack

SENTENCES = Path(__file__).parent / "sentences"
KEPT_BACK = 3
_LETTERS = "k_"
_NOTES = "n_"
_KIND_ONLY = frozenset({"-"})  # signals are the customer's
_PUNCTUATION = "?!."


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, its kind ("" when unknown) and its codes.

    `known` says that the rules of the pack were written with it in view; `only` that it speaks
    about some codes and says nothing of the others.
    """

    language: LanguageCode
    text: str
    kind: str
    codes: frozenset[str]
    known: bool = False
    only: frozenset[str] = frozenset()


def lines() -> list[Line]:
    """Everything to learn from, in an order that does not depend on the files it stands in."""
    found = [
        one
        for language in LANGUAGES
        for one in (
            *written(language),
            *labelled(language),
            *noted(language),
            *examples(language),
        )
    ]
    return sorted(found, key=_place)


def _place(line: Line) -> tuple[str, ...]:
    return (line.language, line.text, line.kind, *sorted(line.codes), "", *sorted(line.only))


def written(language: LanguageCode) -> Iterator[Line]:
    """The bank of sentences."""
    for path in sorted((SENTENCES / language).glob("*.tsv")):
        letters = path.name.startswith(_LETTERS)
        only = _KIND_ONLY if path.name.startswith(_NOTES) else frozenset[str]()
        for row in path.read_text(encoding="utf-8").splitlines():
            kind, codes, text = row.split("\t")
            shown = implied(language, set(codes.split()) - {"-"})
            yield Line(language, text, "" if letters else kind, shown, only=only)


def implied(language: LanguageCode, codes: set[str]) -> frozenset[str]:
    """The codes and the behaviours that follow from them (`also` of the language pack)."""
    follow = {
        behaviour
        for behaviour, entry in pack(language, "signals")["behaviours"].items()
        if codes & set(entry.get("also", ()))
    }
    return frozenset(codes | follow)


def texts(
    language: LanguageCode, kind: str = "text", *, back: bool = False
) -> Iterator[dict[str, Any]]:
    """The labelled customer texts, or notes, of one part of the set."""
    for path in sorted((ROOT / "tests" / "language" / language).glob(f"{kind}s_*.toml")):
        for text in tomllib.loads(path.read_text(encoding="utf-8"))[kind]:
            if (int(text["id"][-3:]) % KEPT_BACK == 0) == back:
                yield text


def labelled(language: LanguageCode) -> Iterator[Line]:
    """The sentences of the development part, with the codes whose quotes they share."""
    for text in texts(language):
        yield from _sentences(text, language)


def noted(language: LanguageCode) -> Iterator[Line]:
    """The notes of the development part: kinds only, for signals are the customer's."""
    for text in texts(language, "note"):
        for one in _sentences(text, language):
            if one.kind != "none":
                yield replace(one, only=_KIND_ONLY)


def _sentences(text: dict[str, Any], language: LanguageCode) -> Iterator[Line]:
    words = text["text"].strip()
    marks = [
        (one["code"], match.span())
        for one in (*text.get("declarations", ()), *text.get("behaviours", ()))
        for match in re.finditer(re.escape(one["quote"]), words)
    ]
    kinds = [(one["kind"], _span(words, one["quote"])) for one in text.get("statements", ())]
    place = 0
    for one in sentences(parse_transcript(words), language):
        start = max(words.find(one.quote, place), words.find(one.quote))
        place = start
        here = (start, start + max(len(one.quote), len(one.text)))
        codes = {code for code, span in marks if _shared(span, here)}
        kind = next((kind for kind, span in kinds if _shared(span, here)), "none")
        yield Line(language, one.text, kind, frozenset(codes), known=True)


def _span(words: str, quote: str) -> tuple[int, int]:
    start = words.find(quote)
    return start, start + len(quote)


def _shared(one: tuple[int, int], other: tuple[int, int]) -> bool:
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common > min(one[1] - one[0], other[1] - other[0]) / 2


def examples(language: LanguageCode) -> Iterator[Line]:
    """The examples of the pack: a signal that must fire, and one that must not."""
    signals = pack(language, "signals")
    for section in ("declarations", "behaviours"):
        for code, entry in signals[section].items():
            only = implied(language, {code})
            none_of = frozenset({code, *entry.get("also", ())})
            for text in (*entry["fires"], *entry.get("missed", ())):
                yield Line(language, text, "", only, known=True, only=only)
            for text in (*entry["silent"], *entry.get("alarmed", ())):
                yield Line(language, text, "", frozenset(), known=True, only=none_of)
