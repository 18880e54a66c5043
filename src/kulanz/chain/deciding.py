"""Which of its reasons decide an equation: what keeps a value, and what is missing for another.

Ladkin and Loer (Why-Because Analysis, 1998) ask of every node for factors that together suffice;
this finds the cheapest such factors for one value.
"""

from collections.abc import Callable, Mapping
from math import inf

from kulanz.chain.formulas import And, Formula, Name, Not

Price = Callable[[str, bool], float]


def deciding(formula: Formula, value: bool, price: Price) -> dict[str, bool] | None:
    """The cheapest values that give the formula its `value`, whatever all else is.

    `price` is asked for each name and value, infinite where it cannot be had. None when nothing
    can give it. Of equally cheap ones those told first.
    """
    cost, found = _cheapest(formula, value, price)
    return None if cost == inf else found


def kept_by(formula: Formula, values: Mapping[str, bool], moved: set[str]) -> tuple[str, ...]:
    """What suffices for the formula to be as it is, best without anything that `moved`."""
    many = len(values) + 1

    def price(name: str, value: bool) -> float:
        if values[name] is not value:
            return inf
        return many if name in moved else 1

    for value in (True, False):
        found = deciding(formula, value, price)
        if found is not None:
            return tuple(found)
    return ()


def missing_for(formula: Formula, value: bool, values: Mapping[str, bool]) -> tuple[str, ...]:
    """The fewest things that would have to be otherwise for the formula to have the `value`."""
    found = deciding(formula, value, lambda name, wanted: float(values[name] is not wanted))
    return tuple(name for name, wanted in (found or {}).items() if values[name] is not wanted)


def _cheapest(formula: Formula, value: bool, price: Price) -> tuple[float, dict[str, bool]]:
    if isinstance(formula, Name):
        return price(formula.name, value), {formula.name: value}
    if isinstance(formula, Not):
        return _cheapest(formula.of, not value, price)
    parts = [_cheapest(part, value, price) for part in formula.of]
    if isinstance(formula, And) is value:  # all of them
        return _together(parts, price)
    return min(parts, key=lambda part: part[0], default=(inf, {}))


def _together(
    parts: list[tuple[float, dict[str, bool]]], price: Price
) -> tuple[float, dict[str, bool]]:
    found: dict[str, bool] = {}
    for cost, part in parts:
        clash = any(found.get(name, value) is not value for name, value in part.items())
        if cost == inf or clash:
            return inf, {}
        found.update(part)
    return sum(price(name, value) for name, value in found.items()), found
