"""The only stair between the storeys: rows of the desk become values of the core."""

from kulanz.desk.casefiles.chains import chain, model, status_of
from kulanz.desk.casefiles.filled import template_of
from kulanz.desk.casefiles.ledgers import is_live_call, language_of, ledger, utterances

__all__ = [
    "chain",
    "is_live_call",
    "language_of",
    "ledger",
    "model",
    "status_of",
    "template_of",
    "utterances",
]
