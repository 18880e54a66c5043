"""Who owes whom what by when, in business time of a country (de: Zusagen, nl: toezeggingen)."""

from kulanz.commitments.calendar import closing_time, is_business_day, is_open, next_business_day
from kulanz.commitments.clock import callback_due, due
from kulanz.commitments.pledge import SOON, Commitment, Side, Standing, standing
from kulanz.commitments.suggestions import Preset, presets

__all__ = [
    "SOON",
    "Commitment",
    "Preset",
    "Side",
    "Standing",
    "callback_due",
    "closing_time",
    "due",
    "is_business_day",
    "is_open",
    "next_business_day",
    "presets",
    "standing",
]
