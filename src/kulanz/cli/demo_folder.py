"""The demo's data folder: marked before anything else lies in it, and never another's."""

import shutil
from pathlib import Path

MARK = "this-is-a-kulanz-demo"


class NotADemo(Exception):
    """The folder holds something, and it is not a demo."""


def claim(folder: Path) -> None:
    """Make the folder a demo's; it must be new, empty or a demo's already.

    Raises:
        NotADemo: the folder has content but not the demo's mark.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()) and not is_demo(folder):
        raise NotADemo(f"{folder} holds something that is not a demo; nothing was touched.")
    (folder / MARK).touch()


def is_demo(folder: Path) -> bool:
    """Whether a demo lives there, with passwords that everybody knows."""
    return (folder / MARK).exists()


def clear(folder: Path) -> None:
    """Empty the demo's data folder.

    Raises:
        NotADemo: see `claim`.
    """
    claim(folder)
    shutil.rmtree(folder)
    claim(folder)
