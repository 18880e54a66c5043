"""Past decisions against a draft of the table: whose verdict would change, and how."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kulanz.authority.verdict import Gate, Verdict, gate
from kulanz.authority.wish import NOTHING, Wish
from kulanz.conditions import Facts
from kulanz.countries import Basis, Profile


@dataclass(frozen=True, slots=True)
class Decision:
    """What was asked for once, and what was known then (de: Entscheidung, nl: beslissing)."""

    role: str
    remedy: str
    amount: Decimal | None = None
    basis: Basis | None = None
    percent: Decimal | None = None
    count: int | None = None
    used: Decimal = NOTHING
    on: date | None = None
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A decision that the draft would answer otherwise; `at` is its place among those given."""

    at: int
    decision: Decision
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Replay:
    """The decisions that change, in their order, and how many stay as they are."""

    changed: tuple[Change, ...]
    same: int

    @property
    def groups(self) -> Mapping[tuple[str, str], tuple[Change, ...]]:
        """The changes by remedy and role, the largest group first."""
        counted = Counter((one.decision.remedy, one.decision.role) for one in self.changed)
        found: dict[tuple[str, str], list[Change]] = {key: [] for key, _ in counted.most_common()}
        for one in self.changed:
            found[one.decision.remedy, one.decision.role].append(one)
        return {key: tuple(ones) for key, ones in found.items()}


def replay(decisions: Iterable[Decision], old: Profile, new: Profile) -> Replay:
    """Every decision by the table of one profile and by that of another.

    A verdict changes when another answer is given, somebody else has to approve or book, the four
    eyes come or go, or another fact is asked for. By which rule, and how far below the limit, is
    no change.

    Raises:
        ValueError: a decision has a role that a table does not know, or a number that is none.
    """
    before, after = _Reader(gate(old)), _Reader(gate(new))
    changed, same = [], 0
    for at, one in enumerate(decisions):
        wish = Wish(
            one.role, one.remedy, one.amount, one.basis, one.percent, one.count, one.used, one.on
        )
        first, second = before.verdict(wish, one.facts), after.verdict(wish, one.facts)
        if first is second or _outcome(first) == _outcome(second):
            same += 1
        else:
            changed.append(Change(at, one, first, second))
    return Replay(tuple(changed), same)


class _Reader:
    """A gate that also answers for a basis on which its table gives a remedy no longer."""

    def __init__(self, ready: Gate) -> None:
        self.gate = ready
        self.bases: Mapping[str, Collection[Basis]] = {
            code: {rule.basis for rule in sheet.rules} for code, sheet in ready.sheets.items()
        }

    def verdict(self, wish: Wish, facts: Facts) -> Verdict:
        known = self.bases.get(wish.remedy)
        if wish.basis is not None and known is not None and wish.basis not in known:
            return Verdict("may_not", wish.remedy, "no_rule", at_best="may_not")
        return self.gate.verdict(wish, facts)


def _outcome(one: Verdict) -> tuple[object, ...]:
    if one.answer == "undecided":
        return one.answer, one.missing
    return one.answer, one.approver, one.booked_by, one.four_eyes
