"""What this person may offer now in this case, and why; and what was offered before."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal

from django.db.models import Sum
from django.utils.formats import number_format

from kulanz.authority import (
    Extent,
    Remedy,
    Verdict,
    explain,
    may_offer,
    measures,
    name,
    remedies,
)
from kulanz.case import LanguageCode
from kulanz.conditions import Facts
from kulanz.countries import Profile
from kulanz.desk.models import Approval, Case, Offer, Person
from kulanz.desk.queries.authority import InForce, in_force
from kulanz.desk.queries.case_facts import Known, Question, facts_of, known_facts, question, said
from kulanz.languages import pack

ORDER = ("may", "needs_approval", "undecided", "may_not")
ASKED_AT_ONCE = 5
ANYTHING = Extent()
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Choice:
    """One remedy with the verdict for the person who asks, in their language.

    `upto` is the person's own limit in words, "14 days" or "10 EUR"; `ask` the role that may
    approve. Both are empty where there is none. `parts` are the numbers it is given in: "amount",
    "percent" of the price, "count" of instalments.
    """

    remedy: Remedy
    name: str
    verdict: Verdict
    why: str
    upto: str
    ask: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Noted:
    """A known fact as the tab shows it."""

    name: str
    label: str
    value: str
    known: Known


@dataclass(frozen=True, slots=True)
class OfferTab:
    """The offer tab: what may be offered, what was, what to find out, the goodwill so far."""

    may: tuple[Choice, ...]
    needs_approval: tuple[Choice, ...]
    undecided: tuple[Choice, ...]
    may_not: tuple[Choice, ...]
    questions: tuple[Question, ...]
    facts: tuple[Noted, ...]
    offers: tuple[Offer, ...]
    wishes: tuple[str, ...]
    goodwill: Decimal
    currency: str
    version: int


def goodwill_given(case: Case) -> Decimal:
    """Goodwill offered or accepted in this case so far, in its currency."""
    rows = case.offers.filter(basis="goodwill", standing__in=["open", "accepted"])
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def rules_for(case: Case, *, at: datetime) -> InForce:
    """The country pack of a case with the authority table that holds today, there."""
    found = in_force(case.profile, on=at.date())
    return in_force(case.profile, on=at.astimezone(found.country.timezone).date())


@dataclass(frozen=True, slots=True)
class Ground:
    """What every verdict in a case rests on: the table, the facts known, the goodwill so far."""

    country: Profile
    version: int
    facts: Facts
    used: Decimal
    on: date

    def verdict(self, role: str, remedy: str, wanted: Extent = ANYTHING) -> Verdict:
        """What the table says to a role."""
        share = self.extent(remedy, wanted)
        return may_offer(
            self.country,
            role,
            remedy,
            share.amount,
            percent=share.percent,
            count=share.count,
            facts=self.facts,
            used=self.used,
            on=self.on,
        )

    def extent(self, remedy: str, wanted: Extent) -> Extent:
        """What is wanted, with the share of the price as it is, where the price is known.

        What was typed counts only without a price; rounded up, so that no limit is undercut.
        """
        price = self.facts.get("item.price")
        if "percent" not in measures(self.country, remedy) or wanted.amount is None:
            return wanted
        if not isinstance(price, Decimal) or price <= 0:
            return wanted
        share = (wanted.amount * 100 / price).quantize(CENT, rounding=ROUND_CEILING)
        return replace(wanted, percent=share)

    def unsaid(self, remedy: str, wanted: Extent) -> frozenset[str]:
        """What the table limits beside the amount, and nobody has said."""
        share = self.extent(remedy, wanted)
        asked = measures(self.country, remedy)
        return frozenset(part for part in asked if getattr(share, part) is None)


def ground_of(case: Case, *, at: datetime, facts: Facts | None = None) -> Ground:
    """The ground as it is now."""
    rules = rules_for(case, at=at)
    return Ground(
        country=rules.country,
        version=rules.number,
        facts=facts_of(case, at=at) if facts is None else facts,
        used=goodwill_given(case),
        on=at.astimezone(rules.country.timezone).date(),
    )


def verdict_for(
    case: Case,
    *,
    role: str,
    remedy: str,
    amount: Decimal | None,
    at: datetime,
    facts: Facts | None = None,
) -> Verdict:
    """What the table in force says, with the facts of the case and its goodwill so far."""
    return ground_of(case, at=at, facts=facts).verdict(role, remedy, Extent(amount))


def offer_tab(case: Case, person: Person, *, language: LanguageCode, at: datetime) -> OfferTab:
    """Everything the offer tab shows. Behaviour is no input here, by construction."""
    known = known_facts(case)
    ground = ground_of(case, at=at, facts={name: one.value for name, one in known.items()})
    choices = choices_of(ground, person.role, language)
    by_answer = {
        answer: tuple(one for one in choices if one.verdict.answer == answer) for answer in ORDER
    }
    return OfferTab(
        **by_answer,
        questions=_questions(by_answer["undecided"], language),
        facts=noted(known.values(), language),
        offers=tuple(
            case.offers.select_related("by", "approval__answered_by").order_by("-at", "-id")
        ),
        wishes=tuple(case.wishes.order_by("-at", "-id").values_list("text", flat=True)),
        goodwill=ground.used,
        currency=ground.country.currency,
        version=ground.version,
    )


def choices_of(ground: Ground, role: str, language: LanguageCode) -> tuple[Choice, ...]:
    """Every remedy of the table with the verdict for a role; a role it does not know has none."""
    if role not in ground.country.roles:
        return ()
    return tuple(
        _choice(ground.country, remedy, ground.verdict(role, remedy.code), role, language)
        for remedy in remedies(ground.country)
    )


def _questions(undecided: Iterable[Choice], language: LanguageCode) -> tuple[Question, ...]:
    """The facts that would decide most, first."""
    counted = Counter(fact for one in undecided for fact in one.verdict.missing)
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(question(fact, language, decides=n) for fact, n in ranked[:ASKED_AT_ONCE])


def noted(known: Iterable[Known], language: LanguageCode) -> tuple[Noted, ...]:
    """Known facts in the reader's words, by name."""
    labels = pack(language, "conditions")["labels"]
    return tuple(
        Noted(one.name, labels[one.name], said(one.name, one.value, language), one)
        for one in sorted(known, key=lambda one: one.name)
    )


