"""What is heard in one sentence: rules, words and concepts weighed together.

A rule of `signals.toml` is strong evidence and no proof; so are words that often went with a
signal, and concepts (`kulanz.languages.concepts`) in any language. The weights were learned from
sentences written for this (docs/building/models.md), and their sum decides: what it hears must be
clear, and a rule is outvoted by little. Three exceptions: danger, where a miss is worse; fragments,
too short to speak against a rule that is then right more often than not; and a language with no
words of its own in the tables.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from kulanz.case import Finding, LanguageCode, Utterance
from kulanz.facts import Sentence, sentences
from kulanz.facts.fillers import without_greeting
from kulanz.facts.meant import spelled_out
from kulanz.languages import pack
from kulanz.languages.remembered import remembered
from kulanz.languages.seen import seen
from kulanz.languages.tables import RULE, has_words, learned
from kulanz.signals.lexicon import SILENCED, fired

_OUTVOTED = 3.0  # so much must speak against a rule where it may not simply be outvoted
_DANGER = frozenset({"self_harm", "threat_violence", "safety", "B11"})  # a miss is worse
_URGENT = _DANGER | {"B19"}  # distress need not be clear either
_MORE_THAN_A_LITTLE = 0.5  # so much elsewhere
_CLEAR = 0.4  # what no rule knows must be clear
_FEW_WORDS = 5  # of a fragment
_MORE_THAN_A_WORD = frozenset({"B14"})  # "Hm." once is no withdrawal, nor is a question

MOST = 20  # findings of one code; ten thousand threats are no more than twenty
Heard = tuple[tuple[str, int], ...]


def heard(sentence: Sentence, language: LanguageCode) -> Heard:
    """The codes heard in a sentence, and where in its folded text the words of a rule stand."""
    return _heard(sentence.text, sentence.folded.text, language)


@remembered
def _heard(text: str, folded: str, language: LanguageCode) -> Heard:
    rules = dict(fired(folded, language))
    weights = learned("signals", language)
    trusted = not has_words("signals", language) or len(folded.split()) <= _FEW_WORDS
    features = seen(text, spelled_out(folded, language), language) | _as_features(rules)
    sums = zip(weights.classes, weights.sums(features), strict=True)
    denied = set()
    found = set(rules)
    for code, total in sums:
        if total > (0 if code in _URGENT else _CLEAR):
            found.add(code)
        elif total < (-_OUTVOTED if trusted or code in _DANGER else -_MORE_THAN_A_LITTLE):
            denied.add(code)
    found -= denied
    found -= {code for code, start in rules.items() if start == SILENCED}
    if " " not in folded.strip() or folded.rstrip().endswith("?"):
        found -= _MORE_THAN_A_WORD
    return tuple((code, rules.get(code, 0)) for code in sorted(found))


def features_of(text: str, folded: str, language: LanguageCode) -> dict[str, float]:
    """What is weighed of a sentence."""
    return seen(text, spelled_out(folded, language), language) | ruled(folded, language)


def ruled(folded: str, language: LanguageCode) -> dict[str, float]:
    """The rules that fire in a folded sentence, as features."""
    return _as_features(dict(fired(folded, language)))


def _as_features(rules: Mapping[str, int]) -> dict[str, float]:
    return {f"r{code}": RULE for code, start in rules.items() if start != SILENCED}


@lru_cache(maxsize=8)
def customer_sentences(
    utterances: tuple[Utterance, ...], language: LanguageCode
) -> tuple[Sentence, ...]:
    """The sentences of the customer; nobody else's words are looked at."""
    return tuple(s for s in sentences(utterances, language) if s.speaker == "customer")


@lru_cache(maxsize=8)
def _customer_heard(
    utterances: tuple[Utterance, ...], language: LanguageCode
) -> tuple[tuple[Sentence, Heard], ...]:
    """What is heard in each, once for both sections: long sentences are not remembered."""
    return tuple(
        (s, () if _only_addresses(s, language) else heard(s, language))
        for s in customer_sentences(utterances, language)
    )


def _only_addresses(sentence: Sentence, language: LanguageCode) -> bool:
    """Whether a line only says to whom a letter goes; "Dear Managing Director" asks for nobody."""
    words = sentence.folded.text.strip()
    return not words.endswith((".", "!", "?")) and not without_greeting(words, language)


@lru_cache(maxsize=16)
def look_up(
    section: str, utterances: tuple[Utterance, ...], language: LanguageCode
) -> tuple[Finding, ...]:
    """The findings of one section of `signals.toml`, at most `MOST` of each code."""
    wanted = pack(language, "signals")[section]
    found: list[Finding] = []
    many: Counter[str] = Counter()
    for sentence, codes in _customer_heard(utterances, language):
        for code, start in codes:
            many[code] += code in wanted
            if code in wanted and many[code] <= MOST:
                quote, line = sentence.at(start)
                found.append(Finding(code, quote.strip(), line))
    return in_order(found)


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """By line and code; of several with one code on one line, the first."""
    once: dict[tuple[int, str], Finding] = {}
    for finding in found:
        once.setdefault((finding.line, finding.code), finding)
    return tuple(once[key] for key in sorted(once))
