"""What the tests of approvals share: a case in which the fault was ours, and a question."""

from datetime import datetime, timedelta
from decimal import Decimal

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions import approvals
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.models import Approval, Case, Person

TOMORROW = MONDAY + timedelta(days=1)
MINUTE = timedelta(minutes=1)


def a_case(cast: Cast) -> Case:
    case = case_of_brandt(cast, owner=cast.ali)
    note_case_fact(case, name="fault", value="company", at=MONDAY, by=cast.ali)
    return case


def asked(
    case: Case,
    by: Person,
    amount: str = "25",
    *,
    on_line: bool = False,
    at: datetime = MONDAY,
) -> Approval:
    return approvals.ask(
        case,
        remedy="voucher",
        amount=Decimal(amount),
        text=f"Gutschein über {amount} EUR",
        question=f"Gutschein {amount} EUR? Der Fehler lag bei uns.",
        due_at=at + timedelta(days=1),
        on_line=on_line,
        at=at,
        by=by,
    )


def standing(row: Approval) -> tuple[str, str, list[str]]:
    row.refresh_from_db()
    return row.standing, row.role, row.passed


def kinds(case: Case) -> list[str]:
    rows = case.events.filter(kind__startswith="approval.").order_by("pk")
    return list(rows.values_list("kind", flat=True))
