"""The words every room uses. Only types that three rooms share live here."""

from kulanz.case.reason import Reason
from kulanz.case.words import (
    LANGUAGES,
    Finding,
    Kind,
    LanguageCode,
    Money,
    Speaker,
    Stage,
    Statement,
    Utterance,
)

__all__ = [
    "LANGUAGES",
    "Finding",
    "Kind",
    "LanguageCode",
    "Money",
    "Reason",
    "Speaker",
    "Stage",
    "Statement",
    "Utterance",
]
