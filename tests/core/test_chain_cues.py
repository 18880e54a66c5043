"""What gives a cause in fragments of notes, and what only looks like it."""

from dataclasses import replace
from time import process_time

import pytest

from kulanz.case import LanguageCode, Utterance
from kulanz.chain import Told, model_of, parse_notation
from kulanz.facts import parse_transcript

# text, a word of the cause, a word of the effect
CAUSE: list[tuple[LanguageCode, str, str, str]] = [
    ("en", "lamp not sent bc bulb out of stock", "bulb", "lamp"),
    ("en", "visit off b/c van broke down", "van", "visit"),
    ("en", "credit raised as meter wrong", "meter", "credit"),
    ("en", "Given that the hob is cracked, we offered a swap.", "hob", "swap"),
    ("en", "Parcel late owing to fog.", "fog", "Parcel"),
    ("en", "Leak in kitchen, caused by a worn seal.", "seal", "Leak"),
    ("en", "Sofa sent back. Reason: legs wobble.", "legs", "Sofa"),
    ("en", "Reason for the delay: customs check.", "customs", "delay"),
    ("en", "no signal -> visit booked", "signal", "visit"),
    ("en", "The update led to two blocked cards.", "update", "cards"),
    ("en", "A torn bag caused the mess.", "bag", "mess"),
    ("en", "Lock jammed, hence no entry.", "Lock", "entry"),
    ("en", "Form lost so claim was late.", "Form", "claim"),
    ("en", "Gate shut, so van left.", "Gate", "van"),
    ("en", "As the code had changed, driver turned back.", "code", "driver"),
    ("en", "As she'd paid, the letter was wrong.", "paid", "letter"),
    ("en", "Plan never ended, with the result that he was billed.", "Plan", "billed"),
    ("en", "Late fee down to our site being off.", "site", "fee"),
    ("en", "Book came late, and that was due to fog.", "fog", "Book"),
    ("en", "A valve was open. This led to two floods.", "valve", "floods"),
    ("de", "Lampe nicht verschickt wg. Streik", "Streik", "Lampe"),
    ("de", "Termin entfällt wegen Nebel", "Nebel", "Termin"),
    ("de", "Lieferung verzögert sich infolge Hochwasser.", "Hochwasser", "Lieferung"),
    ("de", "Fenster undicht durch Frost", "Frost", "Fenster"),
    ("de", "Sofa zurück. Grund: Beine wackeln.", "Beine", "Sofa"),
    ("de", "Ursache für die Verspätung: Zollprüfung.", "Zoll", "Verspätung"),
    ("de", "kein Signal -> Techniker gebucht", "Signal", "Techniker"),
    ("de", "Das Update führte zu zwei gesperrten Karten.", "Update", "Karten"),
    ("de", "Ein Riss verursachte den Schaden.", "Riss", "Schaden"),
    ("de", "Schloss klemmt, daher kein Zutritt", "Schloss", "Zutritt"),
    ("de", "Formular fehlt, somit keine Prüfung", "Formular", "Prüfung"),
    ("de", "Ventil offen, so dass der Keller volllief.", "Ventil", "Keller"),
    ("de", "Nr. falsch, vermutl. weil Kd umgezogen ist", "Kd", "falsch"),
    ("de", "Da niemand den Zettel gelesen hat, gingen drei Briefe zurück.", "Zettel", "Briefe"),
    ("de", "Karte gesperrt, konnte daher nicht tanken", "gesperrt", "tanken"),
    ("de", "Grund der Reklamation ist ein Kratzer im Lack.", "Kratzer", "Reklamation"),
    ("de", "Ein Zahlendreher führte zur Absage.", "Zahlendreher", "Absage"),
    ("de", "Frist lief ab; darum sprang der Preis.", "Frist", "Preis"),
    ("de", "Wegen des Feiertags kein Versand", "Feiertags", "Versand"),
    ("de", "Router falsch eingestellt. Das führte zu drei Ausfällen.", "Router", "Ausfällen"),
    ("de", "Buch kam spät, und das lag am Streik.", "Streik", "Buch"),
    ("nl", "lamp niet verstuurd ivm staking", "staking", "lamp"),
    ("nl", "bezoek vervalt vanwege mist", "mist", "bezoek"),
    ("nl", "raam lekt door een scheur", "scheur", "raam"),
    ("nl", "kl betaalt niet, want factuur fout", "factuur", "betaalt"),
    ("nl", "Bank terug. Reden: poten wiebelen.", "poten", "Bank"),
    ("nl", "Oorzaak van de vertraging: controle douane.", "douane", "vertraging"),
    ("nl", "geen signaal -> monteur gepland", "signaal", "monteur"),
    ("nl", "De update leidde tot twee geblokkeerde passen.", "update", "passen"),
    ("nl", "Een scheur veroorzaakte de schade.", "scheur", "schade"),
    ("nl", "Slot klemt, vandaar geen toegang", "Slot", "toegang"),
    ("nl", "formulier kwijt, dus geen controle", "formulier", "controle"),
    ("nl", "Kraan open, zodat de kelder volliep.", "Kraan", "kelder"),
    ("en", "He hung up, thinking he was fobbed off.", "fobbed", "hung"),
    ("en", "He won't pay, the reason being that the bill is wrong.", "bill", "pay"),
    ("en", "Complaint arose from a mix-up of two files.", "mix-up", "Complaint"),
    ("en", "Code lost bcos old mobile on file", "mobile", "Code"),
    ("en", "Freezer failed and the food spoiled as a result.", "Freezer", "spoiled"),
    ("en", "The gate was locked, forcing the crew to turn back.", "gate", "crew"),
    ("en", "Dispute comes from the fact that the quote was old.", "quote", "Dispute"),
    ("en", "Now that the guarantee has ended, he has to pay.", "guarantee", "pay"),
    ("en", "He left it outside, the lift was broken you see.", "lift", "outside"),
    ("en", "Card expired so acc on stop.", "Card", "acc"),
    ("en", "A strike is why the parcels are late.", "strike", "parcels"),
    ("de", "Wegen des Streiks hängen die Teile in Calais.", "Streiks", "Teile"),
    ("de", "Infolge eines Fehlers bestellten 40 Leute zu viel.", "Fehlers", "Leute"),
    ("de", "Sie hat doppelt bezahlt, dank unserer Mahnung.", "Mahnung", "doppelt"),
    ("de", "Der Streit kommt daher, dass die Montage fehlt.", "Montage", "Streit"),
    ("de", "Fahrer ging wieder, der Aufzug war nämlich defekt.", "Aufzug", "Fahrer"),
    ("de", "Es liegt an der falschen IBAN, dass das Geld zurückkam.", "IBAN", "Geld"),
    ("de", "Grund Beschwerde: Monteur kam nicht.", "Monteur", "Beschwerde"),
    ("de", "Kd verärgert ü. Wartezeit, weil Leitung abbrach", "Leitung", "verärgert"),
    ("de", "Schloss klemmt. Folge: Tür geht nicht auf.", "Schloss", "Tür"),
    ("nl", "Pakket ging terug, huisnr ontbrak namelijk.", "huisnr", "Pakket"),
    ("nl", "Een fout zorgde ervoor dat 40 mensen bestelden.", "fout", "mensen"),
    ("nl", "Reden klacht: modder op de trap.", "modder", "klacht"),
    ("nl", "Slot klemde. Gevolg: deur ging niet open.", "Slot", "deur"),
]

