"""The files of this repository for the house tests: committed ones and those about to be."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "kulanz"
DESK = PACKAGE / "desk"


@cache
def _all() -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        found = (ROOT / name for name in names if name)
    else:  # an unpacked source archive has no history
        found = (
            path for top in ("src", "tests", "docs", "bin") for path in (ROOT / top).rglob("*")
        )
    return tuple(sorted({path for path in found if path.is_file() and not path.is_symlink()}))


def files(*suffixes: str, under: Path = ROOT) -> list[Path]:
    """Files with one of these endings below a folder; generated migrations are left out."""
    return [
        path
        for path in _all()
        if path.is_relative_to(under)
        and (not suffixes or path.suffix in suffixes)
        and "migrations" not in path.parts
        and "__pycache__" not in path.parts
    ]


def place(path: Path, line: int = 1) -> str:
    """`path:line`, clickable in most terminals."""
    return f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}:{line}"


def nothing(found: list[str]) -> None:
    """Fail with one line per finding."""
    assert not found, "\n" + "\n".join(found)
