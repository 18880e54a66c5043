"""Conditions over facts that may be unknown (de: Bedingung, nl: voorwaarde).

Authority, promises and the rules of casework all ask "does this hold?" in the same words: facts of
a closed list, cells as in a decision table, and three answers: yes, no, and "this fact is missing".
"""

from kulanz.conditions.cells import ANY, BadCell, Cell, Span, cell, on_line, options
from kulanz.conditions.judging import BadCondition, Condition, Judged, condition, judge
from kulanz.conditions.vocabulary import FACTS, BadFact, Fact, FactKind, Facts, Value, known

__all__ = [
    "ANY",
    "FACTS",
    "BadCell",
    "BadCondition",
    "BadFact",
    "Cell",
    "Condition",
    "Fact",
    "FactKind",
    "Facts",
    "Judged",
    "Span",
    "Value",
    "cell",
    "condition",
    "judge",
    "known",
    "on_line",
    "options",
]
