"""What a trade's procedure has to know before anybody answers (de: Ablauf, nl: werkwijze).

A procedure hangs under the step "listen for facts" as a set of needs. Their order is free: a need
is met by a fact of the case, a record, or a line of the ledger, whoever brought it up. Recorded
dialogues keep the order of a procedure far more often than its exact sequence
(docs/building/protocol.md). The data, each with its source: `countries/procedures/`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kulanz.case import LanguageCode
from kulanz.conditions import FACTS, BadCondition, Condition, condition
from kulanz.languages import pack

PROCEDURES: tuple[str, ...] = (
    "damaged",
    "not_delivered",
    "dunning",
    "returned_debit",
    "wrong_bill",
    "returns",
    "cancellation",
    "price_promise",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing to know: met by one of `facts`, by a `record`, or by one line that tells it.

    `told` names patterns of `languages/<code>/procedures.toml` or of the ledger's known facts; one
    line has to show all of them. To `look` up is our work, not a question to the customer.
    """

    code: str
    told: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    record: str = ""
    look: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A procedure: when it applies, and what it needs to know.

    It applies when one of these holds: a declaration was made, a problem named, one of the
    conditions `facts` holds, a line has all `concepts` of a set, or words that name it.
    """

    code: str
    source: str
    needs: tuple[Need, ...]
    declarations: frozenset[str] = frozenset()
    problems: frozenset[str] = frozenset()
    facts: tuple[Condition, ...] = ()
    concepts: tuple[frozenset[str], ...] = ()


@cache
def procedures() -> tuple[Procedure, ...]:
    """Every procedure, in the order in which they are asked about."""
    place = files("kulanz.countries").joinpath("procedures")
    return tuple(
        read_procedure(code, place.joinpath(f"{code}.toml").read_text(encoding="utf-8"))
        for code in PROCEDURES
    )


def read_procedure(code: str, text: str) -> Procedure:
    """The procedure of a TOML text.

    Raises:
        KeyError: it lacks its source, its needs or when it applies.
        BadCondition: a condition cannot be read, or a need names a fact that nobody knows.
    """
    table = tomllib.loads(text)
    when: dict[str, Any] = table["when"]
    return Procedure(
        code=code,
        source=table["source"],
        needs=tuple(_need(row) for row in table["needs"]),
        declarations=frozenset(when.get("declarations", ())),
        problems=frozenset(when.get("problems", ())),
        facts=tuple(condition(row) for row in when.get("facts", ())),
        concepts=tuple(frozenset(words.split()) for words in when.get("concepts", ())),
    )


def procedure_name(code: str, language: LanguageCode) -> str:
    """What a procedure is called on screen."""
    name: str = pack(language, "procedures")["names"][code]
    return name


def missing_name(code: str, language: LanguageCode) -> str:
    """What is missing, in a few words: of the six steps, or of a procedure."""
    six: dict[str, str] = pack(language, "questions")["missing"]
    needs: dict[str, str] = pack(language, "procedures")["needs"]
    return six.get(code) or needs.get(code, code)


def question_text(code: str, language: LanguageCode) -> str:
    """How to ask for a missing fact, or what to say while it is looked up.

    Raises:
        KeyError: nobody asks for this.
    """
    ledger: dict[str, str] = pack(language, "facts")["questions"]
    own: dict[str, str] = pack(language, "procedures")["questions"]
    return ledger[code] if code in ledger else own[code]


def _need(row: Mapping[str, Any]) -> Need:
    for name in row.get("facts", ()):
        if name not in FACTS:
            raise BadCondition(name, 0, "nobody knows this fact")
    return Need(
        code=row["code"],
        told=tuple(row.get("told", ())),
        facts=tuple(row.get("facts", ())),
        record=row.get("record", ""),
        look=row.get("look", False),
    )
