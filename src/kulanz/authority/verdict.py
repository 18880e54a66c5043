"""May this role offer this remedy? Only the pack, the role, the remedy and the amount decide.

Three rules stand above the table: protective acts never need approval; for what is owed by law a
limit only says who checks the evidence, so the answer is never "may not"; goodwill of one case is
added up against a cap. Raising a limit never takes a "may" away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kulanz.case import LanguageCode, Reason
from kulanz.countries import Basis, Limit, Profile, RemedyRule
from kulanz.languages import pack, say

Answer = Literal["may", "needs_approval", "may_not"]

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a role may do now, and why (de: Entscheidung, nl: beslissing).

    `limit` is the role's own limit in the unit of the remedy, None where there is none;
    `approver` the next role that can say yes; `booked_by` and `four_eyes` say who books it.
    """

    answer: Answer
    basis: Basis | None
    limit: Decimal | None
    approver: str | None
    reason: Reason
    booked_by: str | None = None
    four_eyes: bool = False


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked for: the basis, how much, and the goodwill already given in the case."""

    basis: Basis
    amount: Decimal | None
    percent: Decimal | None
    count: int | None
    given: Decimal
    stacks: bool


def may_offer(
    profile: Profile,
    role: str,
    remedy: str,
    amount: Decimal | None = None,
    *,
    basis: Basis | None = None,
    percent: Decimal | None = None,
    count: int | None = None,
    given: Decimal = NOTHING,
) -> Verdict:
    """The verdict for one remedy; `amount` in the unit of the remedy, None for "any at all".

    Args:
        profile: the country pack.
        role: who asks, for example "AG".
        remedy: the code of the remedy.
        amount: how much, in the unit of the remedy.
        basis: on which basis, where a remedy has several; the usual one otherwise.
        percent: part of the price, for price reductions.
        count: number of instalments.
        given: goodwill this case has had before.

    Raises:
        ValueError: the role is unknown, the remedy has no such basis, or a number is negative.
    """
    _check(profile, role, (amount, percent, given, Decimal(count or 0)))
    rule = profile.remedies.get(remedy)
    if rule is None:
        return Verdict("may_not", None, None, None, Reason("authority.not_in_pack"))
    usual = next(iter(rule.terms))
    asked = basis or usual
    if asked not in rule.terms:
        raise ValueError(f"{remedy} is not given on the basis {basis}")
    stacks = rule.stacks and asked == "goodwill"
    return _decide(profile, role, rule, _Wish(asked, amount, percent, count, given, stacks))


def explain(verdict: Verdict, profile: Profile, language: LanguageCode) -> str:
    """The reason of a verdict as a sentence, with the names of roles and units, not their codes."""
    values = dict(verdict.reason.values)
    units: dict[str, str] = pack(language, "remedies")["units"]
    values["unit"] = units.get(values.get("unit", ""), values.get("unit", ""))
    if verdict.approver:
        values["approver"] = profile.roles[verdict.approver].names[language]
    return say(Reason(verdict.reason.code, values), language)


def _check(profile: Profile, role: str, numbers: tuple[Decimal | None, ...]) -> None:
    if role not in profile.roles:
        raise ValueError(f"{role!r} is no role of {profile.name}")
    if any(n is not None and (not n.is_finite() or n < 0) for n in numbers):
        raise ValueError(f"amounts are finite and never negative: {numbers}")


def _decide(profile: Profile, role: str, rule: RemedyRule, wish: _Wish) -> Verdict:
    terms = rule.terms[wish.basis]
    own = terms.get(role)
    limit = own.amount if own and not own.request else None
    four_eyes = rule.four_eyes_above is not None and (wish.amount or NOTHING) > rule.four_eyes_above
    if _allows(profile, role, terms, wish):
        reason = Reason(f"authority.may_{wish.basis}", _values(profile, rule, limit))
        return Verdict("may", wish.basis, limit, None, reason, rule.booked_by, four_eyes)
    approver = _approver(profile, role, terms, wish)
    answer, code = _refusal(rule, wish, approver)
    if answer == "needs_approval" and own and not own.request and _within(own, wish):
        code = "authority.over_cap"
    reason = Reason(code, _values(profile, rule, limit, approver))
    return Verdict(answer, wish.basis, limit, approver, reason, rule.booked_by, four_eyes)


def _refusal(rule: RemedyRule, wish: _Wish, approver: str | None) -> tuple[Answer, str]:
    if rule.protective:
        return "may_not", "authority.longer_than_protective"
    if wish.basis == "legal":
        return "needs_approval", "authority.evidence_check"
    if approver is None:
        return "may_not", "authority.nobody_may"
    return "needs_approval", "authority.over_limit"


def _allows(profile: Profile, role: str, terms: Mapping[str, Limit], wish: _Wish) -> bool:
    own = terms.get(role)
    if own is None or not _within(own, wish):
        return False
    if not wish.stacks or wish.amount is None or role not in profile.goodwill_cap:
        return True
    return _under(wish.amount + wish.given, profile.goodwill_cap[role].amount)


def _within(limit: Limit, wish: _Wish) -> bool:
    return (
        not limit.request
        and _under(wish.amount, limit.amount)
        and _under(wish.percent, limit.percent)
        and _under(wish.count, limit.count)
    )


def _under(wanted: Decimal | int | None, limit: Decimal | int | None) -> bool:
    return wanted is None or limit is None or wanted <= limit


def _approver(profile: Profile, role: str, terms: Mapping[str, Limit], wish: _Wish) -> str | None:
    """The first role above this one that may; then any other in the table. Never the asker."""
    ladder = profile.ladder
    above = ladder[ladder.index(role) + 1 :] if role in ladder else ladder
    others = [r for r in terms if r not in ladder and r != role]
    return next((r for r in (*above, *others) if _allows(profile, r, terms, wish)), None)


def _values(
    profile: Profile, rule: RemedyRule, limit: Decimal | None, approver: str | None = None
) -> dict[str, str]:
    unit = profile.currency if rule.unit == "money" else rule.unit
    return {
        "remedy": rule.code,
        "limit": "" if limit is None else f"{limit}",
        "unit": unit,
        "approver": approver or "",
    }
