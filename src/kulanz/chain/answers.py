"""The answers of a chain, as plain values. No sentence in here: languages say them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Self, TypeVar

from kulanz.case.reason import Reason
from kulanz.chain.parts import Action, Status, party

Audience = Literal["internal", "customer"]
_T = TypeVar("_T")


class Found(tuple[_T, ...]):  # noqa: SLOT001 - Python gives a tuple no slots of its own
    """What was found, in order; not `complete` when time ran out and there may be more."""

    complete: bool

    def __new__(cls, found: Iterable[_T], *, complete: bool = True) -> Self:
        made = super().__new__(cls, found)
        made.complete = complete
        return made


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with a model; `reason` is a code of `[chain]` in the reasons.

    Codes: differs, time_order, no_difference (counterfactual test of one link), each_alone (two
    reasons, each of which would have sufficed), not_sufficient, orphan. `line` 0: nowhere.
    """

    reason: Reason
    names: tuple[str, ...]
    line: int = 0

    @property
    def hard(self) -> bool:
        """A contradiction, and not only a hint for whoever edits."""
        return self.reason.code in {"chain.differs", "chain.time_order"}


@dataclass(frozen=True, slots=True)
class Cause:
    """An actual cause (Halpern and Pearl 2015): these values, all together and no fewer.

    `witness` are the variables that must be held at their actual values to see it. Responsibility
    is 1 by the size of cause and witness (Chockler and Halpern 2004). `status` is that of the
    least certain thing between cause and effect.
    """

    values: Mapping[str, bool]
    witness: tuple[str, ...]
    responsibility: Fraction
    status: Status


@dataclass(frozen=True, slots=True)
class Why:
    """All minimal causes of an effect, the smallest first.

    When not `complete` there are at least `more` causes beyond these.
    """

    effect: str
    causes: tuple[Cause, ...]
    complete: bool = True
    more: int = 0

    def responsibility(self, name: str) -> Fraction:
        """The greatest share that a variable has in any of the causes; 0 without one."""
        shares = [cause.responsibility for cause in self.causes if name in cause.values]
        return max(shares, default=Fraction(0))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Is it a cause? The three conditions of the modified definition.

    `ac1`: both are so. `ac2`: with every value the opposite and `witness` held, no effect. `ac3`:
    no smaller set does; else `smaller` is one that suffices. `complete` is False when time ran out.
    """

    ac1: bool
    ac2: bool
    ac3: bool
    witness: tuple[str, ...] = ()
    smaller: tuple[str, ...] = ()
    complete: bool = True

    @property
    def is_cause(self) -> bool:
        """All three."""
        return self.ac1 and self.ac2 and self.ac3


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What stays although something before it changed, and what keeps it so."""

    name: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What would be otherwise, had `given` been so; nothing of `given` is in `changed`."""

    given: Mapping[str, bool]
    changed: Mapping[str, bool]
    unchanged: tuple[Unchanged, ...] = ()


@dataclass(frozen=True, slots=True)
class Departure:
    """A cause that departs from the norm, in the order of time.

    `responsibility` is None in the customer's view: such numbers never leave the house.
    """

    name: str
    value: bool
    actor: str
    t: int
    responsibility: Fraction | None
    status: Status


@dataclass(frozen=True, slots=True)
class Breaker:
    """Who could have broken the chain by making `name` be `value` (the opposite of what was).

    `known` says whether they could know: it was their free choice, or a departure from the norm.
    Otherwise their rule gave what it should, and `needed` are the things that it waited for.
    """

    name: str
    value: bool
    actor: str
    t: int
    known: bool
    needed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """A circle of influences: "R" reinforcing (an even number of minus signs), "B" balancing."""

    type: Literal["R", "B"]
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loops:
    """The circles found, the smallest first; not `complete` when there are too many to list."""

    loops: tuple[Loop, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Deadlocks:
    """Knots in which each waits for the other, and what outside of them everything waits for."""

    knots: tuple[tuple[str, ...], ...]
    waits_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """Actions that together reach the goals; none of them can be left out."""

    actions: tuple[Action, ...]
    cost: int
    approvals: tuple[Action, ...] = ()

    @property
    def ours(self) -> tuple[Action, ...]:
        """What does not lie with the customer."""
        return tuple(one for one in self.actions if party(one.actor) != "customer")

    @property
    def theirs(self) -> tuple[Action, ...]:
        """What the customer does."""
        return tuple(one for one in self.actions if party(one.actor) == "customer")


@dataclass(frozen=True, slots=True)
class Ways:
    """The cheapest ways first, no way containing another.

    Empty with `impossible` when no way exists: the goals that cannot be reached, then a smallest
    set of missing things that would be enough (when not `complete`, perhaps not the smallest).
    """

    ways: tuple[Way, ...]
    impossible: tuple[str, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An unverified thing, and the answers (causes, or the effect itself) that hang on it.

    Not `complete`: there are more answers than were compared, `flips` is the least.
    """

    name: str
    status: Status
    flips: int
    effect_too: bool = False
    complete: bool = True
