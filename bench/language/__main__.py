"""How well what people write is read, and at what cost: `python bench/language --data FOLDER`."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import archive
import cost
import own
import peers
import quality
from table import Row, as_json, shown

PARTS = ("own", "language", "public", "cost", "archive", "hostile")


def main() -> int:
    """Prints one table; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="bench/language", description=__doc__)
    parser.add_argument("--data", type=Path, help="the public sets, see docs/building/models.md")
    parser.add_argument("--only", choices=PARTS, action="append", help="may be said twice")
    parser.add_argument("--thorough", action="store_true", help="hostile texts in every language")
    parser.add_argument("--json", action="store_true", help="one list instead of a table")
    given = parser.parse_args()
    rows = _rows(given.data, given.only or PARTS, thorough=given.thorough)
    missed = (as_json if given.json else shown)(rows)
    say = sys.stderr.write if given.json else sys.stdout.write
    if absent := peers.absent():
        say(f"Not installed, so left out: {', '.join(absent)}.\n")
    if given.data is None:
        say("Without --data none of the public sets; see docs/building/models.md.\n")
    say(f"{missed} below the goal.\n")
    return int(missed > 0)


def _rows(data: Path | None, parts: tuple[str, ...], *, thorough: bool) -> Iterator[Row]:
    """The parts in their order, each measured when its turn comes."""
    known = {
        "own": own.rows,
        "language": quality.language,
        "public": lambda: quality.public(data),
        "cost": cost.rows,
        "archive": archive.rows,
        "hostile": lambda: cost.megabytes(thorough=thorough),
    }
    for name in PARTS:
        if name in parts:
            yield from known[name]()


if __name__ == "__main__":
    sys.exit(main())
