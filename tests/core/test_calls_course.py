"""A call read line by line: what each line adds, and that the others are not read again."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.calls import SIGNS, SITUATIONS, CallReading, Entry, parse_line, read_call
from kulanz.calls.course import HEARD
from kulanz.calls.sentences import sentences_of, step_of
from kulanz.case import LanguageCode, Utterance
from kulanz.languages import CODES
from kulanz.signals import find_behaviours, find_declarations
from kulanz.signals.forecast import derailment, forecast

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

EXPLAINED: dict[LanguageCode, tuple[str, ...]] = {
    "de": (
        "ware nie angekommen, zahle nicht",
        ":zahlart gesperrt wg rls",
        "ware nie angekommen!",
        ":konto kann erst zu, wenn der restbetrag bezahlt ist",
        "ware nie angekommen, zahle nicht!",
    ),
    "nl": (
        "pakket nooit gekregen, betaal niet",
        ":betaalwijze geblokkeerd wgs stornering",
        "pakket nooit gekregen!",
        ":account kan pas dicht als het restbedrag voldaan is",
        "pakket nooit gekregen, betaal niet!",
    ),
    "en": (
        "goods never arrived, not paying",
        ":method blocked, debit returned",
        "goods never arrived!",
        ":account can only close once the balance is settled",
        "goods never arrived, not paying!",
    ),
}


def entries(*typed: str) -> list[Entry]:
    """Lines as they are typed, ten seconds apart."""
    lines = [parse_line(one) for one in typed]
    return [
        Entry(number, line.speaker, line.text, line.kind, START + timedelta(seconds=10 * number))
        for number, line in enumerate(lines, start=1)
    ]


def read(*typed: str, language: LanguageCode = "de") -> CallReading:
    return read_call(entries(*typed), language)


@pytest.mark.parametrize("language", CODES)
def test_explanations_are_counted_and_missed_one_by_one(language: LanguageCode) -> None:
    lines = EXPLAINED[language]
    counts = [
        (reading.explained, reading.missed)
        for reading in (read(*lines[:n], language=language) for n in range(1, len(lines) + 1))
    ]
    assert counts == [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2)]


def test_one_explanation_is_missed_once() -> None:
    lines = (*EXPLAINED["de"][:3], "ware nie angekommen!!!", "ich zahle nicht!")
    assert read(*lines).missed == 1


@pytest.mark.parametrize("between", ["=rls 3.11. 84,90", "?verkaeufer kontaktiert", ">mail di 12"])
def test_what_is_only_noted_is_no_explanation_and_starts_nothing_anew(between: str) -> None:
    lines = (*EXPLAINED["de"], between, "ware nie angekommen, zahle nicht")
    assert (read(*lines).explained, read(*lines).missed) == (2, 2)


@pytest.mark.parametrize(
    "answer", ["ok, und wann ist das konto zu?", "danke, das hilft mir", "der restbetrag, wieviel?"]
)
def test_who_takes_it_up_starts_the_count_anew(answer: str) -> None:
    assert read(*EXPLAINED["de"][:4], answer).missed == 0


def test_a_question_to_the_customer_is_no_explanation() -> None:
    told = read("ware nie angekommen", ":wann haben Sie die Ware denn zuletzt gesehen?")
    assert told.explained == 0


def test_what_both_sides_will_do_comes_from_the_first_sign() -> None:
    found = read("ware kaputt", ">mail bis di 12", "<schickt foto ins netz hoch").commitments
    assert [(one.by, one.what, one.line) for one in found] == [
        ("us", "mail bis di 12", 2),
        ("customer", "schickt foto ins netz hoch", 3),
    ]


def test_what_they_will_do_is_not_heard_as_what_they_say() -> None:
    told = read("ware nie angekommen", "stelle das morgen ins internet")
    agreed = read("ware nie angekommen", "<stelle das morgen ins internet")
    assert [one.code for one in told.declarations] == ["not_received", "publicity"]
    assert [one.code for one in agreed.declarations] == ["not_received"]


def test_promises_in_whole_sentences_are_found_too() -> None:
    found = read(":Ich rufe Sie morgen bis zehn Uhr zurück.").commitments
    assert [(one.by, one.due) for one in found] == [("us", "morgen bis zehn Uhr")]


def test_steps_show_in_our_own_words_only() -> None:
    said = "Ich fasse kurz zusammen, was ich notiert habe."
    assert read(f":{said}").steps == frozenset({"summarise"})
    assert read(said).steps == frozenset()


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_our_own_sentences_show_their_step(language: LanguageCode, situation: str) -> None:
    for sentence in sentences_of(situation, language):
        said = re.sub(r"\{[a-z]+\}", "Dienstag 12:00", sentence)
        shown = read(f":also {said} ja", language=language).steps
        assert (said, {step_of(situation)} - shown) == (said, set())


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "sie verstehen mich überhaupt nicht!"),
        ("de", "sie hoeren mir ja gar nicht zu"),
        ("de", "kd fuehlt sich nicht ernst genommen"),
        ("nl", "u begrijpt mij helemaal niet"),
        ("nl", "jullie snappen er niks van"),
        ("nl", "kl voelt zich niet gehoord"),
        ("en", "you dont understand me at all"),
        ("en", "you just dont get it"),
        ("en", "cust feels not listened to"),
    ],
)
def test_not_being_understood(language: LanguageCode, line: str) -> None:
    assert read(line, language=language).unheard is True


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "ich verstehe die rechnung nicht"),
        ("de", "kd versteht die mahnung nicht"),
        ("nl", "ik begrijp de rekening niet"),
        ("en", "i dont understand the invoice"),
    ],
)
def test_not_understanding_a_letter_is_something_else(language: LanguageCode, line: str) -> None:
    assert read(line, language=language).unheard is False


@pytest.mark.parametrize(
    ("language", "line", "danger"),
    [
        ("de", "ich will nicht mehr leben", "self_harm"),
        ("de", "ich komm zu euch ins buero und schlag dich tot", "threat_violence"),
        ("nl", "ik wil niet meer leven", "self_harm"),
        ("nl", "ik kom langs en sla je in elkaar", "threat_violence"),
        ("en", "i dont want to live anymore", "self_harm"),
        ("en", "i know where you work, ill come and get you", "threat_violence"),
    ],
)
def test_danger_is_heard_in_fragments_and_stays(
    language: LanguageCode, line: str, danger: str
) -> None:
    reading = read(line, "ok", language=language)
    assert reading.dangers == (danger,)
    assert [sign.level for sign in reading.signs] == [4, 0]


def test_two_missed_explanations_and_an_insult_make_a_line_unreachable() -> None:
    lines = EXPLAINED["de"]
    assert [sign.level for sign in read(*lines).signs] == [0, 2, 2]
    insulted = read(*lines[:4], "sie sind ja zu blöd, ware nie angekommen!")
    assert (insulted.insults, insulted.level) == (1, 4)


def test_a_line_of_ours_that_breaks_off_was_interrupted() -> None:
    heard = (
        Entry(1, "agent", "Die Buchhaltung hat mir eben bestätigt, dass –"),
        Entry(2, "customer", "Die Ware ist nie angekommen."),
    )
    assert read_call(heard, "de").interruptions == 1
    assert read_call(heard[1:], "de").interruptions == 0


def test_a_line_without_a_moment_has_no_part_in_the_temperature() -> None:
    reading = read_call([Entry(1, "customer", "das ist abzocke!!!")], "de")
    assert (reading.level, reading.signs) == (2, ())


def test_the_risk_rises_with_the_story_and_begins_like_the_forecast() -> None:
    first = "Das ist doch Abzocke!!!"
    said = (Utterance(first, "customer", 1),)
    assert read(first).risk == pytest.approx(forecast(said, "de").risk[-1])
    calm = read("guten tag", "die lampe flackert", "danke, gern")
    assert calm.risk < derailment().threshold < read(*EXPLAINED["de"]).risk
    assert (calm.running.tips, read(*EXPLAINED["de"]).running.tips) == (False, True)


TYPED = st.lists(
    st.tuples(
        st.sampled_from(["", *(sign for sign in SIGNS if sign != "/")]),
        st.sampled_from(
            [
                "ware nie angekommen",
                "das ist abzocke!",
                "zahlart gesperrt weil rls",
                "sie sind zu blöd",
                "danke, das hilft",
                "mail bis di 12",
                "ich zahle nicht",
                "wie lange noch?",
            ]
        ),
    ),
    max_size=20,
)


@settings(max_examples=40, deadline=None)
@given(TYPED, st.integers(0, 20))
def test_read_at_once_or_line_by_line_is_the_same(lines: list[tuple[str, str]], cut: int) -> None:
    rows = entries(*(sign + words for sign, words in lines))
    later = read_call(rows[:cut], "de")
    for row in rows[cut:]:
        later = later.after(row)
    assert later == read_call(rows, "de")


@settings(max_examples=40, deadline=None)
@given(TYPED)
def test_what_is_counted_stands_in_the_lines(lines: list[tuple[str, str]]) -> None:
    rows = entries(*(sign + words for sign, words in lines))
    reading = read_call(rows, "de")
    heard = [row for row in rows if row.kind in HEARD]
    assert [sign.at for sign in reading.signs] == [row.at for row in heard]
    assert reading.missed <= reading.explained
    assert {one.line for one in reading.behaviours} <= {row.number for row in heard}
    assert reading.entries == tuple(rows)


@pytest.mark.parametrize("language", CODES)
def test_each_line_is_read_like_a_contact_of_its_own(language: LanguageCode) -> None:
    """What is remembered is what would be found anew, with the number of its line."""
    for line in EXPLAINED[language]:
        typed = parse_line(line)
        if typed.kind not in HEARD:
            continue
        alone = (Utterance(typed.text, "customer", 1, bullet=True),)
        reading = read(line, language=language)
        assert reading.behaviours == find_behaviours(alone, language)
        assert reading.declarations == find_declarations(alone, language)
