"""The clocks of a case: acknowledge, first human answer, interim message, decision.

A clock starts when the complaint is received (ISO 10002:2018, 7.3), or with the reopening of a
closed case. It stands still only in states for which its deadline profile says so, and a date that
the customer was told holds even if the profile changes: of the told dates and the computed one the
earliest wins. Only an extension that the profile provides for, made in time, goes beyond it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from kulanz.commitments.calendar import Hours, local_day
from kulanz.commitments.clock import due, shifted
from kulanz.commitments.happened import (
    Event,
    EventKind,
    Pause,
    first,
    joined,
    last,
    pauses,
    until_now,
)
from kulanz.commitments.pledge import Commitment, Standing, standing
from kulanz.commitments.profiles import rules_of
from kulanz.countries import Profile
from kulanz.countries.deadlines import DeadlineProfile, Status
from kulanz.countries.table import Basis

ClockKind = Literal["acknowledge", "first_human", "interim", "decide"]
Because = Literal["profile", "told", "extended"]
KINDS: tuple[ClockKind, ...] = ("acknowledge", "first_human", "interim", "decide")

_DEADLINE: dict[ClockKind, str] = {
    "acknowledge": "ack",
    "first_human": "first_human",
    "interim": "interim",
    "decide": "decide",
}
_MET: dict[ClockKind, tuple[EventKind, ...]] = {
    "acknowledge": ("acknowledged", "human_answer", "message_sent", "decided"),
    "first_human": ("human_answer", "decided"),
    "decide": ("decided",),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock (de: Frist, nl: termijn) and how it stands; moments in UTC.

    `paused`: it stands still right now, so `due` moves on until the pause ends. `because` says
    where `due` comes from: the profile, a date the customer was told, or an extension.
    """

    kind: ClockKind
    started_at: datetime
    due: datetime
    met_at: datetime | None
    standing: Standing
    paused: bool
    basis: Basis
    source: str
    status: Status
    because: Because


@dataclass(frozen=True, slots=True)
class _Course:
    """A case up to a moment, since it was received or last reopened."""

    rules: DeadlineProfile
    calendar: Hours | Profile
    events: tuple[Event, ...]
    start: datetime
    at: datetime


def clocks(
    profile: Profile,
    events: Iterable[Event],
    at: datetime,
    *,
    rules: DeadlineProfile | None = None,
    calendar: Hours | None = None,
) -> tuple[Clock, ...]:
    """The clocks of a case as they stand at a moment; none before it was received.

    `rules` is the deadline profile where it is not the one named like the country pack, `calendar`
    the company's own hours where they are not the pack's. The interim clock is the one that runs
    now: it starts anew with each message of ours and ends with the decision.
    """
    happened = until_now(events, at)
    start = last(happened, "reopened") or first(happened, "received")
    if start is None:
        return ()
    within = calendar or profile
    chosen = rules or rules_of(profile, on=local_day(within, start))
    since = tuple(event for event in happened if event.at >= start)
    course = _Course(chosen, within, since, start, at)
    found = (_clock(course, kind) for kind in KINDS if _DEADLINE[kind] in chosen.deadlines)
    return tuple(clock for clock in found if clock is not None)


def _clock(course: _Course, kind: ClockKind) -> Clock | None:
    start, met = _ends(course, kind)
    if kind == "interim" and met:
        return None
    key = _DEADLINE[kind]
    deadline = course.rules.deadlines[key]
    end, because = _due(course, kind, start=start, until=met or course.at)
    return Clock(
        kind=kind,
        started_at=start.astimezone(UTC),
        due=end,
        met_at=met.astimezone(UTC) if met else None,
        standing=standing(Commitment("us", kind, end, met), course.at),
        paused=met is None and any(pause.running for pause in _pauses(course, key, course.at)),
        basis=deadline.basis,
        source=deadline.source,
        status=course.rules.status(key),
        because=because,
    )


def _ends(course: _Course, kind: ClockKind) -> tuple[datetime, datetime | None]:
    """When a clock starts and when it was met; every message of ours acknowledges."""
    if kind == "interim":
        spoken = last(course.events, "message_sent", "human_answer")
        return spoken or course.start, first(course.events, "decided")
    return course.start, first(course.events, *_MET[kind])


def _due(
    course: _Course, kind: ClockKind, *, start: datetime, until: datetime
) -> tuple[datetime, Because]:
    """What the profile says, then what was told and extended, in the order in which it happened."""
    key = _DEADLINE[kind]
    clock = course.rules.deadlines[key].clock
    stretches = joined(_pauses(course, key, until))
    end = _moved(course, clock, due(course.calendar, clock, start), (start, stretches))
    because: Because = "profile"
    made = 0
    for event in course.events:
        if event.clock != kind or event.at < start:
            continue
        if event.kind == "told" and event.due:
            told = _moved(course, clock, event.due.astimezone(UTC), (event.at, stretches))
            end, because = (told, "told") if told < end else (end, because)
        elif event.kind == "extended" and event.at <= end:
            longer = _extended(course, kind, event, made=made)
            if longer and longer > end:
                end, because, made = longer, "extended", made + 1
    return end, because


def _pauses(course: _Course, key: str, until: datetime) -> tuple[Pause, ...]:
    """The stretches up to a moment in which the profile lets this deadline stand still."""
    allowed = course.rules.pauses.get(key, ())
    return tuple(
        pause for pause in pauses(until_now(course.events, until), until) if pause.state in allowed
    )


def _moved(
    course: _Course,
    clock: str,
    end: datetime,
    since: tuple[datetime, tuple[tuple[datetime, datetime], ...]],
) -> datetime:
    """A due time after the pauses since a moment; what was overdue before a pause stays overdue."""
    start, stretches = since
    for begins, ends in stretches:
        from_then = max(begins, start)
        if from_then >= end:
            break
        if ends > from_then:
            end = shifted(course.calendar, clock, end, pause=(from_then, ends))
    return end


def _extended(course: _Course, kind: ClockKind, event: Event, *, made: int) -> datetime | None:
    """Until when an extension reaches: as far and as often as the profile allows, if at all."""
    extension = course.rules.extensions.get(_DEADLINE[kind])
    if extension is None or made >= extension.times:
        return None
    latest = due(course.calendar, extension.latest.clock, course.start)
    return min(event.due.astimezone(UTC), latest) if event.due else latest
