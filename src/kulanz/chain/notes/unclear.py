"""Finds what a telling leaves open, and settles "A and still B" with a question."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from kulanz.case import LanguageCode
from kulanz.chain.notes.claims import Claims, Rule
from kulanz.chain.notes.doubts import Doubt
from kulanz.chain.notes.grammar import grammar
from kulanz.chain.notes.groups import in_groups
from kulanz.chain.notes.reasons import Reason, shared_sentence
from kulanz.chain.notes.wording import SAME, Content, content, score

NEARLY = 0.6  # from here on two clauses may be one thing, from SAME on they are
MOST_ASKED = 30
MANY = 3  # causes that can stand in groups: "A and B, C"
MOST_COMPARED = 60


def states_last(told: Sequence[Reason], language: LanguageCode) -> tuple[list[Reason], list[Doubt]]:
    """Reads "because A, B and it is still not C" as A, hence B, hence still not C.

    Only where C was told before: what goes on is the state that the events of the sentence leave
    behind. Whoever told it is asked whether C came about without B too.
    """
    rules = grammar(language)
    first: dict[str, int] = {}
    for one in told:
        first.setdefault(one.effect, one.place)
    changed: dict[int, Reason] = {}
    doubts = []
    for group in shared_sentence(told):
        event, state = group[-2], group[-1]
        if first[state.effect] < group[0].place and rules.says("lasts", state.quote):
            changed[state.place] = replace(state, parts=((event.effect, True),))
            names = (event.effect, state.effect)
            doubts.append(Doubt("through", names, state.line, state.quote))
    return [changed.get(one.place, one) for one in told], doubts


def unclear(
    claims: Claims, language: LanguageCode, settled: Collection[str] = ()
) -> Iterator[Doubt]:
    """Everything to ask about a telling; `settled` effects have their reasons round by round."""
    by_effect: dict[str, list[Rule]] = defaultdict(list)
    for rule in claims.rules:
        if rule.because:
            by_effect[rule.effect].append(rule)
    for effect, rules in by_effect.items():
        if effect not in settled:
            yield from _several_sentences(effect, rules)
        yield from _grouping(rules, language)
    yield from _supposed(claims)
    yield from _nearly_the_same(claims, language)


def _several_sentences(effect: str, rules: Sequence[Rule]) -> Iterator[Doubt]:
    first = rules[0]
    for rule in rules[1:]:
        said_apart = (rule.quote, rule.line) != (first.quote, first.line)
        if said_apart and rule.quote and set(rule.because) != set(first.because):
            names = (first.because[0], rule.because[0], effect)
            yield Doubt("and_or_or", names, rule.line, rule.quote)


def _grouping(rules: Sequence[Rule], language: LanguageCode) -> Iterator[Doubt]:
    """Causes in groups ("A and B, C and D"), or with "or" too, can be read in several ways."""
    sentences: dict[tuple[str, int], list[Rule]] = defaultdict(list)
    for rule in rules:
        sentences[rule.quote, rule.line].append(rule)
    for (quote, line), group in sentences.items():
        mixed = len(group) > 1 and any(len(rule.because) > 1 for rule in group)
        causes = list(dict.fromkeys(cause for rule in group for cause in rule.because))
        many = any(len(rule.because) >= MANY for rule in group)
        if quote and (mixed or (many and in_groups(quote, grammar(language)))):
            yield Doubt("who_says", (causes[-1], *causes[:-1], group[0].effect), line, quote)


def _supposed(claims: Claims) -> Iterator[Doubt]:
    holds = {node.id: node.holds for node in claims.nodes}
    asked: set[str] = set()
    for rule in claims.rules:
        for cause in rule.because:
            if holds[cause] is None and cause not in asked:
                asked.add(cause)
                yield Doubt("supposed", (cause, rule.effect), rule.line, rule.quote)


def _nearly_the_same(claims: Claims, language: LanguageCode) -> Iterator[Doubt]:
    rules = grammar(language)
    about: dict[str, list[tuple[str, Content]]] = defaultdict(list)
    asked = 0
    for node in claims.nodes:
        mine = content(node.label, rules)
        near = {
            name: other for key in sorted(mine.full) for name, other in about[key][:MOST_COMPARED]
        }
        for name, other in near.items():
            if NEARLY <= score(mine, other) < SAME and asked < MOST_ASKED:
                asked += 1
                yield Doubt("same_thing", (name, node.id))
        for key in mine.full:
            about[key].append((node.id, mine))
