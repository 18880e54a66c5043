"""Conditions that lost their verb: "ohne den Feiertag wäre ...", "a day earlier and she would"."""

from kulanz.chain.notes.grammar import ARROW, Grammar
from kulanz.chain.notes.order import begins_subject, is_participle
from kulanz.chain.notes.tokens import Run, is_clause, trimmed
from kulanz.chain.notes.would import NEAR, subject_before, would

NONE: tuple[Run, Run] = ((), ())


def verbless(words: Run, grammar: Grammar) -> tuple[Run, Run]:
    """The condition without its verb, and the main clause; both empty where there is none."""
    opened = next((n for n in (2, 1) if _opens(words[:n], grammar)), 0)
    verb = next((n for n in range(1, len(words)) if would(words, n, grammar)), 0)
    if opened and not verb:
        return _nothing_without(words, opened, grammar)
    told = grammar.has("finite", [token.low for token in words[opened:verb]])
    wish = grammar.has("if_wish", [token.low for token in words[verb : verb + NEAR]])
    if verb <= opened or told or wish:
        return NONE
    place = _opened(words, opened, verb, grammar) if opened else _begins(words, verb, grammar)
    return _split(words[opened:], place - opened, grammar) if place else NONE


def _opens(words: Run, grammar: Grammar) -> bool:
    return " ".join(token.low for token in words) in grammar.lists["if_with"]


def _nothing_without(words: Run, opened: int, grammar: Grammar) -> tuple[Run, Run]:
    """As in "ohne Verwendungszweck keine Zuordnung": no verb at all, only a negation."""
    rest = words[opened:]
    persons = grammar.lists["pronouns"] - grammar.lists["starters"]
    if is_clause(rest, grammar) or any(token.low in persons for token in rest):
        return NONE
    negators = grammar.lists["negators"]
    place = next((n for n, token in enumerate(rest) if n and token.low in negators), 0)
    return _split(rest, place, grammar) if place else NONE


def _opened(words: Run, opened: int, verb: int, grammar: Grammar) -> int:
    """Where the main clause begins behind "mit", "zonder", "but for"; 0 where it tells a fact.

    Dutch "was" and "had" are the plain past too: "bij aankomst was de doos open", "met de klant
    was afgesproken".
    """
    if _past(words, verb, grammar):
        people = {word for who in grammar.actors.values() for word in who}
        if any(token.low in people for token in words[opened : verb + 2]):
            return 0
        if not is_participle(words[-1].low, grammar):
            return 0
    return verb if grammar.verb_last else subject_before(words, verb, grammar)


def _begins(words: Run, verb: int, grammar: Grammar) -> int:
    """Where the main clause begins after "one day earlier and", "rechtzeitig gemeldet"."""
    past = _past(words, verb, grammar)
    joints = [
        n for n in range(1, verb) if words[n].low == ARROW or words[n].low in grammar.lists["and"]
    ]
    earlier = grammar.has("if_earlier", [token.low for token in words[:verb]])
    if joints and (earlier or not past) and verb - joints[-1] <= NEAR:
        return joints[-1]
    told = verb > 1 and is_participle(words[verb - 1].low, grammar) and not past
    fronted = grammar.verb_last and (earlier or told) and not begins_subject(words, grammar)
    return verb if fronted else 0


def _past(words: Run, verb: int, grammar: Grammar) -> bool:
    return words[verb].low in grammar.lists["if_also_past"]


def _split(words: Run, place: int, grammar: Grammar) -> tuple[Run, Run]:
    return trimmed(words[:place], grammar), trimmed(words[place:], grammar)
