"""Approvals: whom to ask, what waits for whom, and one question as the approver reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from kulanz.authority import Extent, Verdict, measures, name
from kulanz.case import LanguageCode
from kulanz.countries import Profile, profile
from kulanz.desk.models import Approval, Case, Commitment, Person
from kulanz.desk.models.people import Role
from kulanz.desk.queries.access import SEES_ALL, SEES_TEAM, cases_for
from kulanz.desk.queries.case_facts import known_facts
from kulanz.desk.queries.commitments import open_commitments
from kulanz.desk.queries.consistency import Cell, same_problem
from kulanz.desk.queries.offers import (
    Choice,
    Ground,
    Noted,
    choices_of,
    extent_instead,
    extent_of,
    extent_words,
    ground_of,
    noted,
    worth,
)

# Who may go beyond the table, with a reason: the reasons feed the monthly tuning of the limits.
OVERRIDES = frozenset({Role.MANAGER, Role.DIRECTOR})
# Roles in whose navigation the list stands: those who ask, and those who are asked.
IN_NAVIGATION = frozenset({Role.AGENT, Role.SENIOR, Role.LEAD, Role.MANAGER, Role.DIRECTOR})
ON_HOLD = timedelta(minutes=2)
THERE = timedelta(minutes=10)
SHOWN = 60
# It is the turn of the one who asked: to answer, to offer, or to tell the customer.
_TURN = Q(standing__in=["asked_back", "nobody"]) | Q(standing__in=["yes", "instead"], offer=None)
# How long whoever asked still reads that a question has ended with its case.
ENDED_SHOWN = timedelta(days=3)
OVERRIDES_SHOWN = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Way:
    """A role that can say yes, and by which rule."""

    role: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do with a question: answer it at all, say yes, only beyond the table."""

    answer: bool = False
    yes: bool = False
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One approval as a list shows it, in the reader's words."""

    row: Approval
    remedy: str
    worth: str
    role: str
    instead: str
    talk: tuple[tuple[str, str], ...]
    on_hold: bool
    due_passed: bool


@dataclass(frozen=True, slots=True)
class ApprovalList:
    """What waits for this person's role, what they could answer as well, what they asked."""

    mine: tuple[Line, ...]
    others: tuple[Line, ...]
    asked: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    """One question, to be read in ten seconds."""

    line: Line
    rights: Rights
    verdict: Verdict | None
    limit: str
    goodwill: Decimal
    currency: str
    facts: tuple[Noted, ...]
    unknown: int
    spread: Cell | None
    wishes: tuple[str, ...]
    commitments: tuple[Commitment, ...]
    instead: tuple[Choice, ...]
    measures: frozenset[str]


def is_on_line(case: Case) -> bool:
    """Whether a call runs in this case: the customer waits for the answer."""
    return case.calls.filter(answered_at__isnull=False, ended_at=None).exists()


def ways(
    case: Case, *, remedy: str, wanted: Extent, asker: Person, at: datetime
) -> tuple[Way, ...]:
    """The roles that may by the table and of which somebody can answer, the nearest first."""
    ground = ground_of(case, at=at)
    return tuple(
        Way(role, verdict)
        for role in _above(ground.country, asker.role)
        if (verdict := ground.verdict(role, remedy, wanted)).answer == "may"
        and _answerers(case, role, asker).exists()
    )


def nearest(case: Case, *, remedy: str, wanted: Extent, asker: Person, at: datetime) -> Way | None:
    """Whom to ask first: the nearest role of which somebody is there now, else the nearest."""
    able = ways(case, remedy=remedy, wanted=wanted, asker=asker, at=at)
    there = (one for one in able if _there(_answerers(case, one.role, asker), at))
    return next(there, next(iter(able), None))


def next_way(row: Approval, *, at: datetime) -> Way | None:
    """The next role up that has not been asked yet."""
    able = ways(row.case, remedy=row.remedy, wanted=extent_of(row), asker=row.asked_by, at=at)
    order = _above(profile(row.case.profile), row.asked_by.role)
    place = order.index(row.role) if row.role in order else -1
    done = {*row.passed, row.role}
    return next(
        (one for one in able if one.role not in done and order.index(one.role) > place), None
    )


