"""Behaviours in a contact, B01 to B22: what somebody did with words, never what somebody is.

Source: the desk's own catalogue in docs/building/signals.md, drawn from trade literature and
rewritten from types of people into acts. Findings are hints for the moment. They never influence
a remedy, a price or the order of the queue, and nothing is stored unless a person confirms it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from kulanz.case import Finding, LanguageCode, Utterance
from kulanz.facts import Sentence
from kulanz.languages import pack
from kulanz.signals.heard import customer_sentences, in_order, look_up

BEHAVIOURS = tuple(f"B{number:02}" for number in range(1, 23))

_CUT_OFF = re.compile(r"(?:--|[–—-]|\.\.\.|…)\s*$")
_CAPITALS = re.compile(r"(?<!\w)[^\W\d_a-zäöüßëï]{2,}(?!\w)")
_LOUD_WORDS, _LOUD_LETTERS, _LOUD_SHARE = 3, 9, 0.6  # abbreviations are not shouting
_EXCLAMATIONS = 3
_FLOOD_WORDS = 350  # about three minutes of speech
_SHORT_WORDS, _SHORT_ANSWERS = 3, 3


@lru_cache(maxsize=8)
def find_behaviours(
    utterances: tuple[Utterance, ...], language: LanguageCode
) -> tuple[Finding, ...]:
    """The behaviours in the customer's words, with the clause that shows each.

    Never to be used for a decision about remedies.
    """
    utterances = tuple(utterances)
    return in_order(
        [
            *look_up("behaviours", utterances, language),
            *_from_declarations(utterances, language),
            *_loud(customer_sentences(utterances, language)),
            *_interrupting(utterances),
            *_by_length(utterances),
        ]
    )


def _from_declarations(
    utterances: tuple[Utterance, ...], language: LanguageCode
) -> Iterator[Finding]:
    declared = look_up("declarations", utterances, language)
    for code, entry in pack(language, "signals")["behaviours"].items():
        for finding in declared:
            if finding.code in entry.get("also", ()):
                yield Finding(code, finding.quote, finding.line)


def _loud(said: tuple[Sentence, ...]) -> Iterator[Finding]:
    """B07 by its signs: three exclamation marks, or three words in capitals."""
    for sentence in said:
        capitals = _CAPITALS.findall(sentence.text)
        letters = sum(character.isalpha() for character in sentence.text)
        loud = len("".join(capitals)) >= max(_LOUD_LETTERS, _LOUD_SHARE * letters)
        shouted = loud and len(capitals) >= _LOUD_WORDS
        if shouted or sentence.text.count("!") >= _EXCLAMATIONS:
            yield Finding("B07", sentence.quote, sentence.line)


def _interrupting(utterances: tuple[Utterance, ...]) -> Iterator[Finding]:
    """B12 by its mark in a transcript: the agent's line breaks off and the customer goes on."""
    for before, after in pairwise(utterances):
        cut_off = before.speaker == "agent" and _CUT_OFF.search(before.text[-20:])
        if cut_off and after.speaker == "customer":
            yield Finding("B12", after.text, after.line)


def _by_length(utterances: tuple[Utterance, ...]) -> Iterator[Finding]:
    """B13 and B14 by the length of what is said between two lines of the agent."""
    short = 0
    for turn in _spoken_turns(utterances):
        words = sum(len(utterance.text.split()) for utterance in turn)
        first = turn[0]
        short = short + 1 if words <= _SHORT_WORDS else 0
        if short == _SHORT_ANSWERS:
            yield Finding("B14", first.text, first.line)
        if words >= _FLOOD_WORDS:
            yield Finding("B13", first.text, first.line)


def _spoken_turns(utterances: tuple[Utterance, ...]) -> Iterator[list[Utterance]]:
    """The customer's turns of a conversation; a mail has none."""
    if not any(utterance.speaker == "agent" for utterance in utterances):
        return
    turn: list[Utterance] = []
    for utterance in utterances:
        if utterance.speaker == "customer":
            turn.append(utterance)
        elif turn and utterance.speaker == "agent":
            yield turn
            turn = []
    if turn:
        yield turn
