"""The form of one row: pickers per column, and the text of each cell, which can be typed too.

The row goes through the reader of sheets (`kulanz.authority.rows`), so form and file say the same
about the same mistake.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kulanz.authority.entries import BadSheet, condition_entry, text_of
from kulanz.authority.rows import from_rows
from kulanz.authority.saying import explain_bad_sheet
from kulanz.case import LanguageCode
from kulanz.conditions import FACTS, BadCell, Cell, Condition, cell, options
from kulanz.countries import Limit, Profile, Rule, Table
from kulanz.desk.queries.authority_grid import unit_of
from kulanz.languages import pack

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
HOWS = (">", ">=", "<", "<=", "=", "..")
BESIDE = "beside this row"  # a remedy needs a row that gives it, and this one may forbid
MOST_LINES, EMPTY_LINES = 12, 2


@dataclass(frozen=True, slots=True)
class Option:
    """Something to pick."""

    value: str
    words: str
    picked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One condition: its fact, its text, and the picker for its kind."""

    name: str
    fact: str
    text: str
    options: tuple[Option, ...] = ()
    negated: bool = False
    how: str = ""
    low: str = ""
    high: str = ""
    unit: str = ""
    error: str = ""

    @property
    def kind(self) -> str:
        if not self.fact:
            return ""
        return FACTS[self.fact].kind


@dataclass(frozen=True, slots=True)
class LimitLine:
    """How far one role may go."""

    role: str
    words: str
    how: str
    amount: str
    percent: str
    count: str
    error: str


def typed_of(rule: Rule, table: Table, language: LanguageCode) -> dict[str, str]:
    """A rule as its form would be filled in."""
    typed = {one: _plain_text(getattr(rule, one), language) for one in PLAIN}
    typed["forbids"] = "yes" if rule.forbids else ""
    for role in table.roles:
        typed |= _limit_fields(role, rule.limits.get(role), language)
    for kind, asked in (("when", rule.when), ("evidence", rule.evidence)):
        typed |= _condition_fields(kind, asked, language)
    return typed


def _condition_fields(kind: str, asked: Condition, language: LanguageCode) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, one in enumerate(asked.cells, 1):
        text = condition_entry(one, language)
        found |= {f"{kind}-{number}": one.fact.name, f"{kind}-{number}-text": text}
    return found


def _limit_fields(role: str, limit: Limit | None, language: LanguageCode) -> dict[str, str]:
    if limit is None:
        return {f"limit-{role}": "no"}
    if limit == Limit():
        return {f"limit-{role}": "any"}
    parts = {
        "amount": limit.amount,
        "percent": limit.percent,
        "count": limit.count,
    }
    return {f"limit-{role}": "upto"} | {
        f"limit-{role}-{name}": _plain_text(one, language) for name, one in parts.items()
    }


def _plain_text(one: object, language: LanguageCode) -> str:
    if one is None:
        return ""
    text = text_of(one)  # type: ignore[arg-type] # a field of a rule is an entry
    return text.replace(".", ",") if language != "en" and not isinstance(one, str) else text


