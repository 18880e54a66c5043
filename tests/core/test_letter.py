"""One mail as the desk needs it: every field, every charset, every wish to break it."""

import base64
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from kulanz.reading import Address, Attachment, letter

LETTERS = Path(__file__).parent / "letters"
CET = timezone(timedelta(hours=1))
HEAD = b"From: a@b.de\r\nSubject: x\r\n"


def fixture(name: str) -> bytes:
    return (LETTERS / f"{name}.eml").read_bytes()


def test_a_german_reply_is_read_in_every_field() -> None:
    read = letter(fixture("german_reply"))
    assert read.subject == "Rücklastschrift und Mahnung – es reicht"
    assert read.sender == Address("Anna Müller-Meier", "anna.meier@example.org")
    assert read.to == (Address("Kundenservice, Team Nord", "service@shop.example"),)
    assert read.cc == (Address("", "karl@example.org"), Address("O'Hara, Pat", "pat@example.net"))
    assert read.date == datetime(2026, 3, 3, 10, 12, 33, tzinfo=CET)
    assert read.message_id == "<reply-1@example.org>"
    assert read.in_reply_to == "<case-17.2@shop.example>"
    assert read.references == ("<case-17.1@shop.example>", "<case-17.2@shop.example>")
    assert read.html is None
    assert read.attachments == ()
    assert read.automatic is False
    assert read.problems == ()


def test_new_text_is_without_quoted_letter_and_signature_and_keeps_the_customers_own_schrieb() -> (
    None
):
    assert letter(fixture("german_reply")).new_text == (
        "Guten Tag,\n\n"
        "ich zahle nicht, weil die Ware nie angekommen ist. Am 12. Februar schrieb mir Ihr "
        "Kollege:\ndas Päckchen sei zugestellt. Das stimmt nicht.\n\n"
        "Mit freundlichen Grüßen\nAnna Müller-Meier"
    )


def test_the_parts_of_a_reply_are_kept_apart() -> None:
    read = letter(
        HEAD + b"\n> When?\nYesterday.\n\n-- \nAnna\n\nOn 3 May 2026, S <s@b.de> wrote:\n> x"
    )
    assert (read.new_text, read.with_answered) == ("Yesterday.", "> When?\nYesterday.")
    assert read.signature == "-- \nAnna"
    assert read.quoted == "On 3 May 2026, S <s@b.de> wrote:\n> x"


def test_html_alone_becomes_text_without_script_and_style() -> None:
    read = letter(fixture("dutch_html"))
    assert read.new_text == (
        "Goedemorgen,\n\n"
        "Mijn pakket is kapot aangekomen.\nIk wil mijn geld terug – € 25.\n\n"
        "- bestelling 123\n- foto volgt"
    )
    assert "> Waarmee kunnen wij u helpen?" in read.text.splitlines()
    assert read.html is not None
    assert '<script>alert("niet tonen")</script>' in read.html  # sanitising is the desk's work


def test_plain_text_wins_inside_an_alternative_and_files_are_kept() -> None:
    read = letter(fixture("english_attachments"))
    assert read.sender == Address("Pat O'Hara", "pat@example.com")
    assert read.date == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert read.new_text == "The parcel was broken. I want “a refund” because it costs €25."
    assert read.html == '<p>The parcel was broken.</p><img src="cid:pic@1">'
    assert read.attachments == (
        Attachment('pass"wd.png', "image/png", b"\x89PNG\r\n\x1a\n", "pic@1", inline=True),
        Attachment("Rechnung für März.pdf", "application/pdf", b"%PDF-1.4"),
    )


def test_a_letter_quoted_by_outlook_is_cut_off() -> None:
    assert letter(fixture("outlook_german")).new_text == "Ich habe nie bei Ihnen bestellt."


