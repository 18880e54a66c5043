"""How much longer a deadline may become by its profile, and why it was made longer before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kulanz.commitments.calendar import local_day
from kulanz.commitments.clock import due
from kulanz.commitments.declared import STARTS
from kulanz.commitments.profiles import rules_of
from kulanz.countries import profile
from kulanz.desk.models import Case, CaseClock

# The names of the four clocks in the deadline profiles.
KEYS = {
    "acknowledge": "ack",
    "first_human": "first_human",
    "interim": "interim",
    "decide": "decide",
}


@dataclass(frozen=True, slots=True)
class Longer:
    """What is left of an extension: from the day after `due_day` to `last_day`, and who says so."""

    due_day: date
    last_day: date
    latest: datetime
    source: str


def longer(row: CaseClock, *, made: int, at: datetime) -> Longer | None:
    """How far a clock may still be moved on, after so many extensions; None where it may not.

    The deadline profile in force when the clock started counts, and the old date must not have
    passed.
    """
    country = profile(row.case.profile)
    rules = rules_of(country, on=local_day(country, row.started_at))
    extension = rules.extensions.get(_key(row.code))
    if extension is None or made >= extension.times or at > row.due_at:
        return None
    latest = due(country, extension.latest.clock, row.started_at)
    due_day, last_day = local_day(country, row.due_at), local_day(country, latest)
    return (
        Longer(due_day, last_day, latest, extension.latest.source) if last_day > due_day else None
    )


def reasons_of(case: Case) -> Mapping[int, Sequence[str]]:
    """By clock, the reasons of its extensions; a clock from before a reopening has its own."""
    found: dict[int, list[str]] = defaultdict(list)
    for values in case.events.filter(kind="clock.extended").order_by("id").values_list("values"):
        # Erased values leave an event that says only that something happened.
        if "row" in values[0]:
            found[int(values[0]["row"])].append(str(values[0].get("reason", "")))
    return found


def _key(code: str) -> str:
    """The name of a clock in the deadline profile; a declaration's names the one it follows."""
    declared, _, act = code.partition(".")
    return STARTS[declared][act].get("deadline", "") if act else KEYS[code]
