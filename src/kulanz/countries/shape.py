"""What a country pack says, as types: values only, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from kulanz.case import LanguageCode
from kulanz.countries.table import Basis, Remedy, Table

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
class Role:
    """Who decides (de: Rolle, nl: rol), with the name in each language."""

    code: str
    names: Mapping[LanguageCode, str]


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
    table: Table

    @property
    def remedies(self) -> Mapping[str, Remedy]:
        """The remedies of the authority table, by code."""
        return self.table.remedies
