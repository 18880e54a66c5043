"""Whom to ring when somebody is in danger, by country (Directive (EU) 2018/1972, art. 109)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Numbers:
    """Telephone numbers of one country, written as they are dialled there.

    `listens` is who listens to a person in despair, day and night, at `listens_at`.
    """

    emergency: str
    police: str
    listens: str
    listens_at: str


@cache
def safety_numbers(country: str) -> Numbers | None:
    """The numbers of a country (ISO 3166-1 alpha-2); None where we know none."""
    text = files("kulanz.countries").joinpath("safety.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text).get(country)
    return Numbers(**found) if found else None
