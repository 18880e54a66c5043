"""The facts that a condition may ask for, and how their values come in."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

FactKind = Literal["yes_no", "choice", "number", "money", "date"]
Value = bool | Decimal | str | date
Facts = Mapping[str, Value]

YES, NO = frozenset({"yes", "true", "ja"}), frozenset({"no", "false", "nein", "nee"})
_LARGEST = Decimal(10) ** 12


class BadFact(ValueError):
    """A value that its fact cannot have; `name` is the fact, `wanted` what it may be."""

    def __init__(self, name: str, value: object, wanted: str) -> None:
        self.name, self.value, self.wanted = name, value, wanted
        super().__init__(f"{name}: {value!r} is not {wanted}")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact (de: Tatsache, nl: feit): its kind, the values to choose from, and its unit.

    What does not `decide` is about a conversation or our staff: no rule about money may ask for it.
    """

    name: str
    kind: FactKind
    choices: tuple[str, ...] = ()
    unit: str = ""
    decides: bool = True

    @property
    def ordered(self) -> bool:
        """Whether its values lie on a line, so that intervals make sense."""
        return self.kind in {"number", "money", "date"}

    def value(self, raw: object) -> Value:
        """A value as it comes from JSON or a form, checked.

        Raises:
            BadFact: it is no value of this fact.
        """
        if self.kind == "yes_no":
            return self._yes_no(raw)
        if self.kind == "choice":
            if raw in self.choices:
                return str(raw)
            raise BadFact(self.name, raw, f"one of {', '.join(self.choices)}")
        return self._day(raw) if self.kind == "date" else self._number(raw)

    def _yes_no(self, raw: object) -> bool:
        if isinstance(raw, bool):
            return raw
        word = str(raw).strip().lower()
        if word in YES | NO:
            return word in YES
        raise BadFact(self.name, raw, "yes or no")

    def _number(self, raw: object) -> Decimal:
        try:
            number = Decimal(str(raw).strip())
        except InvalidOperation:
            raise BadFact(self.name, raw, "a number such as 12.50") from None
        if isinstance(raw, bool) or not number.is_finite() or not 0 <= number < _LARGEST:
            raise BadFact(self.name, raw, "a number such as 12.50, not below 0")
        return number

    def _day(self, raw: object) -> date:
        try:
            return date.fromisoformat(str(raw).strip())
        except ValueError:
            raise BadFact(self.name, raw, "a date such as 2026-01-31") from None


def _vocabulary() -> Mapping[str, Fact]:
    table = tomllib.loads(files(__package__).joinpath("facts.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: Fact(
                name,
                row["kind"],
                tuple(row.get("choices", ())),
                row.get("unit", ""),
                row.get("decides", True),
            )
            for name, row in table.items()
        }
    )


FACTS: Mapping[str, Fact] = _vocabulary()


def known(raw: Mapping[str, object]) -> tuple[Facts, tuple[str, ...]]:
    """The facts in a JSON object, nested or with dotted names, and the names nobody knows.

    A value of None means "not known" and is left out.

    Raises:
        BadFact: a fact has a value it cannot have.
    """
    flat = dict(_flat(raw, ""))
    facts = {
        name: FACTS[name].value(value)
        for name, value in flat.items()
        if name in FACTS and value is not None
    }
    return MappingProxyType(facts), tuple(name for name in flat if name not in FACTS)


def _flat(raw: Mapping[str, object], before: str) -> Iterator[tuple[str, object]]:
    for key, value in raw.items():
        name = before + key
        if isinstance(value, Mapping) and name not in FACTS:
            yield from _flat(value, name + ".")
        else:
            yield name, value
