"""The guide of a team that is in force, and how a case stands in it."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from kulanz.desk.models import Person, Team, TeamGuide
from kulanz.desk.models.people import Role
from kulanz.protocol import Progress, steps
from kulanz.protocol.order import GuideStep, Standing, order

HOUSE: tuple[GuideStep, ...] = tuple(
    GuideStep(id=step, after=after, needs=(step,), may_skip=True)
    for step, after in (
        ("listen", ()),
        ("summarise", ("listen",)),
        ("empathise", ()),
        ("ask_wish", ("listen",)),
        ("offer", ("ask_wish",)),
        ("own", ("offer",)),
    )
)
"""The six steps, in the order that the desk knows (docs/building/protocol.md)."""


def guide_of(team: Team) -> tuple[GuideStep, ...]:
    """The guide in force: the team's latest, else the house's."""
    row = TeamGuide.objects.filter(team=team).order_by("-id").first()
    return guide_from(row.steps) if row is not None and row.steps else HOUSE


def guide_from(rows: list[dict[str, Any]]) -> tuple[GuideStep, ...]:
    """The guide that is kept in a row; a step is done by the evidence of that step."""
    return tuple(
        GuideStep(
            id=str(one["id"]),
            after=tuple(one["after"]),
            needs=(str(one["id"]),),
            may_skip=bool(one["may_skip"]),
        )
        for one in rows
    )


def standing(
    guide: tuple[GuideStep, ...], progress: Progress, skipped: Collection[str]
) -> dict[str, Standing]:
    """How each step of the guide stands, in its order."""
    done = [one.step for one in steps(progress) if one.done]
    return order(guide, done, skipped)


def versions_of(team: Team) -> QuerySet[TeamGuide]:
    """The team's guides, newest first."""
    return TeamGuide.objects.filter(team=team).select_related("by").order_by("-id")


def teams_for(person: Person) -> list[Team]:
    """Whose guides this person may read: all, or the own team's."""
    if person.team_id is None:
        return list(Team.objects.order_by("name"))
    return list(Team.objects.filter(pk=person.team_id))


def may_change(person: Person, team: Team) -> bool:
    """Complaint manager and management change every guide, a lead that of the team."""
    if person.role in {Role.MANAGER, Role.DIRECTOR}:
        return True
    return person.role == Role.LEAD and person.team_id == team.pk
