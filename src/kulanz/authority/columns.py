"""What stands above the columns of a sheet, in any language, and which columns a table needs."""

from collections.abc import Iterator, Mapping
from functools import cache

from kulanz.authority.entries import BadSheet, Row, text_of
from kulanz.case import LanguageCode
from kulanz.conditions import FACTS
from kulanz.countries import Table
from kulanz.languages import CODES, pack

PLAIN = (
    "id",
    "remedy",
    "basis",
    "forbids",
    "booked_by",
    "four_eyes_above",
    "since",
    "until",
    "source",
)
_BEFORE = 3  # of these stand before limits and conditions

Column = tuple[str, str]  # ("limit", "AG"), ("when", "fault"), ("source", "")


def heading(column: Column, language: LanguageCode) -> str:
    """The words above a column."""
    kind, name = column
    words: Mapping[str, str] = pack(language, "authority")["columns"]
    labels: Mapping[str, str] = pack(language, "conditions")["labels"]
    if kind == "limit":
        return words["limit"].format(role=name)
    if kind == "evidence":
        return words["evidence"].format(fact=labels[name])
    return labels[name] if kind == "when" else words[kind]


def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns that a table needs."""
    roles = [r for r in table.roles if any(r in rule.limits for rule in table.rules)]
    asked = {f for rule in table.rules for f in rule.when.facts}
    shown = {f for rule in table.rules for f in rule.evidence.facts}
    return (
        *((one, "") for one in PLAIN[:_BEFORE]),
        *(("limit", role) for role in roles),
        *(("when", name) for name in sorted(asked)),
        *(("evidence", name) for name in sorted(shown)),
        *((one, "") for one in PLAIN[_BEFORE:]),
    )


def found_columns(head: Row, table: Table) -> tuple[tuple[Column, str], ...]:
    """The columns of a sheet with the words above them; one without words is called ("", number).

    Raises:
        BadSheet: nobody knows a column, or one is missing or there twice.
    """
    known = _known_columns(table.roles)
    found: dict[Column, str] = {}
    for entry in head:
        text = text_of(entry)
        column = known.get(" ".join(text.casefold().split()))
        if column is None and text:
            raise BadSheet("unknown_column", 1, text[:80])
        if column in found:
            raise BadSheet("column_twice", 1, text)
        found[column or ("", str(len(found)))] = text
    for needed in ("id", "remedy", "basis"):
        if (needed, "") not in found:
            raise BadSheet("no_column", 1, needed)
    return tuple(found.items())


@cache
def _known_columns(roles: tuple[str, ...]) -> Mapping[str, Column]:
    """What may stand above a column: its words in any language, and its plain name."""
    facts = [fact.name for fact in FACTS.values() if fact.decides]
    every: list[Column] = [(one, "") for one in PLAIN]
    every += [("limit", role) for role in roles]
    every += [(kind, name) for kind in ("when", "evidence") for name in facts]
    return {text.casefold(): one for one in every for text in _names(one)}


def _names(column: Column) -> Iterator[str]:
    kind, name = column
    yield name if kind == "when" else f"{kind} {name}".strip()
    yield from (heading(column, code) for code in CODES)
