"""What happened in a case, as far as a clock cares: values, and what is read out of their order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

EventKind = Literal[
    "received",
    "acknowledged",
    "human_answer",
    "message_sent",
    "decided",
    "reopened",
    "waiting_customer",
    "answer_in",
    "paused",
    "resumed",
    "extended",
    "told",
]
WAITING = "waiting_customer"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that starts, meets, stops or moves a clock; `at` is aware.

    `state` is the state a `paused` case stands still in, or a `resumed` one comes from; `clock` and
    `due` say which clock was `extended` or `told` to the customer, and until when.
    """

    kind: EventKind
    at: datetime
    state: str = ""
    clock: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a case stood still; `running` if nobody has ended it yet."""

    state: str
    begins: datetime
    ends: datetime
    running: bool = False


def until_now(events: Iterable[Event], at: datetime) -> tuple[Event, ...]:
    """The events up to a moment in the order of time."""
    return tuple(sorted((e for e in events if e.at <= at), key=lambda event: event.at))


def first(events: Iterable[Event], *kinds: EventKind) -> datetime | None:
    """When one of the kinds first happened."""
    return next((e.at for e in events if e.kind in kinds), None)


def last(events: Iterable[Event], *kinds: EventKind) -> datetime | None:
    """When one of the kinds last happened."""
    found = [e.at for e in events if e.kind in kinds]
    return found[-1] if found else None


def pauses(events: Iterable[Event], at: datetime) -> tuple[Pause, ...]:
    """The stretches in which the case stood still, by state.

    An answer of the customer ends the waiting for it; who waits already does not begin anew.
    """
    begun: dict[str, datetime] = {}
    done: list[Pause] = []
    for event in events:
        state = WAITING if event.kind in ("waiting_customer", "answer_in") else event.state
        if event.kind in ("waiting_customer", "paused"):
            begun.setdefault(state, event.at)
        elif event.kind in ("answer_in", "resumed") and state in begun:
            done.append(Pause(state, begun.pop(state), event.at))
    done += [Pause(state, start, at, running=True) for state, start in begun.items()]
    return tuple(sorted(done, key=lambda pause: (pause.begins, pause.state)))


def joined(stretches: Iterable[Pause]) -> tuple[tuple[datetime, datetime], ...]:
    """Stretches without overlap: who stands still for two reasons stands still once."""
    found: list[tuple[datetime, datetime]] = []
    for pause in stretches:
        if found and pause.begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], pause.ends))
        else:
            found.append((pause.begins, pause.ends))
    return tuple(found)
