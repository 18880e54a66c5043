"""What a rule of casework forbids while it speaks is a finding in a reply and in a note."""

from typing import Any

import pytest

from kulanz.case import LANGUAGES, LanguageCode
from kulanz.conditions import known
from kulanz.languages import pack
from kulanz.playbook import Never, case_rules, nevers, switched
from kulanz.protocol import LintFinding, lint

NEVER: dict[str, Any] = pack("en", "lint")["never"]
EVERY = [(code, language) for code in NEVER for language in LANGUAGES]
# Not to be recognised by its words: whether a statement is new shows in the ledger alone.
# The returned debit has a rule of its own, which always looks (test_lint_debits.py).
WITHOUT_WORDS = {"new_statement_unread", "insufficient_funds_unless_AM04"}


def table(code: str, language: LanguageCode) -> dict[str, Any]:
    found: dict[str, Any] = pack(language, "lint")["never"][code]
    return found


def remarks(
    text: str, language: LanguageCode, *forbidden: Never, screen: LanguageCode | None = None
) -> list[LintFinding]:
    found = lint(text, language=language, screen=screen, nevers=forbidden)
    return [one for one in found if one.code == "E_case_rule"]


def in_note(text: str, language: LanguageCode, code: str) -> list[LintFinding]:
    never = Never(code, "R003-06", "003")
    found = lint(text, language=language, kind="note", nevers=[never])
    return [one for one in found if one.code == "N_case_rule"]


def test_whatever_a_rule_forbids_has_words_or_a_reason_for_none() -> None:
    forbidden = {code for rule in case_rules() for code in rule.never}
    assert forbidden == {*NEVER} | WITHOUT_WORDS
    assert NEVER.keys() & WITHOUT_WORDS == set()
    assert [set(pack(language, "lint")["never"]) for language in LANGUAGES] == [{*NEVER}] * 3


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_it_is_found_while_its_rule_speaks(code: str, language: LanguageCode) -> None:
    never, examples = Never(code, "R003-06", "003"), table(code, language)
    assert [text for text in examples["fires"] if len(remarks(text, language, never)) != 1] == []
    assert [text for text in examples["silent"] if remarks(text, language, never)] == []
    assert [text for text in examples["fires"] if remarks(text, language)] == []


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_the_sentence_instead_may_stand_in_its_place(code: str, language: LanguageCode) -> None:
    say, text = table(code, language)["say"], table(code, language)["fires"][0]
    every = [Never(one, "R003-06", "003") for one in NEVER]
    found = remarks(text, language, Never(code, "R003-06", "003"))
    assert [(one.swap, one.proposal, one.quote) for one in found] == [(say, say, text)]
    assert remarks(say, language, *every) == []


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_a_note_of_what_was_done_is_warned_of(code: str, language: LanguageCode) -> None:
    text = table(code, language)["fires"][3]
    found = in_note(text, language, code)
    assert [(one.level, one.quote) for one in found] == [("W", text)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Kundin sagt, sie gehe zur Polizei."),
        ("nl", "Klant zegt dat zij aangifte doet bij de politie."),
        ("en", "Customer says she will go to the police."),
    ],
)
def test_what_the_customer_said_is_noted_freely(language: LanguageCode, text: str) -> None:
    assert in_note(text, language, "mention_criminal_law") == []


def test_the_finding_says_where_and_why_and_which_rule() -> None:
    facts, _ = known({"conversation": {"announces_publication": True}})
    forbidden = nevers(facts, switched())
    assert forbidden == (
        Never("counter_threat", "R003-06", "003"),
        Never("mention_criminal_law", "R003-06", "003"),
        Never("remedy_for_silence", "R003-06", "003"),
    )
    text = "Ich prüfe das bis Freitag. Bei einer Veröffentlichung gehen wir rechtliche Schritte."
    (found,) = remarks(text, "de", *forbidden, screen="nl")
    assert text[found.start : found.end] == found.quote
    assert found.quote == text[27:]
    assert found.reason == "Niet terugdreigen. Dat zegt regel R003-06 (broncasus 003)."


def test_a_rule_that_is_switched_off_forbids_nothing() -> None:
    facts, _ = known({"claim": {"type": "damaged"}})
    assert [one.code for one in nevers(facts, switched())] == [
        "photo_as_condition",
        "send_to_carrier",
    ]
    assert nevers(facts, switched(off={"R003-04"})) == ()
