"""A guide as a file and as rows: what a team changes about the order of the six steps.

A condition compares one of a few literals: the language, the country pack, whether people speak or
write, and the named problem. Nothing about how somebody behaves is among them.
"""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kulanz.case.words import LANGUAGES
from kulanz.conditions import Condition, Fact, Facts
from kulanz.conditions.cells import Cell, options
from kulanz.countries import PACKS
from kulanz.protocol.order import BadGuide, GuideStep, checked
from kulanz.protocol.progress import SIX

ASKS: tuple[str, ...] = ("language", "pack", "channel", "problem")
NO_PROBLEM = "none"
MOST_LETTERS = 20_000
_FORMAT = 1
_KEYS = {"id", "after", "may_skip", "only_if"}


def choices(problems: Iterable[str] = ()) -> Mapping[str, tuple[str, ...]]:
    """What each part of a condition may be compared with."""
    return {
        "language": LANGUAGES,
        "pack": PACKS,
        "channel": ("spoken", "written"),
        "problem": (NO_PROBLEM, *problems),
    }


def only_for(chosen: Mapping[str, Sequence[str]]) -> Condition:
    """The condition that each part is one of its chosen words; nothing chosen means "any"."""
    return Condition(tuple(_one_of(name, tuple(chosen[name])) for name in ASKS if chosen.get(name)))


def chosen_in(asked: Condition) -> Mapping[str, tuple[str, ...]]:
    """The words of a condition, part by part."""
    return {one.fact.name: options(one.fact) for one in asked.cells}


def situations(
    *, language: str, pack: str, channel: str, problems: Iterable[str]
) -> tuple[Facts, ...]:
    """The situations of a case: one for each of its problems, or one without."""
    same = {"language": language, "pack": pack, "channel": channel}
    return tuple({**same, "problem": one} for one in (*problems,) or (NO_PROBLEM,))


def as_rows(guide: Iterable[GuideStep]) -> list[dict[str, Any]]:
    """A guide as it is kept."""
    return [
        {
            "id": one.id,
            "after": list(one.after),
            "may_skip": one.may_skip,
            "only_if": {name: list(words) for name, words in chosen_in(one.only_if).items()},
        }
        for one in guide
    ]


def from_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[GuideStep, ...]:
    """The guide that is kept in rows; a step is done by the evidence of that step."""
    return tuple(
        GuideStep(
            id=str(one["id"]),
            after=tuple(one["after"]),
            needs=(str(one["id"]),),
            may_skip=bool(one["may_skip"]),
            only_if=only_for(one.get("only_if", {})),
        )
        for one in rows
    )


def sound(guide: tuple[GuideStep, ...], words: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse what nobody can follow: a step too many or too few, a circle, an unknown word.

    Raises:
        BadGuide: naming the steps or the word.
    """
    odd = set(SIX) ^ {one.id for one in guide}
    if odd:
        raise BadGuide(", ".join(sorted(odd)))
    checked(guide)
    unknown = [
        f"{name} = {word}"
        for one in guide
        for name, chosen in chosen_in(one.only_if).items()
        for word in chosen
        if word not in words[name]
    ]
    if unknown:
        raise BadGuide(", ".join(sorted({*unknown})))


def written(guide: Iterable[GuideStep]) -> str:
    """The guide as TOML; `read_guide` reads it back."""
    return "\n".join([f"format = {_FORMAT}", *(line for one in guide for line in _lines(one)), ""])


def read_guide(text: str) -> tuple[GuideStep, ...]:
    """The guide in a TOML text, as it stands there; `sound` says whether it can be followed.

    Raises:
        BadGuide: it is no such text; the message names the place.
    """
    if len(text) > MOST_LETTERS:
        raise BadGuide(f"> {MOST_LETTERS}")
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadGuide(str(error)) from error
    steps = table.get("steps")
    if table.get("format") != _FORMAT or not isinstance(steps, list):
        raise BadGuide(f"format = {_FORMAT}, [[steps]]")
    for number, row in enumerate(steps, 1):
        _refuse_odd(row, number)
    return from_rows({"after": [], "may_skip": False, **row} for row in steps)


def changed(old: Sequence[GuideStep], new: Sequence[GuideStep]) -> tuple[tuple[str, str], ...]:
    """What differs in a new guide, step by step: its place, what it waits for, skip, cases."""
    before = {one.id: (place, one) for place, one in enumerate(old)}
    return tuple(
        (one.id, what)
        for place, one in enumerate(new)
        if one.id in before
        for what in _differs(before[one.id], (place, one))
    )


def _differs(old: tuple[int, GuideStep], new: tuple[int, GuideStep]) -> Iterator[str]:
    (was_at, was), (is_at, now) = old, new
    if was_at != is_at:
        yield "place"
    if set(was.after) != set(now.after):
        yield "after"
    if was.may_skip != now.may_skip:
        yield "may_skip"
    if chosen_in(was.only_if) != chosen_in(now.only_if):
        yield "only_if"


def _one_of(name: str, words: tuple[str, ...]) -> Cell:
    """Literals only: a word of a file is compared, never read as more than a word."""
    fact = Fact(name, "choice", words, decides=False)
    return Cell(", ".join(words), fact, choices=frozenset(words))


def _lines(step: GuideStep) -> Iterator[str]:
    yield ""
    yield "[[steps]]"
    yield f"id = {json.dumps(step.id, ensure_ascii=False)}"
    yield f"after = {json.dumps([*step.after])}"
    yield f"may_skip = {json.dumps(step.may_skip)}"
    asked = chosen_in(step.only_if)
    if asked:
        parts = (
            f"{name} = {json.dumps([*words], ensure_ascii=False)}" for name, words in asked.items()
        )
        yield f"only_if = {{ {', '.join(parts)} }}"


def _refuse_odd(row: object, number: int) -> None:
    """Refuse a row that is no step."""
    place = f"[[steps]] {number}"
    if not isinstance(row, dict) or not {"id"} <= row.keys() <= _KEYS:
        raise BadGuide(place)
    only_if = row.get("only_if", {})
    fine = (
        isinstance(row["id"], str)
        and isinstance(row.get("may_skip", False), bool)
        and _words(row.get("after", []))
        and isinstance(only_if, dict)
        and only_if.keys() <= {*ASKS}
        and all(_words(words) for words in only_if.values())
    )
    if not fine:
        raise BadGuide(place)


def _words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
