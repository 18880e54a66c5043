"""Which questions are the same question, so that an answer can be kept.

A table cares for little of what it is told: on which side of a limit an amount lies, not which
amount it is; which rules a wait of 901 seconds meets, not how long it was. Two questions that fall
on the same side everywhere have the same answer, down to the reason.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kulanz.authority.sheets import Column, Sheet
from kulanz.authority.wish import Wish
from kulanz.conditions import FACTS, Facts, Value
from kulanz.countries import Rule, Table

HAD = "goodwill.twelve_months"
# What lies outside of these is no amount at all: negative, or not finite.
_LEAST, _MOST = Decimal("-1E-999999"), Decimal("9E+999999")
_FROM_NOTHING = [_LEAST, Decimal(0), _MOST]

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """The ends that matter for one remedy, and the facts that its rules ask for.

    What is no amount (negative, not finite) lies outside of the ends and has keys of its own, for
    which there never is an answer to keep.
    """

    amounts: list[Decimal]
    stacked: list[Decimal]
    percents: list[Decimal]
    counts: list[Decimal]
    look: Decimal
    names: tuple[str, ...]
    lines: tuple[tuple[str, Column], ...]
    days: Callable[[date | None], int] | None

    def key(self, wish: Wish, facts: Facts) -> Key:
        """The same for questions that are the same.

        Raises:
            decimal.InvalidOperation: an amount is not a number.
        """
        amount, used = wish.amount, wish.used
        get = facts.get
        had = get(HAD)
        found = (
            wish.role,
            wish.basis,
            amount if amount is None else bisect_left(self.amounts, amount),
            self._stack(amount, used) if used or self.stacked else None,
            None if wish.percent is None and wish.count is None else self._shares(wish),
            had if had is None else isinstance(had, Decimal) and had > self.look,
            self.days and self.days(wish.on),
            *map(get, self.names),
        )
        if not self.lines:
            return found
        return found + tuple([_hits(name, column, wish, get(name)) for name, column in self.lines])

    def _shares(self, wish: Wish) -> Key:
        percent, count = wish.percent, wish.count
        return (
            percent if percent is None else bisect_left(self.percents, percent),
            count if count is None else bisect_left(self.counts, count),
        )

    def _stack(self, amount: Decimal | None, used: Decimal) -> Key:
        """Where what the case has had lies alone, and together with what is asked for."""
        if not used:
            return (amount if amount is None else bisect_left(self.stacked, amount),)
        first = bisect_left(_FROM_NOTHING, used)
        return first, amount if amount is None else bisect_left(self.stacked, amount + used)


def alike(sheet: Sheet, table: Table) -> Alike:
    """What tells questions about one remedy apart."""
    limits = [limit for rule in sheet.rules for limit in rule.limits.values()]
    stack = sheet.remedy.stack
    caps = table.caps[stack].values() if stack else ()
    names = [name for name, _, column in sheet.columns if not FACTS[name].ordered]
    if "delivery.proof" in names:
        names.append("delivery.evidence")  # the proof follows from it
    return Alike(
        amounts=_ends([*(one.amount for one in limits), *_four_eyes(sheet.rules)]),
        stacked=_ends(one.amount for one in caps) if stack else [],
        percents=_ends(one.percent for one in limits),
        counts=_ends(None if one.count is None else Decimal(one.count) for one in limits),
        look=table.second_look.amount,
        names=tuple(names),
        lines=tuple((name, col) for name, _, col in sheet.columns if FACTS[name].ordered),
        days=sheet.valid if sheet.dated else None,
    )


def _hits(name: str, column: Column, wish: Wish, value: Value | None) -> int | None:
    if name == "amount" and wish.amount is not None:
        value = wish.amount
    return None if value is None else column(value)


def _four_eyes(rules: Iterable[Rule]) -> Iterable[Decimal | None]:
    return (rule.four_eyes_above for rule in rules)


def _ends(found: Iterable[Decimal | None]) -> list[Decimal]:
    return [_LEAST, *sorted({one for one in found if one is not None}), _MOST]
