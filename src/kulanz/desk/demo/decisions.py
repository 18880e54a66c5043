"""Questions to a colleague, an accepted refund, and what was offered for the same problem."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from kulanz.countries import Limit, profile
from kulanz.desk.actions import approvals, authority
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.cases import open_case
from kulanz.desk.actions.closure import confirm_solved
from kulanz.desk.actions.commitments import keep
from kulanz.desk.actions.customers import customer_at
from kulanz.desk.actions.holds import set_hold
from kulanz.desk.actions.offers import accept_offer, make_approved_offer, make_offer
from kulanz.desk.actions.playbook import consult
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
TOLD = {
    "Susanne Brandt": {"claim.type": "not_received", "debit.code": "MS03"},
    "Dieter Vogt": {},
}
RAISED = ("refund_full-faulty", "refund_full-lost")
DAMAGED = {"claim.type": "damaged", "item.defect_shown": "yes", "fault": "company"}


def decide(people: dict[str, Person], *, now: datetime) -> None:
    """One question open, one approved, one booking waiting without dunning, a spread to look at."""
    ali, sam = people["ali"], people["sam"]
    first, second, third = _cases()
    _past(people, first.problems.get(), now=now)
    _asked(first, "voucher", "25", "Gutschein über 25 EUR", by=ali, now=now)
    approved = _asked(second, "refund_full", "180", "Erstattung des Preises", by=ali, now=now)
    approvals.say_yes(approved, at=now, by=sam)
    booked = _asked(third, "refund_full", "340", "Erstattung des Preises", by=ali, now=now)
    booked = approvals.say_yes(booked, at=now, by=sam)
    offer = make_approved_offer(booked, text=booked.text, due_at=booked.due_at, at=now, by=ali)
    accept_offer(offer, at=now)
    set_hold(
        third,
        kind="dunning",
        order="48-3107",
        until=now + timedelta(days=14),
        reason="Erstattung ist gebucht, bis dahin keine Mahnung",
        at=now,
        by=ali,
    )


def draft_table(people: dict[str, Person], *, now: datetime) -> None:
    """A draft of the German table: agents would refund up to 200 EUR instead of 150 by themselves.

    The question about 180 EUR of `decide` is what its trial shows.
    """
    mira = people["mira"]
    authority.start_draft("de_shop", at=now, by=mira)
    for rule in profile("de_shop").table.rules:
        if rule.id in RAISED:
            limits = {**rule.limits, "AG": Limit(Decimal(200))}
            changed = replace(rule, limits=limits)
            authority.put_rule("de_shop", changed, instead_of=rule.id, at=now, by=mira)


def _cases() -> tuple[Case, ...]:
    """Three everyday cases in Cologne of a damaged parcel."""
    rows = Case.objects.filter(
        team__name="Köln",
        closed_at=None,
        problems__code="parcel_damaged",
        customer__addresses__value__endswith="@post.example",
    )
    return tuple(rows.order_by("pk")[:3])


def _asked(
    case: Case, remedy: str, amount: str, text: str, *, by: Person, now: datetime
) -> Approval:
    for name, value in DAMAGED.items():
        note_case_fact(case, name=name, value=value, at=now, by=by, source="Foto in der Mail")
    return approvals.ask(
        case,
        remedy=remedy,
        amount=Decimal(amount),
        text=text,
        question=f"{text}? Das Paket kam zerdrückt an, das Foto zeigt es.",
        due_at=now + timedelta(days=3),
        at=now,
        by=by,
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
            customer=customer, team=team, subject="Paket beschädigt", language="de", at=at, by=by
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


def consult_rules(people: dict[str, Person], *, now: datetime) -> None:
    """What helps now, in the first cases: a parcel that never came, one that came broken."""
    for name, facts in TOLD.items():
        case = Case.objects.filter(customer__name=name, closed_at=None).order_by("pk").first()
        if case is None:
            continue
        for fact, value in facts.items():
            note_case_fact(case, name=fact, value=value, at=now, by=people["ali"])
        consult(case, at=now)
