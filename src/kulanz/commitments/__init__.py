"""Who owes whom what by when, in business time of a country (de: Zusagen, nl: toezeggingen)."""

from kulanz.commitments.calendar import (
    Hours,
    closing_time,
    hours,
    is_business_day,
    is_open,
    next_business_day,
)
from kulanz.commitments.clock import add_business_time, business_time_between, callback_due, due
from kulanz.commitments.clocks import Clock, ClockKind, clocks
from kulanz.commitments.declared import DeclaredClock, declared_clocks
from kulanz.commitments.happened import Event
from kulanz.commitments.holds import Hold, HoldKind, broken_hold, obeyed
from kulanz.commitments.pledge import SOON, Commitment, Side, Standing, standing
from kulanz.commitments.suggestions import Preset, presets

__all__ = [
    "SOON",
    "Clock",
    "ClockKind",
    "Commitment",
    "DeclaredClock",
    "Event",
    "Hold",
    "HoldKind",
    "Hours",
    "Preset",
    "Side",
    "Standing",
    "add_business_time",
    "broken_hold",
    "business_time_between",
    "callback_due",
    "clocks",
    "closing_time",
    "declared_clocks",
    "due",
    "hours",
    "is_business_day",
    "is_open",
    "next_business_day",
    "obeyed",
    "presets",
    "standing",
]
