"""What is owed: in a case, by me today, and what the lead must know about."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from kulanz.commitments import Preset, presets
from kulanz.countries import profile
from kulanz.desk.models import Case, Commitment, Contact, Person
from kulanz.desk.queries.access import cases_for, colleagues_for

SOON = timedelta(hours=2)
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Owed:
    """One commitment as a list shows it.

    `standing` is overdue, soon, open, kept, late or withdrawn.
    """

    row: Commitment
    standing: str


@dataclass(frozen=True, slots=True)
class CaseCommitments:
    """The commitments tab of a case."""

    ours: tuple[Owed, ...]
    theirs: tuple[Owed, ...]
    past: tuple[Owed, ...]
    presets: tuple[Preset, ...]
    colleagues: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What one person owes today, and what they wait for."""

    overdue: tuple[Owed, ...]
    today: tuple[Owed, ...]
    later: tuple[Owed, ...]
    theirs: tuple[Owed, ...]

    @property
    def empty(self) -> bool:
        return not (self.overdue or self.today or self.later or self.theirs)


@dataclass(frozen=True, slots=True)
class Board:
    """What the lead sees: promises in danger, broken-off calls, nobody's cases.

    There are no figures per colleague.
    """

    overdue: tuple[Owed, ...]
    soon: tuple[Owed, ...]
    broken_off: tuple[Contact, ...]
    unowned: tuple[Case, ...]
    hot: tuple[Case, ...]


def standing_of(row: Commitment, *, at: datetime) -> str:
    """How a commitment stands now."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.done_at is not None:
        return "late" if row.done_at > row.due_at else "kept"
    if row.due_at < at:
        return "overdue"
    return "soon" if row.due_at - at <= SOON else "open"


def open_commitments(case: Case) -> QuerySet[Commitment]:
    """What is still owed in a case by either side, the nearest first."""
    return (
        case.commitments.filter(done_at=None, withdrawn_at=None)
        .select_related("owner")
        .order_by("due_at", "id")
    )


def case_commitments(case: Case, *, at: datetime) -> CaseCommitments:
    """Everything the commitments tab shows."""
    rows = tuple(
        _owed(row, at) for row in case.commitments.select_related("owner").order_by("due_at", "id")
    )
    running = tuple(one for one in rows if one.row.done_at is None and one.row.withdrawn_at is None)
    return CaseCommitments(
        ours=tuple(one for one in running if one.row.side == Commitment.OURS),
        theirs=tuple(one for one in running if one.row.side == Commitment.THEIRS),
        past=tuple(one for one in rows if one not in running),
        presets=presets(profile(case.profile), at),
        colleagues=tuple(colleagues_for(case)),
    )


def my_day(person: Person, *, at: datetime) -> Day:
    """One person's open commitments, and what customers owe in their cases."""
    end = timezone.localtime(at).replace(hour=23, minute=59, second=59)
    mine = [_owed(row, at) for row in _running().filter(owner=person)[:SHOWN]]
    theirs = _running().filter(side=Commitment.THEIRS, case__owner=person, due_at__lte=end)[:SHOWN]
    return Day(
        overdue=tuple(one for one in mine if one.standing == "overdue"),
        today=tuple(one for one in mine if at <= one.row.due_at <= end),
        later=tuple(one for one in mine if one.row.due_at > end),
        theirs=tuple(_owed(row, at) for row in theirs),
    )


def board(person: Person, *, at: datetime) -> Board:
    """The board of everything this lead may see."""
    cases = cases_for(person)
    ours = _running().filter(side=Commitment.OURS, case__in=cases)
    open_cases = cases.filter(closed_at=None, merged_into=None).select_related("customer", "owner")
    return Board(
        overdue=tuple(_owed(row, at) for row in ours.filter(due_at__lt=at)[:SHOWN]),
        soon=tuple(
            _owed(row, at) for row in ours.filter(due_at__gte=at, due_at__lte=at + SOON)[:SHOWN]
        ),
        broken_off=_broken_off(cases, at),
        unowned=tuple(open_cases.filter(owner=None).order_by("next_due_at", "id")[:20]),
        hot=tuple(open_cases.filter(heat__gte=2).order_by("-heat", "next_due_at", "id")[:20]),
    )


def _broken_off(cases: QuerySet[Case], at: datetime) -> tuple[Contact, ...]:
    """Broken-off calls of the last three days; the case's open call-back stands beside each."""
    rows = (
        Contact.objects.filter(
            case__in=cases.filter(closed_at=None), at__gte=at - timedelta(days=3)
        )
        .exclude(broken_off_by="")
        .select_related("case__customer", "case__owner")
        .prefetch_related(
            Prefetch("case__commitments", queryset=_callbacks(), to_attr="open_callbacks")
        )
    )
    return tuple(rows.order_by("-at", "-id")[:20])


def _callbacks() -> QuerySet[Commitment]:
    return Commitment.objects.filter(
        kind="callback", done_at=None, withdrawn_at=None
    ).select_related("owner")


def _running() -> QuerySet[Commitment]:
    return (
        Commitment.objects.filter(done_at=None, withdrawn_at=None)
        .select_related("case__customer", "owner")
        .order_by("due_at", "id")
    )


def _owed(row: Commitment, at: datetime) -> Owed:
    return Owed(row, standing_of(row, at=at))
