"""Which template fits what was told, and which of its variables a told clause speaks of.

Nothing is applied: a suggestion is for a person to take. Clauses are compared by content
(`kulanz.chain.notes.wording`) with both clauses of each variable and the further wordings in
`languages/<code>/chains.toml`. Where two variables fit nearly alike, none does.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from kulanz.case import LanguageCode
from kulanz.chain.notes.grammar import Grammar, grammar, words_of
from kulanz.chain.notes.wording import Content, content, score
from kulanz.chain.situations import Template, code_of
from kulanz.chain.templates import template, templates
from kulanz.languages import pack

SAME, SAME_WORD = 0.72, 0.88
MORE = 0.05  # the wording that more of the words speak for comes first, the opposite last
HALF_SAID = 0.6  # so much of a wording must have been said
AGAIN, WANTS = "again", "wants"
APART = 0.04  # so much better than the next one must the best one be
MOST_LINES, MOST_PIECES, LONGEST = 200, 600, 600
FIRST_EFFECT, OTHER_EFFECT = 2.0, 1.5  # what a template explains says more than what leads there
AGAINST = -1.0
_SENTENCE = re.compile(r"(?:[^.!?…\n]|(?<=\d)\.|[.!?…](?=\S))+[.!?…]*")
_NUMBER = re.compile(r"\S*\d\S*")  # orders, dates and amounts make nothing another thing
_CUT = re.compile(r"(?:[!;:,…]|(?<!\d)\.)+|\s[–—-]\s")
_FINER = re.compile(r"[.,]")


@dataclass(frozen=True, slots=True)
class Match:
    """A variable of a template recognised in a told line, as so or not so; lines count from 1."""

    name: str
    value: bool
    quote: str
    line: int
    score: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A template that fits, with what speaks for it."""

    template: Template
    score: float
    evidence: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """A clause: its content, and what the content leaves out: can, wants, refuses, again."""

    content: Content
    mood: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Wording:
    code: str
    value: bool
    said: _Said


def match(text: str, language: LanguageCode, known: Template) -> tuple[str, bool] | None:
    """The variable of a template that a clause speaks of, and whether as so; None when unsure."""
    codes = {code_of(one.name) for one in known.things}
    found = _best(_said(text[:LONGEST], grammar(language)), language, codes)
    return found and (found[0], found[1])


def suggest(lines: Sequence[str], language: LanguageCode, pack_name: str) -> tuple[Suggestion, ...]:
    """The templates of a country pack that the told lines speak of, best first.

    What few templates know weighs more, and so does what a template explains; what was told to
    be otherwise than it usually is there speaks against it. Of equal ones the smaller comes first.

    Raises:
        PackError: there is no such country pack.
    """
    known = templates(pack_name)
    spread = Counter(code for one in known for code in _usual(one.name, pack_name))
    found = recognised(lines, language)
    suggestions = []
    for one in known:
        usual = _usual(one.name, pack_name)
        evidence = tuple(each for each in found if each.name in usual)
        first, *others = (code_of(name.lstrip("~")) for name in one.effects)
        total = sum(
            each.score
            * math.log(1 + len(known) / spread[each.name])
            * (FIRST_EFFECT if each.name == first else OTHER_EFFECT if each.name in others else 1)
            * (1 if usual[each.name] == each.value else AGAINST)
            for each in evidence
        )
        if total > 0:
            suggestions.append(Suggestion(one, total, evidence))
    return tuple(sorted(suggestions, key=lambda one: (-one.score, len(one.template.things))))


def recognised(lines: Iterable[str], language: LanguageCode) -> tuple[Match, ...]:
    """Everything that any template knows, each with the line that says it best."""
    rules = grammar(language)
    best: dict[str, Match] = {}
    pieces: dict[str, int] = {}
    for number, line in enumerate(islice(lines, MOST_LINES), start=1):
        for piece in _pieces(line[:LONGEST], rules):
            pieces.setdefault(piece, number)
    for piece, number in islice(pieces.items(), MOST_PIECES):
        found = _best(_said(piece, rules), language, None)
        if found and (found[0] not in best or best[found[0]].score < found[2]):
            code, value, how_well = found
            best[code] = Match(code, value, piece, number, how_well)
    return tuple(sorted(best.values(), key=lambda one: (one.line, -one.score, one.name)))


