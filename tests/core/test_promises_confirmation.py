"""Confirmations that change the payment term: R001-04, R001-05, R001-06 of source case 001."""

import pytest

from kulanz.case import LanguageCode, Reason
from kulanz.conditions import Facts, known
from kulanz.languages import CODES, say
from kulanz.playbook import by_id, speaking
from kulanz.promises import confirmation_faults

INVOICE = {"payment.asked": "invoice"}
BARE: dict[LanguageCode, str] = {
    "de": "Vielen Dank für Ihre Bestellung. Wir liefern nur gegen Vorkasse.",
    "nl": "Dank voor uw bestelling. Wij leveren alleen na vooruitbetaling.",
    "en": "Thank you for your order. We ship only after prepayment.",
}
WHOLE: dict[LanguageCode, str] = {
    "de": "Vielen Dank. Wir können diese Bestellung leider nicht auf Rechnung liefern, weil die"
    " Lieferadresse von der Rechnungsadresse abweicht. Alternativ bieten wir Nachnahme oder"
    " Vorkasse an. Es besteht noch kein Vertrag: Sie entscheiden. Sie können kostenlos stornieren.",
    "nl": "Dank u wel. Wij kunnen deze bestelling niet op rekening leveren, omdat het bezorgadres"
    " anders is dan het factuuradres. U kunt ook onder rembours betalen. Er is nog geen"
    " overeenkomst: u beslist. U kunt gratis annuleren.",
    "en": "Thank you. We cannot deliver this order on invoice because the delivery address differs"
    " from the billing address. You can also pay cash on delivery. There is no contract yet: you"
    " decide. You may cancel free of charge.",
}
GOOD: dict[LanguageCode, str] = {
    "de": "Vielen Dank für Ihre Bestellung. Sie zahlen auf Rechnung, 30 Tage nach Lieferung.",
    "nl": "Dank voor uw bestelling. U betaalt op rekening, binnen 30 dagen na levering.",
    "en": "Thank you for your order. You pay on invoice, 30 days after delivery.",
}


def order(**facts: object) -> Facts:
    return known({name.replace("__", "."): value for name, value in facts.items()} | INVOICE)[0]


def rules(text: str, language: LanguageCode, facts: Facts) -> list[str]:
    return [fault.rule for fault in confirmation_faults(text, language, facts)]


@pytest.mark.parametrize("language", CODES)
def test_r001_04_a_changed_term_without_reason_and_choice_is_an_error(
    language: LanguageCode,
) -> None:
    (fault,) = confirmation_faults(BARE[language], language, order())
    assert (fault.rule, fault.reason) == ("R001-04", Reason("promises.changes_payment"))
    assert [one.code.rpartition(".")[2] for one in fault.lacking] == [
        "confirmation_without_reason",
        "confirmation_without_alternatives",
        "confirmation_without_undecided",
        "confirmation_without_free_cancellation",
    ]
    assert BARE[language][fault.start : fault.end] == fault.quote
    assert all(say(one, code) for one in (fault.reason, *fault.lacking) for code in CODES)


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("texts", [WHOLE, GOOD])
def test_r001_04_is_silent_where_all_is_said_or_nothing_changed(
    texts: dict[LanguageCode, str], language: LanguageCode
) -> None:
    assert rules(texts[language], language, order()) == []


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        (" Es besteht noch kein Vertrag: Sie entscheiden.", "undecided"),
        (" Sie können kostenlos stornieren.", "free_cancellation"),
        (", weil die Lieferadresse von der Rechnungsadresse abweicht", "reason"),
        (" Alternativ bieten wir Nachnahme oder Vorkasse an.", "alternatives"),
    ],
)
def test_r001_04_names_what_is_missing(left_out: str, missing: str) -> None:
    assert left_out in WHOLE["de"]
    (fault,) = confirmation_faults(WHOLE["de"].replace(left_out, ""), "de", order())
    assert fault.lacking == (Reason(f"promises.confirmation_without_{missing}"),)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Warum ging es nicht auf Rechnung? Das prüfe ich bis Freitag.", "de"),
        ("Unsere Bestätigung verlangte Vorkasse. Das war unser Fehler.", "de"),
        ("Bitte zahlen Sie nichts vorab.", "de"),
        ("Betaal alstublieft niets vooraf.", "nl"),
        (
            "Our confirmation asked for prepayment instead. I have changed the order to invoice.",
            "en",
        ),
        ("Please do not pay anything in advance.", "en"),
    ],
)
def test_r001_04_is_silent_about_questions_and_about_what_went_wrong(
    text: str, language: LanguageCode
) -> None:
    assert rules(text, language, order()) == []


ONLY_PREPAID: tuple[tuple[LanguageCode, str], ...] = (
    ("de", "Leider nur gegen Vorkasse."),
    ("de", "Wir können Ihre Bestellung leider nur gegen Vorkasse ausführen."),
    ("de", "Leider ist eine Lieferung ausschließlich gegen Vorkasse möglich."),
    ("nl", "Helaas alleen tegen vooruitbetaling."),
    ("nl", "Wij kunnen uw bestelling helaas uitsluitend na vooruitbetaling leveren."),
    ("en", "Unfortunately only against prepayment."),
    ("en", "Sorry, prepayment only."),
)


