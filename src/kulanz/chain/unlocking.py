"""The smallest unlocking set (de: kleinstes Lösungspaket, nl: kleinste oplossingspakket).

Which actions, taken together, bring all goals into the least fixpoint of the needs? Actions have
no precondition here: whoever does something can do it now, and what must come first is a need.
"""

from collections.abc import Collection, Iterable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from kulanz.chain.answers import Way, Ways
from kulanz.chain.cheapest import cheapest
from kulanz.chain.deadlocks import reached
from kulanz.chain.landmarks import Option
from kulanz.chain.parts import PARTIES, Action, Need, is_ours, party
from kulanz.chain.problems import BadModel

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain

MOST = 20
# Of what nobody can do, rather a thing from outside than a step in the middle or the goal itself.
_OUTSIDE, _STEP, _GOAL = 1, 1_000, 1_000_000


def unlock(
    chain: "Chain",
    goals: Collection[str],
    *,
    without: Collection[str] = (),
    role: str = "",
    ladder: Sequence[str] = (),
    budget: float = 0.2,
) -> Ways:
    """The cheapest minimal sets of actions that reach all goals, no more than `MOST`.

    `without` leaves out actions, actors or parties ("company" is all of us). An action needs
    approval when its role stands above `role` on the `ladder` (lowest first), or either is not
    on it. Equally dear ways: fewer actions first, then as in the model. When the time is up it is
    not `complete`, and a single way need not be the cheapest.

    `impossible` names the goals that cannot be reached and then a smallest set of things that
    nobody (left) can establish and that would be enough; not `complete`: perhaps not the smallest.

    Raises:
        BadModel: unknown_name, of a goal or in `without`.
    """
    until = perf_counter() + budget
    _check(chain, goals, without)
    actions = [one for one in chain.actions if not _left_out(one, without)]
    options = [Option(one.cost, one.establishes) for one in actions]
    found = cheapest(chain.needs, goals, options, most=MOST, until=until)
    if found is None:
        missing = _missing(chain.needs, goals, actions, until)
        return Ways((), missing, complete=perf_counter() < until)
    ways = [[actions[place] for place in one] for one in found.sets]
    return Ways(tuple(_way(one, role, ladder) for one in ways), complete=found.complete)


def asks(action: Action, role: str, ladder: Sequence[str]) -> bool:
    """Must somebody else agree before this role does it?"""
    if action.needs in {"", role}:
        return False
    known = role in ladder and action.needs in ladder
    return not known or ladder.index(role) < ladder.index(action.needs)


def _way(actions: Sequence[Action], role: str, ladder: Sequence[str]) -> Way:
    return Way(
        actions=tuple(actions),
        cost=sum(one.cost for one in actions),
        approvals=tuple(one for one in actions if asks(one, role, ladder)),
    )


def _left_out(action: Action, without: Collection[str]) -> bool:
    ours = is_ours(action.actor) and "company" in without
    return ours or not {action.name, action.actor, party(action.actor)}.isdisjoint(without)


def _check(chain: "Chain", goals: Iterable[str], without: Iterable[str]) -> None:
    things = {name for one in chain.needs for name in (one.head, *one.body)}
    things.update(name for one in chain.actions for name in one.establishes)
    people = {*PARTIES, *(one.actor for one in chain.actions)}
    people.update(one.actor for one in chain.variables)
    people.update(one.name for one in chain.actions)
    unknown = [name for name in goals if name not in things and name not in chain.by_name]
    unknown += [name for name in without if name not in people]
    if unknown:
        raise BadModel("unknown_name", unknown[:1])


def _missing(
    needs: Sequence[Need], goals: Collection[str], actions: Sequence[Action], until: float
) -> tuple[str, ...]:
    there = reached(needs, [name for one in actions for name in one.establishes])
    stuck = [name for name in dict.fromkeys(goals) if name not in there]
    heads = {one.head for one in needs}
    things = dict.fromkeys(name for one in needs for name in (*one.body, one.head))
    names = [name for name in {**things, **dict.fromkeys(stuck)} if name not in there]
    costs = [
        _GOAL if name in stuck and name in heads else _STEP if name in heads else _OUTSIDE
        for name in names
    ]
    options = [Option(cost, (name,)) for cost, name in zip(costs, names, strict=True)]
    given = [*needs, *(Need(name, ()) for name in there)]
    found = cheapest(given, stuck, options, most=1, until=until)
    least = found.sets[0] if found and found.sets else ()
    return tuple(dict.fromkeys([*stuck, *(names[place] for place in least)]))
