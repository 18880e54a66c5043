"""What a telling leaves open, as questions to whoever told it."""

from dataclasses import dataclass

from kulanz.case import LanguageCode
from kulanz.chain.notes.claims import Claims
from kulanz.languages import pack


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question about the telling; its words stand under [doubts] of each language.

    `names` are ids of nodes: the one or two things asked about, then, where the question has
    one, their effect.
    """

    code: str
    names: tuple[str, ...]
    line: int = 0
    quote: str = ""


def doubt_text(doubt: Doubt, told: Claims, language: LanguageCode) -> str:
    """The question in a language, with the clauses of the nodes it is about."""
    nodes = told.by_id
    labels = [nodes[name].label if name in nodes else name for name in doubt.names]
    between = ", ".join(labels[1:-1]) or labels[-1]
    template: str = pack(language, "chain")["doubts"][doubt.code]
    return template.format(a=labels[0], b=between, effect=labels[-1])
