"""The clocks that a hidden declaration starts: withdrawal, access, erasure, a disputed claim, ...

The clock starts at receipt, not when somebody confirms that it was meant so: a declaration takes
effect on arrival (§ 130(1) BGB, art. 3:37(3) BW). `declared.toml` says which clocks.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from types import MappingProxyType
from typing import cast

from kulanz.commitments.calendar import Hours
from kulanz.commitments.clock import due
from kulanz.countries import Basis, Deadline, Profile


@dataclass(frozen=True, slots=True)
class DeclaredClock:
    """A clock started by a declaration, for example `withdrawal.refund`; moments in UTC."""

    code: str
    started_at: datetime
    due: datetime
    basis: Basis
    source: str


def _read(text: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return MappingProxyType(tomllib.loads(text))


STARTS = _read(files(__package__).joinpath("declared.toml").read_text(encoding="utf-8"))


def declared_clocks(
    code: str, received_at: datetime, profile: Profile, *, calendar: Hours | None = None
) -> tuple[DeclaredClock, ...]:
    """What a declaration received at a moment (aware) starts, the first due first; often nothing.

    Raises:
        ValueError: `received_at` has no time zone.
    """
    within = calendar or profile
    acts = STARTS.get(code, {})
    found = ((f"{code}.{act}", _deadline(row, profile)) for act, row in acts.items())
    started = (
        DeclaredClock(
            code=name,
            started_at=received_at.astimezone(UTC),
            due=due(within, deadline.clock, received_at),
            basis=deadline.basis,
            source=deadline.source,
        )
        for name, deadline in found
    )
    return tuple(sorted(started, key=lambda clock: (clock.due, clock.code)))


def _deadline(row: Mapping[str, str], profile: Profile) -> Deadline:
    if "deadline" not in row:
        return Deadline(row["clock"], cast("Basis", row["basis"]), row["source"])
    found = profile.deadlines[row["deadline"]]
    return Deadline(found.clock, found.basis, row.get("source", found.source))
