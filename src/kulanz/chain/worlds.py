"""Computes what is so: in the actual world, and had something been otherwise.

Values are bits: every variable is one integer, every world one place in it, so that thousands of
worlds (or cases) are computed in one pass.
"""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from kulanz.chain.formulas import And, Formula, Name, Not, Or, names
from kulanz.chain.parts import Variable
from kulanz.chain.problems import BadModel


class Worlds:
    """The equations of a model in the order of computing.

    A variable whose told value contradicts its equation counts as told: `contradicted` names it,
    and its equation is set aside in every answer. Raises `BadModel` for a cycle.
    """

    def __init__(self, variables: Sequence[Variable]) -> None:
        self.equations = {one.name: one.equation for one in variables}
        self.causes = {
            name: tuple(names(equation)) if equation is not None else ()
            for name, equation in self.equations.items()
        }
        self.order = _order(variables, self.causes)
        told = {one.name: one.actual for one in variables}
        values: dict[str, bool] = {}
        contradicted = set()
        for name in self.order:
            equation = self.equations[name]
            values[name] = told[name]
            if equation is not None and bool(computed(equation, values, 1)) is not told[name]:
                contradicted.add(name)
        self.contradicted = frozenset(contradicted)
        self.actual: Mapping[str, bool] = values

    def do(self, given: Mapping[str, bool]) -> dict[str, bool]:
        """Every value when the variables `given` are set so, whatever their equations say."""
        found = self.run({name: int(value) for name, value in given.items()}, 1)
        return {name: bool(value) for name, value in found.items()}

    def run(self, given: Mapping[str, int], mask: int) -> dict[str, int]:
        """The same for many worlds at once, one bit each; `mask` has a bit for every world.

        Roots that are not given have their told value in every world.
        """
        values: dict[str, int] = {}
        for name in self.order:
            equation = self.equations[name]
            if name in given:
                values[name] = given[name] & mask
            elif equation is None or name in self.contradicted:
                values[name] = mask if self.actual[name] else 0
            else:
                values[name] = computed(equation, values, mask)
        return values


def computed(formula: Formula, values: Mapping[str, int], mask: int) -> int:
    """The bits of a formula."""
    match formula:
        case Name(name):
            return mask & -1 if values[name] is True else int(values[name])
        case Not(of):
            return mask & ~computed(of, values, mask)
        case And(of):
            found = mask
            for part in of:
                found &= computed(part, values, mask)
            return found
        case Or(of):
            found = 0
            for part in of:
                found |= computed(part, values, mask)
            return found


def _order(variables: Sequence[Variable], causes: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    try:
        return tuple(TopologicalSorter(causes).static_order())
    except CycleError as error:
        path = [str(name) for name in error.args[1]]
        line = next((one.line for one in variables if one.name == path[-1]), 0)
        raise BadModel("cycle", path, line=line) from None
