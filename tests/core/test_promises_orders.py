"""Orders from CSV files in three languages: every line is read, or named with its reason."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.case import LanguageCode, Reason
from kulanz.languages import CODES, pack, say
from kulanz.promises import LineProblem, OrderRow, orders_from_csv
from kulanz.promises.reading_values import Unreadable, as_amount, as_day

GERMAN = """Bestellnr;Datum;Gewünschte Zahlungsart;Angebotene Zahlungsart;Bonität;Betrag;Land
A-1;12.11.2026;Rechnung;Vorkasse;nicht geprüft;1.234,50 €;Deutschland
A-2;13.11.2026;auf Rechnung;Rechnung;bestanden;99;DE
"""
DUTCH = """bestelnr,datum,gevraagde betaalwijze,kredietcheck,bedrag,bezorgadres,factuuradres
B-1,12-11-2026,achteraf betalen,goedgekeurd,"€ 1.234,50","Kade 1, Delft","kade 1  Delft"
B-2,13-11-2026,iDEAL,,"12,-","Kade 1, Delft","Plein 2, Delft"
"""
ENGLISH = """Order id\tDate\tPayment asked\tPayment offered\tAmount\tDelivered on\tIn stock
C-1\t12/11/2026\tinvoice\tcash on delivery\t£1,234.50\t2026-11-16\tyes
"""


def test_a_german_file() -> None:
    assert orders_from_csv(GERMAN) == (
        (
            OrderRow(
                "A-1",
                {
                    "payment.asked": "invoice",
                    "payment.offered": "prepayment",
                    "credit_check": "not_run",
                    "order.amount": Decimal("1234.50"),
                    "order.country": "DE",
                },
                2,
                date(2026, 11, 12),
            ),
            OrderRow(
                "A-2",
                {
                    "payment.asked": "invoice",
                    "payment.offered": "invoice",
                    "credit_check": "ok",
                    "order.amount": Decimal(99),
                    "order.country": "DE",
                },
                3,
                date(2026, 11, 13),
            ),
        ),
        (),
    )


def test_a_dutch_file_compares_two_addresses_and_leaves_empty_cells_unknown() -> None:
    rows, problems = orders_from_csv(DUTCH)
    assert problems == ()
    assert [row.facts for row in rows] == [
        {
            "payment.asked": "invoice",
            "credit_check": "ok",
            "order.amount": Decimal("1234.50"),
            "order.same_address": True,
        },
        {
            "payment.asked": "wallet",
            "order.amount": Decimal(12),
            "order.same_address": False,
        },
    ]


def test_an_english_file_counts_the_days_between_two_dates() -> None:
    assert orders_from_csv(ENGLISH)[0][0].facts == {
        "payment.asked": "invoice",
        "payment.offered": "cod",
        "order.amount": Decimal("1234.50"),
        "stock.available": True,
        "delivery.days": Decimal(4),
    }


def test_titles_may_be_the_names_of_facts_or_be_mapped() -> None:
    text = "No;credit_check;Kunde;Bem\n7;declined;Frau A;x\n"
    rows, problems = orders_from_csv(text, {"No": "number", "Kunde": ""})
    assert (rows, problems) == (
        (OrderRow("7", {"credit_check": "declined"}, 2),),
        (LineProblem(1, Reason("promises.csv_column_unknown", {"column": "Bem"})),),
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "A-1;31.2.2026;10",
            Reason("promises.csv_value", {"column": "Datum", "value": "31.2.2026"}),
        ),
        (
            "A-1;11/23/2026;10",
            Reason("promises.csv_value", {"column": "Datum", "value": "11/23/2026"}),
        ),
        (
            "A-1;1.2.2026;1,234",
            Reason("promises.csv_value", {"column": "Betrag", "value": "1,234"}),
        ),
        ("A-1;1.2.2026;-5", Reason("promises.csv_value", {"column": "Betrag", "value": "-5"})),
        ("A-1;1.2.2026", Reason("promises.csv_cells", {"found": "2", "wanted": "3"})),
        ("A-1;1.2.2026;1;2", Reason("promises.csv_cells", {"found": "4", "wanted": "3"})),
        (";1.2.2026;1", Reason("promises.csv_number_missing")),
        ("A-0;1.2.2026;1", Reason("promises.csv_number_twice", {"number": "A-0", "line": "2"})),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_stand(
    line: str, reason: Reason
) -> None:
    text = f"Bestellnummer;Datum;Betrag\nA-0;1.2.2026;10\n{line}\nA-9;2.2.2026;20\n"
    rows, problems = orders_from_csv(text)
    assert ([row.number for row in rows], problems) == (["A-0", "A-9"], (LineProblem(3, reason),))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "csv_empty"),
        (";;\n1;2;3", "csv_empty"),
        ("Betrag\n1", "csv_no_number"),
        ("Bestellnummer;Auftrag\n1;2", "csv_column_twice"),
    ],
)
def test_a_header_that_will_not_do(text: str, code: str) -> None:
    problem = orders_from_csv(text)[1][0]
    assert (problem.line, problem.reason.code) == (1, f"promises.{code}")
    assert all(say(problem.reason, language) for language in CODES)


def test_a_table_that_breaks_off_is_named() -> None:
    text = "Bestellnummer\nA-1\n" + "x" * 200_000
    rows, problems = orders_from_csv(text)
    assert ([row.number for row in rows], [p.reason.code for p in problems]) == (
        ["A-1"],
        ["promises.csv_unreadable"],
    )


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1.234,50 €", "de", "1234.50"),
        ("1.234", "de", "1234"),
        ("1234.5", "de", "1234.5"),
        ("€ 1.000.000,-", "nl", "1000000"),
        ("1,234.50", "en", "1234.50"),
        ("1,234", "en", "1234"),
        ("49,90", "en", "49.90"),
    ],
)
def test_amounts(text: str, language: LanguageCode, value: str) -> None:
    assert as_amount(text, language) == value


@pytest.mark.parametrize(("text", "language"), [("1.234", "en"), ("1,234", "nl"), ("zwölf", "de")])
def test_an_amount_with_two_readings_is_not_guessed(text: str, language: LanguageCode) -> None:
    with pytest.raises(Unreadable):
        as_amount(text, language)


@given(
    st.dates(min_value=date(1900, 1, 1)), st.sampled_from([".", "-", "/"]), st.sampled_from(CODES)
)
def test_every_day_is_read_as_it_was_written(day: date, mark: str, language: LanguageCode) -> None:
    assert as_day(f"{day.day}{mark}{day.month}{mark}{day.year:04}", language) == day
    assert as_day(f"{day.isoformat()}T10:00:00Z", language) == day


@given(st.text(alphabet="A1;,\t\n\"'=x \x00", max_size=80))
def test_every_line_is_a_row_or_a_problem(text: str) -> None:
    rows, problems = orders_from_csv("Bestellnummer;Betrag\n" + text)
    lines = {row.line for row in rows} | {one.line for one in problems}
    assert len(lines) == len(rows) + len(problems)


def test_every_column_is_named_in_every_language_and_only_once() -> None:
    for code in CODES:
        table: dict[str, list[str]] = pack(code, "promises")["columns"]
        titles = [title for words in table.values() for title in words]
        assert len(titles) == len(set(titles))
