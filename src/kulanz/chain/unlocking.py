"""The smallest unlocking set (de: kleinstes Lösungspaket, nl: kleinste pakket)."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from kulanz.chain.answers import Ways

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain


def unlock(
    chain: "Chain",
    goals: Collection[str],
    *,
    without: Collection[str] = (),
    role: str = "",
    ladder: Sequence[str] = (),
    budget: float = 0.2,
) -> Ways:
    """The cheapest sets of actions that reach all goals."""
    raise NotImplementedError(chain, goals, without, role, ladder, budget)
