"""Reads an authority table and refuses one that cannot work, naming the rule and the key."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

from kulanz.conditions import BadCondition, Condition, condition
from kulanz.countries.reader import PackError, Reader
from kulanz.countries.table import BASES, UNITS, Basis, Limit, Remedy, Rule, SecondLook, Table, Unit

KEYS = ("caps", "second_look", "remedies", "rules")
REMEDY_KEYS = ("unit", "protective", "reversible", "stack", "auto_on", "closed")
RULE_KEYS = (
    "id",
    "remedy",
    "basis",
    "limit",
    "when",
    "evidence",
    "forbids",
    "booked_by",
    "four_eyes_above",
    "since",
    "until",
    "source",
)


def authority_table(
    text: str, *, roles: tuple[str, ...], ladder: tuple[str, ...], name: str = "table"
) -> Table:
    """An authority table from the text of a TOML file, checked as a whole.

    Raises:
        PackError: names the first rule and key that is missing, unknown or out of range.
    """
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise not_toml(name, error) from error
    top = Reader(name, raw)
    top.only(KEYS)
    caps = top.sub("caps")
    remedies = _remedies(top.sub("remedies"), tuple(caps.table))
    return Table(
        ladder=ladder,
        roles=roles,
        remedies=remedies,
        rules=_rules(top, remedies, roles, ladder),
        caps=MappingProxyType({k: limits(caps.sub(k), roles, ladder) for k in caps.table}),
        second_look=_second_look(top.sub("second_look"), roles),
    )


def not_toml(name: str, error: tomllib.TOMLDecodeError) -> PackError:
    """A text that is no TOML, with line and column where the reader names them."""
    place = re.search(r"at line (\d+), column (\d+)", str(error))
    line, column = place.groups() if place else ("", "")
    code = "not_toml" if place else "not_toml_at_end"
    what = f"{name}: is not TOML: {error}"
    return PackError(what, path=name, code=code, line=line, column=column)


def _remedies(top: Reader, stacks: tuple[str, ...]) -> Mapping[str, Remedy]:
    return MappingProxyType({code: _remedy(code, top.sub(code), stacks) for code in top.table})


def _remedy(code: str, row: Reader, stacks: tuple[str, ...]) -> Remedy:
    row.only(REMEDY_KEYS)
    unit: Unit | None = next((u for u in UNITS if u == row.table.get("unit", "none")), None)
    if unit is None:
        raise _unknown(row, "unit", f"{row.table['unit']}", UNITS)
    stack = row.optional("stack", str) or ""
    if stack and stack not in stacks:
        what = f"{stack!r} has no cap; known are {', '.join(stacks)}"
        raise row.wrong("stack", what, "unknown", value=stack, known=", ".join(stacks))
    return Remedy(
        code=code,
        unit=unit,
        protective=row.optional("protective", bool) or False,
        reversible=row.optional("reversible", bool) or False,
        stack=stack,
        auto_on=row.strings("auto_on"),
        closed=row.optional("closed", bool) or False,
    )


def _rules(
    top: Reader, remedies: Mapping[str, Remedy], roles: tuple[str, ...], ladder: tuple[str, ...]
) -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for number, row in enumerate(top.get("rules", list), 1):
        if not isinstance(row, dict):
            what = f"must hold tables, holds {row!r}"
            raise top.wrong("rules", what, "wrong_kind", wanted="dict", value=f"{row}"[:80])
        reader = Reader(f"{top.path}.rules.{row.get('id') or number}", row)
        rule = _rule(reader, remedies, roles, ladder)
        if rule.id in found:
            raise reader.wrong("id", "is there twice", "twice")
        found[rule.id] = rule
    for code in remedies:
        if not any(rule.remedy == code and not rule.forbids for rule in found.values()):
            raise top.wrong(f"remedies.{code}", "has no rule", "no_rule", remedy=code)
    return tuple(found.values())


def _rule(
    row: Reader, remedies: Mapping[str, Remedy], roles: tuple[str, ...], ladder: tuple[str, ...]
) -> Rule:
    row.only(RULE_KEYS)
    remedy = remedies[_one_of(row, "remedy", tuple(remedies))]
    forbids = row.optional("forbids", bool) or False
    if forbids == ("limit" in row.table):
        what = "is missing" if not forbids else "cannot stand beside forbids"
        raise row.wrong("limit", what, "limit_or_forbids")
    when = _condition(row, "when")
    if remedy.protective and (forbids or when.cells or "evidence" in row.table):
        what = f"{remedy.code} is protective: it has no condition"
        raise row.wrong("when", what, "protective", remedy=remedy.code)
    booked_by = _one_of(row, "booked_by", roles) if "booked_by" in row.table else None
    rule = Rule(
        id=row.get("id", str),
        remedy=remedy.code,
        basis=_basis(row),
        limits=MappingProxyType({}) if forbids else limits(row.sub("limit"), roles, ladder),
        when=when,
        evidence=_condition(row, "evidence"),
        forbids=forbids,
        booked_by=booked_by,
        four_eyes_above=row.amount("four_eyes_above"),
        since=_day(row, "since"),
        until=_day(row, "until"),
        source=row.optional("source", str) or "",
    )
    if rule.since and rule.until and rule.until < rule.since:
        raise row.wrong("until", "is before since", "until_before_since")
    return rule


def _one_of(row: Reader, key: str, allowed: tuple[str, ...]) -> str:
    value = row.get(key, str)
    if value not in allowed:
        raise _unknown(row, key, value, allowed)
    return value


def _unknown(row: Reader, key: str, value: str, allowed: tuple[str, ...]) -> PackError:
    known = ", ".join(allowed)
    what = f"{value!r} is unknown; known are {known}"
    return row.wrong(key, what, "unknown", value=value[:80], known=known)


def _basis(row: Reader) -> Basis:
    basis = _one_of(row, "basis", BASES)
    return next(known for known in BASES if known == basis)


def _day(row: Reader, key: str) -> date | None:
    return row.optional(key, date)


def _condition(row: Reader, key: str) -> Condition:
    if key not in row.table:
        return Condition()
    cells = row.sub(key)
    try:
        found = condition({name: cells.get(name, str) for name in cells.table})
    except BadCondition as error:
        what, text = f"character {error.position + 1}: {error.why}", cells.table.get(error.fact, "")
        values = {"position": f"{error.position + 1}", "value": f"{text}"[:80]}
        raise cells.wrong(error.fact, what, "condition", **values) from error
    for one in found.cells:
        if not one.fact.decides:
            raise cells.wrong(one.fact.name, "never decides what may be offered", "never_decides")
    return found


def _second_look(row: Reader, roles: tuple[str, ...]) -> SecondLook:
    row.only(("amount", "role"))
    amount = row.amount("amount")
    if amount is None:
        raise row.wrong("amount", "is missing", "missing")
    return SecondLook(amount, _one_of(row, "role", roles))


def limits(row: Reader, roles: tuple[str, ...], ladder: tuple[str, ...]) -> Mapping[str, Limit]:
    """The limit of each role that has one; up the ladder a role has what the one below has.

    Raises:
        PackError: no role has one, or a role has less than the one below it.
    """
    row.only(roles)
    found = {role: _limit(row, role) for role in row.table}
    if not found:
        raise PackError(f"{row.path}: names no role", path=row.path, code="no_role")
    for below, role in pairwise(ladder):
        if below in found:
            found.setdefault(role, found[below])
            if not _at_least(found[role], found[below]):
                what = f"is less than that of {below}, who stands below"
                raise row.wrong(role, what, "limit_order", below=below, role=role)
    return MappingProxyType(found)


def _at_least(one: Limit, other: Limit) -> bool:
    pairs = (
        (one.amount, other.amount),
        (one.percent, other.percent),
        (one.count, other.count),
    )
    return all(high is None or (low is not None and high >= low) for high, low in pairs)


def _limit(row: Reader, role: str) -> Limit:
    value = row.table[role]
    if value == "any":
        return Limit()
    if isinstance(value, dict):
        inner = row.sub(role)
        inner.only(("amount", "percent", "count"))
        return Limit(inner.amount("amount"), inner.amount("percent"), inner.optional("count", int))
    if isinstance(value, str):
        what = f'must be a number or "any", is {value!r}'
        raise row.wrong(role, what, "no_limit", value=value[:80])
    return Limit(row.amount(role))
