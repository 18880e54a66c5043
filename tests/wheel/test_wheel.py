"""The wheel is the product: installed into an empty environment elsewhere, it runs the demo."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 120.0


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(out),
        str(REPOSITORY),
    ]
    subprocess.run(build, check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def kulanz(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program `kulanz` in an environment that has only the wheel and what it asks for."""
    home = tmp_path_factory.mktemp("empty")
    subprocess.run([sys.executable, "-m", "venv", str(home / "venv")], check=True)
    install = [
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "-c",
        str(REPOSITORY / "constraints.txt"),
    ]
    subprocess.run([str(home / "venv/bin/python"), *install, f"{wheel}[desk]"], check=True)
    return home / "venv/bin/kulanz"


def test_the_wheel_holds_templates_static_files_translations_and_packs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    for needed in (
        "kulanz/desk/templates/kulanz/base.html",
        "kulanz/desk/static/kulanz/css/base.css",
        "kulanz/desk/locale/de/LC_MESSAGES/django.mo",
        "kulanz/desk/locale/nl/LC_MESSAGES/django.mo",
        "kulanz/languages/nl/phrases.toml",
        "kulanz/countries/de_shop.toml",
        "kulanz/desk/demo/stories/000_brandt.toml",
        "kulanz/py.typed",
    ):
        assert needed in names
    assert not [name for name in names if name.startswith("tests/")]


def test_it_reads_a_note_in_an_empty_environment(kulanz: Path, tmp_path: Path) -> None:
    note = "– Kundin zahlt nicht, weil die Ware nicht angekommen ist\n"
    read = subprocess.run(
        [str(kulanz), "read", "-", "--json"],
        input=note.encode(),
        capture_output=True,
        check=True,
        cwd=tmp_path,
    )

    assert b'"language": "de"' in read.stdout


def test_it_runs_the_demo_from_anywhere(running: str) -> None:
    page = _get(f"{running}/account/login/", language="de")

    assert "Anmelden" in page
    assert "--ground" in _get(f"{running}{_stylesheet(page)}")


def test_it_speaks_dutch_to_customers(running: str) -> None:
    assert '<html lang="nl"' in _get(f"{running}/complain/?lang=nl")


@pytest.fixture(scope="module")
def running(kulanz: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = _free_port()
    folder = tmp_path_factory.mktemp("elsewhere")
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KULANZ_", "DJANGO_"))
    }
    program = subprocess.Popen(
        [str(kulanz), "demo", "--port", str(port)],
        cwd=folder,
        env=environment | {"KULANZ_DATA_DIR": str(folder / "data")},
        stdout=subprocess.PIPE,
    )
    base = f"http://127.0.0.1:{port}"
    _wait_for(f"{base}/account/login/", program)
    yield base
    program.send_signal(signal.SIGINT)
    said, _ = program.communicate(timeout=30)
    assert program.returncode == 0
    assert b"Stopped." in said


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, program: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert program.poll() is None, "the demo ended by itself"
        try:
            _get(address)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
        else:
            return
    raise AssertionError("the demo did not start")


def _get(address: str, *, language: str = "en") -> str:
    request = urllib.request.Request(address, headers={"Accept-Language": language})  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - same
        return str(answer.read().decode())


def _stylesheet(page: str) -> str:
    return page.split('rel="stylesheet" href="', 1)[1].split('"', 1)[0]
