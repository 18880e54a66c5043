"""Tables out and in again: TOML, rows, CSV, XLSX; what is wrong is said with its place."""

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from kulanz.authority.columns import PLAIN, heading
from kulanz.authority.entries import BadSheet, Entry
from kulanz.authority.exchange import as_toml
from kulanz.authority.rows import as_rows, from_rows
from kulanz.authority.saying import explain_bad_sheet
from kulanz.authority.sheets_file import MOST_ROWS, as_csv, as_xlsx, from_csv, from_xlsx
from kulanz.case import LANGUAGES, LanguageCode
from kulanz.conditions import FACTS, condition
from kulanz.countries import (
    BASES,
    PACKS,
    Limit,
    Remedy,
    Rule,
    SecondLook,
    Table,
    authority_table,
    profile,
)

D = Decimal
DE = profile("de_shop")
ROLES = ("AG", "SA", "FIN")
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\x7f\\\"'=;,€"),
    max_size=12,
)
numbers = st.decimals(0, 10_000, places=2)
CELLS = {
    "fault": ["any", "company", "company, shared", "not(customer)"],
    "item.kept": ["yes", "no"],
    "wait_seconds": ["> 900", "[0..150.5]", "]150..250]", "not(3, 4,5)", "= 5", "1,2"],
    "amount": ["<= 50", "> 99.99", "0.5"],
}


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables as their reader leaves them, of two remedies."""
    caps = {"stack one": {"AG": Limit(draw(numbers)), "FIN": Limit()}}
    remedies = {
        "voucher": Remedy("voucher", "money", stack="stack one", auto_on=("a", "b")),
        "repair": Remedy("repair", "days", reversible=True, closed=True),
    }
    rules = [draw(rules_of(code, n)) for n, code in enumerate(("voucher", "repair"))]
    rules += [draw(rules_of("voucher", n + 2)) for n in range(draw(st.integers(0, 2)))]
    rules.append(
        Rule("no", "voucher", "policy", {}, condition({"fault": "customer"}), forbids=True)
    )
    look = SecondLook(draw(numbers), "SA")
    table = Table(("AG", "SA"), ROLES, remedies, tuple(rules), caps, look)
    return authority_table(as_toml(table), roles=ROLES, ladder=("AG", "SA"))


@st.composite
def rules_of(draw: st.DrawFn, remedy: str, number: int) -> Rule:
    names = sorted(draw(st.sets(st.sampled_from(sorted(CELLS)), max_size=3)))
    amount = draw(numbers)
    limits = {"AG": Limit(amount, draw(st.none() | numbers)), "FIN": Limit(count=3)}
    limits["SA"] = draw(st.sampled_from([limits["AG"], Limit(None, D(2)), Limit()]))
    if limits["SA"].percent is not None and limits["SA"] is not limits["AG"]:
        limits["AG"] = Limit(amount, D(1))
    return Rule(
        id=f"r{number}",
        remedy=remedy,
        basis=draw(st.sampled_from(BASES)),
        limits=limits,
        when=condition({name: draw(st.sampled_from(CELLS[name])) for name in names}),
        evidence=condition(draw(st.sampled_from([{}, {"item.kept": "yes"}]))),
        booked_by=draw(st.sampled_from([None, "FIN"])),
        four_eyes_above=draw(st.none() | numbers),
        since=draw(st.sampled_from([None, date(2026, 1, 1)])),
        until=draw(st.sampled_from([None, date(2026, 12, 31)])),
        source=draw(texts).strip(),
    )


def meaning(table: Table) -> Table:
    """A table without the letters of its conditions: "1,2" and "1, 2" say the same."""
    rules = [
        replace(rule, when=spoken(rule.when), evidence=spoken(rule.evidence))
        for rule in table.rules
    ]
    return replace(table, rules=tuple(rules))


def spoken(asked: Any) -> Any:
    cells = [replace(one, text="") for one in asked.cells if not one.everything]
    return replace(asked, cells=tuple(sorted(cells, key=lambda one: one.fact.name)))


@settings(max_examples=60, deadline=None)
@given(tables())
def test_toml_is_read_as_the_same_table(table: Table) -> None:
    text = as_toml(table)
    again = authority_table(text, roles=table.roles, ladder=table.ladder)
    assert again == table
    assert as_toml(again) == text


@settings(max_examples=40, deadline=None)
@given(table=tables(), out=st.sampled_from(LANGUAGES), by=st.sampled_from(["csv", "xlsx", "rows"]))
def test_sheets_are_read_as_the_same_rules(table: Table, out: LanguageCode, by: str) -> None:
    rows = as_rows(table, out)
    read: Sequence[Sequence[Entry]] = rows
    if by == "csv":
        read = from_csv(as_csv(rows, out))
    if by == "xlsx":
        clean = replace(table, rules=tuple(replace(r, source="x") for r in table.rules))
        table, rows = clean, as_rows(clean, out)
        read = from_xlsx(as_xlsx(rows, "Rules"))
    other = replace(table, rules=())
    assert meaning(from_rows(read, other, out)) == meaning(table)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PACKS)
def test_the_shipped_packs_come_back(name: str, language: LanguageCode) -> None:
    own = profile(name).table
    again = authority_table(as_toml(own), roles=own.roles, ladder=own.ladder)
    assert again == own
    rows = as_rows(own, language)
    assert meaning(from_rows(from_csv(as_csv(rows, language)), own, language)) == meaning(own)
    assert meaning(from_rows(from_xlsx(as_xlsx(rows, "x")), own, language)) == meaning(own)


def test_rows_have_one_rule_each_under_words_of_the_reader() -> None:
    head, *rows = as_rows(DE.table, "de")
    assert len(rows) == len(DE.table.rules)
    row = dict(zip(head, next(r for r in rows if r[0] == "voucher-wait"), strict=True))
    assert {key: one for key, one in row.items() if one is not None} == {
        "Regel": "voucher-wait",
        "Abhilfe": "Gutschein",
        "Grundlage": "Kulanz",
        "Grenze AG": D(10),
        "Grenze SA": D(25),
        "Grenze TL": D(50),
        "Grenze CM": D(150),
        "Grenze GF": "unbegrenzt",
        "Wartezeit in Sekunden": "> 900",
        "Quelle": "source case 003: more than 15 minutes in the queue",
    }
    reduction = next(r for r in rows if r[0] == "price_reduction-faulty")
    assert dict(zip(head, reduction, strict=True))["Grenze AG"] == "20; 10 %"


def test_no_two_columns_share_their_words_in_any_language() -> None:
    facts = [fact.name for fact in FACTS.values() if fact.decides]
    every = [(one, "") for one in PLAIN] + [("limit", role) for role in DE.table.roles]
    every += [(kind, name) for kind in ("when", "evidence") for name in facts]
    said = [{heading(one, language).casefold() for language in LANGUAGES} for one in every]
    assert sum(map(len, said)) == len(set.union(*said))


HEAD = (
    "Rule",
    "Oplossing",
    "Grundlage",
    "Grenze AG",
    "limit SA",
    "fault",
    "wait_seconds",
    "amount of this remedy",
    "evidence item.kept",
    "Gilt ab",
    "Gilt bis",
    "Schließt aus",
    "Vier Augen über",
    "Bucht",
)
GOOD: dict[str, Entry] = {
    "Rule": "v",
    "Oplossing": "voucher",
    "Grundlage": "goodwill",
    "Grenze AG": "10",
    "limit SA": "20",
    "fault": "company",
}
SMALL = replace(
    DE.table,
    remedies={"voucher": DE.table.remedies["voucher"]},
    rules=(),
)


def sheet(*rows: dict[str, Entry]) -> list[tuple[Entry, ...]]:
    return [HEAD, *(tuple(row.get(name) for name in HEAD) for row in rows)]


def test_numbers_are_read_as_the_language_writes_them() -> None:
    german = {**GOOD, "Grenze AG": "6,95; 2,5 %", "limit SA": "1000", "wait_seconds": "> 1,5, 3"}
    rule = from_rows(sheet(german), SMALL, "de").rules[0]
    assert (rule.limits["AG"], rule.limits["SA"]) == (Limit(D("6.95"), D("2.5")), Limit(D(1000)))
    waits = [one for one in rule.when.cells if one.fact.name == "wait_seconds"]
    assert waits[0].text == "> 1.5, 3"
    english = {**GOOD, "wait_seconds": "2,3", "limit SA": D("20.5")}
    rule = from_rows(sheet(english), SMALL, "en").rules[0]
    assert len(rule.when.cells[1].spans) == 2
    assert rule.limits["SA"] == Limit(D("20.5"))


WRONG: list[tuple[dict[str, Entry], str, str, int | None]] = [
    ({"Grenze AG": "ten"}, "bad_number", "Grenze AG", None),
    ({"Grenze AG": "1.000"}, "two_numbers", "Grenze AG", None),
    ({"Grenze AG": "-1"}, "bad_number", "Grenze AG", None),
    ({"Grenze AG": D(-1)}, "bad_number", "Grenze AG", None),
    ({"Grenze AG": "1e9"}, "bad_number", "Grenze AG", None),
    ({"Grenze AG": "9" * 30}, "bad_number", "Grenze AG", None),
    ({"Grenze AG": "1; 2"}, "bad_limit", "Grenze AG", None),
    ({"Grenze AG": "30"}, "limit_order", "limit SA", None),
    ({"Grenze AG": None, "limit SA": None}, "limit_or_forbids", "limit", None),
    ({"Schließt aus": "ja"}, "limit_or_forbids", "Grenze AG", None),
    ({"Schließt aus": "vielleicht"}, "bad_yes_no", "Schließt aus", None),
    ({"fault": "company, nobody"}, "bad_values", "fault", 9),
    ({"wait_seconds": "> 900, > x"}, "bad_number_condition", "wait_seconds", 9),
    ({"amount of this remedy": "[5..2]"}, "bad_number_condition", "amount of this remedy", 0),
    ({"evidence item.kept": "maybe"}, "bad_values", "evidence item.kept", 0),
    ({"Gilt ab": "31.1.2026"}, "bad_date", "Gilt ab", None),
    (
        {"Gilt ab": date(2026, 2, 1), "Gilt bis": "2026-01-01"},
        "until_before_since",
        "Gilt bis",
        None,
    ),
    ({"Vier Augen über": "viel"}, "bad_number", "Vier Augen über", None),
    ({"Bucht": "XX"}, "unknown_code", "Bucht", None),
    ({"Oplossing": "gift"}, "unknown_code", "Oplossing", None),
    ({"Grundlage": "law"}, "unknown_code", "Grundlage", None),
    ({"Rule": " "}, "is_missing", "Rule", None),
]


@pytest.mark.parametrize(("change", "code", "column", "position"), WRONG)
def test_what_is_wrong_has_a_place(
    change: dict[str, Entry], code: str, column: str, position: int | None
) -> None:
    second = {**GOOD, "Rule": "w", **change}
    with pytest.raises(BadSheet) as caught:
        from_rows(sheet(GOOD, second), SMALL, "de")
    found = caught.value
    assert (found.code, found.row, found.column, found.position) == (code, 3, column, position)
    for language in LANGUAGES:
        assert "{" not in explain_bad_sheet(found, language)


def test_an_error_as_a_sentence() -> None:
    with pytest.raises(BadSheet) as caught:
        from_rows(sheet({**GOOD, "wait_seconds": "> 900, > x"}), SMALL, "de")
    assert explain_bad_sheet(caught.value, "de") == (
        "Zeile 2, Spalte „wait_seconds“, Zeichen 10: > 900, > x ist nicht lesbar. "
        "Schreiben Sie zum Beispiel > 900, <= 50, [10..20], not(5), any."
    )


@pytest.mark.parametrize(
    ("rows", "code", "row", "column"),
    [
        ([], "no_rows", 0, ""),
        ([("Rule", "Remedy")], "no_column", 1, "basis"),
        ([(*HEAD, "mood")], "unknown_column", 1, "mood"),
        ([(*HEAD, "conversation.insult_or_shouting")], "unknown_column", 1, None),
        ([(*HEAD, "Regel")], "column_twice", 1, "Regel"),
        (sheet(GOOD, GOOD), "id_twice", 3, "Rule"),
        ([*sheet(GOOD), (*(None for _ in HEAD), "left over")], "unknown_column", 3, ""),
        (sheet(), "refused", 0, ""),
    ],
)
def test_what_is_wrong_with_the_whole(rows: Any, code: str, row: int, column: str | None) -> None:
    with pytest.raises(BadSheet) as caught:
        from_rows(rows, SMALL, "en")
    assert (caught.value.code, caught.value.row) == (code, row)
    assert column is None or caught.value.column == column
    assert "{" not in explain_bad_sheet(caught.value, "nl")


def test_csv_of_german_spreadsheets_and_no_formula_in_it() -> None:
    rows: list[tuple[Entry, ...]] = [("id", "source"), (D("6.95"), "=1+1"), ("-", "'=x")]
    raw = as_csv(rows, "de")
    assert raw.decode("utf-8-sig") == "id;source\r\n6,95;'=1+1\r\n'-;'=x\r\n"
    assert as_csv(rows, "en").decode("utf-8-sig").splitlines()[1] == "6.95,'=1+1"
    assert from_csv(raw) == (("id", "source"), ("6,95", "=1+1"), ("-", "=x"))
    assert from_csv("a\tb\nä\tc".encode("cp1252")) == (("a", "b"), ("ä", "c"))


def workbook(*rows: Sequence[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_condition_that_looks_like_a_formula_stays_text() -> None:
    raw = as_xlsx([("wait_seconds",), ("= 5",)], "x")
    assert load_workbook(BytesIO(raw)).worksheets[0]["A2"].data_type == "s"
    assert from_xlsx(raw) == (("wait_seconds",), ("= 5",))


def test_kinds_of_cells() -> None:
    raw = workbook(["id", 5, 6.95, True, date(2026, 1, 31), None])
    assert from_xlsx(raw) == (("id", D(5), D("6.95"), True, date(2026, 1, 31)),)
    book = Workbook()
    one = book.worksheets[0].cell(1, 1, 0.1)
    one.number_format = "0%"
    out = BytesIO()
    book.save(out)
    assert from_xlsx(out.getvalue()) == (("10 %",),)


def bomb(unpacked: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"0" * unpacked)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"no workbook", "unreadable"),
        (bomb(1000), "unreadable"),
        (bomb(21 * 1024 * 1024), "too_large"),
        (b"x" * (2 * 1024 * 1024 + 1), "too_large"),
        (workbook(["id"], ["=1+1"]), "formula"),
        (workbook(["id", *range(500)]), "too_many_columns"),
        (workbook(*([["id"]] * (MOST_ROWS + 2))), "too_many_rows"),
        (workbook(["id"])[:-100], "unreadable"),
    ],
)
def test_workbooks_that_are_refused(raw: bytes, code: str) -> None:
    with pytest.raises(BadSheet) as caught:
        from_xlsx(raw)
    assert caught.value.code == code
    assert "{" not in explain_bad_sheet(caught.value, "en")


def test_entities_that_grow_are_not_followed() -> None:
    """A billion laughs: each entity is ten times the one before."""
    laughs = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{"".join(laughs)}]>'
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook(["id"]))) as good, zipfile.ZipFile(out, "w") as parts:
        for name in good.namelist():
            text = good.read(name).decode()
            bad = head + text.replace("<t>id</t>", "<t>&a11;</t>")
            parts.writestr(name, bad if name == "xl/worksheets/sheet1.xml" else text)
    with pytest.raises(BadSheet) as caught:
        from_xlsx(out.getvalue())
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xff\x81\x8d", "unreadable"),
        (b'id\n"open', "unreadable"),
        (b"id\n" * (MOST_ROWS + 2), "too_many_rows"),
        (b"x" * (2 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_csv_that_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(BadSheet) as caught:
        from_csv(raw)
    assert caught.value.code == code
