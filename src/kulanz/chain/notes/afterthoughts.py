"""Reasons that notes tell without a connective: "Delivery failed, dog loose in the yard".

What went wrong or is refused stands in front of a comma, a dash or a colon, and what explains it
behind. That is a guess, right in about two cases of three (bench/language/README.md), so what is
read this way is supposed only, and the desk asks whether it was the reason.
"""

from kulanz.chain.notes.grammar import Grammar
from kulanz.chain.notes.tokens import Run, is_verb, trimmed

_SEPARATORS = frozenset(",:–—-")
_LEAST, _MOST = 2, 12  # words of either side


def afterthought(run: Run, grammar: Grammar) -> tuple[Run, Run] | None:
    """The outcome and its supposed cause, in a sentence of notes that has no connective."""
    places = [n for n, token in enumerate(run) if token.low in _SEPARATORS and not _joins(run, n)]
    if not places or any(token.low == "?" for token in run):
        return None
    end = places[1] if len(places) > 1 else len(run)
    outcome = trimmed(run[: places[0]], grammar)
    cause = trimmed(run[places[0] + 1 : end], grammar)
    if not all(_LEAST <= len(side) <= _MOST for side in (outcome, cause)):
        return None
    failed = grammar.has("outcomes", [token.low for token in outcome])
    return (outcome, cause) if failed and _explains(cause, grammar) else None


def _joins(run: Run, place: int) -> bool:
    """A hyphen or a colon without a space before and after it: "8:30", "wlan-box"."""
    before, after = run[place - 1 : place], run[place + 1 : place + 2]
    if run[place].low == "," or not before or not after:
        return False
    close = before[0].end == run[place].start
    return close and (run[place].low != ":" or run[place].end == after[0].start)


def _explains(cause: Run, grammar: Grammar) -> bool:
    """A state or an event; no deed of the desk, no feeling, no wish, no appointment."""
    words = [token.low for token in cause if token.is_word]
    if grammar.has("no_reason", words) or words[0] in grammar.lists["no_reason_first"]:
        return False
    return words[0] not in grammar.lists["subordinate"] or is_verb(cause[0], grammar)
