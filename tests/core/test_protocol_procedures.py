"""Procedures under the step "listen": when one applies, what is known, what is asked next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import effort
from kulanz.case import LANGUAGES, LanguageCode, Statement
from kulanz.conditions import FACTS, BadCondition
from kulanz.facts import Question, open_questions
from kulanz.languages import CODES, pack
from kulanz.languages.concepts import concepts_of
from kulanz.protocol.listening import Met, Seen, applying, needed, to_ask
from kulanz.protocol.procedures import (
    PROCEDURES,
    Need,
    missing_name,
    procedure_name,
    procedures,
    question_text,
    read_procedure,
)
from kulanz.signals import DECLARATIONS

LINES: dict[LanguageCode, dict[str, str]] = {
    "de": {
        "not_delivered": "ware nie angekommen",
        "damaged": "paket kaputt angekommen",
        "dunning": "habe schon wieder eine mahnung",
        "returned_debit": "rls vom 3.11.",
        "wrong_bill": "rechnung ist zu hoch",
        "returns": "ich will es zurückschicken",
        "cancellation": "habe den vertrag gekündigt",
        "price_promise": "20 % rabatt versprochen",
    },
    "nl": {
        "not_delivered": "pakket nooit ontvangen",
        "damaged": "pakket kapot aangekomen",
        "dunning": "weer een aanmaning",
        "returned_debit": "de incasso is gestorneerd",
        "wrong_bill": "de factuur klopt niet",
        "returns": "ik wil het terugsturen",
        "cancellation": "abonnement opgezegd",
        "price_promise": "er was 20 % korting beloofd",
    },
    "en": {
        "not_delivered": "the parcel never arrived",
        "damaged": "the parcel was damaged in transit",
        "dunning": "another reminder came",
        "returned_debit": "the direct debit was returned",
        "wrong_bill": "the bill is wrong",
        "returns": "I want to return it",
        "cancellation": "cancelled my subscription",
        "price_promise": "you promised 20 % off",
    },
}
ASIDE: dict[LanguageCode, str] = {
    "de": "ich habe 20 min gewartet",
    "nl": "ik heb 20 min gewacht",
    "en": "I waited for 20 minutes",
}


def line(text: str, number: int = 1, kind: str = "claim") -> Statement:
    return Statement(f"s{number}", kind, text, text, "customer", number)  # type: ignore[arg-type]


def codes(seen: Seen) -> list[str]:
    return [one.code for one in applying(seen)]


def known(seen: Seen) -> dict[str, Met | None]:
    return {one.need.code: one.by for one in needed(seen)}


def test_every_procedure_is_listed_and_has_a_source_and_few_needs() -> None:
    found = procedures()
    assert tuple(one.code for one in found) == PROCEDURES
    assert [one.code for one in found if not one.source.strip() or len(one.needs) > 5] == []


def test_every_need_can_be_met_and_asked_for_in_every_language() -> None:
    needs = [need for one in procedures() for need in one.needs]
    assert [need for need in needs if not (need.told or need.facts or need.record)] == []
    for language in LANGUAGES:
        listed = {*pack(language, "procedures")["told"], *pack(language, "facts")["known"]}
        assert {told for need in needs for told in need.told} - listed == set()
        texts = [question_text(need.code, language) for need in needs]
        assert [text for text in texts if text[-1] not in "?."] == []
        names = [missing_name(need.code, language) for need in needs]
        assert [name for name in names if not name.strip()] == []


def test_nothing_in_the_languages_belongs_to_no_procedure() -> None:
    needs = {need.code for one in procedures() for need in one.needs}
    told = {told for one in procedures() for need in one.needs for told in need.told}
    for language in LANGUAGES:
        ledger = set(pack(language, "facts")["questions"])
        table = pack(language, "procedures")
        assert set(table["needs"]) == set(table["questions"]) == needs - ledger
        assert set(table["told"]) == told - set(pack(language, "facts")["known"])
        assert set(table["names"]) == set(table["about"]) == set(PROCEDURES)


def test_what_is_looked_up_is_a_fact_of_ours_and_no_question() -> None:
    looked = [need for one in procedures() for need in one.needs if need.look]
    assert [need.code for need in looked if not need.facts or need.told] == []
    for language in LANGUAGES:
        assert [one for one in looked if question_text(one.code, language).endswith("?")] == []


def test_a_procedure_names_only_what_there_is() -> None:
    for one in procedures():
        assert one.declarations <= set(DECLARATIONS)
        assert {name for need in one.needs for name in need.facts} <= set(FACTS)
    everywhere = {concept for one in procedures() for each in one.concepts for concept in each}
    for language in CODES:
        assert everywhere <= set(pack(language, "concepts")["concepts"])
    assert concepts_of("contract", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_known_by_its_words_and_an_aside_calls_for_none(language: LanguageCode) -> None:
    for code, text in LINES[language].items():
        assert codes(Seen(language=language, lines=(line(text),))) == [code]
    assert codes(Seen(language=language, lines=(line(ASIDE[language]),))) == []


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        (Seen(language="en"), []),
        (Seen(language="en", declarations=frozenset({"not_received"})), ["not_delivered"]),
        (Seen(language="en", problems=frozenset({"double_charge"})), ["wrong_bill"]),
        (Seen(language="en", facts={"debit.returned": True}), ["returned_debit"]),
        (Seen(language="en", facts={"debit.returned": False}), []),
        (
            Seen(language="en", lines=(line("the parcel never arrived", kind="opinion"),)),
            [],
        ),
    ],
)
def test_any_sign_is_enough_and_an_opinion_is_none(seen: Seen, wanted: list[str]) -> None:
    assert codes(seen) == wanted


def test_a_fact_goes_before_a_record_and_a_record_before_a_line() -> None:
    lines = (line("the parcel never arrived"), line("order number 4711-2", 2))
    assert known(Seen(language="en", lines=lines))["order_number"] == Met(line="s2")
    with_order = Seen(language="en", lines=lines, records={"order": "4711-2"})
    assert known(with_order)["order_number"] == Met(record="order")
    looked_up = Seen(language="en", lines=lines, facts={"delivery.proof": "none"})
    assert known(looked_up)["delivery_evidence"] == Met(fact="delivery.proof")


def test_a_need_of_two_things_is_met_by_one_line_that_tells_both() -> None:
    start = line("the parcel never arrived")
    apart = (start, line("it was promised", 2), line("on Tuesday", 3))
    together = (start, line("it was promised for Tuesday", 2))
    assert known(Seen(language="en", lines=apart))["promised_for"] is None
    assert known(Seen(language="en", lines=together))["promised_for"] == Met(line="s2")


def test_two_procedures_ask_for_the_same_thing_once() -> None:
    both = Seen(language="de", lines=(line("ware nie angekommen"), line("rls 84,90", 2)))
    found = needed(both)
    order = next(one for one in found if one.need.code == "order_number")
    assert order.procedures == ("not_delivered", "returned_debit")
    assert len({one.need.code for one in found}) == len(found)


def test_what_happened_is_asked_first_then_what_is_needed_then_the_rest() -> None:
    lines = (line("the parcel never arrived, no card"),)
    seen = Seen(language="en", lines=lines)
    generic = (Question("what", "What?"), *open_questions(lines, "en"))
    asked = [one.code for one in to_ask(needed(seen), generic, "en")]
    assert asked == [
        "what",
        "order_number",
        "promised_for",
        "address",
        "delivery_evidence",
        "when",
        "wish",
    ]


def test_the_ledger_does_not_ask_for_what_a_record_knows() -> None:
    lines = (line("the parcel never arrived"),)
    seen = Seen(language="en", lines=lines, records={"order": "4711"})
    asked = to_ask(needed(seen), open_questions(lines, "en"), "en")
    assert "order_number" not in [one.code for one in asked]


def test_without_a_procedure_the_ledger_asks_as_ever() -> None:
    lines = (line(ASIDE["en"]),)
    generic = open_questions(lines, "en")
    assert to_ask(needed(Seen(language="en", lines=lines)), generic, "en") == generic


SOME_LINES = st.lists(
    st.sampled_from([*LINES["en"].values(), "order number 4711-2", "it was due on Tuesday", "£20"]),
    max_size=6,
)


@given(SOME_LINES, SOME_LINES)
def test_more_that_is_told_never_unmeets_a_need(some: list[str], more: list[str]) -> None:
    def seen(texts: list[str]) -> Seen:
        return Seen(language="en", lines=tuple(line(t, n) for n, t in enumerate(texts, 1)))

    before, after = known(seen(some)), known(seen([*some, *more]))
    met = [code for code, by in before.items() if by is not None]
    assert [code for code in met if after[code] != before[code]] == []


@given(st.permutations([*LINES["en"].values(), "order number 4711-2", "it was due on Tuesday"]))
def test_the_order_in_which_it_is_told_does_not_matter(texts: list[str]) -> None:
    seen = Seen(language="en", lines=tuple(line(t, n) for n, t in enumerate(texts, 1)))
    alphabetical = Seen(language="en", lines=tuple(line(t) for t in sorted(texts)))
    assert codes(seen) == codes(alphabetical)
    assert [bool(by) for by in known(seen).values()] == [
        bool(by) for by in known(alphabetical).values()
    ]


def test_a_procedure_that_cannot_be_read_is_refused_with_its_reason() -> None:
    text = 'source = "x"\n[when]\n[[needs]]\ncode = "a"\n'
    assert read_procedure("x", text).needs == (Need(code="a"),)
    with pytest.raises(BadCondition, match=r"^weather, character 1"):
        read_procedure("x", f'{text}facts = ["weather"]\n')
    with pytest.raises(KeyError, match="needs"):
        read_procedure("x", 'source = "x"\n[when]\n')


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_procedure_has_a_name_of_its_own(language: LanguageCode) -> None:
    assert len({procedure_name(one, language) for one in PROCEDURES}) == len(PROCEDURES)


@pytest.mark.parametrize("bit", ["x", "ware nie ", "1", "paket war ", "rechnung zu "])
def test_a_line_of_a_megabyte_is_read_with_little_more_effort(bit: str) -> None:
    def work(size: int) -> int:
        seen = Seen(language="de", lines=(line((bit * size)[:size]),))
        return effort(lambda: needed(seen))

    work(2_000)  # what is compiled once is no part of it
    assert work(1_000_000) < 2 * work(10_000)
