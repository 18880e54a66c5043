"""The causal chain of a case (de: Kausalkette, nl: oorzaakketen)."""

from collections.abc import Collection, Iterable, Sequence

from kulanz.chain.notes.circles import circles
from kulanz.chain.notes.claims import Claims
from kulanz.chain.notes.deadlocks import deadlocks, exits
from kulanz.chain.notes.loosening import follows, loosened
from kulanz.chain.notes.unlock import Lever, Unlock, unlock


class Told(Claims):
    """Nodes, rules and what-ifs, and what can be asked of them.

    Plain values in, for example from rows: `Told(nodes=(Node("n1", "Goods lost"), ...),
    rules=(Rule("n2", because=("n1",)),))`. An engine with actual causes can replace the inside.
    """

    def circles(self) -> tuple[tuple[str, ...], ...]:
        """Vicious circles in the direction cause to effect, the smallest first; bounded."""
        edges = [(link.cause, link.effect) for link in self.active().links]
        return circles(edges, order=[node.id for node in self.nodes])

    def deadlocks(self) -> tuple[tuple[str, ...], ...]:
        """Sets of nodes that wait for one another; see `kulanz.chain.notes.deadlocks`."""
        return deadlocks(self)

    def exits(self, deadlock: Sequence[str]) -> tuple[str, ...]:
        """Nodes outside a deadlock each of which would loosen all of it."""
        return exits(self, deadlock)

    def follows(self, given: Iterable[str]) -> frozenset[str]:
        """Everything that is so when the nodes `given` are so."""
        return follows(self, given)

    def loosened(self, ended: Iterable[str]) -> frozenset[str]:
        """Everything that no longer stands in the way once the nodes `ended` are undone."""
        return loosened(self, ended)

    def unlock(self, levers: Sequence[Lever], goals: Collection[str] = ()) -> tuple[Unlock, ...]:
        """The cheapest sets of actions that set the goals free; see `kulanz.chain.notes.unlock`."""
        return unlock(self, levers, goals)
