"""Declarations that hide in anger: withdrawal, termination, "never received", a lawyer, danger.

Each has its own clock or its own way of working, so finding them is worth more than measuring a
mood. The finding proposes, a person confirms; the clock starts at receipt, not at confirmation.
"""

from kulanz.case import Finding, LanguageCode, Utterance
from kulanz.signals.heard import look_up

DECLARATIONS = (
    "withdrawal",
    "termination",
    "defect_notice",
    "not_received",
    "claim_disputed",
    "erasure",
    "access",
    "objection_marketing",
    "identity_fraud",
    "safety",
    "vulnerability",
    "self_harm",
    "threat_violence",
    "legal",
    "adr",
    "consumer_body",
    "press",
    "publicity",
    "wants_boss",
    "nth_contact",
    "churn",
    "account_closing",
)


def find_declarations(
    utterances: tuple[Utterance, ...], language: LanguageCode
) -> tuple[Finding, ...]:
    """What the customer declares, with the clause that shows it; by line, then by code."""
    return look_up("declarations", tuple(utterances), language)
