"""The check of a reply beyond single words: codes, levels, plain language, templates, proposals."""

import re
import time

import pytest

from kulanz.case import LANGUAGES, LanguageCode
from kulanz.languages import pack
from kulanz.languages.fold import fold_word
from kulanz.languages.patterns import either
from kulanz.protocol import (
    MAX_LENGTH,
    PLACEHOLDERS,
    RULES,
    LedgerLine,
    LintFinding,
    lint,
    phrase,
    phrase_steps,
    variants,
)
from kulanz.protocol.passages import passages
from kulanz.protocol.plain import lix

DATES: dict[LanguageCode, str] = {"de": "12. März", "nl": "12 maart", "en": "12 March"}
WHOLE_MESSAGE = {"W_no_next_step"}  # one phrase is no message


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_ten_examples_each_way(language: LanguageCode) -> None:
    table = pack(language, "lint")["rules"]
    poor = [
        code
        for code, rule in table.items()
        if min(len(set(rule["fires"])), len(set(rule["silent"]))) < 10
    ]
    assert (len(table), poor) == (len(RULES), [])


def test_our_own_phrases_are_checked_like_a_reply() -> None:
    said = [
        (language, step, number, finding.code)
        for language in LANGUAGES
        for step in phrase_steps()
        for number in range(len(variants(step, language)))
        for finding in checked(step, language, number)
    ]
    assert said == []


