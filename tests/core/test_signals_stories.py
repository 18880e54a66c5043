"""Contacts as they come in, in our own words: everything that is found, and nothing else."""

from kulanz.case import Finding, LanguageCode
from kulanz.facts import find_statements, open_questions, parse_transcript
from kulanz.languages import detect
from kulanz.signals import Heat, course, find_behaviours, find_declarations, heat

RETURNED_DEBIT = """\
10:02 Agentin: Guten Tag, Sie sprechen mit Frau Kurz. Was kann ich für Sie tun?
10:02 Kundin: Ich habe am 14. April eine Lampe bestellt, und bis heute ist nichts angekommen.
10:03 Kundin: Jetzt schicken Sie mir eine Mahnung über 61,90 Euro. Das ist doch Abzocke!
10:03 Agentin: Laut Buchhaltung kam die Lastschrift am 2. Mai zurück, deshalb ist der Betrag offen.
10:04 Kundin: Ich zahle das nicht, weil ich nie etwas bekommen habe.
10:04 Agentin: Ihr Konto können wir erst schließen, wenn der offene Betrag beglichen ist, und –
10:05 Kundin: Lassen Sie mich ausreden! Löschen Sie mein Konto.
10:05 Agentin: Solange noch eine Forderung besteht, darf die Abteilung nichts entfernen –
10:06 Kundin: LÖSCHEN SIE MEIN KONTO, SOFORT! Sie verstehen mich einfach nicht.
10:06 Agentin: Wie ich schon erklärt habe, hängt das an der Rückbuchung durch Ihre Bank.
10:07 Kundin: Ich will, dass Sie mein Konto löschen. Sie sind ja zu blöd dafür!
10:07 System: Gespräch beendet durch Agentin"""

INVOICE = """\
Betreff: Vorkasse statt Rechnung

Guten Tag,

auf Ihrer Startseite steht groß „Kauf auf Rechnung“. Am 3. Mai 2026 habe ich unter der
Bestellnummer W-480213 eine Bohrmaschine für 189,00 Euro bestellt. In der Bestätigung verlangen Sie
plötzlich Vorkasse. Meine Bonität ist einwandfrei.

Ich habe deshalb bei Ihrer kostenpflichtigen Hotline angerufen. Ihr Mitarbeiter sagte, ich könne nur
stornieren oder per Nachnahme zahlen. Das ist glatt gelogen, was Sie da bewerben!
Bitte liefern Sie auf Rechnung. Andernfalls bestelle ich nie wieder bei Ihnen, und ich melde das der
Verbraucherzentrale.

Mit freundlichen Grüßen
Jonas Reiter"""

BROKEN_PARCEL = """\
[09:31] Medewerker: Goedemorgen, u spreekt met Char --
[09:31] Klant: Wat een kloteservice hebben jullie!!!
[09:31] Klant: Ik heb twintig minuten gewacht en mijn pakketje is gisteren kapot aangekomen.
[09:32] Medewerker: Dat spijt me. Volgens de vervoerder is het pakket gisteren bezorgd.
[09:32] Klant: Jullie gaan dit voelen, want ik gooi dit op internet!
[09:32] Systeem: Verbinding verbroken door medewerker"""

SUITCASE = """\
Hello,

Do you have any idea who I am? I have been a platinum member for ten years. My suitcase (order
number 55120) arrived on 4 May with a broken wheel. I expect a new one within 30 minutes, and your
rules don't apply to me. I've called three times and still have no answer.

I want to speak to your supervisor. Otherwise you'll be hearing from my solicitor.

Regards
C. Hill"""

CALMING = """\
Agent: Hello, what happened?
Customer: THIS IS A SCAM! I never got my parcel and you charged me twice!
Agent: You waited three weeks, that is too long. I have stopped the reminder.
Customer: Okay, and what happens next?
Agent: I will send a new one today.
Customer: Thank you for your help. My order number is 88123."""


def ledger(text: str, language: LanguageCode) -> list[tuple[int, str, str, str]]:
    found = find_statements(parse_transcript(text), language)
    return [(s.line, s.speaker, s.kind, s.quote) for s in found]


def declared(text: str, language: LanguageCode) -> list[tuple[str, int]]:
    found = find_declarations(parse_transcript(text), language)
    return [(f.code, f.line) for f in found]


def behaved(text: str, language: LanguageCode) -> list[tuple[str, int]]:
    found = find_behaviours(parse_transcript(text), language)
    return [(f.code, f.line) for f in found]


def stages(text: str, language: LanguageCode) -> list[int]:
    return [step.value for step in course(parse_transcript(text), language)]


def asked(text: str, language: LanguageCode) -> list[str]:
    found = find_statements(parse_transcript(text), language)
    return [question.code for question in open_questions(found, language)]


