"""First and last words of a call: complete when all is known, and nobody is asked to begin anew."""

from typing import get_args

import pytest

from kulanz.calls import closing, opening, opening_after, unreached
from kulanz.calls.opening import CLOSINGS, ENDED_BY, OPENINGS, Unreached
from kulanz.case import LanguageCode
from kulanz.languages import CODES, fold

KNOWN = {
    "agent": "Nina Vogt",
    "company": "Kulanz Demo",
    "time": "14:08",
    "date": "24.11.",
    "contact": "0221 123",
    "wait": "20",
    "lead": "An Peters",
}
RECAP = {**KNOWN, "facts": "Paket am 21.10. beschädigt angekommen"}
ANEW = ("von vorn", "noch einmal erzählen", "opnieuw vertellen", "start again", "tell me again")


@pytest.mark.parametrize("language", CODES)
def test_first_and_last_words_have_no_gap_when_all_is_known(language: LanguageCode) -> None:
    said = [
        *(opening(kind, language, RECAP) for kind in OPENINGS),
        *(opening(kind, language, KNOWN) for kind in OPENINGS),
        *(unreached(way, language, KNOWN) for way in get_args(Unreached)),
        *(closing(language, KNOWN, way) for way in CLOSINGS),
    ]
    assert [one.missing for one in said] == [()] * len(said)


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("ended_by", ENDED_BY)
def test_after_a_broken_call_what_was_noted_is_read_back(
    language: LanguageCode, ended_by: str
) -> None:
    said = opening_after(ended_by, language, RECAP).text
    assert [part for part in ("Nina Vogt", "14:08", RECAP["facts"]) if part not in said] == []
    assert [words for words in ANEW if words in said] == []


@pytest.mark.parametrize(
    ("language", "sorry"), [("de", "entschuldig"), ("nl", "excuses"), ("en", "apologise")]
)
@pytest.mark.parametrize("values", [KNOWN, RECAP], ids=["nothing noted", "noted"])
def test_we_apologise_for_a_call_that_we_cut(
    language: LanguageCode, sorry: str, values: dict[str, str]
) -> None:
    assert sorry in fold(opening_after("agent", language, values).text, language).text
    assert sorry not in fold(opening_after("customer", language, values).text, language).text


def test_without_notes_the_sentence_of_the_library_is_said() -> None:
    assert opening_after("line", "en", KNOWN).text == (
        "We lost our call. I'm ringing you back so that you don't have to queue again."
    )


def test_who_ended_it_is_unknown_counts_as_the_line() -> None:
    assert opening_after("", "de", KNOWN) == opening("line_lost", "de", KNOWN)


def test_what_is_not_known_stays_a_visible_gap() -> None:
    assert unreached("sms", "de", {}).missing == ("company", "time", "date", "contact", "agent")


@pytest.mark.parametrize("language", CODES)
def test_every_ending_has_words_of_its_own(language: LanguageCode) -> None:
    said = {closing(language, KNOWN, way).text for way in CLOSINGS}
    assert len(said) == len(CLOSINGS)
    assert closing(language, KNOWN).text == closing(language, KNOWN, "moved_to_mail").text
