"""Long lists in pages, and nothing sent twice that has not changed."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.holds import lift_hold, set_hold
from kulanz.desk.actions.orders import link_order, note_order
from kulanz.desk.models import Hold
from machine_door import ask, key

pytestmark = pytest.mark.django_db


def get(secret: str, path: str, **headers: str) -> Any:
    return Client().get(path, headers={"Authorization": f"Bearer {secret}", **headers})


def next_of(answer: Any) -> str:
    found = re.fullmatch(r'<http://testserver(/[^>]+)>; rel="next"', answer.headers.get("Link", ""))
    return found[1] if found else ""


def held(cast: Cast, count: int) -> list[Hold]:
    case = case_of_brandt(cast)
    return [
        set_hold(
            case, kind="dispute", order=f"D-{n}", until=None, reason="x", at=MONDAY, by=cast.ali
        )
        for n in range(count)
    ]


def orders(count: int) -> list[str]:
    return [
        note_order(number=f"B-{n}", facts={}, source="test", at=MONDAY).number for n in range(count)
    ]


def walked(secret: str, path: str) -> list[list[str]]:
    pages = []
    while path:
        answer = get(secret, path)
        pages.append([row.get("order") or row["number"] for row in answer.json()])
        path = next_of(answer)
    return pages


def test_holds_come_page_by_page_each_once(cast: Cast) -> None:
    held(cast, 5)
    secret = key(cast.fin)
    assert walked(secret, "/api/v1/holds?limit=2") == [["D-0", "D-1"], ["D-2", "D-3"], ["D-4"]]
    assert walked(secret, "/api/v1/holds?limit=5") == [["D-0", "D-1", "D-2", "D-3", "D-4"]]
    assert walked(secret, "/api/v1/holds?order=D-3&limit=1") == [["D-3"]]


def test_what_goes_in_between_shifts_no_page(cast: Cast) -> None:
    rows = held(cast, 5)
    secret = key(cast.fin)
    path = next_of(get(secret, "/api/v1/holds?limit=2"))
    lift_hold(rows[0], because="paid", at=timezone.now(), by=cast.ali)
    assert walked(secret, path) == [["D-2", "D-3"], ["D-4"]]


def test_orders_come_page_by_page(cast: Cast) -> None:
    numbers = orders(3)
    assert walked(key(cast.fin), "/api/v1/orders?limit=2") == [numbers[:2], numbers[2:]]


def test_one_order_is_seen_by_those_who_may(cast: Cast) -> None:
    order = note_order(number="B-1", facts={"order.amount": "9"}, source="test", at=MONDAY)
    link_order(order, case_of_brandt(cast), at=MONDAY)
    status, content = ask(key(cast.ali), "get", "/api/v1/orders/B-1")
    assert (status, content["number"], content["facts"]) == (200, "B-1", {"order.amount": "9"})
    assert ask(key(cast.tom), "get", "/api/v1/orders/B-1")[0] == 404
    assert ask(key(cast.ali), "get", "/api/v1/orders/B-2")[0] == 404
    seen = {who: ask(key(getattr(cast, who)), "get", "/api/v1/orders")[1] for who in ("ali", "tom")}
    assert {who: [row["number"] for row in rows] for who, rows in seen.items()} == {
        "ali": ["B-1"],
        "tom": [],
    }


@pytest.mark.parametrize(
    "cursor",
    ["x", "MTI", "YWZ0ZXI6", "YWZ0ZXI6LTE", "YWZ0ZXI6MTphZnRlcjox", "%F0%9F%98%80", "A" * 60],
)
def test_a_made_up_cursor_is_refused(cast: Cast, cursor: str) -> None:
    status, content = ask(key(cast.fin), "get", f"/api/v1/holds?cursor={cursor}")
    assert (status, content["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize("limit", ["0", "501", "-1", "many"])
def test_a_page_has_a_size(cast: Cast, limit: str) -> None:
    status, content = ask(key(cast.fin), "get", f"/api/v1/holds?limit={limit}")
    assert (status, content["errors"][0]["place"]) == (422, "query.limit")


def test_what_has_not_changed_is_not_sent_again(cast: Cast) -> None:
    held(cast, 1)
    secret, path = key(cast.fin), "/api/v1/holds?order=D-0"
    first = get(secret, path)
    again = get(secret, path, **{"If-None-Match": first["ETag"]})
    assert (first.status_code, first["Cache-Control"]) == (200, "private, no-cache")
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    lift_hold(Hold.objects.get(), because="paid", at=timezone.now(), by=cast.ali)
    after = get(secret, path, **{"If-None-Match": first["ETag"]})
    assert (after.status_code, after.json()) == (200, [])


def test_one_more_page_is_a_change(cast: Cast) -> None:
    orders(1)
    secret, path = key(cast.fin), "/api/v1/orders?limit=1"
    first = get(secret, path)
    note_order(number="B-9", facts={}, source="test", at=MONDAY)
    after = get(secret, path, **{"If-None-Match": first["ETag"]})
    assert (after.status_code, after.json(), bool(next_of(after))) == (200, first.json(), True)


def test_no_token_no_answer_whatever_the_other_side_has(cast: Cast) -> None:
    held(cast, 1)
    tag = get(key(cast.fin), "/api/v1/holds")["ETag"]
    answer = Client().get("/api/v1/holds", headers={"If-None-Match": tag})
    assert (answer.status_code, "ETag" in answer) == (401, False)
    other = get(key(cast.tom), "/api/v1/holds", **{"If-None-Match": tag})
    assert (other.status_code, other.json()) == (200, [])


def test_the_description_has_an_etag_too(client: Client, db: None) -> None:
    tag = client.get("/api/openapi.json")["ETag"]
    again = client.get("/api/openapi.json", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
