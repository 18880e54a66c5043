"""How fast an authority table is asked, proved and replayed: `python bench/authority`."""

import argparse
import sys
from collections.abc import Iterator

import measures
from questions import load
from table import Row, shown


def main() -> int:
    """Prints one table; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="bench/authority", description=__doc__)
    parser.add_argument("--pack", default="de_shop", choices=("de_shop", "nl_shop", "uk_shop"))
    parser.add_argument("--runs", type=int, default=7, help="medians are taken over so many runs")
    parser.add_argument("--questions", type=int, default=20_000, help="so many at random")
    given = parser.parse_args()
    return int(shown(_rows(given.pack, given.questions, given.runs)) > 0)


def _rows(pack: str, count: int, runs: int) -> Iterator[Row]:
    asked = load(pack, count)
    yield from measures.verdicts(asked, runs)
    yield measures.proof(asked, runs)
    yield measures.replays(asked, runs)


if __name__ == "__main__":
    sys.exit(main())
