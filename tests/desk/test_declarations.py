"""A person decides about a declaration, and what holds harm off is promised at once."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.declarations import AlreadyDecided, decide_declaration
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


def promised(case: Case) -> list[tuple[str, str, str]]:
    return list(case.commitments.order_by("id").values_list("side", "kind", "text"))


@pytest.mark.parametrize("code", ["not_received", "claim_disputed"])
def test_confirming_holds_the_claim_and_stops_dunning_within_the_hour(
    cast: Cast, code: str
) -> None:
    case = case_of_brandt(cast)
    one = declared(case, code)
    decide_declaration(one, standing="confirmed", protect=True, at=MONDAY, by=cast.ali)
    assert promised(case) == [
        ("ours", "remedy", "Klärungsvermerk (strittig gestellt)"),
        ("ours", "remedy", "Mahnstopp"),
    ]
    assert set(case.commitments.values_list("due_at", "owner")) == {
        (MONDAY + timedelta(hours=1), cast.ali.pk)
    }
    assert (one.standing, one.decided_by, one.decided_at) == ("confirmed", cast.ali, MONDAY)


def test_a_second_declaration_promises_nothing_twice(cast: Cast) -> None:
    case = case_of_brandt(cast)
    for code in ("not_received", "claim_disputed"):
        decide_declaration(
            declared(case, code), standing="confirmed", protect=True, at=MONDAY, by=cast.ali
        )
    assert case.commitments.count() == 2


@pytest.mark.parametrize(
    ("code", "standing", "protect"),
    [
        ("erasure", "confirmed", True),
        ("not_received", "dismissed", True),
        ("not_received", "confirmed", False),
    ],
)
def test_nothing_is_promised_without_need(
    cast: Cast, code: str, standing: str, protect: bool
) -> None:
    case = case_of_brandt(cast)
    decide_declaration(
        declared(case, code), standing=standing, protect=protect, at=MONDAY, by=cast.ali
    )
    assert promised(case) == []
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
    assert len(promised(case)) == 2


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
