"""Every language has the same data: files, keys and placeholders."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kulanz.languages import CODES
from tracked import PACKAGE, nothing, place

FOLDER = PACKAGE / "languages"
NAMES = sorted({path.name for path in FOLDER.glob("*/*.toml")})
# Tables whose keys are words of the language itself, and exceptions that not every language needs.
BY_WORD = {"swaps", "synonyms"}
NO_LANGUAGE = {"__pycache__", "models"}
OPTIONAL = {"unless", "guards", "inherent"}
PLACEHOLDER = re.compile(r"(?<!\{)\{([a-z_][a-z0-9_]*)\}(?!\})")


def load(code: str, name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / code / name).read_text(encoding="utf-8"))


def leaves(value: object, path: str = "") -> dict[str, str]:
    """Every value by its dotted key; a list counts as one value."""
    if isinstance(value, dict):
        found: dict[str, str] = {}
        for key, inner in value.items():
            found |= leaves(inner, f"{path}.{key}".lstrip("."))
        return found
    return {path: "\n".join(map(str, value)) if isinstance(value, list) else str(value)}


def common(key: str) -> bool:
    """Whether a key is one that every language must have."""
    *tables, last = key.split(".")
    return not BY_WORD & set(tables) and last not in OPTIONAL


def placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)))


def where(path: Path, key: str) -> str:
    """The line of a key, as near as a plain search gets."""
    last = key.rsplit(".", 1)[-1]
    lines = path.read_text(encoding="utf-8").splitlines()
    numbers = [
        n for n, line in enumerate(lines, 1) if line.startswith((last, f"[{key}]", f'"{last}"'))
    ]
    return place(path, numbers[0] if numbers else 1)


def test_there_are_languages_and_files() -> None:
    assert sorted(
        path.name for path in FOLDER.iterdir() if path.is_dir() and path.name not in NO_LANGUAGE
    ) == sorted(CODES)
    assert "words.toml" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_language_has_the_same_keys(name: str) -> None:
    missing = [place(FOLDER / code / name) for code in CODES if not (FOLDER / code / name).exists()]
    nothing([f"{one} is missing" for one in missing])
    keys = {code: set(filter(common, leaves(load(code, name)))) for code in CODES}
    every = set.union(*keys.values())
    nothing(
        [
            f"{place(FOLDER / code / name)} lacks {key}"
            for code in CODES
            for key in sorted(every - keys[code])
        ]
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_language_fills_in_the_same_placeholders(name: str) -> None:
    first = leaves(load("en", name))
    nothing(
        [
            f"{where(FOLDER / code / name, key)} {key}: {placeholders(text)},"
            f" en has {placeholders(first[key])}"
            for code in CODES
            for key, text in leaves(load(code, name)).items()
            if key in first and placeholders(text) != placeholders(first[key])
        ]
    )


def test_the_rules_find_what_they_forbid() -> None:
    assert leaves({"a": {"b": "x", "c": ["y", "z"]}}) == {"a.b": "x", "a.c": "y\nz"}
    assert [key for key in ("a.b", "rules.x.swaps.soon", "rules.x.unless") if common(key)] == [
        "a.b"
    ]
    assert placeholders("{name} and {{not}} and \\d{2,3} {name} {day}") == ["day", "name"]
