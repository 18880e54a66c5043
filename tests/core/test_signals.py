"""Guards, disguises, bounds, and the rule that only the customer's words count."""

import time
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.case import Finding, LanguageCode, Speaker, Utterance
from kulanz.facts import parse_transcript
from kulanz.languages import CODES, fold
from kulanz.languages.remembered import LONGEST
from kulanz.languages.tables import has_words, learned
from kulanz.signals import (
    BEHAVIOURS,
    DECLARATIONS,
    STAGES,
    Heat,
    course,
    find_behaviours,
    find_declarations,
    heat,
)
from kulanz.signals.heard import MOST, features_of
from kulanz.signals.lexicon import SILENCED, fired


def codes(text: str, language: LanguageCode, speaker: Speaker = "customer") -> set[str]:
    said = (Utterance(text, speaker, 1),)
    return {f.code for f in (*find_declarations(said, language), *find_behaviours(said, language))}


@pytest.mark.parametrize("speaker", ["agent", "system", "third_party"])
def test_only_the_customers_words_count(speaker: Speaker) -> None:
    assert codes("Sie hören von meinem Anwalt, das ist Betrug!!!", "de", speaker) == set()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Das ist kein Betrug."),
        ("de", "Das ist bestimmt nicht so ein Saftladen, kein Saftladen."),
        ("de", "Ihr Kollege sagte, Sie hören von meinem Anwalt."),
        ("de", "In Ihrer Mail steht „Sie hören von meinem Anwalt“, mehr nicht."),
        ("nl", "Dit is geen oplichting."),
        ("nl", "Uw medewerker zei dat ik aangifte moest doen."),
        ("en", "This is no scam at all."),
        ("en", "Your agent said I should sue you."),
        ("en", 'Your mail says "see you in court today" for no reason.'),
    ],
)
def test_denied_reported_and_quoted_words_are_silent(language: LanguageCode, text: str) -> None:
    assert codes(text, language) == set()


def test_words_outvote_a_rule() -> None:
    text = "Habe ich als Stammkunde Anspruch auf den Rabatt?"
    assert fired(fold(text, "de").text, "de") == (("B03", 9),)
    assert codes(text, "de") == set()


def test_a_fragment_does_not_outvote_a_rule() -> None:
    text = "hij is stuk"
    weights = learned("signals", "nl")
    sums = weights.sums(features_of(text, fold(text, "nl").text, "nl"))
    assert sums[weights.classes.index("defect_notice")] < 0
    assert codes(text, "nl") == {"defect_notice"}


def test_danger_is_not_simply_outvoted() -> None:
    text = "The debate caught fire."
    weights = learned("signals", "en")
    sums = weights.sums(features_of(text, fold(text, "en").text, "en"))
    assert sums[weights.classes.index("safety")] < 0
    assert "safety" in codes(text, "en")


def test_languages_with_words_of_their_own() -> None:
    languages = (*CODES, cast("LanguageCode", "fr"))
    assert [has_words("signals", code) for code in languages] == [True, True, True, False]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "z. Hd. der Geschäftsführung\n\nIch habe eine Frage zur Lieferung."),
        ("nl", "Geachte klachtencommissie,\n\nIk heb een vraag over de bezorging."),
        ("en", "FAO the Managing Director\n\nI have a question about my delivery."),
    ],
)
def test_to_whom_a_letter_goes_asks_for_nobody(language: LanguageCode, text: str) -> None:
    assert find_declarations(parse_transcript(text), language) == ()


def test_a_sentence_is_no_address() -> None:
    said = parse_transcript("Hello, I am taking this to the ombudsman")
    assert [one.code for one in find_declarations(said, "en")] == ["adr"]


def test_scare_quotes_are_the_customers_own_words() -> None:
    assert codes("Das nenne ich „Abzocke“.", "de") == {"B16"}


def test_a_transcript_in_quotation_marks_is_still_said() -> None:
    assert codes("„Sie hören von meinem Anwalt!“", "de") == {"legal", "B10"}


