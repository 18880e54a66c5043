"""What the case knows about a returned direct debit."""

import re

from kulanz.desk.models import Case
from kulanz.languages import pack

_WORD = re.compile(r"\b[A-Z]{2}\d{2}\b")


def debit_code(case: Case) -> str | None:
    """The return code that the bank gave (SEPA, ISO 20022 external code), or None.

    Only a fact counts: what the customer says about the reason is a claim. Two codes are two
    debits, and which of them a reply speaks of is not known: then nothing is said.
    """
    facts = case.statements.filter(replaced_by=None, kind="fact").exclude(standing="refuted")
    rows = facts.values_list("text", "quote", "source")
    known = pack("en", "lint")["debits"]
    found = {code for row in rows for code in _WORD.findall(" ".join(row)) if code in known}
    return found.pop() if len(found) == 1 else None
