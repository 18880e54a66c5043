"""Because: notation, what-ifs, vicious circles, deadlocks, smallest unlocking set, drawing."""

from kulanz.chain.chain import Chain
from kulanz.chain.claims import (
    ACTORS,
    Actor,
    Condition,
    Counterfactual,
    Link,
    Node,
    Obstacle,
    Rule,
    Stance,
)
from kulanz.chain.drawing import draw
from kulanz.chain.levers import LEVERS, levers_for
from kulanz.chain.naming import actor_of, stance_of
from kulanz.chain.notation import parse_notation
from kulanz.chain.outline import Item, Reason, outline
from kulanz.chain.unlock import Action, Lever, Unlock

__all__ = [
    "ACTORS",
    "LEVERS",
    "Action",
    "Actor",
    "Chain",
    "Condition",
    "Counterfactual",
    "Item",
    "Lever",
    "Link",
    "Node",
    "Obstacle",
    "Reason",
    "Rule",
    "Stance",
    "Unlock",
    "actor_of",
    "draw",
    "levers_for",
    "outline",
    "parse_notation",
    "stance_of",
]
