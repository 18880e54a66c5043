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
    ("language", "text", "due"),
    [
        ("de", "rückruf di 12 uhr", "2026-11-24 11:00"),
        ("de", "rückruf bis di 12", "2026-11-24 11:00"),
        ("de", "nachforschung bis morgen", "2026-11-24 19:00"),
        ("de", "geld zurück bis 24.11. 12 uhr", "2026-11-24 11:00"),
        ("de", "schickt foto am 3.12.", "2026-12-03 19:00"),
        ("de", "rückruf in 2 std", "2026-11-23 11:00"),
        ("de", "um 16 uhr", "2026-11-23 15:00"),
        ("de", "übermorgen", "2026-11-25 19:00"),
        ("nl", "terugbellen voor vrijdag", "2026-11-27 17:00"),
        ("nl", "mail vandaag 15 uur", "2026-11-23 14:00"),
        ("nl", "foto overmorgen", "2026-11-25 20:00"),
        ("en", "ring back by tue 5pm", "2026-11-24 17:00"),
        ("en", "send photo tomorrow", "2026-11-24 18:00"),
        ("en", "callback 14:30", "2026-11-23 14:30"),
    ],
)
def test_dates_in_a_hurry(language: LanguageCode, text: str, due: str) -> None:
    shop = {"de": "de_shop", "nl": "nl_shop", "en": "uk_shop"}[language]
    found = due_in(text, language, now=MONDAY, profile=profile(shop))
    assert found is not None
    assert f"{found.at.astimezone(UTC):%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "gutschein bis 15 euro"),
        ("de", "um 84,90 streiten"),
        ("de", "ersatz schicken"),
        ("de", "99.99."),
        ("nl", "bedrag van 12 euro"),
        ("en", "voucher of 15"),
    ],
)
def test_what_is_no_date_is_none(language: LanguageCode, text: str) -> None:
    assert due_in(text, language, now=MONDAY, profile=profile("de_shop")) is None
