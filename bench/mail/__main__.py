"""Mails per second of processor time, beside django-helpdesk, on the same messages.

    python bench/mail [--data FOLDER ...] [--mails 300] [--runs 3] [--peer PYTHON]

The two take turns, each time in a new process with an empty database. Without `--peer` an
environment with django-helpdesk is made first, which needs a package index.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from letters import write_letters

HERE = Path(__file__).parent
PEER = "django-helpdesk==2.6.1"
NO_MAIL = {".json", ".md", ".txt", ".py"}


@dataclass(frozen=True)
class Fed:
    """One run of one program over one set."""

    cpu: float
    worst: float
    mails: int
    stored: int
    cases: int
    crashed: int = 0


def main() -> int:
    """Measure every set, print one table; 1 when ours is not the faster one anywhere."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as place:
        peer = asked.peer or _installed(Path(place) / "peer")
        sets = {"every day": _synthetic(Path(place) / "every-day", asked.mails)}
        for number, folder in enumerate(asked.data):
            sets[Path(folder).name] = _flat(Path(folder), Path(place) / f"set{number}")
        lost = [name for name, folder in sets.items() if not _compared(name, folder, peer, asked)]
    return 1 if lost else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, prog="bench/mail")
    parser.add_argument("--data", nargs="*", default=[], help="folders with mails")
    parser.add_argument("--mails", type=int, default=300, help="how many of every day")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer", default="", help="a Python that has django-helpdesk")
    return parser.parse_args()


def _installed(folder: Path) -> str:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)  # noqa: S603 - our own words
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", PEER], check=True)  # noqa: S603 - our own words
    return python


def _synthetic(folder: Path, many: int) -> Path:
    folder.mkdir()
    write_letters(folder, many)
    return folder


def _flat(source: Path, folder: Path) -> Path:
    """All mails below a folder side by side."""
    folder.mkdir()
    files = (one for one in sorted(source.rglob("*")) if one.is_file())
    for number, file in enumerate(one for one in files if one.suffix not in NO_MAIL):
        shutil.copyfile(file, folder / f"{number:05d}.eml")
    return folder


def _compared(name: str, folder: Path, peer: str, asked: argparse.Namespace) -> bool:
    ours, theirs = [], []
    for _ in range(asked.runs):
        ours.append(_run(sys.executable, "ours.py", folder))
        theirs.append(_run(peer, "peer.py", folder))
    mine, other = _middle(ours), _middle(theirs)
    print(f"{name}: {mine.mails} mails, median of {asked.runs}")
    for who, fed in (("Kulanz", mine), ("django-helpdesk", other)):
        print(
            f"  {who:16} {fed.mails / fed.cpu:7.1f} mails per CPU second"
            f"  {1000 * fed.cpu / fed.mails:6.1f} ms each, worst {1000 * fed.worst:7.0f} ms"
            f"  kept {fed.stored}, cases {fed.cases}, crashed on {fed.crashed}"
        )
    print(f"  ratio {other.cpu / mine.cpu:.2f}")
    return mine.cpu < other.cpu


def _run(python: str, script: str, folder: Path) -> Fed:
    done = subprocess.run(  # noqa: S603 - our own words
        [python, str(HERE / script), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{script} failed:\n{done.stderr[-2000:]}")
    return Fed(**json.loads(done.stdout.strip().splitlines()[-1]))


def _middle(runs: list[Fed]) -> Fed:
    return sorted(runs, key=lambda one: one.cpu)[len(runs) // 2]


if __name__ == "__main__":
    sys.exit(main())
