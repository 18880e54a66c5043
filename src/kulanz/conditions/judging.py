"""Does a condition hold? True, False, or None: some fact it needs is not known (Kleene's logic)."""

from collections.abc import Mapping
from dataclasses import dataclass

from kulanz.conditions.cells import BadCell, Cell, cell
from kulanz.conditions.vocabulary import FACTS, Facts


class BadCondition(ValueError):
    """A condition that cannot be read; `fact` names the column, `position` the character."""

    def __init__(self, fact: str, position: int, why: str) -> None:
        self.fact, self.position, self.why = fact, position, why
        super().__init__(f"{fact}, character {position + 1}: {why}")


@dataclass(frozen=True, slots=True)
class Condition:
    """Cells that must all hold, one per fact (de: Bedingung, nl: voorwaarde)."""

    cells: tuple[Cell, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it asks for, in order."""
        return tuple(one.fact.name for one in self.cells if not one.everything)

    def as_texts(self) -> dict[str, str]:
        """The condition as it is written, fact by fact."""
        return {one.fact.name: one.text for one in self.cells}


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer: the facts that fail, and those that are needed and not known."""

    truth: bool | None
    failing: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def condition(written: Mapping[str, str]) -> Condition:
    """The condition that fact -> text stands for.

    Raises:
        BadCondition: a fact is unknown, or its text cannot be read.
    """
    cells = []
    for name, text in written.items():
        fact = FACTS.get(name)
        if fact is None:
            raise BadCondition(name, 0, "nobody knows this fact")
        try:
            cells.append(cell(text, fact))
        except BadCell as error:
            raise BadCondition(name, error.position, error.why) from error
    return Condition(tuple(cells))


def judge(asked: Condition, facts: Facts) -> Judged:
    """Whether all cells hold: one that fails decides, else one that is unknown leaves it open."""
    failing, missing = [], []
    for one in asked.cells:
        if one.everything:
            continue
        value = facts.get(one.fact.name)
        if value is None:
            missing.append(one.fact.name)
        elif not one.holds(value):
            failing.append(one.fact.name)
    truth = False if failing else None if missing else True
    return Judged(truth, tuple(failing), tuple(missing))
