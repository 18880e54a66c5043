"""Ordinary prose must not produce causes; prose that does say why must."""

import pytest

from kulanz.case import LanguageCode, Utterance
from kulanz.chain import Told, parse_notation

NO_CAUSE: list[tuple[LanguageCode, str]] = [
    ("de", "Da war niemand erreichbar."),
    ("de", "Es ist noch nichts da, obwohl Sie es versprochen haben."),
    ("de", "Was ist denn da los?"),
    ("de", "Ich warte seit Montag, und so langsam reicht es mir."),
    ("de", "So eine Frechheit habe ich noch nie erlebt!"),
    ("de", "So geht das nicht."),
    ("de", "Da frage ich mich, was das soll."),
    ("de", "Das Paket ist kleiner als bestellt."),
    ("de", "Ich hätte gerne mein Geld zurück."),
    ("de", "Wäre schön, wenn Sie sich melden könnten."),
    ("de", "Hätten Sie kurz Zeit, mir zu antworten?"),
    ("de", "Das ist schlimmer denn je."),
    ("de", "Ich bitte darum, dass Sie mich anrufen."),
    ("de", "Wenn Sie nicht zahlen, sperren wir das Konto."),
    ("de", "Liegt es daran, dass ich nicht zahle, weil die Ware fehlt?"),
    ("de", "Weil!"),
    ("en", "I have been waiting since Monday."),
    ("en", "Since Monday nobody has called me."),
    ("en", "I've been a customer since I moved here."),
    ("en", "It has been broken since the day it came."),
    ("en", "Ever since the update it fails."),
    ("en", "What happened since then?"),
    ("en", "So I called you last week."),
    ("en", "It took so long that I gave up."),
    ("en", "The order is late. So I was wondering when it comes."),
    ("en", "The order is late. So please call me."),
    ("en", "The order is late. So much for your promise, it was a lie."),
    ("en", "Please call so that we can solve this."),
    ("en", "The parcel is smaller than the one I ordered."),
    ("en", "If you have any questions, please call me."),
    ("en", "Had a nice day?"),
    ("nl", "Ik wacht al sinds maandag."),
    ("nl", "Het pakket is kleiner dan ik dacht."),
    ("nl", "Als u vragen heeft, bel me dan."),
    ("nl", "Als u niet betaalt, sluiten wij het account."),
    ("nl", "Zo gaat het niet langer."),
    ("nl", "Was het maar waar."),
    ("nl", "Ik had graag mijn geld terug."),
    ("nl", "De handschoenen zijn te klein, de linker want past niet."),
    ("nl", "Anders bel ik morgen weer."),
]

ONE_CAUSE: list[tuple[LanguageCode, str, str, str]] = [
    ("de", "Ich kann nicht bestellen, da meine Zahlart abgelehnt wurde.", "Zahlart", "bestellen"),
    ("de", "Da die Ware nie ankam, zahle ich nicht.", "die Ware nie ankam", "ich zahle nicht"),
    ("de", "Das Paket kam nie an, deshalb will ich mein Geld zurück.", "Paket", "Geld"),
    ("de", "Die Lastschrift kam zurück. Deshalb haben wir das Konto gesperrt.", "Last", "Konto"),
    ("de", "Die Lastschrift kam zurück. Wir haben deshalb das Konto gesperrt.", "Last", "Konto"),
    ("de", "Ich zahle nicht, denn die Ware ist nicht angekommen.", "Ware", "zahle"),
    ("de", "Aufgrund der Rücklastschrift wurde die Zahlart gesperrt.", "Rücklast", "Zahlart"),
    ("de", "Das Problem bleibt, weil die Firma schweigt.", "Firma", "Problem"),
    ("de", "Ich klage, da das Paket fehlt und wir sind jetzt zu zweit.", "Paket", "klage"),
    ("de", "Ich hätte nicht angerufen, wenn das Paket angekommen wäre.", "Paket", "angerufen"),
    ("en", "I am not paying since the goods never arrived.", "goods", "paying"),
    ("en", "Since she refuses to pay, we cannot close the account.", "refuses", "close"),
    ("en", "The parcel never came, so I want my money back.", "parcel", "money"),
    ("en", "The goods did not arrive. That is why I do not pay.", "goods", "pay"),
    ("en", "We blocked the account due to a returned debit.", "debit", "account"),
    ("en", "The parcel never arrived. So I want my money back.", "parcel", "money"),
    ("en", "I would not have called if the parcel had arrived.", "parcel", "called"),
    ("nl", "Ik betaal niet want het pakket is niet aangekomen.", "pakket", "betaal"),
    ("nl", "Het pakket is er niet, dus ik wil mijn geld terug.", "pakket", "geld"),
    ("nl", "Het pakket kwam niet aan. Daarom wil ik mijn geld terug.", "pakket", "geld"),
    ("nl", "Zij is ziek en daardoor is de werkdruk hoog.", "ziek", "werkdruk"),
    ("nl", "Ik had niet gebeld als het pakket was aangekomen.", "pakket", "gebeld"),
    ("nl", "Aangezien u niet antwoordt, bel ik nu.", "antwoordt", "bel"),
]


