"""A variable with its value as a clause, cut to what a reader takes in."""

from kulanz.case import LanguageCode
from kulanz.chain.parts import Variable

LONGEST = 400


def clause(variable: Variable, value: bool, language: LanguageCode) -> str:
    """What is so, in the language or else in one that there is."""
    texts = variable.yes if value else variable.no
    found = texts.get(language) or next(iter(texts.values()), "")
    if not found:
        found = clause(variable, True, language) if not value else variable.name.replace("_", " ")
        found = found if value else f"≠ {found}"
    return found[:LONGEST]
