"""What typed words mean: abbreviations of the trade spelled out, others' words left out.

Source: `short` in `facts.toml` of each language, "kd" for "Kunde", "w/o" for "without".
"""

import re
from functools import cache

from kulanz.case import LanguageCode
from kulanz.languages import pack

_TYPED = re.compile(r"(?<![\w'])[^\W\d_][\w'/]{0,11}(?:/|(?!\w))")
_QUOTED = re.compile(r"\"[^\"]{1,200}\"|(?<!\w)'[^']{1,200}'(?!\w)")


def spelled_out(words: str, language: LanguageCode) -> str:
    """Folded words with each known abbreviation replaced."""
    known = _short(language)
    return _TYPED.sub(lambda typed: known.get(typed.group(), typed.group()), words)


def without_quotes(words: str) -> str:
    """Folded words without what somebody else is quoted with; a quote alone stays."""
    own = _QUOTED.sub("", words)
    return own if any(letter.isalnum() for letter in own) else words


@cache
def _short(language: LanguageCode) -> dict[str, str]:
    return dict(pair.split("=") for pair in pack(language, "facts")["short"]["words"])
