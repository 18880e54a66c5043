"""A promise in the reader's words: its text, its conditions, how it came out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format

from kulanz.case import LanguageCode
from kulanz.conditions import FACTS, BadCell, BadFact, Cell, Fact, Span, cell, on_line
from kulanz.desk.models import AdvertisedPromise, PromiseOutcome
from kulanz.desk.queries.case_facts import said
from kulanz.languages import pack


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """How one promise came out for one order; `done` is what we did instead of the pledge."""

    row: PromiseOutcome
    promise: str
    places: str
    missing: str
    done: str


def outcome_line(row: PromiseOutcome, language: LanguageCode) -> OutcomeLine:
    """The line, in the reader's words."""
    labels = pack(language, "conditions")["labels"]
    pledged = {name: raw for name, raw in row.order.facts.items() if name in row.promise.pledge}
    return OutcomeLine(
        row,
        promise_words(row.promise, language),
        ", ".join(str(place["name"]) for place in row.promise.places),
        ", ".join(str(labels.get(name, name)) for name in row.missing),
        " · ".join(f"{label}: {value}" for _name, label, value in facts_said(pledged, language)),
    )


def promise_words(promise: AdvertisedPromise, language: LanguageCode) -> str:
    """What is advertised, in the reader's language if it is advertised in it."""
    texts: dict[str, str] = promise.texts
    return texts.get(language) or next((text for text in texts.values() if text), promise.code)


def facts_said(
    facts: Mapping[str, object], language: LanguageCode
) -> Iterator[tuple[str, str, str]]:
    """Each fact with its name and value in words, by name."""
    labels = pack(language, "conditions")["labels"]
    for name, raw in sorted(facts.items()):
        try:
            value = _value_words(FACTS[name], raw, language) if name in FACTS else f"{raw}"
        except BadFact:  # noted under an older list of facts; shown as it was noted
            value = f"{raw}"
        yield name, str(labels.get(name, name)), value


def _value_words(fact: Fact, raw: object, language: LanguageCode) -> str:
    value = fact.value(raw)
    return _place(on_line(value), fact) if fact.ordered else said(fact.name, value, language)


def condition_words(cells: Mapping[str, str], language: LanguageCode) -> tuple[str, ...]:
    """Each condition as "order amount: at most 500"."""
    labels = pack(language, "conditions")["labels"]
    return tuple(
        f"{labels.get(name, name)}: {cell_words(name, text, language)}"
        for name, text in cells.items()
    )


def cell_words(name: str, text: str, language: LanguageCode) -> str:
    """One cell in words; as it is written where it cannot be read."""
    fact = FACTS.get(name)
    try:
        read = cell(text, fact) if fact else None
    except BadCell:
        read = None
    if fact is None or read is None:
        return text
    words = pack(language, "conditions")["words"]
    if read.everything:
        return str(words["any"])
    return f" {words['or']} ".join(_parts(read, fact, language, words))


def _parts(
    read: Cell, fact: Fact, language: LanguageCode, words: Mapping[str, str]
) -> Iterable[str]:
    if fact.ordered:
        return [_span(span, fact, words) for span in read.spans]
    return [str(said(fact.name, fact.value(choice), language)) for choice in sorted(read.choices)]


def _span(span: Span, fact: Fact, words: Mapping[str, str]) -> str:
    low, high = _place(span.low, fact), _place(span.high, fact)
    if span.low is not None and span.low == span.high:
        return low
    if span.low is None:
        return f"{words['at_most' if span.high_in else 'under']} {high}"
    if span.high is None:
        return f"{words['at_least' if span.low_in else 'over']} {low}"
    return f"{words['from']} {low} {words['to']} {high}"


def _place(number: Decimal | None, fact: Fact) -> str:
    if number is None:
        return ""
    if fact.kind == "date":
        return date_format(date.fromordinal(int(number)), "j.n.Y")
    whole = number == number.to_integral_value()
    return number_format(number, decimal_pos=0 if whole else 2)
