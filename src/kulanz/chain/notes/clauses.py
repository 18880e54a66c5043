"""Cuts the words around a connective into the clauses that are cause and effect."""

from collections.abc import Iterator, Mapping

from kulanz.chain.notes.grammar import Grammar
from kulanz.chain.notes.tokens import (
    Run,
    begins_clause,
    is_clause,
    is_fragment,
    is_verb,
    segments,
    trimmed,
)

MOST_JOINED = 8


def split_fronted(run: Run, grammar: Grammar) -> tuple[Run, Run]:
    """Of "(Weil) A, B, beende ich C": the causes, and the main clause or nothing."""
    commas = [place for place, token in enumerate(run) if token.low == ","]
    for comma in commas:
        rest = run[comma + 1 :]
        then = rest[1:] if rest and rest[0].low in grammar.lists["if_then"] else rest
        if begins_clause(then, grammar):
            return run[:comma], then
    if commas and any(token.is_word for token in run[commas[-1] + 1 :]):
        return run[: commas[-1]], run[commas[-1] + 1 :]
    place = _second_verb(run, grammar) if grammar.verb_last else second_subject(run, grammar)
    return (run[:place], run[place:]) if place else (run, ())


def _second_verb(run: Run, grammar: Grammar) -> int:
    """As in "(omdat) de pas verlopen was is de order ...": two finite verbs, then a subject."""
    lists = grammar.lists
    subjects = lists["pronouns"] | lists["starters"]
    joints = (n for n in range(2, len(run) - 1) if is_verb(run[n - 1], grammar))
    return next((n for n in joints if _begins_here(run, n, subjects, lists)), 0)


def _begins_here(
    run: Run, place: int, subjects: frozenset[str], lists: Mapping[str, frozenset[str]]
) -> bool:
    """A finite verb and a subject, or a negation alone: "aangezien bon ontbreekt geen ruil"."""
    asked = run[place].low in lists["finite"] and run[place + 1].low in subjects
    denied = run[place].low in lists["negators"] and run[-1].low not in lists["finite"]
    return asked or denied


def second_subject(run: Run, grammar: Grammar, *, noun: bool = False) -> int:
    """As in "(because) he didn't get the mail he missed ...": a subject behind a whole clause.

    Behind a `noun`, as in "(because of) the storm no ferry ran", an article begins it too.
    """
    lists = grammar.lists
    subjects = lists["nominative"] | (lists["starters"] if noun else frozenset())
    inside = lists["subordinate"] | lists["and"] | lists["stop"]
    places = (
        place
        for place in range(1 if noun else 3, len(run) - 1)
        if run[place].low.partition("'")[0] in subjects
        and run[place - 1].low not in inside
        and is_clause(run[:place], grammar) is not noun
        and is_clause(run[place:], grammar)
    )
    return next(places, 0)


def until_turn(run: Run, grammar: Grammar) -> Run:
    """The clause up to the comma where the talk turns: ", aber ...", ", und ich ..."."""
    lists = grammar.lists
    for place, token in enumerate(run[:-1]):
        if token.low in {";", "–", "—"}:
            return run[:place]
        after = run[place + 1].low
        if token.low == "," and (after in lists["leaving"] or after in lists["and"]):
            return run if _ends_list(run, place, grammar) else run[:place]
    return run


def first_of_two(run: Run, grammar: Grammar) -> Run:
    """Of "A, B" only A: what follows one comma without an "and" is told for itself.

    "A, B, C" and "A, B and C" are lists, and what has no predicate belongs to the clause before.
    """
    commas = [place for place, token in enumerate(run) if token.low == ","]
    if len(commas) != 1:
        return run
    before, after = run[: commas[0]], trimmed(run[commas[0] + 1 :], grammar)
    if not after or any(token.low in grammar.lists["and"] for token in after):
        return run
    first = after[0].low
    leans = grammar.has("subordinate", [first]) or grammar.has("infinitive", [first])
    last = after[-1].low in grammar.lists["finite"]  # the order of "weil A fehlt, B kaputt ist"
    own = grammar.verb_last and (first in grammar.lists["pronouns"] or last)
    told = _is_told(after, grammar) or (
        len(after) == 1 and is_fragment(trimmed(before, grammar), grammar)
    )
    return before if told and not leans and not own else run


def _is_told(run: Run, grammar: Grammar) -> bool:
    """A clause or fragment; "Kd meldet sich" has its verb in the second place."""
    second = len(run) > 1 and run[1].text.islower() and is_verb(run[1], grammar)
    return second or is_fragment(run, grammar)


