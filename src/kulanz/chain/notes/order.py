"""Puts the words of a clause in the order of a main clause, so that a label reads by itself.

German and Dutch send the verb to the end after "weil" and "omdat" and to the front after "hätte".
Only moves that leave no doubt are made; everything else stays as it was said.
"""

from kulanz.chain.notes.grammar import Grammar
from kulanz.chain.notes.tokens import Run, Token, is_verb

MOST_SUBJECT = 3  # words: article, adjective, noun


def in_order(words: Run, grammar: Grammar) -> Run:
    """Subject, verb, rest; a bare "Zahlart abgelehnt ist" loses its verb instead."""
    if not grammar.verb_last or len(words) < 2:  # noqa: PLR2004 - a subject and a verb
        return words
    if words[0].low in grammar.lists["object_pronouns"]:
        return words  # the subject was said before
    starters, pronouns = grammar.lists["starters"], grammar.lists["pronouns"]
    verb_first = is_verb(words[0], grammar) and words[0].low not in starters
    if verb_first or words[1].low in pronouns - starters:
        subject = _subject_after_verb(words, grammar)
        moved = [*words[1 : subject + 1], _small(words[0]), *words[subject + 1 :]]
        return moved if subject else words
    return words if len(words) == 2 else _with_verb_second(words, grammar)  # noqa: PLR2004 - as above


def _with_verb_second(words: Run, grammar: Grammar) -> Run:
    place = subject_length(words, grammar)
    if place >= len(words):
        return words  # "eines lauten Streits": nothing but a subject
    verb = _verb_place(words, place, grammar)
    if verb == place == len(words) - 1 and words[verb].low in grammar.lists["copula"]:
        place = 1  # "het kwijt is": "het" alone is the subject
    if words[-1].low in grammar.lists["copula"] and not begins_subject(words, grammar):
        return words[:-1]
    if verb <= place:
        return words
    return [*words[:place], words[verb], *words[place:verb], *words[verb + 1 :]]


def _subject_after_verb(words: Run, grammar: Grammar) -> int:
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


def told(words: Run, grammar: Grammar) -> Run:
    """A clause of a had-sentence as if it were so: "hätte sie gezahlt" as "sie hatte gezahlt"."""
    renamed = _renamed(words, grammar)
    lists = grammar.lists
    kept = [token for token in renamed if token.low not in lists["negators"] | lists["if_padding"]]
    told_of = lists["if_had"] | {name for _, name in grammar.pairs("indicative")}
    verb = next((n for n, token in enumerate(kept) if token.low in told_of), None)
    if verb is None or len(kept) < 2:  # noqa: PLR2004 - a subject and a verb
        return kept
    rest = [*kept[:verb], *kept[verb + 1 :]]
    place = next(
        (n for n, token in enumerate(rest) if n and token.low in grammar.lists["behind_subject"]),
        subject_length(rest, grammar),
    )
    if not grammar.verb_last and verb:
        return kept
    return [*rest[:place], _small(kept[verb]), *rest[place:]]


def _renamed(words: Run, grammar: Grammar) -> list[Token]:
    """As told: "hätte" as "hatte", "wäre ... worden" as "wurde", "keine" as "eine"."""
    found = [token for token in words if token.low not in grammar.lists["if_then"]]
    for before, after in grammar.pairs("indicative"):
        places = [_place(found, word) for word in before]
        if None not in places:
            first = places[0]
            kept = [token for n, token in enumerate(found) if n == first or n not in places]
            found = [_as(token, after) if token.low == before[0] else token for token in kept]
            break
    affirmed = {before[0]: after for before, after in grammar.pairs("affirmed")}
    return [
        _as(token, affirmed[token.low]) if token.low in affirmed and not _many(found, n) else token
        for n, token in enumerate(found)
    ]


def _place(found: list[Token], word: str) -> int | None:
    return next((n for n, token in enumerate(found) if token.low == word), None)


def _many(found: list[Token], place: int) -> bool:
    """In "keine Mails" the noun is a plural, which has no "eine"."""
    return place + 1 >= len(found) or found[place + 1].low.endswith(("en", "s"))


def _small(token: Token) -> Token:
    return _as(token, token.low)


def _as(token: Token, text: str) -> Token:
    return Token(text, text, token.start, token.end)


def subject_length(words: Run, grammar: Grammar) -> int:
    """How many words the subject at the beginning takes: "sie", "der Betrag", "ein neues Konto"."""
    lists = grammar.lists
    if len(words) < 2 or not begins_subject(words, grammar):  # noqa: PLR2004 - article and noun
        return 1
    if words[0].low in lists["pronouns"] and (
        words[0].low not in lists["starters"]
        or words[1].low in lists["pronouns"] | lists["object_pronouns"]
        or _is_finite(words[1], grammar)
    ):
        return 1
    if grammar.language != "de":
        return 2
    nouns = (n for n, token in enumerate(words[1:MOST_SUBJECT], 2) if token.text[0].isupper())
    return next(nouns, 1)


def begins_subject(words: Run, grammar: Grammar) -> bool:
    """An article, a pronoun, or in German any small word right before a noun ("sein Paket")."""
    known = words[0].low in grammar.lists["starters"] | grammar.lists["pronouns"]
    before_noun = words[0].text.islower() and words[1].text.istitle()
    return known or (grammar.language == "de" and before_noun)


def _verb_place(words: Run, place: int, grammar: Grammar) -> int:
    """Where the finite verb waits: at the end, in Dutch before a last infinitive; or 0."""
    reflexive = words[place].low in grammar.lists["object_pronouns"]
    if reflexive and place + 1 < len(words) and is_verb(words[place + 1], grammar):
        return place + 1
    known = [n for n, token in enumerate(words) if n and _is_finite(token, grammar)]
    last = len(words) - 1
    if not known:
        return last if _waits(words, place, grammar) else 0
    ends = {last, last - 1} if grammar.language == "nl" else {last}
    return known[0] if len(known) == 1 and known[0] in ends else 0


def _is_finite(token: Token, grammar: Grammar) -> bool:
    return token.low in grammar.lists["finite"]


def _waits(words: Run, place: int, grammar: Grammar) -> bool:
    """Is the last word surely a finite verb, as after "weil", and no noun, infinitive, participle?

    A pronoun never stands with a mere participle. Never in Dutch, whose nouns are written small:
    "want ik gooi het op het internet".
    """
    last, before, second = words[-1], words[-2].low, words[place]
    closed = grammar.lists["articles"] | grammar.lists["starters"] | grammar.lists["infinitive"]
    if grammar.language != "de" or before in closed or not is_verb(last, grammar):
        return False
    person = words[0].low in grammar.lists["pronouns"]
    main_clause = is_verb(second, grammar) and (person or second.low.endswith("t"))
    return not main_clause and (person or not is_participle(last.low, grammar))


def is_participle(word: str, grammar: Grammar) -> bool:
    """Looks the word like a past participle: "erhalten", "abgelehnt", "ontvangen"?"""
    stems = ("ge", "be", "ver", "er", "ent", "zer", *(f"{part}ge" for part in grammar.separable))
    endings = ("t", "en", "d") if grammar.language == "nl" else ("t", "en")
    return word.startswith(stems) and word.endswith(endings)
