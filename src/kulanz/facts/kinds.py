"""The kind of a sentence, weighed from the rule that fired, the words and the concepts.

The weights were learned from sentences written for this, in three languages, and from the
development part of tests/language (docs/building/models.md). What a rule says counts as one
strong feature among the others: it is outvoted only by many words that speak against it.
"""

from functools import cache
from typing import get_args

from kulanz.case import Kind, LanguageCode
from kulanz.facts.meant import spelled_out
from kulanz.languages.seen import seen
from kulanz.languages.tables import Table, has_table, table

KINDS: tuple[Kind, ...] = get_args(Kind)
_WISH = 2.0  # "Now you want prepayment" is no wish of the customer
RULE = 0.6  # how strongly a rule is seen before it is weighed


def weighed_kind(text: str, folded: str, rule: Kind | None, language: LanguageCode) -> Kind:
    """The kind that most speaks for; a wish that no rule knows must be clear to be one."""
    sums = weighed(language).sums(seen_kind(text, folded, rule, language))
    found = dict(zip(KINDS, sums, strict=True))
    if rule != "demand":
        found["demand"] -= _WISH
    return max(found, key=found.__getitem__)


def seen_kind(
    text: str, folded: str, rule: Kind | None, language: LanguageCode
) -> dict[str, float]:
    """The features of a sentence, and which rule fired."""
    return seen(text, spelled_out(folded, language), language) | {f"k{rule or ''}": RULE}


@cache
def weighed(language: LanguageCode) -> Table:
    """What is learned of concepts, rules and the words of this language; if none, without them."""
    own = f"kinds_{language}"
    return table("kinds", own) if has_table(own) else table("kinds_alone")
