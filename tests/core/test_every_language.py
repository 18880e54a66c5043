"""What every language pack must have: the same keys, examples that fire and that stay silent."""

import re
from collections.abc import Iterator
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from kulanz.case import LanguageCode, Utterance
from kulanz.languages import CODES, pack
from kulanz.languages.fold import fold_word
from kulanz.languages.patterns import GAP
from kulanz.signals import BEHAVIOURS, DECLARATIONS, find_behaviours, find_declarations

FILES = (
    "answers",
    "authority",
    "calls",
    "chains",
    "cli",
    "commitments",
    "concepts",
    "conditions",
    "drawing",
    "facts",
    "lint",
    "phrases",
    "playbook",
    "problems",
    "procedures",
    "questions",
    "reasons",
    "remedies",
    "signals",
    "states",
    "turns",
    "words",
)
OPTIONAL = ("guards", "inherent", "missed", "alarmed")
LEAST = 10  # examples each way
_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT)


def shape(value: Any) -> Any:
    """The keys of a pack; lists and texts count as leaves, optional keys do not count."""
    if not isinstance(value, dict):
        return type(value).__name__
    return {key: shape(v) for key, v in value.items() if key not in OPTIONAL}


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("fires", "silent", "missed", "alarmed"):
                yield from leaves(inner)
    elif isinstance(value, list):
        yield from value
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("name", FILES)
def test_the_same_keys_in_every_language(name: str) -> None:
    shapes = {code: shape(pack(code, name)) for code in CODES}
    first = shapes["en"]
    assert {code: found == first for code, found in shapes.items()} == dict.fromkeys(CODES, True)


@pytest.mark.parametrize("code", CODES)
def test_all_declarations_and_behaviours_are_there(code: LanguageCode) -> None:
    listed = pack(code, "signals")
    assert tuple(listed["declarations"]) == DECLARATIONS
    assert tuple(listed["behaviours"]) == BEHAVIOURS


def examples() -> list[tuple[LanguageCode, str, str, str, bool]]:
    return [
        (language, section, code, text, wanted)
        for language in CODES
        for section in ("declarations", "behaviours")
        for code, entry in pack(language, "signals")[section].items()
        for key, wanted in (
            ("fires", True),
            ("silent", False),
            ("missed", False),  # should fire and does not yet: who mends it moves it up
            ("alarmed", True),
        )
        for text in entry.get(key, ())
    ]


@pytest.mark.parametrize(("language", "section", "code", "text", "wanted"), examples())
def test_example(language: LanguageCode, section: str, code: str, text: str, wanted: bool) -> None:
    find = find_declarations if section == "declarations" else find_behaviours
    said = (Utterance(text, "customer", 7),)
    hits = [
        (found.quote in text, found.line) for found in find(said, language) if found.code == code
    ]
    assert hits[:1] == ([(True, 7)] if wanted else [])


@pytest.mark.parametrize("language", CODES)
def test_enough_examples_each_way_and_few_that_do_not_hold(language: LanguageCode) -> None:
    listed = pack(language, "signals")
    entries = [
        (code, entry)
        for section in ("declarations", "behaviours")
        for code, entry in listed[section].items()
    ]
    poor = [
        code
        for code, entry in entries
        if min(
            len({*entry["fires"], *entry.get("missed", ())}),
            len({*entry["silent"], *entry.get("alarmed", ())}),
        )
        < LEAST
    ]
    assert poor == []
    assert sum(len((*one.get("missed", ()), *one.get("alarmed", ()))) for _, one in entries) <= 15


def patterns(language: LanguageCode) -> Iterator[str]:
    facts = pack(language, "facts")
    for section in ("note", "skip", "kind", "known", "asked_if"):
        yield from leaves(facts[section])
    yield from facts["sentence"]["cut_before"]
    yield from (*facts["recap"]["unsure"], *facts["recap"]["announces"])
    asked = pack(language, "procedures")
    yield from (*leaves(asked["about"]), *leaves(asked["told"]))
    signals = pack(language, "signals")
    for entry in (*signals["declarations"].values(), *signals["behaviours"].values()):
        yield from (*entry.get("patterns", ()), *entry.get("guards", ()))
    yield from (*leaves(signals["guards"]), *leaves(signals["heat"]))


def grows(tree: Any, *, inside: bool = False) -> bool:
    """Whether an unbounded repetition holds another one: the mark of exponential time."""
    for operation, argument in tree:
        if operation in _REPEATS:
            _, most, inner = argument
            unbounded = most == constants.MAXREPEAT
            if (inside and unbounded) or grows(inner, inside=inside or unbounded):
                return True
        elif operation == constants.BRANCH:
            if any(grows(branch, inside=inside) for branch in argument[1]):
                return True
        elif operation == constants.SUBPATTERN and grows(argument[-1], inside=inside):
            return True
    return False


@pytest.mark.parametrize("language", CODES)
def test_patterns_take_linear_time(language: LanguageCode) -> None:
    slow = [
        pattern
        for pattern in patterns(language)
        if grows(parser.parse(fold_word(pattern, language).replace("~", GAP)))
    ]
    assert slow == []


def test_the_guard_against_slow_patterns_works() -> None:
    assert grows(parser.parse("(?:a+b)+"))
    assert grows(parser.parse("(?:x|(?:a*)*)"))
    assert not grows(parser.parse(r"(?:\w+ ){0,3}b+"))


@pytest.mark.parametrize("language", CODES)
def test_patterns_have_no_unbounded_dot_and_no_capital_escape(language: LanguageCode) -> None:
    wrong = [p for p in patterns(language) if re.search(r"\.[*+]|\\[A-Z]", p)]
    assert wrong == []


@pytest.mark.parametrize("language", CODES)
def test_every_question_can_be_asked(language: LanguageCode) -> None:
    texts = pack(language, "facts")["questions"]
    assert {code: text[-1] in "?." for code, text in texts.items()} == dict.fromkeys(texts, True)
