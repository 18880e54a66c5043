"""What is heard names the words that spoke for it."""

import pytest

from kulanz.case import LanguageCode
from kulanz.reading import read
from kulanz.signals.spoken_for import MOST, words_for


@pytest.mark.parametrize(
    ("language", "text", "code", "word"),
    [
        ("de", "Meine Anwältin wird Ihnen nächste Woche schreiben.", "legal", "anwaeltin"),
        ("nl", "Mijn advocaat neemt contact met u op.", "legal", "advocaat"),
        ("en", "You will be hearing from my solicitor.", "legal", "solicitor"),
        ("en", "I would like to end my subscription on 31 July.", "termination", "subscription"),
    ],
)
def test_the_word_that_decides_is_among_them(
    language: LanguageCode, text: str, code: str, word: str
) -> None:
    words = words_for(text, code, language)
    assert word in words
    assert len(words) <= MOST


def test_for_a_code_that_only_follows_from_others_no_word_is_named() -> None:
    assert words_for("You will be hearing from my solicitor.", "B09", "en") == ()


def test_a_reading_shows_them() -> None:
    found = read("You will be hearing from my solicitor.").as_json()["declarations"]
    assert [(one["code"], "solicitor" in one["words"]) for one in found] == [("legal", True)]
