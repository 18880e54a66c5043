"""Plain German, Dutch at level B1, plain English: how hard a reply is to read.

Sentence length, subordinate clauses and verbs torn apart (ISO 24495-1:2023, 5.3), passive and noun
style (the same, 5.3.3), words with an easier one beside them, and LIX (Björnsson 1968) for the
whole text: words per sentence plus the share of words longer than six letters. LIX needs no
syllables, so it is the same measure in every language; the limit is data, because German words are
longer than English ones.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from kulanz.case import LanguageCode
from kulanz.languages import pack
from kulanz.protocol.draft import Draft
from kulanz.protocol.findings import Level, LintFinding
from kulanz.protocol.passages import Passage
from kulanz.protocol.wording import every, first, has
from kulanz.protocol.words import wordings

Findings = Iterator[LintFinding]

LONG_SENTENCE = 20  # words
MOST_CLAUSES = 2
MOST_PASSIVES = 1  # sentences of a message
MOST_NOUNS = 2  # of a sentence, made from verbs
MOST_BETWEEN = 10  # words between the two parts of a verb
ENOUGH_FOR_ONE = 4  # words of a sentence
LONG_WORD = 6  # letters
ENOUGH_WORDS = 25  # fewer say nothing about a text

_LETTERS = re.compile(r"[^\W\d_]+")


def readability(draft: Draft, code: str, level: Level) -> Findings:
    """A sentence of more than 20 words or two subordinate clauses; officious words."""
    yield from wordings(draft, code, level)
    for passage in draft.passages:
        clauses = len(every("clauses", passage, draft.language))
        long = passage.words > LONG_SENTENCE or clauses > MOST_CLAUSES
        if long or torn_apart(passage, draft.language):
            found = draft.found(code, level, (passage.start, passage.end))
            two = cut_in_two(passage, draft.language)
            yield replace(found, proposal=two, swap=two) if two else found


def torn_apart(passage: Passage, language: LanguageCode) -> bool:
    """A verb whose two parts stand far apart (nl: tangconstructie, de: Satzklammer)."""
    last = passage.folded.text.rstrip(".!? ").rpartition(" ")[2]
    opening = first("brace_opens", passage, language)
    between = passage.folded.text[opening.end() :] if opening else ""
    closes = re.compile("|".join(pack(language, "lint")["words"]["brace_closes"]) or "(?!)")
    far = len(_LETTERS.findall(between)) - 1 > MOST_BETWEEN and not re.search("[,:;]", between)
    return far and bool(closes.fullmatch(last))


def cut_in_two(passage: Passage, language: LanguageCode) -> str:
    """The sentence as two, where a main clause follows a comma and "and"; "" where none does.

    Only before a word that begins a main clause, and never after a subordinate clause: "that he
    came and that she saw" would lose what it hangs on.
    """
    table = pack(language, "lint")["joints"]
    for joint in re.finditer(table["at"], passage.raw):
        before, after = passage.raw[: joint.start()], passage.raw[joint.end("and") :].lstrip()
        clauses = every("clauses", passage, language)
        hangs = any(match.start() < joint.start() for match in clauses)
        if not hangs and min(len(before.split()), len(after.split())) >= ENOUGH_FOR_ONE:
            return f"{before}. {after[:1].upper()}{after[1:]}"
    return ""


def passive(draft: Draft, code: str, level: Level) -> Findings:
    """Sentences that do not say who does it, when there is more than one of them."""
    found = [p for p in draft.passages if not p.asks and has("passive", p, draft.language)]
    for passage in found if len(found) > MOST_PASSIVES else ():
        match = first("passive", passage, draft.language)
        if match:
            yield draft.found(code, level, passage.place(match))


def nominal(draft: Draft, code: str, level: Level) -> Findings:
    """A noun where a verb belongs; a sentence with more than two nouns made from verbs."""
    yield from wordings(draft, code, level)
    for passage in draft.passages:
        if len(_made_from_verbs(passage, draft)) > MOST_NOUNS:
            yield draft.found(code, level, (passage.start, passage.end))


def _made_from_verbs(passage: Passage, draft: Draft) -> set[str]:
    things = {match[0] for match in every("things", passage, draft.language)}
    return {match[0] for match in every("nouns", passage, draft.language)} - things


def hard_text(draft: Draft, code: str, level: Level) -> Findings:
    """A text whose LIX is above the limit of its language."""
    score, limit = lix(draft.passages), pack(draft.language, "lint")["limits"]["lix"]
    if score is not None and score > limit:
        values = {"lix": f"{score:.0f}", "limit": str(limit)}
        place = (draft.passages[0].start, draft.passages[-1].end)
        yield draft.found(code, level, place, **values)


def lix(passages: tuple[Passage, ...]) -> float | None:
    """LIX of a text (Björnsson 1968), or None when it is too short to say anything."""
    words = [word for passage in passages for word in _LETTERS.findall(passage.raw)]
    if len(words) < ENOUGH_WORDS:
        return None
    long = sum(len(word) > LONG_WORD for word in words)
    return len(words) / len(passages) + 100 * long / len(words)
