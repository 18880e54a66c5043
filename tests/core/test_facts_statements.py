"""Claim, fact, opinion, emotion, demand, question; with quotes that can be found again."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.case import Kind, LanguageCode, Speaker, Utterance
from kulanz.facts import find_statements, parse_transcript, sentences
from kulanz.languages import CODES


def kinds(text: str, language: LanguageCode, speaker: Speaker = "customer") -> list[Kind]:
    said = (Utterance(text, speaker, 1),)
    return [statement.kind for statement in find_statements(said, language)]


CUSTOMER: list[tuple[LanguageCode, str, list[Kind]]] = [
    ("de", "Ich habe am 3. Mai einen Wasserkocher bestellt.", ["claim"]),
    ("de", "Die Ware ist nie angekommen.", ["claim"]),
    ("de", "Laut Paketdienst wurde es zugestellt.", ["claim"]),
    ("de", "Das ist eine Unverschämtheit!", ["opinion"]),
    ("de", "Ich finde den Preis zu hoch.", ["opinion"]),
    ("de", "Ich bin wirklich enttäuscht.", ["emotion"]),
    ("de", "Ich bin gar nicht wütend.", ["claim"]),
    ("de", "Ich will mein Geld zurück.", ["demand"]),
    ("de", "Bitte stornieren Sie die Rechnung.", ["demand"]),
    ("de", "Können Sie mir bitte das Geld erstatten?", ["demand"]),
    ("de", "Wann bekomme ich eine Antwort?", ["question"]),
    ("de", "Warum schicken Sie mir eine Mahnung?", ["question"]),
    ("de", "Das Paket kam kaputt an und ich will mein Geld zurück.", ["claim", "demand"]),
    ("de", "Hätte ich das gewusst, hätte ich nicht bestellt.", ["opinion"]),
    ("de", "Ihr Saftladen hat mir am 3. Mai 12 Euro abgebucht.", ["claim"]),
    ("de", "Guten Tag, mein Paket fehlt.", ["claim"]),
    ("de", "Guten Tag, ja, vielen Dank.", []),
    ("nl", "Ik heb op 3 mei een waterkoker besteld.", ["claim"]),
    ("nl", "De bestelling is nooit aangekomen.", ["claim"]),
    ("nl", "Dit is echt schandalig!", ["opinion"]),
    ("nl", "Ik ben erg teleurgesteld.", ["emotion"]),
    ("nl", "Ik wil mijn geld terug.", ["demand"]),
    ("nl", "Kunt u dat alstublieft nakijken?", ["demand"]),
    ("nl", "Wanneer krijg ik antwoord?", ["question"]),
    ("nl", "Mijn pakketje is kapot en ik wil mijn geld terug.", ["claim", "demand"]),
    ("nl", "Als ik dat had geweten, dan had ik niet besteld.", ["opinion"]),
    ("nl", "Dank u wel.", []),
    ("en", "I ordered a kettle on 3 May.", ["claim"]),
    ("en", "The goods never arrived.", ["claim"]),
    ("en", "This is ridiculous.", ["opinion"]),
    ("en", "I'm furious.", ["emotion"]),
    ("en", "I'm not angry.", ["claim"]),
    ("en", "Please refund me.", ["demand"]),
    ("en", "I'd like my money back.", ["demand"]),
    ("en", "Could you confirm by Friday?", ["demand"]),
    ("en", "When will I get an answer?", ["question"]),
    ("en", "If I had known, I would not have ordered.", ["opinion"]),
    ("en", "It arrived broken and I want a refund.", ["claim", "demand"]),
    ("en", "Thanks in advance.", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), CUSTOMER)
def test_what_a_customer_says(language: LanguageCode, text: str, expected: list[Kind]) -> None:
    assert kinds(text, language) == expected


AGENT: list[tuple[LanguageCode, str, list[Kind]]] = [
    ("de", "Laut Buchhaltung wurde der Betrag am 4. Mai abgebucht.", ["fact"]),
    ("de", "Unser Zahlungssystem zeigt zwei Mahnungen.", ["fact"]),
    ("de", "Laut Zahlungssystem wurde nichts abgebucht.", ["fact"]),
    ("de", "Das System zeigt zwei Mahnungen.", ["claim"]),
    ("de", "Laut System ist der Betrag offen.", ["claim"]),
    ("de", "Das Paket wurde laut System zugestellt.", ["claim"]),
    ("de", "Laut Paketdienst wurde es am 3. Mai zugestellt.", ["claim"]),
    ("de", "Laut Paketdienst wurde es zugestellt, die Unterschrift liegt vor.", ["fact"]),
    ("de", "Laut Paketdienst wurde es nicht zugestellt.", ["fact"]),
    ("de", "Das Konto war wohl nicht gedeckt.", ["claim"]),
    ("de", "Ich gebe das an meine Kollegin weiter.", ["claim"]),
    ("de", "Das Konto kann nicht geschlossen werden.", ["claim"]),
    ("de", "Die Kundin hat uns nicht kontaktiert.", ["claim"]),
    ("de", "Laut der Kundin kam nichts an.", ["claim"]),
    ("de", "Kundin will nun Konto schließen", ["demand"]),
    ("de", "Was ist passiert?", ["question"]),
    ("de", "Was sagt die Bank laut Kontoauszug?", ["question"]),
    ("nl", "Volgens de vervoerder is het pakket vertraagd.", ["fact"]),
    ("nl", "Volgens de vervoerder is het pakket bezorgd.", ["claim"]),
    ("nl", "Volgens de vervoerder is het bezorgd, met handtekening.", ["fact"]),
    ("nl", "Volgens het systeem staat het bedrag open.", ["claim"]),
    ("nl", "Volgens de klant kwam er niets aan.", ["claim"]),
    ("nl", "In de boekhouding staat een aanmaning.", ["fact"]),
    ("en", "According to the carrier it is delayed.", ["fact"]),
    ("en", "According to the carrier it was delivered.", ["claim"]),
    ("en", "According to the carrier it was delivered, with proof of delivery.", ["fact"]),
    ("en", "Our payment system shows two reminders.", ["fact"]),
    ("en", "According to the system the amount is open.", ["claim"]),
    ("en", "According to the customer nothing came.", ["claim"]),
    ("en", "The customer wants a refund", ["demand"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), AGENT)
def test_what_an_agent_says(language: LanguageCode, text: str, expected: list[Kind]) -> None:
    assert kinds(text, language, "agent") == expected


def test_what_the_system_logs_is_a_fact_but_a_scan_is_no_delivery() -> None:
    assert kinds("Wartezeit 20 Minuten", "de", "system") == ["fact"]
    assert kinds("Sendung wurde zugestellt", "de", "system") == ["claim"]


NOTHING_SAID: list[tuple[LanguageCode, Speaker, str]] = [
    ("de", "customer", "Na und!"),
    ("de", "customer", "Sehen Sie!"),
    ("de", "customer", "In Ordnung."),
    ("de", "customer", "Gut, einverstanden."),
    ("de", "customer", "Jetzt hören Sie MIR mal zu!"),
    ("de", "customer", "Nein, jetzt rede ICH!"),
    ("de", "customer", "Nein, warum sollte ich?"),
    ("de", "customer", "Wissen Sie eigentlich, wer ich bin?"),
    ("de", "agent", "Kundenservice, Charlotte de Wit, guten Tag."),
    ("de", "agent", "Guten Tag, Sam Berger am Apparat."),
    ("de", "agent", "Ich erkläre Ihnen nur, wie der Ablauf ist."),
    ("de", "agent", "Erzählen Sie mir bitte, was passiert ist."),
    ("de", "agent", "Einen Moment, ich ..."),
    ("de", "system", "[seufzt]"),
    ("nl", "customer", "Nou en!"),
    ("nl", "customer", "Nee, luister nu eens naar mij!"),
    ("nl", "agent", "Goedemorgen, u spreekt met Lotte ..."),
    ("nl", "agent", "Rustig maar, ik ..."),
    ("nl", "agent", "(verbinding verbroken)"),
    ("en", "customer", "About time."),
    ("en", "customer", "Fair enough."),
    ("en", "customer", "No, let me finish!"),
    ("en", "agent", "Hello Mr Whitfield, this is Grace Okafor."),
    ("en", "agent", "I'm only explaining how it works."),
]


@pytest.mark.parametrize(("language", "speaker", "text"), NOTHING_SAID)
def test_talk_that_keeps_the_talk_going_is_no_line_of_the_ledger(
    language: LanguageCode, speaker: Speaker, text: str
) -> None:
    assert kinds(text, language, speaker) == []


SHORT_AND_YET: list[tuple[LanguageCode, str, list[Kind]]] = [
    ("de", "Bei mir war niemand.", ["claim"]),
    ("de", "Das war ich nicht.", ["claim"]),
    ("de", "Nichts ist da.", ["claim"]),
    ("de", "Dann schließen Sie eben mein Konto!", ["demand"]),
    ("de", "Dann prüfen Sie sie!", ["demand"]),
    ("de", "Eine Kreditkarte habe ich nicht und will ich auch nicht.", ["claim"]),
    ("de", "Sie verstehen mich überhaupt nicht.", ["opinion"]),
    ("de", "Das Paket fehlt, wie oft soll ich das noch sagen?", ["claim"]),
    ("de", "Hier ist Ihr Fehler.", ["opinion"]),  # whose fault, and nothing to check
    ("nl", "Er was niemand.", ["claim"]),
    ("nl", "Sluit dan mijn account!", ["demand"]),
    ("en", "Nobody came.", ["claim"]),
    ("en", "Then close my account!", ["demand"]),
    ("en", "This is my second call.", ["claim"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), SHORT_AND_YET)
def test_short_words_with_something_to_check_are_kept(
    language: LanguageCode, text: str, expected: list[Kind]
) -> None:
    assert kinds(text, language) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [("Jörg Lehmann", []), ("J. de Wit", []), ("Paket fehlt", ["claim"]), ("Danke!", [])],
)
def test_a_name_alone_below_a_letter_is_no_statement(last: str, expected: list[Kind]) -> None:
    found = find_statements(parse_transcript(f"Die Ware fehlt.\n\n{last}"), "de")
    assert [s.kind for s in found] == ["claim", *expected]


def test_a_signature_is_no_statement() -> None:
    mail = "Die Ware fehlt.\n\nMit freundlichen Grüßen\nAnna Berger\nLindenweg 3"
    found = find_statements(parse_transcript(mail), "de")
    assert [(s.id, s.quote) for s in found] == [("s1", "Die Ware fehlt.")]


def test_a_wrapped_sentence_keeps_its_text_and_quotes_its_first_line() -> None:
    mail = (
        "Am 3. Mai habe ich bei Ihnen einen blauen Wasserkocher\n"
        "bestellt und sofort bezahlt. Seitdem warte ich."
    )
    found = find_statements(parse_transcript(mail), "de")
    assert [(s.text, s.quote, s.line) for s in found] == [
        (
            "Am 3. Mai habe ich bei Ihnen einen blauen Wasserkocher bestellt und sofort bezahlt.",
            "Am 3. Mai habe ich bei Ihnen einen blauen Wasserkocher",
            1,
        ),
        ("Seitdem warte ich.", "Seitdem warte ich.", 2),
    ]


def test_abbreviations_and_dates_end_no_sentence() -> None:
    text = "Die Rechnung Nr. 4711 vom 3. Mai ist z. B. falsch. Sie kam doppelt."
    found = sentences((Utterance(text, "customer", 1),), "de")
    assert [s.text for s in found] == [
        "Die Rechnung Nr. 4711 vom 3. Mai ist z. B. falsch.",
        "Sie kam doppelt.",
    ]


@given(st.text(max_size=300), st.sampled_from(CODES))
def test_quotes_are_literally_on_their_line(text: str, language: LanguageCode) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for statement in find_statements(parse_transcript(text), language):
        assert statement.quote in lines[statement.line - 1]


_WORDS = [
    "Kundin:",
    "Agent:",
    "\n",
    "ich will",
    "am 3. Mai",
    "weil",
    "!",
    "„ja“",
    "B e t r u g",
    "– ",
]


@given(st.lists(st.sampled_from(_WORDS), max_size=40).map(" ".join))
def test_ids_count_and_lines_never_go_back(text: str) -> None:
    found = find_statements(parse_transcript(text), "de")
    assert [s.id for s in found] == [f"s{n}" for n in range(1, len(found) + 1)]
    assert [s.line for s in found] == sorted(s.line for s in found)


@pytest.mark.parametrize(
    "text",
    [
        "a " * 500_000,
        "x" * 1_000_000,
        "Ich will Geld. " * 66_000,
        "1. " * 333_000,
        ", und" * 200_000,
    ],
)
def test_a_megabyte_is_read_in_bounded_time(text: str) -> None:
    start = time.process_time()
    found = find_statements(parse_transcript(text), "de")
    assert len(found) <= 2_000
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("de", "ware vom 21.10. nie angekommen"),
        ("de", "rls am 3.11. über 84,90"),
        ("nl", "pakket van 3 nov. nooit gekomen"),
        ("en", "ordered on 21 oct. never arrived"),
    ],
)
def test_a_date_in_a_note_without_capitals_ends_no_sentence(
    language: LanguageCode, note: str
) -> None:
    said = (Utterance(note, "customer", 1),)
    assert [one.text for one in find_statements(said, language)] == [note]
