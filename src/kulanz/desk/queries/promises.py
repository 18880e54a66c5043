"""What the company advertises: the registry, one promise, and what needs its owner."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from kulanz.case import LanguageCode
from kulanz.desk.models import AdvertisedPromise, Person, PromiseOutcome
from kulanz.desk.models.people import Role
from kulanz.desk.queries.promise_words import (
    OutcomeLine,
    condition_words,
    outcome_line,
    promise_words,
)
from kulanz.languages import pack

KINDS = ("payment", "delivery", "returns", "price", "reachability", "other")
# Who answers for what is advertised.
MAY_KEEP = frozenset({Role.MANAGER, Role.MARKETING, Role.DIRECTOR})
HITS_OF = timedelta(days=30)
ALERT_SHOWN = timedelta(days=7)
SHOWN = 30


@dataclass(frozen=True, slots=True)
class Place:
    """Where a promise is shown, and the conditions that can be read there."""

    name: str
    url: str
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One promise in the list: its newest version, its words, its hits of 30 days."""

    row: AdvertisedPromise
    words: str
    places: str
    conditions: tuple[str, ...]
    kept: int
    broken: int
    unknown: int
    alert: bool


@dataclass(frozen=True, slots=True)
class PromisePage:
    """One version of a promise with everything around it."""

    row: AdvertisedPromise
    words: str
    texts: tuple[tuple[str, str], ...]
    conditions: tuple[str, ...]
    pledge: tuple[str, ...]
    places: tuple[Place, ...]
    hits: Counter[str]
    outcomes: tuple[OutcomeLine, ...]
    versions: tuple[AdvertisedPromise, ...]
    alert: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """What a promise asks of its owner: it is broken again and again, or nobody was told."""

    row: AdvertisedPromise
    words: str
    alert: bool
    without_case: int


def may_keep_promises(person: Person) -> bool:
    """Whether the person may publish and withdraw what is advertised."""
    return person.role in MAY_KEEP


def owners() -> QuerySet[Person]:
    """Who can answer for a promise."""
    return Person.objects.filter(is_active=True, role__in=MAY_KEEP).order_by("name")


def registry(*, language: LanguageCode, at: datetime) -> tuple[Line, ...]:
    """The version of every promise that counts: the published one, else the newest."""
    hits = _hits(at)
    newest: dict[str, AdvertisedPromise] = {}
    for row in AdvertisedPromise.objects.select_related("owner").order_by("code", "number"):
        if row.standing == "published" or newest.get(row.code, row).standing != "published":
            newest[row.code] = row
    return tuple(_line(row, hits[row.code], language, at) for row in newest.values())


def _line(row: AdvertisedPromise, hits: Counter[str], language: LanguageCode, at: datetime) -> Line:
    return Line(
        row,
        promise_words(row, language),
        ", ".join(str(place["name"]) for place in row.places),
        condition_words(row.conditions, language),
        hits["kept"],
        hits["broken"],
        hits["unknown"],
        _alert_is_on(row, at),
    )


def _hits(at: datetime) -> dict[str, Counter[str]]:
    """How often each promise was kept, broken or open in 30 days, over its versions."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    rows = PromiseOutcome.objects.filter(at__gt=at - HITS_OF, at__lte=at)
    counted = rows.values_list("promise__code", "outcome").annotate(n=Count("pk"))
    for code, outcome, count in counted.order_by():
        found[code][outcome] += count
    return found


def _alert_is_on(row: AdvertisedPromise, at: datetime) -> bool:
    """An alert stands for its seven days, unless the promise has been changed or withdrawn."""
    return (
        row.standing == "published"
        and row.alerted_at is not None
        and row.alerted_at > at - ALERT_SHOWN
    )


def promise_page(row: AdvertisedPromise, *, language: LanguageCode, at: datetime) -> PromisePage:
    """Everything the page of one version shows."""
    labels = pack(language, "conditions")["labels"]
    outcomes = row.outcomes.filter(outcome__in=["broken", "unknown"])
    shown = outcomes.select_related("promise", "order", "case").order_by("outcome", "-at")[:SHOWN]
    return PromisePage(
        row=row,
        words=promise_words(row, language),
        texts=tuple(sorted(row.texts.items())),
        conditions=condition_words(row.conditions, language),
        pledge=condition_words(row.pledge, language),
        places=tuple(
            Place(
                place["name"],
                place.get("url", ""),
                tuple(str(labels.get(name, name)) for name in place.get("shown", ())),
            )
            for place in row.places
        ),
        hits=_hits(at)[row.code],
        outcomes=tuple(outcome_line(one, language) for one in shown),
        versions=tuple(
            AdvertisedPromise.objects.filter(code=row.code)
            .select_related("made_by", "published_by")
            .order_by("-number")
        ),
        alert=_alert_is_on(row, at),
    )


def duties_of(person: Person, *, language: LanguageCode, at: datetime) -> tuple[Duty, ...]:
    """The promises that need this person now; the complaint manager sees every alert."""
    mine = Q(owner=person)
    if person.role == Role.MANAGER:
        mine |= Q(alerted_at__gt=at - ALERT_SHOWN)
    rows = AdvertisedPromise.objects.filter(mine, standing="published").annotate(
        without_case=Count(
            "outcomes",
            filter=Q(
                outcomes__outcome="broken",
                outcomes__case=None,
                outcomes__at__gt=at - HITS_OF,
            ),
        )
    )
    return tuple(_duties(rows.order_by("code"), language, at))


def duties_mark(person: Person, *, at: datetime) -> str:
    """A short mark of what `duties_of` shows: another one when it shows something else."""
    found = duties_of(person, language="en", at=at)
    shown = [(one.row.pk, one.alert, one.without_case) for one in found]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:12]


def _duties(
    rows: Iterable[AdvertisedPromise], language: LanguageCode, at: datetime
) -> Iterable[Duty]:
    for row in rows:
        without_case: int = row.without_case  # type: ignore[attr-defined] # annotated above
        if _alert_is_on(row, at) or without_case:
            words = promise_words(row, language)
            yield Duty(row, words, _alert_is_on(row, at), without_case)