@pytest.mark.parametrize(
    "text",
    [
        "Das ist B e t r u g hier.",
        "Das ist Be\u200btrug hier.",
        "Das ist Ｂｅｔｒｕｇ hier.",
        "Das ist B-e-t-r-u-g hier.",
        "DAS ist betrug hier.",
    ],
)
def test_s34_disguises_change_nothing_and_the_quote_stays_exact(text: str) -> None:
    said = (Utterance(text, "customer", 3),)
    assert find_behaviours(said, "de") == (Finding("B16", text, 3),)
    assert heat(said, "de") == Heat("loud", 2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ich gehe zur Schlichtungsstelle.", {"adr", "B10"}),
        ("Mein Nachbar ging zur Schlichtungsstelle.", set()),
        ("Mein Nachbar und ich gehen zur Schlichtungsstelle.", {"adr", "B10"}),
        ("Gibt es eine Schlichtungsstelle?", set()),
        ("Ich bringe mich um, wenn das so weitergeht.", {"self_harm", "B11", "B19"}),
        ("Wenn die Vase kaputt ist, melde ich mich.", set()),
        ("Die Vase ist kaputt.", {"defect_notice"}),
        ("In der Mail stand 'Sie hören von meinem Anwalt' und sonst nichts.", set()),
    ],
)
def test_an_intention_needs_its_own_person(text: str, found: set[str]) -> None:
    assert codes(text, "de") == found


def test_ten_thousand_threats_are_no_hotter_than_one() -> None:
    once = parse_transcript("Ich weiß, wo Sie arbeiten.")
    often = parse_transcript("Ich weiß, wo Sie arbeiten.\n" * 10_000)
    assert heat(often, "de") == heat(once, "de") == Heat("unreachable", 4)
    assert len(find_declarations(often, "de")) == MOST


def test_a_hit_across_a_line_break_is_quoted_from_its_own_line() -> None:
    mail = "Wenn das bis Freitag nicht geklärt ist, dann hören Sie von meinem\nAnwalt in Leipzig."
    assert find_declarations(parse_transcript(mail), "de") == (
        Finding("legal", "Wenn das bis Freitag nicht geklärt ist, dann hören Sie von meinem", 1),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ICH WARTE JETZT", {"B07"}),
        ("Meine IBAN bei der DKB AG", set()),
        ("Hallo!!!", {"B07"}),
        ("Hallo!", set()),
    ],
)
def test_loud_by_signs(text: str, found: set[str]) -> None:
    assert codes(text, "de") == found


def test_three_short_answers_are_a_withdrawal_into_silence() -> None:
    call = "\n".join(
        f"Agent: Frage {n}?\nKunde: {said}" for n, said in enumerate(("Ja.", "Hm.", "So."))
    )
    assert find_behaviours(parse_transcript(call), "de") == (Finding("B14", "So.", 6),)


def test_a_flood_of_words_is_one_of_a_call_not_of_a_mail() -> None:
    flood = "und dann kam der Mann " * 80
    call = f"Agent: Bitte.\nKunde: {flood.strip()}"
    assert [f.code for f in find_behaviours(parse_transcript(call), "de")] == ["B13"]
    assert find_behaviours(parse_transcript(flood), "de") == ()


def test_heat_falls_slowly_and_faster_with_cooperation() -> None:
    calm = "Agent: Ich prüfe das.\nKunde: Das Paket ist blau.\n"
    start = "Kunde: Das ist Betrug!\n"
    kind = "Agent: Ich prüfe das.\nKunde: Na gut, wie geht es jetzt weiter?\n"
    assert [h.value for h in course(parse_transcript(start + calm * 4), "de")] == [2, 2, 1, 1, 0]
    assert [h.value for h in course(parse_transcript(start + kind * 2), "de")] == [2, 1, 0]


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Das Paket ist blau.", "calm"),
        ("Ich bin enttäuscht.", "tense"),
        ("Das ist doch Abzocke!", "loud"),
        ("Sie sind ja zu blöd dafür.", "attacking"),
        ("Ich weiß, wo Sie wohnen.", "unreachable"),
    ],
)
def test_the_stages(text: str, stage: str) -> None:
    assert heat(parse_transcript(text), "de") == Heat(stage, STAGES.index(stage))  # type: ignore[arg-type]


