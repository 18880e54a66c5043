"""What was offered for the same problem in the last 90 days, and how far it lies apart.

Same facts, same offer: a wide spread is a question to the table, never to a person. No figure here
is about a colleague, and none comes from fewer than five offers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median, quantiles

from django.db.models import QuerySet

from kulanz.authority import name
from kulanz.case import LanguageCode
from kulanz.countries import profile
from kulanz.desk.models import Case, Offer, Person, Problem
from kulanz.desk.models.people import Role
from kulanz.desk.queries.access import cases_for
from kulanz.desk.queries.offers import worth

PERIOD = timedelta(days=90)
FEWEST = 5
# Tukey (1977), Exploratory Data Analysis: beyond 1.5 times the middle half lies an outlier.
FENCE = Decimal("1.5")


@dataclass(frozen=True, slots=True)
class Spread:
    """Five numbers of a list of amounts; `iqr` is how far the middle half lies apart."""

    middle: Decimal
    least: Decimal
    most: Decimal
    iqr: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Outlier:
    """One offer far from the others; the case's number only for those who may see the case."""

    worth: str
    number: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One remedy for one problem; the figures are empty below five offers with an amount."""

    remedy: str
    count: int
    with_amount: int
    middle: str = ""
    least: str = ""
    most: str = ""
    iqr: str = ""
    outliers: tuple[Outlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One problem in one country pack, with its remedies; None is "no root cause named"."""

    pack: str
    problem: Problem | None
    cells: tuple[Cell, ...]


def spread_of(amounts: Iterable[Decimal]) -> Spread | None:
    """The spread of amounts, None for fewer than five."""
    values = sorted(amounts)
    if len(values) < FEWEST:
        return None
    first, _middle, third = quantiles(values, n=4, method="inclusive")
    iqr = third - first
    return Spread(
        median(values), values[0], values[-1], iqr, first - FENCE * iqr, third + FENCE * iqr
    )


def consistency(person: Person, *, language: LanguageCode, at: datetime) -> tuple[Group, ...]:
    """Every problem and remedy of the last 90 days, of the packs this person leads in."""
    rows = _offers(at)
    if person.role == Role.LEAD and person.team is not None:
        rows = rows.filter(case__profile=person.team.country)
    seen = set(cases_for(person).filter(offers__in=rows).values_list("pk", flat=True))
    found: dict[tuple[str, Problem | None], dict[str, list[Offer]]] = {}
    for row in rows:
        problems: list[Problem | None] = [*row.case.problems.all()]
        for problem in problems or [None]:
            by_remedy = found.setdefault((row.case.profile, problem), {})
            by_remedy.setdefault(row.remedy, []).append(row)
    groups = [
        Group(
            pack,
            problem,
            tuple(
                _cell(pack, remedy, offers, language, seen)
                for remedy, offers in sorted(by_remedy.items())
            ),
        )
        for (pack, problem), by_remedy in found.items()
    ]
    return tuple(sorted(groups, key=lambda one: (one.pack, one.problem is None, str(one.problem))))


def same_problem(case: Case, remedy: str, *, language: LanguageCode, at: datetime) -> Cell | None:
    """What was offered of this remedy elsewhere for the problems of this case."""
    rows = _offers(at).filter(case__profile=case.profile, remedy=remedy).exclude(case=case)
    rows = rows.filter(case__problems__in=case.problems.all()).distinct()
    offers = list(rows)
    return _cell(case.profile, remedy, offers, language, set()) if offers else None


def _offers(at: datetime) -> QuerySet[Offer]:
    """Offers count from the moment they are made; those taken back were mistakes."""
    return (
        Offer.objects.filter(at__gt=at - PERIOD, at__lte=at)
        .exclude(standing="withdrawn")
        .select_related("case")
        .prefetch_related("case__problems")
        .order_by("at", "id")
    )


def _cell(
    pack: str, remedy: str, offers: list[Offer], language: LanguageCode, seen: set[int]
) -> Cell:
    amounts = [one.amount for one in offers if one.amount is not None]
    spread = spread_of(amounts)
    if spread is None:
        return Cell(name(remedy, language), len(offers), len(amounts))
    country = profile(pack)

    def say(amount: Decimal) -> str:
        return worth(country, remedy, amount, language)

    far = [
        one
        for one in offers
        if one.amount is not None and not spread.low <= one.amount <= spread.high
    ]
    return Cell(
        remedy=name(remedy, language),
        count=len(offers),
        with_amount=len(amounts),
        middle=say(spread.middle),
        least=say(spread.least),
        most=say(spread.most),
        iqr=say(spread.iqr),
        outliers=tuple(
            Outlier(say(one.amount or Decimal(0)), one.case.number if one.case_id in seen else "")
            for one in far
        ),
    )
