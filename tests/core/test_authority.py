"""Authority: what a role may offer; basis, limits, facts, protective acts, caps, approvers."""

from decimal import Decimal
from inspect import signature
from typing import Any

import pytest

from kulanz.authority import Near, Verdict, Wish, bases, explain, gate, may_offer, name, remedies
from kulanz.case import LANGUAGES, LanguageCode
from kulanz.conditions import Facts, options
from kulanz.countries import PACKS, UNITS, Profile, Rule, profile
from kulanz.languages import pack

DE, NL, UK = (profile(name) for name in PACKS)
EVERY = [(p.name, code) for p in (DE, NL, UK) for code in p.remedies]
RULES = [(p.name, rule.id) for p in (DE, NL, UK) for rule in p.table.rules]

OURS: Facts = {"fault": "company", "contact.broken_off_by": "nobody"}
LOST: Facts = {"claim.type": "not_received", "delivery.proof": "none"}
BROKEN: Facts = {"claim.type": "damaged", "item.defect_shown": True, "item.kept": True}
NOT_OURS: Facts = {
    "fault": "customer",
    "wait_seconds": Decimal(60),
    "contact.broken_off_by": "customer",
}


def D(text: str | int) -> Decimal:  # noqa: N802 - reads like a number
    return Decimal(text)


@pytest.mark.parametrize(
    ("pack_", "role", "remedy", "amount", "facts", "answer", "approver"),
    [
        (DE, "AG", "voucher", "10", OURS, "may", None),
        (DE, "AG", "voucher", "10.01", OURS, "needs_approval", "SA"),
        (DE, "AG", "voucher", "40", OURS, "needs_approval", "TL"),
        (DE, "AG", "voucher", "5000", OURS, "needs_approval", "GF"),
        (DE, "GF", "voucher", "5000", OURS, "may", None),
        (DE, "AG", "voucher", None, OURS, "may", None),
        (DE, "AG", "voucher", "5", {}, "undecided", None),
        (DE, "AG", "voucher", "5", {"wait_seconds": D(1201)}, "may", None),
        (DE, "AG", "voucher", "5", {"contact.broken_off_by": "agent"}, "may", None),
        (DE, "AG", "voucher", "5", NOT_OURS, "may_not", None),
        (DE, "AG", "voucher", "5", {**OURS, "condition_on_review": True}, "may_not", None),
        (NL, "AG", "voucher", "15", OURS, "may", None),
        (NL, "AG", "voucher", "15.01", OURS, "needs_approval", "SA"),
        # owed by law: above the limit somebody checks the evidence, nobody says no
        (DE, "AG", "replace", "150", BROKEN, "may", None),
        (DE, "AG", "replace", "151", BROKEN, "needs_approval", "SA"),
        (DE, "AG", "replace", "20", LOST, "may", None),
        (DE, "AG", "replace", "20", {**LOST, "stock.available": False}, "may_not", None),
        (NL, "AG", "replace", "50", {"claim.type": "defect"}, "may", None),
        (NL, "AG", "replace", "51", {"claim.type": "defect"}, "undecided", None),
        (DE, "AG", "refund_full", "9999", BROKEN, "needs_approval", "GF"),
        (
            DE,
            "AG",
            "refund_full",
            "9999",
            {"claim.type": "withdrawal", "return.shown": True},
            "may",
            None,
        ),
        (DE, "AG", "credit_note", "76", LOST, "needs_approval", "SA"),
        (NL, "AG", "credit_note", "150", LOST, "may", None),
        (
            DE,
            "AG",
            "credit_note",
            "10",
            {"claim.type": "not_received", "delivery.evidence": "E1"},
            "may",
            None,
        ),
        (
            DE,
            "AG",
            "credit_note",
            "10",
            {"claim.type": "not_received", "delivery.evidence": "E3"},
            "may_not",
            None,
        ),
        # protective: at once, whoever it is, whatever is known
        (DE, "AG", "dispute_hold", None, {}, "may", None),
        (DE, "AG", "dunning_stop", "14", NOT_OURS, "may", None),
        (DE, "AG", "account_close_ordering", None, {}, "may", None),
        (DE, "AG", "carrier_trace", None, {}, "may", None),
        # only another room of the house may do it
        (DE, "AG", "erasure", None, {"identity.checked": True}, "needs_approval", "LEG"),
        (DE, "GF", "erasure", None, {"identity.checked": True}, "needs_approval", "LEG"),
        (DE, "LEG", "erasure", None, {"identity.checked": True}, "may", None),
        (DE, "LEG", "erasure", None, {}, "undecided", None),
        (DE, "AG", "collection_recall", None, {"claim.disputed": True}, "needs_approval", "SA"),
        (DE, "AG", "instalments", "100", {"plan.written": True}, "needs_approval", "SA"),
        (NL, "AG", "instalments", "100", {"plan.written": True}, "may", None),
        (DE, "CM", "payment_extension", "90", {"hold.active": False}, "needs_approval", "FIN"),
        (DE, "AG", "write_off", "10", {}, "needs_approval", "SA"),
        (UK, "AG", "distress_and_inconvenience", "20", OURS, "needs_approval", "SA"),
        (UK, "TL", "final_response_letter", None, {}, "may", None),
        (UK, "TL", "deadlock_letter", None, {}, "needs_approval", "CM"),
        (DE, "CM", "deadlock_letter", None, {}, "may_not", None),
        (DE, "MKT", "voucher", "5", OURS, "needs_approval", "AG"),
        (NL, "AG", "fee_waiver", "40", {"dunning.fourteen_day_letter": False}, "may", None),
    ],
)
def test_may_offer(
    *,
    pack_: Profile,
    role: str,
    remedy: str,
    amount: str | None,
    facts: Facts,
    answer: str,
    approver: str | None,
) -> None:
    verdict = may_offer(pack_, role, remedy, D(amount) if amount else None, facts=facts)
    assert verdict.answer == answer
    if answer != "undecided":
        assert verdict.approver == approver


