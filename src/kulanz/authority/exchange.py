"""An authority table as TOML, in an order that does not change: a draft differs where it differs.

Comments of a file that somebody wrote by hand do not survive; everything else is equal after
reading it again.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise

from kulanz.authority.boxes import plain
from kulanz.countries import Limit, Remedy, Rule, Table

ANY = "any"
_BARE = re.compile(r"[A-Za-z0-9_-]+")

Entry = str | bool | int | Decimal | date | Mapping[str, "Entry"] | list["Entry"]


def as_toml(table: Table) -> str:
    """A table as the text of a TOML file that `authority_table` reads as the same table."""
    look: Mapping[str, Entry] = {"amount": table.second_look.amount, "role": table.second_look.role}
    sections = [
        _section("caps", {stack: _limits(caps, table) for stack, caps in table.caps.items()}),
        _section("second_look", look),
        _section("remedies", {code: _remedy(one) for code, one in table.remedies.items()}),
        *(_lines("[[rules]]", _rule(rule, table)) for rule in table.rules),
    ]
    return "\n\n".join(sections) + "\n"


def _section(name: str, entries: Mapping[str, Entry]) -> str:
    return _lines(f"[{name}]", entries)


def _lines(head: str, entries: Mapping[str, Entry]) -> str:
    return "\n".join([head, *(f"{_key(name)} = {_value(one)}" for name, one in entries.items())])


def _remedy(remedy: Remedy) -> Mapping[str, Entry]:
    found: dict[str, Entry] = {} if remedy.unit == "none" else {"unit": remedy.unit}
    for name in ("protective", "reversible", "closed"):
        if getattr(remedy, name):
            found[name] = True
    if remedy.stack:
        found["stack"] = remedy.stack
    if remedy.auto_on:
        found["auto_on"] = [*remedy.auto_on]
    return found


def _rule(rule: Rule, table: Table) -> Mapping[str, Entry]:
    found: dict[str, Entry | None] = {
        "id": rule.id,
        "remedy": rule.remedy,
        "basis": rule.basis,
        "when": rule.when.as_texts() or None,
        "evidence": rule.evidence.as_texts() or None,
        "limit": None if rule.forbids else _limits(rule.limits, table),
        "forbids": rule.forbids or None,
        "booked_by": rule.booked_by,
        "four_eyes_above": rule.four_eyes_above,
        "since": rule.since,
        "until": rule.until,
        "source": rule.source or None,
    }
    return {name: one for name, one in found.items() if one is not None}


def _limits(limits: Mapping[str, Limit], table: Table) -> Mapping[str, Entry]:
    """The limits by role; up the ladder, one that is the same as below need not be written."""
    below = {high: low for low, high in pairwise(table.ladder)}
    named = [role for role in table.roles if role in limits]
    needed = [r for r in named if below.get(r) not in limits or limits[r] != limits[below[r]]]
    return {role: _limit(limits[role]) for role in needed}


def _limit(limit: Limit) -> Entry:
    parts = {"amount": limit.amount, "percent": limit.percent, "count": limit.count}
    given: dict[str, Entry] = {name: one for name, one in parts.items() if one is not None}
    if not given:
        return ANY
    return given["amount"] if [*given] == ["amount"] else given


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(one: Entry) -> str:
    if isinstance(one, str):
        return json.dumps(one, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(one, bool):
        return "true" if one else "false"
    if isinstance(one, Mapping):
        return "{ " + ", ".join(_pairs(one)) + " }" if one else "{}"
    if isinstance(one, list):
        return "[" + ", ".join(map(_value, one)) + "]"
    return plain(one) if isinstance(one, Decimal) else str(one)


def _pairs(entries: Mapping[str, Entry]) -> Iterator[str]:
    return (f"{_key(name)} = {_value(one)}" for name, one in entries.items())