@pytest.mark.parametrize(
    "field",
    [
        b"Auto-Submitted: auto-replied",
        b"Auto-Submitted: auto-generated (vacation)",
        b"Precedence: bulk",
        b"List-Id: <news.example.org>",
        b"Return-Path: <>",
        b"X-Auto-Response-Suppress: All",
        b"X-Autoreply: yes",
        b"From: Mail Delivery System <MAILER-DAEMON@mx.example>",
        b"Subject: Out of Office: your question",
        b"Subject: Abwesenheitsnotiz",
        b"Subject: Automatisch antwoord: uw vraag",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x",
    ],
)
def test_mail_of_machines_is_automatic(field: bytes) -> None:
    assert letter(field + b"\r\n" + HEAD + b"\r\nhallo").automatic is True


@pytest.mark.parametrize(
    "field",
    [
        b"Auto-Submitted: no",
        b"Precedence: first-class",
        b"Return-Path: <a@b.de>",
        b"Subject: Out of stock, again",
        b"Subject: Automatic machine arrived broken",
        b"From: Postmaster Paul <paul@b.de>",
    ],
)
def test_mail_of_people_is_not_automatic(field: bytes) -> None:
    assert letter(field + b"\r\n" + HEAD + b"\r\nhallo").automatic is False


def test_the_fixture_of_an_absence_is_automatic() -> None:
    read = letter(fixture("out_of_office"))
    assert (read.automatic, read.text) == (True, "Ich bin bis 15. März nicht im Büro.")


@pytest.mark.parametrize(
    ("charset", "raw", "text", "problems"),
    [
        (b"utf-8", "Grüße".encode(), "Grüße", ()),
        (b"iso-8859-1", "Grüße „so“".encode("cp1252"), "Grüße „so“", ()),
        (b"utf-8", "Grüße".encode("latin-1"), "Grüße", ("unknown_charset",)),
        (b"us-ascii", "Grüße".encode(), "Grüße", ()),
        (b"x-unknown", "Grüße".encode(), "Grüße", ("unknown_charset",)),
        (b"punycode", "Grüße".encode(), "Grüße", ("unknown_charset",)),
        (b"hex", b"abcd", "abcd", ("unknown_charset",)),
        (b"utf-16", "Grüße".encode("utf-16"), "Grüße", ()),
    ],
)
def test_charsets_fall_back_and_never_raise(
    charset: bytes, raw: bytes, text: str, problems: tuple[str, ...]
) -> None:
    read = letter(HEAD + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n" + raw)
    assert (read.text, read.problems) == (text, problems)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (b"=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=", "Grüße"),
        (b"=?iso-8859-1?Q?Gr\xfc\xdfe?=", "Grüße"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"=?utf-8?Q?a=0D=0ABcc:_x=40y.z?=", "a Bcc: x@y.z"),
        (b"=?utf-8?Q?=E2=80=AEfdp.exe?=", "fdp.exe"),
        (b"folded\r\n over two", "folded over two"),
        (b"=?broken", "=?broken"),
    ],
)
def test_a_subject_is_one_readable_line(subject: bytes, expected: str) -> None:
    assert letter(b"Subject: " + subject + b"\r\n\r\nx").subject == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (b'"Evil, <x@evil.example>" <a@b.de>', (Address("Evil, <x@evil.example>", "a@b.de"),)),
        (
            b"=?utf-8?Q?Evil=2C_x=40evil.example=2C?= <a@b.de>",
            (Address("Evil, x@evil.example,", "a@b.de"),),
        ),
        (b"=?utf-8?Q?A=0D=0ABcc:_q?= <a@b.de>", (Address("A Bcc: q", "a@b.de"),)),
        (b"a@b.de", (Address("", "a@b.de"),)),
        (b"a@b.de (Anna)", (Address("Anna", "a@b.de"),)),
        (b"undisclosed-recipients:;", ()),
        (b"", ()),
        (b"Anna", (Address("Anna", ""),)),
        ("Jörg <jörg@müller.example>".encode(), (Address("Jörg", "jörg@müller.example"),)),
    ],
)
def test_addresses_cannot_be_smuggled_in(field: bytes, expected: tuple[Address, ...]) -> None:
    assert letter(b"To: " + field + b"\r\n\r\nx").to == expected


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"..\\..\\windows\\bill.pdf", "bill.pdf"),
        (b"/etc/passwd", "passwd"),
        (b"..", ""),
        (b"a\x00b\x1b.pdf", "a b .pdf"),
        (b"a" * 300 + b".pdf", "a" * 140 + "aaaaaa.pdf"),
        (b"=?utf-8?Q?M=C3=A4rz.pdf?=", "März.pdf"),
    ],
)
def test_names_of_attachments_are_for_display_only(name: bytes, shown: str) -> None:
    field = (
        b'Content-Disposition: attachment; filename="'
        + name.replace(b"\\", b"\\\\")
        + b'"\r\n\r\nx'
    )
    assert [one.name for one in letter(HEAD + field).attachments] == [shown]


