"""Mail on its way out, as people need to see it: what is not known, not delivered, not leaving."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kulanz.desk.models import Address, Case, OutboxMessage, Person
from kulanz.desk.queries.access import cases_for

SHOWN = 50
RECENT = timedelta(days=14)
# What is said of one mail; every other problem is one of the way to the mail server.
OF_THE_MAIL = ("recipient refused", "content refused", "bytes missing", "address not sendable")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The list of outgoing mail: what a person has to look at."""

    unsure: tuple[OutboxMessage, ...]
    undelivered: tuple[OutboxMessage, ...]
    stuck: tuple[OutboxMessage, ...]

    @property
    def empty(self) -> bool:
        """Whether everything has left and arrived, as far as anybody knows."""
        return not (self.unsure or self.undelivered or self.stuck)


def outgoing(person: Person, *, at: datetime) -> Outgoing:
    """What stands open in the cases that this person may see; undelivered ones for two weeks."""
    rows = _rows().filter(case__in=cases_for(person))
    lost = rows.filter(state__in=["failed", "bounced"], created_at__gt=at - RECENT)
    stuck = rows.filter(state="waiting", attempts__gt=0, sent_at=None)
    return Outgoing(
        unsure=tuple(rows.filter(state="unsure").order_by("id")[:SHOWN]),
        undelivered=tuple(lost.order_by("-id")[:SHOWN]),
        stuck=tuple(stuck.order_by("send_after", "id")[:SHOWN]),
    )


def unsure_for(person: Person) -> tuple[OutboxMessage, ...]:
    """Mails of which nobody knows whether they left: in one's own cases, and those one wrote."""
    mine = Q(case__owner=person) | Q(by=person)
    rows = _rows().filter(mine, state="unsure", case__in=cases_for(person))
    return tuple(rows.order_by("id")[:SHOWN])


def channel_problem() -> str:
    """Why no mail leaves at all, as the code of the last attempt; "" while mail leaves."""
    tried = OutboxMessage.objects.filter(state="waiting", attempts__gt=0, sent_at=None)
    last = tried.exclude(tried_at=None).order_by("-tried_at").first()
    if last is None or last.problem.startswith(OF_THE_MAIL):
        return ""
    since = OutboxMessage.objects.filter(sent_at__gt=last.tried_at)
    return "" if since.exists() else last.problem


def comes_back(case: Case, address: str) -> bool:
    """Whether mail to this address of the customer came back for good."""
    known = case.customer.addresses.filter(kind=Address.MAIL, value=address.lower())
    return known.exclude(undeliverable_at=None).exists()


def _rows() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.select_related("case__customer", "case__owner", "by")