def _best(
    said: _Said, language: LanguageCode, codes: set[str] | None
) -> tuple[str, bool, float] | None:
    """The best wording's variable, value and score, unless another one is nearly as good."""
    best: dict[tuple[str, bool], tuple[float, float]] = {}
    wordings, by_key = _wordings(language)
    for place in sorted({place for key in said.content.full for place in by_key.get(key, ())}):
        one = wordings[place]
        found = _fits(said, one) if codes is None or one.code in codes else None
        if found:
            value, *ranked = found
            best[one.code, value] = max((ranked[0], ranked[1]), best.get((one.code, value), (0, 0)))
    order = sorted(best.items(), key=lambda item: item[1], reverse=True)
    if not order or (len(order) > 1 and order[0][1][0] - order[1][1][0] < APART):
        return None
    (code, value), (_, how_well) = order[0]
    return code, value, how_well


def _fits(said: _Said, one: _Wording) -> tuple[bool, float, float] | None:
    """The value that a wording stands for here, its rank, its score.

    Of a single word only the very same will do. Who calls again does more than call, and what
    somebody wants is not so.
    """
    if AGAIN in one.said.mood - said.mood or WANTS in said.mood - one.said.mood:
        return None
    keys = one.said.content.full
    shared = len(said.content.full & keys)
    if shared < HALF_SAID * len(keys):
        return None
    rank = MORE * shared + MORE * (said.mood == one.said.mood)
    same = score(said.content, one.said.content)
    if shared == 1:
        return (one.value, rank + same, same) if same >= SAME_WORD else None
    if same >= SAME:
        return one.value, rank + same, same
    other = score(said.content, one.said.content, opposite=True)
    return (not one.value, rank + other - MORE, other) if other >= SAME else None


def _said(text: str, rules: Grammar) -> _Said:
    words = words_of(text)
    mood = {name for name in ("can", WANTS, "refuses") if rules.has(name, words)}
    if rules.says(AGAIN, text):
        mood.add(AGAIN)
    return _Said(content(_NUMBER.sub(" ", text), rules), frozenset(mood))


@cache
def _wordings(language: LanguageCode) -> tuple[tuple[_Wording, ...], Mapping[str, tuple[int, ...]]]:
    """Every wording of every variable, and where each full key occurs."""
    rules = grammar(language)
    found = []
    for code, words in pack(language, "chains")["variables"].items():
        for value, texts in (
            (True, (words["yes"], *words["says"])),
            (False, (words["no"], *words["denies"])),
        ):
            found += [_Wording(code, value, _said(text, rules)) for text in texts]
    by_key: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(found):
        for key in one.said.content.full:
            by_key[key].append(place)
    return tuple(found), {key: tuple(places) for key, places in by_key.items()}


def _pieces(line: str, rules: Grammar) -> Iterator[str]:
    """What the line states: its sentences and their clauses, no questions and no what-ifs.

    What denies twice is left out, nobody can say what it comes to; so is what is wished or denied
    by the clause around it ("dass", "that").
    """
    cues, joiners = _cuts(rules.language)
    for sentence in _SENTENCE.findall(line):
        if sentence.rstrip().endswith("?") or _supposed(words_of(sentence), rules):
            continue
        words = words_of(sentence)
        turned = rules.has("wants", words) or rules.has("negators", words)
        parts = {sentence, *_CUT.split(sentence), *_FINER.split(sentence)}
        halves = {half for part in parts for half in cues.split(part)}
        for piece in sorted(halves | {one for half in halves for one in joiners.split(half)}):
            words = words_of(piece)
            if words[:1] and turned and words[0] in rules.lists["that"]:
                continue
            if sum(word in rules.lists["negators"] for word in words) <= 1:
                yield " ".join(piece.split())


def _supposed(words: Sequence[str], rules: Grammar) -> bool:
    """A what-if: it begins with "had", or joins "if" and "would"."""
    if not words:
        return True
    lists = rules.lists
    if words[0] in lists["if_strong"]:
        return True
    return rules.has("if_if", words) and bool(lists["if_would"].union(lists["if_had"]) & {*words})


@cache
def _cuts(language: LanguageCode) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Where a connective cuts, and where "and" does."""
    rules = grammar(language)
    cues = {" ".join(one.words) for one in rules.cues if one.words[0].isalpha()}
    cut, joined = (
        "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        for words in (cues, rules.lists["and"])
    )
    return (
        re.compile(rf"\b(?:{cut})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{joined})\b", re.IGNORECASE),
    )


@cache
def _usual(name: str, pack_name: str) -> Mapping[str, bool]:
    """How each variable usually is in a template, by type code (the first time)."""
    values = template(name).chain(pack_name, language="en").values
    return {name: values[name] for name in reversed(tuple(values)) if name == code_of(name)}
