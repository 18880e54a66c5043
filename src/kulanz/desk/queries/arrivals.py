"""What came in, and what it has become: the list for leads and complaint managers."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from kulanz.desk.models import Contact, Person, RawMessage
from kulanz.desk.models.people import Role
from kulanz.desk.queries import access

WAITING = ("new", "quarantined")
OUTCOMES = tuple(name for name, _ in RawMessage.OUTCOMES)


def arrivals_for(
    person: Person, *, outcome: str = "", waiting: bool = False, before: int | None = None
) -> QuerySet[RawMessage]:
    """Messages, newest first: all, those with one of `OUTCOMES`, or those that wait for a person.

    A complaint manager sees all. A lead sees what is in the team's cases, copies of that, and what
    is in no case and came to the team's mailbox or to nobody's; everybody else sees nothing.
    """
    if person.role not in {Role.LEAD, Role.MANAGER}:
        return RawMessage.objects.none()
    rows = RawMessage.objects.select_related("contact__case")
    if waiting:
        rows = rows.filter(state__in=WAITING)
    if outcome:
        rows = rows.filter(outcome=outcome)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if person.role == Role.LEAD:
        rows = rows.filter(_of_team(person))
    return rows.order_by("-pk")


def _of_team(person: Person) -> Q:
    cases = access.cases_for(person)
    own = person.team.mail_address if person.team else ""
    copied = Contact.objects.filter(raw__body_key=OuterRef("body_key"), case__in=cases)
    loose = Q(contact=None, team_hint__in=["", own])
    return (
        Q(contact__case__in=cases)
        | (loose & ~Q(outcome="duplicate"))
        | (loose & Q(Exists(copied), outcome="duplicate"))
    )


def originals_of(raws: Iterable[RawMessage]) -> dict[str, Contact]:
    """The contacts of which these messages are other copies, by `RawMessage.body_key`."""
    keys = {raw.body_key for raw in raws if raw.outcome == "duplicate" and raw.body_key}
    if not keys:
        return {}
    rows = Contact.objects.filter(raw__body_key__in=keys).select_related("case", "raw")
    return {row.raw.body_key: row for row in rows.order_by("-raw_id") if row.raw is not None}
