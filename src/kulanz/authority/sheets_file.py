"""Rows from and to the files of spreadsheets: CSV and XLSX, as bytes.

What comes from outside is bounded before it is read: no file above 2 MB, none that unpacks to more
than 20 MB (a zip bomb), no more than 5,000 rules. A formula is refused, never evaluated; and no
text that goes out can be taken for one.
"""

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from kulanz.authority.boxes import plain
from kulanz.authority.entries import COMMA, BadSheet, Entry, Row
from kulanz.case import LanguageCode

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 1_000
MOST_ROWS = 5_000  # and the one with the words
MOST_COLUMNS = 400
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for the start of a formula


def as_csv(rows: Iterable[Row], language: LanguageCode) -> bytes:
    """The rows as spreadsheets where a language is spoken open them: in de and nl ; and 6,95."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if language in COMMA else ",")
    for row in rows:
        writer.writerow([_plain_text(entry, language) for entry in row])
    return out.getvalue().encode("utf-8-sig")


def from_csv(raw: bytes) -> tuple[tuple[Entry, ...], ...]:
    """The rows of a CSV file, whichever sign parts its columns.

    Raises:
        BadSheet: it is too large, or no text.
    """
    _bounded(raw)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError:
            raise BadSheet("unreadable") from None
    head = text.split("\n", 1)[0]
    sign = max((";", ",", "\t"), key=head.count)
    try:
        found = list(_few(csv.reader(StringIO(text, newline=""), delimiter=sign, strict=True)))
    except csv.Error:
        raise BadSheet("unreadable") from None
    return tuple(tuple(_unquoted(entry) for entry in row) for row in found)


def as_xlsx(rows: Iterable[Row], title: str) -> bytes:
    """The rows as a workbook; numbers are numbers, everything else is text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = title[:31]
    sheet.freeze_panes = "B2"
    for number, row in enumerate(rows, 1):
        for at, entry in enumerate(row, 1):
            if entry is None or entry == "":
                continue
            one = sheet.cell(number, at, entry)
            if isinstance(entry, str):
                one.data_type = "s"  # "= 5" is a condition and no formula
                one.quotePrefix = entry.startswith(_FORMULA)
            if number == 1:
                one.font = Font(bold=True)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def from_xlsx(raw: bytes) -> tuple[tuple[Entry, ...], ...]:
    """The rows of the first sheet of a workbook.

    Raises:
        BadSheet: it is too large, no workbook, or has a formula.
    """
    from openpyxl import load_workbook

    _bounded(raw)
    _unpacks_to_little(raw)
    try:
        book = load_workbook(BytesIO(raw), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        cells = _few(sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1))
        found = tuple(_without_the_empty_end([_cell_entry(one) for one in row]) for row in cells)
    except BadSheet:
        raise
    except Exception as error:  # a broken part of a workbook can end in any exception
        raise BadSheet("unreadable") from error
    return found[: max((n for n, row in enumerate(found, 1) if row), default=0)]


def _bounded(raw: bytes) -> None:
    if len(raw) > MOST_BYTES:
        raise BadSheet("too_large", limit="2 MB")


def _unpacks_to_little(raw: bytes) -> None:
    """What the zip says of its parts holds: no more is read of a part than it says."""
    try:
        parts = zipfile.ZipFile(BytesIO(raw)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise BadSheet("unreadable") from None
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise BadSheet("too_large", limit="20 MB")


def _few(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS + 1:
            raise BadSheet("too_many_rows", limit=f"{MOST_ROWS}")
        if len(row) > MOST_COLUMNS and any(_has_something(one) for one in row[MOST_COLUMNS:]):
            raise BadSheet("too_many_columns", number, limit=f"{MOST_COLUMNS}")
        yield row[:MOST_COLUMNS]


def _has_something(one: Any) -> bool:
    return bool(one) if isinstance(one, str) else one.value is not None


def _without_the_empty_end(row: list[Entry]) -> tuple[Entry, ...]:
    return tuple(row[: max((n for n, one in enumerate(row, 1) if one is not None), default=0)])


def _cell_entry(one: Any) -> Entry:
    value = one.value
    if one.data_type == "f":
        raise BadSheet("formula", one.row, one.column_letter)
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float):
        number = Decimal(str(value))
        in_percent = "%" in (one.number_format or "")
        return f"{plain(number * 100)} %" if in_percent else number
    return str(value)


def _plain_text(entry: Entry, language: LanguageCode) -> str:
    if entry is None:
        return ""
    if isinstance(entry, Decimal):
        text = plain(entry)
        return text.replace(".", ",") if language in COMMA else text
    text = str(entry)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unquoted(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text
