"""The smallest unlocking set (de: kleinster Lösungsschritt, nl: kleinste stap die losmaakt).

Delete-free planning in its simplest form: which actions, taken together, bring the goals into the
least fixpoint of `loosened`? Protective and reversible acts come first; they need no approval.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from kulanz.chain.notes.claims import Actor, Claims
from kulanz.chain.notes.deadlocks import deadlocks
from kulanz.chain.notes.loosening import loosened

MOST_ACTIONS = 4
MOST_LEVERS = 14
MOST_UNLOCKS = 10
EFFORT = 400_000


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
class Action:
    """One remedy code, who does it, and whether somebody must agree first."""

    action: str
    actor: Actor
    approval: bool | str


@dataclass(frozen=True, slots=True)
class Unlock:
    """Actions that together set the goals free, and what they cost in sum."""

    actions: tuple[Action, ...]
    cost: int


def unlock(
    claims: Claims, levers: Sequence[Lever], goals: Collection[str] = ()
) -> tuple[Unlock, ...]:
    """The cheapest minimal sets first, none containing another; empty when nothing helps.

    Without `goals` these are: what is blocked in a deadlock, and what a protective lever stops.
    Without either, everything that cannot be had; and failing that, everything a lever is about.
    Goals of this default that no lever reaches are left out; given goals are all or nothing.
    """
    reachable = loosened(claims, {node for lever in levers for node in lever.ends})
    wanted = frozenset(goals) or default_goals(claims, levers, reachable)
    if not wanted or not wanted <= reachable:
        return ()
    found: list[tuple[Lever, ...]] = []
    for group in _groups(_useful(claims, levers, wanted), EFFORT // (_size(claims) or 1)):
        if any(set(smaller) <= set(group) for smaller in found):
            continue
        if wanted <= loosened(claims, {node for lever in group for node in lever.ends}):
            found.append(group)
    found.sort(key=_price)
    return tuple(_unlock(group) for group in found[:MOST_UNLOCKS])


def default_goals(
    claims: Claims, levers: Sequence[Lever], reachable: frozenset[str]
) -> frozenset[str]:
    """What a case wants unlocked when nobody has said so, as far as it is reachable."""
    stuck = {
        node.id for node in claims.nodes if node.stance == "cannot" and node.holds is not False
    }
    knots = {node for deadlock in deadlocks(claims) for node in deadlock} & stuck
    harm = {node for lever in levers if lever.protective for node in lever.ends}
    touched = frozenset(node for lever in levers for node in lever.ends)
    wishes: tuple[frozenset[str], ...] = (frozenset(knots | harm), frozenset(stuck), touched)
    return next((found for wish in wishes if (found := wish & reachable)), frozenset())


def _useful(claims: Claims, levers: Sequence[Lever], wanted: frozenset[str]) -> list[Lever]:
    """Levers on something that stands, wholly or in part, before a goal; the cheapest first."""
    causes: dict[str, list[str]] = {}
    for link in claims.active().links:
        causes.setdefault(link.effect, []).append(link.cause)
    for obstacle in claims.obstacles:
        causes.setdefault(obstacle.wish, []).append(obstacle.blocked)
    for rule in claims.active().rules:
        causes.setdefault(rule.effect, []).extend(rule.unless)
    before, todo = set(wanted), list(wanted)
    while todo:
        new = [cause for cause in causes.get(todo.pop(), ()) if cause not in before]
        before.update(new)
        todo.extend(new)
    useful = [lever for lever in levers if lever.ends & before]
    return sorted(useful, key=lambda lever: _price((lever,)))[:MOST_LEVERS]


def _groups(levers: Sequence[Lever], tries: int) -> Iterator[tuple[Lever, ...]]:
    for size in range(1, MOST_ACTIONS + 1):
        for group in combinations(levers, size):
            if tries <= 0:
                return
            tries -= 1
            yield group


def _price(group: Sequence[Lever]) -> tuple[int, int, int]:
    irreversible = sum(not lever.reversible for lever in group)
    return sum(lever.cost for lever in group), len(group), irreversible


def _size(claims: Claims) -> int:
    return len(claims.nodes) + len(claims.rules) + len(claims.counterfactuals)


def _unlock(group: Sequence[Lever]) -> Unlock:
    actions = tuple(Action(lever.action, lever.actor, lever.approval) for lever in group)
    return Unlock(actions=actions, cost=sum(lever.cost for lever in group))
