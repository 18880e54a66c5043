"""Saying that one has a case open, so that two people do not answer at once."""

from datetime import datetime, timedelta

from django.db import transaction

from kulanz.desk.models import Case, Person, Presence

FORGOTTEN_AFTER = timedelta(minutes=1)


@transaction.atomic
def be_present(case: Case, *, replying: bool, at: datetime, by: Person) -> None:
    """This person has the case open now; whoever has not said so for a minute is forgotten."""
    Presence.objects.update_or_create(
        case=case, person=by, defaults={"replying": replying, "seen_at": at}
    )
    case.presences.filter(seen_at__lt=at - FORGOTTEN_AFTER).delete()


@transaction.atomic
def leave(case: Case, *, by: Person) -> None:
    """This person has closed the page."""
    case.presences.filter(person=by).delete()
