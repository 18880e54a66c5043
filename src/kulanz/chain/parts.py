"""What a causal model is made of: variables with equations, signed influences, needs, actions.

Three graphs of one case. The variables are a boolean structural causal model, indexed by time and
acyclic (Halpern and Pearl, modified definition of 2015). The influences are the same with time
folded away, signed, for vicious circles. The needs say what must come about before what, for
deadlocks and for the smallest way out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kulanz.case import LanguageCode
from kulanz.chain.formulas import Formula

Status = Literal["fact", "claim", "opinion", "emotion", "hypothesis"]
# From sure to unsure: an answer is as certain as the weakest thing it rests on.
STATUSES: tuple[Status, ...] = ("fact", "claim", "emotion", "opinion", "hypothesis")

Party = Literal["customer", "company", "agent", "third_party", "unknown"]
PARTIES: tuple[Party, ...] = ("customer", "company", "agent", "third_party", "unknown")

Sign = Literal["+", "-"]


@dataclass(frozen=True, slots=True)
class Variable:
    """One thing that is so or is not, at one time (de: Glied, nl: schakel).

    `equation` is None for a root, which can be a cause by itself. `actual` is the value as told;
    where it contradicts the equation, the told value stands and `Chain.check` says so. `norm` is
    the value that could be expected, None where nobody may expect one. `actor` is a party, or one
    with a part of it ("company:billing", "carrier/seller"); see `party`. `t` is the step in time.
    `yes` and `no` are the clause for each value and language, as somebody would say it ("Das
    Konto war nicht gedeckt"). `quote` and `line` say where it was told, line 0: nowhere. What is
    `inner`, a behaviour or an opinion on a person, never leaves the house.
    """

    name: str
    equation: Formula | None = None
    actual: bool = True
    norm: bool | None = None
    actor: str = "unknown"
    t: int = 0
    status: Status = "fact"
    yes: Mapping[LanguageCode, str] = field(default_factory=dict)
    no: Mapping[LanguageCode, str] = field(default_factory=dict)
    quote: str = ""
    line: int = 0
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Influence:
    """More of `cause` leads to more ("+") or less ("-") of `effect`, whenever it happens."""

    cause: str
    effect: str
    sign: Sign = "+"


@dataclass(frozen=True, slots=True)
class Need:
    """`head` comes about once all of `body` has; several needs of one head are alternatives."""

    head: str
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done: what it establishes, who does it, what it costs.

    `cost` is a rank, not money: 1 is free and at once, 99 is what nobody will do. `remedy` is its
    code in the catalogue of remedies. `needs` is the lowest role that may do it without asking,
    empty when anybody may.
    """

    name: str
    establishes: tuple[str, ...]
    actor: str = "agent"
    cost: int = 1
    remedy: str = ""
    needs: str = ""


def party(actor: str) -> Party:
    """Who an actor belongs to: "company:agent1" to the agent, "carrier/seller" to third parties."""
    known = _PARTY_OF.get(actor)
    if known is None:
        head, _, part = actor.partition(":")
        known = "agent" if part.startswith("agent") else _PARTY_OF.get(head)
    if known is None:
        known = _PARTY_OF.get(actor.split("/", maxsplit=1)[0])
    return known or ("unknown" if not actor else "third_party")


def is_ours(actor: str) -> bool:
    """Does it lie with the company, as such or through one of its people?"""
    return party(actor) in {"company", "agent"}


_PARTY_OF: dict[str, Party] = {
    **{name: name for name in PARTIES},
    "agent": "agent",
    **dict.fromkeys(
        ("team_lead", "billing", "risk", "finance", "marketing", "shop", "planning", "hr"),
        "company",
    ),
}