def test_nothing_readable_still_gives_a_letter_that_says_so() -> None:
    read = letter(b"")
    assert (read.text, read.sender, read.date) == ("", Address(), None)
    assert read.problems == ("no_sender", "no_text")


def test_a_boundary_that_is_declared_wrongly_is_found_in_the_text() -> None:
    raw = HEAD + b"Content-Type: multipart/mixed\r\n\r\n--xyz\r\n\r\nhallo\r\n--xyz--\r\n"
    assert letter(raw).text == "hallo"


def test_identifiers_without_brackets_and_dates_without_sense() -> None:
    read = letter(HEAD + b"Message-ID: abc@def\r\nDate: the day after\r\n\r\nx")
    assert (read.message_id, read.date, read.problems) == ("<abc@def>", None, ("bad_date",))


@pytest.mark.parametrize(
    "body",
    [b"aGFs\nbG8=", b"aGFs bG8", b"aGFsbG8=\n-- footer of a list"],
    ids=["folded", "bare", "footer"],
)
def test_base64_is_forgiving(body: bytes) -> None:
    assert letter(HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + body).text == "hallo"


NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5000)
)
ATTACKS = {
    "20,000 parameters": HEAD + b"Content-Type: text/plain" + b"; a=b" * 20_000 + b"\r\n\r\nx",
    "100,000 parts": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\nx\r\n" * 100_000,
    "10,000 encoded words": b"Subject: " + b"=?utf-8?q?=C3=BC?= " * 10_000 + b"\r\n\r\nx",
    "5,000 nested multiparts": HEAD + NESTED,
    "2,000 nested messages": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 2_000,
    "20,000 comments": b"From: " + b"(" * 20_000 + b"\r\n\r\nx",
    "10,000 addresses": b"To: " + b"a@b.de, " * 10_000 + b"\r\n\r\nx",
    "1 MB of references": b"References: " + b"<a@b>\r\n " * 130_000 + b"\r\n\r\nx",
    "200,000 div": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 200_000,
    "200,000 quotations": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<blockquote>" * 150_000,
    "unclosed comments": HEAD + b"Content-Type: text/html\r\n\r\n" + b'<!--<svg><a "' * 100_000,
    "reply parser bomb": HEAD + b"\r\n" + b"On a\n" * 200_000,
    "signature bomb": HEAD + b"\r\n" + b"--\nab\n" * 200_000,
}


@pytest.mark.parametrize("raw", ATTACKS.values(), ids=ATTACKS)
def test_hostile_mail_is_read_within_two_seconds(raw: bytes) -> None:
    start = time.process_time()
    read = letter(raw)
    assert time.process_time() - start < 2
    assert len(read.attachments) <= 500


def test_what_is_left_out_is_named() -> None:
    named = {name: letter(raw).problems for name, raw in ATTACKS.items()}
    assert named["20,000 parameters"] == ("header_cut",)
    assert named["100,000 parts"] == ("too_many_parts",)
    assert named["5,000 nested multiparts"] == ("nested_too_deep", "no_text")
    assert named["1 MB of references"] == ("headers_cut", "header_cut", "no_sender")


def test_a_large_attachment_arrives_whole() -> None:
    content = bytes(range(256)) * 20_000
    head = (
        HEAD
        + b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    (attachment,) = letter(head + base64.encodebytes(content)).attachments
    assert attachment == Attachment("a.pdf", "application/pdf", content)
