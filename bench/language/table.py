"""One line of the table."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, ours, the goal and others'; `ok` is None where there is no goal."""

    what: str
    ours: str
    goal: str = ""
    others: str = ""
    ok: bool | None = None


def shown(rows: Iterable[Row]) -> int:
    """Prints each row as it comes; how many missed their goal."""
    missed = 0
    for row in rows:
        mark = {True: "ok", False: "BELOW", None: ""}[row.ok]
        goal = f"goal {row.goal}" if row.goal else ""
        print(f"{mark:5} {row.what:46} {row.ours:42} {goal:18} {row.others}".rstrip(), flush=True)
        missed += row.ok is False
    return missed


def percentile(values: list[float], part: float) -> float:
    """The value that this part of them stays at or below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
