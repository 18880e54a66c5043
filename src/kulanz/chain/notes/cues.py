"""Finds the connectives of a sentence and refuses those that only look like one.

German "da" is mostly an adverb ("da war niemand"), "denn" a particle, "so" an intensifier;
English "since" mostly tells the time; Dutch "want" is a noun too. Each guard is data.
"""

from dataclasses import dataclass

from kulanz.chain.notes.grammar import Cue, Grammar
from kulanz.chain.notes.tokens import BREAKS, Run, Token, is_fragment, is_verb, segments

MOST_CUES = 8
NEAR = 4
MOST_INSIDE = 3  # words between "Grund" and its colon
QUOTES = frozenset("\"'“„‘«»”’")
OPEN = frozenset("£€$<>~+#") | QUOTES  # marks that a clause may begin with


@dataclass(frozen=True, slots=True)
class Found:
    """A cue at the tokens `start` to `end` of its sentence."""

    cue: Cue
    start: int
    end: int


def find_cues(run: Run, grammar: Grammar, *, note: bool) -> list[Found]:
    """The connectives that really connect, from left to right, at most eight."""
    found: list[Found] = []
    place = 0
    while place < len(run) and len(found) < MOST_CUES:
        hit = _cue_at(run, place, grammar, note=note)
        if hit:
            found.append(hit)
        place = hit.end if hit else place + 1
    return found


def _cue_at(run: Run, place: int, grammar: Grammar, *, note: bool) -> Found | None:
    known = grammar.by_first.get(run[place].low, ())
    ends = [(cue, _end(cue, run, place)) for cue in known]
    ends.sort(key=lambda found: found[1] > place + len(found[0].words))  # with words inside: last
    for cue, end in ends:
        if not end:
            continue
        hit = Found(cue, place, end)
        if _stands_right(hit, run, grammar, note=note) and _followed_right(hit, run, grammar):
            return hit
    return None


def _end(cue: Cue, run: Run, place: int) -> int:
    """Where the cue ends, or 0; "Grund lt. Carrier:" is "Grund:" with a few words in it."""
    end = place + len(cue.words)
    lows = tuple(token.low for token in run[place : end + MOST_INSIDE])
    if lows[: len(cue.words)] == cue.words:
        return end
    wanted, mark = cue.words[:-1], cue.words[-1]
    if mark != ":" or lows[: len(wanted)] != wanted or mark not in lows:
        return 0
    return place + lows.index(mark) + 1


def _stands_right(hit: Found, run: Run, grammar: Grammar, *, note: bool) -> bool:
    cue, before = hit.cue, run[hit.start - 1] if hit.start else None
    spoken = any(token.is_word for token in run[: hit.start])
    if before and (before.low in cue.not_after or (spoken and before.low in QUOTES)):
        return False  # the second: somebody's words, she said "because I say so"
    if _disturbed(hit, run):
        return False
    if cue.kind == "so":
        return note and hit.start == 0
    if cue.at in {"sentence", "behind"}:
        return hit.start == 0 if cue.at == "sentence" else spoken
    if cue.at == "any" or before is None:
        return cue.at != "inside"
    return before.low in BREAKS | grammar.lists["and"] | grammar.lists["or"]


def _disturbed(hit: Found, run: Run) -> bool:
    """Stands a word near it, between the commas around it or anywhere that may not?"""
    cue = hit.cue
    near = cue.not_near and cue.not_near & _lows(run[hit.end : hit.end + NEAR])
    clause = cue.not_clause and cue.not_clause & _lows(_around(hit, run))
    return bool(near or clause or (cue.not_with and cue.not_with & _lows(run)))


def _around(hit: Found, run: Run) -> Run:
    """What stands around a cue between two commas."""
    commas = [-1, *(place for place, token in enumerate(run) if token.low == ","), len(run)]
    start = max(place for place in commas if place < hit.start)
    return run[start + 1 : min(place for place in commas if place >= hit.end)]


def _lows(run: Run) -> set[str]:
    return {token.low for token in run}


def _followed_right(hit: Found, run: Run, grammar: Grammar) -> bool:
    cue = hit.cue
    after = run[hit.end : hit.end + 8]
    if cue.kind == "unless" and after and after[0].low == ",":
        after = after[1:]
    if not any(token.is_word for token in after):  # "..., storniert deshalb."
        return cue.kind in {"therefore", "namely"} and cue.at == "any" and hit.start > 1
    if after[0].low in cue.not_before:
        return False
    if cue.comma and hit.start == 0 and not any(token.low == "," for token in run):
        return False
    return _next_fits(cue.next, after, grammar)


def _next_fits(wanted: str, after: Run, grammar: Grammar) -> bool:
    first, finite = after[0], grammar.lists["finite"]
    begins, short, _ = first.low.partition("'")  # "she'd already paid"
    subject = begins in grammar.lists["pronouns"] | grammar.lists["starters"]
    if wanted == "fragment":
        told = [token for token in (*segments(after), after)[0] if token.is_word]
        return len(told) > 1 and is_fragment(told, grammar)
    if wanted == "noun":
        told = [token for token in (*segments(after), after)[0] if token.is_word]
        return first.text[:1].isupper() and len(told) <= MOST_INSIDE
    fits = {
        "": first.is_word or first.low in OPEN,
        "verb": is_verb(first, grammar),
        "not_verb": first.low not in finite and not _verb_then_subject(after, grammar),
        "subject": subject,
        "predicate": subject and bool(short or any(is_verb(one, grammar) for one in after)),
        "clause": subject or first.low in finite,
    }
    return fits[wanted]


def _verb_then_subject(after: Run, grammar: Grammar) -> bool:
    """In "Da frage ich mich": the verb comes second, so "da" is an adverb."""
    return len(after) > 1 and _is_subject(after[1], grammar) and is_verb(after[0], grammar)


def _is_subject(token: Token, grammar: Grammar) -> bool:
    return token.low in grammar.lists["pronouns"]
