"""Had-sentences: "Hätte sie ..., wäre ...", "als zij ... had, dan was ...", "had ... would".

The counterfactual test of why-because analysis in everyday words: what was not, and what would
have been. Questions, wishes ("ich hätte gern") and open conditions ("if you pay") are none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kulanz.chain.notes.clauses import conjuncts, split_fronted
from kulanz.chain.notes.cues import find_cues
from kulanz.chain.notes.grammar import Grammar
from kulanz.chain.notes.tokens import Run, trimmed


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
    if not run or run[-1].low == "?":
        return None
    words, because = _without_because(run, grammar)
    found = _supposed(trimmed(words, grammar), grammar) if because else None
    if found:
        return replace(found, given=_parts(because, grammar))
    return _supposed(trimmed(run, grammar), grammar)


def _supposed(words: Run, grammar: Grammar) -> Hypothesis | None:
    if not words:
        return None
    return _otherwise(words, grammar) or _fronted(words, grammar) or _trailing(words, grammar)


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
    near = [token.low for token in rest[:5]]
    if words[0].low not in lists["if_otherwise"] or not grammar.has("if_would", near):
        return None
    return Hypothesis((), _parts(rest, grammar))


def _fronted(words: Run, grammar: Grammar) -> Hypothesis | None:
    lists = grammar.lists
    if words[0].low in lists["if_if"]:
        condition, main = _halves(words[1:], grammar)
        supposed = any(token.low in lists["if_had"] for token in condition)
    elif words[0].low in lists["if_strong"]:
        condition, main = _halves(words, grammar)
        supposed = True
    else:
        return None
    if not main or not supposed or main[0].low in lists["if_not_clause"]:
        return None
    if not grammar.has("if_would", [token.low for token in main[:6]]):
        return None
    return Hypothesis(_parts(condition, grammar), _parts(main, grammar))


def _halves(words: Run, grammar: Grammar) -> tuple[Run, Run]:
    """At the comma after which the would-verb comes; in Dutch also at "dan"."""
    lists = grammar.lists
    for place, token in enumerate(words):
        if token.low != "," and token.low not in lists["if_then"]:
            continue
        main = words[place + 1 :]
        if main and main[0].low in lists["if_then"]:
            main = main[1:]
        opening = [part.low for part in main[: 1 if grammar.verb_last else 6]]
        if grammar.has("if_would", opening):
            return words[:place], main
    return split_fronted(words, grammar) if grammar.verb_last is False else (words, ())


def _trailing(words: Run, grammar: Grammar) -> Hypothesis | None:
    lists = grammar.lists
    for place, token in enumerate(words):
        if place and token.low in lists["if_if"]:
            main, condition = words[:place], words[place + 1 :]
            would = any(part.low in lists["if_would"] for part in main)
            strong = any(part.low in lists["if_strong"] for part in condition)
            if would and strong and len(condition) > 1:
                return Hypothesis(_parts(condition, grammar), _parts(main, grammar))
    return None


def _parts(run: Run, grammar: Grammar) -> list[Run]:
    return conjuncts(run, grammar)
