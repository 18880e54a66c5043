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
from kulanz.commitments.happened import Event
from kulanz.commitments.pledge import SOON, Commitment, Side, Standing, standing
from kulanz.commitments.suggestions import Preset, presets

__all__ = [
    "SOON",
    "Clock",
    "ClockKind",
    "Commitment",
    "Event",
    "Hours",
    "Preset",
    "Side",
    "Standing",
    "add_business_time",
    "business_time_between",
    "callback_due",
    "clocks",
    "closing_time",
    "due",
    "hours",
    "is_business_day",
    "is_open",
    "next_business_day",
    "presets",
    "standing",
]
