"""Who may offer what, on which basis, up to which limit (de: Entscheidungsrahmen, nl: mandaat).

The customer's behaviour is no input anywhere in this room: same facts, same offer.
"""

from kulanz.authority.catalogue import Remedy, name, remedies
from kulanz.authority.verdict import Answer, Verdict, explain, may_offer

__all__ = ["Answer", "Remedy", "Verdict", "explain", "may_offer", "name", "remedies"]
