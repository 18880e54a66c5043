"""Mails in two languages: which stretch of a contact is in which.

A guest family writes on in English, a daughter quotes her father in German. Each stretch is read
with the words of its own language. A paragraph of fewer than four words ("Best regards, Katja")
says too little and goes with what stands before it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, pairwise

from kulanz.case import Finding, LanguageCode, Statement, Utterance
from kulanz.facts import find_statements
from kulanz.languages import detect
from kulanz.languages.linear import scores

Stretch = tuple[LanguageCode, tuple[Utterance, ...]]
Find = Callable[[tuple[Utterance, ...], LanguageCode], tuple[Finding, ...]]
_ENOUGH_WORDS = 4
_SURE = 0.9  # of the letters: "Chat, please" is no French
_LOOK = 1_000  # characters
MOST = 400  # paragraphs; the rest goes with the last


def stretches(utterances: tuple[Utterance, ...], main: LanguageCode) -> tuple[Stretch, ...]:
    """The utterances in their order, as runs of one language each.

    A conversation is cut where the speaker changes, a mail at its empty lines; `main` is the
    language of the whole and of what is too short to tell.
    """
    spoken: list[tuple[LanguageCode, list[Utterance]]] = []
    for number, paragraph in enumerate(_paragraphs(utterances)):
        before = spoken[-1][0] if spoken else main
        spoken.append((_language(paragraph, before, known=number >= MOST), paragraph))
    return tuple(
        (language, tuple(one for _, paragraph in run for one in paragraph))
        for language, run in groupby(spoken, key=lambda one: one[0])
    )


def _paragraphs(utterances: tuple[Utterance, ...]) -> Iterator[list[Utterance]]:
    paragraph = list(utterances[:1])
    for before, after in pairwise(utterances):
        if after.line - before.line > 1 or after.speaker != before.speaker:
            yield paragraph
            paragraph = []
        paragraph.append(after)
    if paragraph:
        yield paragraph


def _language(said: Iterable[Utterance], before: LanguageCode, *, known: bool) -> LanguageCode:
    text = "\n".join(one.text for one in said)
    return before if known or len(text.split()) < _ENOUGH_WORDS else _heard(text, before)


@lru_cache(maxsize=1024)
def _heard(text: str, before: LanguageCode) -> LanguageCode:
    found = detect(text)
    sure = found == before or scores("language", text[:_LOOK])[found] >= _SURE
    return found if sure else before


def statements_of(parts: tuple[Stretch, ...]) -> tuple[Statement, ...]:
    """The statements of all stretches, numbered through."""
    found = [one for language, said in parts for one in find_statements(said, language)]
    if len(parts) == 1:
        return tuple(found)
    return tuple(replace(one, id=f"s{number}") for number, one in enumerate(found, 1))


def findings_of(parts: tuple[Stretch, ...], find: Find) -> tuple[Finding, ...]:
    """What is found in each stretch with the words of its language, by line."""
    found = [one for language, said in parts for one in find(said, language)]
    return tuple(found) if len(parts) == 1 else tuple(sorted(found, key=lambda one: one.line))
