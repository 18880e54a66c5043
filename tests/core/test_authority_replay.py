"""Past decisions against a draft: what changes, by remedy and role, and nothing else."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.authority import may_offer
from kulanz.authority.replay import Change, Decision, Replay, replay
from kulanz.conditions import Facts
from kulanz.countries import PACKS, Limit, Profile, profile

D = Decimal
DE = profile("de_shop")
OURS: Facts = {"fault": "company"}


def draft(own: Profile, rule: str, **changes: Any) -> Profile:
    """A profile in whose table one rule says something else."""
    rules = tuple(replace(r, **changes) if r.id == rule else r for r in own.table.rules)
    return replace(own, table=replace(own.table, rules=rules))


def limit(own: Profile, rule: str, role: str, amount: int) -> Profile:
    old = next(one for one in own.table.rules if one.id == rule)
    return draft(own, rule, limits=MappingProxyType({**old.limits, role: Limit(D(amount))}))


def asked(role: str, amount: str, remedy: str = "voucher", **more: Any) -> Decision:
    return Decision(role, remedy, D(amount), **{"facts": OURS, **more})


def test_who_would_be_answered_otherwise() -> None:
    past = [
        asked("AG", "10"),
        asked("AG", "10.01"),
        asked("AG", "15"),
        asked("SA", "15"),
        asked("AG", "15.01"),
        asked("AG", "15", facts={}),
        asked("AG", "15", facts={"fault": "customer"}),
    ]
    new = limit(DE, "voucher-fault", "AG", 15)
    found = replay(past, DE, new)
    assert [one.at for one in found.changed] == [1, 2]
    assert found.same == 5
    first = found.changed[0]
    assert first == Change(
        1,
        past[1],
        may_offer(DE, "AG", "voucher", D("10.01"), facts=OURS),
        may_offer(new, "AG", "voucher", D("10.01"), facts=OURS),
    )
    assert (first.before.answer, first.before.approver) == ("needs_approval", "SA")
    assert (first.after.answer, first.after.rule) == ("may", "voucher-fault")


def test_groups_are_by_remedy_and_role_the_largest_first() -> None:
    new = limit(limit(DE, "voucher-fault", "AG", 5), "voucher-fault", "SA", 20)
    past = [asked("SA", "25"), asked("AG", "6"), asked("AG", "7"), asked("AG", "5")]
    found = replay(past, DE, new)
    shown = {key: [one.at for one in ones] for key, ones in found.groups.items()}
    assert list(shown.items()) == [(("voucher", "AG"), [1, 2]), (("voucher", "SA"), [0])]


def test_booking_and_four_eyes_are_changes_and_the_rule_alone_is_none() -> None:
    lost: Facts = {"claim.type": "not_received", "delivery.proof": "none"}
    past = [asked("SA", "200", "credit_note", facts=lost)]
    assert replay(past, DE, draft(DE, "credit_note", booked_by="LOG")).same == 0
    assert replay(past, DE, draft(DE, "credit_note", four_eyes_above=D(100))).same == 0
    assert replay(past, DE, draft(DE, "credit_note", id="another")).same == 1


def test_a_remedy_or_a_basis_that_is_gone_is_refused() -> None:
    fewer = [r for r in DE.table.rules if r.id != "fee_waiver-unfounded"]
    gone = replace(DE, table=replace(DE.table, rules=tuple(fewer)))
    past = [asked("AG", "5", "fee_waiver", basis="legal", facts={"fee.unfounded": True})]
    found = replay(past, DE, gone)
    assert [(one.before.answer, one.after.code) for one in found.changed] == [("may", "no_rule")]
    remedies = {code: one for code, one in DE.remedies.items() if code != "voucher"}
    without = replace(DE, table=replace(DE.table, remedies=remedies))
    [one] = replay([asked("AG", "5")], DE, without).changed
    assert one.after.code == "not_in_pack"


def test_an_unknown_role_is_an_error() -> None:
    with pytest.raises(ValueError, match="'XX' is no role"):
        replay([asked("XX", "5")], DE, DE)


@settings(max_examples=50, deadline=None)
@given(
    name=st.sampled_from(PACKS),
    roles=st.lists(st.sampled_from(["AG", "SA", "TL", "FIN"]), min_size=1, max_size=5),
    amount=st.integers(0, 200),
    used=st.integers(0, 100),
)
def test_a_table_against_itself_changes_nothing(
    name: str, roles: list[str], amount: int, used: int
) -> None:
    own = profile(name)
    past = [
        Decision(role, code, D(amount), used=D(used), facts=OURS)
        for role in roles
        for code in own.remedies
    ]
    assert replay(past, own, replace(own, table=replace(own.table))) == Replay((), len(past))
