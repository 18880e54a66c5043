"""What a telephone system tells: it rings, somebody answers, somebody hangs up.

Two ways to say it are read: the form that sipgate.io and systems after its model push (event,
callId, from, to, direction, user[], cause, answeringNumber), and plain JSON with names of our own.
Numbers are written as E.164 has them, by Google's numbering plans (phonenumbers).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from kulanz.calls.transcripts import one_line

Kind = Literal["ring", "answer", "hangup"]
Direction = Literal["in", "out"]
EndedBy = Literal["", "agent", "customer", "line"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
ENDERS: tuple[EndedBy, ...] = get_args(EndedBy)
KINDS: Mapping[str, Kind] = {
    "newCall": "ring",
    "answer": "answer",
    "hangup": "hangup",
    "ring": "ring",
}
HIDDEN = frozenset({"anonymous", "unknown", "restricted", "private", "unavailable"})
ID_LENGTH, WORD_LENGTH, MOST_USERS = 100, 120, 50
EXTENSION, MOST_DIGITS = 5, 15

# What a cause says of the end: the customer gave up, the line failed, or it went on elsewhere.
GAVE_UP, FAILED, WENT_ON = "cancel", frozenset({"congestion", "notFound"}), "forwarded"
SPOKE = "normalClearing"


class PhoneEventError(ValueError):
    """What came is no event of a telephone call; `field` names the place."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneEvent:
    """One message of a telephone system about one call.

    `number` is the customer's as E.164, digits where it is none, or empty where it is `hidden`.
    `first_call` is the call that this one was passed on from; `agents` are names, addresses or
    numbers of ours. `answered` says of a hang-up whether the two have spoken; a `direction` and an
    `answered` of None are not said.
    """

    kind: Kind
    call: str
    first_call: str = ""
    direction: Direction | None = None
    number: str = ""
    hidden: bool = False
    line: str = ""
    agents: tuple[str, ...] = ()
    cause: str = ""
    ended_by: EndedBy = ""
    answered: bool | None = None
    at: datetime | None = None


def from_form(form: Mapping[str, Sequence[str]], *, country: str) -> PhoneEvent:
    """An event as sipgate.io pushes it; of a field that is sent twice the last counts.

    Raises:
        PhoneEventError: it is none.
    """
    values = {key: given[-1] for key, given in form.items() if given}
    kind = _kind(values.get("event"), "event")
    direction = _direction(values.get("direction"))
    theirs, ours = ("to", "from") if direction == "out" else ("from", "to")
    cause = _word(values, "cause")
    names = [*form.get("user[]", ()), *form.get("user", ())]
    answering = [values[key] for key in ("answeringNumber",) if values.get(key)]
    number = normal_number(values.get(theirs, ""), country)
    return PhoneEvent(
        kind=kind,
        call=_id(values.get("callId"), "callId"),
        first_call=_id(values.get("origCallId") or values.get("callId"), "origCallId"),
        direction=direction,
        number=number,
        hidden=not number,
        line=normal_number(values.get(ours, ""), country),
        agents=_agents([*names, *answering]),
        cause=cause,
        ended_by=ended_by(cause, direction),
        answered=_has_spoken(cause, answering) if kind == "hangup" else None,
    )


def from_json(content: object, *, country: str) -> PhoneEvent:
    """An event in plain JSON: event, call, first_call, direction, customer, line, agent(s) ...

    Raises:
        PhoneEventError: it is none.
    """
    if not isinstance(content, dict):
        raise PhoneEventError("body")
    values = {str(key): value for key, value in content.items()}
    kind = _kind(values.get("event"), "event")
    direction = _direction(values.get("direction"))
    cause = _word(values, "cause")
    said = _ender(values.get("ended_by") or "")
    answered = values.get("answered")
    if answered is not None and not isinstance(answered, bool):
        raise PhoneEventError("answered")
    agents = values.get("agents") or values.get("agent") or []
    agents = [agents] if isinstance(agents, str) else agents
    if not isinstance(agents, list):
        raise PhoneEventError("agents")
    call = _id(values.get("call"), "call")
    number = normal_number(_word(values, "customer"), country)
    return PhoneEvent(
        kind=kind,
        call=call,
        first_call=_id(values.get("first_call") or call, "first_call"),
        direction=direction,
        number=number,
        hidden=not number,
        line=normal_number(_word(values, "line"), country),
        agents=_agents(agents),
        cause=cause,
        ended_by=said or ended_by(cause, direction),
        answered=answered,
        at=_moment(values.get("at")),
    )