def _above(country: Profile, role: str) -> tuple[str, ...]:
    """The roles to ask, in order: up the ladder, then those beside it."""
    ladder = country.ladder
    up = ladder[ladder.index(role) + 1 :] if role in ladder else ladder
    return (*up, *sorted(set(country.roles) - {*ladder, role}))


def _answerers(case: Case, role: str, asker: Person) -> QuerySet[Person]:
    """Active colleagues of a role who may see the case; never the one who asks."""
    people = Person.objects.filter(is_active=True, role=role).exclude(pk=asker.pk)
    if role in SEES_ALL:
        return people
    if role in SEES_TEAM:
        return people.filter(team_id=case.team_id)
    return people.filter(Q(cases=case) | Q(commitments__case=case)).distinct()


def _there(people: QuerySet[Person], at: datetime) -> bool:
    return people.filter(presence__seen_at__gte=at - THERE).exists()


def rights(person: Person, row: Approval, *, ground: Ground) -> Rights:
    """What this person may do with a question. Nobody answers their own, whatever their role.

    The role asked may always say no or ask back; a yes needs the table, or goes beyond it.
    """
    ended = row.standing != "open" or row.case.closed_at is not None
    if ended or person.pk == row.asked_by_id or not _sees(person, row.case):
        return Rights()
    known = person.role in ground.country.roles
    if known and ground.verdict(person.role, row.remedy, extent_of(row)).answer == "may":
        return Rights(answer=True, yes=True)
    if person.role in OVERRIDES:
        return Rights(answer=True, yes=True, beyond=True)
    return Rights(answer=person.role == row.role)


def _sees(person: Person, case: Case) -> bool:
    return cases_for(person).filter(pk=case.pk).exists()


def visible(person: Person) -> QuerySet[Approval]:
    """The approvals of the cases a person may see."""
    return Approval.objects.filter(case__in=cases_for(person)).select_related(
        "case__customer", "asked_by", "answered_by", "offer"
    )


def waiting_for(person: Person) -> QuerySet[Approval]:
    """Open questions to this person's role, never their own."""
    rows = visible(person).filter(standing="open", role=person.role, case__closed_at=None)
    return rows.exclude(asked_by=person)


def count_waiting(person: Person) -> int:
    """How many questions and answers wait for this person; the number in the navigation."""
    rows = Approval.objects.filter(case__in=cases_for(person), case__closed_at=None)
    asked = Q(standing="open", role=person.role) & ~Q(asked_by=person)
    return rows.filter(asked | Q(asked_by=person) & _TURN).count()


def approval_list(person: Person, *, language: LanguageCode, at: datetime) -> ApprovalList:
    """The list of one person; the number of queries does not depend on its length."""
    lower = _lower(person)
    running = visible(person).filter(case__closed_at=None)
    others = running.filter(standing="open", role__in=lower).exclude(asked_by=person)
    asked = visible(person).filter(
        Q(Q(standing="open") | _TURN, case__closed_at=None)
        | Q(answered_at__gte=at - ENDED_SHOWN) & ~Q(withdrawn_because=""),
        asked_by=person,
    )
    return ApprovalList(
        mine=_lines(waiting_for(person).order_by("until", "id"), language, at),
        others=_lines(others.order_by("until", "id"), language, at),
        asked=_lines(asked.order_by("until", "id"), language, at),
    )


def _lower(person: Person) -> tuple[str, ...]:
    """The roles below this person's in any pack; what they are asked can be answered from above."""
    ladder = profile(person.team.country if person.team else "de_shop").ladder
    return ladder[: ladder.index(person.role)] if person.role in ladder else ()


def of_case(case: Case, *, language: LanguageCode, at: datetime) -> tuple[Line, ...]:
    """The approvals of a case that are not settled by an offer, the newest first."""
    rows = case.approvals.filter(offer=None).exclude(standing="withdrawn")
    return _lines(
        rows.select_related("case__customer", "asked_by", "answered_by").order_by("-id"),
        language,
        at,
    )


def _lines(rows: QuerySet[Approval], language: LanguageCode, at: datetime) -> tuple[Line, ...]:
    return tuple(line_of(row, language, at=at) for row in rows[:SHOWN])


