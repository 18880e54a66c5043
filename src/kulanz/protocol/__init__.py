"""The guided conversation: the step, the next sentence, the check of a reply.

de: Gesprächsleitfaden, nl: gespreksleidraad. What the rules rest on: docs/building/protocol.md.
"""

from kulanz.protocol.checks import MAX_LENGTH, RULES, lint
from kulanz.protocol.findings import Level, LintFinding
from kulanz.protocol.guide import STEPS, NextStep, explain, hint, next_step, step_name
from kulanz.protocol.ledger import LedgerLine
from kulanz.protocol.phrases import PLACEHOLDERS, Phrase, fill, phrase, phrase_steps, variants
from kulanz.protocol.progress import Progress, StepState, steps
from kulanz.protocol.states import state_label

__all__ = [
    "MAX_LENGTH",
    "PLACEHOLDERS",
    "RULES",
    "STEPS",
    "LedgerLine",
    "Level",
    "LintFinding",
    "NextStep",
    "Phrase",
    "Progress",
    "StepState",
    "explain",
    "fill",
    "hint",
    "lint",
    "next_step",
    "phrase",
    "phrase_steps",
    "state_label",
    "step_name",
    "steps",
    "variants",
]
