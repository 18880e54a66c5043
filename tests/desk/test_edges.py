"""What holds for every page: no cache, no NUL, no flood, and an error page that always comes."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from cast import Cast, case_of_brandt
from kulanz.desk import storage
from kulanz.desk.project.asgi import bounded

pytestmark = pytest.mark.django_db
NOBODY_KEEPS = "private, no-store"


@pytest.mark.parametrize("name", ["inbox", "my_day", "profile", "phone_note", "work_list_csv"])
def test_no_cache_keeps_a_page_with_customers_data(cast: Cast, client: Client, name: str) -> None:
    client.force_login(cast.ali)

    assert client.get(reverse(name)).headers["Cache-Control"] == NOBODY_KEEPS


def test_no_cache_keeps_a_case_nor_what_is_not_found(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    paths = [reverse("case", args=[case.number]), "/cases/2026-9999/", "/nothing/"]

    assert {client.get(path).headers["Cache-Control"] for path in paths} == {NOBODY_KEEPS}


def test_nul_is_turned_away_and_nothing_typed_is_lost(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    typed = client.post(reverse("case_wishes", args=[case.number]), {"text": "Geld\x00zurück"})
    answers = [typed, client.get("/cases/%00/"), client.get("/", {"q": "a\x00b"})]

    assert [one.status_code for one in answers] == [400, 400, 400]
    assert "zurück" in typed.content.decode()
    assert case.wishes.count() == 0


def _refuse(*_: Any) -> Any:
    raise OperationalError


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_without_the_database_the_error_page_still_shows_what_was_typed(
    cast: Cast, client: Client, htmx: dict[str, str]
) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    client.raise_request_exception = False
    with connection.execute_wrapper(_refuse):
        page = client.post(
            reverse("notes", args=[case.number]), {"text": "lange getippt"}, headers=htmx
        )

    assert page.status_code == 500
    assert ("lange getippt" in page.content.decode(), "style=" in page.content.decode()) == (
        True,
        False,
    )


def test_an_error_while_the_page_is_written_shows_what_was_typed(
    cast: Cast, client: Client
) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    client.raise_request_exception = False
    asked = 0

    def late(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked > 6:
            raise OperationalError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(late):
        page = client.post(
            reverse("nodes", args=[case.number]), {"label": "", "line_no": "getippt"}
        )

    assert (page.status_code, "getippt" in page.content.decode()) == (500, True)


def test_guessed_links_do_not_fill_the_counters_of_the_limits(client: Client) -> None:
    cache.clear()
    for guess in range(3):
        assert client.get(f"/s/guess-{guess}/").status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM kulanz_cache")
        assert cursor.fetchone() == (0,)
    assert settings.CACHES["default"]["OPTIONS"] == {"MAX_ENTRIES": 100_000}


def test_bytes_are_for_the_owner_only() -> None:
    sha256 = storage.put(b"a customer's letter")
    path = settings.DATA_DIR / "blobs" / sha256[:2] / sha256[2:4] / sha256

    assert [oct(one.stat().st_mode & 0o777) for one in (path, path.parent)] == ["0o600", "0o700"]


def _asked(chunks: list[bytes], length: int | None) -> tuple[list[int], list[str]]:
    """Status codes sent, and the kinds of message the application behind was given."""
    coming: Iterator[bytes] = iter(chunks)
    statuses, given = list[int](), list[str]()

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        for _ in range(len(chunks)):
            given.append((await receive())["type"])

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": next(coming), "more_body": True}

    async def send(message: Any) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    headers = [] if length is None else [(b"content-length", str(length).encode())]

    async def run() -> None:
        await bounded(inner, 10)({"type": "http", "headers": headers}, receive, send)

    asyncio.run(run())
    return statuses, given


def test_what_is_larger_than_any_form_is_turned_away() -> None:
    assert _asked([b"12345", b"12345"], 10) == ([], ["http.request", "http.request"])
    assert _asked([b"12345"], 11) == ([413], [])
    assert _asked([b"12345", b"123456"], None) == ([], ["http.request", "http.disconnect"])
