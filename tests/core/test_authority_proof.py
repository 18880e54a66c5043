"""The proof of a table against trying every case, and the shipped packs, which have to be clean."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations, product
from time import process_time
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.authority import Finding, Proof, prove
from kulanz.authority.proving import VALID
from kulanz.conditions import Facts, Value, cell, condition, judge
from kulanz.countries import PACKS, Basis, Limit, Remedy, Rule, SecondLook, Table, profile

D = Decimal
AMOUNTS = [D(x) for x in ("0", "50", "50.01", "100", "100.01", "150.01")]
DAYS = [date(2026, 1, day) for day in (1, 10, 11, 19, 20, 21)]
LINES: dict[str, list[Value]] = {
    "fault": ["company", "carrier", "customer"],
    "item.kept": [True, False],
    "wait_seconds": [D(x) for x in ("0", "900", "900.5", "1000")],
    "amount": list(AMOUNTS),
}
CELLS = {
    "fault": ["any", "company", "company, shared", "not(customer)", "carrier, customer"],
    "item.kept": ["any", "yes", "no"],
    "wait_seconds": ["any", "> 900", "<= 900", "[900..1000]", "]900..1000[", ">= 901", "not(900)"],
    "amount": ["any", "<= 50", "]50..100]", "> 100", "[50.01..99.99]", "[0..50], ]100..150]"],
}
limits = st.sampled_from([Limit(), Limit(D(50)), Limit(D(100)), Limit(D(50), D(10))])


def table(*rules: Rule, **remedy: Any) -> Table:
    codes = {rule.remedy for rule in rules}
    return Table(
        ladder=("AG", "SA"),
        roles=("AG", "SA"),
        remedies={code: Remedy(code, "money", **remedy) for code in codes},
        rules=rules,
        caps={},
        second_look=SecondLook(D(60), "SA"),
    )


def rule(name: str, when: Mapping[str, str], basis: Basis = "goodwill", **more: Any) -> Rule:
    given_ = {"limits": {"AG": Limit(D(50)), "SA": Limit(D(100))}, **more}
    if given_.get("forbids"):
        given_["limits"] = {}
    return Rule(name, "voucher", basis, when=condition(when), **given_)


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    found = []
    for number in range(draw(st.integers(1, 4))):
        names = draw(st.sets(st.sampled_from(sorted(CELLS)), max_size=3))
        when = {name: draw(st.sampled_from(CELLS[name])) for name in sorted(names)}
        roles = draw(st.sampled_from([("AG",), ("SA",), ("AG", "SA")]))
        since, until = sorted(draw(st.tuples(*[st.sampled_from(DAYS[1:-1])] * 2)))
        found.append(
            rule(
                f"r{number}",
                when,
                draw(st.sampled_from(["legal", "goodwill"])),
                limits={role: draw(limits) for role in roles},
                evidence=condition(draw(st.sampled_from([{}, {}, {"item.kept": "yes"}]))),
                forbids=draw(st.integers(0, 4)) == 0,
                since=draw(st.sampled_from([None, None, since])),
                until=draw(st.sampled_from([None, None, until])),
            )
        )
    return tuple(found)


Point = tuple[Facts, date]
POINTS: list[Point] = [
    (dict(zip(LINES, values, strict=True)), day)
    for day in DAYS[1::3]
    for values in product(*LINES.values())
]
POINTS += [(facts, day) for facts, _ in POINTS[::11] for day in DAYS]


def speaks(one: Rule, point: Point) -> bool:
    return bool(judge(one.when, point[0]).truth) and one.valid(point[1])


def amount_of(point: Point) -> Decimal:
    amount = point[0]["amount"]
    assert isinstance(amount, Decimal)
    return amount


def holds(one: Rule, point: Point) -> bool:
    return speaks(one, point) and bool(judge(one.evidence, point[0]).truth)


def inside(found: Finding) -> Callable[[Point], bool]:
    """Whether a point is among those that a finding is about."""
    where = dict(found.where)
    days = cell(where.pop("valid", "any"), VALID)
    asked = condition(where)
    return lambda point: bool(judge(asked, point[0]).truth) and days.holds(point[1])


def tried_pairs(given_: Table) -> set[tuple[str, str, str]]:
    """(rule, rule, role) that differ somewhere; the role is empty where two rules agree."""
    found = set()
    for one, other in combinations([r for r in given_.rules if not r.forbids], 2):
        if one.basis == other.basis and any(holds(one, p) and holds(other, p) for p in POINTS):
            both = set(one.limits) & set(other.limits)
            differ = {role for role in both if one.limits[role] != other.limits[role]} or {""}
            found |= {(one.id, other.id, role) for role in differ}
    return found


def tried_gaps(given_: Table) -> Iterator[Point]:
    starts = [one.since for one in given_.rules if not never(one)]
    first = None if None in starts or not starts else min(d for d in starts if d)
    for point in POINTS:
        in_time = first is None or point[1] >= first
        if in_time and not any(speaks(one, point) for one in given_.rules):
            yield point


def never(one: Rule) -> bool:
    return bool(one.since and one.until and one.until < one.since)


@settings(max_examples=50, deadline=None)
@given(rules())
def test_pairs_are_those_that_trying_finds(given_: tuple[Rule, ...]) -> None:
    found = prove(table(*given_))
    told = {(*one.rules, one.role) for one in (*found.contradictions, *found.overlaps)}
    tried = tried_pairs(table(*given_))
    assert found.complete
    assert tried - told == set()
    # what is told and was not tried lies between the points: its own box proves it
    for one in (*found.contradictions, *found.overlaps):
        if (*one.rules, one.role) not in tried:
            assert not any(map(inside(one), POINTS))


@settings(max_examples=50, deadline=None)
@given(rules())
def test_gaps_of_an_open_remedy_are_the_points_of_which_no_rule_speaks(
    given_: tuple[Rule, ...],
) -> None:
    found = [inside(one) for one in prove(table(*given_)).gaps if one.kind == "gap"]
    times = [sum(told(point) for told in found) for point in POINTS]
    gaps = list(tried_gaps(table(*given_)))
    assert [point for point, n in zip(POINTS, times, strict=True) if n] == gaps
    assert max(times) <= 1


@settings(max_examples=50, deadline=None)
@given(rules())
def test_holes_lie_between_amounts_or_days_that_are_covered(given_: tuple[Rule, ...]) -> None:
    holes = prove(table(*given_, closed=True)).gaps
    found = [inside(one) for one in holes if one.kind == "hole"]
    for point in POINTS[::3]:
        if any(speaks(one, point) for one in given_):
            assert not any(told(point) for told in found)
            continue
        facts, day = point
        amounts = [
            a for a in AMOUNTS if any(speaks(r, ({**facts, "amount": a}, day)) for r in given_)
        ]
        days = [d for d in DAYS if any(speaks(r, (facts, d)) for r in given_)]
        asked = amount_of(point)
        between = any(a < asked for a in amounts) and any(a > asked for a in amounts)
        between |= any(d < day for d in days) and any(d > day for d in days)
        assert any(told(point) for told in found) == between


@settings(max_examples=50, deadline=None)
@given(rules())
def test_what_is_owed_ends_where_trying_finds_nobody(given_: tuple[Rule, ...]) -> None:
    found = [inside(one) for one in prove(table(*given_)).gaps if one.kind == "nobody_above"]
    for point in POINTS:
        owed = [one for one in given_ if one.basis == "legal" and not one.forbids]
        owed = [one for one in owed if holds(one, point)]
        most = [limit.amount for one in owed for limit in one.limits.values()]
        ruled_out = any(one.forbids and speaks(one, point) for one in given_)
        nobody = bool(most) and not ruled_out
        nobody &= all(top is not None and amount_of(point) > top for top in most)
        assert any(told(point) for told in found) == nobody


@pytest.mark.parametrize("name", PACKS)
def test_the_shipped_packs_are_whole(name: str) -> None:
    found = prove(profile(name).table)
    assert (found.gaps, found.contradictions, found.faults) == ((), (), ())
    assert found.sound
    assert {one.remedy for one in found.overlaps} >= {"voucher", "goodwill_credit"}


@given(which=st.sampled_from(PACKS), data=st.data())
@settings(max_examples=10, deadline=None)
def test_one_other_limit_in_a_pack_is_found(which: str, data: st.DataObject) -> None:
    """Wherever two rules overlap, raising one role of one of them is a contradiction of these."""
    own = profile(which).table
    pairs = [one for one in prove(own).overlaps if one.limits == ()]
    chosen = data.draw(st.sampled_from(pairs))
    old = next(one for one in own.rules if one.id == chosen.rules[0])
    role = data.draw(st.sampled_from(sorted(old.limits)))
    changed = replace(old, limits=MappingProxyType({**old.limits, role: Limit(D(7), D(1))}))
    mutated = replace(own, rules=tuple(changed if one is old else one for one in own.rules))
    told = {(one.rules, one.role) for one in prove(mutated).contradictions}
    expected = {(o.rules, role) for o in prove(own).overlaps if old.id in o.rules}
    named = {one.id: one.limits for one in own.rules}
    assert told == {(ids, r) for ids, r in expected if all(r in named[id_] for id_ in ids)}


def test_a_contradiction_names_role_limits_and_facts() -> None:
    first = rule("a", {"fault": "company, shared"}, limits={"SA": Limit(D(25))})
    second = rule("b", {"wait_seconds": "> 900"}, limits={"SA": Limit(D(30))})
    assert prove(table(first, second, closed=True)) == Proof(
        contradictions=(
            Finding(
                "contradiction",
                "voucher",
                "goodwill",
                ("a", "b"),
                "SA",
                (Limit(D(25)), Limit(D(30))),
                {"fault": "company, shared", "wait_seconds": "> 900"},
            ),
        )
    )


def test_no_rule_for_amount_between_two_others() -> None:
    low, high = rule("low", {"amount": "<= 150"}), rule("high", {"amount": "> 250"})
    found = prove(table(low, high, closed=True))
    assert found == Proof(gaps=(Finding("hole", "voucher", where={"amount": "[150.01..250]"}),))
    next_to_it = rule("high", {"amount": ">= 150.01"})
    assert prove(table(low, next_to_it, closed=True)) == Proof()


def test_days_without_a_rule_are_found_and_days_before_the_first_are_not() -> None:
    old = rule("old", {}, since=date(2026, 1, 1), until=date(2026, 6, 30))
    new = rule("new", {}, since=date(2026, 8, 1))
    july = Finding("gap", "voucher", where={"valid": "[2026-07-01..2026-07-31]"})
    assert prove(table(old, new)).gaps == (july,)
    closed = prove(table(old, new, closed=True)).gaps
    assert closed == (replace(july, kind="hole"),)
    assert prove(table(old, replace(new, since=date(2026, 7, 1)))) == Proof()
    assert prove(table(old, new), on=date(2026, 7, 1)) == Proof(gaps=(Finding("gap", "voucher"),))
    assert prove(table(old, new), on=date(2026, 8, 1)) == Proof()


def test_what_is_owed_must_have_somebody_who_gives_it() -> None:
    owed = rule("owed", {"fault": "company"}, "legal", evidence=condition({"item.kept": "no"}))
    where = {"amount": "> 100", "fault": "company", "item.kept": "no"}
    above = Finding("nobody_above", "voucher", "legal", ("owed",), "", (Limit(D(100)),), where)
    assert prove(table(owed, closed=True)) == Proof(
        gaps=(replace(above, where={**where, "amount": ">= 100.01"}),)
    )
    rest = rule("rest", {"fault": "company"}, "legal", limits={"SA": Limit()})
    assert prove(table(owed, rest, closed=True)).gaps == ()


@pytest.mark.parametrize(
    ("bad", "kind", "where"),
    [
        (rule("x", {"wait_seconds": "< 0"}), "never_holds", {"wait_seconds": ""}),
        (rule("x", {"amount": "]10..10.01["}), "never_holds", {"amount": ""}),
        (
            rule("x", {"fault": "not(company, shared, carrier, third_party, customer)"}),
            "never_holds",
            {"fault": ""},
        ),
        (
            rule("x", {"item.kept": "yes"}, evidence=condition({"item.kept": "no"})),
            "never_holds",
            {"item.kept": ""},
        ),
        (rule("x", {}, since=date(2026, 2, 2), until=date(2026, 2, 1)), "never_valid", {}),
    ],
)
def test_a_rule_that_can_never_hold(bad: Rule, kind: Any, where: dict[str, str]) -> None:
    good = rule("y", {})
    found = Finding(kind, "voucher", "goodwill", ("x",), where=where)
    assert prove(table(bad, good)) == Proof(faults=(found,))


def test_a_rule_that_is_always_forbidden() -> None:
    allowed = rule("x", {"fault": "company, shared"})
    first = rule("no1", {"fault": "company"}, forbids=True)
    second = rule("no2", {"fault": "not(company)", "item.kept": "yes"}, forbids=True)
    assert prove(table(allowed, first, second, closed=True)).faults == ()
    wider = replace(second, when=condition({"fault": "not(company)"}))
    found = Finding("always_forbidden", "voucher", "goodwill", ("x",))
    assert prove(table(allowed, first, wider, closed=True)).faults == (found,)


def test_a_cap_below_each_single_limit() -> None:
    own = replace(table(rule("a", {}), stack="s"), caps={"s": {"AG": Limit(D(49)), "SA": Limit()}})
    found = Finding("cap_too_low", "", "goodwill", role="AG", limits=(Limit(D(49)), Limit(D(50))))
    assert prove(own) == Proof(faults=(found,))
    assert prove(replace(own, caps={"s": {"AG": Limit(D(50))}})) == Proof()


def test_whole_days_have_nothing_between_them() -> None:
    stops = [rule("a", {"amount": "<= 14"}), rule("b", {"amount": ">= 15"})]
    given_ = replace(table(*stops, closed=True), remedies={"voucher": Remedy("voucher", "days")})
    assert prove(given_) == Proof()
    assert [one.where for one in prove(table(*stops)).gaps] == [{"amount": "[14.01..14.99]"}]


def test_a_table_of_hundreds_of_contradictions_ends() -> None:
    many = [rule(f"r{n}", {"amount": f"<= {n}"}, limits={"SA": Limit(D(n))}) for n in range(1, 100)]
    found = prove(table(*many))
    assert (found.complete, found.sound, len(found.contradictions)) == (False, False, 1000)


@pytest.mark.parametrize("closed", [True, False])
def test_thousands_of_rules_do_not_keep_a_machine_busy(closed: bool) -> None:
    """Rules that never meet are found no fault with, one by one; the proof gives up and says so."""
    many = [rule(f"r{n}", {"amount": f"{n}", "wait_seconds": f"{n}"}, "legal") for n in range(2000)]
    start = process_time()
    found = prove(table(*many, closed=closed))
    assert process_time() - start < 10
    assert (found.complete, found.sound) == (False, False)


def test_a_few_hundred_rules_are_proved_in_full() -> None:
    some = [rule(f"r{n}", {"amount": f"]{n}..{n + 1}]"}) for n in range(300)]
    start = [rule("start", {"amount": "0"}), rule("end", {"amount": "> 300"})]
    assert prove(table(*some, *start, closed=True)) == Proof()
    assert prove(table(*some, *start)) == Proof()
    fewer = [one for one in some if one.id != "r7"]
    hole = Finding("hole", "voucher", where={"amount": "[7.01..8]"})
    assert prove(table(*fewer, *start, closed=True)) == Proof(gaps=(hole,))
