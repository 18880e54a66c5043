"""What helps during a call: the note line, the temperature, the sentence (de: Anruf, nl: gesprek).

Values in, values out: whoever holds the rows of a running call asks this room what to show.
docs/building/calls.md.
"""

from kulanz.calls.assist import Hint, Moment, assist
from kulanz.calls.course import CallReading, Entry, read_call
from kulanz.calls.due import Due, due_in
from kulanz.calls.lines import COMMANDS, SIGNS, Line, LineKind, command_names, parse_line
from kulanz.calls.opening import closing, opening, opening_after, unreached
from kulanz.calls.sentences import SITUATIONS
from kulanz.calls.stop import Landing, landing, signs_of
from kulanz.calls.temperature import (
    CORRECTIONS,
    TAP_KEYS,
    TAPS,
    Sign,
    SignKind,
    Temperature,
    temperature,
)

__all__ = [
    "COMMANDS",
    "CORRECTIONS",
    "SIGNS",
    "SITUATIONS",
    "TAPS",
    "TAP_KEYS",
    "CallReading",
    "Due",
    "Entry",
    "Hint",
    "Landing",
    "Line",
    "LineKind",
    "Moment",
    "Sign",
    "SignKind",
    "Temperature",
    "assist",
    "closing",
    "command_names",
    "due_in",
    "landing",
    "opening",
    "opening_after",
    "parse_line",
    "read_call",
    "signs_of",
    "temperature",
    "unreached",
]
