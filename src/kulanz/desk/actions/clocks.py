"""The deadlines of a case: started at receipt, kept beside their copies that the inbox sorts by.

The four clocks of every case start with it; a declaration of the customer starts its own at the
receipt of its contact, and they end when it was not meant so.
"""

from datetime import datetime

from django.db import transaction

from kulanz.commitments import clocks, declared_clocks
from kulanz.commitments.clock import shifted
from kulanz.commitments.happened import Event as Happened
from kulanz.countries import profile
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Case, CaseClock, Event, Observation, Person
from kulanz.desk.queries import clocks as queries
from kulanz.desk.queries.clock_dates import KEYS

# Each clock: its copy on the case, and what meets it.
COPIES = {
    "acknowledge": ("acknowledge_by", "acknowledged_at"),
    "first_human": ("human_by", "human_answer_at"),
    "interim": ("interim_by", ""),
    "decide": ("decide_by", "closed_at"),
}
HELD_BY = ("not_received.hold", "claim_disputed.hold", "identity_fraud.stop")
AT_ONCE = 200


class ClockOver(DeskRefusal):
    """The deadline was met or has ended."""

    code = "clock_over"


def start_clocks(case: Case) -> None:
    """Set the copies of a new case from its deadline profile; the rows follow with `refresh`."""
    found = clocks(
        profile(case.profile), [Happened("received", case.received_at)], case.received_at
    )
    for one in found:
        setattr(case, COPIES[one.kind][0], one.due)


def restart_clocks(case: Case, *, at: datetime) -> None:
    """A closed case is open again: acknowledging, answering and deciding run from now.

    What ran before stays as it ended. Called within the reopening, before `closed_at` is emptied.
    """
    running = case.clocks.filter(declaration=None, met_at=None, ended_at=None)
    running.update(ended_at=case.closed_at or at)
    happened = (Happened("received", case.received_at), Happened("reopened", at))
    changed = ["closed_at"]
    case.closed_at = None
    for one in clocks(profile(case.profile), happened, at):
        copy, met = COPIES[one.kind]
        setattr(case, copy, one.due)
        changed.append(copy)
        if met:
            setattr(case, met, None)
            changed.append(met)
        _started(case, one.kind, at, one.due).save()
    case.save(update_fields=sorted({*changed}))


def keep_clocks(case: Case, *, fresh: bool = False) -> None:
    """Write the rows of the four clocks as their copies now stand; called by `refresh`.

    `fresh`: the case was opened just now and has none yet.

    Each message of ours meets the interim clock and starts it anew; taken back, the one before
    runs again.
    """
    kept = case.clocks.filter(declaration=None).order_by("id")
    latest = {} if fresh else {row.code: row for row in kept}
    new = []
    for code, (copy, met) in COPIES.items():
        due_at = getattr(case, copy)
        if due_at is None:
            continue
        row = latest.get(code) or _started(case, code, case.received_at, due_at)
        if code == "interim":
            row = _interim(case, row, due_at)
        ended_at = case.touched_at if case.merged_into_id is not None else None
        if code == "interim" and case.closed_at is not None:
            ended_at = case.closed_at
        met_at = getattr(case, met) if met else None
        if code in latest:
            _set(row, due_at=due_at, met_at=met_at, ended_at=ended_at)
        else:
            row.met_at, row.ended_at = met_at, ended_at
            new.append(row)
    if new:
        CaseClock.objects.bulk_create(new)


def _interim(case: Case, row: CaseClock, due_at: datetime) -> CaseClock:
    if due_at > row.due_at and case.human_answer_at is not None:
        _set(row, met_at=case.touched_at)
        return _started(case, "interim", case.touched_at, due_at)
    if due_at < row.due_at:
        before = case.clocks.filter(code="interim", due_at=due_at).exclude(pk=row.pk).last()
        if before is not None:
            row.delete()
            return before
    return row


def _started(case: Case, code: str, at: datetime, due_at: datetime) -> CaseClock:
    deadline = profile(case.profile).deadlines[KEYS[code]]
    return CaseClock(
        case=case,
        code=code,
        basis=deadline.basis,
        source=deadline.source[:200],
        started_at=at,
        due_at=due_at,
    )


