"""The measures: verdicts a second beside zen-engine, the proof, and a replay."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from importlib.util import find_spec
from types import MappingProxyType

from questions import Asked
from table import Row

from kulanz.authority import Gate, prove
from kulanz.authority.replay import Decision, replay
from kulanz.countries import Limit

RATIO, PROOF_SECONDS, REPLAY_SECONDS = 5, 2, 3
REPLAYED = 100_000
SHARED = 500  # every so many questions the two are compared


def verdicts(asked: Asked, runs: int) -> Iterator[Row]:
    """Verdicts with their reason; zen with its trace, the nearest it has to one, and without."""
    own, count = asked.own, len(asked.questions)
    gate = Gate(own.table, country=own.country, currency=own.currency)

    def ours() -> None:
        for wish, facts in asked.questions:
            gate.verdict(wish, facts).reason  # noqa: B018 - the property is what is measured

    def fresh() -> None:
        new = Gate(own.table, country=own.country, currency=own.currency)
        for wish, facts in asked.questions:
            new.verdict(wish, facts).reason  # noqa: B018 - the same

    ours()
    mine, first = _rate(ours, count, runs), _rate(fresh, count, runs)
    if find_spec("zen") is None:
        yield Row("verdict with reason", f"{mine:,.0f}/s", beside="zen-engine is not installed")
        return
    theirs = _zen(asked, runs)
    for name, rate in theirs.items():
        goal = f"{RATIO}x" if "trace" in name else ""
        yield Row(
            "verdict with reason",
            f"{mine:,.0f}/s",
            goal,
            f"{rate:,.0f}/s {name}",
            f"{mine / rate:.1f}x",
            mine >= RATIO * rate if goal else None,
        )
    fastest = max(theirs.values())
    share = len({id(gate.verdict(*one)) for one in asked.questions})
    yield Row(
        "the same, nothing kept before",
        f"{first:,.0f}/s",
        beside=f"{fastest:,.0f}/s the fastest of these",
        ratio=f"{first / fastest:.1f}x",
    )
    yield Row("different questions among them", f"{share:,} of {count:,}")


def _zen(asked: Asked, runs: int) -> dict[str, float]:
    import zen

    def loaded(content: dict[str, dict[str, object]]) -> zen.ZenEngine:
        return zen.ZenEngine({"loader": {"type": "static", "content": content}})

    many, one = loaded(asked.by_remedy), loaded({"whole": asked.whole})
    gate = Gate(asked.own.table, country=asked.own.country)
    for (wish, facts), (key, context) in list(zip(asked.questions, asked.contexts, strict=True))[
        ::SHARED
    ]:
        answer = gate.verdict(wish, facts).answer
        for engine, name in ((many, key), (one, "whole")):
            assert engine.evaluate(name, context)["result"]["answer"] == answer

    def asking(engine: zen.ZenEngine, key: str, part: int, *, trace: bool) -> Callable[[], None]:
        contexts = [(key or remedy, context) for remedy, context in asked.contexts[::part]]

        def run() -> None:
            for name, context in contexts:
                engine.evaluate(name, context, {"trace": trace})

        return run

    count = len(asked.contexts)
    return {
        "zen, a model per remedy, trace": _rate(asking(many, "", 4, trace=True), count / 4, runs),
        "zen, a model per remedy, answer only": _rate(
            asking(many, "", 1, trace=False), count, runs
        ),
        "zen, the whole table, trace": _rate(
            asking(one, "whole", 40, trace=True), count / 40, runs
        ),
        "zen, the whole table, answer only": _rate(
            asking(one, "whole", 40, trace=False), count / 40, runs
        ),
    }


def proof(asked: Asked, runs: int) -> Row:
    """Contradictions, overlaps, gaps and faults of the pack, exactly."""
    seconds = _median(lambda: prove(asked.own.table), runs)
    found = prove(asked.own.table)
    wrong = len(found.contradictions) + len(found.gaps) + len(found.faults)
    return Row(
        f"exact proof, {len(asked.own.table.rules)} rules",
        f"{seconds * 1000:.1f} ms",
        f"{PROOF_SECONDS} s",
        f"{wrong} wrong, {len(found.overlaps)} overlaps",
        ok=found.complete and seconds < PROOF_SECONDS,
    )


def replays(asked: Asked, runs: int) -> Row:
    """100,000 decisions against a draft in which agents may give vouchers of 15."""
    wishes = [asked.questions[i % len(asked.questions)] for i in range(REPLAYED)]
    past = [
        Decision(w.role, w.remedy, w.amount, w.basis, w.percent, w.count, w.used, w.on, dict(f))
        for w, f in wishes
    ]
    rules = tuple(
        replace(r, limits=MappingProxyType({**r.limits, "AG": Limit(Decimal(15))}))
        if r.remedy == "voucher" and not r.forbids
        else r
        for r in asked.own.table.rules
    )
    seconds = []
    for _ in range(runs):  # a fresh profile each time, so that nothing is kept from the run before
        tables = [replace(asked.own.table, rules=one) for one in (asked.own.table.rules, rules)]
        old, new = (replace(asked.own, table=table) for table in tables)
        start = time.process_time()
        found = replay(past, old, new)
        seconds.append(time.process_time() - start)
    middle = statistics.median(seconds)
    return Row(
        f"replay of {REPLAYED:,} decisions",
        f"{middle:.2f} s",
        f"{REPLAY_SECONDS} s",
        f"{len(found.changed):,} change",
        ok=middle < REPLAY_SECONDS,
    )


def _rate(run: Callable[[], object], count: float, runs: int) -> float:
    return count / _median(run, runs)


def _median(run: Callable[[], object], runs: int) -> float:
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        run()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)
