"""Deadlocks: each waits for the other (de: Blockade, Patt; nl: patstelling).

Who waits for what, over the rules that the facts leave standing:

1. an effect waits for its causes to end;
2. a wish waits for the state that blocks it;
3. hold and wait (Coffman, Elphick and Shoshani 1971): whoever refuses something does not move
   while what they want stays blocked because of that very refusal. A thing that cannot be had is
   wanted by the customer, else it would not be in a complaint.

A deadlock is a strongly connected part of this graph that holds a wish, a blocked thing or a
refusal: under the least fixpoint of `loosened` nothing in it moves by itself. A circle of events
without any of the three is a vicious circle, not a deadlock.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kulanz.chain.notes.circles import knotted
from kulanz.chain.notes.claims import Claims
from kulanz.chain.notes.loosening import loosened


def deadlocks(claims: Claims) -> tuple[tuple[str, ...], ...]:
    """Every deadlock as node ids in the order of waiting, from its wish or blocked thing on."""
    rank = {node.id: number for number, node in enumerate(claims.nodes)}
    stances = {node.id: node.stance for node in claims.nodes}
    found = [
        _in_order_of_waiting(knot, stances, rank)
        for knot in knotted(_waiting(claims.active()))
        if any(stances[node] != "none" for node in knot)
    ]
    return tuple(sorted(found, key=lambda deadlock: min(rank[node] for node in deadlock)))


def exits(claims: Claims, deadlock: Sequence[str]) -> tuple[str, ...]:
    """The nodes outside the deadlock each of which, when it ends, loosens all of it."""
    inside = set(deadlock)
    doors = {
        link.cause
        for link in claims.active().links
        if link.effect in inside and link.cause not in inside
    }
    return tuple(
        node.id
        for node in claims.nodes
        if node.id in doors and inside <= loosened(claims, [node.id])
    )


def _waiting(claims: Claims) -> list[tuple[str, str]]:
    causal = [(link.effect, link.cause) for link in claims.links]
    wishes = [(obstacle.wish, obstacle.blocked) for obstacle in claims.obstacles]
    return causal + wishes + list(_hold_and_wait(claims, causal))


def _hold_and_wait(claims: Claims, causal: Sequence[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    causes: dict[str, list[str]] = defaultdict(list)
    for effect, cause in causal:
        causes[effect].append(cause)
    wished = {obstacle.blocked: obstacle.wish for obstacle in claims.obstacles}
    nodes = claims.by_id
    refusals = [node for node in claims.nodes if node.stance == "refuses"]
    for blocked in claims.nodes if refusals else ():
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


def _in_order_of_waiting(
    knot: Mapping[str, Sequence[str]], stances: Mapping[str, str], rank: Mapping[str, int]
) -> tuple[str, ...]:
    first = {"wants": 0, "cannot": 1, "refuses": 2, "none": 3}
    start = min(knot, key=lambda node: (first[stances[node]], rank[node]))
    order: dict[str, None] = {}
    todo = [start]
    while todo:
        node = todo.pop()
        if node not in order:
            order[node] = None
            todo.extend(sorted(knot[node], key=rank.__getitem__, reverse=True))
    return tuple(order)