NONE: list[tuple[LanguageCode, str]] = [
    ("en", "Sent as agreed."),
    ("en", "As agreed, the plan ends Friday."),
    ("en", "As she said on the phone, the lamp is red."),
    ("en", "As a gesture, the fee was dropped."),
    ("en", "The price went down to 5."),
    ("de", "Das Geräusch kommt daher."),
    ("de", "Da war gestern jemand dran, Notiz fehlt."),
    ("en", "Logged as open ticket."),
    ("en", "Same as last week."),
    ("en", "Rang as I was typing the mail."),
    ("en", "No reply since Monday."),
    ("en", "Payment due to arrive Friday."),
    ("en", "She is so upset that she cried."),
    ("en", "Led the customer to page three."),
    ("en", 'He said "because I say so" again.'),
    ("en", "Two things: lamp sent, bulb missing."),
    ("de", "Mit der Zentrale durch die Leitung verbunden."),
    ("de", "Kd ruft wegen Rechnung an."),
    ("de", "Von der Filiale abgelehnt durch Kollegen."),
    ("de", "Zähler hängt da drüben."),
    ("de", "Daher der Anruf von gestern."),
    ("de", "Zwei Themen: Lampe verschickt, Birne fehlt."),
    ("de", "Rechnung geprüft, also bitte warten."),
    ("nl", "Loopt door tot maandag."),
    ("nl", "Doos gebracht door de buren."),
    ("nl", "De linker want past niet."),
    ("nl", "want kl wil papieren factuur"),
    ("nl", "Dus toch de blauwe bank geworden."),
    ("nl", "Twee dingen: lamp verstuurd, peer ontbreekt."),
    ("nl", "Zoals afgesproken geen telefoontje."),
    ("en", "What caused it is not known."),
    ("en", "As you see the lamp is red."),
    ("en", "Now that is odd."),
    ("en", "She is thinking about a swap."),
    ("en", "Parcel was left in the shed, leaving the van empty."),
    ("de", "Drei Artikel fehlen, nämlich Lampe, Birne und Kabel."),
    ("de", "Vielen Dank für die Nachricht."),
    ("de", "Wegen der Rechnung unserer Firma angerufen."),
    ("de", "Grund lt. Bank: Karte gesperrt."),
    ("nl", "Twee dozen ontbreken, namelijk de lamp en de peer."),
]

