"""Starting the desk: one clear line when something is wrong, and never the wrong data."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from kulanz.cli.demo_folder import claim
from kulanz.desk.project.environment import secret_key

NOTHING: Mapping[str, str] = {}


def kulanz(
    folder: Path, *words: str, given: bytes = b"", env: Mapping[str, str] = NOTHING
) -> tuple[int, str]:
    """Exit status and the last line of what was said on standard error."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KULANZ_")}
    clean.pop("DJANGO_SETTINGS_MODULE")
    clean |= {"KULANZ_DATA_DIR": str(folder)} | dict(env)
    done = subprocess.run(
        [sys.executable, "-m", "kulanz.cli", *words],
        input=given,
        env=clean,
        capture_output=True,
        check=False,
        timeout=60,
    )
    said = done.stderr.decode()
    assert "Traceback" not in said
    return done.returncode, said.strip()


def test_a_real_desk_does_not_start_on_a_demos_data(tmp_path: Path) -> None:
    claim(tmp_path)

    assert kulanz(tmp_path, "run") == (
        2,
        f"{tmp_path} is a demo's. Name another folder in KULANZ_DATA_DIR.",
    )


@pytest.mark.parametrize("part", ["run", "web", "jobs"])
def test_a_real_desk_is_not_shown_as_a_demo(tmp_path: Path, part: str) -> None:
    status, said = kulanz(tmp_path, part, env={"KULANZ_DEMO": "yes"})

    assert (status, said.partition(";")[0]) == (2, "KULANZ_DEMO belongs to `kulanz demo`")


@pytest.mark.parametrize(
    ("setting", "word"),
    [
        ({"KULANZ_PUBLIC_URL": "desk.example.org"}, "KULANZ_PUBLIC_URL"),
        ({"KULANZ_DATABASE_URL": "nonsense"}, "Settings"),
        ({"KULANZ_TIME_ZONE": "Europe/Nowhere"}, "Europe/Nowhere"),
        ({"KULANZ_LOG_LEVEL": "LOUD"}, "Settings"),
        ({"KULANZ_SMTP_URL": "mail.example.org"}, "KULANZ_SMTP_URL"),
        ({"KULANZ_SECRET_KEY_FILE": "/nowhere"}, "KULANZ_SECRET_KEY_FILE"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line(
    tmp_path: Path, setting: Mapping[str, str], word: str
) -> None:
    status, said = kulanz(tmp_path, "run", env=setting)

    assert (status, word in said, said.count("\n")) == (2, True, 0)


@pytest.mark.parametrize(
    ("given", "setting", "status"),
    [
        (b"", {}, 2),
        (b"From: a@b.example\n\nHallo", {}, 75),  # no table yet
        (b"From: a@b.example\n\nHallo", {"KULANZ_SECRET_KEY_FILE": "/nowhere"}, 75),
    ],
)
def test_a_mail_that_is_not_kept_is_given_back_to_the_mail_server(
    tmp_path: Path, given: bytes, setting: Mapping[str, str], status: int
) -> None:
    assert kulanz(tmp_path, "mail-in", given=given, env=setting)[0] == status


@pytest.mark.parametrize(
    ("words", "env"),
    [
        (["person", "a@b.example", "Anke"], {}),
        (["erase", "a@b.example"], {}),
        (["migrate"], {"KULANZ_DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}),
    ],
)
def test_a_database_that_is_not_there_is_one_line(
    tmp_path: Path, words: list[str], env: Mapping[str, str]
) -> None:
    status, said = kulanz(tmp_path, *words, env=env)

    assert (status, said.startswith("The database: "), said.count("\n")) == (2, True, 0)


def test_what_a_desk_makes_is_for_its_own_user_only(tmp_path: Path) -> None:
    kulanz(tmp_path, "migrate")
    modes = {one.stat().st_mode & 0o077 for one in tmp_path.iterdir()}

    assert (modes, (tmp_path / "kulanz.sqlite3").exists()) == ({0}, True)


def test_the_secret_key_is_made_once_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    keys = {secret_key(tmp_path) for _ in range(2)}

    assert (len(keys), [one.name for one in tmp_path.iterdir()]) == (1, ["secret-key"])
