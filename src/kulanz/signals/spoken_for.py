"""Which words of a sentence spoke for a code: what an answer of weights has to show for itself."""

import re
from collections import defaultdict

from kulanz.case import LanguageCode
from kulanz.facts.meant import spelled_out
from kulanz.languages import fold
from kulanz.languages.concepts import CONCEPTS, EVERYDAY, concepts_of, tokens
from kulanz.languages.remembered import remembered
from kulanz.languages.tables import learned
from kulanz.signals.heard import features_of

MOST = 5
_LETTERS = re.compile(r"\w")


@remembered
def words_for(text: str, code: str, language: LanguageCode) -> tuple[str, ...]:
    """Up to five folded words that spoke for a code most, strongest first; none when none did.

    What several words share (a pair, a run of letters, a concept) counts for each in equal parts.
    """
    folded = fold(text, language).text
    words = [word for word in tokens(spelled_out(folded, language)) if _LETTERS.match(word)]
    moved: dict[str, float] = defaultdict(float)
    for feature, value in learned("signals", language).spoke(
        features_of(text, folded, language), code
    ):
        owners = [word for word in words if _owns(word, feature, language)]
        for word in owners:
            moved[word] += value / len(owners)
    strongest = sorted((word for word in moved if moved[word] > 0), key=lambda w: (-moved[w], w))
    return tuple(strongest[:MOST])


def _owns(word: str, feature: str, language: LanguageCode) -> bool:
    kind, rest = feature[0], feature[1:]
    if kind == "w":
        return word in rest.split()
    if kind == "c":
        return rest in f" {word} "
    if kind not in "ge":
        return False
    tables = (CONCEPTS, EVERYDAY) if kind == "e" else (CONCEPTS,)
    return not {
        concept for table in tables for concept in concepts_of(word, language, table)
    }.isdisjoint(rest.lstrip("-").split("&"))
