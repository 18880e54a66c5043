"""Tables, facts and decisions from and to files."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from kulanz.authority.entries import BadSheet
from kulanz.authority.exchange import as_toml
from kulanz.authority.replay import Decision
from kulanz.authority.rows import as_rows, from_rows
from kulanz.authority.sheets_file import MOST_BYTES, as_csv, as_xlsx, from_csv, from_xlsx
from kulanz.case import LanguageCode
from kulanz.cli.authority_frame import Format, Unclear
from kulanz.cli.source import content
from kulanz.conditions import FACTS, BadFact, Facts, known
from kulanz.countries import BASES, Profile, Table, authority_table

_KEYS = {"role", "remedy", "amount", "basis", "percent", "count", "used", "on", "facts"}
_LONGEST = 100_000  # characters of a line


def facts_of(name: str) -> tuple[Facts, tuple[str, ...]]:
    """The facts in a file, and the names in it that nobody knows.

    Raises:
        BadInput, Unclear, BadFact: it cannot be read, is no JSON object, a value is impossible.
    """
    return known(_object(content(name), "not_json")) if name else ({}, ())


def written(table: Table, form: Format, language: LanguageCode, title: str) -> bytes:
    """A table as the bytes of a file."""
    if form == "toml":
        return as_toml(table).encode()
    rows = as_rows(table, language)
    return as_csv(rows, language) if form == "csv" else as_xlsx(rows, title)


def read_table(file: Path, form: Format | None, table: Table, language: LanguageCode) -> Table:
    """The table in a file; a sheet has the rules only, the rest stays as it is.

    Raises:
        OSError, BadInput, BadSheet, PackError: it cannot be read or used.
    """
    suffix = file.suffix.lower().lstrip(".")
    kind = form or ("toml" if suffix == "toml" else "xlsx" if suffix == "xlsx" else "csv")
    if kind == "toml":
        text = content(str(file))
        return authority_table(text, roles=table.roles, ladder=table.ladder, name=file.name)
    if file.stat().st_size > MOST_BYTES:
        raise BadSheet("too_large", limit="2 MB")
    raw = file.read_bytes()
    return from_rows(from_xlsx(raw) if kind == "xlsx" else from_csv(raw), table, language)


def decisions_of(file: Path, own: Profile) -> Iterator[Decision]:
    """The decisions in a file, one JSON object a line.

    Raises:
        OSError: the file cannot be read.
        Unclear: a line is no decision; it names the line.
    """
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line, text in enumerate(lines, 1):
            if not text.strip():
                continue
            try:
                yield _decision(_object(text[:_LONGEST], "not_json"), own)
            except (Unclear, BadFact, ValueError, TypeError) as problem:
                raise Unclear("line", line=line, file=file, why=problem) from None


def _decision(raw: Mapping[str, Any], own: Profile) -> Decision:
    for key in raw:
        if key not in _KEYS:
            raise ValueError(f"{key}?")
    role, remedy, basis = raw.get("role"), raw.get("remedy"), raw.get("basis")
    if role not in own.table.roles or not isinstance(remedy, str) or basis not in (None, *BASES):
        raise ValueError("role, remedy, basis?")
    count = raw.get("count")
    if count is not None and (type(count) is not int or count < 0):
        raise ValueError("count?")
    facts = raw.get("facts")
    if facts is not None and not isinstance(facts, dict):
        raise ValueError("facts?")
    return Decision(
        role=role,
        remedy=remedy,
        amount=_number(raw.get("amount")),
        basis=basis,
        percent=_number(raw.get("percent")),
        count=count,
        used=_number(raw.get("used")) or Decimal(0),
        on=None if raw.get("on") is None else date.fromisoformat(raw["on"]),
        facts=known(facts or {})[0],
    )


def _number(raw: object) -> Decimal | None:
    found = None if raw is None else FACTS["amount"].value(raw)
    return found if isinstance(found, Decimal) else None


def _object(text: str, code: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Unclear(code) from None
    if not isinstance(found, dict):
        raise Unclear(code)
    return found
