"""The patterns of `facts.toml`, compiled once."""

import re
from functools import cache

from kulanz.case import LanguageCode
from kulanz.languages import either, pack


def has(text: str, section: str, key: str, language: LanguageCode) -> bool:
    """Whether a folded text holds one of the patterns of `facts.toml`."""
    return bool(pattern(section, key, language).search(text))


@cache
def pattern(section: str, key: str, language: LanguageCode) -> re.Pattern[str]:
    """The patterns of one list as one expression."""
    return either(pack(language, "facts")[section][key], language)
