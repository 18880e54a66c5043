"""Calls that are running, ringing or forgotten, and who may see them."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from kulanz.desk.models import Call, CallEntry, Person, Team
from kulanz.desk.queries import access

RINGS_AT_MOST = timedelta(hours=2)
FORGOTTEN_AFTER = timedelta(hours=4)
MOST_SHOWN = 50


def calls_for(person: Person) -> QuerySet[Call]:
    """The answered calls of cases that this person may see."""
    rows = Call.objects.filter(case__in=access.cases_for(person), answered_at__isnull=False)
    return rows.select_related("case__customer", "case__owner", "case__team", "contact", "agent")


def call_for(person: Person, call_id: int) -> Call:
    """One of them.

    Raises:
        Call.DoesNotExist: there is none, or it is not theirs to see.
    """
    return calls_for(person).get(pk=call_id)


def own_call(person: Person, call_id: int) -> Call:
    """The call that this person speaks in; asked with every key, so without a question too many.

    Raises:
        Call.DoesNotExist: there is none, or somebody else speaks in it.
    """
    rows = Call.objects.filter(agent=person, answered_at__isnull=False)
    return rows.select_related("case__customer", "contact", "agent").get(pk=call_id)


def running_call(person: Person) -> Call | None:
    """The call that this person is in, if any."""
    rows = Call.objects.filter(agent=person, ended_at=None, answered_at__isnull=False)
    return rows.select_related("case__customer", "contact", "team").first()


def running_for(person: Person) -> list[Call]:
    """The calls that go on now, of those a lead may see, the hottest first."""
    rows = calls_for(person).filter(ended_at=None)
    return list(rows.order_by("-contact__heat", "answered_at", "pk")[:MOST_SHOWN])


def ringing(team: Team, *, at: datetime) -> list[Call]:
    """Calls of a team's line that nobody has answered yet, the longest waiting first."""
    rows = Call.objects.filter(
        team=team, answered_at=None, ended_at=None, began_at__gte=at - RINGS_AT_MOST
    )
    return list(rows.select_related("case__customer").order_by("began_at", "id"))


def forgotten(*, at: datetime) -> list[Call]:
    """Answered calls that nobody has ended and in which nothing has happened for hours."""
    quiet = at - FORGOTTEN_AFTER
    rows = Call.objects.filter(ended_at=None, answered_at__lt=quiet)
    return list(rows.exclude(Q(entries__at__gte=quiet) | Q(signs__at__gte=quiet)))


def entries_of(call: Call) -> list[CallEntry]:
    """The lines that stand, in order."""
    return list(call.entries.filter(withdrawn_at=None).order_by("number"))


def clock_word(at: datetime) -> str:
    """The time of day as transcripts have it, "10:03"."""
    return f"{timezone.localtime(at):%H:%M}"
