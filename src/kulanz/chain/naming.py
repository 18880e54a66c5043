"""The name of a node: a readable clause, who acts in it, and whether it is a wish or a block."""

from collections.abc import Mapping, Sequence

from kulanz.case import LanguageCode, Speaker
from kulanz.chain.claims import ACTORS, Actor, Stance
from kulanz.chain.grammar import Grammar, grammar, words_of
from kulanz.chain.tokens import Run, is_verb, spelled, trimmed

LONGEST_LABEL = 120


def label(run: Run, grammar: Grammar, *, supposed: bool = False) -> str:
    """The clause without hedges and padding, verb in second place where that is easy.

    "Zahlart möglicherweise abgelehnt ist" becomes "Zahlart abgelehnt", "beende ich das
    Telefonat" becomes "ich beende das Telefonat". `supposed` drops the verbs of a had-sentence.
    """
    words: Run = [
        token for token in trimmed(run, grammar) if token.low not in grammar.lists["hedges"]
    ]
    words = _plain(words, grammar) if supposed else _in_order(words, grammar)
    text = spelled(_bare(trimmed(words, grammar), grammar)) or spelled(run)
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def _plain(words: Run, grammar: Grammar) -> Run:
    """Without "hätte", "would have", and without the "not" of the opposite."""
    dropped = grammar.lists["if_had"] | grammar.lists["if_would"] | grammar.lists["if_then"]
    dropped |= grammar.lists["negators"] | grammar.lists["if_padding"]
    return [token for token in words if token.low not in dropped]


def _in_order(words: Run, grammar: Grammar) -> Run:
    lists = grammar.lists
    if not grammar.verb_last or len(words) < 2:  # noqa: PLR2004 - a subject and a verb
        return words
    if words[1].low in lists["pronouns"] or is_verb(words[0], grammar):
        subject = _subject(words, grammar)
        return [*words[1 : subject + 1], words[0], *words[subject + 1 :]] if subject else words
    if len(words) == 2:  # noqa: PLR2004 - in order already
        return words
    if words[-1].low in lists["copula"] and words[0].low not in lists["pronouns"]:
        place = 2 if words[0].low in lists["articles"] else 0
        return [*words[:place], words[-1], *words[place:-1]] if place else words[:-1]
    if words[0].low in lists["pronouns"] and _waits(words, grammar):
        place = 2 if words[0].low in lists["articles"] else 1
        return [*words[:place], words[-1], *words[place:-1]]
    return words


def _subject(words: Run, grammar: Grammar) -> int:
    """After a verb in first place: the place where the subject ends, 0 when that is not plain."""
    lists = grammar.lists
    if words[0].low in lists["stop"] - lists["finite"] or words[0].low in lists["pronouns"]:
        return 0
    if words[1].low in lists["pronouns"] - lists["articles"]:
        return 1
    if words[1].text.istitle() and is_verb(words[0], grammar):
        return 1
    if len(words) < 3:  # noqa: PLR2004 - an article and its noun would follow
        return 0
    noun = words[2].text.istitle() or (grammar.language == "nl" and words[2].text[-1] != "e")
    return 2 if words[1].low in lists["starters"] and noun else 0


def _waits(words: Run, grammar: Grammar) -> bool:
    """Does the finite verb stand at the end, as after "weil"?"""
    others = any(token.low in grammar.lists["finite"] for token in words[:-1])
    return not others and not is_verb(words[1], grammar) and is_verb(words[-1], grammar)


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
    if rules.has("blocked", words) or (denied and rules.has("can", words)):
        return "cannot"
    return "wants" if rules.has("wants", words) else "none"
