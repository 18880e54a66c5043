"""A private PostgreSQL cluster in a temporary folder, for one run of the tests."""

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote


def _programs() -> Path:
    """The newest installed PostgreSQL's folder of programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name))
    if found:
        return found[-1]
    initdb = shutil.which("initdb")
    if initdb is None:
        raise SystemExit("These tests need PostgreSQL; bin/test says how to get it.")
    return Path(initdb).parent


def _as_owner(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; its own user owns the folder then."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def start() -> str:
    """Start a cluster that ends with this process; returns its database URL."""
    folder = Path(tempfile.mkdtemp(prefix="kulanz-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    programs, content = _programs(), folder / "content"
    initdb = [
        str(programs / "initdb"),
        "-D",
        str(content),
        "-A",
        "trust",
        "-U",
        "kulanz",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    subprocess.run(_as_owner(initdb), check=True, capture_output=True, cwd=folder)
    quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    options = f"-k {folder} -c listen_addresses='' {quick}"
    control = [str(programs / "pg_ctl"), "-D", str(content), "-w"]
    subprocess.run(
        _as_owner([*control, "-l", str(folder / "log"), "-o", options, "start"]),
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    atexit.register(_stop, control, folder)
    return f"postgres://kulanz@{quote(str(folder), safe='')}/postgres"


def _stop(control: list[str], folder: Path) -> None:
    subprocess.run(
        _as_owner([*control, "-m", "immediate", "stop"]), check=False, capture_output=True, cwd="/"
    )
    shutil.rmtree(folder, ignore_errors=True)
