"""Will it tip? Only from what was said before, with the turns that raised it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.case import LanguageCode, Utterance
from kulanz.languages import CODES
from kulanz.signals.forecast import Forecast, columns, course_rows, derailment, forecast
from kulanz.signals.turn_signals import COURSE_SIGNALS, SIGNALS, turn_signals

ANSWER: dict[LanguageCode, str] = {
    "de": "Die Nachforschung beim Paketdienst dauert noch zwei Werktage.",
    "nl": "Het onderzoek bij de vervoerder duurt nog twee werkdagen.",
    "en": "The trace with the carrier takes another two working days.",
}
ANGRY: dict[LanguageCode, list[str]] = {
    "de": ["Guten Tag, wo ist mein Paket?", "SIE lügen! Sie sind doch alle Lügner!!", "Sie Idiot!"],
    "nl": ["Goedemiddag, waar is mijn pakket?", "U LIEGT! Jullie liegen altijd!!", "Jij idioot!"],
    "en": ["Hello, where is my parcel?", "You LIE! You are all liars, always!!", "You idiot!"],
}


def talk(said: list[str], language: LanguageCode) -> tuple[Utterance, ...]:
    """The customer's words, each with the same answer."""
    both = [(who, text) for one in said for who, text in (("c", one), ("a", ANSWER[language]))]
    return tuple(
        Utterance(text, "customer" if who == "c" else "agent", line)
        for line, (who, text) in enumerate(both, start=1)
    )


@pytest.mark.parametrize("language", CODES)
def test_it_names_the_turns_that_raised_it(language: LanguageCode) -> None:
    found = forecast(talk(ANGRY[language], language), language)
    assert (found.alarm, found.raised[0], len(found.risk)) == (3, 3, 3)
    assert found.risk[0] < derailment().threshold < found.risk[1]


def test_a_calm_conversation_raises_no_alarm() -> None:
    calm = ["Hello, could you tell me where my parcel might be?", "Thanks, when would that be?"]
    assert forecast(talk(calm, "en"), "en").alarm == 0
    assert forecast((), "en") == Forecast((), (), 0)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(max_size=50), max_size=6))
def test_it_sees_only_what_was_said_before(said: list[str]) -> None:
    turns = talk(said, "nl")
    whole = forecast(turns, "nl").risk
    cut = [forecast(turns[: 2 * n], "nl").risk for n in range(len(said) + 1)]
    assert cut == [whole[:n] for n in range(len(said) + 1)]
    assert all(0 < risk < 1 for risk in whole)


def test_a_course_is_the_mean_highest_lowest_and_last_so_far_and_the_turns() -> None:
    rows = [row[:-1] for row in course_rows([(1.0, 2.0), (3.0, 0.0)])]
    assert rows == [(1.0, 2.0) * 4, (2.0, 1.0, 3.0, 2.0, 1.0, 0.0, 3.0, 0.0)]
    turns = [row[-1] for row in course_rows([(0.0,)] * 3)]
    assert turns == pytest.approx([-1.0, -0.307, 0.099], abs=0.001)
    assert len(columns()) == 4 * len(SIGNALS) + 1 == len(derailment().weights)


@pytest.mark.parametrize("language", CODES)
def test_what_only_the_course_shows(language: LanguageCode) -> None:
    refuses = {"de": "Das interessiert mich nicht.", "nl": "Kan me niet schelen.", "en": "So what."}
    said = [ANGRY[language][0], refuses[language], ANGRY[language][0]]
    found = turn_signals(talk(said, language), language)
    shown = [{name: turn[name] > 0 for name in COURSE_SIGNALS} for turn in found]
    calm = {"heat": False, "missed": False, "refuses": False, "repeats": False}
    assert shown[0] == calm
    assert (shown[1]["missed"], shown[1]["refuses"], shown[1]["repeats"]) == (True, True, False)
    assert shown[2]["repeats"]


def test_a_megabyte_takes_no_time() -> None:
    start = time.process_time()
    forecast((Utterance("ä! " * 333_333, "customer", 1),), "de")
    assert time.process_time() - start < 2
