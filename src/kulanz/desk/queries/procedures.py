"""What the procedures of a case need to know: from ledger, facts and records, never from a form."""

from collections.abc import Sequence
from dataclasses import dataclass

from kulanz.case import LanguageCode
from kulanz.desk import casefiles
from kulanz.desk.models import Case, Observation, Statement
from kulanz.desk.queries.case_facts import Known, known_facts, said
from kulanz.desk.queries.facts import current_statements, missing
from kulanz.facts import Question
from kulanz.protocol.listening import Needed, Seen, needed, to_ask
from kulanz.protocol.procedures import missing_name, procedure_name

HOLDS = ("stated", "verified")
MOST_LETTERS = 80  # of a line that is shown as a value


@dataclass(frozen=True, slots=True)
class Listening:
    """What is needed, with what makes it known, and everything still to ask, the next first."""

    needed: tuple[Needed, ...]
    questions: tuple[Question, ...]
    facts: dict[str, Known]
    records: dict[str, str]


@dataclass(frozen=True, slots=True)
class ShownNeed:
    """One need on screen: known with its value and source, or open; `look` is our own work.

    `source` is "record", "noted", "verified", "customer" or "told"; `named` who or what it was.
    """

    code: str
    name: str
    known: bool
    given_up: bool
    look: bool
    value: str = ""
    source: str = ""
    named: str = ""


def listening(case: Case, statements: Sequence[Statement]) -> Listening:
    """The needs of the procedures that apply, and the questions of ledger and procedures."""
    language = casefiles.language_of(case)
    facts, records = known_facts(case), _records(case)
    lines = {f"s{one.line_no}" for one in statements if one.standing in HOLDS}
    seen = Seen(
        language=language,
        lines=tuple(one for one in casefiles.ledger(case) if one.id in lines),
        facts={name: one.value for name, one in facts.items()},
        records=records,
        declarations=_declarations(case),
        problems=frozenset(case.problems.values_list("code", flat=True)),
    )
    found = needed(seen)
    given_up = {s.text for s in statements if (s.kind, s.standing) == ("question", "unobtainable")}
    asked = to_ask(found, missing(case, statements), language)
    questions = tuple(one for one in asked if one.text not in given_up)
    return Listening(found, questions, facts, records)


def open_question(case: Case, code: str) -> Question | None:
    """The question with this code, if it is still to be asked."""
    if not code:
        return None
    found = listening(case, current_statements(case)).questions
    return next((one for one in found if one.code == code), None)


def procedure_names(found: Listening, language: LanguageCode) -> tuple[str, ...]:
    """What the procedures that apply are called, each once, in their order."""
    codes = dict.fromkeys(code for one in found.needed for code in one.procedures)
    return tuple(procedure_name(code, language) for code in codes)


def shown_needs(
    found: Listening, statements: Sequence[Statement], language: LanguageCode
) -> tuple[ShownNeed, ...]:
    """The needs in the reader's `language`: the open ones as they are asked, then the known."""
    by_line = {f"s{one.line_no}": one for one in statements}
    asked = {one.code for one in found.questions}
    shown = [_shown(one, found, by_line, asked, language) for one in found.needed]
    return tuple(sorted(shown, key=lambda one: one.known or one.given_up))


def _shown(
    one: Needed,
    found: Listening,
    by_line: dict[str, Statement],
    asked: set[str],
    language: LanguageCode,
) -> ShownNeed:
    need, by = one.need, one.by
    name = missing_name(need.code, language)
    if by is None:
        return ShownNeed(need.code, name, False, need.code not in asked, need.look)
    if by.fact:
        value, source, named = _of_fact(found.facts[by.fact], language)
    elif by.record:
        value, source, named = found.records[by.record], "record", ""
    else:
        value, source, named = _of_line(by_line[by.line])
    return ShownNeed(need.code, name, True, False, need.look, value, source, named)


def _of_fact(fact: Known, language: LanguageCode) -> tuple[str, str, str]:
    value = said(fact.name, fact.value, language)
    if fact.row is None:
        return value, "record", ""
    return value, "noted", fact.row.source or (fact.row.by.name if fact.row.by else "")


def _of_line(line: Statement) -> tuple[str, str, str]:
    value = line.text if len(line.text) <= MOST_LETTERS else f"{line.text[: MOST_LETTERS - 1]}…"
    if line.standing == "verified":
        return value, "verified", line.source
    return value, "customer" if line.speaker == "customer" else "told", ""


def _records(case: Case) -> dict[str, str]:
    order = case.orders.order_by("pk").values_list("number", flat=True).first()
    return {"order": order} if order else {}


def _declarations(case: Case) -> frozenset[str]:
    """What the customer declared; what somebody dismissed was none."""
    rows = Observation.objects.filter(contact__case=case, kind="declaration")
    return frozenset(rows.exclude(standing="dismissed").values_list("code", flat=True))
