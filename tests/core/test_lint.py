"""The check of replies and notes: every rule in every language, exact places, speed."""

import time
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.authority import name
from kulanz.case import LANGUAGES, LanguageCode, Statement
from kulanz.countries import profile
from kulanz.languages import pack
from kulanz.playbook import Never
from kulanz.protocol import MAX_LENGTH, RULES, LedgerLine, LintFinding, lint
from kulanz.protocol.offers import number
from kulanz.protocol.passages import passages

Kind = Literal["reply", "note"]

CODES = [rule.code for rule in RULES]
LINES: tuple[Literal["claim", "fact"], ...] = ("claim", "fact")
KINDS: dict[str, Kind] = {rule.code: rule.kinds[0] for rule in RULES}
SHOPS: dict[LanguageCode, str] = {"de": "de_shop", "nl": "nl_shop", "en": "uk_shop"}
NEVERS = tuple(Never(never, "R003-06", "003") for never in pack("en", "lint")["never"])
EVERY = [(rule.code, language) for rule in RULES for language in LANGUAGES]

MAIL_DE = """Guten Tag Frau Brandt,

ich habe die Rechnung vom 3. März und die Mahnung vom 12. März vor mir. Nach Ihrer Schilderung
ist das Paket nie angekommen. Es tut mir leid, dass Sie diese Mühe haben.

Das habe ich heute getan:
- Die Mahnung ist gestoppt.
- Die Nachforschung beim Paketdienst läuft.

Bitte antworten Sie mir bis zum 20. März: Ist das Paket bei Nachbarn abgegeben worden?
Ich entscheide bis zum 25. März und schreibe Ihnen dann.

Mit freundlichen Grüßen
Jana Roth
"""


def entry(code: str, language: LanguageCode) -> dict[str, Any]:
    table: dict[str, Any] = pack(language, "lint")["rules"][code]
    return table


def check(code: str, language: LanguageCode, text: str) -> list[LintFinding]:
    table = entry(code, language)
    lines = [LedgerLine("claim", table["claim"])] if "claim" in table else []
    lines += [LedgerLine("fact", table["fact"])] if "fact" in table else []
    found = lint(
        text,
        language=language,
        kind=KINDS[code],
        ledger=lines,
        customer=table.get("customer", ""),
        apology_level=table.get("apology_level", 1),
        profile=profile(SHOPS[language]),
        role="AG",
        nevers=NEVERS,
    )
    return [finding for finding in found if finding.code == code]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_rule_with_the_same_keys(language: LanguageCode) -> None:
    table, english = pack(language, "lint"), pack("en", "lint")
    assert list(table["rules"]) == CODES
    assert set(table["words"]) == set(english["words"])
    assert set(table["remedies"]) == set(english["remedies"])
    assert {c: set(r) for c, r in table["rules"].items()} == {
        c: set(r) for c, r in english["rules"].items()
    }


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_every_rule_fires_where_it_must(code: str, language: LanguageCode) -> None:
    examples = entry(code, language)["fires"]
    assert [text for text in examples if not check(code, language, text)] == []


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_every_rule_is_silent_where_it_must(code: str, language: LanguageCode) -> None:
    examples = entry(code, language)["silent"]
    assert [(t, f.quote) for t in examples for f in check(code, language, t)] == []


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_every_rule_explains_itself_on_every_screen(code: str, language: LanguageCode) -> None:
    text = entry(code, language)["fires"][0]
    for screen in LANGUAGES:
        words = entry(code, screen)
        found = [
            f
            for f in lint(
                text,
                language=language,
                screen=screen,
                kind=KINDS[code],
                ledger=[LedgerLine(k, entry(code, language).get(k, "x")) for k in LINES],
                customer="Susanne Brandt",
                profile=profile(SHOPS[language]),
                role="AG",
                nevers=NEVERS,
                apology_level=words.get("apology_level", 1),
            )
            if f.code == code
        ]
        start = words["why"].partition("{")[0]
        assert {f.reason[: len(start)] for f in found} == {start}
        assert {bool(f.proposal) and "{" not in f.reason + f.proposal for f in found} == {True}


def test_levels_stop_or_warn() -> None:
    assert {rule.code for rule in RULES if rule.level == "E"} == {
        "E_unverified_fact",
        "E_contradiction",
        "E_debit_reason",
        "E_promise_undated",
        "E_odr_link",
        "E_condition_review",
        "E_over_authority",
        "E_credit_score",
        "E_third_party_data",
        "E_gap",
        "E_case_rule",
        "N_character_words",
    }
    found = lint("Kundin ist hysterisch und krank.", language="de", kind="note")
    assert [(f.code, f.level, f.quote) for f in found] == [
        ("N_character_words", "E", "hysterisch"),
        ("N_health_data", "W", "krank"),
    ]


