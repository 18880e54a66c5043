"""Who may offer what, on which basis, up to which limit (de: Entscheidungsrahmen, nl: mandaat).

The customer's behaviour is no input anywhere in this room: same facts, same offer.
"""

from kulanz.authority.catalogue import (
    bases,
    explain,
    fact_names,
    may_offer,
    measures,
    name,
    remedies,
)
from kulanz.authority.proving import Finding, Proof, prove
from kulanz.authority.verdict import Answer, Gate, Near, Verdict, gate, proof
from kulanz.authority.wish import Extent, Wish
from kulanz.countries import Remedy

__all__ = [
    "Answer",
    "Extent",
    "Finding",
    "Gate",
    "Near",
    "Proof",
    "Remedy",
    "Verdict",
    "Wish",
    "bases",
    "explain",
    "fact_names",
    "gate",
    "may_offer",
    "measures",
    "name",
    "proof",
    "prove",
    "remedies",
]
