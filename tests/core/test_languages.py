"""Detecting a language, folding letters, loading the packs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.languages import CODES, detect, either, fold, function_words


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Wo ist mein Paket?", "de"),
        ("Rücklastschrift?", "de"),
        ("Geld zurück!", "de"),
        ("Abzocke", "de"),
        ("Ich warte seit drei Wochen und niemand antwortet mir.", "de"),
        ("Waar blijft mijn bestelling", "nl"),
        ("pakketje kapot", "nl"),
        ("geld terug", "nl"),
        ("oplichting", "nl"),
        ("Ik wacht al drie weken en niemand geeft antwoord.", "nl"),
        ("Where is my parcel?", "en"),
        ("refund now", "en"),
        ("scam", "en"),
        ("I've been waiting for three weeks and nobody answers.", "en"),
        ("", "en"),
        ("4711 / 12,00", "en"),
    ],
)
def test_sentences_and_fragments(text: str, code: str) -> None:
    assert detect(text) == code


def test_a_quoted_mail_below_does_not_decide() -> None:
    answer = "Danke, das hilft.\n" + "> Thank you for your message, we will look into it.\n" * 20
    assert detect(answer) == "de"


def test_only_quoted_lines_still_have_a_language() -> None:
    assert detect("> Waar blijft mijn pakket?\n> Ik wacht al weken.") == "nl"


@given(st.text(max_size=300))
def test_any_text_has_one_of_our_languages(text: str) -> None:
    assert detect(text) in CODES


def test_function_words_belong_to_their_language() -> None:
    assert {"und", "nicht"} <= function_words("de")
    assert {"en", "niet"} <= function_words("nl")
    assert {"and", "not"} <= function_words("en")


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Rückgabe", "rueckgabe"),
        ("Ru\u0308ckgabe", "rueckgabe"),
        ("Straße", "strasse"),
        ("B e t r u g", "betrug"),
        ("Be\u200btr\u00adug", "betrug"),
        ("Ｂｅｔｒｕｇ", "betrug"),
        ("B.e.t.r.u.g", "betrug"),
        ("Ве­trug", "betrug"),
        ("„ja“  –\tnein", '"ja" - nein'),
    ],
)
def test_folding_undoes_disguises(written: str, folded: str) -> None:
    assert fold(written, "de").text == folded


def test_folding_keeps_other_languages_apart() -> None:
    assert fold("coördinator Ü", "nl").text == "coordinator u"


def test_folding_leads_back_to_the_words_as_written() -> None:
    text = "Das ist B e t r u g, sage ich."
    folded = fold(text, "de")
    start = folded.text.index("betrug")
    first, last = folded.raw(start, start + len("betrug"))
    assert text[first:last] == "B e t r u g"
    assert folded.raw(3, 3) == (0, 0)


@given(st.text(max_size=200))
def test_every_folded_letter_has_its_place(text: str) -> None:
    folded = fold(text, "de")
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= place < len(text) for place in folded.origin)


def test_patterns_stop_at_the_edges_of_words() -> None:
    pattern = either(["ware"], "de")
    found = [match.group() for match in pattern.finditer("software ware warenwert")]
    assert found == ["ware"]
    assert either(["mahnung~gebühr"], "de").search("mahnung und gebuehr")
    assert not either(["mahnung~gebühr"], "de").search("mahnung! und gebuehr")


def test_no_patterns_find_nothing() -> None:
    assert not either([], "de").search("irgendetwas")
