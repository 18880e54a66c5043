"""The words of the command line, in the language of the person's terminal."""

import os
from typing import Any

from kulanz.case import LanguageCode
from kulanz.languages import CODES, pack


def terminal_language() -> LanguageCode:
    """From LC_ALL, LC_MESSAGES or LANG, the first that is set (POSIX, 8.2); English otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return next((code for code in CODES if value[:2].lower() == code), "en")
    return "en"


def words() -> dict[str, Any]:
    """Headings, names and messages: `languages/<code>/cli.toml`."""
    return pack(terminal_language(), "cli")
