"""The facts of a case that decide what may be offered: what follows from its records, then what
people have noted. How the customer behaves is in none that decides about money.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kulanz.case import LanguageCode
from kulanz.conditions import FACTS, Fact, Facts, Value, options
from kulanz.desk.models import Case, CaseFact
from kulanz.desk.queries.derived_facts import derived
from kulanz.languages import pack


@dataclass(frozen=True, slots=True)
class Known:
    """One known fact with where it comes from: a record of ours, or who noted it and when."""

    name: str
    value: Value
    row: CaseFact | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to be found out: its name for the reader, and the answers to choose from."""

    name: str
    label: str
    kind: str
    answers: tuple[tuple[str, str], ...]
    decides: int = 0


def known_facts(case: Case, *, at: datetime | None = None) -> dict[str, Known]:
    """Everything known, by the name of the fact; what a person noted goes before what follows.

    Without `at`, nothing is known that changes with time alone, such as the age of a hold.
    """
    found = {name: Known(name, value) for name, value in derived(case, at=at)}
    for row in case.case_facts.select_related("by").order_by("id"):
        fact = FACTS.get(row.name)
        if fact is None:
            continue
        if row.value:
            found[row.name] = Known(row.name, fact.value(row.value), row)
        else:
            found.pop(row.name, None)
    return found


def facts_of(case: Case, *, at: datetime | None = None) -> Facts:
    """The same, as values to decide by."""
    return {name: one.value for name, one in known_facts(case, at=at).items()}


def question(name: str, language: LanguageCode, *, decides: int = 0) -> Question:
    """How to ask for a fact in the reader's language."""
    fact, words = FACTS[name], pack(language, "conditions")
    return Question(name, words["labels"][name], fact.kind, tuple(_answers(fact, words)), decides)


def said(name: str, value: Value, language: LanguageCode) -> str:
    """A value in words: "ja", "nicht angekommen", "900"."""
    words = pack(language, "conditions")
    if isinstance(value, bool):
        return str(words["words"]["yes" if value else "no"])
    if FACTS[name].unit == "seconds" and isinstance(value, Decimal):
        return f"{value} s ({value / 60:.0f} min)"
    if FACTS[name].kind == "choice":
        return str(words["choices"][name][str(value)])
    return f"{value}"


def _answers(
    fact: Fact, words: Mapping[str, dict[str, dict[str, str]]]
) -> Iterator[tuple[str, str]]:
    if fact.kind == "yes_no":
        for option in options(fact):
            yield option, str(words["words"][option])
    elif fact.kind == "choice":
        yield from words["choices"][fact.name].items()


def as_json(facts: Facts) -> dict[str, str]:
    """Facts as they are kept with an offer or decision."""
    return {
        name: ("yes" if value else "no") if isinstance(value, bool) else str(value)
        for name, value in sorted(facts.items())
    }
