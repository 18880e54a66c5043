"""Rules of casework in the desk: they propose once, a person takes or declines, and it happens."""

from datetime import timedelta
from typing import Literal

import pytest
from django.test import Client
from django.urls import reverse

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.playbook import NoSuchRule, ProposalOver, consult, decline, switch, take
from kulanz.desk.jobs.reactions import Reactor
from kulanz.desk.models import Case
from kulanz.desk.queries.playbook import help_now, rules_for_pack, settings_of
from kulanz.desk.queries.replies import remarks_on

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=1)


def acts(case: Case, rule: str = "") -> list[str]:
    rows = case.proposals.filter(standing="proposed").order_by("id")
    return [row.act for row in rows if not rule or row.rule == rule]


def noted(case: Case, cast: Cast, **facts: str) -> None:
    for name, value in facts.items():
        note_case_fact(case, name=name.replace("__", "."), value=value, at=MONDAY, by=cast.ali)


def test_source_case_000_not_received(cast: Cast) -> None:
    """Hold, trace and a promised decision; ten business days later without proof, the money."""
    case = case_of_brandt(cast, owner=cast.ali)
    noted(case, cast, claim__type="not_received")
    consult(case, at=MONDAY)

    assert acts(case, "R000-04") == [
        "dispute_hold",
        "dunning_stop",
        "fee_stop",
        "collection_recall",
        "carrier_trace",
        "promise_decision",
    ]
    for act in ("dispute_hold", "dunning_stop", "promise_decision"):
        take(case.proposals.get(act=act), at=MONDAY, by=cast.ali)
    assert sorted(case.holds.values_list("kind", "rule")) == [
        ("dispute", "R000-04"),
        ("dunning", "R000-04"),
    ]
    promised = case.commitments.get(text__startswith="Ergebnis oder Entscheidung")
    assert (promised.side, promised.shared, (promised.due_at - MONDAY).days) == ("ours", True, 14)

    noted(case, cast, hold__business_days="10", delivery__evidence="E0", delivery__proof="none")
    consult(case, at=LATER)
    assert acts(case, "R000-05") == ["credit_note", "cancel_fees", "offer_redelivery", "lift_hold"]


