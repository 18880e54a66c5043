"""The course of a conversation: frames with their examples, tipping, uptake, mail."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.case import LanguageCode, Speaker, Utterance
from kulanz.languages import CODES, fold, pack
from kulanz.protocol.progress import SIX
from kulanz.signals.conversation import STEPS, conversation
from kulanz.signals.frames import frame
from kulanz.signals.turn_words import alone

FRAMES = (*STEPS, "refuses", "takes_up", "breaks_off")
Turns = list[tuple[Speaker, str]]


def said(turns: Turns) -> tuple[Utterance, ...]:
    return tuple(Utterance(text, who, place) for place, (who, text) in enumerate(turns, start=1))


def examples() -> list[tuple[LanguageCode, str, str, bool]]:
    return [
        (language, code, text, wanted)
        for language in CODES
        for code, entry in pack(language, "signals")["course"].items()
        for key, wanted in (("fires", True), ("silent", False))
        for text in entry[key]
    ]


@pytest.mark.parametrize(("language", "code", "text", "wanted"), examples())
def test_example(language: LanguageCode, code: str, text: str, wanted: bool) -> None:
    assert frame(code, language).hits(fold(text, language).text) == wanted


@pytest.mark.parametrize("language", CODES)
def test_every_frame_is_there_with_ten_examples_each_way(language: LanguageCode) -> None:
    listed = pack(language, "signals")["course"]
    counts = {
        code: (len(set(entry["fires"])) >= 10, len(set(entry["silent"])) >= 10)
        for code, entry in listed.items()
    }
    assert counts == dict.fromkeys(FRAMES, (True, True))


def test_the_steps_are_those_of_the_guide() -> None:
    assert STEPS == SIX


TIPS: dict[LanguageCode, Turns] = {
    "de": [
        ("agent", "Guten Tag, womit kann ich helfen?"),
        ("customer", "Mein Paket ist nicht da. Ich will mein Geld zurück."),
        ("agent", "Die Nachforschung beim Paketdienst dauert noch zwei Werktage."),
        ("customer", "Ich will mein Geld zurück!"),
        ("agent", "Sobald der Bericht vorliegt, entscheidet die Buchhaltung darüber."),
        ("customer", "Das interessiert mich nicht, ich will mein Geld!"),
        ("agent", "Wir prüfen das so schnell wie möglich für Sie."),
        ("customer", "Sie Vollidiot!"),
    ],
    "nl": [
        ("agent", "Goedemiddag, waarmee kan ik u helpen?"),
        ("customer", "Mijn pakket is er niet. Ik wil mijn geld terug."),
        ("agent", "Het onderzoek bij de bezorger duurt nog twee werkdagen."),
        ("customer", "Ik wil mijn geld terug!"),
        ("agent", "Zodra het verslag binnen is, beslist de boekhouding daarover."),
        ("customer", "Dat interesseert me niet, ik wil mijn geld!"),
        ("agent", "Wij bekijken dit zo snel mogelijk voor u."),
        ("customer", "U bent een idioot!"),
    ],
    "en": [
        ("agent", "Good afternoon, how can I help you?"),
        ("customer", "My parcel is not here. I want my money back."),
        ("agent", "The search at the carrier takes another two working days."),
        ("customer", "I want my money back!"),
        ("agent", "As soon as the report arrives, accounting decides about it."),
        ("customer", "I don't care, I want my money!"),
        ("agent", "We will look into this as quickly as possible for you."),
        ("customer", "You are an idiot!"),
    ],
}
CALM: dict[LanguageCode, Turns] = {
    "de": [
        ("agent", "Guten Tag, wann haben Sie bestellt?"),
        ("customer", "Am dritten Mai. Das Paket ist noch nicht da."),
        ("agent", "Das Paket liegt seit gestern im Lager in Kassel."),
        ("customer", "Ach so, in Kassel. Wann kommt es dann?"),
        ("agent", "Morgen bis zwölf Uhr. Ich schicke Ihnen heute die Nummer."),
        ("customer", "Prima, vielen Dank!"),
    ],
    "nl": [
        ("agent", "Goedemiddag, wanneer heeft u besteld?"),
        ("customer", "Op drie mei. Het pakket is er nog niet."),
        ("agent", "Het pakket ligt sinds gisteren in het magazijn in Zwolle."),
        ("customer", "O, in Zwolle. Wanneer komt het dan?"),
        ("agent", "Morgen vóór twaalf uur. Ik stuur u vandaag de code."),
        ("customer", "Prima, dank u wel!"),
    ],
    "en": [
        ("agent", "Good afternoon, when did you order?"),
        ("customer", "On the third of May. The parcel is not here yet."),
        ("agent", "The parcel has been at the warehouse in Leeds since yesterday."),
        ("customer", "Ah, in Leeds. When will it come?"),
        ("agent", "Tomorrow by noon. I'll send you the number today."),
        ("customer", "Great, thank you!"),
    ],
}


@pytest.mark.parametrize("language", CODES)
def test_unheard_twice_then_an_insult(language: LanguageCode) -> None:
    found = conversation(said(TIPS[language]), language)
    places = (found.no_uptake_from, found.switch_to_mail, found.tips_at)
    assert places == (4, 6, 8)


@pytest.mark.parametrize("language", CODES)
def test_a_third_turn_in_a_row_without_uptake_tips_without_any_insult(
    language: LanguageCode,
) -> None:
    turns = [*TIPS[language][:7], TIPS[language][3]]
    assert conversation(said(turns), language).tips_at == 8
    heard = [*TIPS[language][:7], CALM[language][5]]
    assert conversation(said(heard), language).tips_at == 0


@pytest.mark.parametrize("language", CODES)
def test_a_calm_conversation_never_tips(language: LanguageCode) -> None:
    found = conversation(said(CALM[language]), language)
    assert (found.no_uptake_from, found.switch_to_mail, found.tips_at) == (0, 0, 0)
    assert found.heats == (0,) * 6
    assert found.steps_done == ("listen", "own")


@pytest.mark.parametrize("language", CODES)
def test_a_break_off_tips_only_what_is_heated(language: LanguageCode) -> None:
    words = {"de": "Ich lege jetzt auf.", "nl": "Ik hang nu op.", "en": "I'm hanging up."}
    shouts = {
        "de": "So eine Sauerei!",
        "nl": "Wat een rotzooi is dit!",
        "en": "What a bloody mess!",
    }
    calm: Turns = [*CALM[language], ("customer", words[language])]
    hot: Turns = [*CALM[language], ("customer", shouts[language]), ("customer", words[language])]
    tips = [conversation(said(turns), language).tips_at for turns in (calm, hot)]
    assert tips == [0, 8]


def test_turns_count_from_one_whatever_the_lines_are_called() -> None:
    turns = tuple(Utterance(one.text, one.speaker, one.line * 10) for one in said(TIPS["de"]))
    assert conversation(turns, "de") == conversation(said(TIPS["de"]), "de")


def test_nothing_said_is_calm() -> None:
    assert conversation((), "en").heats == ()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["agent", "customer", "system"]), st.text(max_size=60)),
        max_size=8,
    ),
    st.sampled_from(CODES),
)
def test_places_are_turns_of_the_customer_and_in_order(
    turns: Turns, language: LanguageCode
) -> None:
    found = conversation(said(turns), language)
    places = {found.tips_at, found.no_uptake_from, found.switch_to_mail} - {0}
    assert {turns[place - 1][0] for place in places} <= {"customer"}
    assert found.switch_to_mail == 0 or found.no_uptake_from < found.switch_to_mail


@pytest.mark.parametrize("language", CODES)
def test_hostile_text_takes_no_time(language: LanguageCode) -> None:
    hostile = ("ich will " * 6_000, "! " * 9_000, "was ist das ? " * 4_000, "a" * 50_000)
    start = time.process_time()
    for text in hostile:
        conversation(said([("agent", text), ("customer", text)]), language)
    assert time.process_time() - start < 4


AT_YOU: dict[LanguageCode, str] = {
    "de": "Sie haben mir den Vertrag gesperrt.",
    "nl": "Jullie hebben mijn contract geblokkeerd.",
    "en": "You blocked my contract.",
}
COURTEOUS: dict[LanguageCode, tuple[str, str]] = {
    "de": ("Guten Tag, Sie haben mir den Vertrag gesperrt.", "Seit Montag gesperrt."),
    "nl": ("Goedemiddag, u hebt mijn contract geblokkeerd.", "Sinds maandag dicht."),
    "en": ("Hello, you blocked my contract.", "Blocked since Monday."),
}


@pytest.mark.parametrize("language", CODES)
def test_talking_at_somebody_is_tense_in_a_conversation_and_courtesy_is_not(
    language: LanguageCode,
) -> None:
    def heat_of(text: str) -> int:
        return conversation(said([("agent", "Hallo."), ("customer", text)]), language).heats[-1]

    calm = [heat_of(text) for text in COURTEOUS[language]]
    assert (heat_of(AT_YOU[language]), calm) == (1, [0, 0])
    assert conversation(said([("customer", AT_YOU[language])]), language).heats == (0,)


@pytest.mark.parametrize("language", CODES)
def test_thanks_cool_more_than_silence_about_it(language: LanguageCode) -> None:
    shout = {"de": "Das ist Betrug!!!", "nl": "Dit is oplichting!!!", "en": "This is a scam!!!"}
    thanks = {"de": "Danke, das hilft.", "nl": "Dank u, dat helpt.", "en": "Thanks, that helps."}
    plain = {"de": "Der Beleg liegt vor.", "nl": "De bon ligt hier.", "en": "The receipt is here."}
    after = [
        conversation(
            said([("customer", shout[language]), ("agent", "Oh."), ("customer", text)]), language
        )
        for text in (thanks[language], plain[language])
    ]
    assert [found.heats[-1] for found in after] == [1, 2]


def test_a_capital_tells_german_sie_from_she() -> None:
    found = [
        alone(text, "de")["you"] > 0 for text in ("Hat sie es?", "Haben Sie es?", "hat sie es?")
    ]
    assert found == [False, True, True]
