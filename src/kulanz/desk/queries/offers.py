"""What this person may offer now in this case, and why; and what was offered before."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.formats import number_format

from kulanz.authority import Remedy, Verdict, explain, may_offer, name, remedies
from kulanz.case import LanguageCode
from kulanz.countries import Profile, profile
from kulanz.desk.models import Case, Offer, Person
from kulanz.languages import pack

ORDER = ("may", "needs_approval", "may_not")


@dataclass(frozen=True, slots=True)
class Choice:
    """One remedy with the verdict for the person who asks, in their language.

    `upto` is the person's own limit in words, "14 days" or "10 EUR"; `ask` the role that may
    approve. Both are empty where there is none.
    """

    remedy: Remedy
    name: str
    verdict: Verdict
    why: str
    upto: str
    ask: str


@dataclass(frozen=True, slots=True)
class OfferTab:
    """The offer tab: what may be offered, what was, and the goodwill given so far."""

    may: tuple[Choice, ...]
    needs_approval: tuple[Choice, ...]
    may_not: tuple[Choice, ...]
    offers: tuple[Offer, ...]
    wishes: tuple[str, ...]
    goodwill: Decimal
    currency: str


def goodwill_given(case: Case) -> Decimal:
    """Goodwill offered or accepted in this case so far, in its currency."""
    rows = case.offers.filter(basis="goodwill", standing__in=["open", "accepted"])
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def verdict_for(case: Case, *, role: str, remedy: str, amount: Decimal | None) -> Verdict:
    """What the country pack says, with the goodwill already given in this case counted in.

    A role the pack does not know may offer nothing, which is what `ValueError` becomes outside.
    """
    return may_offer(profile(case.profile), role, remedy, amount, given=goodwill_given(case))


def offer_tab(case: Case, person: Person, *, language: LanguageCode) -> OfferTab:
    """Everything the offer tab shows. Behaviour is no input here, by construction."""
    country = profile(case.profile)
    given = goodwill_given(case)
    choices = [
        _choice(
            country, remedy, may_offer(country, person.role, remedy.code, given=given), language
        )
        for remedy in remedies(country)
        if person.role in country.roles
    ]
    by_answer = {
        answer: tuple(one for one in choices if one.verdict.answer == answer) for answer in ORDER
    }
    return OfferTab(
        may=by_answer["may"],
        needs_approval=by_answer["needs_approval"],
        may_not=by_answer["may_not"],
        offers=tuple(case.offers.select_related("by").order_by("-at", "-id")),
        wishes=tuple(case.wishes.order_by("-at", "-id").values_list("text", flat=True)),
        goodwill=given,
        currency=country.currency,
    )


def _choice(country: Profile, remedy: Remedy, verdict: Verdict, language: LanguageCode) -> Choice:
    return Choice(
        remedy,
        name(remedy.code, language),
        verdict,
        explain(verdict, country, language),
        _upto(country, remedy, verdict, language),
        country.roles[verdict.approver].names[language] if verdict.approver else "",
    )


def _upto(country: Profile, remedy: Remedy, verdict: Verdict, language: LanguageCode) -> str:
    if verdict.limit is None or remedy.unit == "none":
        return ""
    units = pack(language, "remedies")["units"]
    return f"{number_format(verdict.limit)} {units.get(remedy.unit, country.currency)}"
