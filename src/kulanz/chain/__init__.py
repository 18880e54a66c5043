"""Because: causes, what-ifs, vicious circles, deadlocks, smallest unlocking set, drawing."""

from kulanz.chain.chain import Chain
from kulanz.chain.corpus import Corpus
from kulanz.chain.files import as_entry, from_entry, load
from kulanz.chain.formulas import parse
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
from kulanz.chain.notes.modelling import Modelled, model_of
from kulanz.chain.notes.naming import actor_of, stance_of
from kulanz.chain.notes.notation import parse_notation
from kulanz.chain.notes.told import Told
from kulanz.chain.notes.unlock import Act, Lever, Unlock
from kulanz.chain.parts import Action, Influence, Need, Variable
from kulanz.chain.picture.drawing import draw_model
from kulanz.chain.picture.outline import Item, Reason, outline
from kulanz.chain.problems import BadModel
from kulanz.chain.signatures import signatures

__all__ = [
    "ACTORS",
    "LEVERS",
    "Act",
    "Action",
    "Actor",
    "BadModel",
    "Chain",
    "Condition",
    "Corpus",
    "Counterfactual",
    "Influence",
    "Item",
    "Lever",
    "Link",
    "Modelled",
    "Need",
    "Node",
    "Obstacle",
    "Reason",
    "Rule",
    "Stance",
    "Told",
    "Unlock",
    "Variable",
    "actor_of",
    "as_entry",
    "draw_model",
    "from_entry",
    "levers_for",
    "load",
    "model_of",
    "outline",
    "parse",
    "parse_notation",
    "signatures",
    "stance_of",
]
