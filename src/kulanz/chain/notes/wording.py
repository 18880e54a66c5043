"""What a clause is about, so that other wording of the same thing is recognised.

A clause becomes a set of keys: its words without stop words and measures (how long somebody
waited does not make it another wait), stemmed, synonyms made one. Words
such as "customer" or "problem" count a quarter, "we" and "us" a half, all others one. The score
of two clauses is the mean of containment (shared weight by the smaller weight) and Jaccard's
index (shared by united weight). Opposite polarity scores nothing, whatever the words.
"""

from dataclasses import dataclass
from itertools import pairwise

from kulanz.chain.notes.grammar import TOKEN, Grammar, fold, stem, words_of

SAME = 0.7
MOST_KEYS = 14
MOST_WORDS = 40  # no clause is longer
COMPANY = "@company"
WEAK, HALF = 0.25, 0.5


@dataclass(frozen=True, slots=True)
class Content:
    """The keys of a clause with their weights, whether it denies, and whether it supposes."""

    weights: tuple[tuple[str, float], ...]
    negated: bool = False
    hedged: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """All keys, weak ones too."""
        return frozenset(key for key, _ in self.weights)

    @property
    def full(self) -> frozenset[str]:
        """The keys that say what the clause is about."""
        return frozenset(key for key, weight in self.weights if weight == 1)


def content(text: str, grammar: Grammar) -> Content:
    """The content of a clause; without any full key it matches nothing."""
    words = _joined(text, grammar)[:MOST_WORDS]
    negations = sum(word in grammar.lists["negators"] for word in words)
    weights: dict[str, float] = {}
    for before, word in pairwise(["^", *words]):
        if len(weights) >= MOST_KEYS:
            break
        key, weight = _key(word, grammar)
        pair = grammar.synonyms.get(f"{before} {word}")  # "the call" is a talk, "calls" is not
        if pair:
            key, weight = pair, 1.0
        if key:
            weights[key] = weight
    return Content(
        weights=tuple(sorted(weights.items())),
        negated=negations % 2 == 1,
        hedged=grammar.has("hedges", words),
    )


def _joined(text: str, grammar: Grammar) -> list[str]:
    """The words; a separable verb is made whole: "hört sie nicht zu" says "zuhört".

    Only where the whole verb is known to mean something else than its rest alone.
    """
    words = words_of(text)
    last = next((n for n in range(len(words) - 1, 0, -1) if words[n][0].isalnum()), 0)
    if not last or fold(words[last]) not in grammar.separable:
        return words
    written = TOKEN.findall(text)
    for place, word in enumerate(words[:last]):
        if written[place].islower() and word in grammar.lists["separated"]:
            whole = words[last] + word
            return [*words[:place], whole, *words[place + 1 : last], *words[last + 1 :]]
    return words


def score(one: Content, other: Content, *, opposite: bool = False) -> float:
    """0 to 1; `opposite` asks for the same thing with the other polarity instead."""
    if (one.negated != other.negated) is not opposite or not one.full & other.full:
        return 0.0
    left, right = dict(one.weights), dict(other.weights)
    shared = sum(weight for key, weight in left.items() if key in right)
    smaller = min(sum(left.values()), sum(right.values()))
    united = sum((left | right).values())
    return (shared / smaller + shared / united) / 2


def _key(word: str, grammar: Grammar) -> tuple[str, float]:
    lists = grammar.lists
    if not word[0].isalnum():
        return "", 0.0
    if word in lists["company_words"]:
        return COMPANY, HALF
    if any(word in lists[name] for name in ("stop", "hedges", "measures")):
        return "", 0.0
    stemmed = stem(word, grammar)
    found = grammar.synonyms.get(fold(word)) or grammar.synonyms.get(stemmed, stemmed)
    if word in lists["negators"] and found == stemmed:  # "unsolved" denies and says something
        return "", 0.0
    return found, WEAK if found in grammar.weak else 1.0
