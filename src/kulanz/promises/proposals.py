"""From a page to what it promises: proposals, each with its place. A person publishes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kulanz.case import LanguageCode, Reason
from kulanz.languages import detect
from kulanz.promises.page import Page, page
from kulanz.promises.registry import PromiseKind
from kulanz.promises.sentences import said_in
from kulanz.promises.structured import stated_in

# Directive (EU) 2023/2225: deferred payment through a third party is consumer credit (R001-07).
CREDIT_RULES_SINCE = date(2026, 11, 20)
MOST_READ = 300_000  # characters of sentences; a long shop page shows a tenth of that


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something a page seems to promise, with the conditions said there, where it stands, and why
    somebody should look twice (`notes`). `conditions` and `pledge` are cells by fact.
    """

    kind: PromiseKind
    quote: str
    path: str
    line: int
    conditions: Mapping[str, str]
    pledge: Mapping[str, str]
    until: date | None = None
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was found on a page; `sha256` of its shown text is the evidence.

    Of a huge page only the beginning is read; it is then not `complete`. A page that is
    `built_by_script` shows its words only in a browser: what is missing here may stand there.
    """

    language: LanguageCode
    sha256: str
    proposals: tuple[Proposal, ...]
    complete: bool = True
    built_by_script: bool = False


def read_page(source: str, *, on: date, language: LanguageCode | None = None) -> PageReading:
    """What an HTML page promises, read on a day: an offer that has ended is none any more."""
    read = page(source)
    spoken = language or detect(read.text)
    found = [*_from_data(read), *_from_sentences(read, spoken, on)]
    return PageReading(
        spoken,
        read.sha256,
        tuple(found),
        complete=len(read.text) <= MOST_READ,
        built_by_script=read.built_by_script,
    )


def _from_data(read: Page) -> Iterator[Proposal]:
    if read.tree is None:
        return
    for one in stated_in(read.tree):
        yield Proposal(
            one.kind,
            one.quote,
            read.path_of(one.element),
            one.element.sourceline or 1,
            one.conditions,
            one.pledge,
        )


def _from_sentences(read: Page, language: LanguageCode, on: date) -> Iterator[Proposal]:
    """A heading is kept unless the text below it promises the same, and says more."""
    waiting: list[Proposal] = []
    left = MOST_READ
    for block in read.blocks:
        text, left = block.text[:left], max(0, left - len(block.text))
        if not text:
            break
        if block.heading:
            yield from waiting
            waiting = []
        found = [
            Proposal(
                one.kind,
                one.quote,
                block.path,
                block.line_at(one.start),
                one.conditions,
                one.pledge,
                one.until,
                _notes(on, third_party=one.third_party and one.kind == "payment"),
            )
            for one in said_in(text, language, on)
        ]
        if block.heading:
            waiting = found
            continue
        waiting = [one for one in waiting if one.kind not in {other.kind for other in found}]
        yield from found
    yield from waiting


def _notes(on: date, *, third_party: bool) -> tuple[Reason, ...]:
    """R001-07: somebody else pays the shop and collects later."""
    if third_party and on >= CREDIT_RULES_SINCE:
        return (Reason("promises.third_party_credit"),)
    return ()
