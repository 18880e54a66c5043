"""What the company advertised against what it did (de: Versprechen, nl: beloften).

Reading pages needs the extra `promises`; import it from `kulanz.promises.proposals`.
"""

from kulanz.promises.confirmation import ConfirmationFault, confirmation_faults
from kulanz.promises.orders import LineProblem, OrderRow, orders_from_csv
from kulanz.promises.outcome import (
    Alert,
    Checked,
    Outcome,
    OutcomeName,
    alert,
    breaches_in_window,
    evaluate,
)
from kulanz.promises.registry import (
    KINDS,
    Evidence,
    Place,
    Promise,
    PromiseKind,
    check,
    hidden_conditions,
    read_registry,
    registry,
)

__all__ = [
    "KINDS",
    "Alert",
    "Checked",
    "ConfirmationFault",
    "Evidence",
    "LineProblem",
    "OrderRow",
    "Outcome",
    "OutcomeName",
    "Place",
    "Promise",
    "PromiseKind",
    "alert",
    "breaches_in_window",
    "check",
    "confirmation_faults",
    "evaluate",
    "hidden_conditions",
    "orders_from_csv",
    "read_registry",
    "registry",
]