# text, a word of the condition, a word of the consequence
HAD: list[tuple[LanguageCode, str, str, str]] = [
    ("en", "Had he rung, we'd have come.", "rung", "come"),
    ("en", "We'd have come had he rung.", "rung", "come"),
    ("en", "She'd have stayed if they'd matched the price.", "matched", "stayed"),
    ("en", "If it had been paid she would have had her card.", "paid", "card"),
    ("en", "Without the fog the van would have been there.", "fog", "van"),
    ("en", "One day earlier and it would have been free.", "earlier", "free"),
    ("en", "If only he had asked, we could have told him.", "asked", "told"),
    ("en", "Cust says had she known she'd have waited.", "known", "waited"),
    ("de", "Hätte er angerufen, wären wir gekommen.", "angerufen", "gekommen"),
    ("de", "Wir wären gekommen, hätte er angerufen.", "angerufen", "gekommen"),
    ("de", "Wenn er angerufen hätte, wär alles gut.", "angerufen", "gut"),
    ("de", "Wäre gezahlt worden, keine Sperre.", "gezahlt", "Sperre"),
    ("de", "Ohne den Nebel wäre der Wagen pünktlich gewesen.", "Nebel", "Wagen"),
    ("de", "Einen Tag früher und es wäre kostenlos gewesen.", "früher", "kostenlos"),
    ("de", "Ohne Beleg keine Gutschrift.", "Beleg", "Gutschrift"),
    ("nl", "Had hij gebeld, dan waren we gekomen.", "gebeld", "gekomen"),
    ("nl", "Was het betaald, dan had hij een pas gehad.", "betaald", "pas"),
    ("nl", "Als hij dat had gezegd was de monteur gekomen.", "gezegd", "monteur"),
    ("nl", "Zonder de mist was de wagen op tijd geweest.", "mist", "wagen"),
    ("nl", "Een dag eerder en het was gratis geweest.", "eerder", "gratis"),
    ("nl", "Zonder bon geen tegoed.", "bon", "tegoed"),
]

NO_HAD: list[tuple[LanguageCode, str]] = [
    ("en", "Had a long talk with her."),
    ("en", "Refund is fine and she'd like a voucher."),
    ("en", "She'd paid with her card."),
    ("en", "Without further delay to the team lead."),
    ("en", "Spoke with the customer."),
    ("de", "Er hätte gern ein neues Gerät."),
    ("de", "Kunde ohne Beleg angerufen."),
    ("de", "Mit der Kundin gesprochen."),
    ("de", "Bei Ankunft war der Karton offen."),
    ("de", "Wäre schön, wenn es klappt."),
    ("nl", "Had gebeld, was boos."),
    ("nl", "Met kl had ik gisteren contact."),
    ("nl", "Pakket bezorgd en er was niemand thuis."),
    ("nl", "Bij aankomst was de doos open."),
    ("nl", "Zonder afspraak langsgekomen."),
]


