"""The bank's code decides the sentence: "insufficient funds" is said for AM04 and nothing else."""

import tomllib
from pathlib import Path

import pytest

from kulanz.case import LANGUAGES, LanguageCode
from kulanz.languages import pack
from kulanz.protocol import lint
from kulanz.protocol.wording import debit_sentence

RULE = "E_debit_reason"
SAID = tomllib.loads((Path(__file__).parent / "debit_paraphrases.toml").read_text("utf-8"))
CODES: list[str] = list(pack("en", "lint")["debits"])
ANYTHING_BUT_FUNDS = [None, *(code for code in CODES if code != "AM04")]


def found(text: str, language: LanguageCode, code: str | None) -> list[str]:
    remarks = lint(text, language=language, debit_code=code)
    return [one.quote for one in remarks if one.code == RULE]


@pytest.mark.parametrize("code", [None, "MS03", "AC04", "AM05"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_too_little_money_is_found_however_it_is_said(
    language: LanguageCode, code: str | None
) -> None:
    said = SAID[language]["found"]
    assert len(said) >= 50
    assert [text for text in said if found(text, language, code) != [text]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_says_it_no_more_than_a_reply(language: LanguageCode) -> None:
    for text in SAID[language]["found"]:
        remarks = lint(text, language=language, kind="note", debit_code="MS03")
        assert RULE in {one.code for one in remarks}, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bank_may_have_said_so(language: LanguageCode) -> None:
    assert [text for text in SAID[language]["found"] if found(text, language, "AM04")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_talk_of_accounts_and_money_passes(language: LanguageCode) -> None:
    said = SAID[language]["silent"]
    assert len(said) >= 35
    assert [text for text in said if found(text, language, None)] == []


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_of_a_code_passes_with_its_code(language: LanguageCode, code: str) -> None:
    assert found(debit_sentence(code, language), language, code) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_of_am04_passes_with_no_other_code(language: LanguageCode) -> None:
    sentence = debit_sentence("AM04", language)
    passing = [code for code in ANYTHING_BUT_FUNDS if not found(sentence, language, code)]
    assert passing == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Die Kosten tragen Sie, denn Ihr Konto war nicht gedeckt."),
        ("nl", "De schade is gedekt door de verzekering, maar uw saldo was te laag."),
        ("en", "The insurance covers the damage, but your account was overdrawn."),
    ],
)
def test_an_excuse_excuses_itself_and_not_its_sentence(language: LanguageCode, text: str) -> None:
    assert found(text, language, "MS03") == [text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_code_allows_stands_in_its_place(language: LanguageCode) -> None:
    text = SAID[language]["found"][0]
    swaps = [
        one.swap for one in lint(text, language=language, debit_code="MS03") if one.code == RULE
    ]
    assert swaps == [debit_sentence("MS03", language)]
