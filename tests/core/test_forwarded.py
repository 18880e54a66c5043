"""Letters that were passed on, as the programs people use write them; and answers that were not."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from effort import effort
from kulanz.reading import Address, Forwarded, forwarded_in, letter
from kulanz.reading.header_blocks import sender_of
from kulanz.reading.written_dates import written_date

CET = timezone(timedelta(hours=1))
NOTE = "Bitte übernehmen.\n\nGruß\nOle"
WORDS = "Guten Tag,\n\ndas Paket ist nie angekommen.\n\nAnna Meier"
ANNA = Address("Anna Meier", "anna@example.org")

GMAIL = """---------- Forwarded message ---------
Von: Anna Meier <anna@example.org>
Date: Di., 3. März 2026 um 10:12 Uhr
Subject: Paket fehlt
To: <service@shop.example>


"""
GMAIL_NL = """---------- Doorgestuurd bericht ---------
Van: *Anna Meier* <anna@example.org>
Date: di 3 mrt 2026 om 10:12
Subject: Paket fehlt
To: <service@shop.example>, Team Noord van de klantenservice <noord@shop.example>,
<zuid@shop.example>

"""
APPLE = """Anfang der weitergeleiteten Nachricht:

> Von: Anna Meier <anna@example.org>
> Betreff: Paket fehlt
> Datum: 3. März 2026 um 10:12:00 MEZ
> An: service@shop.example
>
> """
THUNDERBIRD = """-------- Weitergeleitete Nachricht --------
Betreff: \tPaket fehlt
Datum: \tTue, 3 Mar 2026 10:12:00 +0100
Von: \tAnna Meier <anna@example.org>
An: \tservice@shop.example


"""
APPLE_FR = """Début du message réexpédié :

De: Anna Meier <anna@example.org>
Objet: Paket fehlt
Date: 3 mars 2026 à 10:12:00 UTC+1
À: service@shop.example

"""
OUTLOOK = """________________________________
Von: Anna Meier <anna@example.org>
Gesendet: Dienstag, 3. März 2026 10:12
An: Service <service@shop.example>
Betreff: Paket fehlt

"""
OUTLOOK_OLD = """-----Ursprüngliche Nachricht-----
Von: Anna Meier [mailto:anna@example.org]
Gesendet: Dienstag, 3. März 2026 10:12
An: Service
Betreff: Paket fehlt

"""
OUTLOOK_EN = """From: Anna Meier <anna@example.org<mailto:anna@example.org>>
Sent: Tuesday, March 3, 2026 10:12 AM
To: Service <service@shop.example>
Cc: Ole
Subject: Paket fehlt

"""
OUTLOOK_NL = """Van: Anna Meier <anna@example.org>

Verzonden: dinsdag 3 maart 2026 10:12

Aan: Service

Onderwerp: Paket fehlt

"""
GMX = """Gesendet: Dienstag, 03. März 2026 um 10:12 Uhr
Von: "Anna Meier" <anna@example.org>
An: service@shop.example
Betreff: Paket fehlt

"""

MUTT = """----- Forwarded message from Anna Meier <anna@example.org> -----

Date: Tue, 3 Mar 2026 10:12:00 +0100
From: Anna Meier <anna@example.org>
To: service@shop.example
Subject: Paket fehlt

"""
NOTES = """----- Weitergeleitet von Ole Hansen/Shop am 04.03.2026 09:00 -----

Von:    Anna Meier <anna@example.org>
An:     service@shop.example
Datum:  03.03.2026 10:12
Betreff:        Paket fehlt

"""
T_ONLINE = """-----Original-Nachricht-----
Betreff: Paket fehlt
Datum: 2026-03-03T10:12:00+0100
Von: "Anna Meier" <anna@example.org>
An: "service@shop.example" <service@shop.example>

"""
PHONE = """-------- Ursprüngliche Nachricht --------
Von: Anna Meier <anna@example.org>
Datum: 03.03.26 10:12 (GMT+01:00)
An: service@shop.example
Betreff: Paket fehlt