def read(language: LanguageCode, text: str) -> Told:
    return parse_notation([Utterance(text, "agent", 1)], language)


@pytest.mark.parametrize(("language", "text", "cause", "effect"), CAUSE)
def test_a_cause(language: LanguageCode, text: str, cause: str, effect: str) -> None:
    told = read(language, text)
    [link] = told.links

    assert cause in told.node(link.cause).label
    assert effect in told.node(link.effect).label


@pytest.mark.parametrize(("language", "text"), NONE)
def test_no_cause(language: LanguageCode, text: str) -> None:
    assert read(language, text).links == ()


@pytest.mark.parametrize(("language", "text", "condition", "consequence"), HAD)
def test_a_had_sentence(
    language: LanguageCode, text: str, condition: str, consequence: str
) -> None:
    told = read(language, text)
    [had] = told.counterfactuals

    assert [condition in told.node(one.node).label for one in had.conditions] == [True]
    assert [consequence in told.node(one.node).label for one in had.consequences] == [True]


@pytest.mark.parametrize(("language", "text"), NO_HAD)
def test_no_had_sentence(language: LanguageCode, text: str) -> None:
    assert read(language, text).counterfactuals == ()


@pytest.mark.parametrize(
    ("language", "text", "links"),
    [
        ("en", "hail -> roof leaks -> ceiling stained", 2),
        ("de", "Hagel → Dach undicht → Decke fleckig", 2),
        ("nl", "hagel => dak lekt => plafond vlekkerig", 2),
        ("en", "Refund refused because used; swap agreed because the box is intact.", 2),
        ("de", "Bett knarzt, weil eine Leiste fehlt; Tür klemmt, weil sie nass war.", 2),
        ("nl", "Bed kraakt omdat een lat ontbreekt; deur klemt omdat hij nat was.", 2),
    ],
)
def test_each_step_is_a_link(language: LanguageCode, text: str, links: int) -> None:
    assert len(read(language, text).links) == links


@pytest.mark.parametrize(
    ("language", "text", "labels"),
    [
        ("en", "No slot because of illness, cust will call back.", ["No slot", "illness"]),
        (
            "de",
            "Kein Termin wegen Personalmangel, Kd meldet sich.",
            ["Kein Termin", "Personalmangel"],
        ),
        ("nl", "Geen plek wegens ziekte, kl belt terug.", ["Geen plek", "ziekte"]),
        ("en", "Because of the storm no ferry ran.", ["the storm", "no ferry ran"]),
        ("de", "Wegen des Sturms fuhr keine Fähre.", ["des Sturms", "keine Fähre fuhr"]),
        ("nl", "Door de storm voer er geen boot.", ["de storm", "er voer geen boot"]),
    ],
)
def test_what_follows_a_comma_or_the_cause_is_told_for_itself(
    language: LanguageCode, text: str, labels: list[str]
) -> None:
    told = read(language, text)

    assert [node.label for node in told.nodes] == labels


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Wants to know if it is late because of the strike."),
        ("de", "Will wissen, ob es wegen des Streiks später kommt."),
        ("nl", "Wil weten of het later komt vanwege de staking."),
    ],
)
def test_an_indirect_question_gives_no_cause(language: LanguageCode, text: str) -> None:
    assert read(language, text).links == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Could not verify her because the date was wrong, so I gave no balance."),
        ("de", "Nicht verifiziert, weil das Datum falsch war, daher kein Saldo genannt."),
        ("nl", "Niet geverifieerd omdat de datum fout was, daarom geen saldo genoemd."),
    ],
)
def test_what_follows_a_because_sentence_follows_from_its_effect(
    language: LanguageCode, text: str
) -> None:
    first, second = read(language, text).links

    assert second.cause == first.effect


def test_a_date_with_a_slash_is_one_word() -> None:
    labels = [node.label for node in read("en", "Card refused because debit came back 14/10").nodes]

    assert labels == ["Card refused", "debit came back 14/10"]


def test_nothing_but_a_subject_is_told_without_fail() -> None:
    assert read("de", "Weil eines lauten Streits, rief er an.").links != ()