def test_a_verdict_says_everything() -> None:
    verdict = may_offer(DE, "AG", "voucher", D(20), facts=OURS, used=D(3))
    assert verdict == Verdict(
        answer="needs_approval",
        remedy="voucher",
        code="over_limit",
        rule="voucher-fault",
        basis="goodwill",
        limit=D(10),
        used=D(3),
        approver="SA",
        unit="EUR",
        at_best="needs_approval",
    )
    assert verdict.reason.values["approver"] == "SA"
    owed = may_offer(DE, "SA", "credit_note", D(301), facts=LOST, used=D(3))
    assert (owed.basis, owed.booked_by, owed.four_eyes, owed.used) == ("legal", "FIN", True, D(0))
    assert not may_offer(DE, "SA", "credit_note", D(300), facts=LOST).four_eyes


def test_what_is_owed_is_given_as_owed_even_when_asked_for_as_goodwill() -> None:
    unfounded: Facts = {"fee.unfounded": True, "fee.waived_before": True}
    asked = may_offer(DE, "AG", "fee_waiver", D(40), facts=unfounded, basis="goodwill")
    assert (asked.answer, asked.basis, asked.rule) == ("may", "legal", "fee_waiver-unfounded")
    founded: Facts = {"fee.unfounded": False, "fee.waived_before": False}
    assert may_offer(DE, "AG", "fee_waiver", D(40), facts=founded).approver == "TL"
    with pytest.raises(ValueError, match="fee_waiver is not given on the basis policy"):
        may_offer(DE, "AG", "fee_waiver", D(40), basis="policy")


def test_a_missing_fact_is_named_instead_of_an_answer() -> None:
    open_ = may_offer(DE, "AG", "voucher", D(5))
    assert open_.missing == ("contact.broken_off_by", "fault", "wait_seconds")
    assert (open_.answer, open_.at_best) == ("undecided", "may")
    above = may_offer(DE, "AG", "voucher", D(15))
    assert (above.answer, above.at_best) == ("undecided", "needs_approval")
    proof_open = may_offer(DE, "AG", "credit_note", D(5), facts={"claim.type": "not_received"})
    assert proof_open.missing == ("delivery.proof",)
    assert explain(proof_open, DE, "de") == "Erst klären: Zustellung bewiesen."


def test_why_not_and_who_could() -> None:
    near = gate(DE).why_not(Wish("AG", "voucher", D(15)), {"fault": "customer"})
    assert near[0] == Near(
        "voucher-broken_off", (), ("contact.broken_off_by",), ("SA", "TL", "CM", "GF")
    )
    assert near[-1] == Near("voucher-fault", ("fault",), (), ("SA", "TL", "CM", "GF"))


def test_goodwill_of_one_case_adds_up() -> None:
    assert may_offer(DE, "AG", "voucher", D(10), facts=OURS, used=D(10)).answer == "may"
    over = may_offer(DE, "AG", "voucher", D(10), facts=OURS, used=D(11))
    assert (over.answer, over.approver, over.code) == ("needs_approval", "SA", "over_cap")
    assert may_offer(DE, "AG", "replace", D(100), facts=BROKEN, used=D(500)).answer == "may"


def test_much_goodwill_in_twelve_months_is_a_second_look_and_no_refusal() -> None:
    facts: Facts = {**OURS, "goodwill.twelve_months": D(61)}
    verdict = may_offer(DE, "AG", "voucher", D(5), facts=facts)
    assert (verdict.answer, verdict.second_look) == ("may", "SA")
    owed = may_offer(DE, "AG", "replace", D(5), facts={**BROKEN, "goodwill.twelve_months": D(999)})
    assert (owed.answer, owed.second_look) == ("may", None)


