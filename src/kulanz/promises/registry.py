"""The registry of promises as values: what is advertised, where, under which conditions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any, Literal

from kulanz.case import LanguageCode, Reason
from kulanz.conditions import Condition, condition

PromiseKind = Literal["payment", "delivery", "returns", "price", "reachability", "other"]
KINDS: tuple[PromiseKind, ...] = (
    "payment",
    "delivery",
    "returns",
    "price",
    "reachability",
    "other",
)
# Whoever asks for what is promised meets this condition by asking: it need not be shown.
SELF_EVIDENT = frozenset({"payment.asked"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a promise is shown, with the facts whose conditions can be read there."""

    name: str
    url: str = ""
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """That it was advertised: page, SHA-256 of its text, name of a screenshot."""

    url: str = ""
    sha256: str = ""
    screenshot: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """Something the company promises everybody (de: Versprechen, nl: belofte).

    Whoever meets `conditions` gets what `pledge` says. `owner` is a role (MKT, LOG, CM ...); the
    last day of `until` still counts. Shape: registry entry PR-INV-01 drawn from source case 001.
    """

    id: str
    kind: PromiseKind
    texts: Mapping[LanguageCode, str]
    conditions: Condition
    pledge: Condition
    places: tuple[Place, ...]
    since: date
    until: date | None = None
    owner: str = ""
    countries: tuple[str, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)

    def valid_on(self, day: date) -> bool:
        """Whether it is advertised on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


def hidden_conditions(promise: Promise) -> tuple[tuple[Place, str], ...]:
    """Each place with the fact of a condition that cannot be read there."""
    asked = [name for name in promise.conditions.facts if name not in SELF_EVIDENT]
    return tuple(
        (place, name) for place in promise.places for name in asked if name not in place.shown
    )


def check(promise: Promise) -> tuple[Reason, ...]:
    """Why the promise may not be published; nothing where it may.

    A condition that is not shown where the promise is shown would surprise whoever relied on it:
    it is refused (source case 001; limits and means of payment are clear before ordering,
    § 312j(1) BGB).
    """
    found = [
        Reason("promises.hidden_condition", {"place": place.name, "fact": name})
        for place, name in hidden_conditions(promise)
    ]
    if not promise.places:
        found.append(Reason("promises.shown_nowhere"))
    if not any(text.strip() for text in promise.texts.values()):
        found.append(Reason("promises.no_text"))
    if not promise.pledge.facts:
        found.append(Reason("promises.no_pledge"))
    if not promise.owner:
        found.append(Reason("promises.no_owner"))
    if promise.until is not None and promise.until < promise.since:
        found.append(Reason("promises.ends_before_it_begins"))
    return tuple(found)


def registry(name: str) -> tuple[Promise, ...]:
    """The promises of `countries/promises/<name>.toml`; "example" is a shop to start from.

    Raises:
        FileNotFoundError: there is no such file.
        KeyError: an entry lacks what it must have.
        BadCondition: a condition cannot be read.
    """
    place = files("kulanz.countries").joinpath("promises", f"{name}.toml")
    return read_registry(place.read_text(encoding="utf-8"))


def read_registry(text: str) -> tuple[Promise, ...]:
    """The promises of a TOML text; the errors are those of `registry`."""
    return tuple(_promise(row) for row in tomllib.loads(text)["promises"])


def _promise(row: Mapping[str, Any]) -> Promise:
    return Promise(
        id=row["id"],
        kind=row["kind"],
        texts=row["texts"],
        conditions=condition(row.get("conditions", {})),
        pledge=condition(row["pledge"]),
        places=tuple(
            Place(one["name"], one.get("url", ""), tuple(one.get("shown", ())))
            for one in row["places"]
        ),
        since=row["since"],
        until=row.get("until"),
        owner=row.get("owner", ""),
        countries=tuple(row.get("countries", ())),
        evidence=Evidence(**row.get("evidence", {})),
    )
