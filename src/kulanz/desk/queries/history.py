"""What happened to a case, newest first, a page at a time."""

from dataclasses import dataclass

from kulanz.desk.models import Case, Event

PAGE = 40


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Events newest first; `older` is the key to go on with, 0 at the end.

    `about` has the words of what an event is about: events themselves keep ids only, so that
    erasing a customer leaves no words behind.
    """

    events: tuple[Event, ...]
    older: int
    about: dict[int, str]


def history(case: Case, *, before: int = 0, size: int = PAGE) -> HistoryPage:
    """One page of a case's events, older than the event `before` when that is given."""
    rows = case.events.select_related("by").order_by("-id")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: size + 1])
    events = tuple(found[:size])
    older = found[size - 1].pk if len(found) > size else 0
    return HistoryPage(events, older, _about(case, events))


def _about(case: Case, events: tuple[Event, ...]) -> dict[int, str]:
    """For each event about a commitment, an offer or a ledger line: its words."""
    words: dict[tuple[str, object], str] = {}
    for name, rows in (
        ("commitment", case.commitments),
        ("offer", case.offers),
        ("statement", case.statements),
    ):
        wanted = {one.values[name] for one in events if name in one.values}
        found = rows.filter(pk__in=wanted).values_list("pk", "text")
        words.update({(name, key): text for key, text in found})
    return {
        event.pk: words[named]
        for event in events
        for named in event.values.items()
        if isinstance(named[1], int) and named in words
    }
