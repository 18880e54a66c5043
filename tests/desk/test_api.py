"""The API: who gets in, what they see, and errors that machines can read."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.cases import give_owner
from kulanz.desk.actions.closure import close
from kulanz.desk.actions.holds import lift_hold, set_hold
from kulanz.desk.actions.machines import (
    NameMissing,
    NothingChosen,
    make_token,
    note_token_use,
    revoke_token,
)
from kulanz.desk.api.tokens import PER_MINUTE
from kulanz.desk.models import (
    ApiToken,
    Case,
    DunningDocument,
    Event,
    Hold,
    Person,
)
from kulanz.desk.queries.machines import SCOPES, token_of
from machine_door import ask, key

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ADDRESSES = [
    ("get", "/api/v1/holds?order=D-1"),
    ("get", "/api/v1/orders"),
    ("post", "/api/v1/dunning-documents"),
    ("put", "/api/v1/orders/D-1"),
    ("post", "/api/v1/orders"),
]


def held(case: Case, by: Person, *, order: str = "D-1") -> Hold:
    return set_hold(
        case,
        kind="dispute",
        order=order,
        until=None,
        reason="secret words",
        at=timezone.now().replace(microsecond=0) - DAY,
        by=by,
    )


def a_document(**changes: object) -> dict[str, object]:
    dated = timezone.now().isoformat()
    return {"order": "D-1", "level": 2, "dated": dated, "reference": "M-77", **changes}


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_without_a_token_nothing_opens(cast: Cast, method: str, path: str) -> None:
    answer = Client().generic(method.upper(), path)
    content = json.loads(answer.content)
    assert (answer.status_code, answer["Content-Type"], answer["WWW-Authenticate"]) == (
        401,
        "application/problem+json",
        "Bearer",
    )
    assert content == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "code": "unauthorized",
        "detail": "Unauthorized",
    }


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_a_session_opens_nothing(cast: Cast, client: Client, method: str, path: str) -> None:
    client.force_login(cast.mira)
    assert client.generic(method.upper(), path).status_code == 401


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_a_token_opens_only_its_scopes(cast: Cast, method: str, path: str) -> None:
    wanted = {
        ("get", "holds"): "holds:read",
        ("get", "orders"): "orders:read",
        ("put", "orders"): "orders:write",
        ("post", "orders"): "orders:write",
        ("post", "dunning-documents"): "dunning:write",
    }[method, path.split("/")[3].split("?", maxsplit=1)[0]]
    others = [scope for scope in SCOPES if scope != wanted]
    status, content = ask(key(cast.mira, others), method, path, {})
    assert (status, content["code"]) == (403, "scope_missing")
    assert ask(key(cast.mira, [wanted]), method, path, {})[0] not in {401, 403}


def test_revoked_expired_wrong_and_left_people_are_nobody(cast: Cast) -> None:
    path = "/api/v1/holds?order=D-1"
    good, expired, revoked, left = (
        key(cast.mira),
        key(cast.mira, expires_at=timezone.now()),
        key(cast.mira),
        key(cast.fin),
    )
    row = token_of(revoked, at=MONDAY)
    assert row is not None
    revoke_token(row, at=timezone.now(), by=cast.mira)
    Person.objects.filter(pk=cast.fin.pk).update(is_active=False)
    found = [ask(one, "get", path)[0] for one in (good, expired, revoked, left, "kz_wrong", "")]
    assert found == [200, 401, 401, 401, 401, 401]


def test_only_the_hash_of_a_token_is_kept(cast: Cast) -> None:
    secret = key(cast.mira)
    row = ApiToken.objects.get()
    kept = json.dumps([row.name, row.sha256, row.start, row.scopes])
    assert (len(secret), secret in kept, secret.startswith(row.start)) == (46, False, True)
    assert [event.kind for event in Event.objects.all()] == ["token.made"]
    assert secret not in json.dumps([event.values for event in Event.objects.all()])


def test_when_a_token_was_last_used_is_noted_to_the_minute(cast: Cast) -> None:
    secret = key(cast.mira)
    row = ApiToken.objects.get()
    note_token_use(row, at=MONDAY)
    row.refresh_from_db()
    note_token_use(row, at=MONDAY + timedelta(seconds=59))
    row.refresh_from_db()
    assert row.used_at == MONDAY
    ask(secret, "get", "/api/v1/holds?order=D-1")
    row.refresh_from_db()
    assert row.used_at != MONDAY


def test_a_token_has_a_name_and_opens_something_there_is(cast: Cast) -> None:
    with pytest.raises(NameMissing):
        make_token(name=" ", scopes=SCOPES, person=cast.mira, at=MONDAY, by=cast.mira)
    for scopes in ([], ["holds:read", "everything"]):
        with pytest.raises(NothingChosen):
            make_token(name="x", scopes=scopes, person=cast.mira, at=MONDAY, by=cast.mira)


def test_the_holds_that_run_and_nothing_that_was_said(cast: Cast) -> None:
    case = case_of_brandt(cast)
    row = held(case, cast.ali)
    lift_hold(held(case, cast.ali, order="D-2"), because="paid", at=timezone.now(), by=cast.ali)
    secret = key(cast.fin)
    shown = {
        "id": row.pk,
        "kind": "dispute",
        "order": "D-1",
        "since": row.since.isoformat().replace("+00:00", "Z"),
        "until": None,
        "case": case.number,
    }
    assert ask(secret, "get", "/api/v1/holds?order=D-1") == (200, [shown])
    assert ask(secret, "get", "/api/v1/holds?order=D-2") == (200, [])
    assert ask(secret, "get", "/api/v1/holds?order=D-3") == (200, [])


@pytest.mark.parametrize(
    ("who", "count"), [("ali", 1), ("fin", 1), ("mira", 1), ("tom", 0), ("mkt", 0), ("log", 0)]
)
def test_the_token_sees_what_its_person_sees(cast: Cast, who: str, count: int) -> None:
    held(case_of_brandt(cast), cast.ali)
    status, found = ask(key(getattr(cast, who)), "get", "/api/v1/holds?order=D-1")
    assert (status, len(found)) == (200, count)


def test_what_cannot_be_read_is_named(cast: Cast) -> None:
    secret = key(cast.fin)
    status, content = ask(secret, "get", "/api/v1/holds?order=")
    assert (status, content["code"], content["errors"][0]["place"]) == (
        422,
        "invalid",
        "query.order",
    )
    status, content = ask(
        secret, "post", "/api/v1/dunning-documents", a_document(level=99, dated="soon")
    )
    assert (status, sorted({one["place"].split(".")[2] for one in content["errors"]})) == (
        422,
        ["dated", "level"],
    )


def test_a_dunning_document_inside_a_hold_is_taken_back(cast: Cast) -> None:
    case = case_of_brandt(cast)
    give_owner(case, cast.sam, at=MONDAY, by=cast.sam)
    row = held(case, cast.ali)
    answer = ask(key(cast.fin), "post", "/api/v1/dunning-documents", a_document())
    assert answer == (201, {"reference": "M-77", "order": "D-1", "in_hold": True})
    assert DunningDocument.objects.get().broke == row
    (event,) = Event.objects.filter(kind="dunning.in_hold")
    assert (event.case, event.by, event.values["reference"]) == (case, cast.fin, "M-77")
    task = case.commitments.get(act="")
    assert (task.owner, task.text, task.shared) == (
        cast.sam,
        "Take back the reminder M-77: a hold stood on order D-1",
        False,
    )


def test_the_same_document_again_alerts_nobody_again(cast: Cast) -> None:
    case = case_of_brandt(cast)
    held(case, cast.ali)
    secret, document = key(cast.fin), a_document()
    statuses = [ask(secret, "post", "/api/v1/dunning-documents", document)[0] for _ in range(3)]
    assert (statuses, Event.objects.filter(kind="dunning.in_hold").count()) == ([201, 200, 200], 1)
    other = {**document, "order": "D-9"}
    status, content = ask(secret, "post", "/api/v1/dunning-documents", other)
    assert (status, content["code"]) == (409, "reference_taken")


def test_a_document_outside_of_every_hold_is_only_kept(cast: Cast) -> None:
    held(case_of_brandt(cast), cast.ali)
    early = (timezone.now() - 2 * DAY).isoformat()
    answer = ask(key(cast.fin), "post", "/api/v1/dunning-documents", a_document(dated=early))
    assert (answer[0], answer[1]["in_hold"]) == (201, False)
    assert Event.objects.filter(kind="dunning.in_hold").count() == 0


def test_a_letter_of_a_day_could_be_held_back_until_it_ends(cast: Cast) -> None:
    set_hold(
        case_of_brandt(cast),
        kind="dispute",
        order="D-1",
        until=None,
        reason="x",
        at=MONDAY,
        by=cast.ali,
    )
    secret = key(cast.fin)
    found = [
        ask(secret, "post", "/api/v1/dunning-documents", a_document(dated=day, reference=day))[1][
            "in_hold"
        ]
        for day in ("2026-11-15", "2026-11-16")
    ]
    assert found == [False, True]


def test_a_closed_case_is_opened_again_for_it(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    row = held(case, cast.ali)
    case.commitments.update(withdrawn_at=timezone.now())
    close(case, kind="closed_confirmed", at=timezone.now(), by=cast.ali)
    ask(key(cast.fin), "post", "/api/v1/dunning-documents", a_document())
    case.refresh_from_db()
    assert (case.closed_at, case.state, row.broken_by.count()) == (None, "reopened", 1)


def test_an_idempotency_key_makes_a_second_post_the_first(cast: Cast) -> None:
    secret, document = key(cast.fin), a_document()
    path, headers = "/api/v1/dunning-documents", {"Idempotency-Key": "k-1"}
    first = ask(secret, "post", path, document, **headers)
    assert ask(secret, "post", path, document, **headers) == first
    status, content = ask(secret, "post", path, a_document(reference="M-78"), **headers)
    assert (status, content["code"]) == (422, "idempotency_key_reused")
    other = ask(key(cast.mira), "post", path, document, **headers)
    assert (first[0], other[0]) == (201, 200)
    long = ask(secret, "post", path, document, **{"Idempotency-Key": "k" * 256})
    assert (long[0], long[1]["code"]) == (400, "idempotency_key_too_long")


def test_what_was_refused_can_be_sent_again_with_the_same_key(cast: Cast) -> None:
    secret, path, headers = key(cast.mkt), "/api/v1/orders", {"Idempotency-Key": "k-2"}
    wrong = {"number": "D-1", "facts": {"no.such.fact": 1}}
    assert [ask(secret, "post", path, wrong, **headers)[0] for _ in range(2)] == [422, 422]


def test_so_many_requests_per_minute(cast: Cast) -> None:
    secret = key(cast.fin)
    path = "/api/v1/holds?order=D-1"
    statuses = [ask(secret, "get", path)[0] for _ in range(PER_MINUTE)]
    assert set(statuses) == {200}
    answer = Client().get(path, headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (
        429,
        "60",
        "application/problem+json",
    )
    assert ask(key(cast.mira), "get", path)[0] == 200


def test_the_description_is_open_and_names_every_address(client: Client, db: None) -> None:
    schema = client.get("/api/openapi.json").json()
    found = [(path, sorted(methods)) for path, methods in schema["paths"].items()]
    assert (schema["openapi"], sorted(found)) == (
        "3.1.0",
        [
            ("/api/v1/calls/{call_id}", ["get"]),
            ("/api/v1/calls/{call_id}/message", ["post"]),
            ("/api/v1/calls/{call_id}/transcript", ["post", "put"]),
            ("/api/v1/calls/{call_id}/transcript.{form}", ["get"]),
            ("/api/v1/calls/{call_id}/utterances", ["post"]),
            ("/api/v1/cti", ["post"]),
            ("/api/v1/cti/{token}", ["post"]),
            ("/api/v1/dunning-documents", ["post"]),
            ("/api/v1/holds", ["get"]),
            ("/api/v1/orders", ["get", "post"]),
            ("/api/v1/orders/{order_number}", ["get", "put"]),
        ],
    )
    assert client.get("/api/docs").status_code == 200


@pytest.mark.parametrize("path", ["/api/", "/api/v1/cases", "/api/v1/holds/7"])
def test_an_address_that_is_not_there_is_a_problem_too(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
