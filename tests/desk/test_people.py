"""Signing in and out, passwords, the profile, and adding a colleague."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from cast import PASSWORD, Cast
from kulanz.desk.actions.people import Refused, add_person, change_profile
from kulanz.desk.models import Person, Team

pytestmark = pytest.mark.django_db
NEW = "a wholly different staple"


@pytest.fixture(autouse=True)
def _no_rate_limits_from_before() -> None:
    cache.clear()


def _sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/account/login/", {"login": email, "password": password})


def test_one_signs_in_by_mail_address(cast: Cast, client: Client) -> None:
    answer = _sign_in(client, cast.ali.email)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def _confirm(client: Client) -> None:
    """Name the password again, as is asked before anything about signing in is changed."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def test_strangers_are_sent_to_the_sign_in_page(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/account/login/?next=/"


def test_s27_the_session_is_a_new_one_after_signing_in(cast: Cast, client: Client) -> None:
    session = client.session
    session["planted"] = "by a stranger"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = str(before)
    _sign_in(client, cast.ali.email)
    assert client.cookies["sessionid"].value != before
    other = Client()
    other.cookies["sessionid"] = str(before)
    assert other.get("/").status_code == 302


def test_s27_a_wrong_password_and_an_unknown_address_read_the_same(
    cast: Cast, client: Client
) -> None:
    pages = [
        _sign_in(client, cast.ali.email, "wrong"),
        _sign_in(client, "nobody@mail.example", "wrong"),
    ]
    said = [list(page.context["form"].non_field_errors()) for page in pages]
    assert said[0] == said[1] != []