def test_a_good_mail_has_nothing_to_say_about_it() -> None:
    ledger = [
        LedgerLine("claim", "Das Paket ist nie angekommen."),
        LedgerLine("fact", "Die Mahnung ging am 12. März hinaus."),
        LedgerLine("opinion", "Saftladen"),
    ]
    found = lint(MAIL_DE, language="de", ledger=ledger, profile=profile("de_shop"), role="AG")
    assert [(f.code, f.quote) for f in found] == []


def test_place_and_proposal_are_exact() -> None:
    text = "Am 3. März\n war Feiertag.\n\nWir kümmern uns schnellstmöglich darum."
    found = {f.code: f for f in lint(text, language="de", screen="en")}
    assert list(found) == ["W_we_ownership", "E_promise_undated", "W_no_next_step"]
    ours = found["W_we_ownership"]
    assert (ours.start, ours.end, ours.quote) == (27, 38, "Wir kümmern")
    assert ours.proposal == "ich kümmere"
    soon = found["E_promise_undated"]
    assert text[soon.start : soon.end] == soon.quote == "schnellstmöglich"
    assert (soon.level, soon.proposal) == ("E", "bis [Datum]")
    assert soon.reason == "A promise without a date can be neither kept nor checked."
    last = found["W_no_next_step"]
    assert (last.start, last.end, last.quote) == (len(text), len(text), "")


def test_umlauts_may_be_written_out_and_letters_decomposed() -> None:
    assert [f.quote for f in check("W_we_ownership", "de", "Wir kuemmern uns am 3.4. darum")] == [
        "Wir kuemmern"
    ]
    decomposed = "Das war ja u\u0308brigens nur ein Missversta\u0308ndnis."
    assert [f.quote for f in check("W_minimise", "de", decomposed)] == [
        "nur ein Missversta\u0308ndnis"
    ]


def test_a_verified_fact_may_be_stated() -> None:
    text = "Das Paket ist nicht angekommen."
    claim = LedgerLine("claim", "Das Paket ist nie angekommen.")
    fact = LedgerLine("fact", "Laut Paketdienst ist das Paket nicht angekommen.")
    assert [f.code for f in lint(text, language="de", ledger=[claim]) if f.level == "E"] == [
        "E_unverified_fact"
    ]
    assert [f for f in lint(text, language="de", ledger=[claim, fact]) if f.level == "E"] == []


def test_statements_of_the_ledger_can_be_used_as_they_are() -> None:
    statement = Statement("s1", "claim", "The parcel never arrived.", "x", "customer", 1)
    found = lint("The parcel never arrived.", language="en", ledger=[statement])
    assert [f.code for f in found if f.level == "E"] == ["E_unverified_fact"]


def test_opinions_feelings_and_demands_are_not_claims() -> None:
    text = "Die Lieferung der Ware war schlecht."
    for kind in ("opinion", "emotion", "demand", "question"):
        line = LedgerLine(kind, "Die Lieferung der Ware war schlecht.")
        assert [f for f in lint(text, language="de", ledger=[line]) if f.level == "E"] == []


@pytest.mark.parametrize(("code", "expected"), [(None, 1), ("MS03", 1), ("MD06", 1), ("AM04", 0)])
def test_only_one_return_code_allows_to_speak_of_funds(code: str | None, expected: int) -> None:
    text = "Die Lastschrift vom 3. März kam mangels Deckung zurück."
    found = lint(text, language="de", debit_code=code)
    assert sum(f.code == "E_debit_reason" for f in found) == expected


def test_liability_is_a_matter_of_proof() -> None:
    text = "Das war unser Fehler."
    levels = [
        sum(f.code == "W_liability_words" for f in lint(text, language="de", apology_level=level))
        for level in range(4)
    ]
    assert levels == [1, 1, 1, 0]


def test_offers_are_measured_against_the_matrix() -> None:
    text = "Ich biete Ihnen bis Freitag einen Gutschein über 25,00 € an."
    german = profile("de_shop")
    found = [
        f
        for f in lint(text, language="de", screen="en", profile=german, role="AG")
        if f.level == "E"
    ]
    assert [(f.code, f.quote) for f in found] == [("E_over_authority", text)]
    assert found[0].reason == "This is above your limit for voucher. Approval: senior agent."
    assert found[0].proposal == "Ask for approval first, or offer at most 10 EUR."
    for silent in (
        lint(text, language="de", profile=german, role="SA"),
        lint(text, language="de", profile=german, role="AG", approved=["voucher"]),
        lint(text, language="de"),
    ):
        assert [f.code for f in silent if f.level == "E"] == []
    capped = lint(text, language="de", profile=german, role="SA", given=Decimal(40))
    assert [f.code for f in capped if f.level == "E"] == ["E_over_authority"]
    assert name("voucher", "en") == "voucher"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80", "80"),
        ("6,95", "6.95"),
        ("6.95", "6.95"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.000", "1000"),
        ("2,500,000", "2500000"),
        ("20.", "20"),
        ("7,5", "7.5"),
        (",", None),
    ],
)
def test_numbers_as_people_write_them(text: str, expected: str | None) -> None:
    assert number(text) == (Decimal(expected) if expected else None)


