"""What is open after hard calls: one's own breaks and talks, and the talks a lead is asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kulanz.desk.models import Person, Recovery
from kulanz.desk.models.people import Role

OFFERED_FOR = timedelta(hours=12)


def offered_to(person: Person, *, at: datetime) -> list[Recovery]:
    """Breaks that this person may still take or decline, the newest first."""
    rows = Recovery.objects.filter(
        person=person,
        declined_at=None,
        cool_down_from=None,
        debrief_wanted_at=None,
        offered_at__gt=at - OFFERED_FOR,
    )
    return list(rows.select_related("call__case__customer").order_by("-offered_at"))


def cooling_down(person: Person, *, at: datetime) -> Recovery | None:
    """The break that this person is in."""
    rows = Recovery.objects.filter(person=person, cool_down_until__gt=at)
    return rows.select_related("call__case").order_by("-cool_down_until").first()


def debriefs_for(person: Person) -> list[Recovery]:
    """Talks that are wanted and have not taken place: one's own, and for a lead the team's."""
    rows = Recovery.objects.exclude(debrief_wanted_at=None).filter(debriefed_at=None)
    if person.role == Role.LEAD and person.team_id is not None:
        rows = rows.filter(person__team=person.team_id)
    else:
        rows = rows.filter(person=person)
    return list(rows.select_related("person", "call__case").order_by("debrief_wanted_at"))


@dataclass(frozen=True, slots=True)
class Care:
    """What one person sees of it on their day."""

    offered: tuple[Recovery, ...]
    now: Recovery | None
    debriefs: tuple[Recovery, ...]


def care_of(person: Person, *, at: datetime) -> Care:
    """Breaks offered, the break that runs, and talks that are wanted."""
    return Care(
        tuple(offered_to(person, at=at)),
        cooling_down(person, at=at),
        tuple(debriefs_for(person)),
    )
