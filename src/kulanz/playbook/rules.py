"""The rules of casework as data: when they speak, what they propose, what must never be done."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kulanz.conditions import Condition, condition

_CLOCK = re.compile(r"\d+(?:min|h|d|w|m)_[bc]")
RULE_SETS: tuple[str, ...] = ("source_000", "source_001", "source_003")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do (de: Maßnahme, nl: stap): a code, and what it needs to know."""

    code: str
    values: tuple[str, ...] = ()

    @property
    def clock(self) -> str:
        """The time it may take, as `kulanz.commitments.due` reads it: "10d_b"; "" for none."""
        return next((value for value in self.values if _CLOCK.fullmatch(value)), "")


@dataclass(frozen=True, slots=True)
class CaseRule:
    """A rule of casework (de: Fallregel, nl: werkregel).

    One of `when` must hold. `unless` is a requirement: the rule speaks unless one of its conditions
    is known to hold. `never` names what must not be done or said, `release` when the acts end,
    `law` the rules of law behind it. A `variant` is off unless somebody switches it on; it then
    stands `instead_of` another rule.
    """

    id: str
    source: str
    when: tuple[Condition, ...]
    acts: tuple[Act, ...]
    unless: tuple[Condition, ...] = ()
    never: tuple[str, ...] = ()
    release: tuple[Condition, ...] = ()
    law: tuple[str, ...] = ()
    variant: str = ""
    instead_of: str = ""

    @property
    def number(self) -> str:
        """Number of the source case: "000" of "source case 000"."""
        return self.source.rpartition(" ")[2]


@cache
def case_rules() -> tuple[CaseRule, ...]:
    """Every rule of every set, in order."""
    return tuple(rule for name in RULE_SETS for rule in read_rules(_text(name)))


def read_rules(text: str) -> tuple[CaseRule, ...]:
    """The rules of a TOML text.

    Raises:
        KeyError: a rule lacks its id, its condition or its acts.
        BadCondition: a condition cannot be read.
    """
    table = tomllib.loads(text)
    return tuple(_rule(row, table["source"]) for row in table["rules"])


def by_id() -> Mapping[str, CaseRule]:
    """The rules by their id."""
    return MappingProxyType({rule.id: rule for rule in case_rules()})


def _text(name: str) -> str:
    place = files("kulanz.countries").joinpath("rules", f"{name}.toml")
    return place.read_text(encoding="utf-8")


def _rule(row: Mapping[str, list[str] | list[dict[str, str]] | str], source: str) -> CaseRule:
    return CaseRule(
        id=str(row["id"]),
        source=source,
        when=_conditions(row["when"]),
        acts=tuple(_act(str(one)) for one in row["acts"]),
        unless=_conditions(row.get("unless", [])),
        never=tuple(map(str, row.get("never", ()))),
        release=_conditions(row.get("release", [])),
        law=tuple(map(str, row.get("law", ()))),
        variant=str(row.get("variant", "")),
        instead_of=str(row.get("instead_of", "")),
    )


def _conditions(rows: object) -> tuple[Condition, ...]:
    return tuple(condition(row) for row in rows) if isinstance(rows, list) else ()


def _act(text: str) -> Act:
    code, _, values = text.partition(":")
    return Act(code.strip(), tuple(one.strip() for one in values.split(",") if one.strip()))