def _choice(
    country: Profile, remedy: Remedy, verdict: Verdict, role: str, language: LanguageCode
) -> Choice:
    return Choice(
        remedy,
        name(remedy.code, language),
        verdict,
        explain(verdict, country, language),
        _upto(country, verdict, role, language),
        country.roles[verdict.approver].names[language] if verdict.approver else "",
        (*(("amount",) if remedy.unit != "none" else ()), *sorted(measures(country, remedy.code))),
    )


def _upto(country: Profile, verdict: Verdict, role: str, language: LanguageCode) -> str:
    """The role's own limit, with its share of the price or number of parts where it has one."""
    if verdict.limit is None or country.remedies[verdict.remedy].unit == "none":
        return ""
    rule = next((one for one in country.table.rules if one.id == verdict.rule), None)
    own = rule.limits.get(role) if rule else None
    limit = Extent(verdict.limit, own.percent if own else None, own.count if own else None)
    return extent_words(country, verdict.remedy, limit, language)


def extent_of(row: Offer | Approval) -> Extent:
    """What was offered or asked for."""
    return Extent(row.amount, row.percent, row.count)


def extent_instead(row: Approval) -> Extent:
    """What was approved instead of what was asked for."""
    return Extent(row.instead_amount, row.instead_percent, row.instead_count)


def extent_words(country: Profile, remedy: str, extent: Extent, language: LanguageCode) -> str:
    """How much it is, "20 EUR, 10 %" or "300 EUR, 3 instalments"; nothing where it is not said."""
    parts_word = pack(language, "remedies")["parts"]["count"]
    parts = (
        worth(country, remedy, extent.amount, language),
        "" if extent.percent is None else f"{_number(extent.percent)} %",
        "" if extent.count is None else f"{extent.count} {parts_word}",
    )
    return ", ".join(part for part in parts if part)


def _number(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    return number_format(number, decimal_pos=0 if whole else 2)


def worth(country: Profile, remedy: str, amount: Decimal | None, language: LanguageCode) -> str:
    """An amount in the unit of a remedy, "14 days" or "10 EUR"; nothing where there is none."""
    if amount is None:
        return ""
    found = country.remedies.get(remedy)
    units = pack(language, "remedies")["units"]
    unit = units.get(found.unit, country.currency) if found else country.currency
    return f"{_number(amount)} {unit}"