"""

ANNOUNCED = {"gmail": GMAIL, "gmail nl": GMAIL_NL, "thunderbird": THUNDERBIRD, "apple fr": APPLE_FR}
ANNOUNCED |= {"mutt": MUTT, "notes": NOTES}
BLOCKS = {
    "outlook": OUTLOOK,
    "outlook old": OUTLOOK_OLD,
    "outlook en": OUTLOOK_EN,
    "outlook nl": OUTLOOK_NL,
    "gmx": GMX,
    "t-online": T_ONLINE,
    "phone": PHONE,
}
EXPECTED = Forwarded(
    sender=ANNA,
    date=datetime(2026, 3, 3, 10, 12, tzinfo=CET),
    subject="Paket fehlt",
    text=WORDS,
    note=NOTE,
)


@pytest.mark.parametrize("subject", ["WG: Paket fehlt", "Fwd: Paket fehlt", "Neuer Fall für euch"])
@pytest.mark.parametrize("head", ANNOUNCED.values(), ids=ANNOUNCED)
def test_an_announced_forward_is_unwrapped_whatever_the_subject(head: str, subject: str) -> None:
    text = f"{NOTE}\n\n{head}{WORDS}"
    assert forwarded_in(text, subject=subject, zone=CET) == EXPECTED


@pytest.mark.parametrize("prefix", ["WG:", "FW:", "Fwd:", "TR :", "Doorst:", "[EXTERN] WG:"])
@pytest.mark.parametrize("head", BLOCKS.values(), ids=BLOCKS)
def test_a_block_of_fields_is_a_forward_where_the_subject_says_so(head: str, prefix: str) -> None:
    text = f"{NOTE}\n\n{head}{WORDS}"
    assert forwarded_in(text, subject=f"{prefix} Paket fehlt", zone=CET) == EXPECTED


def test_apple_mail_quotes_what_it_forwards_and_what_follows_is_the_colleagues() -> None:
    quoted = WORDS.replace("\n", "\n> ")
    text = f"Bitte übernehmen.\n\n{APPLE}{quoted}\n\nGruß\nOle"
    assert forwarded_in(text, subject="Fwd: Paket fehlt", zone=UTC) == EXPECTED


def test_fields_in_other_languages_do_not_end_the_block() -> None:
    head = (
        "From: Anna Meier <anna@example.org>\nTerug naar: x\nDate: 3 March 2026\nSubject: Paket\n"
    )
    found = forwarded_in(f"{head}\n{WORDS}", subject="Fwd: Paket")
    assert found is not None
    assert (found.sender, found.subject, found.text) == (ANNA, "Paket", WORDS)


def test_what_is_quoted_inside_the_forwarded_letter_stays_in_it() -> None:
    words = f"{WORDS}\n\nAm 1.3.2026 schrieb Shop <service@shop.example>:\n> Wo ist es?"
    found = forwarded_in(GMAIL + words, subject="Fwd: x", zone=CET)
    assert found is not None
    assert (found.text, found.note) == (words, "")


@pytest.mark.parametrize("head", [*ANNOUNCED.values(), *BLOCKS.values(), APPLE])
@pytest.mark.parametrize("subject", ["Re: Paket fehlt", "AW: WG: Paket fehlt", "Antw: Paket"])
def test_an_answer_is_no_forward(head: str, subject: str) -> None:
    assert forwarded_in(f"{NOTE}\n\n{head}{WORDS}", subject=subject) is None


@pytest.mark.parametrize("head", BLOCKS.values(), ids=BLOCKS)
def test_a_block_below_new_words_is_no_forward_where_the_subject_does_not_say_so(head: str) -> None:
    assert forwarded_in(f"{NOTE}\n\n{head}{WORDS}", subject="Paket fehlt") is None


@pytest.mark.parametrize(
    "text",
    [
        "Am 3.3.2026 um 10:12 schrieb Anna <anna@example.org>:\n\n" + GMAIL + WORDS,
        "> Ja\n\n" + GMAIL + WORDS,
        OUTLOOK + GMAIL + WORDS,
        "---------- Forwarded message ---------\n\nund dann nichts",
        "Weitergeleitet von Ole: Paket fehlt\nVon: mir\nAn: Sie\nDatum: heute",
        "Forwarded message kam bei mir an.\nVon: mir\nAn: Sie",
    ],
)
def test_a_forward_further_down_in_a_conversation_is_not_this_one(text: str) -> None:
    assert forwarded_in(text, subject="Paket fehlt") is None


@pytest.mark.parametrize(
    "text",
    [
        "Van: Utrecht\nDe trein kwam niet.",
        "Von: Hamburg\nAn: Bremen\n\nDer Zug fiel aus.",
        "Name: Anna\nBestellung: 123\nDatum: heute",
        "> Ware kaputt",
        "",
    ],
)
def test_a_customers_own_lists_are_no_fields_even_below_a_forwarding_subject(text: str) -> None:
    assert forwarded_in(text, subject="Fwd: Paket fehlt") is None


def test_only_the_outermost_of_two_forwards_is_unwrapped_and_the_inner_one_can_be() -> None:
    inner = GMAIL.replace("Paket fehlt", "Innen") + WORDS
    outer = forwarded_in(OUTLOOK + inner, subject="WG: Fwd: x", zone=CET)
    assert outer is not None
    assert (outer.sender, outer.text) == (ANNA, inner.rstrip("\n"))
    again = forwarded_in(outer.text, subject=outer.subject, zone=CET)
    assert again is not None
    assert (again.subject, again.text) == ("Innen", WORDS)


def test_a_letter_knows_what_it_passes_on_and_in_which_zone_its_hours_are() -> None:
    head = "From: ole@shop.example\nSubject: WG: Paket fehlt\nDate: Wed, 4 Mar 2026 09:00:00 +0100"
    read = letter(
        f"{head}\nContent-Type: text/plain; charset=utf-8\n\n{NOTE}\n\n{OUTLOOK}{WORDS}".encode()
    )
    assert read.forwarded == EXPECTED


def test_a_letter_in_html_passes_on_the_same() -> None:
    html = (
        "<p>Bitte &uuml;bernehmen.</p><div class=gmail_quote><div>---------- Forwarded message "
        "---------<br>Von: <b>Anna Meier</b> <span>&lt;<a href='mailto:anna@example.org'>"
        "anna@example.org</a>&gt;</span><br>Date: Di., 3. M&auml;rz 2026 um 10:12 Uhr<br>"
        "Subject: Paket fehlt<br>To: &lt;service@shop.example&gt;<br></div><br>"
        "<p>Das Paket ist weg.</p></div>"
    )
    read = letter(f"From: ole@shop.example\nContent-Type: text/html\n\n{html}".encode())
    assert read.forwarded == Forwarded(
        ANNA, datetime(2026, 3, 3, 10, 12, tzinfo=UTC), "Paket fehlt", "Das Paket ist weg.",
        "Bitte übernehmen.",
    )  # fmt: skip


WHOLE = """From: Anna Meier <anna@example.org>
Subject: =?utf-8?Q?Paket_fehlt_f=C3=BCr_mich?=
Message-ID: <first@example.org>
Date: Tue, 3 Mar 2026 10:12:00 +0100

