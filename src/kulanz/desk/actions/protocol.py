"""Changing the guide of a team: a draft, tried and published; never a change of an old version."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kulanz.desk.actions.record import DeskRefusal, record
from kulanz.desk.models import Person, Team, TeamGuide
from kulanz.desk.queries.protocol import draft_of, may_change, today_of, words_of_conditions
from kulanz.protocol.guide_file import as_rows, sound
from kulanz.protocol.order import BadGuide, GuideStep


class NotYourGuide(DeskRefusal):
    """A lead changes the guide of the own team; complaint manager and management every one."""

    code = "not_your_guide"


class NoGuideDraft(DeskRefusal):
    """There is no draft any more."""

    code = "no_guide_draft"


class GuideReasonMissing(DeskRefusal):
    """Whoever changes how colleagues talk says why."""

    code = "guide_reason_missing"


class GuideDayPast(DeskRefusal):
    """A guide is valid from today or a later day: nobody could follow it yesterday."""

    code = "guide_day_past"


class CannotFollow(DeskRefusal):
    """A step is missing, doubled, waits for itself or names nothing; `steps` says which."""

    code = "cannot_follow"

    def __init__(self, steps: str) -> None:
        super().__init__(steps)
        self.steps = steps


@transaction.atomic
def draft_guide(
    team: Team, *, steps: Sequence[GuideStep], at: datetime, by: Person, way: str = "form"
) -> TeamGuide:
    """The draft of a team with these steps; none is the order of the house. Nobody follows it yet.

    `way` says how it came: "form" or "file".

    Raises:
        NotYourGuide, CannotFollow: see there.
    """
    _may(team, by)
    if steps:
        try:
            sound(tuple(steps), words_of_conditions())
        except BadGuide as error:
            raise CannotFollow(str(error)) from error
    row = draft_of(team) or TeamGuide(team=team)
    row.steps, row.by, row.at = as_rows(steps), by, at
    row.save()
    record("guide.drafted", case=None, at=at, by=by, team=team.name, guide=row.pk, way=way)
    return row


@transaction.atomic
def publish_guide(
    team: Team, *, valid_from: date, because: str, at: datetime, by: Person
) -> TeamGuide:
    """From that day on, the draft is what the team is asked for.

    Raises:
        NotYourGuide, NoGuideDraft, GuideReasonMissing, GuideDayPast: see there.
    """
    row, because = _draft(team, by), because.strip()[:200]
    if not because:
        raise GuideReasonMissing
    if valid_from < today_of(team, at):
        raise GuideDayPast
    row.standing, row.because, row.valid_from = "published", because, valid_from
    row.published_by, row.published_at = by, at
    row.save()
    day = valid_from.isoformat()
    record("guide.changed", case=None, at=at, by=by, team=team.name, guide=row.pk, valid_from=day)
    return row


@transaction.atomic
def discard_guide(team: Team, *, at: datetime, by: Person) -> None:
    """Give the draft up; it stays among the versions.

    Raises:
        NotYourGuide, NoGuideDraft: see there.
    """
    row = _draft(team, by)
    row.standing = "discarded"
    row.save(update_fields=["standing"])
    record("guide.discarded", case=None, at=at, by=by, team=team.name, guide=row.pk)


def _may(team: Team, by: Person) -> None:
    """One writer at a time: whoever comes second sees the first one's draft."""
    if not may_change(by, team):
        raise NotYourGuide
    Team.objects.select_for_update().get(pk=team.pk)


def _draft(team: Team, by: Person) -> TeamGuide:
    _may(team, by)
    row = draft_of(team)
    if row is None:
        raise NoGuideDraft
    return row
