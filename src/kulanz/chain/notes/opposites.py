"""The clause when it is not so, by moves that leave no doubt; and what must not leave the house."""

from kulanz.case import LanguageCode
from kulanz.chain.notes.grammar import Grammar, grammar
from kulanz.chain.notes.order import is_participle, subject_length
from kulanz.chain.notes.tokens import Run, Token, spelled, tokens

MOST_SUBJECT = 4  # words before an English auxiliary; longer subjects have clauses of their own


def is_inner(label: str, language: LanguageCode) -> bool:
    """A behaviour in a conversation or an opinion on a person, by the words of the language."""
    return grammar(language).says("inner", label)


def opposite_of(label: str, language: LanguageCode) -> str:
    """The clause when it is not so; empty where no move is sure.

    Either the one negation is dropped ("keine Lösung" as "eine Lösung"), or one is put behind an
    auxiliary in second place ("das Konto war gedeckt" as "das Konto war nicht gedeckt").
    """
    rules = grammar(language)
    words = tokens(label)
    unsure = rules.lists["and"] | rules.lists["or"] | rules.lists["unsure"]
    if any(not token.is_word or token.low in unsure for token in words):
        return ""
    negators = [n for n, token in enumerate(words) if token.low in rules.lists["negators"]]
    if len(negators) == 1:
        return spelled(_affirmed(words, negators[0], rules))
    return "" if negators else spelled(_denied(words, rules))


def _affirmed(words: list[Token], place: int, rules: Grammar) -> Run:
    low = words[place].low
    before, after = words[:place], words[place + 1 :]
    if low in rules.lists["drops"]:
        return [*before, *after] if place else ()
    positive = {one[0]: other for one, other in rules.pairs("positive")}.get(low)
    if positive is None or not after:
        return ()
    plural = after[0].low.endswith(tuple(rules.lists["plurals"]))
    if low in rules.lists["no_plural"] and plural:
        return ()
    return [*before, _as(words[place], positive), *after]


def _denied(words: list[Token], rules: Grammar) -> Run:
    place = _verb(words, rules)
    if not place or place + 1 >= len(words):
        return ()
    before, verb, rest = words[:place], words[place], words[place + 1 :]
    denied = {one[0]: other for one, other in rules.pairs("negative")}
    if verb.low in denied:
        return [*before, _as(verb, denied[verb.low]), *rest]
    reach = rest if rules.verb_last else rest[:1]  # "had not received a letter", "was no letter"
    articles = [n for n, token in enumerate(reach) if token.low in denied]
    if articles:
        n = articles[0]
        return (
            [*before, verb, *rest[:n], _as(rest[n], denied[rest[n].low]), *rest[n + 1 :]]
            if len(articles) == 1
            else ()
        )
    at = _before_last(rest, rules) if rules.verb_last else 0
    negation = min(rules.lists["negation"])
    return [*before, verb, *rest[:at], _as(verb, negation), *rest[at:]] if at is not None else ()


def _verb(words: Run, rules: Grammar) -> int:
    """Where the auxiliary stands: right after the subject, 0 when that is not plain."""
    if rules.verb_last:
        place = subject_length(words, rules)
        return place if place < len(words) and _helps(words[place], rules) else 0
    before = next((n for n, token in enumerate(words) if _helps(token, rules)), 0)
    verbs = any(token.low in rules.lists["finite"] for token in words[:before])
    return 0 if verbs or before > MOST_SUBJECT else before


def _helps(token: Token, rules: Grammar) -> bool:
    return token.low in rules.lists["auxiliaries"]


def _before_last(rest: Run, rules: Grammar) -> int | None:
    """Before a last participle, or an adjective that stands alone; None where that is not plain.

    Only behind "the goods" or a pronoun: "Mails gelesen" needs another word, and in "sich eher
    gemeldet" it is "eher" that would be denied.
    """
    last = len(rest) - 1
    if not rest[last].text[0].islower():
        return None
    if last and not is_participle(rest[last].low, rules):
        return None
    while last and rest[last - 1].low in rules.lists["auxiliaries"]:
        last -= 1
    if not last or rest[last - 1].low in rules.lists["object_pronouns"]:
        return last
    named = last > 1 and rest[last - 2].low in rules.lists["determiners"]
    return last if named else None


def _as(token: Token, text: str) -> Token:
    return Token(text, text.lower(), token.start, token.end)