def test_third_parties_known_in_the_case_are_never_named() -> None:
    text = "Das Paket nahm am 3. März Herr Petersen an. Bitte antworten Sie bis Freitag."
    assert lint(text, language="de") == ()
    found = lint(text, language="de", third_parties=["petersen", " "])
    assert [(f.code, f.quote) for f in found] == [("E_third_party_data", "Petersen")]


def test_a_promise_is_dated_by_its_own_sentence_or_the_next() -> None:
    def undated(text: str) -> list[str]:
        return [f.quote for f in lint(text, language="en") if f.code == "E_promise_undated"]

    assert undated("I will look into the invoice. You have my answer by Friday.") == []
    assert undated("I will look into the invoice. Best wishes. By Friday.") == ["I will"]
    assert undated("By Friday I will look into the invoice.") == []
    assert undated("Will I look into it?") == []


def test_sentences_keep_dates_numbers_and_lists_together() -> None:
    text = "Am 3. März kam Nr. 12, z. B. das Rad.\n1. Die Mahnung ruht.\n- Alles gut!\n\nEnde"
    found = passages(text, "de")
    assert [p.raw for p in found] == [
        "Am 3. März kam Nr. 12, z. B. das Rad.",
        "1. Die Mahnung ruht.",
        "- Alles gut!",
        "Ende",
    ]
    assert [text[p.start : p.end] for p in found] == [p.raw for p in found]


@pytest.mark.parametrize("kind", ["reply", "note"])
def test_an_empty_text_has_no_findings(kind: Kind) -> None:
    for text in ("", "  \n\n ", "\u200b"):
        assert [f for f in lint(text, language="nl", kind=kind) if f.level == "E"] == []
    assert lint("", language="nl", kind=kind) == ()


@given(
    text=st.text(max_size=400)
    | st.lists(
        st.sampled_from(
            [
                "Wir ",
                "kümmern ",
                "uns ",
                "zeitnah",
                ". ",
                "ich ",
                "melde ",
                "mich",
                "\n\n",
                "{date}",
                "sorry, ",
                "but ",
                "excuses ",
                "maar ",
                "ﬁ",
                "ß",
                "İ",
                "a\u0308",
                "[…]",
                "3. März",
                "? ",
            ]
        )
    ).map("".join),
    language=st.sampled_from(LANGUAGES),
    kind=st.sampled_from(["reply", "note"]),
)
def test_places_are_always_exact(text: str, language: LanguageCode, kind: Kind) -> None:
    ledger = [LedgerLine("claim", text), LedgerLine("claim", "Wir kümmern uns zeitnah")]
    found = lint(
        text, language=language, kind=kind, ledger=ledger, profile=profile("de_shop"), role="AG"
    )
    assert [text[f.start : f.end] for f in found] == [f.quote for f in found]
    assert [f.start for f in found] == sorted(f.start for f in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_is_checked_fast_enough_to_run_while_typing(language: LanguageCode) -> None:
    def once() -> float:
        started = time.perf_counter()
        lint(MAIL_DE, language=language, profile=profile("de_shop"), role="AG")
        return time.perf_counter() - started

    once()
    assert min(once() for _ in range(10)) < 0.01


@pytest.mark.parametrize(
    "part",
    [
        "....",
        "ich ",
        "1. ",
        "\n ",
        "entschuldig aber ",
        "(((",
        "a b c d ",
        "wir sind ",
        "€ 1.",
        "{a",
        "wenn ",
    ],
)
def test_time_grows_with_the_length_only(part: str) -> None:
    def seconds(times: int) -> float:
        text = (part * times)[:MAX_LENGTH]
        best = 9.0
        for _ in range(3):
            started = time.perf_counter()
            lint(text, language="de", ledger=[LedgerLine("claim", "ich wir sind")])
            best = min(best, time.perf_counter() - started)
        return best

    short = MAX_LENGTH // len(part) // 8
    assert seconds(short * 8) < 30 * seconds(short) + 0.05