def test_the_languages_of_the_stories() -> None:
    stories = (RETURNED_DEBIT, INVOICE, BROKEN_PARCEL, SUITCASE, CALMING)
    assert [detect(text) for text in stories] == ["de", "de", "nl", "en", "en"]


def test_a_returned_debit_ends_where_explanations_no_longer_land() -> None:
    assert declared(RETURNED_DEBIT, "de") == [
        ("not_received", 2),
        ("claim_disputed", 5),
        ("not_received", 5),
        ("account_closing", 7),
        ("account_closing", 9),
        ("account_closing", 11),
    ]
    assert behaved(RETURNED_DEBIT, "de") == [
        ("B16", 3),
        ("B12", 7),
        ("B07", 9),
        ("B12", 9),
        ("B07", 11),
        ("B08", 11),
    ]
    assert stages(RETURNED_DEBIT, "de") == [2, 2, 2, 2, 4]
    assert heat(parse_transcript(RETURNED_DEBIT), "de") == Heat("unreachable", 4)


def test_a_returned_debit_in_the_ledger() -> None:
    assert ledger(RETURNED_DEBIT, "de")[:7] == [
        (2, "customer", "claim", "Ich habe am 14. April eine Lampe bestellt"),
        (2, "customer", "claim", "und bis heute ist nichts angekommen."),
        (3, "customer", "claim", "Jetzt schicken Sie mir eine Mahnung über 61,90 Euro."),
        (3, "customer", "opinion", "Das ist doch Abzocke!"),
        (
            4,
            "agent",
            "fact",
            "Laut Buchhaltung kam die Lastschrift am 2. Mai zurück, deshalb ist der Betrag offen.",
        ),
        (5, "customer", "claim", "Ich zahle das nicht, weil ich nie etwas bekommen habe."),
        (
            6,
            "agent",
            "claim",
            "Ihr Konto können wir erst schließen, wenn der offene Betrag beglichen ist, und",
        ),
    ]
    assert asked(RETURNED_DEBIT, "de") == ["order_number"]


def test_purchase_on_invoice_advertised_and_prepayment_demanded() -> None:
    assert declared(INVOICE, "de") == [("churn", 11), ("consumer_body", 12)]
    assert behaved(INVOICE, "de") == [("B16", 10), ("B10", 12)]
    assert stages(INVOICE, "de") == [2]
    assert asked(INVOICE, "de") == ["said_by_whom"]


def test_the_invoice_story_in_the_ledger() -> None:
    found = find_statements(parse_transcript(INVOICE), "de")
    assert [(s.kind, s.text) for s in found[1:5]] == [
        ("fact", "auf Ihrer Startseite steht groß „Kauf auf Rechnung“."),
        (
            "claim",
            (
                "Am 3. Mai 2026 habe ich unter der Bestellnummer W-480213 eine Bohrmaschine für"
                " 189,00 Euro bestellt."
            ),
        ),
        ("fact", "In der Bestätigung verlangen Sie plötzlich Vorkasse."),
        ("claim", "Meine Bonität ist einwandfrei."),
    ]


def test_a_broken_parcel_after_twenty_minutes_of_waiting() -> None:
    said = parse_transcript(BROKEN_PARCEL)
    assert find_declarations(said, "nl") == (
        Finding(
            "defect_notice",
            "Ik heb twintig minuten gewacht en mijn pakketje is gisteren kapot aangekomen.",
            3,
        ),
        Finding("publicity", "Jullie gaan dit voelen, want ik gooi dit op internet!", 5),
    )
    assert behaved(BROKEN_PARCEL, "nl") == [("B07", 2), ("B12", 2), ("B09", 5), ("B21", 5)]
    assert stages(BROKEN_PARCEL, "nl") == [2, 2]
    assert asked(BROKEN_PARCEL, "nl") == ["order_number", "evidence", "wish"]


def test_an_entitled_demand() -> None:
    assert declared(SUITCASE, "en") == [
        ("defect_notice", 4),
        ("nth_contact", 5),
        ("legal", 7),
        ("wants_boss", 7),
    ]
    assert behaved(SUITCASE, "en") == [
        ("B03", 3),
        ("B03", 4),
        ("B10", 7),
        ("B20", 7),
    ]
    assert stages(SUITCASE, "en") == [2]


def test_a_contact_that_calms_down() -> None:
    assert declared(CALMING, "en") == [("claim_disputed", 2), ("not_received", 2)]
    assert behaved(CALMING, "en") == [("B07", 2), ("B16", 2), ("B22", 4), ("B22", 6)]
    assert stages(CALMING, "en") == [2, 1, 0]
    assert asked(CALMING, "en") == ["amount", "evidence", "wish"]
