"""Loads the data files of one language."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from kulanz.case import LanguageCode, Reason

CODES: tuple[LanguageCode, ...] = ("de", "nl", "en")


@cache
def pack(language: LanguageCode, name: str) -> dict[str, Any]:
    """The content of `languages/<language>/<name>.toml`, for example `pack("de", "phrases")`.

    Raises:
        FileNotFoundError: the language has no such file.
    """
    source = files(__package__).joinpath(language, f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def say(reason: Reason, language: LanguageCode) -> str:
    """The sentence for a reason, from `reasons.toml`: `[authority] over_limit = "..."`."""
    room, _, key = reason.code.partition(".")
    template: str = pack(language, "reasons")[room][key]
    return template.format_map(dict(reason.values))