def line_of(row: Approval, language: LanguageCode, *, at: datetime) -> Line:
    """One approval in the reader's words. On the line nobody waits longer than two minutes."""
    country = profile(row.case.profile)
    role = country.roles.get(row.role)
    instead = ""
    if row.instead_remedy:
        amount = extent_words(country, row.instead_remedy, extent_instead(row), language)
        instead = f"{name(row.instead_remedy, language)} {amount}".strip()
    return Line(
        row=row,
        remedy=name(row.remedy, language),
        worth=extent_words(country, row.remedy, extent_of(row), language),
        role=role.names[language] if role else row.role,
        instead=instead,
        talk=tuple(_talk(row)),
        on_hold=row.on_line and row.standing == "open" and at - row.asked_at >= ON_HOLD,
        due_passed=row.due_at <= at,
    )


def _talk(row: Approval) -> Iterator[tuple[str, str]]:
    answers = row.told.splitlines()
    for number, question in enumerate(row.asked_back.splitlines()):
        yield question, answers[number] if number < len(answers) else ""


@dataclass(frozen=True, slots=True)
class AskBox:
    """What the form to ask shows: who is asked, and what the sentence is made of.

    `role` is empty where nobody can be asked.
    """

    role: str
    remedy: str
    worth: str
    facts: tuple[Noted, ...]


def ask_box(
    case: Case,
    person: Person,
    *,
    remedy: str,
    wanted: Extent,
    language: LanguageCode,
    at: datetime,
) -> AskBox | None:
    """The form to ask for this remedy; None where nobody has to be asked, or asking is no way."""
    known = known_facts(case)
    ground = ground_of(case, at=at, facts={key: one.value for key, one in known.items()})
    if person.role not in ground.country.roles:
        return None
    if ground.verdict(person.role, remedy, wanted).answer != "needs_approval":
        return None
    way = nearest(case, remedy=remedy, wanted=wanted, asker=person, at=at)
    asked = _facts_of_rule(ground, way.verdict.rule if way else None)
    return AskBox(
        role=ground.country.roles[way.role].names[language] if way else "",
        remedy=name(remedy, language),
        worth=extent_words(ground.country, remedy, wanted, language),
        facts=noted((one for key, one in known.items() if key in asked), language),
    )


def _facts_of_rule(ground: Ground, rule: str | None) -> tuple[str, ...]:
    found = next((one for one in ground.country.table.rules if one.id == rule), None)
    return (*found.when.facts, *found.evidence.facts) if found else ()


def approval_page(
    row: Approval, person: Person, *, language: LanguageCode, at: datetime
) -> ApprovalPage:
    """Everything an approver needs, and nothing about how the customer behaves."""
    known = known_facts(row.case)
    ground = ground_of(row.case, at=at, facts={key: one.value for key, one in known.items()})
    asked = _facts_of_rule(ground, row.rule)
    verdict = (
        ground.verdict(person.role, row.remedy, extent_of(row))
        if person.role in ground.country.roles
        else None
    )
    allowed = rights(person, row, ground=ground)
    instead = _instead(ground, person, language) if allowed.answer else ()
    return ApprovalPage(
        line=line_of(row, language, at=at),
        rights=allowed,
        verdict=verdict,
        limit=worth(ground.country, row.remedy, verdict.limit, language) if verdict else "",
        goodwill=ground.used,
        currency=ground.country.currency,
        facts=noted((one for key, one in known.items() if not asked or key in asked), language),
        unknown=sum(key not in ground.facts and key != "amount" for key in asked),
        spread=same_problem(row.case, row.remedy, language=language, at=at),
        wishes=tuple(row.case.wishes.order_by("-at", "-id").values_list("text", flat=True)[:3]),
        commitments=tuple(open_commitments(row.case)[:3]),
        instead=instead,
        measures=frozenset().union(*(measures(ground.country, one.remedy.code) for one in instead)),
    )


def _instead(ground: Ground, person: Person, language: LanguageCode) -> tuple[Choice, ...]:
    """What this person may give by themselves."""
    found = choices_of(ground, person.role, language)
    return tuple(one for one in found if one.verdict.answer == "may")


def overrides(person: Person, *, language: LanguageCode, at: datetime) -> tuple[Line, ...]:
    """What went beyond the table in the last three months, for the tuning of the limits."""
    rows = visible(person).filter(override=True, answered_at__gte=at - OVERRIDES_SHOWN)
    return _lines(rows.order_by("-answered_at", "-id"), language, at)
