"""What happened to a case, newest first, a page at a time."""

from dataclasses import dataclass

from kulanz.desk.models import Case, Event

PAGE = 40


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Events newest first; `older` is the key to go on with, 0 at the end."""

    events: tuple[Event, ...]
    older: int


def history(case: Case, *, before: int = 0, size: int = PAGE) -> HistoryPage:
    """One page of a case's events, older than the event `before` when that is given."""
    rows = case.events.select_related("by").order_by("-id")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: size + 1])
    return HistoryPage(tuple(found[:size]), found[size - 1].pk if len(found) > size else 0)