def test_the_nearest_who_is_there_is_asked() -> None:
    wish = {"facts": OURS, "present": {"CM", "GF"}}
    assert may_offer(DE, "AG", "voucher", D(20), **wish).approver == "CM"  # type: ignore[arg-type]
    nobody = may_offer(DE, "AG", "voucher", D(20), facts=OURS, present=())
    assert nobody.approver == "SA"


def test_a_longer_dunning_stop_is_set_now_and_extended_by_a_colleague() -> None:
    verdict = may_offer(DE, "AG", "dunning_stop", D(30))
    assert (verdict.answer, verdict.limit, verdict.approver) == ("may_not", D(14), "SA")
    assert verdict.code == "longer_than_protective"


def test_percent_and_number_of_instalments_count_too() -> None:
    reduction = may_offer(DE, "AG", "price_reduction", D(5), percent=D(11), facts=BROKEN)
    assert (reduction.answer, reduction.approver) == ("needs_approval", "SA")
    assert may_offer(DE, "AG", "price_reduction", D(5), percent=D(10), facts=BROKEN).answer == "may"
    plan = may_offer(DE, "SA", "instalments", D(200), count=4, facts={"plan.written": True})
    assert (plan.answer, plan.approver) == ("needs_approval", "TL")


def test_a_neighbour_is_not_the_customer_in_the_netherlands() -> None:
    facts: Facts = {"claim.type": "not_received", "delivery.evidence": "EN"}
    assert may_offer(NL, "AG", "credit_note", D(9), facts=facts).answer == "may"
    assert gate(NL).country == "NL"


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "-0.01"])
def test_strange_amounts_are_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="amounts are finite and never negative"):
        may_offer(DE, "AG", "voucher", D(amount))


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match="'XX' is no role of this table"):
        may_offer(DE, "XX", "voucher")


def test_behaviour_can_be_no_input() -> None:
    assert tuple(signature(may_offer).parameters) == (
        "profile",
        "role",
        "remedy",
        "amount",
        "facts",
        "basis",
        "percent",
        "count",
        "used",
        "on",
        "present",
    )
    assert tuple(signature(remedies).parameters) == ("profile",)
    codes = {*pack("en", "signals")["behaviours"], "heat", "behaviour"}
    asked = {f for p in (DE, NL, UK) for r in p.table.rules for f in (*r.when.facts,)}
    assert asked & codes == set()


@pytest.mark.parametrize(("where", "code"), EVERY)
def test_every_remedy_has_a_name(where: str, code: str) -> None:
    assert code in profile(where).remedies
    for language in LANGUAGES:
        assert pack(language, "remedies")["names"][code].strip() == name(code, language)


@pytest.mark.parametrize(("where", "rule_id"), RULES)
def test_every_rule_can_be_what_decides(where: str, rule_id: str) -> None:
    """With exactly its facts, a rule is in force: by it somebody may, or by it nobody may."""
    own = profile(where)
    rule = next(one for one in own.table.rules if one.id == rule_id)
    facts = dict(met(rule))
    amount = facts.pop("amount", None)
    found = [
        may_offer(own, role, rule.remedy, amount, facts=facts)  # type: ignore[arg-type]
        for role in own.roles
    ]
    if rule.forbids:
        assert {(one.answer, one.rule) for one in found} == {("may_not", rule_id)}
    else:
        assert {one.rule for one in found if one.answer == "may"} == {rule_id}
        assert rule.source


def met(rule: Rule) -> Facts:
    """Facts for which a rule holds."""
    found: dict[str, Any] = {}
    for one in (*rule.when.cells, *rule.evidence.cells):
        if one.fact.ordered:
            found[one.fact.name] = next(n for n in map(D, (0, 10, 901)) if one.holds(n))
        else:
            choice = next(o for o in options(one.fact) if o in one.choices)
            found[one.fact.name] = choice == "yes" if one.fact.kind == "yes_no" else choice
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_words(language: LanguageCode) -> None:
    words, english = pack(language, "remedies"), pack("en", "remedies")
    assert {key: set(words[key]) for key in words} == {key: set(english[key]) for key in english}
    assert set(words["names"]) == {r for p in (DE, NL, UK) for r in p.remedies}
    assert set(words["units"]) == set(UNITS) - {"none", "money"}


def test_remedies_come_free_first_and_goodwill_last() -> None:
    order = {"policy": 0, "legal": 1, "goodwill": 2}
    for own in (DE, NL, UK):
        found = [bases(own, one.code)[0] for one in remedies(own)]
        assert {one.code for one in remedies(own)} == set(own.remedies)
        assert [order[basis] for basis in found] == sorted(order[basis] for basis in found)
