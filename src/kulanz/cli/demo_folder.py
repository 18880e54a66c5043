"""Throwing a demo away without ever throwing anything else away."""

import shutil
from pathlib import Path

MARK = "this-is-a-kulanz-demo"


class NotADemo(Exception):
    """The folder holds something, and it is not a demo."""


def clear(folder: Path) -> None:
    """Empty the demo's data folder.

    Raises:
        NotADemo: the folder has content but not the demo's mark.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MARK).exists():
        raise NotADemo(f"{folder} is not a demo's data folder; nothing was deleted.")
    shutil.rmtree(folder)
