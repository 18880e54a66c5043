"""An authority table as people read it: one row a rule, in words, by remedy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kulanz.authority import Finding, name
from kulanz.authority.saying import explain_finding, limit_words, where_words
from kulanz.case import LanguageCode
from kulanz.conditions import Condition
from kulanz.countries import Limit, Profile, Rule
from kulanz.desk.queries.authority import proof_of
from kulanz.desk.queries.authority_diff import standings
from kulanz.languages import pack

BESIDE_LIMITS = 7  # basis, conditions, evidence, four eyes, booked by, valid, source


@dataclass(frozen=True, slots=True)
class Box:
    """One limit: the role it is for, and how far it goes in words ("" for not at all)."""

    role: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One rule in words; `mark` says what a draft did to it: added, changed, removed."""

    rule: Rule
    when: tuple[str, ...]
    evidence: tuple[str, ...]
    limits: tuple[Box, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of one remedy."""

    remedy: str
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader filters by."""

    text: str = ""
    basis: str = ""
    remedy: str = ""

    def shows(self, row: Row, named: str) -> bool:
        rule = row.rule
        said = " ".join((rule.id, named, rule.source, *row.when, *row.evidence)).casefold()
        return (
            self.basis in {"", rule.basis}
            and self.remedy in {"", rule.remedy}
            and self.text.casefold() in said
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """The table: roles above the columns, groups below."""

    roles: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    shown: int
    all: int
    remedies: tuple[tuple[str, str], ...]

    @property
    def columns(self) -> int:
        """How many columns stand beside the first."""
        return len(self.roles) + BESIDE_LIMITS


@dataclass(frozen=True, slots=True)
class Check:
    """Something the proof says, with the rows it speaks of."""

    sentence: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checks:
    """What the proof of a draft says; `stops` means that it cannot be published."""

    contradictions: tuple[Check, ...]
    gaps: tuple[Check, ...]
    faults: tuple[Check, ...]
    overlaps: tuple[Check, ...]
    stops: bool


def grid_of(
    country: Profile, language: LanguageCode, asked: Asked, *, before: Profile | None = None
) -> Grid:
    """A table, or a draft with the marks of what it changes in the table before it."""
    table = country.table
    used = {role for rule in table.rules for role in rule.limits}
    roles = (*table.ladder, *(r for r in table.roles if r in used and r not in table.ladder))
    marks = standings(before.table, table) if before else {}
    removed = [r for r in before.table.rules if marks.get(r.id) == "removed"] if before else []
    rows = [_row(country, one, roles, marks, language) for one in (*table.rules, *removed)]
    named = {code: name(code, language) for code in table.remedies}
    shown = [row for row in rows if asked.shows(row, named[row.rule.remedy])]
    shown.sort(key=lambda row: named[row.rule.remedy].casefold())
    groups = tuple(
        Group(code, named[code], tuple(found))
        for code, found in groupby(shown, key=lambda row: row.rule.remedy)
    )
    remedies = tuple(sorted(named.items(), key=lambda one: one[1].casefold()))
    heads = tuple((role, country.roles[role].names[language]) for role in roles)
    return Grid(heads, groups, len(shown), len(rows), remedies)


def _row(
    country: Profile,
    rule: Rule,
    roles: tuple[str, ...],
    marks: Mapping[str, str],
    language: LanguageCode,
) -> Row:
    unit = unit_of(country, rule.remedy, language)
    limits = tuple(Box(one, _limit(rule.limits.get(one), unit, language)) for one in roles)
    when, evidence = said(rule.when, language), said(rule.evidence, language)
    return Row(rule, when, evidence, limits, marks.get(rule.id, ""))


def unit_of(country: Profile, remedy: str, language: LanguageCode) -> str:
    """What a remedy is counted in: EUR, days; nothing where it has no amount."""
    unit = country.remedies[remedy].unit
    if unit == "money":
        return country.currency
    return "" if unit == "none" else str(pack(language, "remedies")["units"][unit])


def _limit(limit: Limit | None, unit: str, language: LanguageCode) -> str:
    if limit is None:
        return ""
    if limit == Limit() and not unit:
        return "✓"
    return limit_words(limit, unit, language)


def said(asked: Condition, language: LanguageCode) -> tuple[str, ...]:
    """Each condition in words."""
    return tuple(where_words({one.fact.name: one.text}, language) for one in asked.cells)


def checks_of(country: Profile, text: str, language: LanguageCode) -> Checks:
    """The proof of a draft in sentences."""
    proof = proof_of(country.name, text)

    def check(found: tuple[Finding, ...]) -> tuple[Check, ...]:
        return tuple(Check(explain_finding(one, country, language), one.rules) for one in found)

    return Checks(
        check(proof.contradictions),
        check(proof.gaps),
        check(proof.faults),
        check(proof.overlaps),
        bool(proof.contradictions or proof.gaps or not proof.complete),
    )


def valid_words(since: date | None, until: date | None) -> str:
    """From when to when, in digits."""
    return " – ".join(one.isoformat() if one else "…" for one in (since, until))
