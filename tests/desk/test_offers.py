"""Offers stay within the role's authority, and become commitments when accepted."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import MONDAY, Cast, case_of_brandt
from kulanz.case import LanguageCode
from kulanz.desk.actions import approvals
from kulanz.desk.actions.approvals import ShareMissing
from kulanz.desk.actions.case_facts import NoSuchFact, note_case_fact
from kulanz.desk.actions.offers import (
    OfferAnswered,
    OverAuthority,
    accept_offer,
    decline_offer,
    make_approved_offer,
    make_offer,
    withdraw_offer,
)
from kulanz.desk.models import Case, Offer, Person
from kulanz.desk.queries.case_facts import facts_of
from kulanz.desk.queries.offers import offer_tab
from kulanz.desk.web.offers.tab import suggested

pytestmark = pytest.mark.django_db
TOMORROW = MONDAY + timedelta(days=1)


def voucher(case: Case, by: Person, amount: str = "10", text: str = "Gutschein") -> Offer:
    note_case_fact(case, name="fault", value="company", at=MONDAY, by=by)
    return make_offer(
        case,
        remedy="voucher",
        text=text,
        amount=Decimal(amount),
        due_at=TOMORROW,
        at=MONDAY,
        by=by,
    )


def test_an_offer_carries_rule_basis_and_role(cast: Cast) -> None:
    offer = voucher(case_of_brandt(cast), cast.ali)

    assert (offer.rule, offer.basis, offer.role) == ("voucher-fault", "goodwill", "AG")
    assert (offer.version, offer.facts) == (0, {"fault": "company"})


def test_without_knowing_whose_fault_it_was_there_is_no_voucher(cast: Cast) -> None:
    case = case_of_brandt(cast)

    with pytest.raises(OverAuthority) as refusal:
        make_offer(
            case,
            remedy="voucher",
            text="Gutschein",
            amount=Decimal(5),
            due_at=TOMORROW,
            at=MONDAY,
            by=cast.ali,
        )

    verdict = refusal.value.verdict
    assert (verdict.answer, verdict.missing) == (
        "undecided",
        ("contact.broken_off_by", "fault", "wait_seconds"),
    )


def test_an_agent_cannot_go_over_the_limit_and_learns_who_could(cast: Cast) -> None:
    case = case_of_brandt(cast)

    with pytest.raises(OverAuthority) as refusal:
        voucher(case, cast.ali, "25")

    assert (refusal.value.verdict.approver, case.offers.count()) == ("SA", 0)


def test_goodwill_of_one_case_adds_up_against_the_cap(cast: Cast) -> None:
    case = case_of_brandt(cast)
    voucher(case, cast.ali)
    voucher(case, cast.ali, text="Noch ein Gutschein")

    with pytest.raises(OverAuthority):
        voucher(case, cast.ali, text="Und noch einer")


def test_what_is_withdrawn_frees_the_cap(cast: Cast) -> None:
    case = case_of_brandt(cast)
    first = voucher(case, cast.ali)
    voucher(case, cast.ali, text="Noch ein Gutschein")
    withdraw_offer(first, at=MONDAY, by=cast.ali)

    assert voucher(case, cast.ali).standing == "open"


def test_a_dunning_stop_never_needs_approval(cast: Cast) -> None:
    offer = make_offer(
        case_of_brandt(cast),
        remedy="dunning_stop",
        text="Mahnstopp",
        due_at=TOMORROW,
        at=MONDAY,
        by=cast.ali,
    )

    assert offer.basis == "policy"


def test_an_accepted_offer_becomes_our_dated_commitment(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.sam)

    commitment = accept_offer(voucher(case, cast.ali), at=MONDAY)

    case.refresh_from_db()
    assert (commitment.side, commitment.owner, commitment.due_at, case.state) == (
        "ours",
        cast.sam,
        TOMORROW,
        "fulfilling",
    )


def test_an_offer_is_answered_once(cast: Cast) -> None:
    offer = voucher(case_of_brandt(cast), cast.ali)
    decline_offer(offer, at=MONDAY, instead="Lieber ein Ersatz")

    with pytest.raises(OfferAnswered):
        accept_offer(offer, at=MONDAY)
    offer.refresh_from_db()
    assert (offer.standing, offer.answer) == ("declined", "Lieber ein Ersatz")


def test_heat_changes_nothing_about_what_may_be_offered(cast: Cast) -> None:
    case = case_of_brandt(cast)
    calm = offer_tab(case, cast.ali, language="de", at=MONDAY)
    case.heat = 4
    case.save()

    assert offer_tab(case, cast.ali, language="de", at=MONDAY) == calm


def test_the_tab_explains_in_the_readers_language(cast: Cast) -> None:
    case = case_of_brandt(cast)
    note_case_fact(case, name="fault", value="company", at=MONDAY, by=cast.ali)
    languages: tuple[LanguageCode, ...] = ("de", "nl", "en")
    tabs = {code: offer_tab(case, cast.ali, language=code, at=MONDAY) for code in languages}
    names = {
        code: {one.remedy.code: one.name for one in tab.may}["voucher"]
        for code, tab in tabs.items()
    }

    assert names == {"de": "Gutschein", "nl": "tegoedbon", "en": "voucher"}


def test_over_the_limit_in_the_browser_keeps_what_was_typed(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)

    response = client.post(
        reverse("offers", args=[case.number]),
        {
            "remedy": "voucher",
            "amount": "40",
            "text": "Gutschein über 40 EUR",
            "due_at": (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        },
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="Gutschein über 40 EUR"' in page
    assert "field-error" in page or "errorlist" in page


def test_an_unknown_remedy_is_not_found(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)

    response = client.post(
        reverse("offers", args=[case.number]),
        {"remedy": "yacht", "text": "Yacht", "due_at": "2030-01-01T10:00"},
    )

    assert response.status_code == 404


def test_what_is_found_out_decides_and_can_be_taken_back(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    where = reverse("deciding_fact", args=[case.number])

    asked = client.get(reverse("offers", args=[case.number])).content.decode()
    client.post(where, {"name": "fault", "value": "company"})
    known = facts_of(case)
    client.post(where, {"name": "fault", "value": ""})

    assert 'name="name" value="fault"' in asked
    assert (known, facts_of(case)) == ({"fault": "company"}, {})
    assert case.case_facts.count() == 2


@pytest.mark.parametrize(("name", "value"), [("mood", "angry"), ("fault", "weather"), ("B08", "1")])
def test_nothing_else_can_decide(cast: Cast, name: str, value: str) -> None:
    case = case_of_brandt(cast)

    with pytest.raises(NoSuchFact):
        note_case_fact(case, name=name, value=value, at=MONDAY, by=cast.ali)

    assert case.case_facts.count() == 0


def test_waiting_and_broken_off_calls_decide_by_themselves(cast: Cast) -> None:
    case = case_of_brandt(cast)
    case.contacts.create(
        channel="call",
        direction="in",
        at=MONDAY,
        language="de",
        wait_seconds=1260,
        broken_off_by="agent",
    )

    assert facts_of(case) == {
        "wait_seconds": Decimal(1260),
        "contact.broken_off_by": "agent",
        "customer.number_known": False,
    }
    assert {one.remedy.code for one in offer_tab(case, cast.ali, language="de", at=MONDAY).may} >= {
        "voucher"
    }


def reduction(case: Case, by: Person, amount: str, percent: str | None = None) -> Offer:
    note_case_fact(case, name="item.kept", value="yes", at=MONDAY, by=by)
    return make_offer(
        case,
        remedy="price_reduction",
        text="Preisnachlass",
        amount=Decimal(amount),
        percent=None if percent is None else Decimal(percent),
        due_at=TOMORROW,
        at=MONDAY,
        by=by,
    )


def test_a_share_of_the_price_is_limited_beside_the_amount(cast: Cast) -> None:
    case = case_of_brandt(cast)

    with pytest.raises(ShareMissing):
        reduction(case, cast.ali, "20")
    with pytest.raises(OverAuthority) as refusal:
        reduction(case, cast.ali, "20", "10.01")
    offer = reduction(case, cast.ali, "20", "10")

    assert refusal.value.verdict.approver == "SA"
    assert (offer.amount, offer.percent, offer.count) == (Decimal(20), Decimal(10), None)


def test_a_known_price_says_the_share_whatever_is_typed(cast: Cast) -> None:
    case = case_of_brandt(cast)
    note_case_fact(case, name="item.price", value="60", at=MONDAY, by=cast.ali)

    with pytest.raises(OverAuthority):
        reduction(case, cast.ali, "6.01", "1")

    assert reduction(case, cast.ali, "6").percent == Decimal(10)
    assert reduction(case, cast.ali, "4").percent == Decimal("6.67")


def test_the_number_of_instalments_is_limited_beside_the_amount(cast: Cast) -> None:
    case = case_of_brandt(cast)
    note_case_fact(case, name="plan.written", value="yes", at=MONDAY, by=cast.sam)

    def instalments(count: int | None, by: Person = cast.sam) -> Offer:
        return make_offer(
            case,
            remedy="instalments",
            text="Ratenzahlung",
            amount=Decimal(300),
            count=count,
            due_at=TOMORROW,
            at=MONDAY,
            by=by,
        )

    with pytest.raises(ShareMissing):
        instalments(None)
    with pytest.raises(OverAuthority) as refusal:
        instalments(4)

    assert refusal.value.verdict.approver == "TL"
    assert instalments(3).count == 3
    assert instalments(6, cast.an).count == 6


def test_the_form_has_a_field_for_what_is_limited_and_judges_it(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    note_case_fact(case, name="item.kept", value="yes", at=MONDAY, by=cast.ali)
    client.force_login(cast.ali)
    where = reverse("offers", args=[case.number])
    due = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    typed = {"remedy": "price_reduction", "text": "Nachlass", "amount": "20", "due_at": due}

    fields = {
        remedy: [
            part
            for part in ("percent", "count")
            if f'name="{part}"' in client.get(where, {"remedy": remedy}).content.decode()
        ]
        for remedy in ("voucher", "price_reduction", "instalments")
    }
    over = client.post(where, typed | {"percent": "15"})
    within = client.post(where, typed | {"percent": "10"})

    assert fields == {"voucher": [], "price_reduction": ["percent"], "instalments": ["count"]}
    assert (over.status_code, within.status_code) == (422, 302)
    assert 'value="15"' in over.content.decode()
    assert [one.percent for one in case.offers.all()] == [Decimal(10)]


def test_the_limit_is_shown_with_its_share(cast: Cast) -> None:
    case = case_of_brandt(cast)
    note_case_fact(case, name="item.kept", value="yes", at=MONDAY, by=cast.ali)
    note_case_fact(case, name="plan.written", value="yes", at=MONDAY, by=cast.ali)
    shown = {
        one.remedy.code: one.upto for one in offer_tab(case, cast.sam, language="de", at=MONDAY).may
    }

    assert {code: shown[code] for code in ("price_reduction", "instalments")} == {
        "price_reduction": "50 EUR, 20 %",
        "instalments": "300 EUR, 3 Raten",
    }


def test_an_approval_carries_the_share_to_the_offer(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    note_case_fact(case, name="plan.written", value="yes", at=MONDAY, by=cast.ali)
    ask = {
        "remedy": "instalments",
        "amount": Decimal(300),
        "text": "Sechs Raten",
        "question": "Sechs Raten?",
        "due_at": TOMORROW,
        "at": MONDAY,
        "by": cast.ali,
    }

    with pytest.raises(ShareMissing):
        approvals.ask(case, **ask)  # type: ignore[arg-type] # as typed above
    row = approvals.ask(case, **ask, count=6)  # type: ignore[arg-type] # as typed above
    assert (row.role, row.count, row.asked_as, row.facts) == (
        "TL",
        6,
        "AG",
        {"plan.written": "yes"},
    )

    with pytest.raises(approvals.NotYours):
        approvals.say_instead(
            row, remedy="instalments", amount=Decimal(300), count=7, at=MONDAY, by=cast.an
        )
    row = approvals.say_instead(
        row, remedy="instalments", amount=Decimal(300), count=5, at=MONDAY, by=cast.an
    )
    offer = make_approved_offer(row, text="Fünf Raten", due_at=TOMORROW, at=MONDAY, by=cast.ali)

    assert (offer.count, offer.role, offer.used) == (5, "TL", Decimal(0))


def test_german_nouns_keep_their_capitals_in_what_is_suggested(cast: Cast) -> None:
    case = case_of_brandt(cast)

    assert suggested(case, "price_reduction")["text"] == "Minderung, Preisnachlass"
    assert suggested(case, "voucher")["text"] == "Gutschein"
