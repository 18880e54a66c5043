"""What follows from the records of a case, each fact from its rows and from no others."""

from datetime import datetime, timedelta

import pytest

from cast import MONDAY, Cast, case_of_brandt
from kulanz.conditions import Value
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.playbook import consult_old_holds
from kulanz.desk.actions.record import record
from kulanz.desk.jobs.reactions import Reactor
from kulanz.desk.models import (
    Address,
    AdvertisedPromise,
    Case,
    Contact,
    DunningDocument,
    Hold,
    Observation,
    Order,
    OutboxMessage,
    PromiseOutcome,
)
from kulanz.desk.queries.case_facts import facts_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)

TWICE_EXPLAINED = """Kundin: Sie schicken mir eine Mahnung für ein Schloss!
Agent: Ich erkläre es Ihnen, die Lastschrift vom Mai kam von der Bank zurück.
Kundin: Sie schicken mir eine Mahnung für ein Schloss!
Agent: Das liegt daran, dass im Konto noch ein offener Posten gebucht ist.
Kundin: Eine Mahnung für ein Schloss!
"""


def fact(case: Case, name: str, at: datetime | None = None) -> Value | None:
    return facts_of(case, at=at).get(name)


def mail(case: Case, key: str, state: str = "sent") -> OutboxMessage:
    return OutboxMessage.objects.create(
        case=case,
        form_key=key,
        message_id=f"<{key}@shop.example>",
        sender="hilfe@shop.example",
        recipient="s.brandt@mail.example",
        blob=key,
        created_at=MONDAY,
        send_after=MONDAY,
        state=state,
    )


def contact(case: Case, **values: object) -> Contact:
    return Contact.objects.create(
        **{"case": case, "channel": "call", "direction": "in", "at": MONDAY, "language": "de"}
        | values
    )


def behaved(row: Contact, *codes: str, standing: str = "proposed") -> None:
    for code in codes:
        row.observations.create(kind="behaviour", code=code, quote="…", standing=standing)


def disputed(case: Case, *, since: datetime) -> Hold:
    return case.holds.create(kind="dispute", order="47", since=since, reason="nie angekommen")


def test_a_dispute_hold_grows_older_by_business_days(cast: Cast) -> None:
    case = case_of_brandt(cast)
    hold = disputed(case, since=MONDAY)  # a Monday; Wednesday is no holiday in Cologne

    ages = [fact(case, "hold.business_days", MONDAY + DAY * n) for n in (0, 1, 4, 6, 7, 14)]
    assert ages == [0, 1, 4, 4, 5, 10]
    assert fact(case, "hold.business_days") is None

    hold.lifted_at = MONDAY + DAY
    hold.save()
    assert fact(case, "hold.business_days", MONDAY + DAY * 14) is None


def test_a_stop_of_dunning_is_no_dispute(cast: Cast) -> None:
    case = case_of_brandt(cast)
    case.holds.create(kind="dunning", order="47", since=MONDAY, reason="Prüfung")
    found = facts_of(case, at=MONDAY + DAY * 14)
    assert (found.get("hold.active"), found.get("hold.business_days")) == (True, None)


def test_time_alone_makes_a_rule_speak(cast: Cast) -> None:
    """After ten business days without proof the money is decided without the carrier."""
    case = case_of_brandt(cast, owner=cast.ali)
    disputed(case, since=MONDAY)
    note_case_fact(case, name="delivery.proof", value="none", at=MONDAY, by=cast.ali)

    assert [consult_old_holds(at=MONDAY + DAY * n) for n in (1, 13, 14, 14)] == [0, 0, 1, 0]
    assert [*case.proposals.filter(rule="R000-05").values_list("act", flat=True)] == [
        "credit_note",
        "cancel_fees",
        "offer_redelivery",
        "lift_hold",
    ]


def test_a_mail_of_ours_that_came_back(cast: Cast) -> None:
    case = case_of_brandt(cast)
    assert fact(case, "mail.bounced") is None
    first = mail(case, "first")
    assert fact(case, "mail.bounced") is None
    record("mail.bounced", case=case, at=MONDAY, outbox=first.pk)
    assert fact(case, "mail.bounced") is True
    mail(case, "second")
    assert fact(case, "mail.bounced") is None


