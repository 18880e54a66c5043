"""Bringing in a list of orders: the file is kept as it came, tried, and only then taken over."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kulanz.desk import storage
from kulanz.desk.actions.orders import note_order
from kulanz.desk.actions.record import DeskRefusal, record
from kulanz.desk.models import Order, Person
from kulanz.desk.queries.order_lists import KEPT, TAKEN, placed_at, was_kept, what_it_says

LARGEST = 5_000_000
NAME_LENGTH = 120


class ListTooLarge(DeskRefusal):
    """More than five megabytes: part it."""

    code = "order_list_too_large"


class NoSuchList(DeskRefusal):
    """Nobody has brought in a file with these bytes."""

    code = "no_such_order_list"


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a list over did: orders that are new, changed, and left as they were."""

    new: int
    changed: int
    same: int


def keep_list(content: bytes, *, name: str, at: datetime, by: Person) -> str:
    """Keep the bytes before anything is read; returns their SHA-256, the list's address.

    Raises:
        ListTooLarge: see there.
    """
    if len(content) > LARGEST:
        raise ListTooLarge
    sha256 = storage.put(content)
    with transaction.atomic():
        if not was_kept(sha256):
            record(KEPT, case=None, at=at, by=by, list=sha256, name=name[:NAME_LENGTH])
    return sha256


@transaction.atomic
def take_list(sha256: str, *, at: datetime, by: Person) -> Taken:
    """Note every order of a kept list; a second time changes nothing. Bad lines are left out.

    All or nothing: what is in the way of one order takes none over.

    Raises:
        NoSuchList: see there.
    """
    if not was_kept(sha256):
        raise NoSuchList
    listed = what_it_says(storage.get(sha256))
    before = dict(
        Order.objects.filter(number__in=[row.number for row in listed.rows]).values_list(
            "number", "changed_at"
        )
    )
    new = changed = 0
    for row in listed.rows:
        order = note_order(
            number=row.number,
            facts=dict(row.facts),
            source=f"list {sha256[:8]}",
            at=at,
            by=by,
            ordered_at=placed_at(row),
        )
        new += row.number not in before
        changed += row.number in before and order.changed_at != before[row.number]
    same = len(listed.rows) - new - changed
    record(TAKEN, case=None, at=at, by=by, list=sha256, new=new, changed=changed)
    return Taken(new, changed, same)
