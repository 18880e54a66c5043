"""A page of ours that was kept: what it promises, with quote and place, for somebody to tick."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from kulanz.case import LanguageCode, Reason
from kulanz.conditions import FACTS
from kulanz.desk import storage
from kulanz.desk.models import AdvertisedPromise, Event
from kulanz.desk.queries.promise_words import condition_words
from kulanz.languages import pack, say
from kulanz.promises.page import page_text
from kulanz.promises.proposals import PageReading, Proposal, read_page

KEPT = "promise_page.kept"


@dataclass(frozen=True, slots=True)
class Found:
    """One proposal as the page shows it; `row` is the promise that was made of it."""

    number: int
    proposal: Proposal
    conditions: tuple[str, ...]
    pledge: tuple[str, ...]
    notes: tuple[str, ...]
    row: AdvertisedPromise | None


@dataclass(frozen=True, slots=True)
class PageRead:
    """A kept page with everything found on it; `note` says what could not be read, and why."""

    sha256: str
    name: str
    event: Event
    found: tuple[Found, ...]
    note: str = ""


def kept_page(sha256: str) -> Event | None:
    """When and by whom these bytes were kept as a page; None: no page has them."""
    return Event.objects.filter(kind=KEPT, values__page=sha256).order_by("pk").first()


def reading_of(event: Event) -> PageReading:
    """What the page promised on the day it was kept; the same bytes always read the same."""
    content = storage.get(str(event.values["page"]))
    text = page_text(content, str(event.values.get("content_type", "")))
    return read_page(text, on=timezone.localtime(event.at).date())


def code_of(event: Event, number: int, proposal: Proposal) -> str:
    """The short name of a promise made of a proposal: the same proposal, the same name."""
    return f"{proposal.kind}-{str(event.values['page'])[:8]}-{number}"


def page_read(event: Event, *, language: LanguageCode) -> PageRead:
    """The page of a kept page."""
    reading = reading_of(event)
    proposals = reading.proposals
    codes = [code_of(event, number, one) for number, one in enumerate(proposals, start=1)]
    rows = {row.code: row for row in AdvertisedPromise.objects.filter(code__in=codes)}
    found = tuple(
        Found(
            number,
            one,
            condition_words(one.conditions, language),
            condition_words(one.pledge, language),
            tuple(_said(one.notes, language)),
            rows.get(codes[number - 1]),
        )
        for number, one in enumerate(proposals, start=1)
    )
    values = event.values
    note = str(pack(language, "promises")["page"]["script"]) if reading.built_by_script else ""
    name = str(values["url"] or values["name"])
    return PageRead(str(values["page"]), name, event, found, note)


def _said(reasons: tuple[Reason, ...], language: LanguageCode) -> Iterator[str]:
    labels = pack(language, "conditions")["labels"]
    for reason in reasons:
        values = dict(reason.values)
        if values.get("fact") in FACTS:
            values["fact"] = str(labels[values["fact"]])
        yield say(Reason(reason.code, values), language)
