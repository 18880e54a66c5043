"""The typed line: its first sign, commands in every language, and dates in a hurry."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.calls import COMMANDS, SIGNS, command_names, due_in, parse_line
from kulanz.case import LanguageCode
from kulanz.countries import profile
from kulanz.languages import CODES

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # ten o'clock in Cologne


@pytest.mark.parametrize(
    ("typed", "kind", "text", "speaker"),
    [
        ("ware nie angekommen", "said", "ware nie angekommen", "customer"),
        ("  ware nie angekommen ", "said", "ware nie angekommen", "customer"),
        ("! fühlt sich veräppelt", "feeling", "fühlt sich veräppelt", "customer"),
        ("!!! so eine frechheit", "feeling", "so eine frechheit", "customer"),
        ("?verkäufer kontaktiert", "open", "verkäufer kontaktiert", "agent"),
        ("= rls am 03.11.", "verified", "rls am 03.11.", "agent"),
        ("~die sind zu blöd", "opinion", "die sind zu blöd", "customer"),
        ("> rückruf di 12", "we", "rückruf di 12", "agent"),
        ("< screenshot", "they", "screenshot", "customer"),
        (": die rechnung ist noch offen", "told", "die rechnung ist noch offen", "agent"),
        ("5 > 3 stück", "said", "5 > 3 stück", "customer"),
        ("", "said", "", "customer"),
        ("?", "open", "", "agent"),
    ],
)
def test_the_first_sign_says_what_a_line_is(typed: str, kind: str, text: str, speaker: str) -> None:
    line = parse_line(typed)
    assert (line.kind, line.text, line.speaker) == (kind, text, speaker)


@pytest.mark.parametrize(
    ("typed", "command", "argument"),
    [
        ("/pause 5", "pause", "5"),
        ("/HILFE", "help", ""),
        ("/hulp", "help", ""),
        ("/ende", "end", ""),
        ("/einde", "end", ""),
        ("/grenze", "boundary", ""),
        ("/mail morgen", "mail", "morgen"),
        ("/abbruch kunde", "cut", "kunde"),
    ],
)
def test_commands_are_known_in_every_language(typed: str, command: str, argument: str) -> None:
    line = parse_line(typed)
    assert (line.kind, line.command, line.argument) == ("command", command, argument)


def test_an_unknown_command_comes_back_with_the_nearest() -> None:
    line = parse_line("/paus 2")
    assert (line.command, line.near, line.text) == ("", "pause", "paus 2")
    assert parse_line("/xylophon").near == ""


@pytest.mark.parametrize("language", CODES)
def test_every_command_has_a_name_on_screen(language: LanguageCode) -> None:
    names = command_names(language)
    assert tuple(names) == COMMANDS
    assert [parse_line(f"/{name}").command for name in names.values()] == list(COMMANDS)


@given(st.text(max_size=80))
def test_no_word_is_lost(typed: str) -> None:
    line = parse_line(typed)
    words = typed.strip()
    kept = words.lstrip(words[:1]).strip() if words[:1] in SIGNS else words
    assert line.text == kept


@pytest.mark.parametrize(
    ("language", "text", "due", "words"),
    [
        ("de", "rückruf di 12 uhr", "Tue 24.11. 12:00", "di 12 uhr"),
        ("de", "rückruf bis di 12", "Tue 24.11. 12:00", "bis di 12"),
        ("de", "nachforschung bis morgen", "Tue 24.11. 20:00", "morgen"),
        ("de", "geld zurück bis 24.11. 12 uhr", "Tue 24.11. 12:00", "24.11. 12 uhr"),
        ("de", "schickt foto am 3.12.", "Thu 03.12. 20:00", "3.12."),
        ("de", "schickt foto am 3.12.26", "Thu 03.12. 20:00", "3.12.26"),
        ("de", "foto am 3. dezember 2026", "Thu 03.12. 20:00", "3. dezember 2026"),
        ("de", "3. dez 14 uhr", "Thu 03.12. 14:00", "3. dez 14 uhr"),
        ("de", "rückruf in 2 std", "Mon 23.11. 12:00", "in 2 std"),
        ("de", "antwort in drei tagen", "Thu 26.11. 20:00", "in drei tagen"),
        ("de", "um 16 uhr", "Mon 23.11. 16:00", "um 16 uhr"),
        ("de", "um 4", "Mon 23.11. 16:00", "um 4"),
        ("de", "halb 4", "Mon 23.11. 15:30", "halb 4"),
        ("de", "halb 0", "Mon 23.11. 23:30", "halb 0"),
        ("de", "halb 24", "Mon 23.11. 23:30", "halb 24"),
        ("de", "bis 9", "Tue 24.11. 09:00", "bis 9"),  # it is ten
        ("de", "do 10-12 uhr", "Thu 26.11. 12:00", "do 12 uhr"),
        ("de", "fr 10.00 uhr", "Fri 27.11. 10:00", "fr 10.00"),
        ("de", "morgen früh", "Tue 24.11. 12:00", "morgen früh"),
        ("de", "Rückruf MORGEN NACHMITTAG", "Tue 24.11. 17:00", "MORGEN NACHMITTAG"),
        ("de", "übermorgen", "Wed 25.11. 20:00", "übermorgen"),
        ("de", "bis ende der woche", "Fri 27.11. 20:00", "ende der woche"),
        ("de", "nächsten mo", "Mon 30.11. 20:00", "nächsten mo"),
        ("de", "die ware kommt bis fr", "Fri 27.11. 20:00", "bis fr"),
        ("de", "rechnung vom 3.11. prüfen bis fr", "Fri 27.11. 20:00", "bis fr"),
        ("de", "so", "Sun 29.11. 18:00", "so"),
        ("nl", "terugbellen voor vrijdag", "Fri 27.11. 18:00", "vrijdag"),
        ("nl", "mail vandaag 15 uur", "Mon 23.11. 15:00", "vandaag 15 uur"),
        ("nl", "voor di 12u", "Tue 24.11. 12:00", "voor di 12u"),
        ("nl", "24-11 12 uur", "Tue 24.11. 12:00", "24-11 12 uur"),
        ("nl", "over 2 uur", "Mon 23.11. 12:00", "over 2 uur"),
        ("nl", "binnen 3 dagen", "Thu 26.11. 21:00", "binnen 3 dagen"),
        ("nl", "half 4", "Mon 23.11. 15:30", "half 4"),
        ("nl", "foto overmorgen", "Wed 25.11. 21:00", "overmorgen"),
        ("en", "ring back by tue 5pm", "Tue 24.11. 17:00", "by tue 5pm"),
        ("en", "send photo tomorrow", "Tue 24.11. 18:00", "tomorrow"),
        ("en", "callback 14:30", "Mon 23.11. 14:30", "14:30"),
        ("en", "by 9pm today", "Mon 23.11. 21:00", "by 9pm today"),
        ("en", "by 12pm", "Mon 23.11. 12:00", "by 12pm"),
        ("en", "half 4", "Mon 23.11. 16:30", "half 4"),
        ("en", "nov 24", "Tue 24.11. 18:00", "nov 24"),
        ("en", "dec 3rd 10am", "Thu 03.12. 10:00", "dec 3rd 10am"),
        ("en", "in an hour", "Mon 23.11. 10:00", "in an hour"),
    ],
)
def test_dates_in_a_hurry(language: LanguageCode, text: str, due: str, words: str) -> None:
    """On Monday, 23 November, at ten in Cologne and Amsterdam, nine in London."""
    country = profile({"de": "de_shop", "nl": "nl_shop", "en": "uk_shop"}[language])
    found = due_in(text, language, now=MONDAY, profile=country)
    assert found is not None
    local = found.at.astimezone(country.timezone)
    assert (f"{local:%a %d.%m. %H:%M}", found.words) == (due, words)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "gutschein bis 15 euro"),
        ("de", "um 84,90 streiten"),
        ("de", "ersatz schicken"),
        ("de", "99.99."),
        ("de", "mail an fr müller"),
        ("de", "mail so schnell wie möglich"),
        ("de", "ich mache das so"),
        ("de", "guten morgen frau vogt"),
        ("de", "rechnung vom 3.11. prüfen"),
        ("de", "gegangen am 3.11."),
        ("de", "um 25 uhr"),
        ("de", "heute 9 uhr"),  # it is ten
        ("nl", "zo snel mogelijk"),
        ("nl", "brief van 3 november"),
        ("en", "sat it out"),
        ("en", "order 24/11 of 3 nov"),
        ("nl", "bedrag van 12 euro"),
        ("en", "voucher of 15"),
    ],
)
def test_what_is_no_date_is_none(language: LanguageCode, text: str) -> None:
    assert due_in(text, language, now=MONDAY, profile=profile("de_shop")) is None


HURRY = (
    "bis di 12 12. 31.2. 29.2. 24 25:99 0 00 uhr pm in 999 wochen einem tag morgen so fr mi"
    " 3.12 halb vom dez march may over uur by half past 7"
)
HURRIED = st.lists(st.sampled_from(HURRY.split()), max_size=6).map(" ".join)


@given(st.sampled_from(CODES), st.one_of(HURRIED, st.text(max_size=60)))
def test_whatever_is_typed_is_due_later_or_not_at_all(language: LanguageCode, text: str) -> None:
    found = due_in(text, language, now=MONDAY, profile=profile("de_shop"))
    assert found is None or (found.at > MONDAY and found.words != "")
