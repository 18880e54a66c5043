"""What rings on every page, and saying which case a call is about."""

import pytest
from django.test import Client
from django.utils import timezone

from cast import Cast, case_of_brandt
from kulanz.calls.phone import from_json
from kulanz.desk.actions.calls import start_call
from kulanz.desk.actions.contacts import Caller, remember
from kulanz.desk.actions.phone import note_phone_event
from kulanz.desk.models import ApiToken, Call, Case, Customer, Person
from kulanz.desk.queries.phone import has_phone_system, offered_call
from machine_door import key

pytestmark = pytest.mark.django_db

NUMBER = "+492215550123"


@pytest.fixture
def phone_system(cast: Cast) -> str:
    return key(cast.an, ["cti:write"])


def rings(cast: Cast, *, number: str = NUMBER, agent: str = "", name: str = "1") -> Call:
    at = timezone.now()
    noted = None
    for kind in ("ring", "answer") if agent else ("ring",):
        content = {"event": kind, "call": name, "customer": number, "agent": agent}
        event = from_json(content, country="DE")
        noted = note_phone_event(event, team=cast.koeln, at=at, by=cast.an)
    assert noted is not None
    return noted.call


def brandts_case(cast: Cast) -> Case:
    case = case_of_brandt(cast)
    remember(case.customer, Caller(name=case.customer.name, phone=NUMBER))
    return case


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def pill(person: Person, seen: str = "") -> tuple[int, str]:
    answer = signed_in(person).get("/phone/pill/", {"seen": seen})
    return answer.status_code, answer.content.decode()


def test_without_a_telephone_system_the_page_asks_once(cast: Cast) -> None:
    assert (has_phone_system(), pill(cast.ali)) == (False, (286, ""))
    key(cast.ali, ["holds:read"])
    assert has_phone_system() is False
    key(cast.ali, ["cti:write", "calls:read"])
    assert (has_phone_system(), pill(cast.ali)[0]) == (True, 200)
    ApiToken.objects.update(revoked_at=timezone.now())
    assert has_phone_system() is False


def test_the_pill_says_who_calls_and_only_when_it_changes(cast: Cast, phone_system: str) -> None:
    brandts_case(cast)
    call = rings(cast)
    status, text = pill(cast.charlotte)
    assert (status, "Call from Susanne Brandt" in text) == (200, True)
    assert f'href="/phone/calls/{call.pk}/"' in text
    seen = text.split("?seen=")[1].split('"')[0]
    assert pill(cast.charlotte, seen) == (204, "")
    rings(cast, number="anonymous", name="2")
    status, text = pill(cast.charlotte, seen)
    assert (status, "Call from Susanne Brandt" in text, ">+1<" in text) == (200, True, True)
    Call.objects.filter(pk=call.pk).update(ended_at=timezone.now())
    assert "Call, number hidden" in pill(cast.charlotte)[1]
    assert "Brandt" not in pill(cast.tom)[1]
    assert signed_in(cast.fin).get("/phone/pill/").status_code == 404


def test_the_pill_leads_back_to_a_running_call(cast: Cast, phone_system: str) -> None:
    brandts_case(cast)
    call = rings(cast, agent="ali")
    assert call.contact is not None
    text = pill(cast.ali)[1]
    assert ("Back to the call" in text, "Call from" in text, ">+" in text) == (True, False, False)
    rings(cast, number="+492215550199", name="2")
    text = pill(cast.ali)[1]
    assert ("Back to the call" in text, "Call from" in text, ">+1<" in text) == (True, False, True)
    answer = signed_in(cast.ali).get(f"/phone/calls/{call.pk}/screen/")
    assert (answer.status_code, str(call.pk) in answer["Location"]) == (302, True)
    assert signed_in(cast.tom).get(f"/phone/calls/{call.pk}/screen/").status_code == 404
    assert signed_in(cast.ali).get(f"/phone/calls/{call.pk}/").status_code == 302


def test_every_page_asks_for_the_pill_of_those_who_take_calls(cast: Cast) -> None:
    found = [
        b'hx-get="/phone/pill/"' in signed_in(who).get("/").content for who in (cast.ali, cast.fin)
    ]
    assert found == [True, False]