DEAF = (
    "Kunde: Ich will mein Geld zurück.\n"
    "Agent: Die Bank hat die Buchung noch nicht an uns weitergegeben, das dauert.\n"
    "Kunde: Ich will mein Geld zurück, sofort.\n"
    "Agent: Sobald die Buchung hier eingeht, überweise ich den Betrag an Sie.\n"
    "Kunde: Mein Geld will ich zurück."
)


def test_explanations_that_do_not_land_need_a_conflict_to_count() -> None:
    assert heat(parse_transcript(DEAF), "de").value == 0
    rude = DEAF + " Sie verstehen mich nicht."
    assert heat(parse_transcript(rude), "de") == Heat("unreachable", 4)


def test_an_answer_to_an_explanation_is_uptake() -> None:
    heard = DEAF.replace(
        "Mein Geld will ich zurück.", "Ja, aber welche Bank? Sie verstehen mich nicht."
    )
    assert heat(parse_transcript(heard), "de").value < 4


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Kunde: Ich schalte einen Anwalt ein.", 1),
        ("Kunde: Sie hören von meinem Anwalt!", 2),
        (
            "Kunde: Keiner hilft mir.\nAgent: Ja.\nKunde: Ich nehme mir einen Anwalt.",
            2,
        ),
        ("Kunde: Sie sind zu blöd dafür.\nAgent: Nein.\nKunde: Ich nehme mir einen Anwalt.", 3),
        ("Kunde: Das stelle ich ins Netz.", 1),
        ("Kunde: Das stelle ich ins Netz!", 2),
        ("Kunde: Sie sind zu blöd dafür.\nAgent: Ja.\nKunde: Das stelle ich ins Netz.", 3),
    ],
)
def test_an_announcement_weighs_by_how_it_is_made(text: str, value: int) -> None:
    assert heat(parse_transcript(text), "de").value == value


def test_who_says_nothing_is_calm() -> None:
    assert course((), "de") == ()
    assert heat((), "nl") == Heat("calm", 0)


@given(st.text(max_size=300), st.sampled_from(CODES))
def test_never_raises_and_quotes_stand_on_their_line(text: str, language: LanguageCode) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    said = parse_transcript(text)
    for finding in (*find_declarations(said, language), *find_behaviours(said, language)):
        assert finding.code in (*DECLARATIONS, *BEHAVIOURS)
        assert finding.quote in lines[finding.line - 1]
    assert all(step.stage == STAGES[step.value] for step in course(said, language))


_ANGRY = [
    "Betrug!",
    "Anwalt",
    "nie",
    "Kundin:",
    "Agent:",
    "\n",
    "Sie sind blöd",
    "danke",
    "ich zahle nicht",
]


@given(st.lists(st.sampled_from(_ANGRY), max_size=25).map(" ".join))
def test_another_calm_line_never_raises_the_heat(text: str) -> None:
    before = heat(parse_transcript(f"Kundin: Hallo.\n{text}\nAgent: Gut."), "de")
    after = heat(parse_transcript(f"Kundin: Hallo.\n{text}\nAgent: Gut.\nKundin: Blau."), "de")
    assert after.value <= before.value


@pytest.mark.parametrize(
    "text",
    ["Ich zahle nicht " * 66_000, "a, " * 333_000, "Kunde: nein\n" * 90_000, "ich will " * 100_000],
)
def test_a_megabyte_is_searched_in_bounded_time(text: str) -> None:
    start = time.process_time()
    heat(parse_transcript(text), "de")
    assert time.process_time() - start < 10


def test_a_long_sentence_is_heard_once_and_shared() -> None:
    long = (Utterance("sehr " * 200 + "sofort hören Sie von meinem Anwalt", "customer", 1),)
    assert len(long[0].text) > LONGEST
    assert [one.code for one in find_declarations(long, "de")] == ["legal"]
    assert [one.code for one in find_behaviours(long, "de")] == ["B10"]


@pytest.mark.parametrize("language", CODES)
def test_what_is_weighed_holds_the_rules_that_are_not_silenced(language: LanguageCode) -> None:
    quiet = {
        "de": "Das ist kein Betrug.",
        "nl": "Dit is geen oplichting.",
        "en": "This is no scam.",
    }
    folded = fold(quiet[language], language).text
    assert dict(fired(folded, language)) == {"B16": SILENCED}
    assert [key for key in features_of(quiet[language], folded, language) if key[0] == "r"] == []