Das Paket ist weg.
"""


def with_attached(subject: str, note: str, *wholes: str) -> bytes:
    parts = "".join(f"--b\nContent-Type: message/rfc822\n\n{whole}\n" for whole in wholes)
    return (
        f"From: ole@shop.example\nSubject: {subject}\nContent-Type: multipart/mixed; boundary=b\n\n"
        f"--b\n\n{note}\n{parts}--b--\n"
    ).encode()


@pytest.mark.parametrize("subject", ["WG: Paket", "", "Fwd: Paket fehlt =?utf-8?Q?f=C3=BCr?= mich"])
def test_a_letter_attached_whole_is_unwrapped(subject: str) -> None:
    read = letter(with_attached(subject, "Bitte übernehmen.", WHOLE))
    assert read.attachments[0].name == "Paket fehlt für mich.eml"
    assert read.forwarded == Forwarded(
        ANNA,
        datetime(2026, 3, 3, 10, 12, tzinfo=CET),
        "Paket fehlt für mich",
        "Das Paket ist weg.",
        "Bitte übernehmen.",
        attached=True,
        message_id="<first@example.org>",
    )


@pytest.mark.parametrize(
    "raw",
    [
        with_attached("Beweis anbei", "Siehe die Mail Ihres Kollegen.", WHOLE),
        with_attached("Re: Paket", "", WHOLE),
        with_attached("WG: zwei", "", WHOLE, WHOLE),
        b"Auto-Submitted: auto-generated\n" + with_attached("WG: Paket", "", WHOLE),
    ],
)
def test_a_letter_attached_for_another_reason_is_a_file(raw: bytes) -> None:
    assert letter(raw).forwarded is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Meier, Anna <anna@example.org>", Address("Meier, Anna", "anna@example.org")),
        ("'Anna' <anna@example.org>", Address("Anna", "anna@example.org")),
        ("anna@example.org", Address("", "anna@example.org")),
        ("anna@example.org <mailto:anna@example.org>", Address("", "anna@example.org")),
        ("<mailto:anna@example.org>", Address("", "anna@example.org")),
        ("Anna Meier (anna@example.org)", Address("Anna Meier", "anna@example.org")),
        ("Anna Meier", Address("Anna Meier", "")),
        ("", Address()),
    ],
)
def test_senders_in_their_many_spellings(value: str, expected: Address) -> None:
    assert sender_of(value) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Dienstag, 3. März 2026 10:12", (2026, 3, 3, 10, 12, 0)),
        ("Di., 3. Feb. 2026 um 15:35 Uhr", (2026, 2, 3, 15, 35, 0)),
        ("03.03.26 10:12", (2026, 3, 3, 10, 12, 0)),
        ("dinsdag 3 maart 2026 10:12:33", (2026, 3, 3, 10, 12, 33)),
        ("do 14 mei 2026 om 09:05", (2026, 5, 14, 9, 5, 0)),
        ("3-3-2026 10.12", (2026, 3, 3, 10, 12, 0)),
        ("Tuesday, March 3, 2026 10:12 PM", (2026, 3, 3, 22, 12, 0)),
        ("Tue, Mar 3, 2026 at 12:05 AM", (2026, 3, 3, 0, 5, 0)),
        ("3 March 2026 at 10:12", (2026, 3, 3, 10, 12, 0)),
        ("mar. 3 févr. 2026 à 10:12", (2026, 2, 3, 10, 12, 0)),
        ("mardi 14 juillet 2026 10h12", (2026, 7, 14, 10, 12, 0)),
        ("mardi 2 juin 2026", (2026, 6, 2, 0, 0, 0)),
        ("2026-03-13 10:12", (2026, 3, 13, 10, 12, 0)),
        ("03/13/2026 10:12", (2026, 3, 13, 10, 12, 0)),
        ("13/03/2026 10:12", (2026, 3, 13, 10, 12, 0)),
    ],
)
def test_dates_as_programs_write_them(written: str, expected: tuple[int, ...]) -> None:
    found = written_date(written, zone=CET)
    assert found is not None
    assert (found.timetuple()[:6], found.tzinfo) == (expected, CET)


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("3. März 2026 um 10:12:00 MESZ", 2),
        ("3 March 2026 10:12 GMT", 0),
        ("3 March 2026 10:12 UTC-5", -5),
        ("3 March 2026 10:12 +02:00", 2),
        ("Tue, 3 Mar 2026 10:12:00 +0200", 2),
        ("3 March 2026 10:12", 1),
    ],
)
def test_a_zone_that_is_named_counts(written: str, hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    assert written_date(written, zone=CET) == datetime(2026, 3, 3, 10, 12, tzinfo=zone)


@pytest.mark.parametrize("written", ["", "gestern", "03/04/2026", "31. Februar 2026", "99.99.9999"])
def test_a_date_that_is_none_or_could_be_two_is_none(written: str) -> None:
    assert written_date(written) is None


@pytest.mark.parametrize(
    "piece",
    ["Von: a\n", "Cc: a\n", "Datum: a\n\n", "-----Original Message-----\n", "On a wrote:\n",
     "---------- Forwarded message ---------\n", "Forwarded message\n> Von: a\n", "Von: a\nb\n",
     "[a", "- " * 100 + "\n", "From: <mailto:"],
)  # fmt: skip
@pytest.mark.parametrize("subject", ["Fwd: x", "x"])
def test_hostile_text_costs_no_more_than_its_length(piece: str, subject: str) -> None:
    few, many = piece * 2_000, piece * 16_000
    small = effort(lambda: forwarded_in(few, subject=subject))
    assert effort(lambda: forwarded_in(many, subject=subject)) < 10 * small + 1_000
