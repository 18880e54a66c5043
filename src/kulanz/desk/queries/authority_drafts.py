"""Versions of the authority table: which there are, who wrote in one, what trying one shows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from kulanz.authority import explain, name
from kulanz.authority.replay import Decision, replay
from kulanz.authority.wish import NOTHING
from kulanz.case import LanguageCode
from kulanz.conditions import known
from kulanz.countries import Profile
from kulanz.desk.models import Approval, AuthorityVersion, Case, Event, Offer, Person
from kulanz.desk.queries.authority import in_force, with_table
from kulanz.desk.queries.authority_diff import gives_more
from kulanz.desk.queries.offers import Choice, choices_of, extent_of, extent_words, ground_of

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
    return verdict.answer, verdict.approver, one.upto, verdict.missing, verdict.four_eyes


@dataclass(frozen=True, slots=True)
class OtherVerdict:
    """What was offered or asked for last month, and a draft would answer otherwise."""

    row: Offer | Approval
    asked: bool
    role: str
    name: str
    worth: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Month:
    """Last month by the table in force and by a draft; the first that differ are listed."""

    changed: tuple[OtherVerdict, ...]
    others: int
    same: int


@dataclass(frozen=True, slots=True)
class _Past:
    row: Offer | Approval
    at: datetime
    decision: Decision


def last_month(pack: str, old: Profile, new: Profile, at: datetime, words: LanguageCode) -> Month:
    """Replay what was offered and what was asked for in the last 30 days, the newest first.

    Each with what was known and had been given then. A question to a colleague is a decision of
    its own: what needed a yes may need none, or that of somebody else.
    """
    past = sorted((*_offers(pack, old, at), *_questions(pack, old, at)), key=lambda one: one.at)
    known_to_both = [
        one
        for one in reversed(past)
        if one.decision.role in old.table.roles and one.decision.role in new.table.roles
    ]
    found = replay([one.decision for one in known_to_both], old, new)
    changed = tuple(
        OtherVerdict(
            row := known_to_both[one.at].row,
            isinstance(row, Approval),
            one.decision.role,
            name(one.decision.remedy, words),
            extent_words(old, one.decision.remedy, extent_of(row), words),
            explain(one.before, old, words),
            explain(one.after, new, words),
        )
        for one in found.changed[:MOST_LISTED]
    )
    return Month(changed, len(found.changed), found.same)


def _offers(pack: str, country: Profile, at: datetime) -> Iterator[_Past]:
    rows = Offer.objects.filter(case__profile=pack, at__gte=at - LAST_MONTH, at__lte=at)
    for row in rows.select_related("case").order_by("at", "id"):
        yield _Past(row, row.at, _decision(row, row.role, row.at, country))


def _questions(pack: str, country: Profile, at: datetime) -> Iterator[_Past]:
    """Questions from before it was kept what they were asked with say nothing, and are left out."""
    rows = Approval.objects.filter(case__profile=pack, asked_at__gte=at - LAST_MONTH)
    asked = rows.filter(asked_at__lte=at).exclude(asked_as="")
    for row in asked.select_related("case").order_by("asked_at", "id"):
        yield _Past(row, row.asked_at, _decision(row, row.asked_as, row.asked_at, country))


def _decision(row: Offer | Approval, role: str, at: datetime, country: Profile) -> Decision:
    facts, _unknown = known(row.facts)
    extent = extent_of(row)
    return Decision(
        role,
        row.remedy,
        extent.amount,
        percent=extent.percent,
        count=extent.count,
        used=row.used or NOTHING,
        on=at.astimezone(country.timezone).date(),
        facts=facts,
    )
