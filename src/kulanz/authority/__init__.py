"""Who may offer what, on which basis, up to which limit (de: Entscheidungsrahmen, nl: mandaat).

The customer's behaviour is no input anywhere in this room: same facts, same offer.
"""

from kulanz.authority.catalogue import bases, explain, fact_names, may_offer, name, remedies
from kulanz.authority.verdict import Answer, Gate, Near, Verdict, Wish, gate, proof
from kulanz.countries import Remedy

__all__ = [
    "Answer",
    "Gate",
    "Near",
    "Remedy",
    "Verdict",
    "Wish",
    "bases",
    "explain",
    "fact_names",
    "gate",
    "may_offer",
    "name",
    "proof",
    "remedies",
]
