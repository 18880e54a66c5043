"""A causal chain (de: Kausalkette, nl: oorzaak-gevolgketen) and all that can be asked of it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kulanz.case import LanguageCode
from kulanz.chain import (
    breakers,
    causes,
    checks,
    deadlocks,
    headline,
    loops,
    questions,
    unlocking,
    whatif,
)
from kulanz.chain.answers import (
    Audience,
    Breaker,
    Cause,
    Deadlocks,
    Departure,
    Difference,
    Found,
    Loops,
    OpenQuestion,
    Trouble,
    Verdict,
    Ways,
    Why,
)
from kulanz.chain.formulas import names
from kulanz.chain.parts import Action, Influence, Need, Variable
from kulanz.chain.problems import BadModel
from kulanz.chain.worlds import Worlds

BUDGET = 0.2  # seconds for one answer; then it is partial and says so
MOST_CAUSES = 50


@dataclass(frozen=True)
class Chain:
    """Variables, influences, needs and actions of one case.

    Raises:
        BadModel: a name twice or unknown, or a cycle among the variables.
    """

    variables: tuple[Variable, ...]
    influences: tuple[Influence, ...] = ()
    needs: tuple[Need, ...] = ()
    actions: tuple[Action, ...] = ()
    title: str = ""
    language: LanguageCode = "en"

    def __post_init__(self) -> None:
        known = Counter(one.name for one in self.variables)
        for one in self.variables:
            if known[one.name] > 1:
                raise BadModel("duplicate", [one.name], line=one.line)
            unknown = [n for n in names(one.equation) if n not in known] if one.equation else []
            if unknown:
                raise BadModel("unknown_name", unknown[:1], line=one.line, where=one.name)
        self.worlds  # noqa: B018 - refuses a cycle at once

    @cached_property
    def by_name(self) -> Mapping[str, Variable]:
        """The variables by name, in the order of the model."""
        return {one.name: one for one in self.variables}

    @cached_property
    def worlds(self) -> Worlds:
        """The compiled equations."""
        return Worlds(self.variables)

    @property
    def values(self) -> Mapping[str, bool]:
        """What is actually so."""
        return self.worlds.actual

    def check(self, *, budget: float = BUDGET) -> Found[Trouble]:
        """What is wrong or weak in the model; see `kulanz.chain.checks`."""
        return checks.check(self, budget=budget)

    def had(self, given: Mapping[str, bool] | None = None, /, **more: bool) -> Difference:
        """What would be otherwise, had something been so: `chain.had(debit_cleared=True)`."""
        return whatif.had(self, {**(given or {}), **more})

    def why(self, effect: str, *, limit: int = MOST_CAUSES, budget: float = BUDGET) -> Why:
        """All minimal causes of an effect ("dunning_sent", "~solved", "a | b"), smallest first."""
        return causes.why(self, effect, limit=limit, budget=budget)

    def smallest_cause(
        self, effect: str, *, among: Collection[str] | None = None, budget: float = BUDGET
    ) -> Cause | None:
        """A cause with the fewest variables (of `among`, where given); None without any.

        Raises:
            OutOfTime: none found, or not known to be the smallest, within the budget.
        """
        return causes.smallest_cause(self, effect, among=among, budget=budget)

    def is_cause(
        self, values: Mapping[str, bool], effect: str, *, budget: float = BUDGET
    ) -> Verdict:
        """Are these values, together, an actual cause of the effect?"""
        return causes.is_cause(self, values, effect, budget=budget)

    def headline(
        self, effect: str, audience: Audience = "internal", *, budget: float = BUDGET
    ) -> Found[Departure]:
        """The causes that depart from the norm, in the order of time."""
        return headline.headline(self, effect, audience, budget=budget)

    def breakers(
        self, effect: str, actor: str = "", *, known: bool = True, budget: float = BUDGET
    ) -> Found[Breaker]:
        """Who could have broken it, the earliest first; `actor` is an actor or a party."""
        return breakers.breakers(self, effect, actor, known=known, budget=budget)

    def loops(self) -> Loops:
        """Vicious (R) and balancing (B) circles of influences."""
        return loops.loops(self.influences)

    def deadlocks(self) -> Deadlocks:
        """Who waits for whom among the needs."""
        return deadlocks.deadlocks(self.needs)

    def unlock(
        self,
        goals: Collection[str],
        *,
        without: Collection[str] = (),
        role: str = "",
        ladder: Sequence[str] = (),
        budget: float = BUDGET,
    ) -> Ways:
        """The cheapest sets of actions that reach all goals.

        `without` leaves out actions, actors or parties; `role` on the `ladder` of roles (lowest
        first) decides which actions need somebody's approval.
        """
        return unlocking.unlock(
            self, goals, without=without, role=role, ladder=ladder, budget=budget
        )

    def open_questions(self, effect: str, *, budget: float = BUDGET) -> tuple[OpenQuestion, ...]:
        """Unverified things, first the one that would turn most answers over."""
        return questions.open_questions(self, effect, budget=budget)
