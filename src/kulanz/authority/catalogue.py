"""The remedies of a country pack, and asking about one of them."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from kulanz.authority.verdict import NO_FACTS, Verdict, gate
from kulanz.authority.wish import NOTHING, Wish
from kulanz.case import LanguageCode
from kulanz.conditions import Facts
from kulanz.countries import BASES, Basis, Profile, Remedy
from kulanz.languages import pack, say


def may_offer(
    profile: Profile,
    role: str,
    remedy: str,
    amount: Decimal | None = None,
    *,
    facts: Facts = NO_FACTS,
    basis: Basis | None = None,
    percent: Decimal | None = None,
    count: int | None = None,
    used: Decimal = NOTHING,
    on: date | None = None,
    present: Collection[str] | None = None,
) -> Verdict:
    """The verdict for one remedy of a pack.

    Args:
        profile: the country pack.
        role: who asks, for example "AG".
        remedy: the code of the remedy.
        amount: how much, in the unit of the remedy; None for "any at all".
        facts: what is known of the case; behaviour is not among the facts there are.
        basis: on which basis, where a remedy has several; the strongest that holds otherwise.
        percent: part of the price, for price reductions.
        count: number of instalments.
        used: goodwill this case has had before.
        on: the day, for rules that begin or end.
        present: roles of which somebody can be asked now; None for all.

    Raises:
        ValueError: the role is unknown, the remedy has no such basis, or a number is negative.
    """
    wish = Wish(role, remedy, amount, basis, percent, count, used, on, present)
    return gate(profile).verdict(wish, facts)


def remedies(profile: Profile) -> tuple[Remedy, ...]:
    """Every remedy of a pack, free ones first, then what is owed, goodwill last."""
    return tuple(sorted(profile.remedies.values(), key=lambda one: _order(profile, one)))


def bases(profile: Profile, remedy: str) -> tuple[Basis, ...]:
    """The bases on which a remedy is given, the strongest first."""
    found = {r.basis for r in profile.table.rules if r.remedy == remedy and not r.forbids}
    return tuple(basis for basis in BASES if basis in found)


def measures(profile: Profile, remedy: str) -> frozenset[str]:
    """What a remedy is limited by beside its amount: "percent" of the price, "count" of parts."""
    limits = [one for r in profile.table.rules if r.remedy == remedy for one in r.limits.values()]
    return frozenset(
        part
        for part in ("percent", "count")
        if any(getattr(one, part) is not None for one in limits)
    )


def name(remedy: str, language: LanguageCode) -> str:
    """What a remedy is called in a language, as in "Gutschein".

    Raises:
        KeyError: no such remedy has a name.
    """
    word: str = pack(language, "remedies")["names"][remedy]
    return word


def explain(verdict: Verdict, profile: Profile, language: LanguageCode) -> str:
    """The reason of a verdict as a sentence, with words for roles, units and facts, not codes."""
    reason = verdict.reason
    values = dict(reason.values)
    units: dict[str, str] = pack(language, "remedies")["units"]
    values["unit"] = units.get(values["unit"], values["unit"])
    if verdict.approver:
        values["approver"] = profile.roles[verdict.approver].names[language]
    values["missing"] = fact_names(verdict.missing, language)
    values["failing"] = fact_names(verdict.failing, language)
    return say(type(reason)(reason.code, values), language)


def fact_names(facts: Collection[str], language: LanguageCode) -> str:
    """What facts are called, in a row: "Zustellnachweis; wer den Fehler gemacht hat"."""
    labels: dict[str, str] = pack(language, "conditions")["labels"]
    return "; ".join(labels[fact] for fact in facts)


def _order(profile: Profile, remedy: Remedy) -> tuple[int, int]:
    basis = bases(profile, remedy.code)[0]
    return ({"policy": 0, "legal": 1, "goodwill": 2}[basis], remedy.unit == "money")
