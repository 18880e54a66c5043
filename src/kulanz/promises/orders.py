"""Orders from a CSV file: what is known of each, and every line that could not be read.

Files come from shop systems in three languages, with their own dates, amounts and words. Nothing is
guessed and nothing is dropped in silence: a line that is not understood is named with its reason.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from kulanz.case import LanguageCode, Reason
from kulanz.conditions import FACTS, BadFact, Facts, Value
from kulanz.languages import CODES, pack
from kulanz.promises.reading_values import Unreadable, as_amount, as_day, as_plain, as_word

_OWN = ("number", "ordered_on", "delivered_on", "delivery_address", "billing_address")


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order of the file; `line` counts from 1, the header included."""

    number: str
    facts: Facts
    line: int
    ordered_on: date | None = None


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Why a line, or a column of the header (line 1), was not read."""

    line: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which cell says what: column number to the name of a fact or one of `_OWN`."""

    names: Mapping[int, str]
    titles: tuple[str, ...]
    language: LanguageCode


def orders_from_csv(
    text: str, mapping: Mapping[str, str] | None = None
) -> tuple[tuple[OrderRow, ...], tuple[LineProblem, ...]]:
    """The orders of a CSV text and the problems in it, in the order of the lines.

    `mapping` says for titles of columns what they mean: a fact, "number", "ordered_on",
    "delivered_on", "delivery_address" or "billing_address", or "" for a column to pass over. Other
    columns are known by their titles in German, Dutch and English, or by the name of the fact.
    """
    lines = iter(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=_delimiter(text)))
    try:
        header = next(lines, None)
    except csv.Error:
        return (), (LineProblem(1, Reason("promises.csv_unreadable")),)
    if not header or not any(title.strip() for title in header):
        return (), (LineProblem(1, Reason("promises.csv_empty")),)
    columns, problems = _columns(header, mapping or {})
    if "number" not in columns.names.values():
        return (), (*problems, LineProblem(1, Reason("promises.csv_no_number")))
    read = list(_rows(lines, columns))
    rows = tuple(one for one in read if isinstance(one, OrderRow))
    return rows, (*problems, *(one for one in read if isinstance(one, LineProblem)))


def _rows(lines: "csv._reader", columns: _Columns) -> Iterator[OrderRow | LineProblem]:  # type: ignore[name-defined] # of typeshed
    seen: dict[str, int] = {}
    while True:
        try:
            cells = next(lines, None)
        except csv.Error:
            yield LineProblem(lines.line_num, Reason("promises.csv_unreadable"))
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield _row(cells, lines.line_num, columns, seen)


def _row(
    cells: list[str], line: int, columns: _Columns, seen: dict[str, int]
) -> OrderRow | LineProblem:
    wanted = len(columns.titles)
    if len(cells) != wanted:
        counts = {"found": str(len(cells)), "wanted": str(wanted)}
        return LineProblem(line, Reason("promises.csv_cells", counts))
    values: dict[str, Value] = {}
    for place, name in columns.names.items():
        text = cells[place].strip()
        try:
            if text:
                values[name] = _value(name, text, columns.language)
        except (Unreadable, BadFact):
            shown = {"column": columns.titles[place], "value": text[:60]}
            return LineProblem(line, Reason("promises.csv_value", shown))
    number = str(values.get("number", ""))
    if not number:
        return LineProblem(line, Reason("promises.csv_number_missing"))
    if number in seen:
        twice = {"number": number, "line": str(seen[number])}
        return LineProblem(line, Reason("promises.csv_number_twice", twice))
    seen[number] = line
    ordered = values.get("ordered_on")
    facts = {name: value for name, value in values.items() if name not in _OWN}
    return OrderRow(
        number, _completed(facts, values), line, ordered if isinstance(ordered, date) else None
    )


def _completed(facts: dict[str, Value], values: Mapping[str, Value]) -> Facts:
    """What follows from two columns: days between two dates, whether two addresses are equal."""
    ordered, delivered = values.get("ordered_on"), values.get("delivered_on")
    if isinstance(ordered, date) and isinstance(delivered, date) and delivered >= ordered:
        facts.setdefault("delivery.days", Decimal((delivered - ordered).days))
    addresses = values.get("delivery_address"), values.get("billing_address")
    if all(addresses):
        facts.setdefault(
            "order.same_address", as_plain(str(addresses[0])) == as_plain(str(addresses[1]))
        )
    return facts


def _value(name: str, text: str, language: LanguageCode) -> Value:
    """The value of a cell.

    Raises:
        Unreadable, BadFact: it has none.
    """
    if name in {"number", "delivery_address", "billing_address"}:
        return text
    if name in {"ordered_on", "delivered_on"}:
        return as_day(text, language)
    fact = FACTS[name]
    if fact.kind == "date":
        return as_day(text, language)
    if fact.kind in {"money", "number"}:
        return fact.value(as_amount(text, language))
    if text in fact.choices:
        return text
    return fact.value(as_word(text, fact))


def _columns(header: list[str], mapping: Mapping[str, str]) -> tuple[_Columns, list[LineProblem]]:
    titles = tuple(title.strip() for title in header)
    language = _language(titles)
    names: dict[int, str] = {}
    problems = []
    for place, title in enumerate(titles):
        name = mapping[title] if title in mapping else _known_titles().get(as_plain(title))
        if name is None or (name and name not in FACTS and name not in _OWN):
            problems.append(
                LineProblem(1, Reason("promises.csv_column_unknown", {"column": title}))
            )
        elif name in names.values():
            problems.append(LineProblem(1, Reason("promises.csv_column_twice", {"column": title})))
        elif name:
            names[place] = name
    return _Columns(names, titles, language), problems


@cache
def _known_titles() -> Mapping[str, str]:
    """What a title means in any language; the names of facts mean themselves."""
    known = {as_plain(name): name for name in FACTS} | {as_plain(name): name for name in _OWN}
    for code in CODES:
        for name, titles in pack(code, "promises")["columns"].items():
            known |= {as_plain(title): name for title in titles}
    return known


def _language(titles: tuple[str, ...]) -> LanguageCode:
    """The language that knows most of the titles: its dates and amounts are expected."""

    def titles_of(code: LanguageCode) -> int:
        table: Mapping[str, list[str]] = pack(code, "promises")["columns"]
        own = {as_plain(title) for words in table.values() for title in words}
        return sum(as_plain(title) in own for title in titles)

    return max((*CODES[2:], *CODES[:2]), key=titles_of)


def _delimiter(text: str) -> str:
    """The mark that the first line has most of; a comma in doubt."""
    first = text.lstrip("\ufeff").partition("\n")[0]
    return max(",;\t|", key=first.count)