def test_the_page_works_without_a_script(cast: Cast, phone_system: str) -> None:
    client = signed_in(cast.ali)
    assert "Nobody is calling." in client.get("/phone/").content.decode()
    call = rings(cast)
    assert f"/phone/calls/{call.pk}/" in client.get("/phone/").content.decode()


def test_taking_a_call_in_one_of_its_cases(cast: Cast, phone_system: str) -> None:
    first, second = brandts_case(cast), brandts_case(cast)
    call = rings(cast, agent="ali")
    path = f"/phone/calls/{call.pk}/"
    client = signed_in(cast.ali)
    page = client.get(path).content.decode()
    assert page.index(second.number) < page.index(first.number)
    answer = client.post(path, {"case": first.number})
    call.refresh_from_db()
    assert (answer.status_code, call.case, call.agent) == (302, first, cast.ali)
    assert call.contact is not None


def test_taking_a_call_of_somebody_new(cast: Cast, phone_system: str) -> None:
    call = rings(cast, agent="ali")
    client = signed_in(cast.ali)
    answer = client.post(
        f"/phone/calls/{call.pk}/", {"case": "new", "name": "Jan de Vries", "language": "nl"}
    )
    case = Case.objects.get()
    assert (answer.status_code, case.customer.name, case.language) == (302, "Jan de Vries", "nl")


def test_what_was_picked_up_comes_before_what_rings(cast: Cast, phone_system: str) -> None:
    rings(cast, number="+492215550199", name="1")
    rings(cast, number="+492215550198", name="2", agent="ali")
    text = pill(cast.ali)[1]
    assert ("Take the call: +492215550198" in text, ">+1<" in text) == (True, True)


def test_the_language_of_a_known_customer_is_proposed(cast: Cast, phone_system: str) -> None:
    case = brandts_case(cast)
    Case.objects.filter(pk=case.pk).update(team=cast.utrecht)
    Customer.objects.update(language="en")
    call = rings(cast, agent="ali")
    page = signed_in(cast.ali).get(f"/phone/calls/{call.pk}/").content.decode()
    assert ('value="en" selected' in page, case.number in page) == (True, False)


def test_a_case_that_was_not_offered_cannot_be_chosen(cast: Cast, phone_system: str) -> None:
    call, other = rings(cast, agent="ali"), case_of_brandt(cast)
    client = signed_in(cast.ali)
    for chosen in (other.number, "", "2026-9999"):
        answer = client.post(f"/phone/calls/{call.pk}/", {"case": chosen})
        assert answer.status_code == 200
    call.refresh_from_db()
    assert (call.case, call.contact) == (None, None)


def test_who_is_in_another_call_is_told_so(cast: Cast, phone_system: str) -> None:
    start_call(case_of_brandt(cast), form_key="k", at=timezone.now(), by=cast.ali)
    call = rings(cast, agent="ali")
    answer = signed_in(cast.ali).post(f"/phone/calls/{call.pk}/", {"case": "new"})
    assert (answer.status_code, "still in another call" in answer.content.decode()) == (409, True)
    assert Case.objects.count() == 1


def test_who_comes_too_late_is_told_so(cast: Cast, phone_system: str) -> None:
    call = rings(cast, agent="ali")
    Call.objects.update(ended_at=timezone.now())
    answer = signed_in(cast.ali).post(f"/phone/calls/{call.pk}/", {"case": "new"})
    assert (answer.status_code, "has hung up" in answer.content.decode()) == (409, True)


def test_a_hidden_number_is_said_to_be_one_nobody_can_ring(cast: Cast, phone_system: str) -> None:
    call = rings(cast, number="anonymous", agent="ali")
    page = signed_in(cast.ali).get(f"/phone/calls/{call.pk}/").content.decode()
    assert "nobody can be rung back" in page


def test_calls_of_another_team_are_not_there(cast: Cast, phone_system: str) -> None:
    call = rings(cast)
    seen = [
        offered_call(who, call.pk) == call
        for who in (cast.ali, cast.an, cast.mira, cast.tom, cast.fin, cast.dpo)
    ]
    assert seen == [True, True, True, False, False, False]
    assert signed_in(cast.tom).get(f"/phone/calls/{call.pk}/").status_code == 404
    desk_call = start_call(case_of_brandt(cast), form_key="k", at=timezone.now(), by=cast.ali)
    assert offered_call(cast.ali, desk_call.pk) is None
