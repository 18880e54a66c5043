"""Loads the data files of one language."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from kulanz.case import LanguageCode, Reason

CODES: tuple[LanguageCode, ...] = ("de", "nl", "en")

_elsewhere: dict[LanguageCode, Traversable] = {}


@contextmanager
def from_folder(language: LanguageCode, folder: Traversable) -> Iterator[None]:
    """Takes the files of a language from a folder of its own for a while: to try a new one out."""
    _elsewhere[language] = folder
    try:
        yield
    finally:
        del _elsewhere[language]


@cache
def pack(language: LanguageCode, name: str) -> dict[str, Any]:
    """The content of `languages/<language>/<name>.toml`, for example `pack("de", "phrases")`.

    Raises:
        FileNotFoundError: the language has no such file.
    """
    folder = _elsewhere.get(language, files(__package__).joinpath(language))
    source = folder.joinpath(f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def say(reason: Reason, language: LanguageCode) -> str:
    """The sentence for a reason, from `reasons.toml`: `[authority] over_limit = "..."`."""
    room, _, key = reason.code.partition(".")
    template: str = pack(language, "reasons")[room][key]
    return template.format_map(dict(reason.values))
