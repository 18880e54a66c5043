"""How well what people write is read, and at what cost: `python bench/language --data FOLDER`."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import cost
import peers
import quality
from table import Row, shown


def main() -> int:
    """Prints one table; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="bench/language", description=__doc__)
    parser.add_argument("--data", type=Path, help="the public sets, see docs/building/models.md")
    parser.add_argument("--only", choices=("quality", "cost", "hostile"))
    parser.add_argument("--thorough", action="store_true", help="hostile texts in every language")
    given = parser.parse_args()
    missed = shown(_rows(given.data, given.only, thorough=given.thorough))
    absent = peers.absent()
    if absent:
        print(f"Not installed, so left out: {', '.join(absent)}.")
    if given.data is None:
        print("Without --data none of the public sets; see docs/building/models.md.")
    print(f"{missed} below the goal.")
    return int(missed > 0)


def _rows(data: Path | None, only: str | None, *, thorough: bool) -> Iterable[Row]:
    if only in (None, "quality"):
        yield from quality.language()
        if data is not None:
            yield from quality.texts(data)
            yield from quality.derailment(data)
    if only in (None, "cost"):
        yield from cost.short_texts()
        yield from cost.calls()
        yield from cost.answers()
    if only in (None, "hostile"):
        yield from cost.megabytes(thorough=thorough)


if __name__ == "__main__":
    sys.exit(main())
