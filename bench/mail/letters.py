"""Mails of every day, seeded: three languages, quotations, HTML, pictures, old charsets."""

import random
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

SEED = 7
# What is fed before the clock runs: both programs load what they need with the first mails.
WARM = tuple(
    f"From: {name}@warm.example\nTo: bench@shop.example\nSubject: {text}\n\n{text}\n".encode()
    for name, text in (
        ("a", "Die Ware kam nie an, und ich habe eine Mahnung bekommen."),
        ("b", "Het pakket is nooit aangekomen en ik kreeg een herinnering."),
        ("c", "The parcel never arrived and I received a reminder."),
    )
)
QUOTED = 0.35
WITH_HTML = 0.45
WITH_FILE = 0.12
CHARSETS = ("utf-8", "utf-8", "utf-8", "iso-8859-1", "windows-1252")
SENTENCES = {
    "de": (
        "am 21.10. habe ich bei Ihnen ein Ladegerät bestellt, Bestellnummer 4711-{n}.",
        "Die Ware ist bis heute nicht angekommen.",
        "Laut Sendungsverfolgung liegt das Paket seit dem 24.10. im Depot.",
        "Trotzdem habe ich eine Mahnung über {n},90 EUR bekommen.",
        "Ihr Kollege hat mir am Telefon etwas anderes gesagt.",
        "Ich finde das wirklich unmöglich.",
        "Bitte erstatten Sie mir den Betrag bis Freitag.",
        "Wenn nichts passiert, widerrufe ich den Vertrag.",
        "Im Anhang finden Sie ein Foto der beschädigten Verpackung.",
        "Über eine kurze Rückmeldung würde ich mich freuen.",
    ),
    "nl": (
        "op 21 oktober heb ik bij u een oplader besteld, bestelnummer 4711-{n}.",
        "Het pakket is nog steeds niet aangekomen.",
        "Volgens de bezorgdienst ligt het sinds 24 oktober in het depot.",
        "Toch kreeg ik een herinnering van {n},90 euro.",
        "Uw collega vertelde mij aan de telefoon iets anders.",
        "Ik vind dit echt niet kunnen.",
        "Wilt u het bedrag voor vrijdag terugstorten?",
        "Als er niets gebeurt, ontbind ik de overeenkomst.",
        "In de bijlage vindt u een foto van de kapotte doos.",
        "Ik hoor graag van u.",
    ),
    "en": (
        "on 21 October I ordered a charger from you, order number 4711-{n}.",
        "The parcel has still not arrived.",
        "According to tracking it has been in the depot since 24 October.",
        "Nevertheless I received a reminder for £{n}.90.",
        "Your colleague told me something else on the phone.",
        "I find this really unacceptable.",
        "Please refund the amount by Friday.",
        "If nothing happens I will cancel the contract.",
        "Attached is a photo of the damaged packaging.",
        "I look forward to hearing from you.",
    ),
}
WROTE = {
    "de": "Am 24.10.2026 um 10:12 schrieb Kundenservice <bench@shop.example>:",
    "nl": "Op 24-10-2026 om 10:12 schreef Klantenservice <bench@shop.example>:",
    "en": "On 24 Oct 2026, at 10:12, Customer service <bench@shop.example> wrote:",
}
HELLO = {"de": "Guten Tag,", "nl": "Goedendag,", "en": "Hello,"}
BYE = {"de": "Mit freundlichen Grüßen", "nl": "Met vriendelijke groet", "en": "Kind regards"}


def write_letters(folder: Path, many: int) -> None:
    """Write `many` mails into a folder, one `.eml` each; the same ones every time."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    for number in range(many):
        (folder / f"{number:05d}.eml").write_bytes(_letter(chance, number))


def _letter(chance: random.Random, number: int) -> bytes:
    language = chance.choice(tuple(SENTENCES))
    said = chance.sample(SENTENCES[language], chance.randint(3, 8))
    body = [HELLO[language], "", *(one.format(n=chance.randint(10, 900)) for one in said)]
    body += ["", BYE[language], f"Kim Muster {number}"]
    if chance.random() < QUOTED:
        earlier = [one.format(n=chance.randint(10, 900)) for one in SENTENCES[language]]
        body += ["", WROTE[language], *(f"> {line}" for line in earlier)]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Kim Muster <kim{number}@mail.example>"
    mail["To"] = "Shop <bench@shop.example>"
    mail["Subject"] = f"{said[0][:40].format(n=number)}"
    mail["Date"] = f"Mon, {1 + number % 27} Nov 2026 10:{number % 60:02d}:00 +0100"
    mail["Message-ID"] = f"<{number}.{chance.randrange(10**12)}@mail.example>"
    text = "\n".join(body) + "\n"
    charset = chance.choice(CHARSETS)
    mail.set_content(text, charset=charset if _fits(text, charset) else "utf-8")
    if chance.random() < WITH_HTML:
        rows = "".join(f"<p style='margin:0'>{line or '&nbsp;'}</p>" for line in body)
        mail.add_alternative(f"<html><body>{rows}</body></html>", subtype="html")
    if chance.random() < WITH_FILE:
        picture = chance.randbytes(chance.randint(20_000, 900_000))
        mail.add_attachment(
            picture,
            maintype="image",
            subtype="jpeg",
            filename="Foto.jpg",
        )
    return mail.as_bytes()


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
