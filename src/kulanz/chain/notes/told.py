"""The causal chain of a case as it was told (de: Kausalkette, nl: oorzaak-gevolgketen)."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from kulanz.chain.deadlocks import deadlocks, reached
from kulanz.chain.loops import loops
from kulanz.chain.notes.claims import Claims
from kulanz.chain.notes.unlock import Lever, Unlock, unlock
from kulanz.chain.notes.waiting import in_order_of_waiting, needs
from kulanz.chain.parts import Influence, Need

MOST_CIRCLES = 50


class Told(Claims):
    """Nodes, rules and what-ifs, and the short answers to them; `modelling` gives all others.

    Plain values in, for example from rows: `Told(nodes=(Node("n1", "Goods lost"), ...),
    rules=(Rule("n2", because=("n1",)),))`.
    """

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """What must come loose before what; see `kulanz.chain.notes.waiting`."""
        return needs(self)

    def circles(self) -> tuple[tuple[str, ...], ...]:
        """Vicious circles in the direction cause to effect, the smallest first; at most 50."""
        rank = self._rank
        influences = [Influence(link.cause, link.effect) for link in self.active().links]
        found = [loop.nodes for loop in loops(influences).loops]
        turned = [_from_earliest(nodes, rank) for nodes in found]
        turned.sort(key=lambda nodes: (len(nodes), [rank[node] for node in nodes]))
        return tuple(turned[:MOST_CIRCLES])

    def deadlocks(self) -> tuple[tuple[str, ...], ...]:
        """Sets of nodes that wait for one another, in the order of waiting."""
        rank = self._rank
        named = [[name for name in knot if name in rank] for knot in deadlocks(self.needs).knots]
        found = [in_order_of_waiting(knot, self, self.needs) for knot in named]
        return tuple(sorted(found, key=lambda knot: min(rank[node] for node in knot)))

    def exits(self, deadlock: Sequence[str]) -> tuple[str, ...]:
        """Nodes right outside a deadlock each of which would loosen all of it."""
        inside = set(deadlock)
        doors = {
            link.cause
            for link in self.active().links
            if link.effect in inside and link.cause not in inside
        }
        return tuple(
            node.id
            for node in self.nodes
            if node.id in doors and inside <= self.loosened([node.id])
        )

    def loosened(self, ended: Iterable[str]) -> frozenset[str]:
        """Everything that no longer stands in the way once the nodes `ended` are undone."""
        return reached(self.needs, ended) & self._rank.keys()

    def unlock(self, levers: Sequence[Lever], goals: Collection[str] = ()) -> tuple[Unlock, ...]:
        """The cheapest sets of actions that set the goals free; see `kulanz.chain.notes.unlock`."""
        return unlock(self, self.needs, levers, goals)

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {node.id: number for number, node in enumerate(self.nodes)}


def _from_earliest(nodes: Sequence[str], rank: dict[str, int]) -> tuple[str, ...]:
    first = min(range(len(nodes)), key=lambda place: rank[nodes[place]])
    return (*nodes[first:], *nodes[:first])