def ended_by(cause: str, direction: Direction | None) -> EndedBy:
    """Who ended a call, where the cause says it. A normal end does not: nobody is blamed for it."""
    if cause == GAVE_UP:
        return "agent" if direction == "out" else "customer"
    return "line" if cause in FAILED else ""


def normal_number(text: str, country: str) -> str:
    """A number as E.164 ("+492215550123"); an extension as its digits; empty where it is hidden.

    `country` (ISO 3166-1 alpha-2) reads numbers without a country code. Telephone systems leave
    the plus away: digits that are a whole international number are taken as one.
    """
    if one_line(text).casefold() in HIDDEN:
        return ""
    shown = text.strip()
    shown = f"+{shown[2:]}" if shown.startswith("00") else shown
    digits = "".join(sign for sign in shown if sign.isdecimal() and sign.isascii())
    if len(digits) <= EXTENSION and not shown.startswith(("+", "0")):
        return digits
    tries = [shown] if shown.startswith(("+", "0")) else [f"+{digits}", shown]
    for one in tries:
        try:
            number = phonenumbers.parse(one, country)
        except NumberParseException:
            continue
        if not phonenumbers.is_possible_number(number):
            continue
        whole = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        if phonenumbers.parse(whole) == number:  # not so for a row of zeros
            return whole
    return digits[:MOST_DIGITS]


def spellings(number: str, country: str) -> tuple[str, ...]:
    """How the same number may stand in an address book: E.164, and as dialled in its country."""
    if not number.startswith("+"):
        return (number,) if number else ()
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return (number,)
    if phonenumbers.country_code_for_region(country) != parsed.country_code:
        return (number,)
    national = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    return (number, "".join(sign for sign in national if sign.isdigit()))


def country_of(number: str) -> str:
    """The country of an E.164 number (ISO 3166-1 alpha-2), or nothing."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except NumberParseException:
        return ""


def _has_spoken(cause: str, answering: Sequence[str]) -> bool | None:
    """A normal end is one of two who have spoken; the other causes are of calls nobody took."""
    if cause == SPOKE:
        return True
    return True if answering else None


def _agents(given: Sequence[object]) -> tuple[str, ...]:
    words = [one_line(one)[:WORD_LENGTH] for one in given[:MOST_USERS] if isinstance(one, str)]
    return tuple(dict.fromkeys(word for word in words if word))


def _word(values: Mapping[str, object], key: str) -> str:
    value = values.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise PhoneEventError(key)
    return one_line(value)[:WORD_LENGTH]


def _id(value: object, field: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:d}" if abs(value) < 10**ID_LENGTH else ""
    text = one_line(value) if isinstance(value, str) else ""
    if not text or len(text) > ID_LENGTH:
        raise PhoneEventError(field)
    return text


def _kind(value: object, field: str) -> Kind:
    kind = KINDS.get(value) if isinstance(value, str) else None
    if kind is None:
        raise PhoneEventError(field)
    return kind


def _direction(value: object) -> Direction | None:
    found = next((one for one in DIRECTIONS if one == value), None)
    if found is None and value is not None and value != "":
        raise PhoneEventError("direction")
    return found


def _ender(value: object) -> EndedBy:
    found = next((one for one in ENDERS if one == value), None)
    if found is None:
        raise PhoneEventError("ended_by")
    return found


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise PhoneEventError("at")
    return at
