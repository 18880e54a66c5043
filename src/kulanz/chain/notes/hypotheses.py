"""Had-sentences: "Hätte sie ..., wäre ...", "als zij ... had, dan was ...", "had ... would".

The counterfactual test of why-because analysis in everyday words: what was not, and what would
have been. Questions, wishes ("ich hätte gern") and open conditions ("if you pay") are none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from kulanz.chain.notes.clauses import conjuncts
from kulanz.chain.notes.cues import find_cues
from kulanz.chain.notes.grammar import ARROW, Grammar
from kulanz.chain.notes.order import is_participle
from kulanz.chain.notes.tokens import BREAKS, Run, is_clause, trimmed
from kulanz.chain.notes.verbless import verbless
from kulanz.chain.notes.would import NEAR, any_had, any_would, had, subject_before, would

MOST_WORDS = 100  # nobody supposes more in one sentence
MOST_BEGUN = 3  # places where a had-sentence can begin inside
MOST_BEFORE = 12  # words before a had-sentence that begins inside: "cust says, had she ..."


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The clauses of a had-sentence; no conditions means "otherwise", after what went before.

    `given` are the facts of a because-clause at its end, which the consequences need too.
    """

    conditions: Sequence[Run]
    consequences: Sequence[Run]
    given: Sequence[Run] = ()


def hypothesis(run: Run, grammar: Grammar) -> Hypothesis | None:
    """The had-sentence in this run of tokens, if it is one."""
    if not run or run[-1].low == "?" or len(run) > MOST_WORDS:
        return None
    words, because = _without_because(run, grammar)
    found = _supposed(trimmed(words, grammar), grammar) if because else None
    if found:
        return replace(found, given=_parts(because, grammar))
    return _supposed(trimmed(run, grammar), grammar)


def _supposed(words: Run, grammar: Grammar) -> Hypothesis | None:
    ways = (_otherwise, _fronted, _without_verb, _trailing)
    for run in islice(_beginnings(words, grammar), MOST_BEGUN):
        found = next((found for way in ways if (found := way(run, grammar))), None)
        if found:
            return found
    return None


def _beginnings(words: Run, grammar: Grammar) -> Iterator[Run]:
    """The sentence, and what of it follows "she says" or a mark where "had she ..." can begin."""
    lists = grammar.lists
    openings, says = lists["if_if"] | lists["if_inverted"], lists["if_says"]
    if words:
        yield words
    for place, token in enumerate(words[:MOST_BEFORE], 1):
        rest = trimmed(words[place:], grammar)
        strong = lists["if_strong"] if token.low == "." else openings
        if rest and (
            token.low in says or (token.low in BREAKS and rest[0].low in strong | openings)
        ):
            yield rest


def _without_because(run: Run, grammar: Grammar) -> tuple[Run, Run]:
    """The sentence up to a because-clause at its end, and that clause."""
    cues = find_cues(run, grammar, note=False)
    last = cues[-1] if cues else None
    if last is None or last.cue.kind != "because" or not trimmed(run[: last.start], grammar):
        return run, ()
    return run[: last.start], run[last.end :]


def _otherwise(words: Run, grammar: Grammar) -> Hypothesis | None:
    lists = grammar.lists
    rest = words[1:]
    while rest and not rest[0].is_word:
        rest = rest[1:]
    if words[0].low not in lists["if_otherwise"] or not any_would(rest, grammar, NEAR):
        return None
    return Hypothesis((), _parts(rest, grammar))


def _fronted(words: Run, grammar: Grammar) -> Hypothesis | None:
    lists = grammar.lists
    if not words:
        return None
    if words[0].low in lists["if_if"]:
        condition, main = _halves(words[1:], grammar)
        supposed = any_had(condition, grammar)
    elif words[0].low in lists["if_strong"] and not _mere_past(words, grammar):
        condition, main = _halves(words, grammar)
        supposed = True
    else:
        return None
    if not main or not supposed or main[0].low in lists["if_not_clause"]:
        return None
    if not any_would(main, grammar, NEAR) and not _nothing(main, grammar):
        return None
    return Hypothesis(_parts(condition, grammar), _parts(main, grammar))


def _mere_past(words: Run, grammar: Grammar) -> bool:
    """Dutch "had gebeld, was boos" leaves its subject out; "had hij gebeld" does not."""
    if words[0].low not in grammar.lists["if_also_past"]:
        return False
    after = words[1].low if len(words) > 1 else ""
    return not after or after in grammar.lists["negators"] or is_participle(after, grammar)


def _nothing(main: Run, grammar: Grammar) -> bool:
    """As in "wäre die Sperre gesetzt gewesen, keine Mahnung": no verb, only a negation."""
    return main[0].low in grammar.lists["negators"] and not is_clause(main, grammar)


def _halves(words: Run, grammar: Grammar) -> tuple[Run, Run]:
    """At the comma after which the would-verb comes, in Dutch at "dan", or before that verb."""
    lists = grammar.lists
    first: tuple[Run, Run] = (words, ())
    for place, token in enumerate(words):
        if token.low not in {",", ARROW} and token.low not in lists["if_then"]:
            continue
        main = words[place + 1 :]
        if main and main[0].low in lists["if_then"]:
            main = main[1:]
        if main and (any_would(main, grammar, NEAR) or _nothing(main, grammar)):
            return words[:place], main
        first = first if first[1] or not main else (words[:place], main)
    return _without_comma(words, grammar) or first


def _without_comma(words: Run, grammar: Grammar) -> tuple[Run, Run] | None:
    """As in "if it had been paid she would have ..." and "als we dat hadden geweten was ze ..."."""
    first = next((n for n in range(len(words)) if had(words, n, grammar)), len(words))
    place = next((n for n in range(first + 1, len(words)) if would(words, n, grammar)), None)
    if place is None:
        return None
    start = place if grammar.verb_last else subject_before(words, place, grammar)
    return (words[:start], words[start:]) if first < start else None


def _without_verb(words: Run, grammar: Grammar) -> Hypothesis | None:
    condition, main = verbless(words, grammar)
    return Hypothesis([condition], _parts(main, grammar)) if condition and main else None


def _trailing(words: Run, grammar: Grammar) -> Hypothesis | None:
    lists = grammar.lists
    numbers = range(len(words))
    first = next((n for n in numbers if would(words, n, grammar)), len(words))
    last = max((n for n in numbers if had(words, n, grammar, "if_strong")), default=0)
    for place, token in enumerate(words):
        main, condition = words[:place], words[place + 1 :]
        if not place or len(condition) < 2:  # noqa: PLR2004 - a subject and a verb
            continue
        if token.low in lists["if_if"]:
            fits = last > place
        else:
            fits = token.low in lists["if_inverted"] and _inverted(words, place, grammar)
            condition = words[place:]
        if fits and first < place:
            return Hypothesis(_parts(condition, grammar), _parts(main, grammar))
    return None


def _inverted(words: Run, place: int, grammar: Grammar) -> bool:
    """As in "she'd have paid had the letter come"; in German and Dutch a comma stands before."""
    if grammar.verb_last:
        return words[place - 1].low == ","
    after = words[place + 1]
    subjects = grammar.lists["pronouns"] | grammar.lists["starters"]
    return after.low in subjects or after.text.istitle()


def _parts(run: Run, grammar: Grammar) -> list[Run]:
    return conjuncts(run, grammar)
