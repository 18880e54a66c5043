"""A language is data: French for two signals, without a line of code and without training."""

from collections.abc import Iterator
from typing import cast

import pytest

from kulanz.case import LanguageCode, Utterance
from kulanz.languages import pack
from kulanz.languages.pack import from_folder
from kulanz.signals import find_behaviours, find_declarations
from tracked import ROOT

FRENCH = cast("LanguageCode", "fr")


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with from_folder(FRENCH, ROOT / "tests" / "language" / "fr"):
        yield


def found(text: str) -> set[str]:
    said = (Utterance(text, "customer", 1),)
    return {
        one.code for one in (*find_declarations(said, FRENCH), *find_behaviours(said, FRENCH))
    } - {"B10"}


def test_the_examples_of_the_pack_hold() -> None:
    wrong = [
        (code, text)
        for code, entry in pack(FRENCH, "signals")["declarations"].items()
        for key, wanted in (("fires", True), ("silent", False))
        for text in entry[key]
        if (code in found(text)) != wanted
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Je renvoie la robe dans le délai de 14 jours et je veux être remboursée.", "withdrawal"),
        ("Je vais engager des poursuites, mon juriste vous écrira.", "legal"),
    ],
)
def test_what_was_learned_of_concepts_in_other_languages_holds(text: str, code: str) -> None:
    assert found(text) == {code}


def test_what_follows_from_a_declaration_follows_here_too() -> None:
    said = (Utterance("Je vais porter plainte.", "customer", 1),)
    assert [one.code for one in find_behaviours(said, FRENCH)] == ["B10"]


def test_outside_the_folder_there_is_no_such_language() -> None:
    with pytest.raises(FileNotFoundError):
        pack(cast("LanguageCode", "it"), "signals")