def test_source_case_001_invoice_refused_though_advertised(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    noted(case, cast, payment__asked="invoice", payment__invoice_offered="no")
    noted(case, cast, credit_check="not_run")
    consult(case, at=MONDAY)

    assert acts(case, "R001-02") == [
        "mark_breach",
        "fault_company",
        "order_reserve",
        "invoice_enable",
        "apologise",
    ]


def test_source_case_003_we_ended_the_call_after_a_long_wait(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    case.contacts.create(
        channel="call",
        direction="in",
        at=MONDAY,
        language="de",
        wait_seconds=1260,
        broken_off_by="agent",
    )
    noted(case, cast, claim__type="damaged", conversation__announces_publication="yes")
    consult(case, at=MONDAY)
    take(case.proposals.get(rule="R003-01", act="callback"), at=MONDAY, by=cast.ali)

    callback = case.commitments.get(kind="callback")
    assert callback.due_at - MONDAY <= timedelta(minutes=60)
    assert {"R003-01", "R003-03", "R003-04", "R003-06", "R003-08"} <= set(
        case.proposals.values_list("rule", flat=True)
    )
    assert "money_unchanged" in acts(case, "R003-06")
    shown = help_now(case, language="en")
    assert "No remedy for silence or deletion" in shown.never
    assert "Do not make a photo a condition for the legal claim" in shown.never


def test_a_proposal_comes_once_and_goes_when_its_rule_is_silent(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    noted(case, cast, claim__type="damaged")
    consult(case, at=MONDAY)
    consult(case, at=MONDAY)
    photos = case.proposals.get(act="ask_photos")
    decline(photos, at=MONDAY, by=cast.ali)
    consult(case, at=LATER)
    assert acts(case) == ["offer_choice", "return_label"]

    noted(case, cast, claim__type="late")
    consult(case, at=LATER)

    assert acts(case) == []
    assert sorted(case.proposals.values_list("standing", flat=True)) == [
        "declined",
        "obsolete",
        "obsolete",
    ]
    with pytest.raises(ProposalOver):
        take(photos, at=LATER, by=cast.ali)


def test_what_is_noted_makes_the_rules_speak_by_themselves(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    noted(case, cast, claim__type="damaged")

    Reactor().react(at=LATER)

    assert acts(case) == ["ask_photos", "offer_choice", "return_label"]


def test_a_rule_is_switched_off_with_a_reason(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    noted(case, cast, claim__type="damaged")
    with pytest.raises(NoSuchRule):
        switch("de_shop", rule="R003-04", on=False, because=" ", at=MONDAY, by=cast.ali)
    switch("de_shop", rule="R003-04", on=False, because="eigener Ablauf", at=MONDAY, by=cast.ali)
    consult(case, at=MONDAY)
    assert acts(case) == []
    assert "R003-04" in {rule.id for rule in rules_for_pack("nl_shop")}


def test_closing_only_with_a_zero_balance_is_a_variant(cast: Cast) -> None:
    """As in source case 000: switched on, closing waits for the balance, and the rule is silent."""
    case = case_of_brandt(cast, owner=cast.ali)
    noted(case, cast, wish__close_account="yes", balance__open="yes")
    consult(case, at=MONDAY)
    assert acts(case, "R000-07")[0] == "account_close_ordering"

    switch("de_shop", rule="R000-07-seed", on=True, because="wie bisher", at=MONDAY, by=cast.ali)
    consult(case, at=LATER)

    assert acts(case) == []


def test_the_panel_in_the_case_and_one_press(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    noted(case, cast, claim__type="damaged")
    consult(case, at=MONDAY)
    client.force_login(cast.ali)
    page = client.get(reverse("case", args=[case.number])).content.decode()
    row = case.proposals.get(act="ask_photos")
    where = reverse("proposal", args=[case.number, row.pk])

    assert client.post(where, {"answer": "maybe"}).status_code == 404
    assert client.post(where, {"answer": "taken"}).status_code == 302

    row.refresh_from_db()
    assert (row.standing, row.decided_by) == ("taken", cast.ali)
    assert case.commitments.get().side == "theirs"
    assert "R003-04" in page
    assert "kein Foto" not in page


def test_only_complaint_manager_and_management_switch(cast: Cast, client: Client) -> None:
    where = reverse("rules_of", args=["de_shop"])
    form = {"rule": "R003-04", "on": "no", "because": "Test"}
    client.force_login(cast.ali)
    assert client.get(where).status_code == 200
    assert client.post(where, form).status_code == 404

    client.force_login(cast.dir)
    assert client.post(where, form).status_code == 302

    assert "switched off" in client.get(where, headers={"accept-language": "en"}).content.decode()


def test_what_the_records_say_makes_rules_speak(cast: Cast) -> None:
    """Rung twice within a day: the owner, and nothing new unread (R000-09)."""
    case = case_of_brandt(cast, owner=cast.ali)
    for hours in (1, 5):
        case.contacts.create(
            channel="call", direction="in", at=MONDAY + timedelta(hours=hours), language="de"
        )
    consult(case, at=LATER)
    assert acts(case, "R000-09") == ["route_to_owner", "show_statement_sheet"]

    case.contacts.create(
        channel="mail", direction="in", at=MONDAY + timedelta(days=3), language="de"
    )
    consult(case, at=LATER)

    assert acts(case, "R000-09") == []


def test_a_reply_that_does_what_a_rule_forbids_is_not_sent_as_it_is(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    text = "Bitte wenden Sie sich an den Paketdienst."
    note = "Customer referred to the carrier."

    def found(said: str, kind: Literal["reply", "note"]) -> list[tuple[str, bool, str]]:
        remarks = remarks_on(case, cast.ali, text=said, kind=kind)
        return [
            (one.finding.reason, one.stops, one.finding.quote)
            for one in remarks
            if one.finding.code.endswith("case_rule")
        ]

    assert (found(text, "reply"), found(note, "note")) == ([], [])

    noted(case, cast, claim__type="damaged")

    why = "Do not send the customer to the carrier. Rule R003-04 says so (source case 003)."
    assert found(text, "reply") == [(why, True, text)]
    assert found(note, "note") == [(why, False, note)]

    switch("de_shop", rule="R003-04", on=False, because="Probe", at=MONDAY, by=cast.ali)
    assert found(text, "reply") == []


def test_the_list_says_every_condition_in_words(cast: Cast, client: Client) -> None:
    """When, unless, until, what it forbids, and what a variant stands instead of."""
    lines = {one.rule.id: one for one in settings_of("de_shop", language="en", at=MONDAY)}
    held = lines["R000-02"]
    assert held.unless == (
        (
            "evidence of delivery: handed to a named person, or safe place with photo or"
            " signature, or location and photo"
        ),
        "customer confirms receipt: yes",
    )
    assert lines["R000-01"].until == (
        "a balance is open: no",
        "dispute hold is set: yes; payment method asked for: prepayment",
    )
    assert lines["R000-06"].never == (
        "Never accuse of lying",
        "Never demand an affidavit by phone",
    )
    assert lines["R000-07-seed"].instead_of == "Closing the account"
    client.force_login(cast.dir)
    where = reverse("rules_of", args=["de_shop"])
    page = client.get(where).content.decode()
    said = [one for one in ("unless known", "ends when", "keep to", "instead of") if one in page]
    assert said == ["unless known", "ends when", "keep to", "instead of"]