class RuleForm:
    """What was typed for one row, what it means, and what is wrong with it."""

    def __init__(
        self, typed: Mapping[str, str], country: Profile, language: LanguageCode, instead_of: str
    ) -> None:
        self.typed, self.country, self.language = typed, country, language
        self.table, self.instead_of = country.table, instead_of
        self.errors: dict[str, str] = {}
        self.lines = {kind: tuple(self._lines(kind)) for kind in ("when", "evidence")}

    def _get(self, name: str) -> str:
        return str(self.typed.get(name, "")).strip()[:300]

    @property
    def plain(self) -> Mapping[str, str]:
        """What is no limit and no condition, as typed."""
        return {one: self._get(one) for one in PLAIN}

    def remedies(self) -> Iterator[Option]:
        """The remedies of the pack by name."""
        names = pack(self.language, "remedies")["names"]
        for code in sorted(self.table.remedies, key=lambda one: str(names[one]).casefold()):
            yield Option(code, names[code], code == self._get("remedy"))

    def bookers(self) -> Iterator[Option]:
        """The roles that may book."""
        for code, role in self.country.roles.items():
            yield Option(code, role.names[self.language], code == self._get("booked_by"))

    def facts(self) -> Iterator[tuple[str, str]]:
        """The closed list of what may be asked, by name."""
        labels = pack(self.language, "conditions")["labels"]
        names = [one.name for one in FACTS.values() if one.decides]
        yield from sorted(((n, labels[n]) for n in names), key=lambda one: one[1].casefold())

    def unit(self) -> str:
        """What this remedy is counted in."""
        remedy = self._get("remedy")
        return unit_of(self.country, remedy, self.language) if remedy in self.table.remedies else ""

    def limits(self) -> Iterator[LimitLine]:
        """One line per role."""
        for code in self.table.roles:
            name = f"limit-{code}"
            amount, percent, count = (
                self._get(f"{name}-{one}") for one in ("amount", "percent", "count")
            )
            words = self.country.roles[code].names[self.language]
            how = self._get(name) or "no"
            error = self.errors.get(name, "")
            yield LimitLine(code, words, how, amount, percent, count, error)

    def conditions(self) -> tuple[Line, ...]:
        """The lines of conditions, with what is wrong."""
        return self._with_errors("when")

    def evidence(self) -> tuple[Line, ...]:
        """The lines of evidence, with what is wrong."""
        return self._with_errors("evidence")

    def _with_errors(self, kind: str) -> tuple[Line, ...]:
        return tuple(replace(one, error=self.errors.get(one.name, "")) for one in self.lines[kind])

    def _lines(self, kind: str) -> Iterator[Line]:
        names = [f"{kind}-{n}" for n in range(1, MOST_LINES + 1)]
        filled = [name for name in names if self._get(name) in FACTS]
        for name in filled:
            yield self._line(name)
        used = {*filled}
        yield from (Line(n, "", "") for n in [n for n in names if n not in used][:EMPTY_LINES])

    def _line(self, name: str) -> Line:
        fact = FACTS[self._get(name)]
        text = self._text(name)
        found: Cell | None = None
        try:
            found = cell(self._points(text, fact.kind), fact) if text else None
        except BadCell:
            found = None
        words = pack(self.language, "conditions")
        listed = words["words"] if fact.kind == "yes_no" else words["choices"].get(fact.name, {})
        if not fact.ordered:
            negated = text.startswith("not")
            chosen = found.choices if found and not found.everything else frozenset()
            picked = frozenset(options(fact)) - chosen if negated and found else chosen
            choices = tuple(Option(o, listed[o], o in picked) for o in options(fact))
            return Line(name, fact.name, text, choices, negated)
        how, low, high = _compared(found)
        low, high = (self._commas(one, fact.kind) for one in (low, high))
        unit = self.country.currency if fact.kind == "money" else ""
        return Line(name, fact.name, text, how=how, low=low, high=high, unit=unit)

    def _text(self, name: str) -> str:
        """What was typed if it was changed, else what was picked; a new fact starts empty."""
        text, shown = self._get(f"{name}-text"), self._get(f"{name}-shown")
        if f"{name}-shown" not in self.typed or self._get(f"{name}-fact") != self._get(name):
            return text if text != shown or not shown else ""
        return text if text != shown else self._picked(name) or text

    def _picked(self, name: str) -> str:
        listed: list[str] = getattr(self.typed, "getlist", lambda _name: [])(f"{name}-pick")
        if listed:
            text = ", ".join(listed)
            return f"not({text})" if self._get(f"{name}-not") else text
        how, low = self._get(f"{name}-how"), self._get(f"{name}-low")
        if how == "..":
            return f"[{low}..{self._get(f'{name}-high')}]"
        if how not in HOWS or not low:
            return ""
        return low if how == "=" else f"{how} {low}"

    def _points(self, text: str, kind: str) -> str:
        if self.language == "en" or kind not in {"number", "money"}:
            return text
        return re.sub(r"(?<=\d),(?=\d)", ".", text)

    def _commas(self, text: str, kind: str) -> str:
        return text if self.language == "en" or kind == "date" else text.replace(".", ",")

    def rule(self) -> Rule | None:
        """The rule that was typed; None when something is wrong, see `errors`."""
        self.errors = {}
        entries = dict(self._entries())
        if not self._get("source"):
            self.errors["source"] = self._say(BadSheet("is_missing"))
        if self._get("id") in {one.id for one in self.table.rules} - {self.instead_of}:
            self.errors["id"] = self._say(BadSheet("id_twice", value=self._get("id")))
        if self._get("basis") and not self._get("forbids") and not self._limited():
            self.errors["limits"] = self._say(BadSheet("limit_or_forbids"))
        beside = {"id": BESIDE, "remedy": self._get("remedy"), "basis": "policy"}
        beside[f"limit {self.table.roles[-1]}"] = "any"
        rows = [tuple(entries), *(tuple(map(one.get, entries)) for one in (entries, beside))]
        try:
            found = from_rows(rows, self._alone(), self.language)
        except BadSheet as problem:
            self.errors[self._field(problem.column)] = self._say(problem)
            return None
        return None if self.errors else found.rules[0]

    def _alone(self) -> Table:
        """The table with nothing but the remedy of this row, which is read by itself."""
        remedies, wanted = self.table.remedies, self._get("remedy")
        only = {wanted: remedies[wanted]} if wanted in remedies else remedies
        return replace(self.table, rules=(), remedies=only)

    def look(self) -> None:
        """Say what is wrong with what was typed; what is still empty is not wrong yet."""
        self.rule()
        empty = {one.name for lines in self.lines.values() for one in lines if not one.text}
        for name in {"source", "id", "remedy", "basis", "limits", *empty}:
            if name in empty or not self._get(name):
                self.errors.pop(name, None)

    def _limited(self) -> bool:
        return any(self._get(f"limit-{role}") in {"any", "upto"} for role in self.table.roles)

    def _entries(self) -> Iterator[tuple[str, str]]:
        yield from self.plain.items()
        for role in self.table.roles:
            yield f"limit {role}", self._limit(f"limit-{role}")
        for kind, lines in self.lines.items():
            for line in lines:
                if line.fact:
                    yield _column(kind, line.fact), line.text or "?"

    def _limit(self, name: str) -> str:
        how = self._get(name)
        if how != "upto":
            return "any" if how == "any" else ""
        parts = {one: self._get(f"{name}-{one}") for one in ("amount", "percent", "count")}
        signs = {"amount": "", "percent": " %", "count": " x"}
        return "; ".join(f"{text}{signs[one]}" for one, text in parts.items() if text) or "?"

    def _field(self, column: str) -> str:
        if column == "limit":
            return "limits"
        if column.startswith("limit "):
            return column.replace(" ", "-", 1)
        lines = ((kind, one) for kind, lines in self.lines.items() for one in lines)
        return next((one.name for kind, one in lines if column == _column(kind, one.fact)), column)

    def _say(self, problem: BadSheet) -> str:
        """The mistake without row and column, which the form shows by itself."""
        bare = BadSheet(problem.code, position=problem.position)
        bare.values = problem.values
        return explain_bad_sheet(bare, self.language)


def _column(kind: str, fact: str) -> str:
    return fact if kind == "when" else f"evidence {fact}"


def _compared(found: Cell | None) -> tuple[str, str, str]:
    """How a number is compared, when it is one stretch."""
    if found is None or found.everything or len(found.spans) != 1:
        return "", "", ""
    (span,) = found.spans
    low, high = text_of(span.low), text_of(span.high)
    if low and low == high:
        return "=", low, ""
    if low and high:
        return ("..", low, high) if span.low_in and span.high_in else ("", "", "")
    if low:
        return (">=" if span.low_in else ">"), low, ""
    return ("<=" if span.high_in else "<"), high, ""
