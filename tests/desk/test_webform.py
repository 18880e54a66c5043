"""A complaint through the public form: once, without a login, in three languages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import Cast
from kulanz.desk import storage
from kulanz.desk.models import Case, Contact, Event, RawMessage, Wish

pytestmark = pytest.mark.django_db

TEXT = "Das Paket kam zerbrochen an. Am Telefon habe ich 20 Minuten gewartet."


@pytest.fixture(autouse=True)
def fresh_counters(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def key_of(client: Client) -> str:
    page = client.get("/complain/?lang=de").content.decode()
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def typed(**more: Any) -> dict[str, Any]:
    return {"text": TEXT, "name": "Petra Kolb", "email": "P.Kolb@mail.example", **more}


def test_a_complaint_becomes_a_case(client: Client, cast: Cast) -> None:
    response = client.post(
        "/complain/?lang=de",
        typed(key=key_of(client), order="4711", wish="Ein neues Paket", phone="0221 1234"),
    )
    case = Case.objects.get()
    contact = case.contacts.get()
    assert response.status_code == 302
    assert (case.subject, case.language, case.team, case.state) == (
        "Das Paket kam zerbrochen an.",
        "de",
        cast.koeln,
        "received",
    )
    assert (case.customer.name, case.customer.addresses.get().value) == (
        "Petra Kolb",
        "p.kolb@mail.example",
    )
    assert (contact.channel, contact.sender, contact.sender_name) == (
        "form",
        "p.kolb@mail.example",
        "Petra Kolb",
    )
    assert contact.text.split("\n\n")[0] == TEXT
    assert ("4711" in contact.text, "Ein neues Paket" in contact.text) == (True, True)
    assert Wish.objects.get().text == "Ein neues Paket"
    assert Event.objects.get(kind="contact.received").values == {
        "contact": contact.pk,
        "automatic": False,
        "channel": "form",
    }


def test_the_thank_you_page_shows_the_number_and_says_what_comes(
    client: Client, cast: Cast
) -> None:
    response = client.post("/complain/?lang=en", typed(key=key_of(client)), follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    assert (Case.objects.get().number in page, "p.kolb" in page, "<script" in page) == (
        True,
        False,
        False,
    )
    assert (
        client.get(response.redirect_chain[0][0].replace("thanks/", "thanks/x")).status_code == 404
    )


def test_what_was_typed_is_kept_raw_first(client: Client, cast: Cast) -> None:
    client.post("/complain/?lang=de", typed())
    raw = RawMessage.objects.get()
    assert (raw.source, raw.state, raw.contact) == ("webform", "read", Contact.objects.get())
    assert TEXT in storage.get(raw.blob).decode()


def test_pressed_twice_is_one_complaint(client: Client, cast: Cast) -> None:
    key = key_of(client)
    first = client.post("/complain/?lang=de", typed(key=key), follow=True)
    second = client.post("/complain/?lang=de", typed(key=key), follow=True)
    assert first.content == second.content
    assert (Case.objects.count(), Contact.objects.count(), RawMessage.objects.count()) == (1, 1, 1)


def test_pressed_twice_without_a_key_is_one_complaint_too(client: Client, cast: Cast) -> None:
    client.post("/complain/?lang=de", typed())
    client.post("/complain/?lang=de", typed(key="forged:signature"))
    assert (Case.objects.count(), Contact.objects.count()) == (1, 1)


def test_sent_again_after_a_change_loses_nothing_and_opens_no_second_case(
    client: Client, cast: Cast
) -> None:
    key = key_of(client)
    client.post("/complain/?lang=de", typed(key=key))
    client.post("/complain/?lang=de", typed(key=key, text=TEXT + " Und die Rechnung ist falsch."))
    assert (Case.objects.count(), Contact.objects.count()) == (1, 2)


def test_two_people_with_the_same_words_are_two_cases(client: Client, cast: Cast) -> None:
    client.post("/complain/?lang=de", typed(key=key_of(client)))
    client.post("/complain/?lang=de", typed(key=key_of(client), email="other@mail.example"))
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/beschwerde/", "/complain/?lang=de"),
        ("/klacht/", "/complain/?lang=nl"),
        ("/klacht/?team=Utrecht", "/complain/?team=Utrecht&lang=nl"),
    ],
)
def test_each_language_has_its_short_address(client: Client, path: str, target: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, target)


@pytest.mark.parametrize(
    ("query", "team", "language"),
    [
        ("lang=de", "koeln", "de"),
        ("lang=nl", "utrecht", "nl"),
        ("lang=en", "koeln", "en"),
        ("lang=de&team=utrecht", "utrecht", "de"),
        ("lang=nl&team=nowhere", "utrecht", "nl"),
    ],
)
def test_the_team_speaks_the_language_or_is_named(
    client: Client, cast: Cast, query: str, team: str, language: str
) -> None:
    client.post(f"/complain/?{query}", typed())
    case = Case.objects.get()
    assert (case.team, case.language) == (getattr(cast, team), language)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"name": " "}, "name"),
        ({"email": ""}, "email"),
        ({"email": "a@"}, "email"),
        ({"phone": "none"}, "phone"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    client: Client, cast: Cast, change: dict[str, str], field: str
) -> None:
    response = client.post("/complain/?lang=en", typed(wish="Geld zurück", **change))
    page = response.content.decode()
    assert (response.status_code, Case.objects.count()) == (200, 0)
    assert list(response.context["form"].errors) == [field]
    assert (
        "Geld zurück" in page,
        f'href="#id_{field}"' in page,
        'aria-invalid="true"' in page,
    ) == (True,) * 3


def test_a_phone_number_is_enough(client: Client, cast: Cast) -> None:
    client.post("/complain/?lang=de", typed(email="", phone="+49 221 / 12 34"))
    address = Case.objects.get().customer.addresses.get()
    assert (address.kind, address.value) == ("phone", "+492211234")


def test_files_come_along_under_safe_names(client: Client, cast: Cast) -> None:
    files = [
        SimpleUploadedFile("bruch.jpg", b"\xff\xd8\xff1", "image/jpeg"),
        SimpleUploadedFile("ev\u202egpj.exe", b"MZ", "no type"),
    ]
    client.post("/complain/?lang=de", typed(papers=files))
    rows = Contact.objects.get().attachments.order_by("pk")
    assert [(row.name, row.content_type, storage.get(row.blob)) for row in rows] == [
        ("bruch.jpg", "image/jpeg", b"\xff\xd8\xff1"),
        ("evgpj.exe", "application/octet-stream", b"MZ"),
    ]


def test_too_many_files_are_named_and_nothing_is_lost(client: Client, cast: Cast) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6)]
    response = client.post("/complain/?lang=en", typed(papers=files))
    assert response.context["form"].errors == {"papers": ["Please send at most five files."]}
    assert TEXT in response.content.decode()


def test_a_robot_in_the_trap_gets_thanks_and_no_case(client: Client, cast: Cast) -> None:
    response = client.post("/complain/?lang=de", typed(website="http://spam.example"), follow=True)
    raw = RawMessage.objects.get()
    assert (response.status_code, Case.objects.count()) == (200, 0)
    assert (raw.state, raw.problem) == ("quarantined", "trap")


def test_one_origin_cannot_flood_and_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    codes = [
        client.post("/complain/?lang=en", typed(email=f"{n}@mail.example")).status_code
        for n in range(20)
    ]
    refused = client.post("/complain/?lang=en", typed(email="last@mail.example"))
    assert codes == [302] * 20
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert (TEXT in refused.content.decode(), "last@mail.example" in refused.content.decode()) == (
        True,
        True,
    )
    assert Case.objects.count() == 20


def test_one_name_cannot_be_flooded_from_many_origins(client: Client, cast: Cast) -> None:
    codes = [
        client.post("/complain/", typed(text=f"Nr. {n}"), REMOTE_ADDR=f"192.0.2.{n}").status_code
        for n in range(8)
    ]
    assert codes == [302] * 6 + [429] * 2


def test_a_forged_proxy_header_is_no_new_origin(client: Client, cast: Cast) -> None:
    for n in range(20):
        client.post(
            "/complain/", typed(email=f"{n}@m.example"), HTTP_X_FORWARDED_FOR=f"192.0.2.{n}"
        )
    refused = client.post(
        "/complain/", typed(email="x@m.example"), HTTP_X_FORWARDED_FOR="192.0.2.99"
    )
    assert refused.status_code == 429


def test_behind_a_proxy_the_last_address_counts(client: Client, cast: Cast, settings: Any) -> None:
    settings.TRUSTED_PROXY = True
    for n in range(20):
        client.post(
            "/complain/", typed(email=f"{n}@m.example"), HTTP_X_FORWARDED_FOR=f"{n}, 198.51.100.7"
        )
    refused = client.post(
        "/complain/", typed(email="x@m.example"), HTTP_X_FORWARDED_FOR="1, 198.51.100.7"
    )
    other = client.post(
        "/complain/", typed(email="y@m.example"), HTTP_X_FORWARDED_FOR="1, 198.51.100.8"
    )
    assert (refused.status_code, other.status_code) == (429, 302)


def test_looking_changes_nothing(client: Client, cast: Cast) -> None:
    for path in ("/complain/", "/complain/?lang=nl", "/beschwerde/", "/klacht/"):
        client.get(path)
    assert (RawMessage.objects.count(), Event.objects.count(), Case.objects.count()) == (0, 0, 0)


def test_a_foreign_page_cannot_send_the_form(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/complain/", typed()).status_code == 403
    assert RawMessage.objects.count() == 0


def test_the_form_asks_in_three_languages_without_scripts(client: Client, cast: Cast) -> None:
    for code in ("de", "nl", "en"):
        response = client.get(f"/complain/?lang={code}")
        page = response.content.decode()
        assert (response.status_code, f'<html lang="{code}"' in page, "<script" in page) == (
            200,
            True,
            False,
        )
