"""An authority table as the rows of a spreadsheet, one rule a row, and back.

The words of the first row may be of any language, whoever reads or writes. What is wrong is said
with row and column, and with the character where a condition cannot be read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from kulanz.authority.columns import Column, columns_of, found_columns, heading
from kulanz.authority.entries import (
    At,
    BadSheet,
    Entry,
    Row,
    limit_entry,
    spoken_entry,
    text_of,
)
from kulanz.authority.exchange import as_toml
from kulanz.authority.refusals import explain_pack_error
from kulanz.authority.spoken import name_of
from kulanz.case import LanguageCode
from kulanz.conditions import ANY, FACTS, Cell, Condition
from kulanz.countries import BASES, Limit, PackError, Rule, Table, authority_table
from kulanz.languages import pack


def as_rows(table: Table, language: LanguageCode) -> tuple[tuple[Entry, ...], ...]:
    """The rules of a table, the words of the columns first."""
    found = columns_of(table)
    head = tuple(heading(one, language) for one in found)
    return (head, *(tuple(_entry(rule, one, language) for one in found) for rule in table.rules))


def from_rows(rows: Sequence[Row], table: Table, language: LanguageCode) -> Table:
    """A table with other rules; remedies, caps, roles stay as they are.

    Raises:
        BadSheet: the first thing that is wrong.
    """
    if not rows:
        raise BadSheet("no_rows")
    sheet = _Sheet(table, language, found_columns(rows[0], table))
    numbered = [(n, row) for n, row in enumerate(rows[1:], 2) if any(map(text_of, row))]
    rules: dict[str, tuple[int, Rule]] = {}
    for number, row in numbered:
        rule = sheet.rule(number, row)
        if rule.id in rules:
            raise BadSheet("id_twice", number, sheet.name(("id", "")), value=rule.id)
        rules[rule.id] = (number, rule)
    changed = replace(table, rules=tuple(rule for _, rule in rules.values()))
    try:
        return authority_table(as_toml(changed), roles=table.roles, ladder=table.ladder)
    except PackError as error:
        raise sheet.refused(error, {id_: n for id_, (n, _) in rules.items()}) from error


@dataclass(frozen=True, slots=True)
class _Sheet:
    table: Table
    language: LanguageCode
    columns: tuple[tuple[Column, str], ...]
    codes: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        codes = {
            "remedy": tuple(self.table.remedies),
            "basis": BASES,
            "booked_by": self.table.roles,
        }
        object.__setattr__(self, "codes", codes)

    def name(self, column: Column) -> str:
        """What a column is called in this sheet."""
        return next((text for one, text in self.columns if one == column), column[1] or column[0])

    def rule(self, number: int, row: Row) -> Rule:
        """The rule that a row says."""
        if any(map(text_of, row[len(self.columns) :])):
            raise BadSheet("unknown_column", number)
        plainly: dict[str, object] = {}
        limits: dict[str, Limit] = {}
        cells: dict[str, list[Cell]] = {"when": [], "evidence": []}
        for ((kind, name), text), entry in zip(self.columns, row, strict=False):
            at = At(number, text, self.language, self.codes)
            if kind == "limit":
                limits |= {name: at.limit(entry)} if text_of(entry) else {}
            elif kind in cells:
                cells[kind] += [] if text_of(entry) in ANY else [at.condition(FACTS[name], entry)]
            elif kind:
                plainly[kind] = at.plain(kind, entry)
            elif text_of(entry):
                raise BadSheet("unknown_column", number)
        return self._whole(number, plainly, limits, cells)

    def _whole(
        self,
        number: int,
        plainly: Mapping[str, object],
        limits: Mapping[str, Limit],
        cells: Mapping[str, list[Cell]],
    ) -> Rule:
        for kind in ("id", "remedy", "basis"):
            if not plainly.get(kind):
                raise BadSheet("is_missing", number, self.name((kind, "")))
        if plainly.get("forbids") and limits:
            raise BadSheet("limit_or_forbids", number, self.name(("limit", next(iter(limits)))))
        conditions = {kind: Condition(tuple(found)) for kind, found in cells.items()}
        known = {kind: one for kind, one in plainly.items() if one is not None}
        return Rule(limits=MappingProxyType(limits), **conditions, **known)  # type: ignore[arg-type] # each kind has its type, see At.plain

    def refused(self, error: PackError, numbers: Mapping[str, int]) -> BadSheet:
        """What the reader of tables says, at its place in the sheet."""
        inside, why = (
            error.path.removeprefix("table.rules."),
            explain_pack_error(error, self.language),
        )
        id_ = max((one for one in numbers if inside.startswith(one)), key=len, default="")
        key = inside.removeprefix(id_).lstrip(".")
        kind, _, name = key.partition(".")
        code = {
            "limit": "limit_order" if name else "limit_or_forbids",
            "until": "until_before_since",
            "when": "protective",
        }.get(kind, "refused")
        if not id_:
            return BadSheet("refused", why=why)
        return BadSheet(code, numbers[id_], self.name((kind, name)), why=why)


def _entry(rule: Rule, column: Column, language: LanguageCode) -> Entry:
    kind, name = column
    if kind == "limit":
        return limit_entry(rule.limits.get(name), language)
    if kind in {"when", "evidence"}:
        condition: Condition = getattr(rule, kind)
        return next(
            (spoken_entry(c, language) for c in condition.cells if c.fact.name == name), None
        )
    if kind == "forbids":
        return str(pack(language, "conditions")["words"]["yes"]) if rule.forbids else None
    if kind in {"remedy", "basis"}:
        return name_of(kind, getattr(rule, kind), language)
    entry: Entry = getattr(rule, kind)
    return None if entry == "" else entry
