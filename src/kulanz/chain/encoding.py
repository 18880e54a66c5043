"""The question "what must have been otherwise?" as clauses for a satisfiability solver.

For the modified definition of Halpern (2015). A world differs from the actual one in some
variables. Each of these needs a reason: its equation, computed in that world, gives the other
value; or it belongs to the cause. What keeps its value against its equation is held there, it is
the witness, and costs nothing. So one direction of every equation is enough, and the sets of
causes over all worlds without the effect are what must be minimised.

Literals: variable number n of the model differs: n + 1; it belongs to the cause: `cause(n)`.
"""

from collections.abc import Collection, Sequence

from kulanz.chain.equations import Rule
from kulanz.chain.smallest import in_time
from kulanz.chain.worlds import Worlds

Clause = list[int]
_LOOK = 1000  # variables between two looks at the clock


class Encoding:
    """Clauses for the cone between what may be a cause and the effect; all else is constant."""

    def __init__(
        self,
        worlds: Worlds,
        effect: Rule,
        cone: Sequence[int],
        free: Collection[int],
        *,
        deadline: float,
    ) -> None:
        """`free` variables of the cone may differ without a reason, as the cause.

        Raises:
            OutOfTime: too large for the time.
        """
        self.worlds = worlds
        self.cone = cone
        self.free = frozenset(free)
        self.clauses: list[Clause] = []
        self.top = 0
        self._literal: dict[int, int] = {}
        for place in cone:
            self.top += 1
            self._literal[place] = self.top
        self._selector: dict[int, int] = {}
        for count, place in enumerate(cone):
            if not count % _LOOK:
                in_time(deadline)
            self._explain(place)
        self._add(effect.opposite(), [])

    def differs(self, place: int) -> int:
        """The literal: this variable is otherwise."""
        return self._literal[place]

    def cause(self, place: int) -> int:
        """The literal: this variable belongs to the cause."""
        return self._selector[place]

    def holds(self) -> dict[int, int]:
        """More clauses: a literal for each variable that is held against its equation."""
        held = {}
        for place in self.cone:
            rule = self._reason(place)
            if rule is not None and place not in self.free:
                self.top += 1
                held[place] = self.top
                self._add(rule.opposite(), [self.top, self._literal[place]])
        return held

    def _explain(self, place: int) -> None:
        rule = self._reason(place)
        before = [-self._literal[place]]
        if place in self.free:
            if rule is None:
                self._selector[place] = self._literal[place]
                return
            self.top += 1
            self._selector[place] = self.top
            before.append(self.top)
        self._add(rule or Rule(False, (), ()), before)

    def _reason(self, place: int) -> Rule | None:
        """When the equation gives the other value."""
        rule = None if place in self.worlds.set_aside else self.worlds.compiled.rules[place]
        return rule.opposite() if rule is not None and self.worlds.values[place] else rule

    def _add(self, rule: Rule, before: Clause) -> None:
        """Clauses: one of `before`, or the rule."""
        literals = self._literals(rule)
        if literals is None:
            if rule.every:
                self.clauses.append(before)
        elif rule.every:
            self.clauses += [[*before, literal] for literal in literals]
            for one in rule.inner:
                self._add(one, before)
        else:
            clause = [*before, *literals]
            for one in rule.inner:
                self.top += 1
                clause.append(self.top)
                self._add(one, [-self.top])
            self.clauses.append(clause)

    def _literals(self, rule: Rule) -> Clause | None:
        """What of the rule is not constant; None when a constant decides it."""
        found: Clause = []
        values = self.worlds.values
        for places, turned in ((rule.plain, 0), (rule.negated, 1)):
            for place in places:
                literal = self._literal.get(place)
                if literal is not None:
                    found.append(-literal if values[place] ^ turned else literal)
                elif bool(values[place] ^ turned) is not rule.every:
                    return None
        return found
