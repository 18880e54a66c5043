"""Sheets in words, and why a table cannot be used: said in every language, understood in any."""

import re

import pytest

from kulanz.authority.entries import At, BadSheet, text_of
from kulanz.authority.exchange import as_toml
from kulanz.authority.refusals import explain_pack_error
from kulanz.authority.rows import as_rows, from_rows
from kulanz.authority.saying import pack_words
from kulanz.authority.spoken import in_codes, in_words, name_of, named
from kulanz.case import LANGUAGES, LanguageCode
from kulanz.conditions import FACTS, cell, options
from kulanz.countries import BASES, PACKS, PackError, Table, authority_table, profile
from kulanz.languages import pack

DE = profile("de_shop")


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_hold_words_and_no_codes(language: LanguageCode) -> None:
    """Every value to choose from has a word, and the sheet has nothing but them."""
    head, *rows = as_rows(DE.table, language)
    words = pack(language, "conditions")
    spoken = {label: fact for fact, label in words["labels"].items()}
    codes = {
        (rule.id, cell.fact.name): cell
        for rule in DE.table.rules
        for cell in rule.when.cells
        if not cell.fact.ordered
    }
    shown = {}
    for row in rows:
        for name, entry in zip(head, row, strict=True):
            if entry is not None and (row[0], spoken.get(str(name))) in codes:
                shown[str(row[0]), spoken[str(name)]] = str(entry)
    assert shown.keys() == codes.keys()
    for key, text in shown.items():
        code, _stood = in_codes(text, FACTS[key[1]])
        assert code == codes[key].text
        listed = words["choices"].get(key[1], {})
        assert [
            one for one in listed if re.search(rf"\b{one}\b", text) and one not in listed[one]
        ] == []


@pytest.mark.parametrize("out", LANGUAGES)
@pytest.mark.parametrize("read", LANGUAGES)
def test_words_of_any_language_and_codes_are_understood(
    out: LanguageCode, read: LanguageCode
) -> None:
    for fact in (one for one in FACTS.values() if not one.ordered and one.decides):
        for text in (
            *options(fact),
            ", ".join(options(fact)),
            f"not({', '.join(options(fact)[:2])})",
        ):
            wanted = cell(text, fact)
            for said in (in_words(wanted, out), in_words(wanted, out).upper(), text):
                code, stood = in_codes(said, fact)
                assert cell(code, fact).choices == wanted.choices, said
                assert len(stood) == len(code) + 1
    for kind, codes in (("remedy", DE.table.remedies), ("basis", BASES)):
        assert [named(kind, name_of(kind, code, out)) for code in codes] == [*codes]
        assert [named(kind, code) for code in codes] == [*codes]
    rows = as_rows(DE.table, out)
    whole = [row[:3] for row in rows[1:]]
    assert [text_of(row[1]) for row in whole] == [
        name_of("remedy", rule.remedy, out) for rule in DE.table.rules
    ]
    numbers = {"en"} if "en" in {out, read} else {"de", "nl"}
    if {out, read} <= numbers:
        assert _rules(from_rows(rows, DE.table, read)) == _rules(DE.table)


def test_no_word_means_two_things() -> None:
    for fact in (one for one in FACTS.values() if not one.ordered):
        meant: dict[str, set[str]] = {}
        for language in LANGUAGES:
            words = pack(language, "conditions")
            listed = (
                words["words"] if fact.kind == "yes_no" else words["choices"].get(fact.name, {})
            )
            for code in options(fact):
                meant.setdefault(listed[code].lower(), set()).add(code)
            for code, word in (("not", "not"), ("any", "any")):
                meant.setdefault(words["words"][word].lower(), set()).add(code)
        assert {word: codes for word, codes in meant.items() if len(codes) > 1} == {}, fact.name
    for kind, codes in (("remedy", DE.table.remedies), ("basis", BASES)):
        said = {(name_of(kind, c, language).lower(), c) for c in codes for language in LANGUAGES}
        assert len({word for word, _code in said}) == len(said)


def test_the_place_of_a_mistake_is_that_in_the_words() -> None:
    fact = FACTS["fault"]
    with pytest.raises(BadSheet) as found:
        At(2, "x", "de", {}).condition(fact, "wir, beide, Wetter")
    assert (found.value.position, found.value.values["value"]) == (12, "wir, beide, Wetter")
    assert found.value.values["known"].startswith("wir, beide, der Paketdienst")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('basis = "goodwill"', 'basis = "luck"', "unknown", "rules.voucher-fault.basis"),
        ("AG = 10, SA = 25", "AG = 30, SA = 25", "limit_order", "rules.voucher-fault.limit.SA"),
        ("AG = 10", 'AG = "much"', "no_limit", "rules.voucher-fault.limit.AG"),
        ("AG = 10", "AG = -1", "no_number", "rules.voucher-fault.limit.AG"),
        ("limit = {", "limits = {", "unknown_key", "rules.voucher-fault.limits"),
        ('remedy = "voucher"', "remedy = 3", "wrong_kind", "rules.voucher-fault.remedy"),
        ('fault = "company', 'fault = "weather', "condition", "rules.voucher-fault.when.fault"),
        ("[second_look]", "[second_looks]", "unknown_key", "second_looks"),
        ("[second_look]", "[second_look", "not_toml", ""),
    ],
)
def test_what_is_wrong_with_a_table_is_said_in_words(
    old: str, new: str, code: str, place: str, language: LanguageCode
) -> None:
    rules, text = as_toml(DE.table).split("[[rules]]"), as_toml(DE.table)
    own = next(one for one in rules if 'id = "voucher-fault"' in one)
    part = own if old in own else text
    assert old in part
    changed = text.replace(part, part.replace(old, new, 1))
    with pytest.raises(PackError) as found:
        authority_table(changed, roles=DE.table.roles, ladder=DE.table.ladder, name="draft.toml")
    assert found.value.reason
    assert found.value.reason.code == f"pack.{code}"
    said = explain_pack_error(found.value, language)
    assert said.startswith(f"{place}: ") == bool(place)
    assert "{" not in said
    assert said != str(found.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_packs_have_names(language: LanguageCode) -> None:
    names = [pack_words(one, language) for one in PACKS]
    assert len({*names, *PACKS}) == 2 * len(PACKS)


def _rules(table: Table) -> list[tuple[object, ...]]:
    """The rules without the letters of their conditions."""
    return [
        (
            rule.id,
            rule.remedy,
            rule.basis,
            dict(rule.limits),
            rule.forbids,
            {(c.fact.name, c.choices, c.spans) for c in (*rule.when.cells, *rule.evidence.cells)},
        )
        for rule in table.rules
    ]
