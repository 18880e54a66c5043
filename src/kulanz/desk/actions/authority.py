"""Changing the authority table: a draft, row by row; what is published is never changed again."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from django.db import transaction
from django.db.models import Max

from kulanz.authority.exchange import as_toml
from kulanz.countries import PackError, Profile, Rule, Table
from kulanz.desk.actions.record import DeskRefusal, record
from kulanz.desk.models import AuthorityVersion, Person
from kulanz.desk.queries.authority import draft_of, in_force, proof_of, with_table
from kulanz.desk.queries.authority_drafts import needs_another_person


class RowAction(Protocol):
    """What is done to one row of a draft."""

    def __call__(self, pack: str, rule: str, /, *, at: datetime, by: Person) -> None: ...


class NoDraft(DeskRefusal):
    """There is no draft of this pack (any more)."""

    code = "no_draft"


class NotATable(DeskRefusal):
    """With this row the table cannot be used."""

    code = "not_a_table"


class NotSound(DeskRefusal):
    """A draft with contradictions or gaps is not published."""

    code = "not_sound"


class DayIsPast(DeskRefusal):
    """A table is in force from today or later, never for what was decided before."""

    code = "day_is_past"


class NoNote(DeskRefusal):
    """Why it changes is written down."""

    code = "no_note"


class AnotherPerson(DeskRefusal):
    """Where more may be given, somebody else than who wrote it publishes it."""

    code = "another_person"


@transaction.atomic
def start_draft(
    pack: str, *, at: datetime, by: Person, text: str | None = None
) -> AuthorityVersion:
    """The draft of a pack, from the table in force or an older text; one that is there stays."""
    found = AuthorityVersion.objects.select_for_update().filter(pack=pack, standing="draft").first()
    if found is not None:
        return found
    rows = AuthorityVersion.objects.filter(pack=pack)
    draft = AuthorityVersion.objects.create(
        pack=pack,
        number=(rows.aggregate(top=Max("number"))["top"] or 0) + 1,
        text=as_toml(in_force(pack, on=at.date()).country.table) if text is None else text,
        made_by=by,
        made_at=at,
        changed_at=at,
    )
    record("authority.drafted", case=None, at=at, by=by, pack=pack, number=draft.number)
    return draft


def put_rule(pack: str, rule: Rule, *, instead_of: str = "", at: datetime, by: Person) -> None:
    """Write a row: a new one at the end of its remedy, or one in the place of another.

    Raises:
        NoDraft, NotATable: see there.
    """
    with transaction.atomic():
        draft, table = _held(pack)
        ids = [one.id for one in table.rules if one.id != instead_of]
        if rule.id in ids:
            raise NotATable
        rules = tuple(rule if one.id == instead_of else one for one in table.rules)
        _keep(draft, replace(table, rules=rules if rule in rules else (*rules, rule)), at=at)
        _changed(draft, rule.id, at=at, by=by)


def remove_rule(pack: str, rule: str, *, at: datetime, by: Person) -> None:
    """Take a row out of the draft."""
    with transaction.atomic():
        draft, table = _held(pack)
        rules = tuple(one for one in table.rules if one.id != rule)
        _keep(draft, replace(table, rules=rules), at=at)
        _changed(draft, rule, at=at, by=by)


def restore_rule(pack: str, rule: str, *, at: datetime, by: Person) -> None:
    """Make a row of the draft what it is in the table in force."""
    with transaction.atomic():
        draft, table = _held(pack)
        before = in_force(pack, on=at.date()).country.table.rules
        wanted = next((one for one in before if one.id == rule), None)
        if wanted is None:
            raise NotATable
        rules = tuple(wanted if one.id == rule else one for one in table.rules)
        _keep(draft, replace(table, rules=rules if wanted in rules else (*rules, wanted)), at=at)
        _changed(draft, rule, at=at, by=by)


def same_limits(pack: str, rule: str, others: Collection[str], *, at: datetime, by: Person) -> None:
    """Give other rules of the same remedy the limits of one.

    Raises:
        NoDraft, NotATable: see there.
    """
    with transaction.atomic():
        draft, table = _held(pack)
        like = next((one for one in table.rules if one.id == rule), None)
        if like is None or like.forbids:
            raise NotATable
        wanted = [
            one.id
            for one in table.rules
            if one.id in others and one.remedy == like.remedy and not one.forbids
        ]
        rules = tuple(
            replace(one, limits=like.limits) if one.id in wanted else one for one in table.rules
        )
        _keep(draft, replace(table, rules=rules), at=at)
        for other in wanted:
            if other != rule:
                _changed(draft, other, at=at, by=by)


def take_in(pack: str, table: Table, *, at: datetime, by: Person) -> None:
    """Make the draft a table that was read from a file."""
    with transaction.atomic():
        draft, _old = _held(pack)
        _keep(draft, table, at=at)
        _changed(draft, "", at=at, by=by)


def discard(pack: str, *, at: datetime, by: Person) -> None:
    """Give a draft up; it stays in the history."""
    with transaction.atomic():
        draft, _table = _held(pack)
        draft.standing, draft.changed_at = "discarded", at
        draft.save(update_fields=["standing", "changed_at"])
        record("authority.discarded", case=None, at=at, by=by, pack=pack, number=draft.number)


@transaction.atomic
def publish(
    pack: str, *, valid_from: date, note: str, at: datetime, by: Person
) -> AuthorityVersion:
    """The draft decides from a day on.

    Raises:
        NoDraft, NotSound, DayIsPast, NoNote, AnotherPerson: see there.
    """
    draft, _table = _held(pack)
    country = with_table(pack, draft.text)
    _check(draft, country, valid_from, note.strip(), at=at, by=by)
    draft.standing, draft.valid_from, draft.note = "published", valid_from, note.strip()
    draft.published_by, draft.published_at = by, at
    draft.save()
    record("authority.published", case=None, at=at, by=by, pack=pack, number=draft.number)
    return draft


def _check(
    draft: AuthorityVersion, country: Profile, day: date, note: str, *, at: datetime, by: Person
) -> None:
    proof = proof_of(draft.pack, draft.text)
    if proof.contradictions or proof.gaps or not proof.complete:
        raise NotSound
    if day < at.astimezone(country.timezone).date():
        raise DayIsPast
    if not note:
        raise NoNote
    if by.role != "GF" and needs_another_person(draft, by, on=day):
        raise AnotherPerson


def _held(pack: str) -> tuple[AuthorityVersion, Table]:
    draft = draft_of(AuthorityVersion.objects.select_for_update(), pack)
    if draft is None:
        raise NoDraft
    return draft, with_table(pack, draft.text).table


def _keep(draft: AuthorityVersion, table: Table, *, at: datetime) -> None:
    text = as_toml(table)
    try:
        with_table(draft.pack, text)
    except PackError as error:
        raise NotATable(str(error)) from error
    draft.text, draft.changed_at = text, at
    draft.save(update_fields=["text", "changed_at"])


def _changed(draft: AuthorityVersion, rule: str, *, at: datetime, by: Person) -> None:
    """Who writes in a draft, for the four eyes of its publication."""
    record(
        "authority.changed",
        case=None,
        at=at,
        by=by,
        pack=draft.pack,
        number=draft.number,
        rule=rule,
    )
