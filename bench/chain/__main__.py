"""The causal engine against others, the definition, and the clock: `python bench/chain`."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import fast
import right
from hp2sat import Recorded
from right import Row


def main() -> int:
    """Prints a table; 1 when something is wrong or too slow."""
    parser = argparse.ArgumentParser(prog="bench/chain", description=__doc__)
    parser.add_argument("--cases", type=Path, help="the recorded tests of HP2SAT, see README.md")
    parser.add_argument("--models", type=int, default=10_000, help="how many random models")
    given = parser.parse_args()
    good = True
    for row in _rows(given.cases, given.models):
        good &= row.ok
        goal = f"   ({row.goal})" if row.goal else ""
        print(f"{'ok   ' if row.ok else 'FAILS'} {row.what:56} {row.result}{goal}", flush=True)
    if given.cases is None:
        print("Without --cases neither HP2SAT's tests nor its models; see bench/chain/README.md.")
    return 0 if good else 1


def _rows(cases: Path | None, models: int) -> Iterable[Row]:
    if cases is not None:
        recorded = Recorded(cases)
        yield from right.recorded_answers(recorded)
        yield from right.findings(recorded)
        yield from fast.queries(recorded)
        yield from fast.inference(recorded)
    yield fast.answers()
    yield fast.cases()
    yield right.random_models(models)


if __name__ == "__main__":
    sys.exit(main())
