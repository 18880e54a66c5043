"""Reads the models and queries recorded from the unit tests of HP2SAT (see README.md)."""

import gzip
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kulanz.chain.formulas import Formula, parse
from kulanz.chain.judging import Question
from kulanz.chain.parts import Variable
from kulanz.chain.worlds import Worlds

BUDGET = 60.0


@dataclass(frozen=True)
class Query:
    """One test: is `claimed` a cause of `effect` in the model, with these values outside it?"""

    name: str
    kind: str  # solve, maxsat, all, why, notwhy
    model: str
    outside: Mapping[str, bool]
    effect: str
    claimed: Mapping[str, bool]
    expected: tuple[Mapping[str, Any], ...]

    @property
    def flags(self) -> set[tuple[bool, bool, bool]]:
        """The recorded answers: AC1, AC2, AC3."""
        return {(one["ac1"], one["ac2"], one["ac3"]) for one in self.expected}

    @property
    def sets(self) -> list[frozenset[str]]:
        """The recorded causes."""
        return [
            frozenset(name.lstrip("~") for name in one["cause"])
            for one in self.expected
            if one["cause"]
        ]


class Recorded:
    """All of the file; each model is compiled once.

    In these models every root reads a variable outside the model. Such a one is a root here, but
    never part of a cause.
    """

    def __init__(self, path: Path) -> None:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            told = json.load(file)
        self.inside: dict[str, dict[str, Formula]] = {}
        self.variables: dict[str, list[Variable]] = {}
        for model, one in told["models"].items():
            inside = {name: parse(_constants(text)) for name, text in one["eq"].items()}
            outside = [Variable(name, actual=False) for name in one["exo"]]
            self.inside[model] = inside
            self.variables[model] = outside + [
                Variable(name, equation, actual=False) for name, equation in inside.items()
            ]
        self.queries = [_query(case) for case in told["cases"]]
        self._compiled: dict[str, Worlds] = {}

    def size(self, query: Query) -> int:
        """How many variables the model has, those outside it not counted."""
        return len(self.inside[query.model])

    def compiled(self, model: str) -> Worlds:
        """The model, whatever is outside."""
        if model not in self._compiled:
            self._compiled[model] = Worlds(self.variables[model])
        return self._compiled[model]

    def worlds(self, query: Query) -> Worlds:
        """The model with the values of the query outside it."""
        return self.compiled(query.model).told(query.outside)

    def inner(self, query: Query, worlds: Worlds) -> list[int]:
        """The variables of the model, without those outside it."""
        return [worlds.compiled.number[name] for name in self.inside[query.model]]


def asked(query: Query, worlds: Worlds) -> Question:
    """The question of a query."""
    return Question(worlds, parse(query.effect), time.perf_counter() + BUDGET)


def _query(case: Mapping[str, Any]) -> Query:
    return Query(
        case["test"],
        case["kind"],
        case["model_id"],
        dict(map(_literal, case["context"])),
        _constants(case["phi"]),
        dict(map(_literal, case["cause"] or ())),
        tuple(answer for one in case["expected"] for answer in one["anyOf"]),
    )


def _literal(text: str) -> tuple[str, bool]:
    return text.lstrip("~"), not text.startswith("~")


def _constants(text: str) -> str:
    return text.replace("$true", "1").replace("$false", "0")
