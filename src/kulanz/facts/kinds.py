"""The kind of a sentence, weighed from the rule that fired, the words and the concepts.

The weights were learned from sentences written for this, in three languages, and from the
development part of tests/language (docs/building/models.md). What a rule says counts as one
strong feature among the others: it is outvoted only by many words that speak against it.
"""

from typing import get_args

from kulanz.case import Kind, LanguageCode
from kulanz.facts.meant import spelled_out
from kulanz.languages.seen import seen
from kulanz.languages.tables import RULE, learned

KINDS: tuple[Kind, ...] = get_args(Kind)
_CLEAR: dict[Kind, float] = {"demand": 0.6}  # "Now you want prepayment" is no wish of the customer
_CLEAR_IN_NOTES: dict[Kind, float] = {"demand": 2.0, "fact": 1.5}  # of others, by hearsay
_WITHOUT_A_WORD_FOR_IT = 2.0  # "my heart sank", where no concept tells of a feeling
_FEELINGS = ("gangry", "gsad", "gafraid", "ghappy", "gdistress")  # concepts with words of feeling


def weighed_kind(
    text: str, folded: str, rule: Kind | None, language: LanguageCode, *, noted: bool
) -> Kind:
    """The kind that most speaks for; `noted` is what an agent wrote down.

    A wish that no rule knows must be clear to be one, in a note more so and a fact too; so must a
    feeling told without a word for it.
    """
    features = seen_kind(text, folded, rule, language)
    found = dict(zip(KINDS, learned("kinds", language).sums(features), strict=True))
    for kind, least in (_CLEAR_IN_NOTES if noted else _CLEAR).items():
        if rule != kind:
            found[kind] -= least
    if rule != "emotion" and not any(feeling in features for feeling in _FEELINGS):
        found["emotion"] -= _WITHOUT_A_WORD_FOR_IT
    return max(found, key=found.__getitem__)


def seen_kind(
    text: str, folded: str, rule: Kind | None, language: LanguageCode
) -> dict[str, float]:
    """The features of a sentence, and which rule fired."""
    return seen(text, spelled_out(folded, language), language) | {f"k{rule or ''}": RULE}
