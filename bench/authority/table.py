"""The lines of the table."""

from collections.abc import Iterable
from dataclasses import dataclass

WIDTHS = (5, 34, 14, 6, 56)


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, ours, the goal, others; `ok` is None where there is no goal."""

    what: str
    ours: str
    goal: str = ""
    beside: str = ""
    ratio: str = ""
    ok: bool | None = None


def shown(rows: Iterable[Row]) -> int:
    """Prints each row as it comes; how many missed their goal."""
    missed = 0
    _line(("met", "what", "ours", "goal", "beside", "ratio"))
    for row in rows:
        met = {True: "yes", False: "NO", None: ""}[row.ok]
        _line((met, row.what, row.ours, row.goal, row.beside, row.ratio))
        missed += row.ok is False
    return missed


def _line(cells: tuple[str, ...]) -> None:
    padded = [f"{cell:{width}}" for cell, width in zip(cells, WIDTHS, strict=False)]
    print(" | ".join((*padded, *cells[len(padded) :])).rstrip(), flush=True)
