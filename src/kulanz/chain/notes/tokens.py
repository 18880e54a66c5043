"""A sentence as words with their places, and small questions about a run of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kulanz.chain.notes.grammar import ARROW, ARROWS, TOKEN, Grammar

BREAKS = frozenset(",;:.–—-(")
ARROW_MARK = re.compile(ARROWS)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark: as written, in lower case, and where it starts and ends."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """A word or number, not a mark."""
        return self.text[0].isalnum() or self.text[0] == "_"


Run = Sequence[Token]


def tokens(text: str) -> list[Token]:
    """The tokens of a sentence; what stands in parentheses is left out, it is an aside."""
    found: list[Token] = []
    depth = 0
    for match in TOKEN.finditer(text):
        mark = match.group()
        depth += mark == "("
        if not depth:
            low = ARROW if ARROW_MARK.fullmatch(mark) else mark.lower()
            found.append(Token(mark, low, match.start(), match.end()))
        depth -= mark == ")" and depth > 0
    return found


def spelled(run: Run) -> str:
    """The words of a run with single spaces, commas close to the word before, no quote marks."""
    text = ""
    for token in run:
        if not token.is_word and token.low not in ",;:–—-&%€$£+/.":
            continue
        text += (
            token.text if not text or token.low in {",", ";", ":", "%", "."} else f" {token.text}"
        )
    return text


def trimmed(run: Run, grammar: Grammar) -> Run:
    """Without marks, conjunctions and openers such as "und dann" at both ends."""
    start, end = 0, len(run)
    edge = grammar.lists["openers"]
    while start < end and (not run[start].is_word or run[start].low in edge):
        start += 1
    joiners = grammar.lists["and"] | grammar.lists["or"]
    while end > start and (not run[end - 1].is_word or run[end - 1].low in joiners):
        end -= 1
    return run[start:end]


def segments(run: Run, marks: str = ",;:–—") -> list[Run]:
    """The run cut at punctuation."""
    found: list[Run] = []
    start = 0
    for place, token in enumerate(run):
        if token.low in marks:
            found.append(run[start:place])
            start = place + 1
    found.append(run[start:])
    return [part for part in found if any(token.is_word for token in part)]


def is_verb(token: Token, grammar: Grammar) -> bool:
    """A known finite verb, or a small word with the ending of one."""
    if token.low in grammar.lists["finite"]:
        return True
    if not token.text.islower() or token.low in grammar.lists["not_verbs"]:
        return False
    known = grammar.lists["stop"] - grammar.lists["finite"]
    return token.low not in known and token.low.endswith(tuple(grammar.lists["verb_endings"]))


def is_clause(run: Run, grammar: Grammar) -> bool:
    """Has the run a predicate of its own, or is it only part of one ("name and address")?"""
    words = [token for token in run if token.is_word]
    if not words:
        return False
    if any(token.low in grammar.lists["finite"] for token in words):
        return True
    if not grammar.verb_last:
        acting = any(_acts(*pair, grammar) for pair in pairwise(words))
        return acting or any(is_verb(token, grammar) for token in words)
    if len(words) > 1 and words[0].low in grammar.lists["starters"] and words[-1].text.istitle():
        return False
    return is_verb(words[0], grammar) or is_verb(words[-1], grammar)


def is_fragment(run: Run, grammar: Grammar) -> bool:
    """A clause, or one whose verb was left out: "gate code missing", "Klingel defekt"."""
    first = 0 if len(run) > 2 else 1  # noqa: PLR2004 - "as new" says nothing, "wrong code given" does
    return is_clause(run, grammar) or grammar.has("states", [token.low for token in run[first:]])


def _acts(who: Token, does: Token, grammar: Grammar) -> bool:
    """English "she cut", "the shop demands": a subject, and right after it its verb."""
    lists = grammar.lists
    if who.low in lists["nominative"] and does.is_word:
        return True
    ending = does.low.endswith(tuple(lists["person_endings"]))
    return who.low in lists["third_person"] and ending and does.low not in lists["not_verbs"]


def begins_clause(run: Run, grammar: Grammar) -> bool:
    """Starts like a main clause: verb then subject, or in English the subject first."""
    words = [token for token in run if token.is_word][:3]
    if not words:
        return False
    subjects = grammar.lists["pronouns"] | grammar.lists["starters"]
    if words[0].low in grammar.lists["subordinate"] - subjects:
        return False
    if not grammar.verb_last:
        return words[0].low in subjects or words[0].text.istitle()
    if words[0].low in subjects or words[0].low in grammar.lists["object_pronouns"]:
        return False
    if words[0].low in grammar.lists["finite"]:
        return True
    return len(words) > 1 and words[1].low in subjects and is_verb(words[0], grammar)
