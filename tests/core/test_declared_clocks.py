"""Declarations start their clocks at receipt."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.commitments import declared_clocks
from kulanz.commitments.clock import due
from kulanz.commitments.declared import STARTS
from kulanz.countries import BASES, PACKS, Profile, profile
from kulanz.signals import DECLARATIONS

DE = profile("de_shop")
RECEIVED = datetime(2026, 3, 13, 21, 30, tzinfo=DE.timezone)  # a Friday, after closing
STARTS_NOTHING = {"publicity", "wants_boss", "nth_contact", "churn"}


def shown(code: str, pack: Profile = DE) -> list[tuple[str, str, str]]:
    return [
        (clock.code, clock.due.astimezone(DE.timezone).strftime("%m-%d %H:%M"), clock.basis)
        for clock in declared_clocks(code, RECEIVED, pack)
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "withdrawal",
            [
                ("withdrawal.confirm", "03-13 21:30", "legal"),
                ("withdrawal.refund", "03-27 23:59", "legal"),
            ],
        ),
        ("access", [("access.answer", "04-13 23:59", "legal")]),
        ("erasure", [("erasure.answer", "04-13 23:59", "legal")]),
        ("objection_marketing", [("objection_marketing.stop", "03-13 21:30", "legal")]),
        ("termination", [("termination.confirm", "03-16 20:00", "policy")]),
        (
            "claim_disputed",
            [
                ("claim_disputed.hold", "03-13 21:30", "policy"),
                ("claim_disputed.decide", "03-27 20:00", "policy"),
            ],
        ),
        (
            "not_received",
            [
                ("not_received.hold", "03-13 21:30", "policy"),
                ("not_received.decide", "03-27 20:00", "policy"),
            ],
        ),
        (
            "identity_fraud",
            [
                ("identity_fraud.stop", "03-13 21:30", "policy"),
                ("identity_fraud.decide", "03-27 20:00", "policy"),
            ],
        ),
        ("safety", [("safety.look", "03-13 21:30", "policy")]),
        ("self_harm", [("self_harm.look", "03-13 21:30", "policy")]),
        ("vulnerability", [("vulnerability.look", "03-16 20:00", "policy")]),
        ("press", [("press.hand_over", "03-16 20:00", "policy")]),
        ("churn", []),
        ("something_else", []),
    ],
)
def test_what_a_declaration_starts(code: str, expected: list[tuple[str, str, str]]) -> None:
    assert shown(code) == expected


def test_every_declaration_starts_something_or_is_known_to_start_nothing() -> None:
    assert set(STARTS) | STARTS_NOTHING == set(DECLARATIONS)
    assert set(STARTS) & STARTS_NOTHING == set()


@pytest.mark.parametrize("pack", PACKS)
def test_every_clock_has_basis_and_source_in_every_country(pack: str) -> None:
    found = [c for code in STARTS for c in declared_clocks(code, RECEIVED, profile(pack))]
    assert len(found) == sum(len(acts) for acts in STARTS.values())
    assert {c.basis for c in found} <= set(BASES)
    assert [c.code for c in found if not c.source.strip()] == []


def test_the_source_is_that_of_the_country() -> None:
    sources = {
        pack: declared_clocks("withdrawal", RECEIVED, profile(pack))[1].source for pack in PACKS
    }
    assert sources == {pack: profile(pack).deadlines["withdrawal_refund"].source for pack in PACKS}
    (erasure,) = declared_clocks("erasure", RECEIVED, DE)
    assert erasure.source.startswith("Art. 17(1) GDPR")


@given(
    code=st.sampled_from(sorted(STARTS)),
    pack=st.sampled_from(PACKS),
    minutes=st.integers(0, 500_000),
)
def test_every_clock_starts_at_receipt_in_the_order_of_its_end(
    code: str, pack: str, minutes: int
) -> None:
    received = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = declared_clocks(code, received, profile(pack))
    assert {clock.started_at for clock in found} == {received}
    ends = [clock.due for clock in found]
    assert [received, *ends] == sorted([received, *ends])


def test_a_refund_is_never_due_later_than_the_pack_says() -> None:
    refund = declared_clocks("withdrawal", RECEIVED, DE)[1]
    assert refund.due == due(DE, DE.deadlines["withdrawal_refund"].clock, RECEIVED)


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="a moment needs a time zone"):
        declared_clocks("access", RECEIVED.replace(tzinfo=None), DE)
