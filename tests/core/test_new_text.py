"""New words, quoted letter and signature of a mail, in the forms that mail programs write."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import effort
from kulanz.reading.new_text import MAX_LINES, Parted, new_text, parted

OWN = "Das Paket ist nie angekommen.\nWas nun?"
MARKED = "> alt\n> noch älter"
PLAIN = "alt\nnoch älter"

ATTRIBUTIONS = [
    # Thunderbird, Gmail, Apple Mail, Outlook for phones, Yahoo, Roundcube, Proton, K-9, Horde
    "Am 03.02.26 um 15:35 schrieb Shop:",
    "Am 2026-02-03 15:35, schrieb Shop:",
    "Am 3. Februar 2026 15:35:12 MEZ schrieb Shop <a@shop.example>:",
    "Am 3. Februar 2026 um 15:35 schrieb Shop\n<a@shop.example>:",
    "Am Di., 3. Feb. 2026 um 15:35 Uhr schrieb Kundendienst der Shop GmbH via\nX <a@shop.example>:",
    "Am Dienstag, 3. Februar 2026, 15:35:12 MEZ hat Shop <a@shop.example> Folgendes geschrieben:",
    "Am 3. Feb. 2026, 15:35 +0100 schrieb Shop <a@shop.example>:",
    "Am 03.02.2026 um 15:35 schrieb Shop\n<a@shop.example\n<mailto:a@shop.example>>:",
    "*Am 03.02.2026 um 15:35 schrieb Shop:*",
    "Shop <a@shop.example> schrieb am Di., 3. Feb. 2026\num 15:35 Uhr:",
    "Shop schrieb am 03.02.2026 um 15:35:",
    "Zitat von Shop <a@shop.example>:",
    "Op 3-2-2026 om 15:35 schreef Shop:",
    "Op di 3 feb 2026 om 15:35 schreef Shop <a@shop.example>:",
    "Op 3 feb 2026, om 15:35 heeft Shop <a@shop.example> het volgende geschreven:",
    "Op 3 feb. 2026 15:35 schreef Shop <\na@shop.example> het\nvolgende geschreven:",
    "Shop schreef op 2026-02-03 15:35:",
    "Citeren Shop <a@shop.example>:",
    "Shop <a@shop.example> hat am 03.02.2026 15:35 CET geschrieben:",
    "Am Dienstag, den 03.02.2026, 15:35 +0100 schrieb Shop:",
    'Am 13.12.2025 21:11 schrieb "Shop - Kundendienst <a@shop.example>:',
    "---- On Tue, 03 Feb 2026 15:35:00 +0100 a@shop.example wrote ----",
    "On Tue, Feb 3, 2026 at 3:35 PM Shop\n\n<a@shop.example>\n\nwrote:",
    "On Tue, Feb 3, 2026 at 3:35 PM Shop <a@shop.example>\nwrote:",
    "On Tuesday, February 3rd, 2026 at 3:35 PM, Shop <a@shop.example> wrote:",
    "On 3 Feb 2026, 15:35 +0100, Shop <a@shop.example>, wrote:",
    "On 03/02/2026 15:35, Shop wrote:",
    "Shop <a@shop.example> wrote:",
    "In message <abc.123@shop.example>, Shop writes:",
    "Le mar. 3 févr. 2026 à 15:35, Shop <a@shop.example> a écrit :",
    "El mar, 3 feb 2026 a las 15:35, Shop (<a@shop.example>) escribió:",
    "Em ter., 3 de fev. de 2026 às 15:35, Shop <a@shop.example>\nescreveu:",
    "Il giorno mar 3 feb 2026 alle ore 15:35 Shop <a@shop.example> ha scritto:",
    "Den tis 3 feb. 2026 kl 15:35 skrev Shop <a@shop.example>:",
    "tir. 3. feb. 2026 kl. 15.35 skrev Shop <a@shop.example>:",
    "ti 3. helmik. 2026 klo 15.35 Shop (a@shop.example) kirjoitti:",
    "wt., 3 lut 2026 o 15:35 Shop <a@shop.example> napisał(a):",
    "út 3. 2. 2026 v 15:35 odesílatel Shop <a@shop.example> napsal:",
    "Shop <a@shop.example> ezt írta (időpont: 2026. febr. 3., K, 15:35):",
    "mar., 3 feb. 2026 la 15:35, Shop <a@shop.example> a scris:",
    "вт, 3 февр. 2026 г. в 15:35, Shop <a@shop.example>:",
    "вт, 3 лют. 2026 р. о 15:35 Shop <a@shop.example> пише:",
    "Shop <a@shop.example>, 3 Şub 2026 Sal, 15:35 tarihinde şunu yazdı:",
    "Στις Τρί 3 Φεβ 2026 στις 3:35 μ.μ., ο χρήστης Shop <a@shop.example> έγραψε:",
    "Shop <a@shop.example> 于2026年2月3日周二 15:35写道：",
    "2026年2月3日(火) 15:35 Shop <a@shop.example>:",
    "2026년 2월 3일 (화) 오후 3:35, Shop <a@shop.example>님이 작성:",
    "2026-02-03 15:35 GMT+01:00 Shop <a@shop.example>:",
]
HEADINGS = [
    "*Von:* Shop <a@shop.example>\n*Gesendet:* Dienstag\n*An:* mich\n*Betreff:* alt",
    "Gesendet: Dienstag\nVon: Shop <a@shop.example>\nAn: x@y.example\nBetreff: alt",
    "-----Original-Nachricht-----\nBetreff: alt\nDatum: 3.2.\nVon: Shop\nAn: Anna\n",
    "________________________________\nVon: Shop\nGesendet: Dienstag\nAn: x\nBetreff: alt",
    "Von: Shop\n\nGesendet: Dienstag\n\nAn: x\n\nBetreff: alt",
    "Van: Shop <a@shop.example>\nVerzonden: dinsdag\nAan: x\nOnderwerp: alt",
    "Van: Shop\nDatum: dinsdag\nAan: x,\n y\nCC: z\nOnderwerp: alt",
    "------ Origineel bericht ------\nVan: Shop\nAan: x\nVerzonden: dinsdag\nOnderwerp: alt",
    "-------- Ursprüngliche Nachricht --------\nVon: Shop\nDatum: 3.2.\nAn: x\nBetreff: alt",
    "From: Shop <a@shop.example>\nDate: Tuesday\nTo: x",
    "De : Shop\nEnvoyé : mardi\nÀ : x\nObjet : alt",
    "De: Shop\nEnviado el: martes\nPara: x\nAsunto: alt",
    "Da: Shop\nInviato: martedì\nA: x\nOggetto: alt",
    "Od: Shop\nWysłano: wtorek\nDo: x\nTemat: alt",
    "Fra: Shop\nSendt: tirsdag\nTil: x\nEmne: alt",
    "От: Shop\nОтправлено: вторник\nКому: x\nТема: alt",
    "发件人: Shop\n发送时间: 2026\n收件人: x\n主题: alt",
    "-------- Forwarded Message --------\nSubject: \talt\nDate: \tTuesday\nFrom: \tShop",
    "------ Eine Antwort von gestern ------\nVon: Shop\nGesendet: x\nAn: y\nBetreff: alt",
    "      De : Shop <a@shop.example>\n À : x\n Envoyé le : mardi\n Objet : alt",
    "\xa0Von:\tShop\n\xa0Gesendet:\tDienstag\n\xa0An:\tx\n\xa0Betreff:\talt",
    "-----Original Message-----",
    "##- Bitte antworten Sie oberhalb dieser Zeile -##",
    "--- Typ uw antwoord boven deze regel ---",
]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("quoted", [MARKED, PLAIN])
@pytest.mark.parametrize("intro", ATTRIBUTIONS + HEADINGS)
def test_a_quoted_letter_is_apart_from_the_words_above_it(
    intro: str, quoted: str, between: str
) -> None:
    apart = parted(f"{OWN}\n\n{intro}{between}{quoted}")
    assert (apart.new, apart.own) == (OWN, OWN)
    letter = f"{apart.signature}\n{apart.quoted}".split()
    assert letter == f"{intro}\n{quoted}".split()


@pytest.mark.parametrize("intro", ATTRIBUTIONS)
def test_an_attribution_right_under_a_sentence_takes_nothing_of_it(intro: str) -> None:
    assert parted(f"{OWN}\n{intro}\n{MARKED}").new == OWN


@pytest.mark.parametrize(
    "text",
    [
        "Am 3. Mai 2026 um 10:12 schrieb mir Ihr Kollege:\nalles wird gut.",
        "Am 3. Mai 2026 um 10:12 schrieb der Kundendienst:\nalles wird gut.",
        "Am 3.5.2026 um 10:12 hat Frau Muster geschrieben:\nWir erstatten.\nWo ist das Geld?",
        "Frau Muster <m@shop.example> schrieb mir am 3.5.2026 um 12:30:\nWir erstatten.\nUnd nun?",
        "Am 03.05.2026 um 10:12 schrieben Sie:\nDie Ware kommt.\nSie kam nie.",
        "Am 03.05.2026 um 10:12 Uhr habe ich bestellt:\n1 Stuhl\n2 Tische",
        "Am 3.5.2026 um 10:12 stand im Verlauf:\nZugestellt.\nDas ist falsch.",
        "Der Fahrer schrieb am 3.5.2026 um 12:30: niemand da.\nDas stimmt nicht.",
        "On 3 May 2026 at 10:12 you wrote:\nIt will come.\nIt never did.",
        "On 3 May 2026 at 10:12 I wrote to a@b.example:\nplease help",
        "Op 3 mei 2026 om 10:12 schreef uw collega:\nhet komt goed.",
        "Op 3 mei 2026 om 10:12 heb ik geschreven:\ngeen antwoord.",
        "Bitte schreiben Sie an anna@b.example:\nich warte.",
        "Meine Reise:\nVon: Bonn\nAn: Köln\nDatum: 3.5.\nDer Zug fiel aus.",
        "Anlage 1: Rechnung\nDatum: 3.5.\nBetreff: kaputt\n\nDanke",
        "ursprüngliche Nachricht\nhabe ich nie bekommen",
        "| Ware | Preis |\n| Stuhl | 5 |",
        "Preis > 5 Euro\n2 > 1",
        "Es kam an:\n\n2026-01-15 14:30:25\n15.01.2026 14:30\n\nDas sind alle Zeiten.",
        "Mails von: a@b.example und von: c@d.example\n\nDas kommt Von: Bonn, nicht Von: Köln.",
        "Am Dienstag 3.2. um 15:35 Uhr schrieb ich Ihnen eine Mail:\n\nkeine Antwort.",
        "Ja.\nVom Handy habe ich es gesendet, mit DHL.",
        "Ja.\nGesendet von Ihnen wurde das Paket nie.",
        "Yes.\nSent by post on Monday.",
        "Ja.\nVerzonden met PostNL, maar nooit aangekommen.",
        "Ja.\nDiese E-Mail ist vertraulich, bitte geben Sie sie nicht weiter.",
        "Danke\n\nMit freundlichen Grüßen\nAnna Muster",
        "Groeten,\n\nAnna",
    ],
)
def test_a_persons_own_sentences_stay(text: str) -> None:
    assert parted(text) == Parted(new=text, quoted="", signature="", own=text)


DISCLAIMER_EN = (
    "This e-mail may contain confidential information and is for the intended recipient only."
    " If you received it in error, please notify the sender and delete it."
)
DISCLAIMER_DE = (
    "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat\n"
    "sind, informieren Sie bitte sofort den Absender und vernichten Sie diese Mail."
)
DISCLAIMER_NL = (
    "De informatie in dit bericht is vertrouwelijk en uitsluitend bestemd voor de\n"
    "geadresseerde. Bent u dat niet, dan verzoeken wij u dit bericht te verwijderen."
)


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnna Muster\nTelefon 1234",
        "--\nAnna",
        "Von meinem iPhone gesendet",
        "Gesendet mit der GMX iPhone App",
        "Gesendet von Outlook für Android",
        "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
        "Von meinem Samsung Galaxy Smartphone gesendet.",
        "Verstuurd vanaf mijn iPhone",
        "Verzonden vanaf Samsung-tablet.",
        "Sent from my P30",
        "Sent via my mobile phone - please excuse typos",
        "Get Outlook for iOS<https://shop.example/ios>",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPad",
        "Inviato da iPhone",
        "發自我的 iPhone",
        "Virenfrei.www.avast.com",
        "Diese E-Mail wurde von Avast-Antivirussoftware auf Viren geprüft.\nwww.avast.com",
        DISCLAIMER_EN,
        DISCLAIMER_DE,
        DISCLAIMER_NL,
        "__________________",
        "_______________________________________________\nListe Verbraucher\nAbmelden: x@y.example",
        "Von meinem iPad gesendet\n\n-- \nAnna",
    ],
)
@pytest.mark.parametrize("under", ["", "\n\nAm 03.02.26 um 15:35 schrieb Shop:\n> alt"])
def test_a_signature_is_apart_above_a_quotation_and_at_the_end(signature: str, under: str) -> None:
    apart = parted(f"{OWN}\n\n{signature}{under}")
    assert (apart.new, apart.signature, apart.quoted) == (OWN, signature, under.strip())


INTRO = "Am 03.02.26 um 15:35 schrieb Shop:"


@pytest.mark.parametrize(
    ("text", "new", "own"),
    [
        (f"{INTRO}\n> alt\n\nJa.", "Ja.", "Ja."),
        ("> Wann?\nGestern.", "> Wann?\nGestern.", "Gestern."),
        ("> Wann?\nHeute.\n> Wo?\nHier.", "> Wann?\nHeute.\n> Wo?\nHier.", "Heute.\nHier."),
        (f"{INTRO}\n> Wann?\nHeute.\n> Wo?", "> Wann?\nHeute.", "Heute."),
        (f"Hallo,\n{INTRO}\n> Wann?\n\nA\nB", "Hallo,\n> Wann?\n\nA\nB", "Hallo,\n\nA\nB"),
        (f"Nein.\n\n{INTRO}\n> a\n> b\n> c\n\nAnna", "Nein.\n\n\nAnna", "Nein.\n\n\nAnna"),
        (f"Nein.\n\n> {INTRO}\n>\n> a\n\n> b\nAnna", "Nein.\n\nAnna", "Nein.\n\nAnna"),
        ("Nein.\n> a\n\n-- \nAnna", "Nein.", "Nein."),
        ("Nein.\n-- \nAnna\n\n> a\n\nDoch.", "Nein.\n> a\n\nDoch.", "Nein.\n\nDoch."),
        (f"Nein.\n{INTRO}\n> a\n\n_______\nListe X\nAbmelden", "Nein.", "Nein."),
        (
            f"Nein.\n{INTRO}\n| a\n| b\n\nDoch!\nJa!\nJa!",
            "Nein.\n| a\n| b\n\nDoch!\nJa!\nJa!",
            "Nein.\n\nDoch!\nJa!\nJa!",
        ),
    ],
)
def test_answers_keep_the_lines_they_answer_and_leave_out_a_letter_carried_along(
    text: str, new: str, own: str
) -> None:
    apart = parted(text)
    assert (apart.new, new_text(text)) == (new, own)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("> Ware kaputt", "> Ware kaputt"),
        (f"{INTRO}\n> Ware kaputt", "> Ware kaputt"),
        (
            "-------- Weitergeleitete Nachricht --------\nVon: A\n\nWare kaputt",
            "Von: A\n\nWare kaputt",
        ),
        ("Von: A\nAn: B\nDatum: C\nBetreff: D\n\nWare kaputt", "Ware kaputt"),
        (f"{INTRO}\n\nWare kaputt", "Ware kaputt"),
        ("Von meinem iPhone gesendet\n\n-----Original Message-----\nkaputt", "kaputt"),
        ("Von meinem iPhone gesendet", "Von meinem iPhone gesendet"),
        ("-- \nAnna", "-- \nAnna"),
        ("Von: A\nAn: B\nBetreff: D", "Von: A\nAn: B\nBetreff: D"),
        (
            "> On Feb 3, 2026 at 3:35 PM, A <a@b.example> wrote:\n>\n>> On Feb 2, 2026",
            ">\n>> On Feb 2, 2026",
        ),
        ("> On Feb 3, 2026 at 3:35 PM, A <a@b.example> wrote:\n>", ""),
        ("", ""),
    ],
)
def test_without_own_words_the_quoted_letter_is_the_message(text: str, new: str) -> None:
    assert parted(text).new == new


def test_a_letter_of_two_hundred_pages_is_cut_into_new_and_carried_along() -> None:
    apart = parted("a\n" * MAX_LINES + "b")
    assert (apart.new.count("a"), apart.quoted) == (MAX_LINES, "b")


PIECES = [OWN, MARKED, INTRO, "-- ", "--", "", "Von: A\nAn: B\nBetreff: C", "a <b@c", "> wrote:"]
PIECES += ["-----Original Message-----", "Von meinem iPad gesendet", "| a", "AB> c", "On 3 May <"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=12))
def test_no_word_is_lost_or_doubled(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    apart = parted(text)
    assert sorted(f"{apart.new}\n{apart.quoted}\n{apart.signature}".split()) == sorted(text.split())


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=12))
def test_own_words_are_among_the_new_ones_in_their_order(pieces: list[str]) -> None:
    apart = parted("\n".join(pieces))
    new = iter(apart.new.split("\n"))
    assert all(line in new for line in apart.own.split("\n") if line.strip())


def trim(text: str) -> Callable[[], object]:
    return lambda: parted(text)


@pytest.mark.parametrize(
    "piece",
    [
        "On a\n",
        "> \n",
        "Am 1.1.2026 \n",
        "Von: \n",
        "Von: a@b\nAn: c\n\n",
        "--\nab\n",
        "\n",
        "a@b.example\n\n",
        "On 3 May 2026 at 10:12 <a@b\n\n<",
        "Am 3.5. schrieb x:\n> a\nb\n",
        "|a\n",
        "AB>x\n",
        "-----Original Message-----\n\n",
        "Sent from my \n",
    ],
)
def test_twice_the_lines_are_twice_the_work(piece: str) -> None:
    small, large = (effort(trim(piece * times)) for times in (1000, 2000))
    assert large < small * 2.2


@pytest.mark.parametrize(
    "piece",
    ["> ", "- ", "<a@b>: ", "schrieb ", "2026-02-03 ", "1.", " ", "*", "Von", "a@", "intended "],
)
def test_a_line_of_a_megabyte_is_no_more_work_than_a_short_one(piece: str) -> None:
    small, large = (effort(trim(piece * (size // len(piece)))) for size in (1000, 1_000_000))
    assert large < small + 100
