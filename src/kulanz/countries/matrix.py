"""Reads an authority table and refuses one that cannot work, naming the rule and the key."""

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
        raise PackError(f"{name}: is not TOML: {error}") from error
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


def _remedies(top: Reader, stacks: tuple[str, ...]) -> Mapping[str, Remedy]:
    return MappingProxyType({code: _remedy(code, top.sub(code), stacks) for code in top.table})


def _remedy(code: str, row: Reader, stacks: tuple[str, ...]) -> Remedy:
    row.only(REMEDY_KEYS)
    unit: Unit | None = next((u for u in UNITS if u == row.table.get("unit", "none")), None)
    if unit is None:
        raise row.wrong("unit", f"{row.table['unit']!r} is unknown; known are {', '.join(UNITS)}")
    stack = row.optional("stack", str) or ""
    if stack and stack not in stacks:
        raise row.wrong("stack", f"{stack!r} has no cap; known are {', '.join(stacks)}")
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
            raise top.wrong("rules", f"must hold tables, holds {row!r}")
        reader = Reader(f"{top.path}.rules.{row.get('id') or number}", row)
        rule = _rule(reader, remedies, roles, ladder)
        if rule.id in found:
            raise reader.wrong("id", "is there twice")
        found[rule.id] = rule
    for code in remedies:
        if not any(rule.remedy == code and not rule.forbids for rule in found.values()):
            raise top.wrong(f"remedies.{code}", "has no rule")
    return tuple(found.values())


def _rule(
    row: Reader, remedies: Mapping[str, Remedy], roles: tuple[str, ...], ladder: tuple[str, ...]
) -> Rule:
    row.only(RULE_KEYS)
    remedy = remedies[_one_of(row, "remedy", tuple(remedies))]
    forbids = row.optional("forbids", bool) or False
    if forbids == ("limit" in row.table):
        raise row.wrong("limit", "is missing" if not forbids else "cannot stand beside forbids")
    when = _condition(row, "when")
    if remedy.protective and (forbids or when.cells or "evidence" in row.table):
        raise row.wrong("when", f"{remedy.code} is protective: it has no condition")
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
        raise row.wrong("until", "is before since")
    return rule


def _one_of(row: Reader, key: str, allowed: tuple[str, ...]) -> str:
    value = row.get(key, str)
    if value not in allowed:
        raise row.wrong(key, f"{value!r} is unknown; known are {', '.join(allowed)}")
    return value


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
        raise cells.wrong(error.fact, f"character {error.position + 1}: {error.why}") from error
    for one in found.cells:
        if not one.fact.decides:
            raise cells.wrong(one.fact.name, "never decides what may be offered")
    return found


def _second_look(row: Reader, roles: tuple[str, ...]) -> SecondLook:
    row.only(("amount", "role"))
    amount = row.amount("amount")
    if amount is None:
        raise row.wrong("amount", "is missing")
    return SecondLook(amount, _one_of(row, "role", roles))


def limits(row: Reader, roles: tuple[str, ...], ladder: tuple[str, ...]) -> Mapping[str, Limit]:
    """The limit of each role that has one; up the ladder a role has what the one below has.

    Raises:
        PackError: no role has one, or a role has less than the one below it.
    """
    row.only(roles)
    found = {role: _limit(row, role) for role in row.table}
    if not found:
        raise PackError(f"{row.path}: names no role")
    for below, role in pairwise(ladder):
        if below in found:
            found.setdefault(role, found[below])
            if not _at_least(found[role], found[below]):
                raise row.wrong(role, f"is less than that of {below}, who stands below")
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
        raise row.wrong(role, f'must be a number or "any", is {value!r}')
    return Limit(row.amount(role))
