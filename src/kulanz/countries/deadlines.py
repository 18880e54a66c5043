"""Deadline profiles of a country and sector as data, and a loader that refuses bad ones by key.

A shop's deadlines stand in its country pack; its profile names the pack (`pack`) and adds what the
pack does not say: the next body, the pauses, what nobody has verified yet.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from kulanz.countries.pack import CLOCK, PACKS, profile
from kulanz.countries.reader import PackError, Reader
from kulanz.countries.shape import Deadline
from kulanz.countries.table import BASES

DEADLINE_PROFILES: tuple[str, ...] = (
    "de_bank",
    "de_energy",
    "de_shop",
    "gdpr_any",
    "nl_finance",
    "nl_shop",
    "uk_energy",
    "uk_finance",
    "uk_shop",
    "uk_telecom",
    "uk_telecom_until_2026",
    "withdrawal_eu",
)
KEYS: tuple[str, ...] = (
    "ack",
    "first_human",
    "interim",
    "decide",
    "maximum",
    "summary",
    "payment",
    "payment_maximum",
    "body_window",
    "confirm",
    "refund",
)
PAUSES: tuple[str, ...] = ("waiting_customer", "paused", "external")
DUTIES: tuple[str, ...] = (
    "deadlock_letter",
    "name_body_if_rejected",
    "reasons_if_rejected",
    "records_3_years",
    "register",
    "say_why_extended",
)
DATES: tuple[str, ...] = ("valid_from", "valid_to")

EXTENDABLE: tuple[str, ...] = ("decide", "access")

Status = Literal["verified", "unverified", "own"]


@dataclass(frozen=True, slots=True)
class Extension:
    """How often a deadline may be made longer, and how far (de: Verlängerung, nl: verlenging).

    `latest` is counted from the same start as the deadline. It counts only if the customer
    is told the new date and the reason before the old one has passed.
    """

    times: int
    latest: Deadline


@dataclass(frozen=True, slots=True)
class DeadlineProfile:
    """By when a complaint is answered (de: Fristenprofil, nl: termijnprofiel).

    `extensions` says per deadline how often and how far it may be made longer; `pauses` in which
    states of a case it stands still; `before` names the profile that held until `valid_from`;
    `countries` is empty where it holds everywhere.
    """

    name: str
    sector: str
    countries: tuple[str, ...]
    deadlines: Mapping[str, Deadline]
    pauses: Mapping[str, tuple[str, ...]]
    extensions: Mapping[str, Extension]
    duties: tuple[str, ...]
    unverified: tuple[str, ...]
    next_body: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    before: str = ""

    def status(self, key: str) -> Status:
        """Whether somebody has looked the source up, nobody has yet, or we promised it ourselves.

        Raises:
            KeyError: the profile has no such deadline.
        """
        deadline = self.deadlines[key]
        if key in self.unverified:
            return "unverified"
        return "own" if deadline.basis == "policy" else "verified"


def deadline_profile(name: str, *, on: date | None = None) -> DeadlineProfile:
    """A profile of `DEADLINE_PROFILES`; with `on`, the version in force on that day.

    Raises:
        PackError: there is no such profile, or none was in force on that day.
    """
    found = _profile(name)
    while on and found.valid_from and on < found.valid_from:
        if not found.before:
            raise PackError(f"{name}: was not in force on {on}")
        found = _profile(found.before)
    if on and found.valid_to and on > found.valid_to:
        raise PackError(f"{name}: is no longer in force on {on}")
    return found


@cache
def _profile(name: str) -> DeadlineProfile:
    if name not in DEADLINE_PROFILES:
        raise PackError(f"{name}: is unknown; known are {', '.join(DEADLINE_PROFILES)}")
    source = files(__package__).joinpath("deadlines", f"{name}.toml")
    return load_deadlines(source.read_text(encoding="utf-8"), name)


def load_deadlines(text: str, name: str = "profile") -> DeadlineProfile:
    """A deadline profile from the text of a TOML file.

    Raises:
        PackError: names the first key that is missing, unknown or out of range.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{name}: is not TOML: {error}") from error
    rules = Reader(name, table)
    rules.only(("pack", *(key for key in DeadlineProfile.__dataclass_fields__ if key != "name")))
    deadlines = _deadlines(rules)
    duties = _among(rules, "duties", DUTIES)
    first, last = _day(rules, "valid_from"), _day(rules, "valid_to")
    if first and last and last < first:
        raise rules.wrong("valid_to", "is before valid_from")
    return DeadlineProfile(
        name=name,
        sector=rules.get("sector", str),
        countries=rules.strings("countries"),
        deadlines=deadlines,
        pauses=_pauses(rules, deadlines),
        extensions=_extensions(rules, deadlines),
        duties=duties,
        unverified=_among(rules, "unverified", (*deadlines, *duties, *DATES, "next_body")),
        next_body=rules.optional("next_body", str) or "",
        valid_from=first,
        valid_to=last,
        before=_before(rules, first),
    )