def test_a_mail_of_ours_that_was_never_delivered(cast: Cast) -> None:
    case = case_of_brandt(cast)
    mail(case, "first", state="failed")
    assert fact(case, "mail.delivered") is False
    mail(case, "second", state="waiting")
    assert fact(case, "mail.delivered") is False
    mail(case, "third")
    assert fact(case, "mail.delivered") is None


def test_a_number_to_call_back(cast: Cast) -> None:
    case = case_of_brandt(cast)
    assert fact(case, "customer.number_known") is None
    contact(case)
    assert fact(case, "customer.number_known") is False
    Address.objects.create(customer=case.customer, kind="phone", value="+49221123")
    assert fact(case, "customer.number_known") is True


def test_dated_notices_and_whether_anybody_answered(cast: Cast) -> None:
    case = case_of_brandt(cast)
    order = Order.objects.create(number="47", source="api", changed_at=MONDAY)
    order.cases.add(case)
    assert {*facts_of(case)} & {"dunning.level", "reply.received", "channels.used"} == set()
    for level in (1, 2):
        DunningDocument.objects.create(
            order="47",
            level=level,
            dated=MONDAY + DAY * 7 * level,
            reference=f"M{level}",
            received_at=MONDAY,
        )
    DunningDocument.objects.create(
        order="99", level=3, dated=MONDAY, reference="M3", received_at=MONDAY
    )
    contact(case, at=MONDAY + DAY * 8)
    contact(case, direction="out", channel="mail")

    def found() -> list[Value | None]:
        return [fact(case, name) for name in ("dunning.level", "reply.received", "channels.used")]

    assert found() == [2, False, 1]
    contact(case, at=MONDAY + DAY * 15)
    contact(case, direction="out", channel="letter")
    assert found() == [2, True, 2]


def test_an_announced_publication_stands_for_the_case(cast: Cast) -> None:
    case = case_of_brandt(cast)
    name = "conversation.announces_publication"
    first = contact(case)
    behaved(first, "B09", standing="dismissed")
    assert fact(case, name) is None
    behaved(first, "B09")
    contact(case, at=MONDAY + DAY)
    assert fact(case, name) is True


def test_a_tone_counts_in_the_last_contact_alone(cast: Cast) -> None:
    case = case_of_brandt(cast)
    name = "conversation.insult_or_shouting"
    behaved(contact(case), "B07")
    assert fact(case, name) is True
    behaved(contact(case, at=MONDAY + DAY), "B22")
    assert fact(case, name) is None


def test_explanations_that_do_not_land(cast: Cast) -> None:
    """Twice without uptake, and an insult or two interruptions (rule R000-10)."""
    case = case_of_brandt(cast)
    name = "conversation.explanations_land"
    row = contact(case, text=TWICE_EXPLAINED, new_text=TWICE_EXPLAINED)
    behaved(row, "B12")
    assert fact(case, name) is None
    behaved(row, "B12")
    assert fact(case, name) is False
    calm = contact(case, at=MONDAY + DAY, text="Kundin: Danke.", new_text="Kundin: Danke.")
    behaved(calm, "B08")
    assert fact(case, name) is None


def test_a_safety_declaration_counts_once_confirmed(cast: Cast) -> None:
    case = case_of_brandt(cast)
    row = contact(case).observations.create(kind="declaration", code="safety", quote="Funken")
    assert fact(case, "item.hazard") is None
    Observation.objects.filter(pk=row.pk).update(standing="confirmed")
    assert fact(case, "item.hazard") is True


def test_how_often_the_promise_of_this_case_broke_this_week(cast: Cast) -> None:
    case = case_of_brandt(cast)
    promise = AdvertisedPromise.objects.create(
        code="PR-INV-01", kind="invoice", since=MONDAY.date(), made_at=MONDAY
    )
    for n, (days, where) in enumerate([(0, case), (1, None), (2, None), (8, None)]):
        order = Order.objects.create(number=f"{n}", source="api", changed_at=MONDAY)
        PromiseOutcome.objects.create(
            promise=promise, order=order, case=where, outcome="broken", at=MONDAY + DAY * days
        )
    name = "promise.breaches_in_week"
    assert [fact(case, name, MONDAY + DAY * n) for n in (0, 2, 6, 7)] == [1, 3, 3, None]


def test_what_the_reading_found_makes_the_rules_speak(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    behaved(contact(case), "B09")
    record("contact.read", case=case, at=MONDAY)

    Reactor().react(at=MONDAY)

    assert {*case.proposals.values_list("rule", flat=True)} == {"R003-06"}
