"""Who accounts for how much of what all bring about together: exact Shapley values.

The value of a player is what it adds on average over every order in which they could join (L.
Shapley, A value for n-person games, 1953). The values add up to what all are worth.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import factorial


def shapley(worth: Sequence[int]) -> list[Fraction]:
    """The value of each player; `worth` has every coalition, one bit for each player in its place.

    What nobody is worth must be 0.
    """
    players = (len(worth) - 1).bit_length()
    orders = [factorial(size) * factorial(players - 1 - size) for size in range(players)]
    totals = [0] * players
    for coalition, alone in enumerate(worth):
        weight = orders[coalition.bit_count()] if coalition < len(worth) - 1 else 0
        for player in range(players):
            if not coalition >> player & 1:
                totals[player] += weight * (worth[coalition | 1 << player] - alone)
    return [Fraction(total, factorial(players)) for total in totals]
