"""The guide of a team that is in force, its versions, and how a case stands in one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kulanz.conditions import Facts
from kulanz.countries import profile
from kulanz.desk.models import Case, Person, Problem, Team, TeamGuide
from kulanz.desk.models.people import Role
from kulanz.protocol import Progress, steps
from kulanz.protocol.guide_file import changed, choices, from_rows, situations
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


@dataclass(frozen=True, slots=True)
class Version:
    """One version with what it changed against the published one before it."""

    row: TeamGuide
    changes: tuple[tuple[str, str], ...]
    in_force: bool


def today_of(team: Team, at: datetime) -> date:
    """The day at the team's place."""
    return at.astimezone(profile(team.country).timezone).date()


def guide_of(team: Team, *, at: datetime) -> tuple[GuideStep, ...]:
    """The guide in force: the team's, else the house's."""
    return steps_of(row_in_force(team, at=at))


def row_in_force(team: Team, *, at: datetime) -> TeamGuide | None:
    """The published version with the latest day that has come."""
    rows = TeamGuide.objects.filter(team=team, standing="published")
    begun = rows.filter(valid_from__lte=today_of(team, at))
    return begun.order_by("-valid_from", "-id").first()


def draft_of(team: Team) -> TeamGuide | None:
    """The version that somebody writes and nobody follows yet."""
    return TeamGuide.objects.filter(team=team, standing="draft").select_related("by").first()


def steps_of(row: TeamGuide | None) -> tuple[GuideStep, ...]:
    """The steps of a version; the house's where it has none of its own."""
    return from_rows(row.steps) if row is not None and row.steps else HOUSE


def standing(
    guide: tuple[GuideStep, ...],
    progress: Progress,
    skipped: Collection[str],
    here: Sequence[Facts] | None = None,
) -> dict[str, Standing]:
    """How each step of the guide stands, in its order."""
    done = [one.step for one in steps(progress) if one.done]
    return order(guide, done, skipped, here)


def standing_in(
    case: Case, guide: tuple[GuideStep, ...], progress: Progress, skipped: Collection[str]
) -> dict[str, Standing]:
    """How each step stands in a case, with the conditions of the guide."""
    asks = any(one.only_if.cells for one in guide)
    here = situations(
        language=case.language,
        pack=case.profile,
        channel=progress.channel,
        problems=case.problems.values_list("code", flat=True) if asks else (),
    )
    return standing(guide, progress, skipped, here)


def following(found: dict[str, Standing]) -> tuple[str, ...]:
    """The steps that may come now, in the order of the guide."""
    return tuple(step for step, how in found.items() if how in {"next", "open"})


def problem_names() -> dict[str, str]:
    """The problems that a condition may name."""
    return dict(Problem.objects.order_by("name").values_list("code", "name"))


def words_of_conditions() -> dict[str, tuple[str, ...]]:
    """What each part of a condition may be compared with, in this desk."""
    return dict(choices(problem_names()))


def versions_of(team: Team, *, at: datetime) -> list[Version]:
    """The team's versions but the draft, newest first, each with what it changed."""
    rows = TeamGuide.objects.filter(team=team).exclude(standing="draft")
    now = row_in_force(team, at=at)
    found, before = [], HOUSE
    for row in rows.select_related("by", "published_by").order_by("id"):
        steps_now = steps_of(row)
        found.append(Version(row, changed(before, steps_now), row == now))
        before = steps_now if row.standing == "published" else before
    return found[::-1]


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