@pytest.mark.parametrize(("language", "text"), ONLY_PREPAID)
def test_r001_04_regret_with_only_refuses_what_was_asked_for(
    language: LanguageCode, text: str
) -> None:
    # "Leider" alone negates; "leider nur" demands, whatever was asked for and known of it.
    card = known({"payment.asked": "card"})[0]
    assert [rules(text, language, facts) for facts in (order(), card, {})] == [["R001-04"]] * 3
    asked = known({"payment.asked": "prepayment"})[0]
    assert rules(text, language, asked) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Lieferung nicht anders als gegen Vorkasse."),
        ("nl", "Levering kan niet anders dan met vooruitbetaling."),
        ("en", "There is nothing but prepayment that we can offer."),
    ],
)
def test_r001_04_nothing_else_is_a_demand(language: LanguageCode, text: str) -> None:
    assert rules(text, language, order()) == ["R001-04"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Leider keine Vorkasse möglich, nur auf Rechnung."),
        ("de", "Leider nur auf Rechnung möglich."),
        ("de", "Leider ist der Artikel nur noch in Rot da. Sie zahlen auf Rechnung."),
        ("nl", "Helaas niet vooruit, alleen op rekening."),
        ("nl", "Helaas is alleen rood nog op voorraad. U betaalt op rekening."),
        ("en", "Unfortunately prepayment is not possible, only by invoice."),
    ],
)
def test_r001_04_is_silent_where_only_the_invoice_is_left(
    language: LanguageCode, text: str
) -> None:
    assert rules(text, language, order()) == []


def test_r001_04_is_silent_where_prepayment_was_asked_for() -> None:
    asked = known({"payment.asked": "prepayment"})[0]
    assert rules(BARE["de"], "de", asked) == []


def test_r001_04_is_silent_where_nobody_knows_what_was_asked_for() -> None:
    assert rules(BARE["de"], "de", {}) == []


@pytest.mark.parametrize("language", CODES)
def test_r001_05_only_prepayment_in_the_netherlands_is_an_error(language: LanguageCode) -> None:
    facts = known({"payment.asked": "prepayment", "order.country": "NL"})[0]
    assert rules(BARE[language], language, facts) == ["R001-05"]


@pytest.mark.parametrize("language", CODES)
def test_r001_05_is_silent_elsewhere_and_where_a_later_way_is_offered(
    language: LanguageCode,
) -> None:
    elsewhere = known({"payment.asked": "prepayment", "order.country": "DE"})[0]
    assert rules(BARE[language], language, elsewhere) == []
    there = known({"payment.asked": "prepayment", "order.country": "NL"})[0]
    later = {"de": "Oder per Nachnahme.", "nl": "Of onder rembours.", "en": "Or cash on delivery."}
    assert rules(f"{BARE[language]} {later[language]}", language, there) == []


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("Fragen? Rufen Sie an: 0900 1234567.", "de", "0900 1234567"),
        ("Unsere Hotline: 0180-5 123 456 (14 ct/min)", "de", "0180-5 123 456"),
        ("Rufen Sie 030 1234567 an (1,99 € pro Minute).", "de", "030 1234567"),
        ("Bel 0900-1234 (€ 0,80 per minuut).", "nl", "0900-1234"),
        ("Call us on 0871 234 5678.", "en", "0871 234 5678"),
        ("Rufen Sie an: +49 900 1234567", "de", "+49 900 1234567"),
        ("Call 0905 123 4567 now.", "en", "0905 123 4567"),
    ],
)
def test_r001_06_a_number_that_costs_more_is_an_error(
    text: str, language: LanguageCode, number: str
) -> None:
    found = confirmation_faults(text, language, {})
    assert [(fault.rule, fault.quote) for fault in found] == [("R001-06", number)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Fragen? Rufen Sie an: 030 1234567.", "de"),
        ("Gebührenfrei: 0800 1234567.", "de"),
        ("Bestellung 4711-0900, Betrag 180,00 €.", "de"),
        ("Rufen Sie in Landshut an: 0871 123456.", "de"),
        ("Ihre Bestellung 09001 kommt am 09.01.2026.", "de"),
        ("Bel 0900-1234, gebruikelijke belkosten.", "nl"),
        ("Bel 020-1234567.", "nl"),
        ("Call us on 020 7946 0958.", "en"),
        ("Call 0345 123 4567 at the basic rate.", "en"),
    ],
)
def test_r001_06_is_silent_about_ordinary_numbers(text: str, language: LanguageCode) -> None:
    assert confirmation_faults(text, language, {}) == ()


def test_r001_08_asking_for_the_writer_is_a_call_back_and_runs_in_the_playbook() -> None:
    rule = by_id()["R001-08"]
    asked, quiet = known({"wish.speak_to_writer": "yes"})[0], known({})[0]
    assert [one.rule.id for one in speaking(asked, [rule])] == ["R001-08"]
    assert speaking(quiet, [rule]) == ()
