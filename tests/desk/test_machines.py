"""The page where machines are let in, and where addresses are told."""

import pytest
from django.test import Client

from cast import Cast
from kulanz.desk.models import ApiToken, Webhook
from machine_door import ask

pytestmark = pytest.mark.django_db


def test_the_secret_of_a_token_is_shown_once(cast: Cast, client: Client) -> None:
    client.force_login(cast.mira)
    wanted = {"name": "billing", "person": cast.fin.pk, "scopes": ["holds:read"], "days": "30"}
    page = client.post("/setup/machines/tokens/", wanted).content.decode()
    row = ApiToken.objects.get()
    start = page.index(f"{row.start}")
    secret = page[start : start + 46]
    assert (ask(secret, "get", "/api/v1/holds?order=D-1")[0], row.person) == (200, cast.fin)
    assert secret not in client.get("/setup/machines/").content.decode()
    client.post(f"/setup/machines/tokens/{row.pk}/revocation/")
    assert ask(secret, "get", "/api/v1/holds?order=D-1")[0] == 401


@pytest.mark.parametrize(
    ("door", "typed", "said"),
    [
        ("tokens", {"name": "", "scopes": ["holds:read"]}, "Give it a name."),
        ("tokens", {"name": "x"}, "Choose what it may do."),
        ("webhooks", {"url": "https://b.example/"}, "Choose what it is told."),
        ("webhooks", {"url": "http://b.example/", "kinds": ["hold.set"]}, "An address looks like"),
    ],
)
def test_what_is_missing_is_said(
    cast: Cast, client: Client, door: str, typed: dict[str, object], said: str
) -> None:
    client.force_login(cast.mira)
    person = {"person": cast.fin.pk}
    answer = client.post(f"/setup/machines/{door}/", {**person, **typed})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_a_webhook_is_added_silenced_and_told_again(cast: Cast, client: Client) -> None:
    client.force_login(cast.dir)
    wanted = {"url": "https://b.example/hooks", "kinds": ["hold.set", "hold.lifted"]}
    assert "whsec_" in client.post("/setup/machines/webhooks/", wanted).content.decode()
    row = Webhook.objects.get()
    found = []
    for enabled in ("no", "yes"):
        client.post(f"/setup/machines/webhooks/{row.pk}/standing/", {"enabled": enabled})
        row.refresh_from_db()
        found.append(row.disabled_at is None)
    assert found == [False, True]


def test_another_secret_is_shown_once_and_the_page_says_until_when_both_sign(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.dir)
    wanted = {"url": "https://b.example/hooks", "kinds": ["hold.set"]}
    first = client.post("/setup/machines/webhooks/", wanted).content.decode()
    row = Webhook.objects.get()
    page = client.post(f"/setup/machines/webhooks/{row.pk}/secret/").content.decode()
    later = client.get("/setup/machines/").content.decode()
    shown = ["whsec_" in text for text in (first, page, later)]
    both = ["two secrets sign until" in text for text in (first, page, later)]
    assert (shown, both) == ([True, True, False], [False, True, True])
    assert "The old secret signs too for one day" in page
