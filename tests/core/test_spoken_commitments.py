"""Commitments said in words: who undertakes what by when, and what only sounds like one."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.case import LanguageCode, Speaker, Utterance
from kulanz.commitments.spoken import MOST, Spoken, find_commitments
from kulanz.languages import CODES, pack
from kulanz.languages.patterns import GAP

SPEAKERS: dict[str, Speaker] = {"us": "agent", "customer": "customer"}


def found(text: str, speaker: Speaker, language: LanguageCode) -> tuple[Spoken, ...]:
    return find_commitments((Utterance(text, speaker, 7),), language)


def examples() -> list[tuple[LanguageCode, str, str, bool]]:
    return [
        (language, side, text, wanted)
        for language in CODES
        for side in SPEAKERS
        for key, wanted in (("fires", True), ("silent", False))
        for text in pack(language, "commitments")[side][key]
    ]


@pytest.mark.parametrize(("language", "side", "text", "wanted"), examples())
def test_example(language: LanguageCode, side: str, text: str, wanted: bool) -> None:
    hits = [(one.by, one.quote in text, one.line) for one in found(text, SPEAKERS[side], language)]
    assert hits == ([(side, True, 7)] if wanted else [])


@pytest.mark.parametrize(
    ("language", "text", "due"),
    [
        (language, text, due)
        for language in CODES
        for text, due in pack(language, "commitments")["due"]["said"]
    ],
)
def test_a_time_stays_as_it_was_said(language: LanguageCode, text: str, due: str) -> None:
    assert [one.due for one in found(text, "agent", language) or [Spoken("us", "", "", "", 0)]] == [
        due
    ]


@pytest.mark.parametrize("language", CODES)
def test_the_same_keys_and_ten_examples_each_way(language: LanguageCode) -> None:
    listed = pack(language, "commitments")
    assert {key: sorted(entry) for key, entry in listed.items()} == {
        "due": ["before", "not_after", "said", "times", "weak"],
        "us": ["dated", "fires", "guards", "patterns", "silent"],
        "customer": ["dated", "fires", "guards", "patterns", "silent"],
    }
    sides = [listed[side][key] for side in SPEAKERS for key in ("fires", "silent")]
    assert [len(set(texts)) >= 10 for texts in sides] == [True] * 4


def test_a_sentence_that_only_adds_the_time_completes_the_one_before() -> None:
    text = "I'll take care of it. By Friday at noon."
    assert [(one.what, one.due) for one in found(text, "agent", "en")] == [
        ("I'll take care of it", "By Friday at noon")
    ]


def test_two_undertakings_with_a_time_each_are_two() -> None:
    text = "Ich schicke Ihnen heute das Etikett und rufe Sie am Montag an."
    assert [(one.quote, one.due) for one in found(text, "agent", "de")] == [
        ("Ich schicke Ihnen heute das Etikett", "heute"),
        ("rufe Sie am Montag an", "am Montag"),
    ]


def test_two_undertakings_with_one_time_are_one() -> None:
    text = "Ich prüfe das und rufe Sie am Montag an."
    assert [one.quote for one in found(text, "agent", "de")] == [text.removesuffix(".")]


def test_what_is_said_without_its_time() -> None:
    (one,) = found("Ich rufe Sie morgen bis zehn Uhr zurück.", "agent", "de")
    assert (one.what, one.due) == ("Ich rufe Sie zurück", "morgen bis zehn Uhr")


def test_only_agent_and_customer_undertake_something() -> None:
    text = "Ich rufe Sie morgen bis zehn Uhr zurück."
    assert [found(text, speaker, "de") for speaker in ("system", "third_party")] == [(), ()]


@pytest.mark.parametrize("language", CODES)
def test_no_pattern_repeats_without_bound(language: LanguageCode) -> None:
    """`\\w+` inside a word is bounded by the word; a gap of any length is not."""
    listed = pack(language, "commitments")
    patterns = [
        pattern
        for entry in listed.values()
        for key in ("patterns", "dated", "guards", "times", "weak", "before", "not_after")
        for pattern in entry.get(key, ())
    ]
    assert [p for p in patterns if re.search(r"\.[*+]|\)[*+]|\\[A-Z]", p.replace("~", GAP))] == []


@pytest.mark.parametrize("language", CODES)
def test_hostile_text_takes_no_time(language: LanguageCode) -> None:
    hostile = (
        "ich ik i will " * 6_000,
        "morgen " * 9_000,
        "a" * 90_000,
        "bis um zwischen " * 4_000,
    )
    start = time.process_time()
    for text in hostile:
        found(text, "agent", language)
    assert time.process_time() - start < 4


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.sampled_from(CODES), st.sampled_from(["agent", "customer"]))
def test_a_quote_is_always_part_of_what_was_said(
    text: str, language: LanguageCode, speaker: Speaker
) -> None:
    commitments = found(text, speaker, language)
    assert [one.quote in text and one.due in text for one in commitments] == [True] * len(
        commitments
    )


def test_no_more_than_the_most() -> None:
    text = "I'll call you back tomorrow by ten. " * (MOST + 5)
    assert len(found(text, "agent", "en")) == MOST


TIME_FIRST: dict[LanguageCode, tuple[str, str]] = {
    "de": ("Am Dienstag passt es, ich rufe Sie an.", "Am Dienstag"),
    "nl": ("Dinsdag is goed, ik bel u terug.", "Dinsdag"),
    "en": ("Tuesday is fine, I'll call you back.", "Tuesday"),
}
ALONE: dict[LanguageCode, tuple[str, str]] = {
    "de": ("Morgen um acht. Ich schicke Ihnen das Etikett.", "Morgen um acht"),
    "nl": ("Morgen om acht uur. Ik stuur u het etiket.", "Morgen om acht uur"),
    "en": ("Tomorrow at eight. I'll send you the label.", "Tomorrow at eight"),
}
TWO_WAYS: dict[LanguageCode, str] = {
    "de": "Ich schicke Ihnen morgen Ersatz oder überweise das Geld. Was ist Ihnen lieber?",
    "nl": "Ik stuur u morgen een nieuwe of maak het geld over. Wat heeft u liever?",
    "en": "I'll send you a new one tomorrow or refund the money. Which would you rather?",
}


@pytest.mark.parametrize("language", CODES)
def test_a_time_before_the_deed_is_its_time(language: LanguageCode) -> None:
    for text, due in (TIME_FIRST[language], ALONE[language]):
        assert [one.due for one in found(text, "agent", language)] == [due]


@pytest.mark.parametrize("language", CODES)
def test_one_of_two_ways_is_undertaken_only_when_nobody_asks_which(language: LanguageCode) -> None:
    both, _, _ = TWO_WAYS[language].partition(". ")
    counts = [len(found(text, "agent", language)) for text in (TWO_WAYS[language], both + ".")]
    assert counts == [0, 1]


def test_at_once_is_no_time_for_the_next_sentence() -> None:
    assert [one.due for one in found("Not now. I'll send you the label.", "agent", "en")] == [""]
