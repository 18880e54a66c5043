"""What must come loose before what: the needs of a telling.

A need's names are nodes, and a node "comes about" here when it no longer stands in the way: what
it says has ended, or what should have been has come about.

1. An effect comes loose when each of its alternative reasons is broken; a reason is broken when
   one of its causes is loose or one of its exceptions comes about.
2. What a had-sentence asks for, all of it, loosens its consequence.
3. A wish comes loose, that is: it is met, when its obstacle is loose.
4. Hold and wait (Coffman, Elphick and Shoshani 1971): whoever refuses something may let go once
   they have what they want, and that stays blocked because of this very refusal. A thing that
   cannot be had is wanted by the customer, else it would not be in a complaint.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from kulanz.chain.notes.claims import Claims
from kulanz.chain.notes.cutting import acyclic, circles_of
from kulanz.chain.notes.reasons import Reason, reasons
from kulanz.chain.parts import Need

MOST_BODIES = 32


def needs(claims: Claims) -> tuple[Need, ...]:
    """The needs among the nodes, each once.

    A circle of events without a wish, a blocked thing or a refusal is no deadlock: it goes on
    only as long as what started it. It is cut where it was told last.
    """
    told = reasons(claims.active())
    wishes = [Need(one.wish, (one.blocked,)) for one in claims.obstacles]
    held = [Need(refusal, (wanted,)) for refusal, wanted in _hold_and_wait(claims, told)]
    extra = [Reason(one.head, ((one.body[0], True),)) for one in wishes + held]
    stuck = {node.id for node in claims.nodes if node.stance != "none"}
    group = circles_of([*told, *extra])
    alive = {number for node, number in group.items() if node in stuck}
    idle = {node: number for node, number in group.items() if number not in alive}
    kept, _ = acyclic(told, idle)
    return tuple(dict.fromkeys([*_of_reasons(kept), *wishes, *held]))


def _of_reasons(told: Sequence[Reason]) -> Iterator[Need]:
    by_effect: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for one in told:
        nodes = tuple(node for node, _ in one.parts)
        if one.had:
            yield Need(one.effect, nodes)
        elif nodes not in by_effect[one.effect]:
            by_effect[one.effect].append(nodes)
    for effect, broken_by in by_effect.items():
        yield from _all_broken(effect, broken_by)


def _all_broken(effect: str, broken_by: Sequence[tuple[str, ...]]) -> Iterator[Need]:
    """One of each reason, spelled out; with too many ways, each reason gets a name of its own."""
    if prod(len(nodes) for nodes in broken_by) <= MOST_BODIES:
        for chosen in product(*broken_by):
            yield Need(effect, tuple(dict.fromkeys(chosen)))
        return
    reason = [f"{effect}#{number}" for number in range(1, len(broken_by) + 1)]
    yield Need(effect, tuple(reason))
    for name, nodes in zip(reason, broken_by, strict=True):
        yield from (Need(name, (node,)) for node in nodes)


def _hold_and_wait(claims: Claims, told: Sequence[Reason]) -> Iterator[tuple[str, str]]:
    refusals = [node for node in claims.nodes if node.stance == "refuses"]
    if not refusals:
        return
    causes: dict[str, list[str]] = defaultdict(list)
    for one in told:
        causes[one.effect] += [node for node, _ in one.parts]
    wished = {obstacle.blocked: obstacle.wish for obstacle in claims.obstacles}
    nodes = claims.by_id
    for blocked in claims.nodes:
        if blocked.stance != "cannot" or blocked.holds is False:
            continue
        wish = wished.get(blocked.id)
        wanting = nodes[wish].actor if wish else "customer"
        behind = _behind(blocked.id, causes)
        for refusal in refusals:
            if refusal.id in behind and refusal.actor == wanting:
                yield refusal.id, wish or blocked.id


def _behind(node: str, causes: Mapping[str, Sequence[str]]) -> set[str]:
    seen: set[str] = set()
    todo = [node]
    while todo:
        for cause in causes.get(todo.pop(), ()):
            if cause not in seen:
                seen.add(cause)
                todo.append(cause)
    return seen
