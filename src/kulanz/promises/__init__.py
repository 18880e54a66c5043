"""What the company advertised against what it did (de: Versprechen, nl: beloften)."""

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
    "Evidence",
    "Outcome",
    "OutcomeName",
    "Place",
    "Promise",
    "PromiseKind",
    "alert",
    "breaches_in_window",
    "check",
    "evaluate",
    "hidden_conditions",
    "read_registry",
    "registry",
]
