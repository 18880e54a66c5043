"""The gate against another engine on the same table (zen-engine); kept answers against fresh."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import zen
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.authority import Gate, Wish, gate
from kulanz.conditions import FACTS, Facts, Value
from kulanz.countries import BASES, PACKS, Profile, Table, profile
from zen_model import flat, model

CASES = 7_000  # of each pack
SIDES = [Decimal(x) for x in ("-0.01", "0", "0.01", "7")]

Case = tuple[Wish, Facts]


def seeded(number: int) -> random.Random:
    return random.Random(number)  # noqa: S311 - for tests, no secret


def cases(own: Profile, chance: random.Random, count: int) -> Iterator[Case]:
    """Questions at random, amounts around the limits, all facts known."""
    table = own.table
    names = asked(table)
    near = {code: amounts(table, code) for code in table.remedies}
    for _ in range(count):
        remedy = chance.choice(list(table.remedies))
        facts: dict[str, Value] = {name: value(name, chance) for name in names}
        yield (
            Wish(
                chance.choice(table.roles),
                remedy,
                max(chance.choice(near[remedy]) + chance.choice(SIDES), Decimal(0)),
                percent=Decimal(chance.choice([0, 10, 15, 20, 25, 30, 50, 51])),
                count=chance.choice([0, 2, 3, 6, 7, 12, 13]),
                used=Decimal(chance.choice([0, 0, 5, 10, 30, 200])),
            ),
            facts,
        )


def asked(table: Table) -> list[str]:
    found = {f for rule in table.rules for f in (*rule.when.facts, *rule.evidence.facts)}
    return sorted(found - {"amount"})


def amounts(table: Table, remedy: str) -> list[Decimal]:
    found = [x for r in table.rules if r.remedy == remedy for x in r.limits.values()]
    return [Decimal(5), Decimal(50), *(one.amount for one in found if one.amount is not None)]


def value(name: str, chance: random.Random) -> Value:
    fact = FACTS[name]
    if fact.kind == "yes_no":
        return chance.random() < 0.5
    if fact.kind == "choice":
        return chance.choice(fact.choices)
    return Decimal(chance.choice([0, 899, 900, 901, 2000]))


def context(wish: Wish, facts: Facts) -> dict[str, Any]:
    """The same question for the other engine: plain numbers, flat names."""
    numbers = {"amount": wish.amount, "percent": wish.percent, "used": wish.used}
    told = {flat(k): float(v) if isinstance(v, Decimal) else v for k, v in facts.items()}
    return {"role": wish.role, "count": wish.count, **told} | {
        name: float(number) for name, number in numbers.items() if number is not None
    }


@pytest.mark.parametrize("name", PACKS)
def test_another_engine_answers_the_same(name: str) -> None:
    own = profile(name)
    content = {code: model(own.table, code) for code in own.remedies}
    engine = zen.ZenEngine({"loader": {"type": "static", "content": content}})
    counted: Counter[str] = Counter()
    differing = []
    for wish, facts in cases(own, seeded(20261123), CASES):
        ours = gate(own).verdict(wish, facts)
        rule = "none" if ours.code == "condition_fails" else ours.rule
        told = {"answer": ours.answer, "rule": rule, "approver": ours.approver or ""}
        theirs = engine.evaluate(wish.remedy, context(wish, facts))["result"]
        counted[ours.code] += 1
        if told != theirs:
            differing.append((wish, facts, told, theirs))
    assert differing == []
    rare = [code for code in counted if counted[code] < CASES / 1000]
    assert (rare, len(counted)) == ([], 9)


@pytest.mark.parametrize("name", PACKS)
def test_the_other_engine_sees_a_limit_that_is_one_cent_off(name: str) -> None:
    """The comparison can fail: it is no comparison of a thing with itself."""
    own = profile(name)
    rows = model(own.table, "voucher")
    table = rows["nodes"][1]["content"]["rules"]
    limit = next(row["amount"] for row in table if row["amount"])
    for row in table:
        row["amount"] = row["amount"].replace(limit, f"{limit}.01")
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"voucher": rows}}})
    differing = 0
    for wish, facts in cases(own, seeded(1), 2_000):
        one = replace(wish, remedy="voucher", amount=wish.used + Decimal("10.01"))
        theirs = engine.evaluate("voucher", context(one, facts))["result"]
        differing += gate(own).verdict(one, facts).answer != theirs["answer"]
    assert differing > 0


@st.composite
def questions(draw: st.DrawFn) -> list[Case]:
    """Questions with facts missing and amounts that may be no amounts, often the same ones."""
    own = profile("nl_shop")
    chance = draw(st.randoms(use_true_random=False))
    numbers = st.sampled_from(
        [None, *map(Decimal, ("0", "15", "15.01", "50", "500", "-1", "Infinity", "NaN"))]
    )
    found: list[Case] = []
    for wish, facts in cases(own, chance, draw(st.integers(1, 12))):
        basis = chance.choice([None, None, None, *BASES])
        known = {k: v for k, v in facts.items() if chance.random() < 0.6}
        if chance.random() < 0.3:
            known["goodwill.twelve_months"] = chance.choice([Decimal(60), Decimal(61)])
        if chance.random() < 0.3:
            known["delivery.evidence"] = chance.choice(FACTS["delivery.evidence"].choices)
        one = Wish(
            wish.role,
            chance.choice(["voucher", "replace", "credit_note", "price_reduction", "dunning_stop"]),
            draw(numbers),
            basis,
            chance.choice([None, wish.percent]),
            chance.choice([None, wish.count]),
            draw(numbers) or Decimal(0),
        )
        found += [(one, known)] * 2
    return found


def answer(one: Gate, wish: Wish, facts: Facts) -> object:
    try:
        found = one.verdict(wish, facts)
    except ValueError as problem:
        return str(problem)
    return (tuple(found), found.reason)


@settings(max_examples=40, deadline=None)
@given(questions())
def test_a_kept_answer_is_the_answer(asked_: list[Case]) -> None:
    own = profile("nl_shop")
    kept = Gate(own.table, country=own.country, currency=own.currency)
    for wish, facts in asked_:
        fresh = Gate(own.table, country=own.country, currency=own.currency)
        assert answer(kept, wish, facts) == answer(fresh, wish, facts)