def _ends_list(run: Run, place: int, grammar: Grammar) -> bool:
    """The comma before the last "and" of an English list: "A, B, and C", but not "A, B, and I"."""
    rest = trimmed(run[place + 1 :], grammar)
    parts = [*segments(run[:place], ","), rest]
    said_by_me = bool(rest) and rest[0].low in grammar.actors["first_person"]
    whole = not grammar.verb_last and len(segments(run[place + 1 :])) == 1
    return whole and not said_by_me and len(parts) > 2 and all(is_clause(p, grammar) for p in parts)  # noqa: PLR2004 - two before the last


def last_clause(run: Run, grammar: Grammar) -> Run:
    """The clause that a following "because" is about; "said that X, because" is about X."""
    parts = segments(trimmed(run, grammar))
    if not parts:
        return ()
    place = len(parts) - 1
    while place and (_leans(parts[place], grammar) or not is_clause(parts[place], grammar)):
        place -= 1
    chosen = [token for token in run if token.start >= parts[place][0].start]
    conjuncts = list(_joined(chosen, grammar.lists["and"], grammar))
    return _without_that(trimmed(conjuncts[-1], grammar), grammar)


def conjuncts(run: Run, grammar: Grammar) -> list[Run]:
    """The clauses joined by commas and "and"; words that only belong together stay together."""
    parts: list[Run] = []
    start = 0
    for end in [place for place, token in enumerate(run) if token.low in ",;"] + [len(run)]:
        part = trimmed(run[start:end], grammar)
        follows = run[end + 1 :]
        if not follows or (
            is_clause(trimmed(_first(follows), grammar), grammar)
            and part
            and not _completes(follows, grammar)
            and not _interrupted(part, grammar)
        ):
            parts.append(run[start:end])
            start = end + 1
    found = [part for segment in parts for part in _joined(segment, grammar.lists["and"], grammar)]
    return [part for part in (trimmed(part, grammar) for part in found) if part][:MOST_JOINED]


def alternatives(run: Run, grammar: Grammar) -> list[list[Run]]:
    """The causes as alternatives ("or") of conjunctions ("and")."""
    either = _joined(run, grammar.lists["or"], grammar)
    return [joined for part in either if (joined := conjuncts(part, grammar))]


def _joined(run: Run, words: frozenset[str], grammar: Grammar) -> Iterator[Run]:
    start = 0
    for place, token in enumerate(run):
        if token.low not in words:
            continue
        left, right = trimmed(run[start:place], grammar), trimmed(run[place + 1 :], grammar)
        if _both(left, right, grammar):
            yield left
            start = place + 1
    yield run[start:]


def _both(left: Run, right: Run, grammar: Grammar) -> bool:
    """Two clauses, or two that lost their verbs: "Klingel defekt und Kd nicht ans Handy"."""
    if min(len(left), len(right)) > 1 and right[0].low not in grammar.lists["drops"]:
        return is_fragment(left, grammar) and is_fragment(right, grammar)
    ending = tuple(grammar.lists["person_endings"])
    if len(right) == 1 and not grammar.verb_last and not right[0].low.endswith(ending):
        return False  # "tagged and left" is one thing, "shouts and interrupts" are two
    return is_clause(left, grammar) and is_clause(right, grammar)


def _first(run: Run) -> Run:
    return segments(run, ",;")[0] if any(token.is_word for token in run) else ()


def _leans(run: Run, grammar: Grammar) -> bool:
    """A relative clause or an "um zu" completes the clause before it."""
    first = [token.low for token in run if token.is_word][:1]
    return grammar.has("subordinate", first) and not grammar.has("that", first)


def _completes(run: Run, grammar: Grammar) -> bool:
    """Inside a list of causes, "dass" and a clause with its own subject complete it too."""
    tokens = [token for token in _first(run) if token.is_word]
    words = [token.low for token in tokens]
    if len(words) > 1 and words[0] in grammar.lists["articles"] and tokens[1].text.istitle():
        return False  # "..., die Ware fehlt": an article, and no relative pronoun
    first = words[:1]
    own_subject = grammar.verb_last and grammar.has("pronouns", first)
    infinitive = words[-2:-1] if grammar.verb_last else first
    return own_subject or grammar.has("subordinate", first) or grammar.has("infinitive", infinitive)


def _interrupted(part: Run, grammar: Grammar) -> bool:
    """In "die Kundin, die mich kennt, schweigt": a subject still waits for its verb."""
    pieces = segments(part, ",;")
    if len(pieces) != 2 or is_clause(pieces[0], grammar):  # noqa: PLR2004 - subject and insertion
        return False
    return _completes(pieces[1], grammar)


def _without_that(run: Run, grammar: Grammar) -> Run:
    return run[1:] if run and run[0].low in grammar.lists["that"] else run
