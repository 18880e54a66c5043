"""A list of orders that was brought in: what it says, what it would change, what cannot be read."""

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from kulanz.case import LanguageCode, Reason
from kulanz.desk.models import Event, Order
from kulanz.desk.queries.case_facts import as_json
from kulanz.desk.queries.orders import NUMBER_LENGTH
from kulanz.languages import say
from kulanz.promises.orders import LineProblem, OrderRow, orders_from_csv

KEPT = "order_list.kept"
TAKEN = "order_list.taken"
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says: its good lines, and those that cannot be read."""

    rows: tuple[OrderRow, ...]
    bad: tuple[LineProblem, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What taking a list over would do; `bad` are the lines it would leave out."""

    sha256: str
    name: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: int
    bad: tuple[tuple[int, str], ...]
    taken: bool

    @property
    def good(self) -> int:
        """How many lines can be read."""
        return len(self.new) + len(self.changed) + self.same


def was_kept(sha256: str) -> bool:
    """Whether these bytes were brought in as a list: no other stored bytes are ever read here."""
    return Event.objects.filter(kind=KEPT, values__list=sha256).exists()


def what_it_says(content: bytes) -> Listed:
    """The lines of a file; older programs for tables still write Windows-1252."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    rows, bad = orders_from_csv(text.replace("\0", ""))
    long = [row for row in rows if len(row.number) > NUMBER_LENGTH]
    return Listed(
        tuple(row for row in rows if row not in long),
        tuple(sorted((*bad, *map(_too_long, long)), key=lambda one: one.line)),
    )


def _too_long(row: OrderRow) -> LineProblem:
    shown = {"column": "number", "value": row.number[:NUMBER_LENGTH]}
    return LineProblem(row.line, Reason("promises.csv_value", shown))


def placed_at(row: OrderRow) -> datetime | None:
    """The day an order was placed as a time: noon, so that no time zone moves it."""
    if row.ordered_on is None:
        return None
    return timezone.make_aware(datetime.combine(row.ordered_on, NOON))


def trial(sha256: str, content: bytes, *, language: LanguageCode) -> Trial:
    """What would happen, without doing it."""
    listed = what_it_says(content)
    known = {
        order.number: order
        for order in Order.objects.filter(number__in=[row.number for row in listed.rows])
    }
    new = tuple(row.number for row in listed.rows if row.number not in known)
    changed = tuple(
        row.number
        for row in listed.rows
        if row.number in known and _says_more(row, known[row.number])
    )
    kept = Event.objects.filter(kind=KEPT, values__list=sha256).first()
    return Trial(
        sha256,
        str(kept.values.get("name", "")) if kept else "",
        new,
        changed,
        len(listed.rows) - len(new) - len(changed),
        tuple((one.line, say(one.reason, language)) for one in listed.bad),
        Event.objects.filter(kind=TAKEN, values__list=sha256).exists(),
    )


def _says_more(row: OrderRow, order: Order) -> bool:
    placed = placed_at(row)
    return (placed is not None and placed != order.ordered_at) or order.facts | as_json(
        row.facts
    ) != order.facts