@pytest.mark.parametrize(
    "unit", ["says if she had ", "x -> ", "reason a b c : ", "a/b/c/", "had , "]
)
def test_no_text_keeps_the_reader_busy(unit: str) -> None:
    text = (unit * 60 + ". ") * (150_000 // (60 * len(unit)))
    start = process_time()

    read("en", text)

    assert process_time() - start < 1


AFTERTHOUGHTS = [
    ("en", "Delivery failed, dog loose in hallway.", "dog loose in hallway", "Delivery failed"),
    ("en", "Card blocked - 3 wrong PINs. New one ordered.", "3 wrong PINs", "Card blocked"),
    ("de", "Internet tot, Bagger hat das Kabel erwischt", "Bagger hat das Kabel", "Internet tot"),
    ("de", "Bus verpasst, Rolltreppe defekt", "Rolltreppe defekt", "Bus verpasst"),
    ("nl", "Keuken 3 wk later: werkblad gebroken.", "werkblad gebroken", "Keuken 3 wk later"),
    ("nl", "Afspraak verzet, monteur ziek", "monteur ziek", "Afspraak verzet"),
]


def jotted(text: str) -> tuple[Utterance, ...]:
    return tuple(replace(one, speaker="agent") for one in parse_transcript(text))


@pytest.mark.parametrize(("language", "text", "cause", "effect"), AFTERTHOUGHTS)
def test_a_reason_without_a_connective_is_supposed_in_notes(
    language: LanguageCode, text: str, cause: str, effect: str
) -> None:
    chain = parse_notation(jotted(text), language)
    label = {node.id: node.label for node in chain.nodes}

    (link,) = chain.links

    assert cause in label[link.cause]
    assert effect in label[link.effect]


@pytest.mark.parametrize(("language", "text", "cause", "effect"), AFTERTHOUGHTS)
def test_nobody_who_talks_has_reasons_supposed(
    language: LanguageCode, text: str, cause: str, effect: str
) -> None:
    assert cause in text
    assert effect in text
    assert parse_notation(parse_transcript(text), language).links == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Delivery failed, new one booked for Friday."),
        ("en", "Parcel lost, customer upset."),
        ("en", "Card blocked, will ring back tomorrow."),
        ("en", "Not in at 8:30, card left"),
        ("de", "Paket verloren, Ersatz verschickt."),
        ("de", "Internet tot, Kd sehr verärgert."),
        ("de", "Rechnung falsch, wird morgen geprüft"),
        ("nl", "Pakket kwijt, nieuwe verstuurd."),
        ("nl", "Levering later, klant boos."),
        ("nl", "Niet bereikt, morgen weer gebeld"),
    ],
)
def test_what_was_done_or_felt_about_it_is_no_reason(language: LanguageCode, text: str) -> None:
    assert parse_notation(jotted(text), language).links == ()


def test_the_desk_asks_whether_a_supposed_reason_was_one() -> None:
    chain = parse_notation(jotted("Delivery failed, dog loose in hallway."), "en")

    assert [doubt.code for doubt in model_of(chain, "en").doubts] == ["supposed"]


@pytest.mark.parametrize(
    ("language", "text", "cause", "effect"),
    [
        ("de", "Gebühr erlassen da Erstfall.", "Erstfall", "Gebühr erlassen"),
        ("de", "Beitrag gestiegen. Liegt an der Typklasse.", "der Typklasse", "Beitrag gestiegen"),
        ("nl", "Bedrag dubbel af. Ligt aan storing bij bank.", "storing bij bank", "Bedrag dubbel"),
        ("nl", "Stroom eraf als gevolg v graafschade", "graafschade", "Stroom eraf"),
        ("nl", "Kon niet aanbellen aangez. hek op slot zat", "hek zat op slot", "niet aanbellen"),
        ("nl", "Aangezien bon ontbreekt geen ruil.", "bon ontbreekt", "geen ruil"),
        ("en", "Card declined. Was down to a wrong PIN.", "a wrong PIN", "Card declined"),
        ("en", "Given that he is ill we've moved the job", "he is ill", "moved the job"),
        ("en", "It was wet, which is why it was tagged and left.", "It was wet", "tagged and left"),
    ],
)
def test_short_ways_to_say_why(language: LanguageCode, text: str, cause: str, effect: str) -> None:
    chain = read(language, text)
    label = {node.id: node.label for node in chain.nodes}

    (link,) = chain.links

    assert cause in label[link.cause]
    assert effect in label[link.effect]
