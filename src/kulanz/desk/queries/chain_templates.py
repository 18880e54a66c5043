"""Which known course of events a case looks like, and by which words."""

from collections.abc import Sequence
from dataclasses import dataclass

from kulanz.chain.filling import suggest
from kulanz.chain.situations import clause
from kulanz.desk import casefiles
from kulanz.desk.models import Statement
from kulanz.desk.queries.chain_reading import Reading

ENOUGH = 2  # different things recognised; one alone is chance
NEARLY = 0.6  # of the best score; what fits worse only distracts
MOST_SHOWN = 2
MOST_EVIDENCE = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the case, and what they are taken for."""

    quote: str
    means: str


@dataclass(frozen=True, slots=True)
class LooksLike:
    """A template that fits, with what speaks for it; taking it over is somebody's decision."""

    name: str
    title: str
    parts: int
    evidence: tuple[Evidence, ...]


def looks_like(reading: Reading, lines: Sequence[Statement]) -> tuple[LooksLike, ...]:
    """The best templates for a case that has none yet, in the reader's language."""
    if reading.known is not None:
        return ()
    case, language = reading.case, reading.language
    texts = [one.text for one in lines]
    texts += [node.label for node in reading.told.nodes if node.holds]
    found = suggest(texts, casefiles.language_of(case), case.profile)
    return tuple(
        LooksLike(
            one.template.name,
            one.template.title(language),
            len(one.template.things),
            tuple(
                Evidence(each.quote, clause(each.name, language, value=each.value))
                for each in one.evidence[:MOST_EVIDENCE]
            ),
        )
        for one in found[:MOST_SHOWN]
        if len(one.evidence) >= ENOUGH and one.score >= NEARLY * found[0].score
    )
