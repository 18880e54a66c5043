"""The sentences of the answers, in every language."""

import re
from fractions import Fraction
from typing import Any

import pytest

from kulanz.case import LanguageCode, Reason
from kulanz.chain.answers import (
    Breaker,
    Cause,
    Departure,
    Loop,
    OpenQuestion,
    Trouble,
    Why,
)
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import parse
from kulanz.chain.parts import Influence, Need, Variable
from kulanz.chain.problems import BadModel
from kulanz.chain.saying import (
    breaker_sentence,
    deadlock_sentence,
    had_sentence,
    headline_lines,
    loop_sentence,
    question_sentence,
    trouble_sentence,
    why_sentence,
)
from kulanz.languages import CODES, pack
from seed_cases import STORY, seed


def shape(value: Any) -> Any:
    """The keys with the places to fill in."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    return sorted(set(re.findall(r"{\w+}", value)))


def test_the_same_phrases_with_the_same_places_in_every_language() -> None:
    shapes = {code: shape(pack(code, "answers")) for code in CODES}
    assert shapes == dict.fromkeys(CODES, shapes["en"])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Angenommen, Kundin liest ihre Mails: dann gilt: keine Mahnung."),
        ("nl", "Stel dat dit zo was: klant leest haar mails. Dan geldt: geen aanmaning."),
        ("en", "Suppose she reads her mails: then no dunning letter."),
    ],
)
def test_what_would_change_and_what_stays(language: LanguageCode, text: str) -> None:
    stays = {
        "de": "Unverändert: Kundin ist wütend, weil weiterhin gilt: Konto bleibt gesperrt.",
        "nl": "Dit verandert niet: klant is boos, want dit blijft gelden: account blijft dicht.",
        "en": "Unchanged: she is angry, because it still holds: account stays blocked.",
    }
    found = had_sentence(STORY, STORY.had(reads_mails=True), language)
    assert found == f"{text} {stays[language]}"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "de",
            (
                "Angenommen, keine Mahnung: dann ändert sich nichts, weil weiterhin gilt: "
                "Konto bleibt gesperrt. Daraus folgt auch so: Kundin ist wütend."
            ),
        ),
        (
            "nl",
            (
                "Stel dat dit zo was: geen aanmaning. Dan verandert er niets, want dit blijft "
                "gelden: account blijft dicht. Daaruit volgt toch: klant is boos."
            ),
        ),
        (
            "en",
            (
                "Suppose no dunning letter: then nothing changes, because it still holds: "
                "account stays blocked. From this follows all the same: she is angry."
            ),
        ),
    ],
)
def test_nothing_changes_because(language: LanguageCode, text: str) -> None:
    assert had_sentence(STORY, STORY.had(dunned=False), language) == text


def test_nothing_changes_at_all() -> None:
    assert had_sentence(STORY, STORY.had(angry=False), "de") == (
        "Angenommen, Kundin ist ruhig: dann ändert sich nichts."
    )
    assert had_sentence(STORY, STORY.had(angry=True), "de") == (
        "So war es schon: Kundin ist wütend. Es ändert sich nichts."
    )


def test_a_told_value_against_its_reasons_stays_as_told() -> None:
    chain = Chain((Variable("a"), Variable("b", parse("a"), actual=False)))
    assert had_sentence(chain, chain.had(a=False), "en") == (
        "Suppose not so: a: then nothing changes. Unchanged, because it is told so: not so: b."
    )


def test_many_changes_are_counted() -> None:
    chain = seed("seed-000")
    assert had_sentence(chain, chain.had(debit_cleared=True), "de") == (
        "Angenommen, Lastschrift wurde eingelöst: dann gilt: nicht so: Rücklastschrift; Kundin "
        "hatte Anlass, sich früh zu melden; Kundin hat den Verkäufer kontaktiert; Kundin hat uns "
        "kontaktiert; Kundin hat sich früher gemeldet und 24 weitere."
    )


def test_the_suspicion_of_story_000_does_not_need_the_dunning_letter() -> None:
    chain = seed("seed-000")
    assert had_sentence(chain, chain.had(dunning_sent=False), "de") == (
        "Angenommen, nicht so: Mahnung verschickt: dann ändert sich nichts, weil weiterhin gilt: "
        "Kundin will das Konto schliessen (Trotz) und nicht so: Konto kann geschlossen werden. "
        "Daraus folgt auch so: Kundin wittert Abzocke."
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "de",
            (
                "Kundin ist wütend. Vermutlich zwei Gründe, jeder allein hätte genügt: "
                "Konto bleibt gesperrt und Mahnung ging raus."
            ),
        ),
        (
            "nl",
            (
                "Klant is boos. Vermoedelijk twee redenen, elk alleen was genoeg geweest: "
                "account blijft dicht en aanmaning is verstuurd."
            ),
        ),
        (
            "en",
            (
                "She is angry. Presumably two reasons, each alone would have sufficed: "
                "account stays blocked and dunning letter went out."
            ),
        ),
    ],
)
def test_two_reasons_one_of_them_only_supposed(language: LanguageCode, text: str) -> None:
    cause = Cause({"blocked": True, "dunned": True}, (), Fraction(1, 2), "hypothesis")
    assert why_sentence(STORY, Why("angry", (cause,)), language) == text


def test_what_was_needed_surely_and_presumably() -> None:
    chain = seed("seed-000")
    assert why_sentence(chain, chain.why("~can_order", budget=5), "de") == (
        "Nicht so: Kundin kann bestellen. "
        "Ohne das wäre es anders gekommen: nicht so: Kundin hat/will eine Kreditkarte. "
        "Fehlte nur eines davon, wäre es vermutlich anders gekommen: "
        "nicht so: Bankkonto war gedeckt, nicht so: Lastschrift wurde eingelöst, "
        "Rücklastschrift und Zahlart abgelehnt."
    )


def test_departures_from_the_norm_are_named_first() -> None:
    chain = Chain(
        (
            Variable("a"),
            Variable("b", norm=False),
            Variable("c", parse("a & b")),
        )
    )
    assert why_sentence(chain, chain.why("c"), "en") == (
        "C. Take away any one of these and it would have been otherwise: b and a."
    )


def test_what_stepped_in_more_than_two_reasons_and_many_of_them() -> None:
    chain = Chain(tuple(Variable(name) for name in "abcd"))
    alone = Cause({"a": True}, ("b",), Fraction(1, 2), "fact")
    three = Cause({"a": True, "b": True, "c": True}, (), Fraction(1, 3), "fact")
    assert why_sentence(chain, Why("d", (alone, three, three, three)), "en") == (
        "D. This brought it about, although something else would have done so otherwise: a. "
        "3 reasons, each alone would have sufficed: a, b and c. "
        "3 reasons, each alone would have sufficed: a, b and c. And one more of this kind."
    )


def test_an_answer_that_is_not_whole_says_so() -> None:
    one = (Cause({"dunned": True}, (), Fraction(1), "fact"),)
    needed = "She is angry. Without this it would have been otherwise: dunning letter went out. "
    assert why_sentence(STORY, Why("angry", one, complete=False, more=7), "en") == (
        needed + "At least 7 more causes are not listed here."
    )
    assert why_sentence(STORY, Why("angry", one, complete=False), "en") == (
        needed + "The search took too long: there may be more causes."
    )


def test_no_cause_and_no_effect() -> None:
    assert why_sentence(STORY, Why("blocked", ()), "de") == (
        "Konto bleibt gesperrt. Eine Ursache dafür ist nicht erzählt."
    )
    assert why_sentence(STORY, Why("~angry", ()), "de") == "Das ist nicht so: Kundin ist ruhig."


def test_headline_lines_say_how_sure_they_are_and_no_share() -> None:
    chain = seed("seed-000")
    assert headline_lines(chain, chain.headline("~solved3", budget=5), "en") == (
        "Carrier/seller: not so: Kundin hat die Ware erhalten (as stated)",
        "Customer: not so: Bankkonto war gedeckt",
        "Customer: not so: Kundin liest ihre Mails (an opinion)",
        "Customer: not so: Kundin hat den Verkäufer kontaktiert",
        "Customer: not so: Kundin hat uns kontaktiert",
        "Customer: Opfertyp: die anderen sind schuld (an opinion)",
        "Customer: Kundin wird persönlich",
        "Agent 1: not so: Agentin bietet E-Mail statt Diskussion an",
        "Agent 2: bekommt falsche Informationen (2) (presumably)",
        "Agent 3: bekommt falsche Informationen (3) (presumably)",
    )
    angry = Departure("angry", True, "customer", 2, Fraction(1, 2), "emotion")
    assert headline_lines(STORY, [angry], "nl") == ("Klant: klant is boos (een indruk)",)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Kundin oder Kunde (Schritt 2): Kundin liest ihre Mails. Das hätte es abgewendet."),
        ("nl", "Klant (stap 2): klant leest haar mails. Dat had het voorkomen."),
        ("en", "Customer (step 2): she reads her mails. This would have prevented it."),
    ],
)
def test_who_could_have_broken_it(language: LanguageCode, text: str) -> None:
    breaker = Breaker("reads_mails", True, "customer", 2, known=True)
    assert breaker_sentence(STORY, breaker, language) == text


def test_what_they_waited_for_and_nobody() -> None:
    waiting = Breaker("dunned", False, "company:billing", 4, known=False, needed=("reads_mails",))
    assert breaker_sentence(STORY, waiting, "en") == (
        "We (billing) (step 4): no dunning letter. This would have prevented it, "
        "but was possible only with: she reads her mails."
    )
    assert breaker_sentence(STORY, None, "nl") == "Niemand alleen had het kunnen voorkomen."


def test_circles() -> None:
    vicious = Loop("R", ("angry", "calls_again"))
    balancing = Loop("B", ("load", "staff"))
    assert loop_sentence(vicious, "de", STORY) == (
        "Teufelskreis (R, verstärkt sich selbst): Kundin ist wütend → calls again → "
        "Kundin ist wütend."
    )
    assert loop_sentence(vicious, "nl", names={"angry": "boosheid", "calls_again": "bellen"}) == (
        "Vicieuze cirkel (R, versterkt zichzelf): boosheid → bellen → boosheid."
    )
    assert loop_sentence(balancing, "en") == (
        "Balancing circle (B, slows itself down): load → staff → load."
    )


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (OpenQuestion("blocked", "claim", 1), "Davon hängt eine Antwort ab."),
        (OpenQuestion("blocked", "claim", 3), "Davon hängen 3 Antworten ab."),
        (
            OpenQuestion("blocked", "claim", 3, effect_too=True),
            "Davon hängt ab, ob es überhaupt dazu gekommen wäre.",
        ),
        (
            OpenQuestion("blocked", "claim", 3, complete=False),
            "Davon hängen mindestens 3 Antworten ab.",
        ),
        (
            OpenQuestion("blocked", "claim", 0, complete=False),
            "Was davon abhängt, ließ sich in der Zeit nicht ausrechnen.",
        ),
    ],
)
def test_open_questions(question: OpenQuestion, text: str) -> None:
    assert question_sentence(STORY, question, "de") == (
        f"Stimmt das: Konto bleibt gesperrt? {text}"
    )


def trouble(code: str, *names: str, line: int = 0) -> Trouble:
    return Trouble(Reason(f"chain.{code}", {}), names, line)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (
            trouble("time_order", "angry", "dunned", line=4),
            (
                "Line 4: The cause comes later than its effect: she is angry → dunning letter went "
                "out."
            ),
        ),
        (
            trouble("differs", "reads_mails"),
            "What is told: she reads no mails. From the reasons given follows the opposite.",
        ),
        (
            trouble("no_difference", "dunned", "angry"),
            "This never makes a difference here: dunning letter went out → she is angry.",
        ),
        (
            trouble("each_alone", "angry", "dunned", "blocked"),
            (
                "Several reasons; without any one of them it would still be so: she is angry. "
                "The reasons: dunning letter went out and account stays blocked."
            ),
        ),
        (
            trouble("not_sufficient", "angry", "dunned"),
            "The reasons given do not suffice, something is missing: she is angry.",
        ),
        (trouble("orphan", "blocked"), "This is connected to nothing: account stays blocked."),
        (BadModel("duplicate", ["dunned"], line=2), "Line 2: “dunned” exists twice."),
        (BadModel("unknown_name", ["x"], where="y"), "There is no “x” in the model."),
        (
            BadModel("cycle", ["angry", "dunned", "angry"]),
            (
                "This is a circle, each would be a cause of itself: she is angry → dunning letter "
                "went out → she is angry. What repeats needs an item of its own for each contact."
            ),
        ),
        (BadModel("formula", ["a &"], line=3), "Line 3: This equation cannot be read: a &"),
        (BadModel("not_json", line=1), "Line 1: This is not readable JSON."),
        (
            BadModel("shape", ["variables.a.t"]),
            "This does not have the shape of a model: variables.a.t",
        ),
        (
            BadModel("which_case", ["one", "two"]),
            "The file holds several cases; name one of them: one, two",
        ),
        (BadModel("brand_new", ["a"]), "The model is not right: a"),
    ],
)
def test_troubles(found: Trouble | BadModel, text: str) -> None:
    assert trouble_sentence(STORY, found, "en") == text


def test_without_a_chain_troubles_name_the_names() -> None:
    assert trouble_sentence(None, trouble("orphan", "dunned", line=1), "de") == (
        "Zeile 1: Das hängt mit nichts zusammen: dunned."
    )


@pytest.mark.parametrize("language", CODES)
def test_every_sentence_of_a_whole_chain_can_be_said(language: LanguageCode) -> None:
    chain = Chain(
        STORY.variables,
        (Influence("angry", "dunned"), Influence("dunned", "angry")),
        (Need("a", ("b",)), Need("b", ("a",))),
    )
    sentences = [
        *(
            had_sentence(chain, chain.had({one: not value}), language)
            for one, value in chain.values.items()
        ),
        *(why_sentence(chain, chain.why(one), language) for one in chain.by_name),
        *headline_lines(chain, chain.headline("angry"), language),
        *(breaker_sentence(chain, one, language) for one in chain.breakers("dunned")),
        *(loop_sentence(one, language, chain) for one in chain.loops().loops),
        *(deadlock_sentence(chain, one, (), language) for one in chain.deadlocks().knots),
        *(question_sentence(chain, one, language) for one in chain.open_questions("angry")),
        *(trouble_sentence(chain, one, language) for one in chain.check()),
    ]
    assert [one for one in sentences if "{" in one or "_" in one or not one[0].isupper()] == []
    assert len(sentences) == 14
