"""The temperature of a call: five named stages, from text, taps and the agent's own word.

It rises at once. It stays four seconds at least, and falls a stage only after thirty seconds
without a sign, or two calm notes. What was heard (a tap) beats what was typed for a minute, and
what the agent sets by hand beats both. It says how a call goes, never what somebody is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from kulanz.case import Stage
from kulanz.signals.heat import STAGES

SignKind = Literal[
    "text", "loud", "interrupts", "personal", "threatens", "cries", "repeats", "cooler", "warmer"
]
Source = Literal["text", "tap", "agent", "time"]
TAPS: tuple[SignKind, ...] = ("loud", "interrupts", "personal", "threatens", "cries", "repeats")
# What a line says that holds a tap only.
TAP_KEYS = {**{str(place): tap for place, tap in enumerate(TAPS, 1)}, "-": "cooler", "+": "warmer"}
CORRECTIONS: tuple[SignKind, ...] = ("cooler", "warmer")
SIGN_KINDS: tuple[SignKind, ...] = get_args(SignKind)

HOLDS = timedelta(seconds=60)
STAYS = timedelta(seconds=4)
COOLS = timedelta(seconds=30)
CALM_NOTES = 2

_LEVELS: dict[SignKind, int] = {
    "cries": 1,
    "repeats": 1,
    "loud": 2,
    "interrupts": 2,
    "personal": 3,
    "threatens": 3,
}
_HOTTEST = len(STAGES) - 1


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign at a moment: a tap, a correction, or a typed line with its heat 0 to 4 (`level`)."""

    at: datetime
    kind: SignKind
    level: int = 0


@dataclass(frozen=True, slots=True)
class Temperature:
    """The stage now (de: Stimmung, nl: stemming), since when, and what it rests on."""

    stage: Stage
    value: int
    since: datetime | None
    source: Source


@dataclass(frozen=True, slots=True)
class _State:
    level: int = 0
    since: datetime | None = None
    last: datetime | None = None
    set_until: datetime | None = None  # the agent's own word holds
    tap_until: datetime | None = None  # a tap holds
    source: Source = "time"
    calm: int = 0


def temperature(signs: Iterable[Sign], at: datetime) -> Temperature:
    """The temperature at a moment, from the signs until then; the same signs, the same answer."""
    state = _State()
    past = (sign for sign in signs if sign.at <= at)
    for sign in sorted(past, key=lambda one: (one.at, SIGN_KINDS.index(one.kind), one.level)):
        state = _after(_cooled(state, sign.at), sign)
    state = _cooled(state, at)
    return Temperature(STAGES[state.level], state.level, state.since, state.source)


def _cooled(state: _State, now: datetime) -> _State:
    """One stage for every thirty quiet seconds."""
    while state.level and state.since and state.last:
        held = (state.set_until or state.last, state.tap_until or state.last)
        falls = max(state.last + COOLS, state.since + STAYS, *held)
        if falls > now:
            break
        level = state.level - 1
        state = replace(state, level=level, since=falls, last=falls, calm=0, source="time")
    return state


def _after(state: _State, sign: Sign) -> _State:
    if sign.kind in CORRECTIONS:
        return _set(state, sign)
    if sign.kind == "text":
        return _typed(state, sign)
    level = _LEVELS[sign.kind]
    tapped = replace(state, tap_until=sign.at + HOLDS, last=sign.at, calm=0)
    if level <= state.level:
        return tapped
    return replace(tapped, level=level, since=sign.at, source="tap")


def _set(state: _State, sign: Sign) -> _State:
    step = 1 if sign.kind == "warmer" else -1
    return replace(
        state,
        level=min(_HOTTEST, max(0, state.level + step)),
        since=sign.at,
        last=sign.at,
        set_until=sign.at + HOLDS,
        source="agent",
        calm=0,
    )


def _typed(state: _State, sign: Sign) -> _State:
    """Text raises above a tap, but not above the agent's own word, unless it is danger."""
    if sign.level > state.level:
        if _holds(state.set_until, sign) and sign.level < _HOTTEST:
            return state
        return replace(state, level=sign.level, since=sign.at, last=sign.at, source="text", calm=0)
    if sign.level == state.level:
        return replace(state, last=sign.at, calm=0)
    calm = state.calm + 1
    stayed = state.since is not None and sign.at - state.since >= STAYS
    held = _holds(state.set_until, sign) or _holds(state.tap_until, sign)
    if held or calm < CALM_NOTES or not stayed:
        return replace(state, calm=calm)
    return replace(state, level=state.level - 1, since=sign.at, last=sign.at, source="text", calm=0)


def _holds(until: datetime | None, sign: Sign) -> bool:
    return until is not None and sign.at < until
