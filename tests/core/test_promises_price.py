"""Price promises in a sentence: each of ours is a promise, or looks like one and is none."""

from datetime import date

import pytest

from kulanz.case import LanguageCode
from kulanz.promises.proposals import read_page

DAY = date(2026, 11, 23)
PLEDGE = {"price.difference_refunded": "yes"}
PROMISED: tuple[tuple[LanguageCode, str], ...] = (
    ("de", "Bei uns gilt die Preisgarantie."),
    (
        "de",
        (
            "Sehen Sie das gleiche Gerät bei einem anderen Händler zu einem niedrigeren Preis,"
            " zahlen wir Ihnen den Preisunterschied aus."
        ),
    ),
    ("de", "Wenn der Artikel anderswo weniger kostet, erstatten wir den Unterschiedsbetrag."),
    ("de", "Woanders billiger gesehen? Dann ziehen wir mit."),
    (
        "de",
        "Wir erstatten den Preisunterschied, falls Sie es innerhalb von 10 Tagen günstiger finden.",
    ),
    ("de", "Der beste Preis ist bei uns garantiert."),
    ("de", "Wir machen Ihnen denselben Preis wie andere Händler."),
    ("nl", "Op alle lampen geldt onze prijsgarantie."),
    (
        "nl",
        "Vindt u hetzelfde product ergens voor een lagere prijs, dan passen wij onze prijs aan.",
    ),
    ("nl", "Wij matchen elke lagere prijs van een andere winkel."),
    ("nl", "U krijgt het prijsverschil terug als u het binnen 10 dagen goedkoper vindt."),
    ("nl", "Bij ons is de laagste prijs gegarandeerd."),
    ("en", "Our price promise covers every lamp."),
    ("en", "Seen it for less? We'll match it."),
    ("en", "We will beat any genuine quote."),
    (
        "en",
        (
            "If another shop sells it at a lower price within 10 days of purchase,"
            " you get the price difference back."
        ),
    ),
    ("en", "We happily match the prices of other shops."),
)
NOT_PROMISED: tuple[tuple[LanguageCode, str], ...] = (
    ("de", "Vergleichen Sie Preise: anderswo ist es oft billiger."),
    ("de", "Wir geben keine Preisgarantie."),
    ("de", "Der Unterschied: Unsere Lampen sind günstiger im Verbrauch."),
    ("de", "Ist der Akku billiger, ist der Unterschied in der Qualität groß."),
    ("de", "Früher gab es eine Preisgarantie."),
    ("de", "Eine Preisgarantie können wir leider nicht geben."),
    ("nl", "Wij geven geen prijsgarantie."),
    ("nl", "Elders is het soms goedkoper."),
    ("nl", "Het verschil: onze lampen zijn goedkoper in gebruik."),
    ("nl", "De prijsgarantie gold tot vorig jaar."),
    ("en", "We do not price match."),
    ("en", "It may be cheaper elsewhere."),
    ("en", "The difference: our lamps are cheaper to run."),
    ("en", "Our price guarantee has ended."),
    ("en", "Tell the difference: cheap lamps cost less."),
)


def pledges(language: LanguageCode, text: str) -> list[dict[str, str]]:
    found = read_page(f"<p>{text}</p>", on=DAY, language=language).proposals
    return [dict(one.pledge) for one in found if one.kind == "price"]


@pytest.mark.parametrize(("language", "text"), PROMISED)
def test_a_price_promise_is_found(language: LanguageCode, text: str) -> None:
    assert pledges(language, text) == [PLEDGE]


@pytest.mark.parametrize(("language", "text"), NOT_PROMISED)
def test_what_only_speaks_of_prices_promises_nothing(language: LanguageCode, text: str) -> None:
    assert pledges(language, text) == []
