"""What a country pack says, as types: values only, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from kulanz.case import LanguageCode

Basis = Literal["legal", "policy", "goodwill"]
Unit = Literal["none", "money", "days", "hours"]

BASES: tuple[Basis, ...] = ("legal", "policy", "goodwill")
UNITS: tuple[Unit, ...] = ("none", "money", "days", "hours")
WEEKDAYS: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Window:
    """Opening hours of one stretch of a day, local time; `closes` is after `opens`."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock such as "10d_b" (de: Frist, nl: termijn) with the source it comes from."""

    clock: str
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Callback:
    """How soon we ring back: within minutes while open, else at a time on the next business day."""

    within_minutes: int
    else_at: time


@dataclass(frozen=True, slots=True)
class Limit:
    """How far a role may go: `None` is "no limit"; `request` means it may only ask for it."""

    amount: Decimal | None = None
    percent: Decimal | None = None
    count: int | None = None
    request: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """Who decides (de: Rolle, nl: rol), with the name in each language."""

    code: str
    names: Mapping[LanguageCode, str]


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Goodwill to one customer in twelve months above which a colleague looks at the facts."""

    amount: Decimal
    role: str


@dataclass(frozen=True, slots=True)
class RemedyRule:
    """One line of the authority matrix (de: Entscheidungsrahmen, nl: mandaat).

    `terms` has one table role -> limit per basis, the usual basis first.
    `stacks` says that goodwill given by it counts towards the cap of the case.
    """

    code: str
    unit: Unit
    terms: Mapping[Basis, Mapping[str, Limit]]
    protective: bool = False
    reversible: bool = False
    stacks: bool = False
    evidence: tuple[str, ...] = ()
    auto_on: tuple[str, ...] = ()
    booked_by: str | None = None
    four_eyes_above: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything a country and sector decides (de: Länderprofil, nl: landenprofiel)."""

    name: str
    country: str
    subdivision: str
    timezone: ZoneInfo
    currency: str
    language: LanguageCode
    business_days: frozenset[int]
    ladder: tuple[str, ...]
    opening: tuple[tuple[Window, ...], ...]
    callback: Callback
    deadlines: Mapping[str, Deadline]
    roles: Mapping[str, Role]
    adr: Mapping[LanguageCode, str]
    goodwill_cap: Mapping[str, Limit]
    second_look: SecondLook
    remedies: Mapping[str, RemedyRule]
