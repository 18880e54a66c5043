"""What must come loose before what: the needs of a telling.

A need's names are nodes, and a node "comes about" here when it no longer stands in the way: what
it says has ended, or what should have been has come about.

1. An effect comes loose when each of its alternative reasons is broken; a reason is broken when
   one of its causes is loose or one of its exceptions comes about.
2. What a had-sentence asks for, all of it, loosens its consequence.
3. A wish comes loose, that is: it is met, when its obstacle is loose.
4. Hold and wait (Coffman, Elphick and Shoshani 1971): whoever refuses something also waits for
   what they want while that stays blocked because of this very refusal. Getting it would not end
   the refusal by itself, so this adds waiting and no way out. A thing that cannot be had is
   wanted by the customer, else it would not be in a complaint.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from math import prod

from kulanz.chain.notes.claims import Claims, Stance
from kulanz.chain.notes.cutting import acyclic, circles_of
from kulanz.chain.notes.reasons import Reason, reasons
from kulanz.chain.parts import Need

MOST_BODIES = 32
STANCES: tuple[Stance, ...] = ("wants", "cannot", "refuses", "none")


def needs(claims: Claims) -> tuple[Need, ...]:
    """The needs among the nodes, each once.

    A circle of events without a wish, a blocked thing or a refusal is no deadlock: it goes on
    only as long as what started it. It is cut where it was told last.
    """
    told = reasons(claims.active())
    wishes = [Need(one.wish, (one.blocked,)) for one in claims.obstacles]
    held = list(_hold_and_wait(claims, told))
    extra = [Reason(one.wish, ((one.blocked, True),)) for one in claims.obstacles]
    extra += [Reason(refusal, ((wanted, True),)) for refusal, wanted in held]
    stuck = {node.id for node in claims.nodes if node.stance != "none"}
    group = circles_of([*told, *extra])
    alive = {number for node, number in group.items() if node in stuck}
    idle = {node: number for node, number in group.items() if number not in alive}
    kept, _ = acyclic(told, idle)
    causal = list(_of_reasons(kept))
    return tuple(dict.fromkeys([*causal, *wishes, *_holding(held, causal)]))


def _holding(held: Sequence[tuple[str, str]], causal: Sequence[Need]) -> Iterator[Need]:
    """What ends a refusal anyway, and what is wanted besides: true without opening a way."""
    bodies: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for one in causal:
        bodies[one.head].append(one.body)
    for refusal, wanted in held:
        for body in bodies[refusal] or [(refusal,)]:
            yield Need(refusal, tuple(dict.fromkeys((*body, wanted))))


def in_order_of_waiting(
    knot: Collection[str], claims: Claims, waits: Sequence[Need]
) -> tuple[str, ...]:
    """The knot from its wish on, or its blocked thing or refusal, each before what it waits for."""
    rank = {node.id: number for number, node in enumerate(claims.nodes)}
    stance = {node.id: STANCES.index(node.stance) for node in claims.nodes}
    after: dict[str, set[str]] = {node: set() for node in knot}
    for one in waits:
        if one.head in after:
            after[one.head].update(name for name in one.body if name in after)
    start = min(knot, key=lambda node: (stance[node], rank[node]))
    order: dict[str, None] = {}
    todo = [start]
    while todo:
        node = todo.pop()
        if node not in order:
            order[node] = None
            todo += sorted(after[node], key=rank.__getitem__, reverse=True)
    return (*order, *sorted(set(knot) - order.keys(), key=rank.__getitem__))


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
