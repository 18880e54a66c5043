"""How fast? CPU time, the median of five runs, beside what is recorded of others."""

import gc
import json
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hp2sat import Query, Recorded, asked
from recorded import HP2SAT_SECONDS, PUBLISHED_INFERENCE, UNFINISHED
from right import Row

from kulanz.chain.chain import Chain
from kulanz.chain.files import from_entry
from kulanz.chain.verdicts import judged
from kulanz.chain.worlds import Worlds

RUNS = 5
LARGE = 3000
SIZES = {
    "below 10 variables": (0, 10),
    "10 to 45": (10, 45),
    "45 to 200": (45, 200),
    "200 to 3,000": (200, LARGE),
    "above 3,000": (LARGE, 10**9),
}
CASES = 100_000
STORIES = Path(__file__).parents[2] / "tests" / "core" / "chain_cases" / "seed_cases.json"


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this thread, the median of five runs."""
    taken = []
    gc.collect()
    for _ in range(RUNS):
        start = time.thread_time()
        work()
        taken.append(time.thread_time() - start)
    return statistics.median(taken)


def queries(recorded: Recorded) -> Iterator[Row]:
    """Is it a cause? By size of model."""
    for what, (least, below) in SIZES.items():
        chosen = [
            query
            for query in recorded.queries
            if query.kind in {"solve", "maxsat"}
            and least <= recorded.size(query) < below
            and not query.model.startswith(UNFINISHED)
        ]
        loaded = [_loaded(recorded, query) for query in chosen]
        warm = [seconds(lambda one=one: _judge(*one)) for one in loaded]
        fresh = [seconds(lambda one=one: _judge(one, recorded.worlds(one))) for one in chosen]
        cold = [seconds(lambda one=one: _judge(one, _built(recorded, one))) for one in chosen]
        large = least >= LARGE
        yield Row(
            f"{len(chosen)} queries, {what}",
            f"loaded {_ms(sum(warm))}, slowest {_ms(max(warm))}; "
            f"new values {_ms(sum(fresh))}; from equations {_ms(sum(cold))}",
            sum(warm) <= 0.035 if large else below > 200 or max(warm) < 0.001,
            f"HP2SAT {_ms(HP2SAT_SECONDS[what])}" + ("; 35 ms" if large else ""),
        )


def inference(recorded: Recorded) -> Iterator[Row]:
    """A smallest cause without a candidate, in the largest model."""
    query = next(
        one
        for one in recorded.queries
        if one.model.startswith(UNFINISHED) and asked(one, recorded.worlds(one)).holds
    )
    for what, roots in (("of all variables", False), ("of the roots", True)):
        worlds = _loaded(recorded, query)[1]
        among = _candidates(recorded, query, worlds, roots=roots)

        def smallest(worlds: Worlds = worlds, among: set[int] = among) -> int:
            return len(next(asked(query, worlds).minimal(among)))

        def from_equations(among: set[int] = among) -> int:
            return len(next(asked(query, _built(recorded, query)).minimal(among)))

        warm, cold = seconds(smallest), seconds(from_equations)
        tracemalloc.start()
        from_equations()
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        yield Row(
            f"smallest cause {what}, {recorded.size(query):,} variables: {smallest()}",
            f"loaded {_ms(warm)}, from equations {_ms(cold)}, {peak:.0f} MB",
            cold <= 0.1 and peak <= 100,
            f"published {PUBLISHED_INFERENCE}; 100 ms, 100 MB",
        )


def cases() -> Row:
    """Every single "had it been otherwise" of the first story, in many cases at once."""
    chain = _chain(0)
    dice = random.Random(1)  # noqa: S311 - the same cases every time
    mask = (1 << CASES) - 1
    roots = {one.name: dice.getrandbits(CASES) for one in chain.variables if one.equation is None}
    actual = chain.worlds.run(roots, mask)

    def all_of_them() -> None:
        for name, value in actual.items():
            chain.worlds.run({**roots, name: value ^ mask}, mask)

    taken = seconds(all_of_them)
    what = f"{len(actual)} changes of story 000 in {CASES:,} cases"
    return Row(what, _ms(taken), taken < 0.01, "10 ms")


def answers() -> Row:
    """Every answer that a case of 60 variables can give: stories 000 and 003 in one."""
    chain = _chain(0, 2, more={
        "warned": "dunning_sent & threatens_web",
        "twice_unsolved": "~solved3 & ~solved",
        "leaves": "twice_unsolved | warned",
    })  # fmt: skip
    effect = "leaves"
    cause = dict(chain.why(effect).causes[-1].values)
    goals = ["account_closed", "dunning_withdrawn", "customer_informed"]
    asked_for: dict[str, Callable[[], object]] = {
        "check": chain.check,
        "why": lambda: chain.why(effect),
        "is_cause": lambda: chain.is_cause(cause, effect),
        "headline": lambda: chain.headline(effect),
        "headline for the customer": lambda: chain.headline(effect, "customer"),
        "breakers": lambda: chain.breakers(effect),
        "loops": chain.loops,
        "deadlocks": chain.deadlocks,
        "unlock": lambda: chain.unlock(goals),
        "open_questions": lambda: chain.open_questions(effect),
        **{
            f"had {name}": lambda name=name: chain.had({name: not chain.values[name]})
            for name in chain.values
        },
    }
    taken = {what: seconds(work) for what, work in asked_for.items()}
    worst = sorted(taken, key=taken.__getitem__, reverse=True)
    told = ", ".join(f"{what} {_ms(taken[what])}" for what in worst[:4])
    what = f"{len(taken)} answers of a case of {len(chain.variables)} variables"
    return Row(what, told, taken[worst[0]] < 0.005, "5 ms each")


def _chain(*stories: int, more: Mapping[str, str] | None = None) -> Chain:
    """Source cases as one, with further equations."""
    with STORIES.open(encoding="utf-8") as file:
        told = json.load(file)
    whole: dict[str, Any] = {"variables": {}, "influence": [], "rules": [], "actions": {}}
    for number in stories:
        whole["variables"] |= told[number]["variables"]
        whole["influence"] += told[number]["influence"]
        whole["rules"] += told[number]["rules"]
        whole["actions"] |= told[number]["actions"]
    late = {"actor": "customer", "t": 99, "status": "fact", "label": "", "norm": None}
    whole["variables"] |= {
        name: {"equation": equation, **late} for name, equation in (more or {}).items()
    }
    return from_entry(whole)


def _loaded(recorded: Recorded, query: Query) -> tuple[Query, Worlds]:
    worlds = recorded.worlds(query)
    _judge(query, worlds)
    return query, worlds


def _built(recorded: Recorded, query: Query) -> Worlds:
    return Worlds(recorded.variables[query.model]).told(query.outside)


def _judge(query: Query, worlds: Worlds) -> None:
    judged(asked(query, worlds), query.claimed)


def _candidates(recorded: Recorded, query: Query, worlds: Worlds, *, roots: bool) -> set[int]:
    inner = set(recorded.inner(query, worlds))
    parents = worlds.compiled.parents
    if roots:
        return {place for place in inner if not inner.intersection(parents[place])}
    return inner - asked(query, worlds).goals


def _ms(taken: float) -> str:
    return f"{taken * 1000:,.2f} ms" if taken < 0.01 else f"{taken * 1000:,.1f} ms"
