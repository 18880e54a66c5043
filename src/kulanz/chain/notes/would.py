"""The verbs of had-sentences: what was not ("had", "hätte"), what would have been ("would")."""

from kulanz.chain.notes.grammar import Grammar
from kulanz.chain.notes.tokens import Run

NEAR = 6  # words from the start of a main clause to its would-verb
MOST_SUBJECT = 3


def would(words: Run, place: int, grammar: Grammar) -> bool:
    """Is this the verb of what would have been? English "'d" only with "have" or "be" behind it."""
    low = words[place].low
    if low in grammar.lists["if_would"]:
        return True
    behind = [token.low for token in words[place + 1 : place + 4]]
    return shortened(low, grammar) and grammar.has("if_behind_short", behind)


def had(words: Run, place: int, grammar: Grammar, name: str = "if_had") -> bool:
    """Is this the verb of a condition? "They'd checked" has "had" in it, "they'd have" has not."""
    low = words[place].low
    short = shortened(low, grammar) and not would(words, place, grammar)
    return low in grammar.lists[name] or short


def shortened(low: str, grammar: Grammar) -> bool:
    """Is it a short form such as "they'd"?"""
    return low.endswith(tuple(grammar.lists["if_short"]))


def any_had(words: Run, grammar: Grammar, name: str = "if_had") -> bool:
    """Is there such a verb of a condition in the run?"""
    return any(had(words, place, grammar, name) for place in range(len(words)))


def any_would(words: Run, grammar: Grammar, near: int | None = None) -> bool:
    """Is there a verb of what would have been, among the first words?"""
    return any(would(words, place, grammar) for place in range(len(words[:near])))


def subject_before(words: Run, verb: int, grammar: Grammar) -> int:
    """Where the subject of an English verb begins; the verb itself in "they'd"."""
    if shortened(words[verb].low, grammar):
        return verb
    subjects = grammar.lists["pronouns"] | grammar.lists["starters"]
    near = range(verb - 1, max(-1, verb - MOST_SUBJECT - 1), -1)
    return next((n for n in near if words[n].low in subjects), max(0, verb - 1))
