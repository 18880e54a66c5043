"""The modified definition of actual causes, word for word, by trying everything.

Halpern (2015), "A Modification of the Halpern-Pearl Definition of Causality", for two values. Only
the types of formulas are shared with what is tested; only small models are possible.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product

from kulanz.chain.formulas import And, Formula, Name, Not, Or

Model = Mapping[str, Formula | None]  # causes before effects
Values = Mapping[str, bool]


@dataclass(frozen=True)
class Judgement:
    """The conditions. In `ac2` all of X is otherwise, in `ac2_any` x' is any setting of X."""

    ac1: bool
    ac2: bool
    ac2_any: bool
    ac3: bool
    cause: bool


def judge(model: Model, actual: Values, claimed: Values, effect: Formula) -> Judgement:
    """Is X = x, as claimed, a cause of the effect?"""
    both = _ac1(actual, claimed, effect)
    parts = [
        {name: claimed[name] for name in part}
        for part in _subsets(claimed)
        if 0 < len(part) < len(claimed)
    ]
    smaller = [part for part in parts if _ac1(actual, part, effect)]
    return Judgement(
        ac1=both,
        ac2=_ac2(model, actual, {name: not value for name, value in claimed.items()}, effect),
        ac2_any=_ac2_any(model, actual, claimed, effect),
        ac3=not any(
            _ac2(model, actual, {name: not value for name, value in part.items()}, effect)
            for part in smaller
        ),
        cause=both
        and _ac2_any(model, actual, claimed, effect)
        and not any(_ac2_any(model, actual, part, effect) for part in smaller),
    )


def minimal_causes(
    model: Model, actual: Values, effect: Formula, among: list[str]
) -> dict[frozenset[str], int]:
    """All causes out of `among`, each with the size of its smallest witness."""
    found: dict[frozenset[str], int] = {}
    if not truth(effect, actual):
        return found
    for part in _subsets(among):
        x = frozenset(part)
        if not x or any(known < x for known in found):
            continue
        others = {name: not actual[name] for name in x}
        sizes = [len(w) for w in _witnesses(model, actual, others, effect)]
        if sizes:
            found[x] = min(sizes)
    return found


def computed(model: Model, roots: Values, given: Values) -> dict[str, bool]:
    """Every value, with `given` set whatever the equations say."""
    values: dict[str, bool] = {}
    for name, equation in model.items():
        if name in given:
            values[name] = given[name]
        else:
            values[name] = roots[name] if equation is None else truth(equation, values)
    return values


def truth(formula: Formula, values: Values) -> bool:
    """The value of a formula."""
    if isinstance(formula, Name):
        return values[formula.name]
    if isinstance(formula, Not):
        return not truth(formula.of, values)
    parts = [truth(part, values) for part in formula.of]
    return all(parts) if isinstance(formula, And) else any(parts)


def random_model(dice: random.Random, most: int = 7) -> dict[str, Formula | None]:
    """Two to `most` variables, at least one of them a root."""
    model: dict[str, Formula | None] = {}
    for place in range(dice.randint(2, most)):
        before = list(model)
        root = not before or dice.random() < 0.3
        model[f"v{place}"] = None if root else random_formula(dice, before)
    return model


def random_formula(dice: random.Random, names: list[str], depth: int = 2) -> Formula:
    """A formula over some of the names."""
    kind = dice.random()
    if depth == 0 or kind < 0.3:
        name = Name(dice.choice(names))
        return name if dice.random() < 0.6 else Not(name)
    parts = tuple(random_formula(dice, names, depth - 1) for _ in range(dice.randint(2, 3)))
    made = And(parts) if kind < 0.65 else Or(parts)
    return made if dice.random() < 0.9 else Not(made)


def _ac1(actual: Values, claimed: Values, effect: Formula) -> bool:
    return truth(effect, actual) and all(actual[name] == claimed[name] for name in claimed)


def _ac2(model: Model, actual: Values, setting: Values, effect: Formula) -> bool:
    return any(True for _ in _witnesses(model, actual, setting, effect))


def _ac2_any(model: Model, actual: Values, claimed: Values, effect: Formula) -> bool:
    settings = (
        dict(zip(claimed, values, strict=True))
        for values in product((False, True), repeat=len(claimed))
    )
    return any(_ac2(model, actual, setting, effect) for setting in settings)


def _witnesses(
    model: Model, actual: Values, setting: Values, effect: Formula
) -> Iterator[tuple[str, ...]]:
    """Every W which, held at its actual values, lets the setting avoid the effect."""
    for w in _subsets([name for name in model if name not in setting]):
        held = {name: actual[name] for name in w}
        if not truth(effect, computed(model, actual, {**setting, **held})):
            yield w


def _subsets(names: Mapping[str, bool] | list[str]) -> Iterator[tuple[str, ...]]:
    ordered = list(names)
    return chain.from_iterable(combinations(ordered, size) for size in range(len(ordered) + 1))
