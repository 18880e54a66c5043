"""The ledger of a case as one page of lines, each with its earlier versions."""

from collections.abc import Iterable
from dataclasses import dataclass

from kulanz.desk import casefiles
from kulanz.desk.models import Case, Observation, Statement
from kulanz.facts import Question, open_questions

GROUPS = ("verified", "claims", "open", "apart", "settled")


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """The version in force of one line, and the versions before it, newest first."""

    statement: Statement
    earlier: tuple[Statement, ...]

    @property
    def group(self) -> str:
        """Under which heading the line stands."""
        if self.statement.kind in {"opinion", "emotion"}:
            return "apart"
        if self.statement.standing in {"refuted", "unobtainable"}:
            return "settled"
        if self.statement.standing == "verified":
            return "verified"
        return "open" if self.statement.kind == "question" else "claims"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The lines by group, what is still to be asked, and how many lines there are of each kind."""

    lines: tuple[LedgerLine, ...]
    questions: tuple[Question, ...]
    kinds: dict[str, int]
    kind: str

    @property
    def groups(self) -> list[tuple[str, list[LedgerLine]]]:
        """Heading code and lines, in reading order; `open` stays even without lines."""
        shown = [line for line in self.lines if not self.kind or line.statement.kind == self.kind]
        return [(group, [line for line in shown if line.group == group]) for group in GROUPS]


def ledger(case: Case, *, kind: str = "") -> Ledger:
    """The ledger; `kind` shows only lines of one kind. The same few queries, however long it is."""
    lines = _lines(case)
    kinds: dict[str, int] = {}
    for line in lines:
        kinds[line.statement.kind] = kinds.get(line.statement.kind, 0) + 1
    return Ledger(
        lines=lines,
        questions=missing(case, [line.statement for line in lines]),
        kinds=kinds,
        kind=kind if kind in kinds else "",
    )


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration with the words that show it; its clock runs from the `first` receipt."""

    first: Observation
    again: tuple[Observation, ...]


def declarations(case: Case) -> list[Declared]:
    """What the customer declared, undecided first; dismissed ones are left out."""
    rows = Observation.objects.filter(contact__case=case, kind="declaration")
    found = rows.exclude(standing="dismissed").select_related("contact", "decided_by")
    by_code: dict[str, list[Observation]] = {}
    for row in found.order_by("contact__at", "id"):
        by_code.setdefault(row.code, []).append(row)
    declared = [Declared(seen[0], tuple(seen[1:])) for seen in by_code.values()]
    return sorted(declared, key=lambda one: one.first.standing, reverse=True)


def current_statements(case: Case) -> list[Statement]:
    """The versions in force, in the order of their lines."""
    return [line.statement for line in _lines(case)]


def missing(case: Case, statements: Iterable[Statement]) -> tuple[Question, ...]:
    """What should still be asked, in the case's language, most useful first.

    A question somebody gave up on is not asked again, and its words tell nothing.
    """
    given_up = {s.text for s in statements if (s.kind, s.standing) == ("question", "unobtainable")}
    told = tuple(line for line in casefiles.ledger(case) if line.text not in given_up)
    questions = open_questions(told, casefiles.language_of(case))
    return tuple(question for question in questions if question.text not in given_up)


def _lines(case: Case) -> tuple[LedgerLine, ...]:
    rows = case.statements.select_related("contact", "by").order_by("line_no", "id")
    by_id = {row.pk: row for row in rows}
    replaced = {row.replaces_id for row in by_id.values()}
    return tuple(
        LedgerLine(row, tuple(_before(row, by_id)))
        for row in by_id.values()
        if row.pk not in replaced
    )


def _before(row: Statement, by_id: dict[int, Statement]) -> Iterable[Statement]:
    while row.replaces_id is not None and row.replaces_id in by_id:
        row = by_id[row.replaces_id]
        yield row
