"""What is still to be asked: the exit check of the step "listen for facts".

Source: the five steps of the conversation (who, what, when, order, evidence, what was said by
whom, the customer's wish). Nothing is asked that was already told, and nothing that the contact
gives no reason to ask.
"""

from dataclasses import dataclass

from kulanz.case import LanguageCode, Statement
from kulanz.facts.patterns import has
from kulanz.languages import fold, pack

ORDER = ("what", "when", "order_number", "amount", "evidence", "said_by_whom", "wish")
_ONLY_IF = ("amount", "evidence", "said_by_whom")


@dataclass(frozen=True, slots=True)
class Question:
    """A missing fact (de: offene Frage, nl: open vraag): its code, and how to ask for it."""

    code: str
    text: str


def open_questions(
    statements: tuple[Statement, ...], language: LanguageCode
) -> tuple[Question, ...]:
    """The questions to ask next, most useful first."""
    texts = pack(language, "facts")["questions"]
    told = fold(" . ".join(f"{s.text} {s.quote}" for s in statements), language).text
    codes = [code for code in ORDER if _is_missing(code, told, statements, language)]
    return tuple(Question(code, texts[code]) for code in codes)


def _reason(statements: tuple[Statement, ...], language: LanguageCode) -> str:
    """What may give a reason to ask on; a fact that we verified needs no further proof."""
    own = (s for s in statements if s.kind != "fact" or s.speaker == "customer")
    told = (f"{s.text} {s.quote}" for s in own)
    return fold(" . ".join(told), language).text


def _is_missing(
    code: str, told: str, statements: tuple[Statement, ...], language: LanguageCode
) -> bool:
    if code == "wish":
        return not any(s.kind == "demand" and s.speaker != "system" for s in statements)
    if code in _ONLY_IF and not has(_reason(statements, language), "asked_if", code, language):
        return False
    return not has(told, "known", code, language)
