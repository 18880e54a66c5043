"""Opening a case, moving it through its states, giving it an owner."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from kulanz.case.states import can_move
from kulanz.commitments import due
from kulanz.countries import profile as country_profile
from kulanz.desk.actions.clocks import keep_clocks, start_clocks
from kulanz.desk.actions.record import DeskRefusal, hold, put_in, record
from kulanz.desk.models import Case, Commitment, Contact, Customer, Person, Team

SUBJECT_LENGTH = 200


class NothingToWaitFor(DeskRefusal):
    """A case waits only on a commitment, and the customer has made none."""

    code = "nothing_to_wait_for"


class CannotMove(DeskRefusal):
    """The state asked for cannot follow the present one."""

    code = "cannot_move"


@transaction.atomic(savepoint=False)
def open_case(
    *,
    customer: Customer,
    team: Team,
    subject: str,
    language: str,
    at: datetime,
    by: Person | None = None,
    has_contact: bool = False,
) -> Case:
    """A new case with its clocks started at receipt (ISO 10002:2018, 7.2).

    `has_contact`: the caller adds one in the same transaction, and refreshes the case then.
    """
    case = Case(
        number=_next_number(at),
        subject=(subject.strip() or "-")[:SUBJECT_LENGTH],
        customer=customer,
        team=team,
        language=language,
        profile=team.country,
        received_at=at,
        touched_at=at,
        waiting_since=at,
        next_due_at=at,
    )
    start_clocks(case)
    case.save(force_insert=True)
    record("case.opened", case=case, at=at, by=by, subject=case.subject)
    if not has_contact:
        refresh(case)
    return case


def _next_number(at: datetime) -> str:
    """The year and a running number; gapless, because callers of `open_case` hold its lock."""
    year = f"{at.year}-"
    last = (
        Case.objects.filter(number__startswith=year)
        .order_by("-id")
        .values_list("number", flat=True)
        .first()
    )
    return f"{year}{int(last.removeprefix(year)) + 1 if last else 1001}"


def clock(case: Case, name: str, since: datetime) -> datetime | None:
    """When the named clock of the case's profile runs out; None if the profile has none."""
    country = country_profile(case.profile)
    deadline = country.deadlines.get(name)
    return due(country, deadline.clock, since) if deadline else None


def refresh(case: Case, *, first: Contact | None = None) -> None:
    """Rewrite the inbox summary of a case; called in the transaction of every change.

    An acknowledgement that no person wrote is no answer: whoever waited still waits. `first` is the
    only contact of a case that was opened in this transaction: nothing else has to be asked for.
    """
    if first is None:
        _summarise(case, *_contacts(case))
        keep_clocks(case)
        owed = case.commitments.filter(done_at=None, withdrawn_at=None).order_by("due_at", "id")
        case.next_due_at, case.next_due_what = _next_due(case, owed.first())
    else:
        alone = None if first.automatic else first
        _summarise(case, alone if alone and alone.new_text else None, alone, int(alone is not None))
        keep_clocks(case, fresh=True)
        case.next_due_at, case.next_due_what = _next_due(case, None)
    case.save(
        update_fields=[
            "contact_count",
            "heat",
            "last_sentence",
            "waiting_since",
            "next_due_at",
            "next_due_what",
            *put_in(case),
        ]
    )


def _contacts(case: Case) -> tuple[Contact | None, Contact | None, int]:
    """Who spoke last, the customer's last contact, and how often the customer got in touch."""
    written = case.contacts.filter(automatic=False)
    newest = _newest(written)
    counted = written.filter(direction="in")
    last = newest if newest is None or newest.new_text else _newest(written.exclude(new_text=""))
    latest_in = newest if newest is None or newest.direction == "in" else _newest(counted)
    return last, latest_in, counted.count() if newest else 0


def _summarise(case: Case, last: Contact | None, latest_in: Contact | None, count: int) -> None:
    case.contact_count = count
    case.heat = latest_in.heat if latest_in else 0
    case.last_sentence = _last_sentence(last)
    case.waiting_since = latest_in.at if latest_in and last and last.direction == "in" else None


def _newest(contacts: QuerySet[Contact]) -> Contact | None:
    return contacts.order_by("-at", "-id").first()


def _last_sentence(last: Contact | None) -> str:
    """The last thing the customer said in a call, else how the last message begins."""
    if last is None:
        return ""
    spoken = (
        last.statements.filter(speaker="customer", replaces=None)
        if last.channel == "call"
        else None
    )
    said = spoken.order_by("-line_no").values_list("text", flat=True).first() if spoken else None
    return (said or last.new_text.strip().replace("\n", " "))[:SUBJECT_LENGTH]


def _next_due(case: Case, commitment: Commitment | None) -> tuple[datetime, str]:
    """The nearest thing owed: an open commitment of either side, else the nearest running clock."""
    if commitment is not None:
        return commitment.due_at, f"{commitment.side}:{commitment.text}"[:SUBJECT_LENGTH]
    clocks = [
        (case.acknowledge_by if case.acknowledged_at is None else None, "clock:acknowledge"),
        (case.human_by if case.human_answer_at is None else None, "clock:human"),
        (case.interim_by, "clock:interim"),
        (case.decide_by, "clock:decide"),
    ]
    running = [(when, what) for when, what in clocks if when is not None]
    return min(running, default=(case.received_at + timedelta(days=14), ""))


@transaction.atomic
def move(
    case: Case, to: str, *, at: datetime, by: Person | None = None, by_customer: bool = False
) -> Case:
    """Put the case into state `to`.

    Raises:
        CannotMove: see `kulanz.case.states.can_move`.
        NothingToWaitFor: see there.
    """
    case = hold(case)
    if not can_move(case.state, to):
        raise CannotMove(f"{case.number}: {case.state} -> {to}")
    if to == "waiting_customer" and not _owed_by_customer(case):
        raise NothingToWaitFor
    old, case.state = case.state, to
    case.save(update_fields=["state"])
    record("case.moved", case=case, at=at, by=by, by_customer=by_customer, old=old, new=to)
    return case


def _owed_by_customer(case: Case) -> bool:
    return case.commitments.filter(side=Commitment.THEIRS, done_at=None, withdrawn_at=None).exists()


@transaction.atomic
def give_owner(case: Case, owner: Person | None, *, at: datetime, by: Person | None = None) -> Case:
    """Exactly one person owns a case; giving it to nobody puts it back into the queue."""
    case = hold(case)
    if case.owner_id == (owner.pk if owner else None):
        return case
    case.owner = owner
    case.save(update_fields=["owner"])
    record("case.owner_given", case=case, at=at, by=by, owner=owner.name if owner else None)
    return case