def test_s27_a_reset_says_the_same_whether_somebody_is_there_or_not(
    cast: Cast, client: Client
) -> None:
    known = client.post("/account/password/reset/", {"email": cast.ali.email})
    unknown = client.post("/account/password/reset/", {"email": "nobody@mail.example"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert [message.to for message in mail.outbox] == [[cast.ali.email]]


def _link() -> str:
    found = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found.group(1)


def _set_password(client: Client, link: str, password: str = NEW) -> Any:
    form = client.get(link, follow=True)
    here = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(here, {"password1": password, "password2": password})


def test_s27_a_reset_link_works_once(cast: Cast, client: Client) -> None:
    client.post("/account/password/reset/", {"email": cast.ali.email})
    link = _link()
    _set_password(client, link)
    assert Person.objects.get(pk=cast.ali.pk).check_password(NEW)
    _set_password(Client(), link, "and yet another staple")
    assert Person.objects.get(pk=cast.ali.pk).check_password(NEW)


def test_s27_a_reset_link_ends_after_a_day(cast: Cast, client: Client, settings: Settings) -> None:
    assert settings.PASSWORD_RESET_TIMEOUT == 24 * 60 * 60
    client.post("/account/password/reset/", {"email": cast.ali.email})
    settings.PASSWORD_RESET_TIMEOUT = -1
    _set_password(client, _link())
    assert Person.objects.get(pk=cast.ali.pk).check_password(PASSWORD)


def test_nobody_signs_up_by_themselves(cast: Cast, client: Client) -> None:
    form = {"email": "eve@mail.example", "password1": NEW, "password2": NEW}
    client.post("/account/signup/", form)
    assert not Person.objects.filter(email="eve@mail.example").exists()


def test_a_person_who_left_cannot_sign_in(cast: Cast, client: Client) -> None:
    Person.objects.filter(pk=cast.ali.pk).update(is_active=False)
    _sign_in(client, cast.ali.email)
    assert client.get("/").status_code == 302


def test_signing_out_needs_a_post(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    assert client.get("/account/logout/").status_code == 200
    assert client.get("/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/").status_code == 302


def test_the_demo_lists_its_accounts_and_nobody_else_does(
    cast: Cast, client: Client, settings: Settings
) -> None:
    assert cast.ali.email not in client.get("/account/login/").content.decode()
    settings.DEMO = True
    assert cast.ali.email in client.get("/account/login/").content.decode()
    assert "demo_people" not in client.get("/account/password/reset/").context


PAGES = (
    "/account/login/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/logout/",
    "/account/password/change/",
    "/account/reauthenticate/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/sessions/",
    "/profile/",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_ones_account_is_ours_and_has_nothing_inline(
    cast: Cast, client: Client, page: str
) -> None:
    if not page.startswith(("/account/login", "/account/password/reset")):
        _sign_in(client, cast.ali.email)
        _confirm(client)
    answer = client.get(page)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "kulanz/css/base.css" in html
    assert html.count("<h1") == 1
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html) == []


def test_a_second_step_can_be_switched_on_and_is_then_asked_for(cast: Cast, client: Client) -> None:
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    def code(secret: str) -> str:
        counter = next(iter(yield_hotp_counters_from_time()))
        return str(format_hotp_value(hotp_value(secret, counter)))

    _sign_in(client, cast.ali.email)
    assert (
        client.get("/account/2fa/totp/activate/")
        .headers["Location"]
        .startswith("/account/reauthenticate/")
    )
    _confirm(client)
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": code(secret)})
    codes = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    fresh = Client()
    answer = _sign_in(fresh, cast.ali.email)
    assert answer.headers["Location"].startswith("/account/2fa/authenticate/")
    assert fresh.get("/").status_code == 302
    assert "kulanz/css/base.css" in fresh.get("/account/2fa/authenticate/").content.decode()
    fresh.post("/account/2fa/authenticate/", {"code": codes[0]})
    assert fresh.get("/").status_code == 200


PROFILE = {
    "name": "Ali K.",
    "language": "nl",
    "theme": "dark",
    "undo_seconds": "30",
    "direct_phone": "+49 221 1",
}


def test_the_profile_changes_what_is_ones_own(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    client.post("/profile/", PROFILE)
    ali = Person.objects.get(pk=cast.ali.pk)
    assert (ali.name, ali.language, ali.theme, ali.undo_seconds, ali.keys_on) == (
        "Ali K.",
        "nl",
        "dark",
        30,
        False,
    )
    assert 'lang="nl" data-theme="dark"' in client.get("/profile/").content.decode()


def test_s14_role_team_and_address_cannot_be_smuggled_in(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    client.post(
        "/profile/",
        PROFILE
        | {"role": "GF", "team": cast.utrecht.pk, "is_superuser": "on", "email": "x@y.example"},
    )
    ali = Person.objects.get(pk=cast.ali.pk)
    assert (ali.role, ali.team, ali.is_superuser, ali.email) == (
        "AG",
        cast.koeln,
        False,
        "ali@kulanz.example",
    )
    with pytest.raises(TypeError, match="role"):
        change_profile(ali, role="GF")


def test_a_wrong_value_is_named_and_what_was_typed_stays(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    page = client.post("/profile/", PROFILE | {"undo_seconds": "3"})
    assert "undo_seconds" in page.context["form"].errors
    assert 'value="Ali K."' in page.content.decode()
    assert Person.objects.get(pk=cast.ali.pk).name == "Ali Kaya"


@pytest.fixture
def add(db: None) -> Callable[..., str]:
    def added(**values: str) -> str:
        plain = {"role": "AG", "team": "", "country": "de_shop", "mail": "", "language": "de"}
        return add_person(**(plain | {"email": "Neu@Kulanz.example", "name": "Neu"} | values))

    return added


def test_a_new_colleague_sets_a_password_by_a_link_that_works_once(
    add: Callable[..., str], client: Client
) -> None:
    link = add(team="Bonn", mail="bonn@shop.example")
    path = link.removeprefix("http://127.0.0.1:8000")
    assert path != link
    _set_password(client, path)
    new = Person.objects.get()
    assert (new.email, new.team, new.check_password(NEW)) == (
        "neu@kulanz.example",
        Team.objects.get(name="Bonn"),
        True,
    )
    _set_password(Client(), path, "and yet another staple")
    assert Person.objects.get().check_password(NEW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "no address"},
        {"name": " "},
        {"role": "KING"},
        {"language": "fr"},
        {"team": "Neu"},
        {"team": "Neu", "mail": "neu@shop.example", "country": "mars"},
    ],
)
def test_a_colleague_that_cannot_be_is_refused_in_one_line(
    add: Callable[..., str], wrong: dict[str, str]
) -> None:
    with pytest.raises(Refused) as refused:
        add(**wrong)
    assert "\n" not in str(refused.value)
    assert Person.objects.count() == 0


def test_one_address_is_one_colleague(add: Callable[..., str]) -> None:
    add()
    with pytest.raises(Refused):
        add(email="neu@kulanz.EXAMPLE")
