"""What a note says about why: its links and its had-sentences, in the words of the note."""

from collections.abc import Iterable, Iterator
from typing import Any

from kulanz.case import LanguageCode
from kulanz.chain import Condition, Told
from kulanz.chain.notes.opposites import opposite_of


def of_notes(told: Told, language: LanguageCode) -> dict[str, Any]:
    """The keys that only notes have. Reasons of one conjunction share a `group`, from 1."""
    return {"links": list(_links(told)), "counterfactuals": list(_counterfactuals(told, language))}


def _links(told: Told) -> Iterator[dict[str, Any]]:
    labels = {node.id: node.label for node in told.nodes}
    for group, rule in enumerate(told.rules, start=1):
        for cause in rule.because:
            yield {"cause": labels[cause], "effect": labels[rule.effect], "group": group}


def _counterfactuals(told: Told, language: LanguageCode) -> Iterator[dict[str, str]]:
    labels = {node.id: node.label for node in told.nodes}
    for had in told.counterfactuals:
        sides = (had.conditions, had.consequences)
        condition, consequence = (_said(parts, labels, had.quote, language) for parts in sides)
        yield {"if": condition, "then": consequence}


def _said(
    parts: Iterable[Condition], labels: dict[str, str], quote: str, language: LanguageCode
) -> str:
    """Each part as it would have been."""
    clauses = ((labels[part.node], part.negated) for part in parts)
    return ", ".join(
        (opposite_of(clause, language) or _as_told(clause, quote)) if negated else clause
        for clause, negated in clauses
    )


def _as_told(clause: str, quote: str) -> str:
    """The piece of the sentence that is about it, where no denial of the clause is sure."""
    about = set(clause.lower().split())
    pieces = [piece.strip(" .!?") for piece in quote.split(",")]
    return max(pieces, key=lambda piece: len(about & set(piece.lower().split())))
