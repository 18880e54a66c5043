"""The patterns of `languages/<code>/lint.toml`, compiled once per language."""

import re
from functools import lru_cache
from typing import Any

from kulanz.case import LanguageCode
from kulanz.languages import either, fold, pack
from kulanz.languages.fold import fold_word
from kulanz.protocol.passages import Passage

Table = dict[str, Any]


def rule(code: str, language: LanguageCode) -> Table:
    """Everything the language pack says about a rule."""
    table: Table = pack(language, "lint")["rules"][code]
    return table


def has(word: str, passage: Passage, language: LanguageCode) -> bool:
    """Whether a sentence holds one of the words of a list, such as "dated" or "apology"."""
    return first(word, passage, language) is not None


def first(word: str, passage: Passage, language: LanguageCode) -> re.Match[str] | None:
    """Where the first word of a list stands in the folded sentence."""
    return _words(word, language).search(passage.folded.text)


def forbidden(code: str, language: LanguageCode) -> re.Pattern[str] | None:
    """The words a rule does not want; None for a rule that looks at more than words."""
    return _patterns(code, "words", language)


def excused(code: str, passage: Passage, language: LanguageCode) -> bool:
    """Whether the sentence holds words that make the rule silent."""
    pattern = _patterns(code, "unless", language)
    return bool(pattern and pattern.search(passage.folded.text))


def without_excuses(code: str, said: str, language: LanguageCode) -> str:
    """A folded sentence without the words that make the rule silent."""
    pattern = _patterns(code, "unless", language)
    return pattern.sub(" ", said) if pattern else said


@lru_cache(maxsize=256)
def groups(code: str, language: LanguageCode) -> tuple[re.Pattern[str], ...]:
    """Patterns that must all be in one sentence."""
    return tuple(either(words, language) for words in rule(code, language).get("groups", ()))


@lru_cache(maxsize=16)
def names(code: str, language: LanguageCode) -> re.Pattern[str]:
    """Patterns that look at capital letters, so at the text as it was written."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(rule(code, language)['names'])})(?!\w)")


@lru_cache(maxsize=16)
def remedy_words(language: LanguageCode) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """How remedies are called in a reply, by their code."""
    table = pack(language, "lint")["remedies"]
    return tuple((code, either(words, language)) for code, words in table.items())


@lru_cache(maxsize=16)
def debit_reasons(language: LanguageCode) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """How the reason of each return code is worded; a code without words is left out."""
    table = pack(language, "lint")["debits"]
    return tuple((c, either(t["words"], language)) for c, t in table.items() if t["words"])


def debit_sentence(code: str | None, language: LanguageCode) -> str:
    """What may be said to the customer about a return code; "" for none or an unknown one."""
    table = pack(language, "lint")["debits"]
    return str(table[code]["say"]) if code in table else ""


def every(word: str, passage: Passage, language: LanguageCode) -> list[re.Match[str]]:
    """Where the words of a list stand in the folded sentence."""
    return list(_words(word, language).finditer(passage.folded.text))


def swap(code: str, quote: str, language: LanguageCode) -> str | None:
    """The words that can stand instead of a quote; a rule may also put words before it."""
    said = " ".join(fold(quote, language).text.split())
    better = next((b for worse, b in _swaps(code, language) if worse.fullmatch(said)), None)
    before = rule(code, language).get("before")
    return f"{before} {quote}" if before and quote else better


@lru_cache(maxsize=128)
def _swaps(code: str, language: LanguageCode) -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs: list[tuple[str, str]] = rule(code, language).get("swaps", [])
    return tuple((re.compile(fold_word(worse, language)), better) for worse, better in pairs)


@lru_cache(maxsize=256)
def _patterns(code: str, key: str, language: LanguageCode) -> re.Pattern[str] | None:
    words = rule(code, language).get(key)
    return either(words, language) if words else None


@lru_cache(maxsize=64)
def _words(word: str, language: LanguageCode) -> re.Pattern[str]:
    return either(pack(language, "lint")["words"][word], language)
