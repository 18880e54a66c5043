"""The name of a node: a readable clause, who acts in it, and whether it is a wish or a block."""

from collections.abc import Mapping, Sequence

from kulanz.case import LanguageCode, Speaker
from kulanz.chain.notes.claims import ACTORS, Actor, Stance
from kulanz.chain.notes.grammar import Grammar, grammar, words_of
from kulanz.chain.notes.order import in_order, told
from kulanz.chain.notes.tokens import Run, is_verb, spelled, trimmed

LONGEST_LABEL = 120


def label(run: Run, grammar: Grammar, *, supposed: bool = False) -> str:
    """The clause without hedges and padding, verb in second place where that is easy.

    "Zahlart möglicherweise abgelehnt ist" becomes "Zahlart abgelehnt", "beende ich das
    Telefonat" becomes "ich beende das Telefonat". `supposed` drops the verbs of a had-sentence.
    """
    words: Run = [
        token for token in trimmed(run, grammar) if token.low not in grammar.lists["hedges"]
    ]
    words = told(words, grammar) if supposed else in_order(words, grammar)
    text = spelled(_bare(trimmed(words, grammar), grammar)) or spelled(run)
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def roughness(run: Run, grammar: Grammar) -> int:
    """How hard a wording is to read alone: 0 a clause with a noun; no verb 1, a pronoun first 2."""
    words = [token for token in trimmed(run, grammar) if token.is_word]
    if not words:
        return 4
    person = grammar.lists["pronouns"] & grammar.actors["customer"]
    pronoun = any(token.low in person for token in words[:2])
    verb = any(is_verb(token, grammar) for token in words)
    return 2 * pronoun + (not verb)


def _bare(words: Run, grammar: Grammar) -> Run:
    last = len(words) - 1
    return words[:last] if last > 0 and words[last].low in grammar.lists["copula"] else words


def actor_of(text: str, language: LanguageCode, speaker: Speaker = "agent") -> Actor:
    """Who does or could change what the clause says; the first word that names somebody decides.

    "I" is whoever speaks, and "you" is the firm when the customer speaks. A clause without a
    person belongs to whom its thing belongs: the dunning letter to the company.
    """
    words = words_of(text)
    known = grammar(language).actors
    oblique = grammar(language).lists["oblique"]
    subjects = [w for before, w in zip(["", *words], words, strict=False) if before not in oblique]
    for word in subjects + words:
        if speaker == "customer" and word in known["you"]:
            return "company"
        for actor in ACTORS[:-1]:
            if word in known[actor]:
                own = word in known["first_person"]
                return "customer" if speaker == "customer" and own else actor
    return _by_thing(words, known)


def _by_thing(words: Sequence[str], known: Mapping[str, frozenset[str]]) -> Actor:
    for word in words:
        if word in known["about_third_party"]:
            return "third_party"
        if word in known["about_company"]:
            return "company"
    return "unknown"


def stance_of(text: str, language: LanguageCode) -> Stance:
    """Is the clause a refusal, a thing that cannot be had, or a wish?"""
    rules = grammar(language)
    words = words_of(text)
    denied = rules.has("negators", words)
    if rules.has("refuses", words) or (denied and rules.has("wants", words)):
        return "refuses"
    wishes = rules.lists["wants"].intersection(words)
    if rules.has("copula", words):
        wishes -= rules.lists["participles"]
    if rules.has("blocked", words) or (denied and rules.has("can", words)):
        return "cannot"
    return "wants" if wishes else "none"
