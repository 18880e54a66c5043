"""Authority: what a role may offer; limits, legal duty, protective acts, caps, approvers."""

from dataclasses import replace
from decimal import Decimal
from inspect import signature
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.authority import Remedy, Verdict, explain, may_offer, name, remedies
from kulanz.case import LANGUAGES, LanguageCode, Reason
from kulanz.countries import PACKS, UNITS, Basis, Limit, Profile, profile
from kulanz.languages import pack

DE, NL, UK = (profile(name) for name in PACKS)
EVERY = [(p.name, r.code) for p in (DE, NL, UK) for r in p.remedies.values()]


def D(text: str | int) -> Decimal:  # noqa: N802 - reads like a number
    return Decimal(text)


@pytest.mark.parametrize(
    ("pack_", "role", "remedy", "amount", "answer", "approver"),
    [
        (DE, "AG", "voucher", "10", "may", None),
        (DE, "AG", "voucher", "10.01", "needs_approval", "SA"),
        (DE, "AG", "voucher", "40", "needs_approval", "TL"),
        (DE, "AG", "voucher", "5000", "needs_approval", "GF"),
        (DE, "GF", "voucher", "5000", "may", None),
        (DE, "AG", "voucher", None, "may", None),
        (NL, "AG", "voucher", "15", "may", None),
        (NL, "AG", "voucher", "15.01", "needs_approval", "SA"),
        # owed by law: above the limit somebody checks the evidence, nobody says no
        (DE, "AG", "replace", "150", "may", None),
        (DE, "AG", "replace", "151", "needs_approval", "SA"),
        (DE, "AG", "refund_full", "9999", "needs_approval", "GF"),
        (DE, "AG", "credit_note", "76", "needs_approval", "SA"),
        (NL, "AG", "credit_note", "150", "may", None),
        # protective: at once, whoever it is
        (DE, "AG", "dispute_hold", None, "may", None),
        (DE, "AG", "dunning_stop", "14", "may", None),
        (DE, "AG", "account_close_ordering", None, "may", None),
        (DE, "AG", "carrier_trace", None, "may", None),
        # only another room of the house may do it
        (DE, "AG", "erasure", None, "needs_approval", "LEG"),
        (DE, "GF", "erasure", None, "needs_approval", "LEG"),
        (DE, "LEG", "erasure", None, "may", None),
        (DE, "SA", "shipping_refund", "80", "needs_approval", "TL"),
        (DE, "TL", "explain", None, "may", None),
        (DE, "AG", "collection_recall", None, "needs_approval", "SA"),
        (DE, "AG", "instalments", "100", "needs_approval", "SA"),
        (NL, "AG", "instalments", "100", "may", None),
        (DE, "CM", "payment_extension", "90", "needs_approval", "FIN"),
        (DE, "AG", "write_off", "10", "needs_approval", "SA"),
        (UK, "AG", "distress_and_inconvenience", "20", "needs_approval", "SA"),
        (UK, "TL", "final_response_letter", None, "may", None),
        (UK, "TL", "deadlock_letter", None, "needs_approval", "CM"),
        (DE, "CM", "deadlock_letter", None, "may_not", None),
        (DE, "MKT", "voucher", "5", "needs_approval", "AG"),
    ],
)
def test_may_offer(
    *, pack_: Profile, role: str, remedy: str, amount: str | None, answer: str, approver: str | None
) -> None:
    verdict = may_offer(pack_, role, remedy, D(amount) if amount else None)
    assert (verdict.answer, verdict.approver) == (answer, approver)


def test_a_verdict_says_everything() -> None:
    values = {"remedy": "voucher", "limit": "10", "unit": "EUR", "approver": "SA"}
    assert may_offer(DE, "AG", "voucher", D(20)) == Verdict(
        answer="needs_approval",
        basis="goodwill",
        limit=D(10),
        approver="SA",
        reason=Reason("authority.over_limit", values),
    )
    assert may_offer(DE, "SA", "credit_note", D(300)) == Verdict(
        answer="may",
        basis="legal",
        limit=D(300),
        approver=None,
        reason=Reason(
            "authority.may_legal",
            {"remedy": "credit_note", "limit": "300", "unit": "EUR", "approver": ""},
        ),
        booked_by="FIN",
    )
    assert may_offer(DE, "TL", "credit_note", D(301)).four_eyes


