"""Because: notation, what-ifs, vicious circles, deadlocks, smallest unlocking set, drawing."""

from kulanz.chain.notes.claims import (
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
from kulanz.chain.notes.levers import LEVERS, levers_for
from kulanz.chain.notes.naming import actor_of, stance_of
from kulanz.chain.notes.notation import parse_notation
from kulanz.chain.notes.told import Told
from kulanz.chain.notes.unlock import Action, Lever, Unlock
from kulanz.chain.picture.drawing import draw_model
from kulanz.chain.picture.outline import Item, Reason, outline

__all__ = [
    "ACTORS",
    "LEVERS",
    "Action",
    "Actor",
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
    "Told",
    "Unlock",
    "actor_of",
    "draw_model",
    "levers_for",
    "outline",
    "parse_notation",
    "stance_of",
]
