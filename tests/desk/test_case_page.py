"""The frame of the case page."""

import pytest
from cast import Cast, case_of_brandt
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_case_opens(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    assert client.get(f"/cases/{case.number}/").status_code == 200
