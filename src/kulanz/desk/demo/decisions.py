"""Questions to a colleague, an accepted credit note, and what was offered for the same problem."""

from datetime import datetime, timedelta
from decimal import Decimal

from kulanz.desk.actions import approvals
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.cases import open_case
from kulanz.desk.actions.closure import confirm_solved
from kulanz.desk.actions.commitments import keep
from kulanz.desk.actions.customers import customer_at
from kulanz.desk.actions.offers import accept_offer, make_approved_offer, make_offer
from kulanz.desk.models import Approval, Case, Person, Problem, Team

PAST = {
    "Renate Kühn": "5",
    "Olaf Berndt": "5",
    "Sevgi Aydın": "6",
    "Horst Wiegand": "8",
    "Petra Lohmann": "8",
    "Jan Kowalski": "10",
    "Miriam Engel": "10",
    "Gisela Thoma": "25",
}
UNDELIVERED = {"claim.type": "not_received", "delivery.evidence": "E0", "fault": "company"}


def decide(people: dict[str, Person], *, now: datetime) -> None:
    """One question open, one approved, one booking waiting, and a spread to look at."""
    first, second, third = _cases()
    _past(people, first.problems.get(), now=now)
    _asked(first, "voucher", "25", "Gutschein über 25 EUR", now=now)
    approved = _asked(second, "credit_note", "120", "Gutschrift über die ganze Rechnung", now=now)
    approvals.say_yes(approved, at=now, by=people["sam"])
    booked = _asked(third, "credit_note", "340", "Gutschrift über die ganze Rechnung", now=now)
    booked = approvals.say_yes(booked, at=now, by=people["an"])
    offer = make_approved_offer(
        booked, text=booked.text, due_at=booked.due_at, at=now, by=booked.asked_by
    )
    accept_offer(offer, at=now)


def _cases() -> tuple[Case, ...]:
    """Three everyday cases of agents in Cologne."""
    rows = Case.objects.filter(
        team__name="Köln",
        closed_at=None,
        owner__role="AG",
        customer__addresses__value__endswith="@post.example",
    )
    return tuple(rows.order_by("-pk")[:3])


def _asked(case: Case, remedy: str, amount: str, text: str, *, now: datetime) -> Approval:
    asker = case.owner
    if asker is None:
        raise ValueError("Only an owner asks.")
    for name, value in UNDELIVERED.items():
        note_case_fact(case, name=name, value=value, at=now, by=asker, source="Telefonat")
    return approvals.ask(
        case,
        remedy=remedy,
        amount=Decimal(amount),
        text=text,
        question=f"Darf ich das anbieten: {text}? Der Fehler lag bei uns, Nachweis gibt es keinen.",
        due_at=now + timedelta(days=3),
        at=now,
        by=asker,
    )


def _past(people: dict[str, Person], problem: Problem, *, now: datetime) -> None:
    """Settled cases of the last weeks with the same problem."""
    team = Team.objects.get(name="Köln")
    for number, (name, amount) in enumerate(PAST.items()):
        at = now - timedelta(days=20 + 6 * number)
        by = people["sam"] if Decimal(amount) > Decimal(10) else people["ali"]
        customer = customer_at(
            kind="mail", value=f"frueher{number}@post.example", name=name, language="de", at=at
        )
        case = open_case(
            customer=customer, team=team, subject="Späte Lieferung", language="de", at=at, by=by
        )
        case.problems.set([problem])
        note_case_fact(case, name="fault", value="company", at=at, by=by)
        offer = make_offer(
            case,
            remedy="voucher",
            text=f"Gutschein über {amount} EUR",
            amount=Decimal(amount),
            due_at=at + timedelta(days=1),
            at=at,
            by=by,
        )
        keep(accept_offer(offer, at=at), at=at + timedelta(hours=3), by=by)
        confirm_solved(case, at=at + timedelta(days=1))
