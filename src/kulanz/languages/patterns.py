"""Patterns as they stand in the language packs, compiled so that matching stays linear.

A pattern is a regular expression in folded letters (see `fold`) with two conveniences: it always
begins and ends at the edge of a word, and `~` stands for up to forty characters of the same
sentence. Unbounded gaps and nested repetition are not allowed; `tests/core` looks for them.
"""

import re
from collections.abc import Iterable

from kulanz.case import LanguageCode
from kulanz.languages.fold import fold_word

GAP = "[^!?;]{0,40}?"


def either(patterns: Iterable[str], language: LanguageCode) -> re.Pattern[str]:
    """One expression that finds any of the patterns; finds nothing when there are none."""
    bodies = [fold_word(pattern, language).replace("~", GAP) for pattern in patterns]
    if not bodies:
        return re.compile(r"(?!)")
    inside_no_word = r"(?:(?<!\w)|(?!\w))"
    return re.compile(rf"(?<!\w)(?:{'|'.join(bodies)}){inside_no_word}")
