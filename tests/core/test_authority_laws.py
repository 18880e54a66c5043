"""Laws of the authority table: for any rule, role, amount and facts."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kulanz.authority import explain, may_offer
from kulanz.case import LANGUAGES
from kulanz.conditions import FACTS, Facts
from kulanz.countries import PACKS, Limit, Profile, Rule, profile

OWN = tuple(profile(name) for name in PACKS)
EVERY = [(p.name, code) for p in OWN for code in p.remedies]
RULES = [(p.name, rule.id) for p in OWN for rule in p.table.rules]


def D(text: str | int) -> Decimal:  # noqa: N802 - reads like a number
    return Decimal(text)


RANK = {"may_not": 0, "needs_approval": 1, "may": 2}
LADDER = ("AG", "SA", "TL", "CM", "GF")
amounts = st.decimals(0, 6000, places=2)


@st.composite
def some_facts(draw: st.DrawFn) -> Facts:
    """Any facts at all, known or not."""
    found: dict[str, Any] = {}
    for one in FACTS.values():
        if not draw(st.booleans()):
            continue
        if one.kind == "yes_no":
            found[one.name] = draw(st.booleans())
        elif one.kind == "choice":
            found[one.name] = draw(st.sampled_from(one.choices))
        elif one.kind != "date":
            found[one.name] = draw(st.sampled_from([D(0), D(60), D(901)]))
    found.pop("amount", None)
    return found


def with_limit(own: Profile, rule: Rule, role: str, limit: Limit) -> Profile:
    changed = replace(rule, limits=MappingProxyType({**rule.limits, role: limit}))
    rules = tuple(changed if one is rule else one for one in own.table.rules)
    return replace(own, table=replace(own.table, rules=rules))


@given(
    which=st.sampled_from(RULES),
    asker=st.sampled_from(LADDER),
    raised=st.sampled_from(LADDER),
    amount=st.none() | amounts,
    more=amounts,
    used=amounts,
    facts=some_facts(),
)
def test_raising_a_limit_never_takes_anything_away(
    *,
    which: tuple[str, str],
    asker: str,
    raised: str,
    amount: Decimal | None,
    more: Decimal,
    used: Decimal,
    facts: Facts,
) -> None:
    own = profile(which[0])
    rule = next(one for one in own.table.rules if one.id == which[1])
    old = rule.limits.get(raised)
    if rule.forbids or old is None:
        return
    new = replace(old, amount=None if old.amount is None else old.amount + more)
    higher = with_limit(own, rule, raised, new)
    before = may_offer(own, asker, rule.remedy, amount, facts=facts, used=used)
    after = may_offer(higher, asker, rule.remedy, amount, facts=facts, used=used)
    if before.answer in RANK and after.answer in RANK:
        assert RANK[after.answer] >= RANK[before.answer]
    assert before.answer != "may" or after.answer == "may"
    assert RANK[after.at_best] >= RANK[before.at_best]


@given(which=st.sampled_from(EVERY), amount=amounts, less=amounts, facts=some_facts())
def test_who_may_give_more_may_give_less(
    which: tuple[str, str], amount: Decimal, less: Decimal, facts: Facts
) -> None:
    own, code = profile(which[0]), which[1]
    small, large = sorted((amount, less))
    for role in own.roles:
        if may_offer(own, role, code, large, facts=facts).answer == "may":
            assert may_offer(own, role, code, small, facts=facts).answer == "may"


@given(
    which=st.sampled_from(EVERY),
    role=st.sampled_from(sorted(OWN[0].roles)),
    amount=st.none() | amounts,
    facts=some_facts(),
)
def test_the_laws_above_the_table(
    which: tuple[str, str], role: str, amount: Decimal | None, facts: Facts
) -> None:
    own, code = profile(which[0]), which[1]
    verdict = may_offer(own, role, code, amount, facts=facts)
    assert verdict.rule is not None or verdict.missing
    assert verdict.approver != role
    if verdict.answer == "undecided":
        assert verdict.missing
        assert set(verdict.missing) & set(facts) == set()
    if own.remedies[code].protective:
        assert verdict.answer in ({"may", "may_not"} if role in LADDER else {*RANK})
    if verdict.basis == "legal" and verdict.answer == "may_not":
        assert verdict.failing or own.remedies[code].protective
    for language in LANGUAGES:
        assert "{" not in explain(verdict, own, language)


@given(
    which=st.sampled_from(EVERY),
    role=st.sampled_from(LADDER),
    amount=st.none() | amounts,
    facts=some_facts(),
    order=st.randoms(use_true_random=False),
)
def test_the_order_of_rules_decides_nothing(
    *, which: tuple[str, str], role: str, amount: Decimal | None, facts: Facts, order: Any
) -> None:
    own, code = profile(which[0]), which[1]
    rules = list(own.table.rules)
    order.shuffle(rules)
    mixed = replace(own, table=replace(own.table, rules=tuple(rules)))
    assert may_offer(mixed, role, code, amount, facts=facts) == may_offer(
        own, role, code, amount, facts=facts
    )


@given(
    which=st.sampled_from(EVERY),
    role=st.sampled_from(LADDER),
    facts=some_facts(),
    more=some_facts(),
)
def test_what_is_decided_stays_when_more_is_known_unless_it_is_forbidden(
    which: tuple[str, str], role: str, facts: Facts, more: Facts
) -> None:
    """A missing fact is asked for exactly when it could matter; only a prohibition comes late."""
    own, code = profile(which[0]), which[1]
    before = may_offer(own, role, code, D(5), facts=facts)
    after = may_offer(own, role, code, D(5), facts={**more, **facts})
    if before.answer != "undecided" and after.code != "forbidden":
        assert after.answer == before.answer
