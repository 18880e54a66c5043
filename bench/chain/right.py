"""Are the answers right? Against recorded expectations, findings, and the definition itself."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import oracle
from hp2sat import Query, Recorded, asked
from recorded import ROOT_CAUSES, WRONG_MAXSAT, WRONG_SOLVE

from kulanz.chain.chain import Chain
from kulanz.chain.formulas import Formula, names, spelled
from kulanz.chain.parts import Variable
from kulanz.chain.verdicts import judged


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    result: str
    ok: bool
    goal: str = ""


def recorded_answers(recorded: Recorded) -> Iterator[Row]:
    """Every query of HP2SAT's tests."""
    by_kind: dict[str, list[Query]] = {}
    for query in recorded.queries:
        by_kind.setdefault(query.kind, []).append(query)
    solve = {query.name for query in by_kind["solve"] if not _same_flags(recorded, query)}
    yield _known("solve: AC1, AC2, AC3", len(by_kind["solve"]), solve, set(WRONG_SOLVE))
    maxsat = {query.name for query in by_kind["maxsat"] if not _same_verdict(recorded, query)}
    yield _known("maxsat: verdict, size", len(by_kind["maxsat"]), maxsat, set(WRONG_MAXSAT))
    for kind, same in (("all", _same_causes), ("why", _among_causes), ("notwhy", _no_cause)):
        wrong = {query.name for query in by_kind[kind] if not same(recorded, query)}
        yield _known(kind, len(by_kind[kind]), wrong, set())


def findings(recorded: Recorded) -> Iterator[Row]:
    """What was found in the collision over Ueberlingen."""
    by_effect = {
        query.effect: query
        for query in recorded.queries
        if query.model.startswith("ueberlingenSemPree1") and query.name not in WRONG_SOLVE
    }
    found = _smallest_roots(recorded, by_effect["e6"])
    yield Row("Ueberlingen, roots of the collision", f"{len(found)} events", found == ROOT_CAUSES)
    found = _smallest_roots(recorded, by_effect["e49"])
    yield Row("Ueberlingen, roots of e49", f"{len(found)} events", len(found) == 11)
    for effect, events in (("e49", {"e65", "e66", "e67"}), ("e6", {"e13"})):
        worlds = recorded.worlds(by_effect[effect])
        claimed = {name: worlds.actual[name] for name in events}
        verdict = judged(asked(by_effect[effect], worlds), claimed)
        yield Row(f"Ueberlingen, {effect}", " ".join(sorted(events)), verdict.is_cause)


def random_models(count: int) -> Row:
    """All three conditions, and all minimal causes, against trying everything."""
    wrong = [seed for seed in range(count) if not _equals_the_definition(seed)]
    result = f"{count - len(wrong):,} of {count:,}"
    return Row("random models of at most 7 variables", result, not wrong, "all")


def _known(kind: str, of: int, wrong: set[str], expected: set[str]) -> Row:
    surprising = wrong ^ expected
    result = f"{of - len(wrong)} of {of} equal"
    if expected:
        result += f", {len(wrong & expected)} known to be wrong"
    return Row(
        f"HP2SAT {kind}", f"{result}{': ' if surprising else ''}{' '.join(sorted(surprising))}",
        not surprising,
    )  # fmt: skip


def _same_flags(recorded: Recorded, query: Query) -> bool:
    found = judged(asked(query, recorded.worlds(query)), query.claimed)
    return (found.ac1, found.ac2, found.ac3) in query.flags


def _same_verdict(recorded: Recorded, query: Query) -> bool:
    """The flags of MAX_SAT mean something else; verdict and size of the smallest part do not."""
    worlds = recorded.worlds(query)
    question = asked(query, worlds)
    found = judged(question, query.claimed)
    if {found.is_cause} != {all(flags) for flags in query.flags}:
        return False
    (smaller,) = query.sets
    if not found.ac1 or smaller == set(query.claimed):
        return True
    among = [worlds.compiled.number[name] for name in query.claimed]
    return len(next(question.minimal(among))) == len(smaller)


def _same_causes(recorded: Recorded, query: Query) -> bool:
    worlds = recorded.worlds(query)
    question = asked(query, worlds)
    found = question.minimal(recorded.inner(query, worlds)) if question.holds else ()
    return {frozenset(worlds.order[place] for place in one) for one in found} == set(query.sets)


def _among_causes(recorded: Recorded, query: Query) -> bool:
    """Each recorded answer is a cause, and none is smaller."""
    worlds = recorded.worlds(query)
    question = asked(query, worlds)
    inner = set(recorded.inner(query, worlds)) - question.goals
    least = len(next(question.minimal(inner)))
    return all(
        len(one) == least and judged(question, {name: worlds.actual[name] for name in one}).is_cause
        for one in query.sets
    )


def _no_cause(recorded: Recorded, query: Query) -> bool:
    """None of the recorded answers, that must not be given, is a cause."""
    worlds = recorded.worlds(query)
    question = asked(query, worlds)
    return not any(
        judged(question, {name: worlds.actual[name] for name in one}).is_cause for one in query.sets
    )


def _smallest_roots(recorded: Recorded, query: Query) -> frozenset[str]:
    worlds = recorded.worlds(query)
    roots = [
        worlds.compiled.number[name]
        for name, equation in recorded.inside[query.model].items()
        if set(names(equation)) & set(query.outside)
    ]
    found = next(asked(query, worlds).minimal(roots))
    return frozenset(worlds.order[place] for place in found)


def _equals_the_definition(seed: int) -> bool:
    dice = random.Random(seed)  # noqa: S311 - the same models every time
    model = oracle.random_model(dice)
    roots = {name: dice.random() < 0.5 for name, equation in model.items() if equation is None}
    actual = oracle.computed(model, roots, {})
    effect: Formula = oracle.random_formula(dice, list(model), 1)
    chosen = dice.sample(list(model), dice.randint(1, min(4, len(model))))
    claimed = {name: actual[name] is (dice.random() < 0.9) for name in chosen}
    chain = Chain(tuple(Variable(name, one, actual[name]) for name, one in model.items()))
    expected = oracle.judge(model, actual, claimed, effect)
    found = chain.is_cause(claimed, spelled(effect), budget=60)
    why = chain.why(spelled(effect), limit=500, budget=60)
    others = [name for name in model if name not in set(names(effect))]
    return (
        (found.ac1, found.ac2, found.ac3, found.is_cause)
        == (expected.ac1, expected.ac2, expected.ac3, expected.cause)
        and {frozenset(one.values): len(one.witness) for one in why.causes}
        == oracle.minimal_causes(model, actual, effect, others)
        and why.complete
    )
