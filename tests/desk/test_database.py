"""The database under the tests is a real one, with the settings the desk runs on."""

import os

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_it_is_the_database_that_was_asked_for() -> None:
    wanted = os.environ.get("KULANZ_TEST_DATABASE", "sqlite")

    assert connection.vendor == wanted


@pytest.mark.skipif(
    os.environ.get("KULANZ_TEST_DATABASE") == "postgresql", reason="settings of SQLite"
)
def test_sqlite_runs_with_durable_settings() -> None:
    def pragma(name: str) -> object:
        with connection.cursor() as cursor:
            return cursor.execute(f"PRAGMA {name}").fetchone()[0]

    assert {
        name: pragma(name)
        for name in ("synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    } == {
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 20000,
    }
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
