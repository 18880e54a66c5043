"""Reads causal notes: lines with "weil", "omdat", "because", "hätte ... wäre" become a chain.

The notation is that of source case 000: one thought per line, causes joined by a connective, the
effect of one line taken up as the cause of another in other words. Prose is read too, but only
where a connective leaves no doubt; the guards stand with the connectives in `chain.toml`.
"""

from collections.abc import Sequence

from kulanz.case import LanguageCode, Utterance
from kulanz.chain.notes.claims import Condition, Counterfactual, Obstacle, Rule
from kulanz.chain.notes.grammar import grammar
from kulanz.chain.notes.mentions import Mentions
from kulanz.chain.notes.relations import Reader
from kulanz.chain.notes.sentences import sentences
from kulanz.chain.notes.telling import Had, Stated, Telling
from kulanz.chain.notes.told import Told

USUAL = 100  # letters of a sentence; a longer one counts as several
MOST_LOOKED_UP = 4000  # clauses around a connective, ten for each thing that can be told
MOST_READ = 3000  # sentences with a connective; longer stories are told in several contacts


def parse_notation(utterances: Sequence[Utterance], language: LanguageCode) -> Told:
    """The chain told in these utterances; empty when nobody says why.

    Never raises for its text. At most 400 nodes are kept and only they are compared, so the time
    grows with the length of the text and not with its square.
    """
    rules = grammar(language)
    jotted = all(one.speaker == "agent" for one in utterances)
    reader = Reader(Telling(rules, Mentions(rules), jotted))
    read = 0
    for number, sentence in enumerate(sentences(utterances, rules)):
        reader.read(sentence, number)
        if sentence.cued or sentence.note:
            read += max(1, len(sentence.text) // USUAL)
        looked_up = reader.telling.looked_up
        if reader.telling.mentions.full or read >= MOST_READ or looked_up >= MOST_LOOKED_UP:
            break
    return _chain(reader)


def _chain(reader: Reader) -> Told:
    reader.settle()
    telling = reader.telling
    nodes, ids = telling.mentions.nodes(telling.used())
    return Told(
        nodes=tuple(nodes),
        rules=tuple(_rule(found, ids) for found in telling.because),
        counterfactuals=tuple(_counterfactual(found, ids) for found in telling.hads),
        obstacles=tuple(
            Obstacle(ids[wish], ids[blocked])
            for wish, blocked in telling.mentions.obstacles()
            if wish in ids and blocked in ids
        ),
    )


def _rule(found: Stated, ids: dict[int, str]) -> Rule:
    return Rule(
        effect=ids[found.effect],
        because=tuple(ids[cause] for cause in found.because),
        unless=tuple(ids[exception] for exception in found.unless),
        quote=found.quote,
        line=found.line,
    )


def _counterfactual(found: Had, ids: dict[int, str]) -> Counterfactual:
    return Counterfactual(
        quote=found.quote,
        line=found.line,
        conditions=tuple(Condition(ids[node], negated) for node, negated in found.conditions),
        consequences=tuple(Condition(ids[node], negated) for node, negated in found.consequences),
        given=tuple(ids[node] for node in found.given),
    )
