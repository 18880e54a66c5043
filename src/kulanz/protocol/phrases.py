"""The library of sentences, filled without logic: a placeholder is a name in single braces.

Only names in `PLACEHOLDERS` are filled. Anything else that looks like a template ("{{ x }}",
"{% if %}", "{x.__class__}") is text and stays as it is; a value is never looked into again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kulanz.case import LanguageCode
from kulanz.languages import pack

GAP = "[…]"

PLACEHOLDERS: frozenset[str] = frozenset(
    [
        "a",
        "action",
        "adr_body",
        "agency",
        "agent",
        "alternative",
        "approver",
        "b",
        "check",
        "checked",
        "company",
        "contact",
        "customer",
        "date",
        "date2",
        "event",
        "fact",
        "facts",
        "finding",
        "hours",
        "lead",
        "measure",
        "name",
        "open",
        "options",
        "order",
        "our_date",
        "our_step",
        "point1",
        "point2",
        "promise",
        "reason",
        "remedy",
        "t1",
        "t2",
        "their_date",
        "their_step",
        "thing",
        "third",
        "time",
        "wait",
        "wish",
    ]
)

_NAME = re.compile(r"(?<!\{)\{([a-z][a-z0-9_]{0,30})\}(?!\})")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence to say (de: Satz, nl: zin); `missing` names the gaps left visible in it."""

    text: str
    missing: tuple[str, ...] = ()


def phrase(
    step: str,
    language: LanguageCode,
    values: Mapping[str, str] | None = None,
    variant: int = 0,
) -> Phrase:
    """The sentence of a step with the values of the case; the first variant fits every case.

    Raises:
        KeyError: there is no such step.
    """
    choices = variants(step, language)
    return fill(choices[variant % len(choices)], values or {})


def phrase_steps() -> tuple[str, ...]:
    """Every step that has sentences; the same in all languages."""
    return tuple(pack("en", "phrases"))


def variants(step: str, language: LanguageCode) -> tuple[str, ...]:
    """The unfilled sentences of a step."""
    entry: dict[str, Any] = pack(language, "phrases")[step]
    return tuple(entry["say"])


def fill(template: str, values: Mapping[str, str]) -> Phrase:
    """A template with its values; what is missing or blank becomes a visible gap, no error."""
    missing: list[str] = []

    def value_of(match: re.Match[str]) -> str:
        key = match[1]
        if key not in PLACEHOLDERS:
            return match[0]
        value = str(values.get(key, "")).strip()
        if not value and key not in missing:
            missing.append(key)
        return value or GAP

    return Phrase(_NAME.sub(value_of, template), tuple(missing))
