"""May this role offer this remedy, now, in this case, and why?

Only the table, the role, the remedy, the amount and facts of the closed list decide. Four things
stand above the rows of the table: protective acts never need approval; what is owed by law is
never goodwill, and a limit on it only says who checks the evidence; goodwill of one case is added
up against a cap; and where a fact is missing that would change the answer, the answer is to ask
for it. Several rules may hold: the one that goes furthest counts, so raising a limit never takes a
"may" away.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cached_property
from types import MappingProxyType
from typing import Literal, NamedTuple

from kulanz.authority.alike import Alike, Key, alike
from kulanz.authority.sheets import Sheet, sheets
from kulanz.authority.wish import NOTHING, Wish
from kulanz.case import Reason
from kulanz.conditions import Facts, judge
from kulanz.countries import Basis, Limit, Profile, Rule, Table

Answer = Literal["may", "needs_approval", "may_not", "undecided"]

NO_FACTS: Facts = {}
_KEPT = 16
_KEPT_ANSWERS = 2_000  # of one remedy: some megabytes for a whole table


class _Said(NamedTuple):
    """What a verdict says.

    `rule` names the row that decides: the one that allows it, the one by which the approver may,
    or the one that comes nearest. `limit` is the role's own limit in the unit of the remedy, None
    where there is none; `used` what the case has had of the stack; `missing` the facts that would
    decide, `failing` those that speak against it. `approver` is the next role that can say yes.
    `at_best` is the answer if what is not known yet turns out well.
    """

    answer: Answer
    remedy: str
    code: str
    rule: str | None = None
    basis: Basis | None = None
    limit: Decimal | None = None
    used: Decimal = NOTHING
    missing: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    approver: str | None = None
    booked_by: str | None = None
    four_eyes: bool = False
    second_look: str | None = None
    unit: str = ""
    at_best: Answer = "may"


class Verdict(_Said):
    """What a role may do now, and why (de: Entscheidung, nl: beslissing)."""

    @cached_property
    def reason(self) -> Reason:
        """Why, as a code with its values."""
        values = {
            "remedy": self.remedy,
            "limit": "" if self.limit is None else f"{self.limit}",
            "unit": self.unit,
            "approver": self.approver or "",
            "missing": ",".join(self.missing),
            "failing": ",".join(self.failing),
        }
        return Reason(f"authority.{self.code}", MappingProxyType(values))

    def after(self, used: Decimal) -> "Verdict":
        """The same verdict for a case that has had another amount before."""
        found: Verdict = self._replace(used=used)
        found.__dict__.update(self.__dict__)
        return found


class Near(NamedTuple):
    """A rule that would allow it: what speaks against it, what is missing, and who could by it."""

    rule: str
    failing: tuple[str, ...]
    missing: tuple[str, ...]
    roles: tuple[str, ...]


class Gate:
    """A table made ready; asked for many verdicts."""

    def __init__(self, table: Table, *, country: str = "", currency: str = "") -> None:
        self.table, self.country, self.currency = table, country, currency
        self.sheets: Mapping[str, Sheet] = sheets(table)
        self._answers: Mapping[str, tuple[Alike, dict[Key, Verdict]]] = {
            code: (alike(sheet, table), {}) for code, sheet in self.sheets.items()
        }

    def verdict(self, wish: Wish, facts: Facts = NO_FACTS) -> Verdict:
        """The verdict; `facts` holds what is known.

        Raises:
            ValueError: the role is unknown, the remedy has no such basis, or a number is negative.
        """
        kept = self._answers.get(wish.remedy)
        if kept is None or wish.present is not None:
            return self._look_up(wish, facts)
        same, answers = kept
        try:
            key = same.key(wish, facts)
        except InvalidOperation:
            return self._look_up(wish, facts)
        found = answers.get(key)
        if found is None:
            found = self._look_up(wish, facts)
            if len(answers) >= _KEPT_ANSWERS:
                answers.clear()
            answers[key] = found
        elif found.used and found.used != wish.used:
            return found.after(wish.used)
        return found

    def _look_up(self, wish: Wish, facts: Facts) -> Verdict:
        self._check(wish)
        sheet = self.sheets.get(wish.remedy)
        if sheet is None:
            return Verdict("may_not", wish.remedy, "not_in_pack", at_best="may_not")
        facts = self._completed(facts, wish)
        sure, possible = sheet.masks(facts)
        valid = sheet.valid(wish.on)
        forbidden = sure & valid & sheet.forbidding
        if forbidden:
            return self._forbidden(sheet, forbidden, wish)
        asked = valid & ~sheet.forbidding & self._on_basis(sheet, wish, sure)
        found = _look(self, sheet, sure & asked, wish)
        if found.answer == "may" or sure == possible or not possible & ~sure & asked:
            return self._decided(sheet, found, asked, wish, facts)
        best = _look(self, sheet, possible & asked, wish)
        if best.answer == found.answer and (best.rule is None) == (found.rule is None):
            return self._decided(sheet, found, asked, wish, facts)
        return self._undecided(sheet, possible & ~sure & asked, best, wish, facts)

    def why_not(self, wish: Wish, facts: Facts = NO_FACTS) -> tuple[Near, ...]:
        """For each rule that would allow it: what stands against it; the nearest first."""
        sheet = self.sheets.get(wish.remedy)
        if sheet is None:
            return ()
        facts = self._completed(facts, wish)
        near = []
        for rule in sheet.of(sheet.valid(wish.on) & ~sheet.forbidding):
            when, evidence = judge(rule.when, facts), judge(rule.evidence, facts)
            roles = tuple(role for role in rule.limits if self.allows(rule, role, wish))
            near.append(
                Near(
                    rule.id,
                    when.failing + evidence.failing,
                    when.missing + evidence.missing,
                    roles,
                )
            )
        return tuple(sorted(near, key=lambda one: (len(one.failing), len(one.missing))))

    def allows(self, rule: Rule, role: str, wish: Wish) -> bool:
        """Whether a rule that holds lets a role go that far, the cap of the case included."""
        own = rule.limits.get(role)
        if own is None or not within(own, wish):
            return False
        stack = self.table.remedies[rule.remedy].stack
        if rule.basis != "goodwill" or not stack or wish.amount is None:
            return True
        cap = self.table.caps[stack].get(role)
        return cap is None or cap.amount is None or wish.amount + wish.used <= cap.amount

    def approver(self, rules: tuple[Rule, ...], wish: Wish) -> tuple[str, Rule] | None:
        """The next role that may by one of the rules: up the ladder, then beside it, not the asker.

        Among those that may, one of which somebody is there goes first.
        """
        ladder = self.table.ladder
        above = ladder[ladder.index(wish.role) + 1 :] if wish.role in ladder else ladder
        beside = {r for rule in rules for r in rule.limits} - {*ladder, wish.role}
        able = [
            (role, rule)
            for role in (*above, *sorted(beside))
            for rule in rules
            if self.allows(rule, role, wish)
        ]
        there = [one for one in able if wish.present is None or one[0] in wish.present]
        return next(iter(there or able), None)

    def _check(self, wish: Wish) -> None:
        if wish.role not in self.table.roles:
            raise ValueError(f"{wish.role!r} is no role of this table")
        for number in (wish.amount, wish.percent, wish.used, wish.count):
            if number is not None and not (Decimal(number).is_finite() and number >= 0):
                raise ValueError(f"amounts are finite and never negative: {number}")

    def _completed(self, facts: Facts, wish: Wish) -> Facts:
        """The facts, with what follows from them: the amount asked for, the proof of delivery."""
        more = dict(facts)
        if wish.amount is not None:
            more["amount"] = wish.amount
        grade = facts.get("delivery.evidence")
        if grade is not None and "delivery.proof" not in facts:
            more["delivery.proof"] = proof(str(grade), self.country)
        return more

    def _on_basis(self, sheet: Sheet, wish: Wish, sure: int) -> int:
        """The rules of the basis asked for; what is owed by law is never given as anything else."""
        if wish.basis is None:
            return sheet.every
        wanted = owed = 0
        for i, rule in enumerate(sheet.rules):
            wanted |= (rule.basis == wish.basis) << i
            owed |= (rule.basis == "legal") << i
        if not wanted:
            raise ValueError(f"{wish.remedy} is not given on the basis {wish.basis}")
        return wanted | (owed & sure)

    def _unit(self, sheet: Sheet) -> str:
        return self.currency if sheet.remedy.unit == "money" else sheet.remedy.unit

    def _forbidden(self, sheet: Sheet, mask: int, wish: Wish) -> Verdict:
        rule = next(sheet.of(mask))
        facts = rule.when.facts
        return Verdict(
            "may_not",
            wish.remedy,
            "forbidden",
            rule.id,
            rule.basis,
            failing=facts,
            unit=self._unit(sheet),
            at_best="may_not",
        )

    def _decided(
        self, sheet: Sheet, found: "_Found", asked: int, wish: Wish, facts: Facts
    ) -> Verdict:
        rule, unit = found.rule, self._unit(sheet)
        if rule is None:
            return self._nothing_holds(sheet, asked, wish, facts)
        own = rule.limits.get(wish.role)
        over = rule.four_eyes_above
        return Verdict(
            found.answer,
            wish.remedy,
            found.code,
            rule.id,
            rule.basis,
            own.amount if own else None if found.answer == "may" else NOTHING,
            wish.used if sheet.remedy.stack and rule.basis == "goodwill" else NOTHING,
            (),
            (),
            found.approver,
            rule.booked_by,
            over is not None and (wish.amount or NOTHING) > over,
            self._second_look(rule, facts),
            unit,
            found.answer,
        )

    def _second_look(self, rule: Rule, facts: Facts) -> str | None:
        """Much goodwill to one customer: a colleague looks at the facts; it is no refusal."""
        had = facts.get("goodwill.twelve_months")
        look = self.table.second_look
        if rule.basis != "goodwill" or not isinstance(had, Decimal) or had <= look.amount:
            return None
        return look.role

    def _nothing_holds(self, sheet: Sheet, asked: int, wish: Wish, facts: Facts) -> Verdict:
        """No rule holds: the one that comes nearest is named, with what speaks against it."""
        rules = {rule.id: rule for rule in sheet.of(asked)}
        near = [one for one in self.why_not(wish, facts) if one.rule in rules]
        if not near:
            return Verdict("may_not", wish.remedy, "no_rule", at_best="may_not")
        fewest = len(near[0].failing)
        failing = [fact for one in near if len(one.failing) == fewest for fact in one.failing]
        return Verdict(
            "may_not",
            wish.remedy,
            "condition_fails",
            near[0].rule,
            rules[near[0].rule].basis,
            failing=tuple(dict.fromkeys(failing)),
            unit=self._unit(sheet),
            at_best="may_not",
        )

    def _undecided(
        self, sheet: Sheet, mask: int, best: "_Found", wish: Wish, facts: Facts
    ) -> Verdict:
        """Which facts would decide: those of the open rules that need the fewest."""
        gaps = {
            rule.id: judge(rule.when, facts).missing + judge(rule.evidence, facts).missing
            for rule in sheet.of(mask)
        }
        fewest = min(map(len, gaps.values()))
        missing = dict.fromkeys(f for gap in gaps.values() if len(gap) == fewest for f in gap)
        rule = best.rule
        own = rule.limits.get(wish.role) if rule else None
        return Verdict(
            "undecided",
            wish.remedy,
            "fact_missing",
            rule.id if rule else None,
            rule.basis if rule else None,
            own.amount if own else NOTHING,
            wish.used if sheet.remedy.stack else NOTHING,
            tuple(missing),
            (),
            best.approver,
            unit=self._unit(sheet),
            at_best=best.answer,
        )


class _Found(NamedTuple):
    answer: Answer
    code: str
    rule: Rule | None = None
    approver: str | None = None


def _look(gate: Gate, sheet: Sheet, mask: int, wish: Wish) -> _Found:
    """The answer if exactly these rules hold: the first that allows it, else who could."""
    rules = tuple(sheet.of(mask))
    for rule in rules:
        if gate.allows(rule, wish.role, wish):
            return _Found("may", f"may_{rule.basis}", rule)
    if not rules:
        return _Found("may_not", "condition_fails")
    asked = gate.approver(rules, wish)
    rule = asked[1] if asked else rules[0]
    role = asked[0] if asked else None
    if sheet.remedy.protective:
        return _Found("may_not", "longer_than_protective", rule, role)
    if rule.basis == "legal":
        return _Found("needs_approval", "evidence_check", rule, role or gate.table.ladder[-1])
    if role is None:
        return _Found("may_not", "nobody_may", rule)
    own = rule.limits.get(wish.role)
    return _Found(
        "needs_approval", "over_cap" if own and within(own, wish) else "over_limit", rule, role
    )


def within(limit: Limit, wish: Wish) -> bool:
    """Whether what is asked for stays within a limit in every respect."""
    return (
        (limit.amount is None or wish.amount is None or wish.amount <= limit.amount)
        and (limit.percent is None or wish.percent is None or wish.percent <= limit.percent)
        and (limit.count is None or wish.count is None or wish.count <= limit.count)
    )


def proof(grade: str, country: str) -> str:
    """What a grade of delivery evidence proves; a neighbour counts as nothing in the Netherlands.

    E0 none or a label only, E1 the carrier's word, E2 a named person or an agreed safe place with
    photo, E3 signature or location and photo, EN left with a neighbour (art. 7:11 BW: not handed
    over unless agreed; elsewhere the carrier's word until it is cleared up).
    """
    if grade == "EN":
        return "none" if country == "NL" else "carrier_only"
    return {"E0": "none", "E1": "carrier_only"}.get(grade, "proven")


_ready: dict[int, tuple[Table, Gate]] = {}


def gate(profile: Profile) -> Gate:
    """The table of a profile made ready; kept for the next time."""
    table = profile.table
    kept = _ready.get(id(table))
    if kept is not None and kept[0] is table:
        return kept[1]
    made = Gate(table, country=profile.country, currency=profile.currency)
    while len(_ready) >= _KEPT:
        _ready.pop(next(iter(_ready)))
    _ready[id(table)] = (table, made)
    return made
