"""Finds the smallest sets of literals that clauses allow, one after the other, within a budget.

Core-guided search with soft cardinality constraints: Andres, Kaufmann, Matheis and Schaub (2012),
"Unsatisfiability-based optimization in clasp"; Ignatiev, Morgado and Marques-Silva (2019), "RC2".
"""

from collections.abc import Iterator, Mapping, Sequence
from time import perf_counter
from types import TracebackType
from typing import Any, Self

Clauses = Sequence[Sequence[int]]

_CHUNK = 100_000  # propagations between two looks at the clock: some ten milliseconds
_TRIMMED = 40  # a core up to this length is tried without each of its literals


class OutOfTime(Exception):
    """The budget of the answer is used up."""


def in_time(deadline: float) -> None:
    """Looks at the clock.

    Raises:
        OutOfTime: the deadline (in terms of `time.perf_counter`) is over.
    """
    if perf_counter() > deadline:
        raise OutOfTime


class Search:
    """A satisfiability solver with a deadline (in terms of `time.perf_counter`)."""

    def __init__(self, clauses: Clauses, deadline: float) -> None:
        from pysat.solvers import Glucose4

        self.deadline = deadline
        self.solver = Glucose4(bootstrap_with=clauses)
        self.model: list[int] = []
        self.core: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.solver.delete()

    def add(self, clause: Sequence[int]) -> None:
        """One more clause."""
        self.solver.add_clause(clause)

    def finds(self, assumed: Sequence[int] = ()) -> bool:
        """Is there a model? Then it is in `model`, else the assumptions to blame in `core`.

        Raises:
            OutOfTime: not decided by the deadline.
        """
        decided = None
        while decided is None:
            in_time(self.deadline)
            self.solver.prop_budget(_CHUNK)
            decided = self.solver.solve_limited(assumptions=assumed)
        if decided:
            self.model = self.solver.get_model()
        else:
            self.core = self.solver.get_core() or []
        return bool(decided)

    def true(self, literals: Sequence[int]) -> list[int]:
        """Those of the literals (all of them plain variables) that the model makes true.

        What no clause speaks of is false.
        """
        model, known = self.model, len(self.model)
        return [one for one in literals if one <= known and model[one - 1] > 0]


def some_minimal(search: Search, left: list[int]) -> list[int] | None:
    """One minimal set of these literals that a model makes true, though perhaps not a smallest.

    None without any. Uses the search up.

    Raises:
        OutOfTime: none is known to be minimal yet.
    """
    found = False
    while search.finds():
        found = True
        kept = set(search.true(left))
        for one in left:
            if one not in kept:
                search.add([-one])
        left = [one for one in left if one in kept]
        search.add([-one for one in left])
    return left if found else None


class Smallest:
    """Every minimal set of literals that a model can make true, the lightest first.

    `costs` has the weight of each literal, a plain variable. Iterating raises `OutOfTime` when
    there may be more.
    """

    def __init__(self, search: Search, costs: Mapping[int, int], *, top: int) -> None:
        self.search = search
        self.literals = list(costs)
        self.top = top
        self._cost = {-one: cost for one, cost in costs.items()}
        self._counts: dict[int, tuple[Any, int]] = {}
        search.solver.set_phases(list(self._cost))

    def __iter__(self) -> Iterator[list[int]]:
        search = self.search
        while True:
            if search.finds(list(self._cost)):
                found = search.true(self.literals)
                yield found
                if not found:
                    return
                search.add([-one for one in found])
                continue
            core = self._trimmed(search.core)
            if not core:
                return
            self._relax(core)

    def _trimmed(self, core: list[int]) -> list[int]:
        search = self.search
        if len(core) <= _TRIMMED:
            for one in list(core):
                rest = [other for other in core if other != one]
                if one in core and not search.finds(rest):
                    core = search.core
        return core

    def _relax(self, core: list[int]) -> None:
        """One of the core must be given up; the second one costs again."""
        least = min(self._cost[one] for one in core)
        for one in core:
            self._cost[one] -= least
            if not self._cost[one]:
                del self._cost[one]
            if one in self._counts:
                self._next(one, least)
        if len(core) > 1:
            self._count([-one for one in core], least)

    def _count(self, literals: list[int], weight: int) -> None:
        from pysat.card import ITotalizer

        counted = ITotalizer(lits=literals, ubound=1, top_id=self.top)
        self._put(counted, counted.cnf.clauses, 1, weight)

    def _next(self, output: int, weight: int) -> None:
        counted, bound = self._counts[output]
        bound += 1
        if bound < len(counted.lits):
            counted.increase(ubound=bound, top_id=self.top)
            new = counted.cnf.clauses[-counted.nof_new :] if counted.nof_new else []
            self._put(counted, new, bound, weight)

    def _put(self, counted: Any, clauses: Clauses, bound: int, weight: int) -> None:
        for clause in clauses:
            self.search.add(clause)
        self.top = max(self.top, counted.top_id)
        output = -counted.rhs[bound]
        self._cost[output] = self._cost.get(output, 0) + weight
        self._counts[output] = (counted, bound)
