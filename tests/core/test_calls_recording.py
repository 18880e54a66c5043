"""Recording: who is asked, who is told, and that a no is a no."""

import itertools

import pytest

from kulanz.calls.recording import (
    ANSWERS,
    COUNTRIES,
    Answer,
    load_rule,
    recording,
    recording_rule,
)
from kulanz.case import LANGUAGES
from kulanz.countries import PACKS, profile
from kulanz.countries.reader import PackError

# may it run, must they be asked, must they be told
EXPECTED: dict[tuple[str, Answer], tuple[bool, bool, bool]] = {
    ("DE", "none"): (False, True, False),
    ("DE", "asked"): (False, True, False),
    ("DE", "agreed"): (True, False, False),
    ("DE", "refused"): (False, False, False),
    ("NL", "none"): (False, False, True),
    ("NL", "asked"): (True, False, False),
    ("NL", "agreed"): (True, False, False),
    ("NL", "refused"): (False, False, False),
    ("GB", "none"): (False, False, True),
    ("GB", "asked"): (True, False, False),
    ("GB", "agreed"): (True, False, False),
    ("GB", "refused"): (False, False, False),
}


@pytest.mark.parametrize(("country", "answer"), list(itertools.product(COUNTRIES, ANSWERS)))
def test_each_country_after_each_answer(country: str, answer: Answer) -> None:
    found = recording([country], answer, "en")
    assert (found.may_record, found.must_ask, found.must_tell) == EXPECTED[country, answer]


def test_the_strictest_country_of_a_call_counts_in_any_order() -> None:
    for pair in itertools.permutations(["DE", "NL"]):
        assert recording(pair, "asked", "nl").must_ask
    assert recording(["NL", "GB"], "asked", "nl").may_record


def test_where_nobody_knows_the_rule_we_ask() -> None:
    for countries in ([], ["FR"], ["NL", "FR"]):
        assert recording(countries, "none", "en").must_ask
    assert recording_rule("FR") == recording_rule("DE")


def test_there_is_a_sentence_in_every_language_as_long_as_something_must_be_said() -> None:
    for country, answer, language in itertools.product(COUNTRIES, ANSWERS, LANGUAGES):
        found = recording([country], answer, language)
        assert bool(found.sentence) == (found.must_ask or found.must_tell)
    sentences = {recording_rule("DE").ask[language] for language in LANGUAGES}
    assert len(sentences) == len(LANGUAGES)


def test_asking_is_a_question_and_telling_is_none() -> None:
    for country in COUNTRIES:
        rule = recording_rule(country)
        is_question = rule.consent == "everybody"
        assert ["?" in rule.ask[language] for language in LANGUAGES] == [is_question] * 3


def test_every_rule_names_its_law_and_its_country() -> None:
    laws = {country: recording_rule(country).sources[0].law for country in COUNTRIES}
    assert laws == {
        "DE": "§ 201 StGB",
        "GB": "Investigatory Powers (Interception by Businesses etc.) Regulations 2018 "
        "(SI 2018/356)",
        "NL": "art. 139a, 139c Sr",
    }
    assert [recording_rule(country).country for country in COUNTRIES] == list(COUNTRIES)


def test_every_country_pack_has_its_rule() -> None:
    countries = {profile(name).country for name in PACKS}
    assert {recording_rule(country).country for country in countries} == countries


GOOD = """
country = "XX"
consent = "one_side"
[[sources]]
law = "law"
says = "words"
[ask]
de = "a"
nl = "b"
en = "c"
"""


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (GOOD.replace("one_side", "nobody"), "xx.consent"),
        (GOOD.replace('nl = "b"', ""), "xx.ask.nl"),
        (GOOD.replace('law = "law"', ""), "xx.sources.law"),
        (GOOD.replace("[[sources]]", "[other]"), "xx.other"),
        (GOOD + 'fr = "d"', "xx.ask.fr"),
        (GOOD.replace('[[sources]]\nlaw = "law"\nsays = "words"', "sources = []"), "xx.sources"),
        ("=", "xx"),
    ],
)
def test_a_bad_rule_is_refused_by_its_key(wrong: str, key: str) -> None:
    assert load_rule(GOOD, "xx").country == "XX"
    with pytest.raises(PackError, match=f"^{key}: "):
        load_rule(wrong, "xx")
