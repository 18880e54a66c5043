"""Typed words and what they mean; papers that are named; wishes, feelings and names at the end."""

import pytest

from kulanz.case import Kind, LanguageCode
from kulanz.facts import find_statements, parse_transcript
from kulanz.facts.kinds import weighed_kind
from kulanz.facts.meant import spelled_out, without_quotes
from kulanz.facts.statements import MOST
from kulanz.languages import CODES, fold, pack

TYPED: list[tuple[LanguageCode, str, str]] = [
    ("de", "kd hat re nich bezahlt", "kunde hat rechnung nicht bezahlt"),
    ("nl", "kl wil pkt vlgs fact", "klant wil pakket volgens factuur"),
    ("en", "cust paid inv w/o pls", "customer paid invoice without please"),
    ("en", "recust invent", "recust invent"),
]


@pytest.mark.parametrize(("language", "typed", "meant"), TYPED)
def test_abbreviations_of_the_trade_are_spelled_out(
    language: LanguageCode, typed: str, meant: str
) -> None:
    assert spelled_out(typed, language) == meant


@pytest.mark.parametrize("language", CODES)
def test_each_abbreviation_has_one_meaning(language: LanguageCode) -> None:
    words = [pair.split("=") for pair in pack(language, "facts")["short"]["words"]]
    assert [pair for pair in words if len(pair) != 2 or pair[0] == pair[1]] == []
    assert len({pair[0] for pair in words}) == len(words)


def test_words_of_others_are_left_out_unless_there_is_nothing_else() -> None:
    assert without_quotes('er sagte "frechheit" dazu') == "er sagte  dazu"
    assert without_quotes("it's 'brilliant' he said") == "it's  he said"
    assert without_quotes('"frechheit"') == '"frechheit"'


SAID: list[tuple[LanguageCode, str, list[Kind]]] = [
    ("de", "Auf der Rechnung stehen drei Stunden.", ["fact"]),
    ("de", "Laut Ihrer Mail vom 3. Mai ist alles erledigt.", ["fact"]),
    ("de", "Laut meiner Nachbarin kam niemand.", ["claim"]),
    ("de", "Ich schäme mich so.", ["emotion"]),
    ("de", "Richten Sie ihr bitte einen Gruß aus.", ["demand"]),
    ("de", "Was soll das?", ["opinion"]),
    ("de", "wann kommt das an", ["question"]),
    ("nl", "Op de factuur staan drie uren.", ["fact"]),
    ("nl", "Volgens uw mail van 3 mei is alles klaar.", ["fact"]),
    ("nl", "Volgens mijn buurvrouw kwam er niemand.", ["claim"]),
    ("nl", "Ik schaam me zo.", ["emotion"]),
    ("nl", "Stuurt u mij een retourlabel?", ["demand"]),
    ("nl", "Wat denken jullie wel?", ["opinion"]),
    ("nl", "hoe laat zijn jullie open", ["question"]),
    ("en", "The invoice says three hours.", ["fact"]),
    ("en", "According to your letter of 3 May it is settled.", ["fact"]),
    ("en", "According to my neighbour nobody came.", ["claim"]),
    ("en", "I feel so ashamed.", ["emotion"]),
    ("en", "Take it off the bill.", ["demand"]),
    ("en", "How hard can it be?", ["opinion"]),
    ("en", "when will it get here", ["question"]),
    ("de", "Jetzt wollen Sie Vorkasse.", ["claim"]),
    ("de", "und Sie schicken mir eine Mahnung!", ["claim"]),
    ("nl", "Nu willen jullie vooruitbetaling.", ["claim"]),
    ("nl", "en u stuurt mij een aanmaning!", ["claim"]),
    ("en", "Now you want prepayment.", ["claim"]),
    ("en", "and you send me a reminder!", ["claim"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), SAID)
def test_kinds_in_other_words(language: LanguageCode, text: str, expected: list[Kind]) -> None:
    assert [one.kind for one in find_statements(parse_transcript(text), language)] == expected


UNCLEAR: list[tuple[LanguageCode, str]] = [
    ("de", "Neue Lieferung bis Freitag."),
    ("de", "Ersatz bis Freitag"),
    ("de", "Gutschein statt Geld"),
    ("nl", "Liever een andere monteur"),
    ("nl", "Korting van 50 euro."),
    ("en", "New one by Friday."),
    ("en", "Swap or money."),
    ("en", "Half the price off."),
]


def test_a_wish_in_a_note_must_be_clearer_than_in_a_letter() -> None:
    written, noted = (
        {
            text
            for language, text in UNCLEAR
            if weighed_kind(text, fold(text, language).text, None, language, noted=by_agent)
            == "demand"
        }
        for by_agent in (False, True)
    )
    assert noted < written


LETTERS: list[tuple[LanguageCode, str]] = [
    ("de", "Die Ware fehlt. Vielen Dank, B. Hölzl"),
    ("nl", "De doos is leeg. Met dank, Wim Van Acker, Aalst"),
    ("en", "The box is empty. Thanks, K. Okafor, Leeds"),
]


@pytest.mark.parametrize(("language", "letter"), LETTERS)
def test_names_behind_a_letter_are_no_statement(language: LanguageCode, letter: str) -> None:
    found = find_statements(parse_transcript(letter), language)
    assert [one.quote for one in found] == [letter[: letter.index(".") + 1]]


def test_a_small_letter_begins_a_sentence_where_nobody_types_capitals() -> None:
    found = find_statements(parse_transcript("pakket kapot. kl belt morgen. stuur een nieuw"), "nl")
    assert [one.quote for one in found] == ["pakket kapot.", "kl belt morgen.", "stuur een nieuw"]


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("piece", ["op de factuur ", "'\"", "a.b. ", "i feel so ", "w/o/", "!"])
def test_hostile_repetition_ends_with_a_bounded_ledger(language: LanguageCode, piece: str) -> None:
    found = find_statements(parse_transcript(piece * (200_000 // len(piece))), language)
    assert len(found) <= MOST
