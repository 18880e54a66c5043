"""Changing the guide of a team: a new version, never a change of an old one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kulanz.desk.actions.record import DeskRefusal, record
from kulanz.desk.models import Person, Team, TeamGuide
from kulanz.desk.queries.protocol import HOUSE, may_change
from kulanz.protocol.order import BadGuide, GuideStep, checked


class NotYourGuide(DeskRefusal):
    """A lead changes the guide of the own team; complaint manager and management every one."""

    code = "not_your_guide"


class GuideReasonMissing(DeskRefusal):
    """Whoever changes how colleagues talk says why."""

    code = "guide_reason_missing"


class CannotFollow(DeskRefusal):
    """A step is missing, doubled, or waits for itself; `steps` names them."""

    code = "cannot_follow"

    def __init__(self, steps: str) -> None:
        super().__init__(steps)
        self.steps = steps


@transaction.atomic
def change_guide(
    team: Team, *, steps: Sequence[GuideStep], because: str, at: datetime, by: Person
) -> TeamGuide:
    """A new guide from now on; without steps, the order of the house again.

    Raises:
        NotYourGuide, GuideReasonMissing, CannotFollow: see there.
    """
    if not may_change(by, team):
        raise NotYourGuide
    because = because.strip()[:200]
    if not because:
        raise GuideReasonMissing
    ids = {step.id for step in steps}
    if steps and ids != {step.id for step in HOUSE}:
        raise CannotFollow(", ".join(sorted({step.id for step in HOUSE} ^ ids)))
    try:
        checked(tuple(steps))
    except BadGuide as error:
        raise CannotFollow(str(error)) from error
    kept = [{"id": one.id, "after": list(one.after), "may_skip": one.may_skip} for one in steps]
    row = TeamGuide.objects.create(team=team, steps=kept, because=because, by=by, at=at)
    record("guide.changed", case=None, at=at, by=by, team=team.name)
    return row