def test_the_same_fee_is_waived_at_once_when_owed_and_up_to_ten_as_goodwill() -> None:
    assert may_offer(DE, "AG", "fee_waiver", D(40)).answer == "may"
    assert may_offer(DE, "AG", "fee_waiver", D(40), basis="goodwill").approver == "TL"
    with pytest.raises(ValueError, match="fee_waiver is not given on the basis policy"):
        may_offer(DE, "AG", "fee_waiver", D(40), basis="policy")


def test_goodwill_of_one_case_adds_up() -> None:
    assert may_offer(DE, "AG", "voucher", D(10), given=D(10)).answer == "may"
    over = may_offer(DE, "AG", "voucher", D(10), given=D(11))
    assert (over.answer, over.approver, over.reason.code) == (
        "needs_approval",
        "SA",
        "authority.over_cap",
    )
    assert may_offer(DE, "AG", "replace", D(100), given=D(500)).answer == "may"
    assert may_offer(DE, "SA", "instalments", D(300), given=D(500)).answer == "may"


def test_a_longer_dunning_stop_is_set_now_and_extended_by_a_colleague() -> None:
    verdict = may_offer(DE, "AG", "dunning_stop", D(30))
    assert (verdict.answer, verdict.limit, verdict.approver) == ("may_not", D(14), "SA")
    assert verdict.reason.code == "authority.longer_than_protective"


def test_percent_and_number_of_instalments_count_too() -> None:
    reduction = may_offer(DE, "AG", "price_reduction", D(5), percent=D(11))
    assert (reduction.answer, reduction.approver) == ("needs_approval", "SA")
    assert may_offer(DE, "AG", "price_reduction", D(5), percent=D(10)).answer == "may"
    plan = may_offer(DE, "SA", "instalments", D(200), count=4)
    assert (plan.answer, plan.approver) == ("needs_approval", "TL")


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "-0.01"])
def test_strange_amounts_are_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="amounts are finite and never negative"):
        may_offer(DE, "AG", "voucher", D(amount))


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match="'XX' is no role of de_shop"):
        may_offer(DE, "XX", "voucher")


def test_behaviour_can_be_no_input() -> None:
    assert tuple(signature(may_offer).parameters) == (
        "profile",
        "role",
        "remedy",
        "amount",
        "basis",
        "percent",
        "count",
        "given",
    )
    assert tuple(signature(remedies).parameters) == ("profile",)


@pytest.mark.parametrize(("where", "code"), EVERY)
def test_every_remedy_has_names_and_words_for_its_evidence(where: str, code: str) -> None:
    rule = profile(where).remedies[code]
    for language in LANGUAGES:
        words = pack(language, "remedies")
        assert words["names"][code].strip() == name(code, language)
        assert [e for e in rule.evidence if e not in words["evidence"]] == []


