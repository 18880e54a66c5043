"""Whether a table is whole: contradictions, overlaps, gaps, and rules that can never hold. Exact.

A rule is a box over the facts it asks for, the amount and the days it is in force, so nothing is
tried out and nothing is overlooked. What the findings mean:

- contradiction: two rules of one remedy and basis can both hold and limit one role differently;
- overlap: both can hold and agree; no fault, but one of them may be too many;
- gap: the remedy is open (not `closed`), and for some facts no rule speaks; or amounts, or days,
  lie between others that are covered for the same facts; or what is owed by law nobody may give
  above some amount;
- fault: a rule that can never decide anything, or a cap of a case below every single limit.

A rule speaks where its condition holds: evidence that is missing is asked for, that is no gap.
Amounts are never below 0, days before a remedy's first rule do not count.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import combinations
from types import MappingProxyType
from typing import Literal

from kulanz.authority.boxes import (
    CENT,
    WHOLE,
    Axis,
    Box,
    Effort,
    TooMuch,
    axis,
    meet,
    plain,
    without,
)
from kulanz.authority.sheets import cells
from kulanz.case import Reason
from kulanz.conditions import FACTS, Condition, Fact, Span
from kulanz.countries import Basis, Limit, Remedy, Rule, Table

Kind = Literal[
    "contradiction",
    "overlap",
    "gap",
    "hole",
    "nobody_above",
    "never_holds",
    "never_valid",
    "always_forbidden",
    "cap_too_low",
]

VALID = Fact("valid", "date")  # the days a rule is in force, as one more line
MOST_FOUND = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: rules, the role with its limits, and for which facts.

    `where` has, per fact, the values as a cell; a fact that is not in it may have any value.
    """

    kind: Kind
    remedy: str
    basis: Basis | None = None
    rules: tuple[str, ...] = ()
    role: str = ""
    limits: tuple[Limit, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> Reason:
        """What was found, as a code with its values."""
        values = {
            "remedy": self.remedy,
            "basis": self.basis or "",
            "rules": ",".join(self.rules),
            "role": self.role,
            "limits": ",".join("" if x.amount is None else plain(x.amount) for x in self.limits),
            "where": "; ".join(f"{name}: {text}" for name, text in self.where.items()),
        }
        return Reason(f"authority.{self.kind}", values)


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found; `complete` is False where a table is so tangled that the proof gave up."""

    gaps: tuple[Finding, ...] = ()
    overlaps: tuple[Finding, ...] = ()
    contradictions: tuple[Finding, ...] = ()
    faults: tuple[Finding, ...] = ()
    complete: bool = True

    @property
    def sound(self) -> bool:
        """Whether the table can be used as it is; overlaps that agree do no harm."""
        return self.complete and not (self.gaps or self.contradictions or self.faults)


def prove(table: Table, *, on: date | None = None) -> Proof:
    """The proof of a table, for all days or for the rules in force on one."""
    found: list[Finding] = []
    complete, effort = True, Effort()
    for remedy in table.remedies.values():
        rules = [rule for rule in table.rules if rule.remedy == remedy.code and rule.valid(on)]
        try:
            for one in _Grid(remedy, rules, effort).findings():
                found.append(one)
                if len(found) >= MOST_FOUND:
                    raise TooMuch  # noqa: TRY301 - the same end as for too many pieces
        except TooMuch:
            complete = False
    found += _caps(table)
    return Proof(
        gaps=_of(found, "gap", "hole", "nobody_above"),
        overlaps=_of(found, "overlap"),
        contradictions=_of(found, "contradiction"),
        faults=_of(found, "never_holds", "never_valid", "always_forbidden", "cap_too_low"),
        complete=complete,
    )


def _of(found: Iterable[Finding], *kinds: Kind) -> tuple[Finding, ...]:
    return tuple(one for one in found if one.kind in kinds)


class _Grid:
    """The rules of one remedy as boxes over the facts that any of them asks for."""

    def __init__(self, remedy: Remedy, rules: list[Rule], effort: Effort) -> None:
        self.remedy, self.rules, self.effort = remedy, rules, effort
        self.axes = tuple(_axes(remedy, rules))
        self.names = [one.fact.name for one in self.axes]
        self.free = tuple(one.every for one in self.axes)
        self.holds = [self._box(rule, rule.when, rule.evidence) for rule in rules]
        self.speaks = [self._box(rule, rule.when) for rule in rules]

    def findings(self) -> Iterator[Finding]:
        """Everything there is to say about this remedy."""
        yield from self._never()
        yield from self._pairs()
        if self.remedy.closed:
            yield from self._holes("amount")
            yield from self._holes("valid")
        else:
            yield from self._gaps()
        yield from self._nobody_above()

    def _box(self, rule: Rule, *conditions: Condition) -> Box:
        box = list(self.free)
        for one in (cell for condition in conditions for cell in condition.cells):
            if not one.everything:
                at = self.names.index(one.fact.name)
                box[at] &= self.axes[at].mask(one)
        at = self.names.index("valid")
        box[at] &= self.axes[at].within((_days(rule),))
        return tuple(box)

    def _never(self) -> Iterator[Finding]:
        valid = self.names.index("valid")
        forbidding = [
            box for rule, box in zip(self.rules, self.speaks, strict=True) if rule.forbids
        ]
        for rule, box in zip(self.rules, self.holds, strict=True):
            if not box[valid]:
                yield self._finding("never_valid", rule)
            elif not all(box):
                names = [name for name, mask in zip(self.names, box, strict=True) if not mask]
                where = MappingProxyType(dict.fromkeys(names, ""))
                yield Finding("never_holds", rule.remedy, rule.basis, (rule.id,), where=where)
            elif not rule.forbids and not without(box, forbidding, self.effort):
                yield self._finding("always_forbidden", rule)

    def _pairs(self) -> Iterator[Finding]:
        giving = [(r, b) for r, b in zip(self.rules, self.holds, strict=True) if not r.forbids]
        self.effort.spend(len(giving) ** 2 // 2)
        for (one, first), (other, second) in combinations(giving, 2):
            if one.basis != other.basis or (both := meet(first, second)) is None:
                continue
            where = self._where(both)
            named = [role for role in one.limits if role in other.limits]
            differing = [role for role in named if one.limits[role] != other.limits[role]]
            ids = (one.id, other.id)
            for role in differing:
                limits = (one.limits[role], other.limits[role])
                yield Finding("contradiction", one.remedy, one.basis, ids, role, limits, where)
            if not differing:
                yield Finding("overlap", one.remedy, one.basis, ids, where=where)

    def _gaps(self) -> Iterator[Finding]:
        """Facts of an open remedy for which no rule speaks."""
        for box in without(self._since_the_first(), self.speaks, self.effort):
            yield Finding("gap", self.remedy.code, where=self._where(box))

    def _since_the_first(self) -> Box:
        valid = self.names.index("valid")
        first = min((low for box in self.speaks if (low := box[valid] & -box[valid])), default=1)
        days = self.free[valid] & ~(first - 1)
        return (*self.free[:valid], days, *self.free[valid + 1 :])

    def _holes(self, line: str) -> Iterator[Finding]:
        """Amounts or days between two that are covered for the same facts, and not covered."""
        at = self.names.index(line)
        if self.axes[at].size == 1:  # no rule tells amounts, or days, apart
            return
        told: list[Box] = []
        for one in self.speaks:
            above = (*one[:at], self.axes[at].above(one[at]), *one[at + 1 :])
            for free in without(above, self.speaks, self.effort):
                self.effort.spend(len(self.speaks))
                for other in self.speaks:
                    below = (*other[:at], self.axes[at].below(other[at]), *other[at + 1 :])
                    between = meet(free, below)
                    for box in without(between, told, self.effort) if between else ():
                        told.append(box)
                        yield Finding("hole", self.remedy.code, where=self._where(box))

    def _nobody_above(self) -> Iterator[Finding]:
        """What is owed by law and stops at an amount, although the facts do not."""
        owed = [
            (rule, box)
            for rule, box in zip(self.rules, self.holds, strict=True)
            if rule.basis == "legal" and not rule.forbids
        ]
        endless = [box for rule, box in owed if _top(rule) is None]
        ruled_out = [b for r, b in zip(self.rules, self.speaks, strict=True) if r.forbids]
        at = self.names.index("amount")
        self.effort.spend(len(owed) ** 2)
        for rule, box in owed:
            top = _top(rule)
            if top is None:
                continue
            higher = [
                self._only(other, at, Span(None, False, limit, True))
                for one, other in owed
                if (limit := _top(one)) is not None and limit > top
            ]
            above = self._only(box, at, Span(top, False, None, False))
            for piece in without(above, [*endless, *ruled_out, *higher], self.effort):
                yield Finding(
                    "nobody_above",
                    rule.remedy,
                    rule.basis,
                    (rule.id,),
                    limits=(Limit(top),),
                    where=self._where(piece),
                )

    def _only(self, box: Box, at: int, span: Span) -> Box:
        return (*box[:at], box[at] & self.axes[at].within((span,)), *box[at + 1 :])

    def _finding(self, kind: Kind, rule: Rule) -> Finding:
        return Finding(kind, rule.remedy, rule.basis, (rule.id,))

    def _where(self, box: Box) -> Mapping[str, str]:
        return MappingProxyType(
            {
                one.fact.name: one.written(mask)
                for one, mask in zip(self.axes, box, strict=True)
                if mask != one.every
            }
        )


def _axes(remedy: Remedy, rules: list[Rule]) -> Iterator[Axis]:
    asked = [one for rule in rules for one in cells(rule)]
    names = sorted({one.fact.name for one in asked} | {"amount"})
    tops = [top for rule in rules if (top := _top(rule)) is not None]
    for name in names:
        fact = FACTS[name]
        own = [one for one in asked if one.fact.name == name]
        yield axis(fact, own, step=_step(fact, remedy), ends=tops if name == "amount" else ())
    days = [end for rule in rules for end in (_days(rule).low, _days(rule).high)]
    yield axis(VALID, (), step=WHOLE, ends=[end for end in days if end is not None])


def _step(fact: Fact, remedy: Remedy) -> Decimal | None:
    """How far apart values are at least: cents, days; nothing is known of other numbers."""
    in_time = fact.name == "amount" and remedy.unit in {"days", "hours"}
    if in_time or fact.kind == "date":
        return WHOLE
    return CENT if fact.kind == "money" else None


def _days(rule: Rule) -> Span:
    low = None if rule.since is None else Decimal(rule.since.toordinal())
    high = None if rule.until is None else Decimal(rule.until.toordinal())
    return Span(low, low is not None, high, high is not None)


def _top(rule: Rule) -> Decimal | None:
    """The largest amount that anybody may give by a rule; None for no end, or nobody at all."""
    amounts = [limit.amount for limit in rule.limits.values()]
    known = [amount for amount in amounts if amount is not None]
    return max(known) if known and len(known) == len(amounts) else None


def _caps(table: Table) -> Iterator[Finding]:
    """A role whose cap for a case is below each of its limits can use none of them in full."""
    for stack, caps in table.caps.items():
        giving = [
            rule
            for rule in table.rules
            if rule.basis == "goodwill"
            and not rule.forbids
            and table.remedies[rule.remedy].stack == stack
        ]
        for role, cap in caps.items():
            limits = [rule.limits[role] for rule in giving if role in rule.limits]
            amounts = [limit.amount for limit in limits if limit.amount is not None]
            if cap.amount is not None and amounts and cap.amount < min(amounts):
                found = (cap, Limit(min(amounts)))
                yield Finding("cap_too_low", "", "goodwill", role=role, limits=found)
