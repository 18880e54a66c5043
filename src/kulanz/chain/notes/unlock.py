"""The smallest unlocking set (de: kleinster Lösungsschritt, nl: kleinste stap die losmaakt).

Which actions, taken together, bring the goals into the least fixpoint of the needs? Protective and
reversible acts come first; they need no approval.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from time import perf_counter

from kulanz.chain.cheapest import cheapest
from kulanz.chain.deadlocks import deadlocks, reached
from kulanz.chain.landmarks import Option
from kulanz.chain.notes.claims import Actor, Claims
from kulanz.chain.notes.waiting import needs
from kulanz.chain.parts import Need

MOST_UNLOCKS = 10
BUDGET = 0.2  # seconds


@dataclass(frozen=True, slots=True)
class Lever:
    """Something that can be done about some nodes: a remedy, its price and who may do it.

    `approval` is False, or True, or the code of the role that must agree ("TL"). `cost` is a
    rank, not money: 1 is free and done at once. `protective` stops harm that grows meanwhile.
    """

    action: str
    ends: frozenset[str]
    actor: Actor = "company"
    approval: bool | str = False
    cost: int = 1
    reversible: bool = True
    protective: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """One remedy code, who does it, and whether somebody must agree first."""

    action: str
    actor: Actor
    approval: bool | str


@dataclass(frozen=True, slots=True)
class Unlock:
    """Actions that together set the goals free, and what they cost in sum."""

    actions: tuple[Act, ...]
    cost: int


def unlock(
    claims: Claims, waits: Sequence[Need], levers: Sequence[Lever], goals: Collection[str] = ()
) -> tuple[Unlock, ...]:
    """The cheapest minimal sets first, none containing another; empty when nothing helps.

    Without `goals` these are the `default_goals`, as far as a lever reaches them; given goals
    are all or nothing.
    """
    levers = sorted(levers, key=lambda lever: _price((lever,)))
    reachable = reached(waits, {node for lever in levers for node in lever.ends})
    wanted = frozenset(goals) or default_goals(claims, levers, reachable)
    if not wanted or not wanted <= reachable:
        return ()
    options = [Option(lever.cost, tuple(sorted(lever.ends))) for lever in levers]
    until = perf_counter() + BUDGET
    found = cheapest(waits, sorted(wanted), options, most=2 * MOST_UNLOCKS, until=until)
    groups = [[levers[place] for place in one] for one in found.sets] if found else []
    groups.sort(key=_price)
    return tuple(_unlock(group) for group in groups[:MOST_UNLOCKS])


def default_goals(
    claims: Claims, levers: Sequence[Lever], reachable: Collection[str]
) -> frozenset[str]:
    """What a case wants unlocked when nobody has said so, as far as it is reachable.

    These are: what is blocked in a deadlock, and what a protective lever stops. Without either,
    everything that cannot be had; and failing that, everything a lever is about.
    """
    stuck = {
        node.id for node in claims.nodes if node.stance == "cannot" and node.holds is not False
    }
    knots = {node for knot in deadlocks(needs(claims)).knots for node in knot} & stuck
    harm = {node for lever in levers if lever.protective for node in lever.ends}
    touched = frozenset(node for lever in levers for node in lever.ends)
    wishes: tuple[frozenset[str], ...] = (frozenset(knots | harm), frozenset(stuck), touched)
    return next((found for wish in wishes if (found := wish.intersection(reachable))), frozenset())


def _price(group: Sequence[Lever]) -> tuple[int, int, int]:
    irreversible = sum(not lever.reversible for lever in group)
    return sum(lever.cost for lever in group), len(group), irreversible


def _unlock(group: Sequence[Lever]) -> Unlock:
    actions = tuple(Act(lever.action, lever.actor, lever.approval) for lever in group)
    return Unlock(actions=actions, cost=sum(lever.cost for lever in group))
