"""Keeping a page of ours as evidence, and making proposed promises of what it says."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kulanz.desk import storage
from kulanz.desk.actions.promises import Wording, propose
from kulanz.desk.actions.record import DeskRefusal, record
from kulanz.desk.models import AdvertisedPromise, Event, Person
from kulanz.desk.queries.promise_pages import KEPT, code_of, kept_page, reading_of
from kulanz.promises.proposals import Proposal

LARGEST = 2_000_000
TEXT_LENGTH = 300
NAME_LENGTH = 120


class PageTooLarge(DeskRefusal):
    """More than two megabytes is no page that a person reads."""

    code = "page_too_large"


def keep_page(
    content: bytes,
    *,
    at: datetime,
    by: Person,
    name: str = "",
    url: str = "",
    content_type: str = "",
) -> Event:
    """Keep the bytes as they came, before anything is read; the same bytes again are kept once.

    Raises:
        PageTooLarge: see there.
    """
    if len(content) > LARGEST:
        raise PageTooLarge
    sha256 = storage.put(content)
    with transaction.atomic():
        return kept_page(sha256) or record(
            KEPT,
            case=None,
            at=at,
            by=by,
            page=sha256,
            name=name[:NAME_LENGTH],
            url=url,
            content_type=content_type[:NAME_LENGTH],
        )


@transaction.atomic
def propose_from(
    event: Event, numbers: Collection[int], *, at: datetime, by: Person
) -> list[AdvertisedPromise]:
    """Make a proposed promise of each chosen one; what was published meanwhile is left alone."""
    reading = reading_of(event)
    made = []
    for number, one in enumerate(reading.proposals, start=1):
        code = code_of(event, number, one)
        known = AdvertisedPromise.objects.filter(code=code).exclude(standing="proposed").exists()
        if number in numbers and not known:
            wording = _wording(event, one, language=reading.language, sha256=reading.sha256, by=by)
            made.append(propose(code=code, wording=wording, at=at, by=by))
    return made


def _wording(event: Event, one: Proposal, *, language: str, sha256: str, by: Person) -> Wording:
    """The proposal as a version; a condition said on the page can be read there."""
    values = event.values
    return Wording(
        kind=one.kind,
        texts={language: one.quote[:TEXT_LENGTH]},
        places=[
            {
                "name": str(values["url"] or values["name"])[:80],
                "url": values["url"],
                "shown": list(one.conditions),
            }
        ],
        conditions=one.conditions,
        pledge=one.pledge,
        since=timezone.localtime(event.at).date(),
        until=one.until,
        owner=by,
        evidence={
            "url": values["url"],
            "name": values["name"],
            "sha256": sha256,
            "page": values["page"],
            "quote": one.quote,
            "place": f"{one.path} · {one.line}",
        },
    )
