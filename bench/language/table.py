"""One line of the table, and the table as text or as JSON."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

COLUMNS = ("met", "what", "ours", "goal", "development part, seen", "beside")
WIDTHS = (5, 46, 30, 16, 30)


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, ours, the goal and others'; `ok` is None where there is no goal.

    `seen` is the same figure on what rules and models were made from: no proof of anything.
    """

    what: str
    ours: str
    goal: str = ""
    beside: str = ""
    ok: bool | None = None
    seen: str = ""


def shown(rows: Iterable[Row]) -> int:
    """Prints each row as it comes; how many missed their goal."""
    missed = 0
    _line(COLUMNS)
    for row in rows:
        met = {True: "yes", False: "NO", None: ""}[row.ok]
        _line((met, row.what, row.ours, row.goal, row.seen, row.beside))
        missed += row.ok is False
    return missed


def _line(cells: tuple[str, ...]) -> None:
    padded = [f"{cell:{width}}" for cell, width in zip(cells, WIDTHS, strict=False)]
    print(" | ".join((*padded, *cells[len(padded) :])).rstrip(), flush=True)


def as_json(rows: Iterable[Row]) -> int:
    """Prints one JSON list; how many missed their goal."""
    found = list(rows)
    listed = [{("met" if k == "ok" else k): v for k, v in asdict(row).items()} for row in found]
    print(json.dumps(listed, ensure_ascii=False, indent=1))
    return sum(row.ok is False for row in found)


def percentile(values: list[float], part: float) -> float:
    """The value that this part of them stays at or below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
