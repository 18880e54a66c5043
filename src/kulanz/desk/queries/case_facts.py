"""The facts of a case that decide what may be offered: what follows from its records, then what
people have noted. How the customer behaves is in none of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from kulanz.case import LanguageCode
from kulanz.conditions import FACTS, BadFact, Fact, Facts, Value, options
from kulanz.desk.models import Case, CaseFact, Observation
from kulanz.languages import pack

DAY = timedelta(days=1)
# A confirmed declaration says what the claim is about.
TYPES = {
    "not_received": "not_received",
    "defect_notice": "defect",
    "withdrawal": "withdrawal",
    "identity_fraud": "identity_fraud",
}


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


def known_facts(case: Case) -> dict[str, Known]:
    """Everything known, by the name of the fact; what a person noted goes before what follows."""
    found = {name: Known(name, value) for name, value in _derived(case)}
    for row in case.case_facts.select_related("by").order_by("id"):
        fact = FACTS.get(row.name)
        if fact is None:
            continue
        if row.value:
            found[row.name] = Known(row.name, fact.value(row.value), row)
        else:
            found.pop(row.name, None)
    return found


def facts_of(case: Case) -> Facts:
    """The same, as values to decide by."""
    return {name: one.value for name, one in known_facts(case).items()}


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


def _derived(case: Case) -> Iterator[tuple[str, Value]]:
    yield from _from_orders(case)
    yield from _from_contacts(case)
    yield from _from_declarations(case)
    if _second_within_a_day(case):
        yield "contact.within_24h", True
    running = case.holds.filter(lifted_at=None)
    if running.exists():
        yield "hold.active", True
    if running.filter(kind="dispute").exists():
        yield "claim.disputed", True


def _from_orders(case: Case) -> Iterator[tuple[str, Value]]:
    for order in case.orders.order_by("changed_at", "pk"):
        for name, raw in order.facts.items():
            try:
                if name in FACTS:
                    yield name, FACTS[name].value(raw)
            except BadFact:
                continue  # an older list of facts; the import says so when it comes in


def _from_contacts(case: Case) -> Iterator[tuple[str, Value]]:
    waits, ends = [], []
    rows = case.contacts.filter(channel="call").order_by("at", "pk")
    for wait, ended in rows.values_list("wait_seconds", "broken_off_by"):
        ends.append(ended or "nobody")
        if wait is not None:
            waits.append(wait)
    if waits:
        yield "wait_seconds", FACTS["wait_seconds"].value(max(waits))
    if ends:
        # One call that we ended counts, whatever came after it.
        yield "contact.broken_off_by", "agent" if "agent" in ends else ends[-1]


def _second_within_a_day(case: Case) -> bool:
    """Whether the customer's last two contacts lie less than a day apart."""
    last = case.contacts.filter(direction="in").order_by("-at", "-pk").values_list("at", flat=True)
    newest, before = (*last[:2], None, None)[:2]
    return newest is not None and before is not None and newest - before < DAY


def _from_declarations(case: Case) -> Iterator[tuple[str, Value]]:
    rows = Observation.objects.filter(
        contact__case=case, kind="declaration", standing="confirmed"
    ).order_by("decided_at", "pk")
    codes = list(rows.values_list("code", flat=True))
    if "claim_disputed" in codes:
        yield "claim.disputed", True
    if "account_closing" in codes:
        yield "wish.close_account", True
    for code in codes:
        if code in TYPES:
            yield "claim.type", TYPES[code]


def as_json(facts: Facts) -> dict[str, str]:
    """Facts as they are kept with an offer or decision."""
    return {
        name: ("yes" if value else "no") if isinstance(value, bool) else str(value)
        for name, value in sorted(facts.items())
    }
