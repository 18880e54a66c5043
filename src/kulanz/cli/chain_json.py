"""The answers of a chain as objects for programs; values are 0 and 1."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from kulanz.chain.answers import (
    Breaker,
    Cause,
    Deadlocks,
    Departure,
    Difference,
    Found,
    Loops,
    OpenQuestion,
    Trouble,
    Verdict,
    Way,
    Ways,
    Why,
)
from kulanz.chain.parts import Action
from kulanz.chain.problems import BadModel


def text(found: Mapping[str, Any]) -> str:
    """One object; letters beyond ASCII as they are where the terminal can show them."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    return json.dumps(found, ensure_ascii=plain, indent=2)


def check(troubles: Found[Trouble], questions: Iterable[str]) -> dict[str, Any]:
    """`ok` means that nothing contradicts itself; the rest are hints."""
    return {
        "ok": not any(one.hard for one in troubles),
        "troubles": [{**_trouble(one), "hard": one.hard} for one in troubles],
        "questions": list(questions),
        "complete": troubles.complete,
    }


def refused(problem: BadModel) -> dict[str, Any]:
    """The same for what is no model at all."""
    return {
        "ok": False,
        "troubles": [{**_trouble(problem), "hard": True}],
        "questions": [],
        "complete": True,
    }


def why(found: Why) -> dict[str, Any]:
    """All minimal causes."""
    return {
        "effect": found.effect,
        "causes": [_cause(one) for one in found.causes],
        "complete": found.complete,
        "more": found.more,
    }


def is_cause(effect: str, values: Mapping[str, bool], found: Verdict) -> dict[str, Any]:
    """The verdict and its three conditions."""
    return {
        "effect": effect,
        "set": _bits(values),
        "is_cause": found.is_cause,
        "ac1": found.ac1,
        "ac2": found.ac2,
        "ac3": found.ac3,
        "witness": list(found.witness),
        "smaller": list(found.smaller),
        "complete": found.complete,
    }


def had(found: Difference) -> dict[str, Any]:
    """What changes, and what stays although something before it changed."""
    return {
        "given": _bits(found.given),
        "changed": _bits(found.changed),
        "unchanged": [{"name": one.name, "because": list(one.because)} for one in found.unchanged],
    }


def headline(effect: str, audience: str, found: Found[Departure]) -> dict[str, Any]:
    """The departures from the norm by time; the share is missing in the customer's view."""
    return {
        "effect": effect,
        "audience": audience,
        "departures": [_departure(one) for one in found],
        "complete": found.complete,
    }


def breakers(effect: str, found: Found[Breaker]) -> dict[str, Any]:
    """Who could have prevented it, the earliest first."""
    return {
        "effect": effect,
        "breakers": [_breaker(one) for one in found],
        "complete": found.complete,
    }


def loops(found: Loops) -> dict[str, Any]:
    """The circles of influences."""
    return {
        "loops": [{"type": one.type, "nodes": list(one.nodes)} for one in found.loops],
        "complete": found.complete,
    }


def deadlocks(found: Deadlocks, opens: Iterable[Iterable[Action]]) -> dict[str, Any]:
    """The knots, and for each the actions that open it."""
    return {
        "knots": [list(one) for one in found.knots],
        "waits_for": list(found.waits_for),
        "opens": [[action.name for action in one] for one in opens],
    }


def unlock(found: Ways) -> dict[str, Any]:
    """The cheapest sets first; `impossible_because` is null where there is a way."""
    return {
        "sets": [_way(one) for one in found.ways],
        "impossible_because": list(found.impossible) or None,
        "complete": found.complete,
    }


def questions(effect: str, found: Iterable[OpenQuestion]) -> dict[str, Any]:
    """What to find out first."""
    return {"effect": effect, "questions": [_question(one) for one in found]}


def _trouble(one: Trouble | BadModel) -> dict[str, Any]:
    code = one.reason.code.partition(".")[2]
    return {"code": code, "names": list(one.names), "line": one.line}


def _cause(one: Cause) -> dict[str, Any]:
    return {
        "set": _bits(one.values),
        "responsibility": float(one.responsibility),
        "status": one.status,
        "witness": list(one.witness),
    }


def _departure(one: Departure) -> dict[str, Any]:
    share = one.responsibility
    return {
        "name": one.name,
        "value": int(one.value),
        "actor": one.actor,
        "t": one.t,
        "status": one.status,
    } | ({} if share is None else {"responsibility": float(share)})


def _breaker(one: Breaker) -> dict[str, Any]:
    return {
        "name": one.name,
        "value": int(one.value),
        "actor": one.actor,
        "t": one.t,
        "known": one.known,
        "needed": list(one.needed),
    }


def _way(one: Way) -> dict[str, Any]:
    return {
        "actions": [action.name for action in one.actions],
        "cost": one.cost,
        "ours": [action.name for action in one.ours],
        "theirs": [action.name for action in one.theirs],
        "approvals": [action.name for action in one.approvals],
    }


def _question(one: OpenQuestion) -> dict[str, Any]:
    return {
        "name": one.name,
        "status": one.status,
        "flips": one.flips,
        "effect_too": one.effect_too,
        "complete": one.complete,
    }


def _bits(values: Mapping[str, bool]) -> dict[str, int]:
    return {name: int(value) for name, value in values.items()}
