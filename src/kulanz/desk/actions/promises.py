"""Keeping the registry of promises, and measuring what we did by it (source case 001)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kulanz.case import Reason
from kulanz.desk.actions.breaches import measure_orders
from kulanz.desk.actions.record import DeskRefusal, record
from kulanz.desk.models import AdvertisedPromise, Person
from kulanz.desk.queries.promise_outcomes import faults_of


class NotFit(DeskRefusal):
    """It may not be published: a condition is hidden, a place or an owner is missing; see `why`."""

    code = "not_fit"

    def __init__(self, why: Sequence[Reason]) -> None:
        super().__init__(", ".join(one.code for one in why))
        self.why = tuple(why)


class NotProposed(DeskRefusal):
    """Only a version that is proposed can be published."""

    code = "not_proposed"


class NotPublished(DeskRefusal):
    """Only what is published, or still proposed, can be withdrawn."""

    code = "not_published"


@dataclass(frozen=True, slots=True)
class Wording:
    """What one version of a promise says, and where."""

    kind: str
    texts: Mapping[str, str]
    places: Sequence[Mapping[str, object]]
    conditions: Mapping[str, str]
    pledge: Mapping[str, str]
    since: date
    until: date | None = None
    countries: Sequence[str] = ()
    owner: Person | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)


@transaction.atomic
def propose(*, code: str, wording: Wording, at: datetime, by: Person) -> AdvertisedPromise:
    """Write a version down; the one still proposed is written over, a published one never is."""
    rows = AdvertisedPromise.objects.select_for_update().filter(code=code)
    newest = rows.order_by("-number").first()
    values = _values(wording, newest) | {"made_by": by, "made_at": at}
    if newest is not None and newest.standing == "proposed":
        rows.filter(pk=newest.pk).update(**values)
        newest.refresh_from_db()
        return newest
    number = newest.number + 1 if newest else 1
    row = AdvertisedPromise.objects.create(code=code, number=number, **values)
    record("promise.proposed", case=None, at=at, by=by, promise=code, number=number)
    return row


def _values(wording: Wording, before: AdvertisedPromise | None) -> dict[str, Any]:
    """The columns; what the wording does not speak of is taken over from the version before."""
    return {
        "kind": wording.kind,
        "texts": dict(wording.texts),
        # Which facts are shown has no order; kept in one, a version that says the same is the same.
        "places": [_place(place) for place in wording.places],
        "conditions": dict(wording.conditions),
        "pledge": dict(wording.pledge),
        "countries": list(wording.countries),
        "since": wording.since,
        "until": wording.until,
        "owner": wording.owner or (before.owner if before else None),
        "problem": before.problem if before else None,
        "evidence": dict(wording.evidence) or (before.evidence if before else {}),
    }


@transaction.atomic
def publish(row: AdvertisedPromise, *, at: datetime, by: Person) -> AdvertisedPromise:
    """From now on we are measured by it; the version before ends, and orders are looked at.

    Raises:
        NotProposed, NotFit: see there.
    """
    row = AdvertisedPromise.objects.select_for_update().get(pk=row.pk)
    if row.standing != "proposed":
        raise NotProposed
    if why := faults_of(row):
        raise NotFit(why)
    AdvertisedPromise.objects.filter(code=row.code, standing="published").update(
        standing="withdrawn", until=at.date()
    )
    row.standing, row.published_by, row.published_at = "published", by, at
    row.save(update_fields=["standing", "published_by", "published_at"])
    record("promise.published", case=None, at=at, by=by, promise=row.code, number=row.number)
    measure_orders(row, at=at)
    return row


@transaction.atomic
def withdraw(row: AdvertisedPromise, *, at: datetime, by: Person) -> AdvertisedPromise:
    """It is no longer advertised; what was measured by it stays.

    Raises:
        NotPublished: see there.
    """
    row = AdvertisedPromise.objects.select_for_update().get(pk=row.pk)
    if row.standing == "withdrawn":
        raise NotPublished
    row.standing, row.until = "withdrawn", at.date()
    row.save(update_fields=["standing", "until"])
    record("promise.withdrawn", case=None, at=at, by=by, promise=row.code, number=row.number)
    return row


def _place(place: Mapping[str, object]) -> dict[str, object]:
    shown = place.get("shown")
    return (
        {**place, "shown": sorted(map(str, shown))}
        if isinstance(shown, list | tuple)
        else {**place}
    )
