"""Which template fits what was told, what a clause speaks of, and a case joined with a template."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import effort
from kulanz.case import LanguageCode, Utterance
from kulanz.chain.chain import Chain
from kulanz.chain.filling import Match, match, recognised, suggest
from kulanz.chain.formulas import parse
from kulanz.chain.joining import Addition, LeftOut, Promotable, filled, joined, matched, promotable
from kulanz.chain.notes.modelling import model_of
from kulanz.chain.notes.notation import parse_notation
from kulanz.chain.parts import Influence, Variable
from kulanz.chain.situations import clause, code_of
from kulanz.chain.templates import TEMPLATES, template
from kulanz.facts.transcript import parse_transcript
from kulanz.languages import CODES

HERE = Path(__file__).parent
PACK_OF: dict[LanguageCode, str] = {"de": "de_shop", "nl": "nl_shop", "en": "uk_shop"}
LETTERS = tomllib.loads((HERE / "chain_template_letters.toml").read_text(encoding="utf-8"))
STORIES = {
    "000_de_returned_debit": "returned_debit",
    "000_nl_returned_debit": "returned_debit",
    "000_en_returned_debit": "unpaid_direct_debit",
    "001_de_invoice": "purchase_on_invoice",
    "001_nl_invoice": "purchase_on_invoice",
    "001_en_invoice": "purchase_on_invoice",
    "002_en_entitled": "",
    "003_de_broken_parcel": "long_wait_broken_call",
    "003_nl_broken_parcel": "long_wait_broken_call",
    "003_en_broken_parcel": "long_wait_broken_call",
    "004_de_five_steps": "wrong_item",
}
DEMO = {
    "000_brandt": "returned_debit",
    "001_werkzeug": "purchase_on_invoice",
    "002_entitled": "late_delivery",
    "003_devries": "long_wait_broken_call",
    "004_petra": "wrong_item",
}


def first(lines: list[str], language: LanguageCode) -> str:
    found = suggest(lines, language, PACK_OF[language])
    return found[0].template.name if found else ""


def lines_of(texts: Iterator[str]) -> list[str]:
    return [one.text for text in texts for one in parse_transcript(text)]


@pytest.mark.parametrize(
    ("wanted", "language"), [(name, code) for name in LETTERS for code in LETTERS[name]]
)
def test_a_letter_suggests_its_template(wanted: str, language: LanguageCode) -> None:
    assert first([LETTERS[wanted][language]], language) == wanted


def test_the_letters_are_of_every_template_that_no_story_tells() -> None:
    assert {*LETTERS, *STORIES.values(), *DEMO.values()} - {""} == set(TEMPLATES)


@pytest.mark.parametrize("name", STORIES)
def test_a_story_suggests_its_template(name: str) -> None:
    path = HERE.parent / "stories" / f"{name}.toml"
    story = tomllib.loads(path.read_text(encoding="utf-8"))
    lines = lines_of(told["text"] for told in story["told"])
    assert first(lines, story["told"][0]["language"]) == STORIES[name]


@pytest.mark.parametrize("name", DEMO)
def test_a_case_of_the_demo_suggests_its_template(name: str) -> None:
    path = files("kulanz").joinpath("desk", "demo", "stories", f"{name}.toml")
    story = tomllib.loads(path.read_text(encoding="utf-8"))
    lines = lines_of(one["text"] for one in (*story["contact"], *story.get("note", ())))
    assert first(lines, story["customer"]["language"]) == DEMO[name]


@pytest.mark.parametrize("language", CODES)
def test_a_clause_of_a_template_is_never_taken_for_another(language: LanguageCode) -> None:
    wrong, missed, asked = [], 0, 0
    for name in TEMPLATES:
        known = template(name)
        for code in {code_of(thing.name) for thing in known.things}:
            for value in (True, False):
                found = match(clause(code, language, value=value), language, known)
                asked += 1
                missed += found is None
                if found not in {None, (code, value)}:
                    wrong.append((name, code, value, found))
    assert wrong == []
    assert missed <= asked // 20


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Ich habe die Ware nie bekommen", "de", ("delivery.received", False)),
        ("Die Ware ist angekommen", "de", ("delivery.received", True)),
        ("Das Konto war nicht gedeckt", "de", ("payment.covered", False)),
        ("Kundin will ihr Konto schließen", "de", ("account.close_wanted", True)),
        ("Das Konto kann nicht geschlossen werden", "de", ("account.closable", False)),
        ("Klant belt weer", "nl", ("contact.called_again", True)),
        ("Klant belt", "nl", None),
        ("De incasso is teruggeboekt", "nl", ("payment.debit_returned", True)),
        ("We did not send a payment reminder", "en", ("dunning.sent", False)),
        ("I want you to send a payment reminder", "en", None),
        ("The weather was bad", "en", None),
        ("", "en", None),
    ],
)
def test_what_a_clause_speaks_of(
    text: str, language: LanguageCode, found: tuple[str, bool] | None
) -> None:
    assert match(text, language, template("returned_debit")) == found


def test_questions_what_ifs_and_wishes_are_no_evidence() -> None:
    lines = [
        "Haben Sie die Ware erhalten?",
        "Hätten Sie den Verkäufer informiert, wäre der Betrag ausgebucht worden.",
        "Wenn die Ware angekommen wäre, hätte ich bezahlt.",
        "Ich möchte, dass der Betrag ausgebucht wird.",
        "Es ist nicht so, dass nicht gemahnt wurde.",
    ]
    assert recognised(lines, "de") == ()


def test_the_evidence_quotes_the_line_that_says_it_best() -> None:
    lines = [
        "Guten Tag.",
        "Der Artikel ist ja auch nicht angekommen, und das Paket fehlt mir sehr.",
    ]
    lines.append("Das Paket ist nicht angekommen.")
    found = recognised(lines, "de")
    assert found == (
        Match("delivery.received", False, "Der Artikel ist ja auch nicht angekommen", 2, 1.0),
    )
    suggestion = suggest(lines, "de", "de_shop")[0]
    assert (suggestion.template.name, suggestion.evidence) == ("goods_not_received", found)


def test_what_is_otherwise_than_usual_speaks_against_a_template() -> None:
    lines = ["Laut System wurde das Paket zugestellt."]
    assert [one.template.name for one in suggest(lines, "de", "de_shop")] == ["goods_not_received"]
    assert suggest([*lines, "Die Ware ist angekommen."], "de", "de_shop") == ()


def test_nothing_told_suggests_nothing() -> None:
    assert suggest([], "nl", "nl_shop") == ()
    assert suggest(["", "?!", "   "], "en", "uk_shop") == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=5), st.sampled_from(CODES))
def test_no_text_is_too_much(lines: list[str], language: LanguageCode) -> None:
    found = suggest(lines, language, PACK_OF[language])
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_twice_the_lines_are_at_most_twice_the_work() -> None:
    parts = ["die Ware %s", "das Paket %s", "Mahnung %s", "der Betrag %s ist offen"]
    lines = [", ".join(parts) % (one, one, one, one) for one in map(str, range(1000))]
    suggest(lines[:1], "de", "de_shop")
    some = effort(lambda: suggest(lines[:500], "de", "de_shop"))
    assert effort(lambda: suggest(lines, "de", "de_shop")) < 2.2 * some


NOTE = """- Zahlart abgelehnt, weil Rücklastschrift
- Mahnung verschickt, weil Zustellung nicht geprüft wurde
- Zustellung nicht geprüft, weil das Formular fehlt
- Kundin weigert sich zu zahlen, weil Mahnung verschickt wurde
- Das Formular fehlt, weil der Drucker kaputt ist"""


def told_chain() -> Chain:
    told = parse_notation([Utterance(NOTE, "agent", 1)], "de")
    return model_of(told, "de").chain


def test_a_case_joined_with_its_template() -> None:
    told = told_chain()
    joint = filled(template("returned_debit"), "de_shop", told, language="de")
    label = {one.name: one.yes["de"] for one in told.variables}
    assert {label[name] for name in joint.free} == {"das Formular fehlt", "der Drucker ist kaputt"}
    form, printer = sorted(joint.free, key=lambda name: label[name])
    by_name = joint.chain.by_name
    assert by_name["delivery.checked"].equation == parse(f"~{form}")
    assert by_name[form].equation == parse(printer)
    assert by_name[form].t <= by_name["delivery.checked"].t
    assert joint.left_out == (LeftOut("payment.refused", ("dunning.sent",)),)
    assert [trouble for trouble in joint.chain.check() if trouble.hard] == []
    assert by_name["payment.debit_returned"].status == "fact"
    assert by_name["account.close_wanted"].status == "hypothesis"
    assert joint.chain.actions == template("returned_debit").chain("de_shop", language="de").actions


def test_a_verified_fact_outweighs_what_was_told() -> None:
    joint = filled(
        template("returned_debit"),
        "de_shop",
        told_chain(),
        facts={"delivery.checked": True},
        language="de",
    )
    one = joint.chain.by_name["delivery.checked"]
    assert (one.actual, one.status) == (True, "fact")


def test_a_told_opposite_turns_links_and_signs() -> None:
    told = Chain(
        variables=(
            Variable("n1", yes={"en": "The goods have not arrived"}, status="claim"),
            Variable("n2", yes={"en": "The neighbour was away"}),
            Variable("n3", parse("n1 & n2"), yes={"en": "The dog barks"}),
            Variable("n4", parse("n2"), actual=False, yes={"en": "We sent a payment reminder"}),
        ),
        influences=(Influence("n1", "n3"), Influence("n1", "n2", "-"), Influence("n1", "n1")),
    )
    known = template("goods_not_received")
    matches = matched(known, told, "en")
    assert matches == {"n1": ("delivery.received", False)}
    joint = filled(known, "uk_shop", told, language="en")
    by_name = joint.chain.by_name
    assert joint.free == ("n2", "n3", "n4")
    assert by_name["n3"].equation == parse("~delivery.received & n2")
    assert (by_name["delivery.received"].actual, by_name["delivery.received"].status) == (
        False,
        "claim",
    )
    assert by_name["n3"].t == by_name["delivery.received"].t
    assert joint.chain.influences[-2:] == (
        Influence("delivery.received", "n3", "-"),
        Influence("delivery.received", "n2", "+"),
    )


def test_reasons_are_added_as_alternatives_or_as_what_prevents() -> None:
    chain = Chain((Variable("a"), Variable("b", parse("a")), Variable("c", parse("b"), t=2)))
    told = Chain(
        (
            Variable("x"),
            Variable("nb", parse("x")),
            Variable("nc", parse("~x"), actual=False),
            Variable("na", parse("nb")),
        )
    )
    matches = {"nb": ("b", True), "nc": ("c", False), "na": ("a", True)}
    joint = joined(chain, told, matches)
    equations = {one.name: one.equation for one in joint.chain.variables}
    assert equations == {"a": None, "b": parse("a | x"), "c": parse("b & x"), "x": None}
    assert joint.left_out == (LeftOut("a", ("b",)),)


def test_what_happened_again_is_the_second_of_the_template() -> None:
    told = Chain(
        (
            Variable("n1", yes={"en": "Customer calls again"}),
            Variable("n1.2", yes={"en": "Customer calls again (2)"}),
            Variable("n1.3", yes={"en": "Customer calls again (3)"}),
        )
    )
    assert matched(template("wrong_information"), told, "en") == {
        "n1": ("contact.called_again", True),
        "n1.2": ("contact.called_again#2", True),
        "n1.3": ("contact.called_again", True),
    }


def test_a_free_name_that_the_template_has_is_renamed() -> None:
    chain = Chain((Variable("a"), Variable("b", parse("a"))))
    joint = joined(chain, Chain((Variable("a", yes={"en": "Something else"}),)), {})
    assert joint.free == ("told:a",)
    assert [one.name for one in joint.chain.variables] == ["a", "b", "told:a"]


def test_additions_that_come_again_can_be_promoted() -> None:
    additions = [
        Addition("1", "goods_not_received", "Der Nachbar war verreist", "de"),
        Addition("2", "goods_not_received", "Nachbar verreist", "de"),
        Addition("2", "goods_not_received", "der Nachbar war verreist", "de"),
        Addition("3", "wrong_item", "Der Nachbar war verreist", "de"),
        Addition("4", "goods_not_received", "Der Hund bellte", "de"),
    ]
    wanted = Promotable("goods_not_received", "Der Nachbar war verreist", "de", ("1", "2"))
    assert promotable(additions) == (wanted,)
    assert promotable(additions, least=3) == ()
