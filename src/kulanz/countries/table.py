"""The authority table of a pack: remedies, and the rules for giving them, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from kulanz.conditions import Condition

Basis = Literal["legal", "policy", "goodwill"]
Unit = Literal["none", "money", "days", "hours"]

ALWAYS = Condition()
BASES: tuple[Basis, ...] = ("legal", "policy", "goodwill")
UNITS: tuple[Unit, ...] = ("none", "money", "days", "hours")


@dataclass(frozen=True, slots=True)
class Limit:
    """How far a role may go; None is "no limit". `percent` is of the price, `count` instalments."""

    amount: Decimal | None = None
    percent: Decimal | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """What can put a thing right (de: Abhilfe, nl: oplossing, tegemoetkoming).

    `protective` acts hold harm off, have no condition and never need approval. Goodwill given by a
    remedy with a `stack` is added up in the case against the cap of that name. `auto_on` names the
    claims that set it at once. `closed` says that what no rule allows is refused on purpose.
    """

    code: str
    unit: Unit = "none"
    protective: bool = False
    reversible: bool = False
    stack: str = ""
    auto_on: tuple[str, ...] = ()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table (de: Regel, nl: regel): who may give a remedy, when, and how far.

    `limits` has the limit of each role; up the ladder a role has what the one below has. `when`
    must hold, and `evidence` too: what is to be looked at before it is given. A rule that `forbids`
    has no limits and wins over all others as soon as its condition is known to hold. `source` names
    the law or decision it comes from.
    """

    id: str
    remedy: str
    basis: Basis
    limits: Mapping[str, Limit]
    when: Condition = ALWAYS
    evidence: Condition = ALWAYS
    forbids: bool = False
    booked_by: str | None = None
    four_eyes_above: Decimal | None = None
    since: date | None = None
    until: date | None = None
    source: str = ""

    def valid(self, on: date | None) -> bool:
        """Whether the rule is in force on a day; both ends belong to it."""
        if on is None:
            return True
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Goodwill to one customer in twelve months above which a colleague looks at the facts."""

    amount: Decimal
    role: str


@dataclass(frozen=True, slots=True)
class Table:
    """All that decides who may offer what (de: Entscheidungsrahmen, nl: mandaat).

    `roles` holds every role, `ladder` those that stand above each other, the lowest first; `caps`
    has, per stack, the cap of each role for all goodwill of one case.
    """

    ladder: tuple[str, ...]
    roles: tuple[str, ...]
    remedies: Mapping[str, Remedy]
    rules: tuple[Rule, ...]
    caps: Mapping[str, Mapping[str, Limit]]
    second_look: SecondLook
