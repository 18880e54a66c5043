"""Whether the causes in a sentence stand in groups, or in one plain list."""

from collections.abc import Iterator
from itertools import pairwise

from kulanz.chain.notes.clauses import conjuncts, split_fronted
from kulanz.chain.notes.cues import find_cues
from kulanz.chain.notes.grammar import Grammar
from kulanz.chain.notes.order import begins_subject
from kulanz.chain.notes.tokens import Run, tokens, trimmed


def in_groups(sentence: str, grammar: Grammar) -> bool:
    """Like "A and B, C and D": an "and" that is not the last joint of a list with commas.

    "A, B and C" is a plain list, and so is what has one subject: "he shouts and swears, hangs up".
    """
    return any(_grouped(run, grammar) for run in _causes(tokens(sentence), grammar))


def _causes(run: Run, grammar: Grammar) -> Iterator[Run]:
    cues = find_cues(run, grammar, note=True)
    ends = [cue.start for cue in cues[1:]] + [len(run)]
    for cue, end in zip(cues, ends, strict=False):  # one end is left where there is no cue
        if cue.cue.kind in {"therefore", "so"}:
            yield run[: cue.start]
        elif trimmed(run[: cue.start], grammar):
            yield run[cue.end : end]
        else:
            yield split_fronted(run[cue.end : end], grammar)[0]


def _grouped(run: Run, grammar: Grammar) -> bool:
    parts = conjuncts(run, grammar)
    words = grammar.lists["and"]
    joints = [
        any(token.low in words and before[-1].end <= token.start < after[0].start for token in run)
        for before, after in pairwise(parts)
    ]
    subjects = sum(len(part) > 1 and begins_subject(part, grammar) for part in parts)
    return subjects > 1 and any(joints[:-1]) and not all(joints)
