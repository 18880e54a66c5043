"""How far the record of what happened has come, and what is new in it."""

from collections.abc import Collection

from django.db.models import Max

from kulanz.desk.models import Case, Event, Presence

MOST_AT_ONCE = 500


def newest_event() -> int:
    """The id of the newest event; 0 when nothing has happened yet."""
    return Event.objects.aggregate(newest=Max("id"))["newest"] or 0


def events_since(
    seen: int, *, case: Case | None, limit: int, newest_only: bool = False
) -> list[Event]:
    """The newest events after `seen`, oldest first; of one case, or of all."""
    rows = Event.objects.select_related("by") if case is None else case.events.select_related("by")
    found = list(rows.filter(pk__gt=seen).order_by("-id")[: 1 if newest_only else limit])
    return found[::-1]


def cases_with_news(after: int) -> set[tuple[int, int]]:
    """Event and case of what happened after an event; bounded, the newest."""
    rows = Event.objects.filter(pk__gt=after, case__isnull=False).order_by("-id")
    return set(rows.values_list("pk", "case_id")[:MOST_AT_ONCE])


def who_is_where(cases: Collection[int]) -> dict[int, frozenset[tuple[int, bool]]]:
    """Per case: who has it open, and whether they are writing a reply."""
    there: dict[int, set[tuple[int, bool]]] = {}
    rows = Presence.objects.filter(case_id__in=cases).values_list(
        "case_id", "person_id", "replying"
    )
    for case_id, person_id, replying in rows:
        there.setdefault(case_id, set()).add((person_id, replying))
    return {case_id: frozenset(found) for case_id, found in there.items()}