def _deadlines(rules: Reader) -> Mapping[str, Deadline]:
    pack = rules.optional("pack", str)
    if pack is not None:
        if pack not in PACKS:
            raise rules.wrong("pack", f"{pack!r} is unknown; known are {', '.join(PACKS)}")
        if "deadlines" in rules.table:
            raise rules.wrong("deadlines", f"stand in the pack {pack} already")
        return profile(pack).deadlines
    rows = rules.sub("deadlines")
    rows.only(KEYS)
    for key, needs in (("maximum", "decide"), ("payment_maximum", "payment")):
        if key in rows.table and needs not in rows.table:
            raise rows.wrong(key, f"needs {needs}")
    return MappingProxyType({key: _deadline(rows.sub(key)) for key in rows.table})


def _deadline(row: Reader) -> Deadline:
    row.only(("clock", "basis", "source"))
    clock, basis, source = (row.get(key, str) for key in ("clock", "basis", "source"))
    if not CLOCK.fullmatch(clock):
        raise row.wrong("clock", f"{clock!r} is no clock such as 24h_c, 2d_b or 1month_c")
    if basis not in BASES:
        raise row.wrong("basis", f"{basis!r} is unknown; known are {', '.join(BASES)}")
    if not source.strip():
        raise row.wrong("source", "must not be empty")
    return Deadline(clock, basis, source)


def _pauses(rules: Reader, deadlines: Mapping[str, Deadline]) -> Mapping[str, tuple[str, ...]]:
    """A deadline of the law never stands still because we wait: only our own promises may."""
    if "pauses" not in rules.table:
        return MappingProxyType({})
    rows = rules.sub("pauses")
    rows.only(tuple(deadlines))
    for key in rows.table:
        if deadlines[key].basis == "legal":
            raise rows.wrong(key, "runs by law and cannot stand still")
    return MappingProxyType({key: _among(rows, key, PAUSES) for key in rows.table})


def _extensions(rules: Reader, deadlines: Mapping[str, Deadline]) -> Mapping[str, Extension]:
    """Those that are written down; a `maximum` allows one of the decision."""
    found = {"decide": Extension(1, deadlines["maximum"])} if "maximum" in deadlines else {}
    if "extensions" in rules.table:
        rows = rules.sub("extensions")
        rows.only(tuple(key for key in EXTENDABLE if key in deadlines and key not in found))
        found |= {key: _extension(rows.sub(key)) for key in rows.table}
    return MappingProxyType(found)


def _extension(row: Reader) -> Extension:
    row.only(("times", "clock", "basis", "source"))
    times = row.get("times", int)
    if times < 1:
        raise row.wrong("times", f"must be at least 1, is {times}")
    rest = {key: value for key, value in row.table.items() if key != "times"}
    return Extension(times, _deadline(Reader(row.path, rest)))


def _among(rules: Reader, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    values = rules.strings(key)
    for value in values:
        if value not in allowed:
            raise rules.wrong(key, f"{value!r} is unknown; known are {', '.join(allowed)}")
    return values


def _day(rules: Reader, key: str) -> date | None:
    day = rules.optional(key, date)
    if isinstance(day, datetime):
        raise rules.wrong(key, f"must be a day, is {day!r}")
    return day


def _before(rules: Reader, first: date | None) -> str:
    before = rules.optional("before", str) or ""
    if before and before not in DEADLINE_PROFILES:
        raise rules.wrong("before", f"{before!r} is unknown")
    if before and not first:
        raise rules.wrong("before", "needs valid_from")
    return before
