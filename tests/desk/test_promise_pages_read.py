"""Reading a page of our own: kept as evidence, proposed with its place, published by a person."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import MONDAY, Cast
from kulanz.desk import storage
from kulanz.desk.actions.promise_pages import LARGEST, PageTooLarge, keep_page, propose_from
from kulanz.desk.actions.promises import publish
from kulanz.desk.models import AdvertisedPromise, Event
from kulanz.languages import pack
from kulanz.promises.proposals import read_page

pytestmark = pytest.mark.django_db
PAGE = """<!doctype html><html lang="de"><head><title>Zahlung</title></head><body><main>
<p>Wir liefern auf Rechnung bis 500 EUR, Bonität vorausgesetzt.</p>
<p>Kostenlose Rücksendung innerhalb von 30 Tagen.</p>
</main></body></html>""".encode()


def kept(cast: Cast, **changes: Any) -> Event:
    values: dict[str, Any] = {"url": "https://shop.example/zahlung", "at": MONDAY, "by": cast.mkt}
    return keep_page(PAGE, **(values | changes))


def test_the_bytes_are_kept_as_they_came_and_once(cast: Cast) -> None:
    event = kept(cast)

    assert kept(cast) == event
    assert storage.get(event.values["page"]) == PAGE
    assert Event.objects.filter(kind="promise_page.kept").count() == 1


def test_what_is_too_large_is_not_kept(cast: Cast) -> None:
    with pytest.raises(PageTooLarge):
        keep_page(b"x" * (LARGEST + 1), at=MONDAY, by=cast.mkt)
    assert not Event.objects.exists()


def test_what_is_chosen_becomes_a_proposed_promise_with_its_evidence(cast: Cast) -> None:
    event = kept(cast)

    (row,) = propose_from(event, {1}, at=MONDAY, by=cast.mkt)

    found = read_page(PAGE.decode(), on=MONDAY.date())
    first = found.proposals[0]
    assert (row.kind, row.standing, row.texts) == ("payment", "proposed", {"de": first.quote})
    assert (row.conditions, row.pledge) == (dict(first.conditions), dict(first.pledge))
    assert row.places == [
        {
            "name": "https://shop.example/zahlung",
            "url": "https://shop.example/zahlung",
            "shown": sorted(first.conditions),
        }
    ]
    assert row.evidence == {
        "url": "https://shop.example/zahlung",
        "name": "",
        "sha256": found.sha256,
        "page": event.values["page"],
        "quote": first.quote,
        "place": f"{first.path} · {first.line}",
    }


def test_choosing_again_makes_nothing_twice_and_leaves_what_is_published(cast: Cast) -> None:
    event = kept(cast)
    (row,) = propose_from(event, {1}, at=MONDAY, by=cast.mkt)
    assert propose_from(event, {1}, at=MONDAY, by=cast.mkt) == [row]
    publish(row, at=MONDAY, by=cast.mira)

    assert propose_from(event, {1, 99}, at=MONDAY, by=cast.mkt) == []
    assert AdvertisedPromise.objects.count() == 1


def test_a_file_is_read_ticked_and_proposed_on_the_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.mkt)

    file = SimpleUploadedFile("zahlung.html", PAGE, content_type="text/html")
    made = client.post("/setup/promises/pages/", {"file": file})
    path = made.headers["Location"]
    html = client.get(path).content.decode()
    assert "<q>Wir liefern auf Rechnung bis 500 EUR, Bonität vorausgesetzt.</q>" in html

    client.post(path, {"take": ["1", "2", "x"]})
    rows = AdvertisedPromise.objects.order_by("code")
    assert [(row.kind, row.standing) for row in rows] == [
        ("payment", "proposed"),
        ("returns", "proposed"),
    ]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1/", "private"),
        ("http://[::1]/", "private"),
        ("http://169.254.169.254/latest/meta-data/", "private"),
        ("https://user:secret@shop.example/", "credentials"),
        ("http://10.0.0.1:8080/", "port"),
    ],
)
def test_an_address_that_is_not_public_is_refused_in_words(
    cast: Cast, client: Client, url: str, code: str
) -> None:
    client.force_login(cast.mkt)

    answer = client.post("/setup/promises/pages/", {"url": url})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"url": [pack("en", "promises")["fetching"][code]]}
    assert not Event.objects.filter(kind="promise_page.kept").exists()


def test_an_address_or_a_file_is_named_and_not_too_often(cast: Cast, client: Client) -> None:
    client.force_login(cast.mkt)
    nothing = client.post("/setup/promises/pages/", {})
    assert list(nothing.context["form"].errors) == ["url"]

    for _ in range(10):
        client.post("/setup/promises/pages/", {"url": "http://127.0.0.1/"})
    often = client.post("/setup/promises/pages/", {"url": "http://127.0.0.1/"})
    assert list(often.context["form"].errors) == ["__all__"]


def test_no_other_bytes_of_ours_can_be_read_as_a_page(cast: Cast, client: Client) -> None:
    sha256 = storage.put(b"<p>Wir liefern auf Rechnung.</p>")
    client.force_login(cast.mkt)
    assert client.get(f"/setup/promises/pages/{sha256}/").status_code == 404


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (b'<html><div id="app"></div><script src="/app.js"></script></html>', True),
        (b"<html><p>Heute geschlossen.</p></html>", False),
    ],
)
def test_a_page_that_its_script_builds_is_said_to_be_unreadable(
    cast: Cast, client: Client, page: bytes, said: bool
) -> None:
    event = keep_page(page, url="https://shop.example/", at=MONDAY, by=cast.mkt)
    client.force_login(cast.mkt)
    shown = client.get(f"/setup/promises/pages/{event.values['page']}/").content.decode()
    told = [
        "builds its text with a script" in shown,
        "Nothing could be read." in shown,
        "Nothing on this page reads like a promise." in shown,
    ]
    assert told == [said, said, not said]