def checked(step: str, language: LanguageCode, number: int) -> list[LintFinding]:
    dates = {n: DATES[language] for n in PLACEHOLDERS if "date" in n}
    values = dict.fromkeys(PLACEHOLDERS, "Xyz") | {"time": "14:30", "wait": "20"} | dates
    found = lint(
        phrase(step, language, values, number).text,
        language=language,
        kind="note" if pack(language, "phrases")[step].get("to") == "agent" else "reply",
        apology_level=3 if step == "apology_fault" else 1,
    )
    return [f for f in found if f.quote and f.code not in WHOLE_MESSAGE]


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("de", "Das Konto wurde aufgelöst, sagt die Bank.", "AC04"),
        ("de", "Es gab keine gültige Einwilligung.", "MD01"),
        ("de", "Wir haben doppelt abgebucht.", "AM05"),
        ("nl", "Uw bankrekening is opgeheven.", "AC04"),
        ("nl", "Er was geen geldige machtiging.", "MD01"),
        ("nl", "U heeft de incasso laten terugboeken.", "MD06"),
        ("en", "Your bank account is closed.", "AC04"),
        ("en", "There was no valid mandate.", "MD01"),
        ("en", "The account number is wrong.", "AC01"),
        ("de", "Bei Ihrer Bank ist eine Sperre gesetzt.", "SL01"),
        ("de", "Ihr Bankkonto ist gesperrt.", "AG01"),
        ("nl", "U heeft de incasso laten terugboeken.", "MS02"),
        ("en", "The bank had formal reasons: it was for formal reasons.", "RR03"),
    ],
)
def test_a_reason_for_the_debit_needs_its_code(
    language: LanguageCode, text: str, reason: str
) -> None:
    def said(code: str | None) -> list[tuple[str, str]]:
        found = lint(text, language=language, debit_code=code)
        return [(f.level, f.proposal) for f in found if f.code == "E_debit_reason"]

    unknown = pack(language, "lint")["debits"]["MS03"]["say"]
    assert (said(reason), said(None), said("MS03")) == ([], [], [("E", unknown)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_about_a_code_may_be_said_with_that_code_only(language: LanguageCode) -> None:
    debits = pack(language, "lint")["debits"]
    alone = {
        code: [
            f.quote
            for f in lint(entry["say"], language=language, debit_code=code)
            if f.code == "E_debit_reason"
        ]
        for code, entry in debits.items()
    }
    assert alone == {code: [] for code in debits}


@pytest.mark.parametrize(
    ("language", "text", "quotes"),
    [
        ("de", "Wir haben zu spät geliefert. Ich entschuldige mich.", []),
        ("de", "Ich entschuldige mich für den 3. März.", [""]),
        ("de", "Leider war das unser Fehler. Leider dauert es. Leider ist es so.", ["Leider"] * 2),
        ("nl", "Dat was onze fout. Mijn excuses.", []),
        ("nl", "Mijn excuses voor 3 maart.", [""]),
        ("nl", "Helaas was dat onze fout. Helaas duurt het.", ["Helaas"]),
        ("en", "That was our mistake. I apologise.", []),
        ("en", "I apologise for 3 March.", [""]),
        ("en", "Unfortunately it was our fault. Unfortunately it takes long.", ["Unfortunately"]),
    ],
)
def test_an_established_fault_is_named_without_excuses(
    language: LanguageCode, text: str, quotes: list[str]
) -> None:
    def said(level: int) -> list[str]:
        found = lint(text, language=language, apology_level=level)
        return [f.quote for f in found if f.code == "W_apology_level"]

    assert (said(3), said(2), said(1)) == (quotes, [], [])


@pytest.mark.parametrize(
    ("language", "text", "better"),
    [
        ("de", "Das Paket kam nie an.", "Nach Ihrer Schilderung: Das Paket kam nie an."),
        ("nl", "Het pakket is nooit bezorgd.", "Volgens u: Het pakket is nooit bezorgd."),
        ("en", "The parcel never came.", "As you describe it: The parcel never came."),
    ],
)
def test_the_wording_proposed_for_a_claim_may_be_sent(
    language: LanguageCode, text: str, better: str
) -> None:
    def said(reply: str) -> list[str]:
        found = lint(reply, language=language, ledger=[LedgerLine("claim", text)])
        return [f.proposal for f in found if f.code == "E_unverified_fact"]

    assert (said(text), said(better)) == ([better], [])


@pytest.mark.parametrize(
    ("language", "text", "better"),
    [
        (
            "de",
            (
                "Ich habe die Rechnung vom 3. März und die Mahnung vom 12. März vor mir, und ich "
                "prüfe beide bis Freitag um 12 Uhr für Sie."
            ),
            (
                "Ich habe die Rechnung vom 3. März und die Mahnung vom 12. März vor mir. Ich prüfe "
                "beide bis Freitag um 12 Uhr für Sie."
            ),
        ),
        (
            "nl",
            (
                "Ik heb de factuur van 3 maart en de aanmaning van 12 maart voor mij, en ik kijk "
                "ze vóór vrijdag om 12 uur voor u na."
            ),
            (
                "Ik heb de factuur van 3 maart en de aanmaning van 12 maart voor mij. Ik kijk ze "
                "vóór vrijdag om 12 uur voor u na."
            ),
        ),
        (
            "en",
            (
                "I have the invoice of 3 March and the reminder of 12 March in front of me, and I "
                "will check both for you by noon on Friday."
            ),
            (
                "I have the invoice of 3 March and the reminder of 12 March in front of me. I will "
                "check both for you by noon on Friday."
            ),
        ),
        (
            "de",
            "Ich weiß, dass er " + "sehr " * 18 + "lange kam, und ich prüfe es bis Freitag.",
            "",
        ),
    ],
)
def test_a_long_sentence_is_offered_as_two(language: LanguageCode, text: str, better: str) -> None:
    swaps = [f.swap for f in lint(text, language=language) if f.code == "W_readability"]
    assert swaps == [better]


@pytest.mark.parametrize(
    ("language", "text", "far"),
    [
        ("nl", "Wij hebben uw brief van maandag over de kapotte fiets van uw zoon gelezen.", True),
        ("nl", "Wij hebben uw brief van maandag gelezen.", False),
        (
            "nl",
            "Ik heb tijd, en wij gaan maandag met de trein naar uw zoon om alles te zien.",
            False,
        ),
        (
            "de",
            "Wir haben Ihren Brief vom Montag über das kaputte Rad von Ihrem Sohn gelesen.",
            True,
        ),
        ("de", "Wir haben Ihren Brief am Montag gelesen.", False),
        ("en", "We have read your letter of Monday about the broken bike of your son.", False),
    ],
)
def test_a_verb_torn_apart_is_hard_to_read(language: LanguageCode, text: str, far: bool) -> None:
    found = [f.code for f in lint(text, language=language) if f.code == "W_readability"]
    assert found == ["W_readability"] * far


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_swap_replaces_is_found_and_what_it_puts_there_is_not(
    language: LanguageCode,
) -> None:
    wrong = []
    for code, rule in pack(language, "lint")["rules"].items():
        finds = either(rule.get("words", ()), language)
        for worse, better in rule.get("swaps", ()):
            plain = re.sub(r"\(\?:([^|()]*)(?:\|[^()]*)?\)\??", r"\1", worse)
            plain = re.sub(r"\[(.)[^\]]*\]", r"\1", plain).replace("?", "")
            found = finds.search(fold_word(plain, language))
            again = finds.search(fold_word(better, language))
            wrong += [(code, worse, better)] * (not found or bool(again and "[" not in better))
    assert wrong == []


def test_lix_as_published() -> None:
    """Björnsson 1968: words per sentence plus the share of words longer than six letters."""
    long = "Wir liefern am Montag. " * 4 + "Die Rechnung kommt morgen per Briefpost."
    assert lix(passages(long, "de")) is None
    found = lix(passages(long + " " + "Das ist gut so." * 1, "de"))
    assert found == 26 / 6 + 100 * 6 / 26


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["wird wordt was ", "vermutlich vast probably ", "ungingtion"])
def test_no_text_holds_up_the_check(language: LanguageCode, part: str) -> None:
    text = (part * MAX_LENGTH)[:MAX_LENGTH]
    started = time.perf_counter()
    lint(text, language=language, debit_code="AC04", apology_level=3)
    lint(text, language=language, kind="note")
    assert time.perf_counter() - started < 2
