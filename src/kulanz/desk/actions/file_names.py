"""Names of files, as they are shown and offered."""

import re

from kulanz.desk.actions.arrivals import plain

NAME_LENGTH = 200
# Marks that turn the reading direction: "gpj.exe" would be read as "exe.jpg" (CVE-2021-42574).
_TURNING = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def shown_name(name: str) -> str:
    """A file name fit to be shown and offered: one line, no path, no turning marks, never empty."""
    last = re.split(r"[/\\]", plain(_TURNING.sub("", name)))[-1].strip(" .") or "file"
    return last if len(last) <= NAME_LENGTH else last[: NAME_LENGTH - 20] + last[-20:]