def read(language: LanguageCode, text: str) -> Told:
    lines = ["Guten Tag", text, "Viele Grüße"]
    said = [Utterance(line, "customer", 2 * n) for n, line in enumerate(lines, start=1)]
    return parse_notation(said, language)


@pytest.mark.parametrize(("language", "text"), NO_CAUSE)
def test_prose_without_a_cause(language: LanguageCode, text: str) -> None:
    chain = read(language, text)

    assert (chain.nodes, chain.links) == ((), ())


@pytest.mark.parametrize(("language", "text", "cause", "effect"), ONE_CAUSE)
def test_prose_with_a_cause(language: LanguageCode, text: str, cause: str, effect: str) -> None:
    chain = read(language, text)
    [link] = chain.links

    assert cause in chain.node(link.cause).label
    assert effect in chain.node(link.effect).label
    assert link.quote in text
    assert link.line == 4


def test_a_whole_mail_gives_only_its_cause() -> None:
    mail = """\
Sehr geehrte Damen und Herren,
am 3. Mai habe ich bei Ihnen bestellt, und bis heute ist nichts da. So lange habe ich noch nie
gewartet! Ich hätte gerne eine Antwort. Mein Konto wurde gesperrt, weil angeblich der
Betrag offen ist. Was ist denn bei Ihnen los?
Mit freundlichen Grüßen"""
    said = [Utterance(line, "customer", n) for n, line in enumerate(mail.splitlines(), 1)]

    chain = parse_notation(said, "de")
    [link] = chain.links

    labels = [node.label for node in chain.nodes]
    assert labels == ["Mein Konto wurde gesperrt", "der Betrag ist offen"]
    assert [node.holds for node in chain.nodes] == [True, None]
    assert (link.quote, link.line) == ("Mein Konto wurde gesperrt, weil angeblich der", 3)


@pytest.mark.parametrize(
    ("language", "text", "causes"),
    [
        ("de", "Ich gehe, weil der Shop wirbt, die Ware fehlt und niemand antwortet.", 3),
        ("de", "Ich gehe, weil die Kundin, die mich kennt, nicht antwortet.", 1),
        ("nl", "Ik stop omdat de verkoper, die mij kent, niet antwoordt.", 1),
        ("en", "I left because the seller, who knows me, does not answer.", 1),
        ("en", "I left because the shop demands prepayment and she cut the line.", 2),
        ("en", "I left because of the goods and the invoices.", 1),
    ],
)
def test_each_cause_of_a_list_is_one(language: LanguageCode, text: str, causes: int) -> None:
    assert [len(rule.because) for rule in read(language, text).rules] == [causes]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Das Konto bleibt zu, weil der Betrag offen ist, es sei denn, die Kundin zahlt."),
        ("nl", "Het account blijft dicht omdat het bedrag openstaat, tenzij de klant betaalt."),
        ("en", "The account stays shut because the amount is open, unless the customer pays."),
    ],
)
def test_unless_is_an_exception_and_no_link(language: LanguageCode, text: str) -> None:
    chain = read(language, text)
    [rule] = chain.rules

    assert (rule.effect, rule.because, rule.unless) == ("n1", ("n2",), ("n3",))
    assert [(link.cause, link.effect) for link in chain.links] == [("n2", "n1")]
    assert chain.node("n3").holds is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Ich storniere, weil die Lieferung fehlt oder weil niemand antwortet."),
        ("nl", "Ik annuleer omdat de levering ontbreekt of omdat niemand antwoordt."),
        ("en", "I cancel because the delivery is late or because nobody answers."),
    ],
)
def test_or_makes_alternatives_and_and_does_not(language: LanguageCode, text: str) -> None:
    joiner = {"de": (" oder ", " und "), "nl": (" of ", " en "), "en": (" or ", " and ")}[language]

    either = read(language, text)
    both = read(language, text.replace(*joiner))

    assert [rule.because for rule in either.rules] == [("n2",), ("n3",)]
    assert [rule.because for rule in both.rules] == [("n2", "n3")]


def test_words_that_belong_together_are_not_cut() -> None:
    chain = read("de", "Die Lieferung kam zurück, weil Name und Adresse falsch sind.")

    assert [node.label for node in chain.nodes] == [
        "Die Lieferung kam zurück",
        "Name und Adresse falsch",
    ]


def test_a_question_in_between_is_not_pointed_back_to() -> None:
    chain = read("de", "Die Ware fehlt. Wo ist sie? Deshalb zahle ich nicht.")

    assert chain.links == ()


def test_who_acts_in_the_first_cause_acts_in_the_next_ones_too() -> None:
    text = "Weil die Kundin laut wird und mir unterstellt, ich würde lügen, lege ich auf."

    chain = parse_notation([Utterance(text, "agent", 1)], "de")

    assert [(node.label, node.actor) for node in chain.nodes] == [
        ("die Kundin wird laut", "customer"),
        ("mir unterstellt, ich würde lügen", "customer"),
        ("ich lege auf", "agent"),
    ]
