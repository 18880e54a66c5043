"""A person decides about a declaration, and what holds harm off is set at once."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.declarations import AlreadyDecided, decide_declaration
from kulanz.desk.actions.orders import link_order, note_order
from kulanz.desk.models import Case, Contact, Event, Observation
from kulanz.desk.queries.facts import declarations

pytestmark = pytest.mark.django_db


def declared(case: Case, code: str) -> Observation:
    contact = Contact.objects.create(
        case=case, channel="mail", direction="in", at=MONDAY, language=case.language
    )
    return Observation.objects.create(
        contact=contact, kind="declaration", code=code, quote="Ich zahle das nicht."
    )


def held(case: Case) -> list[tuple[str, str, str, timedelta | None]]:
    """Kind, order, rule and length of each hold."""
    return [
        (row.kind, row.order, row.rule, row.until - row.since if row.until else None)
        for row in case.holds.order_by("id")
    ]


BOTH = [
    ("dispute", "", "dispute_hold", None),
    ("dunning", "", "dunning_stop", timedelta(days=14)),
]


@pytest.mark.parametrize("code", ["not_received", "claim_disputed", "identity_fraud"])
def test_confirming_holds_the_claim_and_stops_dunning_at_once(cast: Cast, code: str) -> None:
    case = case_of_brandt(cast)
    one = declared(case, code)
    decide_declaration(one, standing="confirmed", protect=True, at=MONDAY, by=cast.ali)
    assert sorted(held(case)) == BOTH
    assert set(case.holds.values_list("reason", "by", "since")) == {
        ("Ich zahle das nicht.", cast.ali.pk, MONDAY)
    }
    assert (one.standing, one.decided_by, one.decided_at) == ("confirmed", cast.ali, MONDAY)


def test_each_order_of_the_case_is_held(cast: Cast) -> None:
    case = case_of_brandt(cast)
    for number in ("D-1", "D-2"):
        order = note_order(number=number, facts={}, source="test", at=MONDAY)
        link_order(order, case, at=MONDAY)
    decide_declaration(
        declared(case, "not_received"), standing="confirmed", protect=True, at=MONDAY, by=cast.ali
    )
    assert sorted(case.holds.values_list("order", "kind")) == [
        ("D-1", "dispute"),
        ("D-1", "dunning"),
        ("D-2", "dispute"),
        ("D-2", "dunning"),
    ]


def test_a_second_declaration_holds_nothing_twice(cast: Cast) -> None:
    case = case_of_brandt(cast)
    for code in ("not_received", "claim_disputed"):
        decide_declaration(
            declared(case, code), standing="confirmed", protect=True, at=MONDAY, by=cast.ali
        )
    assert sorted(held(case)) == BOTH


@pytest.mark.parametrize(
    ("code", "standing", "protect"),
    [
        ("erasure", "confirmed", True),
        ("not_received", "dismissed", True),
        ("not_received", "confirmed", False),
    ],
)
def test_nothing_is_held_without_need(cast: Cast, code: str, standing: str, protect: bool) -> None:
    case = case_of_brandt(cast)
    decide_declaration(
        declared(case, code), standing=standing, protect=protect, at=MONDAY, by=cast.ali
    )
    assert held(case) == []
    assert Event.objects.filter(case=case, kind=f"declaration.{standing}").count() == 1


def test_decided_once(cast: Cast) -> None:
    one = declared(case_of_brandt(cast), "erasure")
    decide_declaration(one, standing="dismissed", protect=False, at=MONDAY, by=cast.ali)
    with pytest.raises(AlreadyDecided):
        decide_declaration(one, standing="confirmed", protect=False, at=MONDAY, by=cast.charlotte)


def test_the_door_decides_within_the_case_only(cast: Cast, client: Client) -> None:
    case, other = case_of_brandt(cast), case_of_brandt(cast)
    one = declared(case, "not_received")
    client.force_login(cast.ali)
    wrong = client.post(
        f"/cases/{other.number}/observations/{one.pk}/decision/", {"decision": "confirm"}
    )
    assert wrong.status_code == 404
    url = f"/cases/{case.number}/observations/{one.pk}/decision/"
    assert client.post(url, {"decision": "erase"}).status_code == 404
    page = client.get(f"/cases/{case.number}/facts/").content.decode()
    assert ("Goods not received" in page, "Ich zahle das nicht." in page) == (True, True)
    assert client.post(url, {"decision": "confirm", "protect": "yes"}).status_code == 302
    assert sorted(held(case)) == BOTH


def test_said_three_times_is_one_declaration_decided_once(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    contact = Contact.objects.create(
        case=case, channel="mail", direction="in", at=MONDAY, language="de", text="x", new_text="x"
    )
    rows = [
        Observation.objects.create(
            contact=contact, kind="declaration", code="not_received", quote=f"nie angekommen {n}"
        )
        for n in range(3)
    ]

    (found,) = declarations(case)
    decide_declaration(rows[1], standing="confirmed", protect=False, at=MONDAY, by=cast.ali)

    assert (found.first, found.again) == (rows[0], (rows[1], rows[2]))
    assert set(Observation.objects.values_list("standing", flat=True)) == {"confirmed"}
