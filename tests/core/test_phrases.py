"""The library of sentences: complete in every language, filled without logic, clean of errors."""

import re
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.case import LANGUAGES, LanguageCode
from kulanz.languages import pack
from kulanz.protocol import PLACEHOLDERS, Phrase, fill, lint, phrase, phrase_steps, variants

EVERY = [
    (step, language, number)
    for step in phrase_steps()
    for language in LANGUAGES
    for number in range(len(variants(step, language)))
]
VALUES: dict[LanguageCode, dict[str, str]] = {
    "de": {
        "date": "12. März",
        "date2": "19. März",
        "our_date": "12. März",
        "their_date": "9. März",
    },
    "nl": {
        "date": "12 maart",
        "date2": "19 maart",
        "our_date": "12 maart",
        "their_date": "9 maart",
    },
    "en": {
        "date": "12 March",
        "date2": "19 March",
        "our_date": "12 March",
        "their_date": "9 March",
    },
}
COMMON = {"time": "14:30", "t1": "14:00", "t2": "15:00", "wait": "20", "hours": "4"}


def values(language: LanguageCode) -> dict[str, str]:
    return dict.fromkeys(PLACEHOLDERS, "Xyz") | COMMON | VALUES[language]


def test_the_library_has_every_step_of_the_conversation() -> None:
    ids = [pack("en", "phrases")[step]["id"] for step in phrase_steps()]
    numbers = {re.match(r"P(\d\d)", code)[1] for code in ids}  # type: ignore[index]
    assert numbers == {f"{n:02}" for n in range(1, 27)}
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_steps_variants_and_placeholders(
    language: LanguageCode,
) -> None:
    names = re.compile(r"\{(\w+)\}")
    shape = {
        step: (
            pack(code, "phrases")[step]["id"],
            [set(names.findall(v)) for v in variants(step, code)],
        )
        for code in (language,)
        for step in pack(code, "phrases")
    }
    english = {
        step: (
            pack("en", "phrases")[step]["id"],
            [set(names.findall(v)) for v in variants(step, "en")],
        )
        for step in pack("en", "phrases")
    }
    assert shape == english


def test_the_allowed_placeholders_are_those_of_the_library_and_two_for_names() -> None:
    used = {
        n for s in phrase_steps() for v in variants(s, "de") for n in re.findall(r"\{(\w+)\}", v)
    }
    assert used | {"name", "customer"} == PLACEHOLDERS


@pytest.mark.parametrize(("step", "language", "number"), EVERY)
def test_a_filled_phrase_has_no_gap_and_no_error(
    step: str, language: LanguageCode, number: int
) -> None:
    said = phrase(step, language, values(language), number)
    assert said.missing == ()
    assert not set("{}[…") & set(said.text)
    kind = "note" if pack(language, "phrases")[step].get("to") == "agent" else "reply"
    found = lint(said.text, language=language, kind="note" if kind == "note" else "reply")
    assert [(f.code, f.quote) for f in found if f.level == "E"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_missing_values_are_visible_gaps_and_listed(language: LanguageCode) -> None:
    said = phrase("recap", language, {"event": "X", "fact": " ", "wish": "Y"})
    assert said.missing == ("date", "fact", "open")
    assert said.text.count("[…]") == 3


def test_the_first_variant_fits_every_case_and_variants_wrap_around() -> None:
    assert phrase("empathy", "de").text == "Dass Sie das ärgert, verstehe ich gut."
    assert len(variants("empathy", "de")) == 3
    assert phrase("empathy", "nl", variant=3) == phrase("empathy", "nl", variant=0)


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(KeyError, match="small_talk"):
        phrase("small_talk", "en")


@pytest.mark.parametrize(
    "template",
    [
        "{{ date }}",
        "{{date}}",
        "{% include 'x' %}",
        "{date.__class__}",
        "{date.__class__.__mro__}",
        "{date!r}",
        "{date:>1000000}",
        "{0}",
        "{}",
        "{ date }",
        "{DATE}",
        "{password}",
        "{",
        "}",
        "%(date)s ${date",
    ],
)
def test_s19_what_only_looks_like_a_template_stays_text(template: str) -> None:
    assert fill(template, {"date": "Freitag", "password": "geheim"}) == Phrase(template)


def test_a_value_is_never_looked_into_again() -> None:
    said = fill("{name}: {date}", {"name": "{date} {{date}}", "date": "Freitag"})
    assert said == Phrase("{date} {{date}}: Freitag")


def test_a_gap_is_listed_once() -> None:
    assert fill("{date} {agent} {date}", {}) == Phrase("[…] […] […]", ("date", "agent"))


@given(st.text(), st.dictionaries(st.text(ascii_lowercase, max_size=8), st.text(max_size=30)))
def test_filling_never_fails(template: str, given_values: dict[str, str]) -> None:
    assert set(fill(template, given_values).missing) <= PLACEHOLDERS


@given(st.text(alphabet="{}abdet_ %.0", max_size=200))
def test_filling_touches_nothing_but_allowed_names(template: str) -> None:
    said = fill(template, {name: f"<{name}>" for name in PLACEHOLDERS})
    back = re.sub(r"<(\w+)>", r"{\1}", said.text)
    assert back == template
