"""What is said only to keep a talk going, and so belongs in no ledger.

A line of the ledger carries something that can be checked, a wish, a question, an opinion or a
feeling: "listen for facts" is the first of the five steps of the conversation. Greetings, names,
"Na und!", "Fair enough.", "Now listen to me!" and stage directions carry none of them.
"""

import re

from kulanz.case import LanguageCode, Utterance
from kulanz.facts import prefixes
from kulanz.facts.patterns import pattern
from kulanz.facts.sentences import Sentence

_EDGE = " .,!?-…"
_MOST_NAME_WORDS = 4
_BROKEN_OFF = re.compile(r"(?:\.\.\.|…|--|[–—-])\s*$")
_MOST_BROKEN_WORDS = 4
_MOST_SIGNED = 7
_NAMED = re.compile(r"^[^.,!?]{0,60}$|, ?[A-Z]|[A-Z]\.")
_NAME_PARTICLES = frozenset(
    {"van", "von", "de", "den", "der", "zu", "ten", "ter", "el", "al", "en", "und", "and"}
)


def is_filler(sentence: Sentence, words: str, language: LanguageCode) -> bool:
    """Whether a sentence says nothing about the case; `words` is it folded, without greeting."""
    parts = [part for part in (part.strip(_EDGE) for part in words.split(",")) if part]
    talk = pattern("skip", "talk", language).match(words)
    return (
        all(pattern("skip", "whole", language).fullmatch(part) for part in parts)
        or talk is not None
        or _introduces(sentence, language)
        or (sentence.speaker != "customer" and _keeps_talking(sentence, words, parts, language))
    )


def _keeps_talking(
    sentence: Sentence, words: str, parts: list[str], language: LanguageCode
) -> bool:
    """An agent's greeting, a stage direction, a sentence that never got going."""
    broken_off = _BROKEN_OFF.search(sentence.text) and len(words.split()) <= _MOST_BROKEN_WORDS
    return (
        prefixes.is_remark(sentence.text)
        or bool(broken_off and sentence.speaker == "agent")
        or pattern("skip", "agent_talk", language).match(words) is not None
        or pattern("skip", "lead", language).fullmatch(parts[-1]) is not None
    )


def without_greeting(words: str, language: LanguageCode) -> str:
    """Folded words without "Guten Tag" at their beginning."""
    greeting = pattern("skip", "lead", language).match(words)
    return words[greeting.end() :].lstrip(" ,.!-") if greeting else words


def _introduces(sentence: Sentence, language: LanguageCode) -> bool:
    """Nothing but a name and "am Apparat", "this is", "u spreekt met"."""
    found = pattern("skip", "introduction", language).search(sentence.folded.text)
    if not found:
        return False
    start, end = sentence.folded.raw(found.start(), found.end())
    rest = f"{sentence.text[:start]} {sentence.text[end:]}".replace(",", " ")
    return _is_name(rest.strip(_EDGE))


def _is_name(text: str) -> bool:
    """One to four words with capitals and no figures, "Charlotte de Wit"."""
    words = text.split()
    named = [word for word in words if word not in _NAME_PARTICLES]
    return len(words) <= _MOST_NAME_WORDS and bool(named) and all(map(_is_capital, named))


def _is_capital(word: str) -> bool:
    return word[0].isupper() and word.replace("-", "").replace(".", "").isalpha()


def signature_line(utterances: tuple[Utterance, ...]) -> int | None:
    """The line of a name that stands alone below a customer's letter, after an empty line."""
    if len(utterances) < 2:  # noqa: PLR2004 - a letter and a name
        return None
    before, last = utterances[-2:]
    alone = last.speaker == before.speaker == "customer" and last.line > before.line + 1
    closed = last.text.rstrip().endswith((".", "!", "?"))
    signed = alone and not last.at and not closed and _is_name(last.text)
    return last.line if signed else None


def names_at_the_end(told: tuple[Sentence, ...], language: LanguageCode) -> int:
    """From which sentence on a letter holds nothing but names: "Dank, G. Claes, Mechelen"."""
    end = len(told)
    while end > 1 and told[end - 1].speaker == "customer" and _signs(told[end - 1], language):
        end -= 1
    return end


def _signs(sentence: Sentence, language: LanguageCode) -> bool:
    words = _without_closing(sentence, language)
    parts = [word.strip(_EDGE + "()&") for word in words.split()]
    named = [word for word in parts if word and word.lower() not in _NAME_PARTICLES]
    return (
        len(parts) <= _MOST_SIGNED
        and not sentence.text.endswith(("!", "?"))
        and bool(_NAMED.search(words))
        and all(word[:1].isupper() or word[:1].isdigit() for word in named)
    )


def _without_closing(sentence: Sentence, language: LanguageCode) -> str:
    """A sentence as written without "Met dank," before the name."""
    closed = pattern("skip", "closing", language).match(sentence.folded.text)
    if not closed:
        return sentence.text
    return sentence.text[sentence.folded.raw(closed.start(), closed.end())[1] :].lstrip(" ,.")