@pytest.mark.parametrize(("where", "code"), EVERY)
def test_every_remedy_can_be_decided_by_somebody(where: str, code: str) -> None:
    own = profile(where)
    answers = {role: may_offer(own, role, code).answer for role in own.roles}
    assert "may" in answers.values()
    if own.remedies[code].protective:
        assert {answers[role] for role in own.ladder} == {"may"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_words(language: LanguageCode) -> None:
    words, english = pack(language, "remedies"), pack("en", "remedies")
    assert {key: set(words[key]) for key in words} == {key: set(english[key]) for key in english}
    used = {r for p in (DE, NL, UK) for r in p.remedies}
    assert set(words["names"]) == used
    assert set(words["evidence"]) == {
        e for p in (DE, NL, UK) for r in p.remedies.values() for e in r.evidence
    }
    assert set(words["units"]) == set(UNITS) - {"none", "money"}


def test_remedies_come_free_first_and_goodwill_last() -> None:
    order = {"policy": 0, "legal": 1, "goodwill": 2}
    for own in (DE, NL, UK):
        found = remedies(own)
        assert {r.code for r in found} == set(own.remedies)
        assert [order[r.basis] for r in found] == sorted(order[r.basis] for r in found)


def test_a_remedy_in_full() -> None:
    found = {r.code: r for r in remedies(DE)}
    assert found["erasure"] == Remedy(
        code="erasure",
        bases=("legal",),
        unit="none",
        protective=False,
        reversible=False,
        evidence=("identity_proportionate",),
        needs_approval=("AG", "SA", "TL", "CM", "GF"),
    )
    assert found["instalments"].needs_approval == ("AG",)
    assert found["voucher"].needs_approval == ()
    assert found["fee_waiver"].bases == ("legal", "goodwill")


def with_limit(own: Profile, remedy: str, basis: Basis, role: str, limit: Limit) -> Profile:
    rule = own.remedies[remedy]
    terms = MappingProxyType(
        {**rule.terms, basis: MappingProxyType({**rule.terms[basis], role: limit})}
    )
    changed = {**own.remedies, remedy: replace(rule, terms=terms)}
    return replace(own, remedies=MappingProxyType(changed))


RANK = {"may_not": 0, "needs_approval": 1, "may": 2}
amounts = st.decimals(0, 6000, places=2)


@given(
    which=st.sampled_from(EVERY),
    asker=st.sampled_from(["AG", "SA", "TL", "CM", "GF"]),
    raised=st.sampled_from(["AG", "SA", "TL", "CM", "GF"]),
    amount=st.none() | amounts,
    more=amounts,
    given_before=amounts,
)
def test_raising_a_limit_never_takes_anything_away(
    *,
    which: tuple[str, str],
    asker: str,
    raised: str,
    amount: Decimal | None,
    more: Decimal,
    given_before: Decimal,
) -> None:
    own, code = profile(which[0]), which[1]
    for basis, terms in own.remedies[code].terms.items():
        old = terms.get(raised, Limit(request=True))
        without = old.amount is None and not old.request
        new = replace(old, request=False, amount=None if without else more + (old.amount or 0))
        higher = with_limit(own, code, basis, raised, new)
        before = may_offer(own, asker, code, amount, basis=basis, given=given_before)
        after = may_offer(higher, asker, code, amount, basis=basis, given=given_before)
        assert RANK[after.answer] >= RANK[before.answer]


@given(which=st.sampled_from(EVERY), amount=amounts, less=amounts)
def test_who_may_give_more_may_give_less(
    which: tuple[str, str], amount: Decimal, less: Decimal
) -> None:
    own, code = profile(which[0]), which[1]
    small, large = sorted((amount, less))
    for role in own.roles:
        if may_offer(own, role, code, large).answer == "may":
            assert may_offer(own, role, code, small).answer == "may"


@given(which=st.sampled_from(EVERY), role=st.sampled_from(sorted(DE.roles)), amount=amounts)
def test_the_laws_above_the_table(which: tuple[str, str], role: str, amount: Decimal) -> None:
    own, rule = profile(which[0]), profile(which[0]).remedies[which[1]]
    for basis in rule.terms:
        verdict = may_offer(own, role, rule.code, amount, basis=basis)
        if rule.protective:
            assert verdict.answer != "needs_approval"
        elif basis == "legal":
            assert verdict.answer != "may_not"
        assert verdict.approver != role
        assert verdict.basis == basis


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_can_be_said(language: LanguageCode) -> None:
    texts = pack(language, "reasons")["authority"]
    codes = {
        may_offer(own, role, code, amount, basis=basis, given=before).reason.code.removeprefix(
            "authority."
        )
        for own in (DE, NL, UK)
        for code, rule in own.remedies.items()
        for basis in rule.terms
        for role in own.roles
        for amount in (None, D(1), D(9999))
        for before in (D(0), D(400))
    }
    codes.add(may_offer(DE, "AG", "cod").reason.code.removeprefix("authority."))
    assert codes <= set(texts)
    assert set(texts) - codes <= {"nobody_may"}
    filled = {k: t.format(limit="14", unit="x", approver="y", remedy="z") for k, t in texts.items()}
    assert [k for k, t in filled.items() if "{" in t] == []


def test_a_verdict_is_explained_with_names() -> None:
    stop = may_offer(DE, "AG", "dunning_stop", D(30))
    assert explain(stop, DE, "nl") == (
        "Tot 14 dagen kunt u dit meteen zelf instellen. Langer: senior medewerker."
    )
    assert explain(may_offer(DE, "AG", "voucher", D(20)), DE, "en") == (
        "This is above your limit. Approval: senior agent."
    )
    assert explain(may_offer(DE, "AG", "cod"), DE, "de") == (
        "Diese Abhilfe gibt es in diesem Land nicht."
    )
