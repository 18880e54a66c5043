"""What the case knows about a returned direct debit, and what may be said about it."""

import re
from dataclasses import dataclass

from kulanz.case import LanguageCode
from kulanz.desk.casefiles import language_of
from kulanz.desk.models import Case
from kulanz.desk.queries.case_facts import facts_of
from kulanz.languages import pack
from kulanz.protocol import lint
from kulanz.protocol.wording import debit_sentence

RULE = "E_debit_reason"
_WORD = re.compile(r"\b[A-Z]{2}\d{2}\b")


@dataclass(frozen=True, slots=True)
class Debit:
    """A known return code: the sentence for the customer, "" for none; what to do next."""

    code: str
    sentence: str
    next_step: str


def debit_code(case: Case) -> str | None:
    """The return code that the bank gave (SEPA, ISO 20022 external code), or None.

    What somebody noted as the deciding fact counts; else the facts of the ledger, for what the
    customer says about the reason is a claim. Two codes there are two debits, and which of them a
    reply speaks of is not known: then nothing is said.
    """
    noted = facts_of(case).get("debit.code")
    if noted is not None:
        return str(noted)
    facts = case.statements.filter(replaced_by=None, kind="fact").exclude(standing="refuted")
    rows = facts.values_list("text", "quote", "source")
    known = pack("en", "lint")["debits"]
    found = {code for row in rows for code in _WORD.findall(" ".join(row)) if code in known}
    return found.pop() if len(found) == 1 else None


def debit(case: Case, *, language: LanguageCode) -> Debit | None:
    """The known code; the sentence in the customer's language, the next step in the reader's."""
    code = debit_code(case)
    if code is None:
        return None
    steps = pack(language, "sepa")["next"]
    return Debit(code, debit_sentence(code, language_of(case)), str(steps[code]))


def sayable(text: str, *, language: LanguageCode, code: str | None) -> bool:
    """Whether a text gives no other reason for a returned debit than the bank's code.

    "Insufficient funds" is said for AM04 and for nothing else.
    """
    return all(one.code != RULE for one in lint(text, language=language, debit_code=code))
