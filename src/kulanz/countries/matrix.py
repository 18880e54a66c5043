"""Reads the authority matrix of a pack: which role may go how far with which remedy."""

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType

from kulanz.countries.reader import Reader
from kulanz.countries.shape import BASES, UNITS, Basis, Limit, RemedyRule, Unit

KEYS = (
    "unit",
    "protective",
    "reversible",
    "stacks",
    "evidence",
    "auto_on",
    "booked_by",
    "four_eyes_above",
)


def remedy_rules(
    table: Reader, roles: tuple[str, ...], ladder: tuple[str, ...]
) -> Mapping[str, RemedyRule]:
    """All lines of the matrix by the code of the remedy, in the order of the pack."""
    return MappingProxyType(
        {code: _rule(code, table.sub(code), roles, ladder) for code in table.table}
    )


def _rule(code: str, row: Reader, roles: tuple[str, ...], ladder: tuple[str, ...]) -> RemedyRule:
    row.only((*KEYS, *BASES))
    bases: list[Basis] = [key for key in row.table if key in BASES]
    if not bases:
        raise row.wrong("legal", f"is missing, or one of {', '.join(BASES[1:])}")
    booked_by = row.optional("booked_by", str)
    if booked_by is not None and booked_by not in roles:
        raise row.wrong("booked_by", f"{booked_by!r} is unknown; known are {', '.join(roles)}")
    return RemedyRule(
        code=code,
        unit=_unit(row),
        terms=MappingProxyType({basis: limits(row.sub(basis), roles, ladder) for basis in bases}),
        protective=row.optional("protective", bool) or False,
        reversible=row.optional("reversible", bool) or False,
        stacks=row.optional("stacks", bool) or False,
        evidence=row.strings("evidence"),
        auto_on=row.strings("auto_on"),
        booked_by=booked_by,
        four_eyes_above=row.amount("four_eyes_above"),
    )


def _unit(row: Reader) -> Unit:
    unit = row.optional("unit", str) or "none"
    if unit not in UNITS:
        raise row.wrong("unit", f"{unit!r} is unknown; known are {', '.join(UNITS)}")
    return unit


def limits(table: Reader, roles: tuple[str, ...], ladder: tuple[str, ...]) -> Mapping[str, Limit]:
    """The limit of each role that has one; up the ladder a role has what the one below has."""
    table.only(roles)
    found = {role: _limit(table, role) for role in table.table}
    for below, role in pairwise(ladder):
        if below in found:
            found.setdefault(role, found[below])
    return MappingProxyType(found)


def _limit(table: Reader, role: str) -> Limit:
    value = table.table[role]
    if value == "any":
        return Limit()
    if value == "request":
        return Limit(request=True)
    if isinstance(value, dict):
        inner = table.sub(role)
        inner.only(("amount", "percent", "count"))
        return Limit(inner.amount("amount"), inner.amount("percent"), inner.optional("count", int))
    if isinstance(value, str):
        raise table.wrong(role, f'must be a number, "any" or "request", is {value!r}')
    return Limit(table.amount(role))