def _set(row: CaseClock, **values: datetime | None) -> None:
    """Save what is different; a date that moved is told of anew when it passes."""
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return
    if row.pk and "due_at" in values and values["due_at"] != row.due_at:
        row.alerted_at = None
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def end_pause(event: Event, case: Case, at: datetime) -> None:  # noqa: ARG001 - a reaction
    """The case goes on: clocks that stood still by the deadline profile are due as much later."""
    old = str(event.values.get("old", ""))
    begun = case.events.filter(kind="case.moved", values__new=old, pk__lt=event.pk).last()
    case = hold(case)
    country = profile(case.profile)
    for code, (copy, _met) in COPIES.items():
        due_at = getattr(case, copy)
        states = queries.pausing_states(case.profile, code, on=case.received_at)
        if begun is None or due_at is None or old not in states or due_at <= begun.at:
            continue
        clock = country.deadlines[KEYS[code]].clock
        later = shifted(country, clock, due_at, pause=(begun.at, event.at))
        setattr(case, copy, later)
        case.clocks.filter(code=code, declaration=None, met_at=None, ended_at=None).update(
            due_at=later, alerted_at=None
        )
        case.save(update_fields=[copy])


def start_declared(event: Event, case: Case, at: datetime) -> None:  # noqa: ARG001 - a reaction
    """A contact was read: what it declares runs from its receipt, confirmed or not."""
    found = Observation.objects.filter(contact=event.values.get("contact"), kind="declaration")
    for observation in found.filter(standing="proposed").order_by("id"):
        run_declared(observation)


def run_declared(observation: Observation) -> None:
    """Start what a declaration starts, once per case and code while it runs."""
    contact = observation.contact
    for one in declared_clocks(observation.code, contact.at, profile(contact.case.profile)):
        running = contact.case.clocks.filter(
            code=one.code, declaration__isnull=False, met_at=None, ended_at=None
        )
        if not running.exists():
            CaseClock.objects.get_or_create(
                case=contact.case,
                code=one.code,
                declaration=observation,
                defaults={
                    "basis": one.basis,
                    "source": one.source[:200],
                    "started_at": one.started_at,
                    "due_at": one.due,
                },
            )


def decide_declared(observation: Observation, *, held: bool, at: datetime) -> None:
    """Confirmed, they run on, and what a hold has met is met; dismissed, they end."""
    rows = observation.contact.case.clocks.filter(
        declaration__code=observation.code, met_at=None, ended_at=None
    )
    if observation.standing == "dismissed":
        rows.update(ended_at=at)
        return
    first = Observation.objects.filter(
        contact__case=observation.contact.case, kind="declaration", code=observation.code
    )
    run_declared(first.select_related("contact__case").order_by("contact__at", "id")[0])
    if held:
        rows.filter(code__in=HELD_BY).update(met_at=at)


@transaction.atomic
def meet_clock(row: CaseClock, *, at: datetime, by: Person) -> CaseClock:
    """What a declaration asked for is done.

    Raises:
        ClockOver: see there; the four clocks of a case are met by what happens.
    """
    case = hold(row.case)
    row = CaseClock.objects.get(pk=row.pk)
    if row.declaration_id is None or row.met_at is not None or row.ended_at is not None:
        raise ClockOver
    row.met_at = at
    row.save(update_fields=["met_at"])
    record("clock.met", case=case, at=at, by=by, clock=row.code, late=at > row.due_at)
    return row


def note_clocks_overdue(*, at: datetime) -> int:
    """Say once of each deadline that it has passed, unless the profile lets it stand still."""
    return sum(_overdue(row, at=at) for row in queries.overdue(at=at)[:AT_ONCE])


@transaction.atomic
def _overdue(row: CaseClock, *, at: datetime) -> bool:
    case = hold(row.case)
    if row.declaration_id is None and queries.stands_still(case, row.code, on=at):
        return False
    still = CaseClock.objects.filter(pk=row.pk, alerted_at=None, met_at=None, due_at=row.due_at)
    if not still.update(alerted_at=at):
        return False
    record("clock.overdue", case=case, at=at, clock=row.code)
    return True
