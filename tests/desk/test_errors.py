"""Error pages: an id, what was typed, and no secret in page or log."""

import logging

import pytest
from django.test import Client

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.statuspage import renew_link

pytestmark = pytest.mark.django_db


def test_a_form_without_its_token_loses_nothing(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ali)
    case = case_of_brandt(cast)
    answer = client.post(f"/cases/{case.number}/notes/", {"text": "Typed with care."})
    assert answer.status_code == 403
    assert "Typed with care." in answer.content.decode()
    assert "style=" not in answer.content.decode()


def test_a_refused_sign_in_does_not_show_the_password() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/account/login/", {"login": "ali@shop.example", "password": "secret one"})
    assert answer.status_code == 403
    assert "ali@shop.example" in answer.content.decode()
    assert "secret one" not in answer.content.decode()


def test_the_customers_address_does_not_reach_the_log(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    case = case_of_brandt(cast)
    path = renew_link(case, at=MONDAY, by=cast.ali).partition("/s/")[2]
    with caplog.at_level(logging.WARNING, logger="kulanz.web"):
        Client(enforce_csrf_checks=True).post(f"/s/{path}wishes/", {"text": "A new one."})
    said = [one.getMessage() for one in caplog.records if one.name == "kulanz.web"]
    assert [("s/<str:token>/wishes/" in one, path.strip("/") in one) for one in said] == [
        (True, False)
    ]
