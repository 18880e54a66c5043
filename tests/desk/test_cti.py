"""The door for telephone systems: a form of sipgate.io or JSON, a token in header or address."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from cast import Cast, case_of_brandt
from kulanz.desk.actions.contacts import Caller, remember
from kulanz.desk.models import Call, Case, Commitment
from machine_door import ask, key

pytestmark = pytest.mark.django_db

NUMBER = "+492215550123"


def known_brandt(cast: Cast) -> Case:
    case = case_of_brandt(cast)
    remember(case.customer, Caller(name="Susanne Brandt", phone=NUMBER))
    return case


def push(path: str, **fields: Any) -> Any:
    body = urlencode(fields, doseq=True)
    return Client(enforce_csrf_checks=True).post(
        path, body, content_type="application/x-www-form-urlencoded"
    )


def test_a_sipgate_form_is_answered_with_what_asks_for_the_rest(cast: Cast) -> None:
    case = known_brandt(cast)
    path = f"/api/v1/cti/{key(cast.an, ['cti:write'])}"
    both = {"from": NUMBER[1:], "to": "492219990", "direction": "in", "callId": "7"}
    answer = push(f"{path}?team=K%C3%B6ln", event="newCall", **both, **{"user[]": ["Ali Kaya"]})
    address = f"http://127.0.0.1:8000{path}?team=K%C3%B6ln"
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    assert answer.content.decode().splitlines()[1] == (
        f'<Response onAnswer="{address}" onHangup="{address}"/>'
    )
    push(path, event="answer", user="Ali Kaya", **both)
    call = Call.objects.get()
    assert (call.case, call.agent, call.external_id) == (case, cast.ali, f"{cast.koeln.pk}:7")


def test_json_is_answered_with_the_call_as_it_stands(cast: Cast) -> None:
    secret = key(cast.an, ["cti:write"])
    ring = {"event": "ring", "call": "9", "customer": "0221 5550123"}
    status, content = ask(secret, "post", "/api/v1/cti", ring)
    row = Call.objects.get()
    expected = {
        "call": row.pk,
        "state": "ringing",
        "case": None,
        "agent": None,
        "number_hidden": False,
        "callback": None,
    }
    assert (status, content) == (200, expected)
    status, content = ask(secret, "post", "/api/v1/cti", {**ring, "event": "hangup"})
    callback = Commitment.objects.get()
    assert (content["state"], content["case"], content["callback"]) == (
        "abandoned",
        Case.objects.get().number,
        callback.due_at.isoformat(),
    )


@pytest.mark.parametrize(
    ("content", "field"),
    [({}, "event"), ({"event": "ring"}, "call"), ("[", "body"), ([], "body")],
)
def test_what_is_no_event_is_refused_by_its_field(cast: Cast, content: Any, field: str) -> None:
    secret = key(cast.an, ["cti:write"])
    body = content if isinstance(content, str) else json.dumps(content)
    answer = Client().post(
        "/api/v1/cti",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    problem = json.loads(answer.content)
    assert (answer.status_code, problem["code"], problem["field"]) == (
        422,
        "bad_phone_event",
        field,
    )
    assert Call.objects.count() == 0


def test_a_token_in_the_address_opens_nothing_else(cast: Cast) -> None:
    wide = key(cast.an, ["cti:write", "holds:read"])
    assert push(f"/api/v1/cti/{wide}", event="newCall", callId="1").status_code == 403
    assert push("/api/v1/cti/kz_wrong", event="newCall", callId="1").status_code == 401
    other = key(cast.an, ["holds:read"])
    assert push(f"/api/v1/cti/{other}", event="newCall", callId="1").status_code == 403
    assert Call.objects.count() == 0


def test_a_telephone_system_tells_of_its_own_team_only(cast: Cast) -> None:
    ring = {"event": "ring", "call": "9"}
    own = key(cast.an, ["cti:write"])
    found = [
        ask(own, "post", f"/api/v1/cti{query}", ring)[0]
        for query in ("", "?team=k%C3%B6ln", "?team=Utrecht", "?team=Nowhere")
    ]
    assert found == [200, 200, 404, 404]
    everywhere = key(cast.mira, ["cti:write"])
    status, content = ask(everywhere, "post", "/api/v1/cti", ring)
    assert (status, content["code"]) == (422, "team_missing")
    assert ask(everywhere, "post", "/api/v1/cti?team=Utrecht", ring)[0] == 200
    cast.utrecht.person_set.update(team=None)
    Call.objects.filter(team=cast.utrecht).delete()
    cast.utrecht.delete()
    assert ask(everywhere, "post", "/api/v1/cti", ring)[0] == 200


def test_when_a_moment_is_not_told_it_is_now(cast: Cast) -> None:
    before = timezone.now()
    ask(key(cast.an, ["cti:write"]), "post", "/api/v1/cti", {"event": "ring", "call": "9"})
    assert before <= Call.objects.get().began_at <= timezone.now()
