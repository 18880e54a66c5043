"""Versions of the authority table: which there are, who wrote in one, what trying one shows."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from kulanz.authority import explain, name
from kulanz.authority.replay import Decision, replay
from kulanz.case import LanguageCode
from kulanz.conditions import known
from kulanz.countries import Profile
from kulanz.desk.models import AuthorityVersion, Case, Event, Offer, Person
from kulanz.desk.queries.authority import in_force, with_table
from kulanz.desk.queries.authority_diff import gives_more
from kulanz.desk.queries.offers import Choice, choices_of, ground_of

LAST_MONTH = timedelta(days=30)
MOST_LISTED = 100


def versions(pack: str) -> QuerySet[AuthorityVersion]:
    """All versions of a pack, the newest first."""
    return AuthorityVersion.objects.filter(pack=pack).select_related("made_by", "published_by")


def wrote_in(draft: AuthorityVersion, person: Person) -> bool:
    """Whether a person began a draft or changed a row of it."""
    if draft.made_by_id == person.pk:
        return True
    wrote = {"values__pack": draft.pack, "values__number": draft.number}
    return Event.objects.filter(kind="authority.changed", by=person, **wrote).exists()


def needs_another_person(draft: AuthorityVersion, person: Person, *, on: date) -> bool:
    """Whether more may be given by a draft, and this person wrote in it."""
    old, new = in_force(draft.pack, on=on).country.table, with_table(draft.pack, draft.text).table
    return gives_more(old, new) and wrote_in(draft, person)


@dataclass(frozen=True, slots=True)
class Tried:
    """One remedy in a case: now, and by the draft."""

    name: str
    now: Choice
    then: Choice
    differs: bool


def tried(
    case: Case, draft: Profile, role: str, *, language: LanguageCode, at: datetime
) -> tuple[Tried, ...]:
    """What a role may do in a case, now and by a draft; what differs first."""
    ground = ground_of(case, at=at)
    then = {c.remedy.code: c for c in choices_of(replace(ground, country=draft), role, language)}
    found = [
        Tried(one.name, one, other, _answer(one) != _answer(other))
        for one in choices_of(ground, role, language)
        if (other := then.get(one.remedy.code))
    ]
    return tuple(sorted(found, key=lambda one: not one.differs))


def _answer(one: Choice) -> tuple[object, ...]:
    verdict = one.verdict
    return verdict.answer, verdict.approver, verdict.limit, verdict.missing, verdict.four_eyes


@dataclass(frozen=True, slots=True)
class OtherVerdict:
    """An offer of the last month that a draft would answer otherwise."""

    offer: Offer
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Month:
    """The offers of the last month by the table in force and by a draft; the first are listed."""

    changed: tuple[OtherVerdict, ...]
    others: int
    same: int


def last_month(pack: str, old: Profile, new: Profile, at: datetime, words: LanguageCode) -> Month:
    """Replay the offers of the last 30 days, each with what was known when it was made."""
    rows = Offer.objects.filter(case__profile=pack, at__gte=at - LAST_MONTH, at__lte=at)
    offers = [
        one
        for one in rows.select_related("case", "by").order_by("-at", "-id")
        if one.role in old.table.roles and one.role in new.table.roles
    ]
    found = replay([_decision(one) for one in offers], old, new)
    changed = tuple(
        OtherVerdict(
            offers[one.at],
            name(one.decision.remedy, words),
            explain(one.before, old, words),
            explain(one.after, new, words),
        )
        for one in found.changed[:MOST_LISTED]
    )
    return Month(changed, len(found.changed), found.same)


def _decision(offer: Offer) -> Decision:
    facts, _unknown = known(offer.facts)
    used = facts.get("goodwill.used")
    more = {} if used is None else {"used": used}
    return Decision(offer.role, offer.remedy, offer.amount, on=offer.at.date(), facts=facts, **more)  # type: ignore[arg-type] # a money fact is a Decimal
