"""The deadlines of a case as people read them, with their source; and which of them stand still."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from kulanz.case import LanguageCode
from kulanz.commitments import SOON
from kulanz.commitments.calendar import local_day
from kulanz.commitments.declared import STARTS
from kulanz.commitments.profiles import rules_of
from kulanz.countries import PACKS, profile
from kulanz.desk.models import Case, CaseClock
from kulanz.desk.queries.clock_dates import KEYS, Longer, longer, reasons_of
from kulanz.languages import pack

CODES = frozenset(KEYS) | {f"{code}.{act}" for code, acts in STARTS.items() for act in acts}
# What is owed to the customer, for the customer to know; the rest is our own care and caution.
THEIRS_TO_KNOW = (
    "decide",
    "withdrawal.confirm",
    "withdrawal.refund",
    "termination.confirm",
    "defect_notice.answer",
    "not_received.decide",
    "claim_disputed.decide",
    "erasure.answer",
    "access.answer",
    "objection_marketing.stop",
    "account_closing.confirm",
)
TOLD = frozenset({"interim", *THEIRS_TO_KNOW})


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One deadline; `standing` is open, due_soon, overdue, paused, kept or late.

    `can_tell`: its date is one to tell the customer; `why`: the reason it was made longer.
    """

    row: CaseClock
    name: str
    standing: str
    word: str
    due_day: date
    can_tell: bool = False
    longer: Longer | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The deadlines of a case: those that run, and those that were met."""

    running: tuple[ClockLine, ...]
    past: tuple[ClockLine, ...]


def deadlines(case: Case, *, language: LanguageCode, at: datetime) -> Deadlines:
    """Everything the panel shows; what ended without being met is not shown."""
    rows = case.clocks.filter(ended_at=None).select_related("declaration", "case")
    reasons = reasons_of(case)
    lines = tuple(
        replace(
            _line(row, case, language, at),
            can_tell=_can_tell(row, at),
            longer=longer(row, made=len(reasons.get(row.pk, ())), at=at),
            why="".join(reasons.get(row.pk, ())[-1:]),
        )
        for row in rows.order_by("due_at", "id")
    )
    return Deadlines(
        running=tuple(line for line in lines if line.row.met_at is None),
        past=tuple(line for line in lines if line.row.met_at is not None),
    )


def deadlines_for_customer(case: Case, *, language: LanguageCode, at: datetime) -> list[ClockLine]:
    """What the customer is told: dates that run, of what they asked for and we have confirmed."""
    rows = case.clocks.filter(code__in=THEIRS_TO_KNOW, met_at=None, ended_at=None)
    rows = rows.filter(Q(declaration=None) | Q(declaration__standing="confirmed"))
    if case.closed_at is not None:
        return []
    later = rows.exclude(due_at=F("started_at")).order_by("due_at", "id")
    return [_line(row, case, language, at) for row in later]


def clock_name(code: str, language: LanguageCode) -> str:
    """A deadline in words: "decision", "pay back after the withdrawal"."""
    words = pack(language, "clocks")
    declared, _, act = code.partition(".")
    name = words["declared"][declared][act] if act else words["clocks"][code]
    return str(name)


def stands_still(case: Case, code: str, *, on: datetime) -> bool:
    """Whether the deadline profile lets this clock stand still in the state of the case."""
    return case.state in pausing_states(case.profile, code, on=on)


def pausing_states(name: str, code: str, *, on: datetime) -> tuple[str, ...]:
    """The states in which one of the four clocks of a pack stands still."""
    country = profile(name)
    rules = rules_of(country, on=timezone.localtime(on, country.timezone).date())
    return rules.pauses.get(KEYS.get(code, ""), ())


def standing_still(code: str, *, on: datetime) -> Q:
    """Cases in which one of the four clocks stands still now, pack by pack."""
    found = Q(pk=None)
    for name in PACKS:
        found |= Q(profile=name, state__in=pausing_states(name, code, on=on))
    return found


def overdue(*, at: datetime) -> QuerySet[CaseClock]:
    """Deadlines that have passed and of which nobody was told; interim messages have their own.

    What is due at once is overdue only when a person has confirmed that it was meant so.
    """
    rows = CaseClock.objects.filter(met_at=None, ended_at=None, alerted_at=None, due_at__lt=at)
    meant = (
        Q(declaration=None) | Q(declaration__standing="confirmed") | Q(due_at__gt=F("started_at"))
    )
    still_open = rows.filter(case__closed_at=None, case__merged_into=None)
    return still_open.filter(meant).exclude(code="interim").select_related("case")


def _line(row: CaseClock, case: Case, language: LanguageCode, at: datetime) -> ClockLine:
    found = _standing(row, case, at)
    word = str(pack(language, "clocks")["standing"][found])
    day = local_day(profile(case.profile), row.due_at)
    return ClockLine(row, clock_name(row.code, language), found, word, day)


def _can_tell(row: CaseClock, at: datetime) -> bool:
    """A date to come that customers are told: not our own care, not what is due at once."""
    return row.code in TOLD and row.due_at > max(at, row.started_at)


def _standing(row: CaseClock, case: Case, at: datetime) -> str:
    if row.met_at is not None:
        return "kept" if row.met_at <= row.due_at else "late"
    if row.due_at < at:
        return "overdue"
    if stands_still(case, row.code, on=at):
        return "paused"
    return "due_soon" if row.due_at - at <= SOON else "open"
