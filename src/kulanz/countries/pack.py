"""Loads a country pack and refuses one that cannot work, naming the key."""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

from kulanz.case import LANGUAGES, LanguageCode
from kulanz.countries.matrix import authority_table
from kulanz.countries.reader import PackError, Reader
from kulanz.countries.shape import WEEKDAYS, Callback, Deadline, Profile, Role, Window
from kulanz.countries.table import BASES

PACKS: tuple[str, ...] = ("de_shop", "nl_shop", "uk_shop")

CLOCK = re.compile(r"immediate|[1-9]\d{0,3}(?:min|h|d)_[cb]|[1-9]\d{0,2}month_c")


@cache
def profile(name: str) -> Profile:
    """The profile of a pack in `PACKS`, for example `profile("de_shop")`.

    Raises:
        PackError: there is no such pack, or its data cannot be used.
    """
    if name not in PACKS:
        raise PackError(f"{name}: is unknown; known are {', '.join(PACKS)}")
    folder = files(__package__)
    return load(
        folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"),
        folder.joinpath("authority", f"{name}.toml").read_text(encoding="utf-8"),
        name,
    )


def load(text: str, authority: str, name: str = "pack") -> Profile:
    """A profile from the texts of two TOML files, the pack and its authority table.

    Raises:
        PackError: names the first key that is missing, unknown or out of range.
    """
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{name}: is not TOML: {error}") from error
    pack = Reader(name, table)
    pack.only(tuple(key for key in Profile.__dataclass_fields__ if key != "table"))
    roles = _roles(pack)
    ladder = _known(pack, "ladder", tuple(roles))
    return Profile(
        name=pack.get("name", str),
        country=pack.get("country", str),
        subdivision=pack.get("subdivision", str),
        timezone=_timezone(pack),
        currency=_currency(pack),
        language=_language(pack),
        business_days=frozenset(WEEKDAYS.index(d) for d in _known(pack, "business_days", WEEKDAYS)),
        ladder=ladder,
        opening=_opening(pack),
        callback=_callback(pack),
        deadlines=_deadlines(pack),
        roles=roles,
        adr=_texts(pack.sub("adr")),
        table=authority_table(
            authority, roles=tuple(roles), ladder=ladder, name=f"{name}.authority"
        ),
    )


def _known(pack: Reader, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    values = pack.strings(key)
    if not values:
        raise pack.wrong(key, "must not be empty")
    for value in values:
        if value not in allowed:
            raise pack.wrong(key, f"{value!r} is unknown; known are {', '.join(allowed)}")
    if len(set(values)) < len(values):
        raise pack.wrong(key, "names something twice")
    return values


def _timezone(pack: Reader) -> ZoneInfo:
    key = pack.get("timezone", str)
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError):
        raise pack.wrong("timezone", f"{key!r} is no IANA time zone") from None


def _currency(pack: Reader) -> str:
    code = pack.get("currency", str)
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise pack.wrong("currency", f"{code!r} is no ISO 4217 code")
    return code


def _language(pack: Reader) -> LanguageCode:
    code = pack.get("language", str)
    if code not in LANGUAGES:
        raise pack.wrong("language", f"{code!r} is unknown; known are {', '.join(LANGUAGES)}")
    return code


def _texts(table: Reader) -> Mapping[LanguageCode, str]:
    table.only(LANGUAGES)
    return MappingProxyType({code: table.get(code, str) for code in LANGUAGES})


def _roles(pack: Reader) -> Mapping[str, Role]:
    table = pack.sub("roles")
    return MappingProxyType({code: Role(code, _texts(table.sub(code))) for code in table.table})


def _opening(pack: Reader) -> tuple[tuple[Window, ...], ...]:
    table = pack.sub("opening")
    table.only(WEEKDAYS)
    week = tuple(_windows(table, day) for day in WEEKDAYS)
    if not any(week):
        raise pack.wrong("opening", "must not be empty")
    return week


def _windows(table: Reader, day: str) -> tuple[Window, ...]:
    windows: list[Window] = []
    for text in table.strings(day):
        opens, dash, closes = text.partition("-")
        if not dash:
            raise table.wrong(day, f"must be like 08:00-20:00, is {text!r}")
        windows.append(Window(table.clock_time(day, opens), table.clock_time(day, closes)))
    times = [at for window in windows for at in (window.opens, window.closes)]
    if any(second <= first for first, second in pairwise(times)):
        raise table.wrong(day, "must run forward in time without overlap")
    return tuple(windows)


def _callback(pack: Reader) -> Callback:
    table = pack.sub("callback")
    minutes = table.get("within_minutes", int)
    if minutes < 1:
        raise table.wrong("within_minutes", f"must be at least 1, is {minutes}")
    return Callback(minutes, table.clock_time("else_at", table.get("else_at", str)))


def _deadlines(pack: Reader) -> Mapping[str, Deadline]:
    table = pack.sub("deadlines")
    table.get("ack", dict)
    table.get("decide", dict)
    return MappingProxyType({key: _deadline(table.sub(key)) for key in table.table})


def _deadline(row: Reader) -> Deadline:
    row.only(("clock", "basis", "source"))
    clock, basis = row.get("clock", str), row.get("basis", str)
    if not CLOCK.fullmatch(clock):
        raise row.wrong("clock", f"{clock!r} is no clock such as 24h_c, 2d_b or 1month_c")
    if basis not in BASES:
        raise row.wrong("basis", f"{basis!r} is unknown; known are {', '.join(BASES)}")
    return Deadline(clock, basis, row.get("source", str))
