"""Taking mails apart that no standard foresaw, and never leaving anything out unnamed."""

import base64

import pytest

from effort import effort
from kulanz.reading import LIMIT_PROBLEMS, Address, Attachment, letter
from kulanz.reading.addresses import MAX_ADDRESSES, addresses
from kulanz.reading.mime import MAX_HEADER, parameters, take_apart

HEAD = b"From: a@b.de\nSubject: x\n"
HTML = "text/html"


@pytest.mark.parametrize(
    ("value", "kind", "values"),
    [
        (b"text/plain; charset=utf-8", "text/plain", {"charset": "utf-8"}),
        (b"Text/PLAIN charset=a format=flowed", "text/plain", {"charset": "a", "format": "flowed"}),
        (b"text/plain;; charset = utf-8 ;", "text/plain", {"charset": "utf-8"}),
        (b"text/plain (comment); charset=utf-8", "text/plain", {"charset": "utf-8"}),
        (b'a/b; name="x; y=\\"z\\".txt"; c=d', "a/b", {"name": 'x; y="z".txt', "c": "d"}),
        (b"a/b; name=My Bill 3.pdf; c=d", "a/b", {"name": "My Bill 3.pdf", "c": "d"}),
        (b"a/b; name=My Bill.pdf size=7", "a/b", {"name": "My Bill.pdf", "size": "7"}),
        (rb'a/b; name="C:\TEMP\a.png"', "a/b", {"name": r"C:\TEMP\a.png"}),
        (b'a/b; name="unclosed', "a/b", {"name": "unclosed"}),
        (b"a/b; name=x; name=y", "a/b", {"name": "x"}),
        (b"a/b; boundary=----=_Part_1", "a/b", {"boundary": "----=_Part_1"}),
        (b"charset=utf-8", "", {"charset": "utf-8"}),
        (b"", "", {}),
    ],
)  # fmt: skip
def test_parameters_as_programs_write_them(value: bytes, kind: str, values: dict[str, str]) -> None:
    assert parameters(value) == (kind, values)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\n\n" + HEAD + b"\nhallo", "hallo"),
        (b"\xef\xbb\xbf" + HEAD + b"\nhallo", "hallo"),
        (b"From a@b.de Tue Mar  3 10:12:00 2026\n" + HEAD + b"\nhallo", "hallo"),
        (HEAD.replace(b"\n", b"\r\r\n") + b"\r\r\nhallo", "hallo"),
        (HEAD.replace(b"\n", b"\r") + b"\rhallo", "hallo"),
        (HEAD + b"hallo, this is the text\n\nand more", "hallo, this is the text\n\nand more"),
        (HEAD + b"a torn\nX-Y: line\n\nhallo", "hallo"),
        (b"only text", "only text"),
        (b"two\n\nparagraphs", "two\n\nparagraphs"),
        (HEAD + b"Content-Type: text\n\nhallo", "hallo"),
        (HEAD + b"\n<!DOCTYPE html><html><p>hallo</html>", "hallo"),
        (HEAD + b"Content-Type: text/plain\n\n<html>", "<html>"),
        (HEAD + b"Content-Disposition: attachment\n\nhallo", "hallo"),
    ],
)
def test_the_text_is_found_where_it_begins(raw: bytes, text: str) -> None:
    assert letter(raw).text == text


@pytest.mark.parametrize(
    ("boundary", "body", "text"),
    [
        (b"; boundary*0=ab; boundary*1=cd", b"--abcd\n\nhallo\n--abcd--", "hallo"),
        (b"; boundary*=us-ascii''ab", b"--ab\n\nhallo\n--ab--", "hallo"),
        (b'; boundary="ab  "', b"--ab\t \n\nhallo\n--ab--", "hallo"),
        (b"; boundary=ab", b"--ab\nhallo\n\nzwei\n--ab--", "hallo\n\nzwei"),
        (b"; boundary=ab", b"--ab\n\nhallo", "hallo"),
        (b"; boundary=ab", b"--ab\n\na\n--ab--\nepilogue\n--ab\n\nb\n--ab--\nend", "a\n\nb"),
        (b"; boundary=no", b"--ab\nContent-Type: text/plain\n\nhallo\n--ab--", "hallo"),
        (b"; boundary=no", b"hallo\n--------\nAnna", "hallo\n--------\nAnna"),
        (
            b"; boundary=ab\nContent-Transfer-Encoding: base64",
            base64.encodebytes(b"--ab\n\nhallo\n--ab--"),
            "hallo",
        ),
    ],
)
def test_a_multipart_is_opened_however_its_boundary_is_given(
    boundary: bytes, body: bytes, text: str
) -> None:
    raw = HEAD + b"Content-Type: multipart/mixed" + boundary + b"\n\n" + body
    assert letter(raw).text == text


def alternative(plain: str, html: str) -> bytes:
    return HEAD + (
        "Content-Type: multipart/alternative; boundary=b\n\n"
        f"--b\n\n{plain}\n--b\nContent-Type: text/html\n\n{html}\n--b--\n"
    ).encode("ascii", "xmlcharrefreplace")


@pytest.mark.parametrize(
    ("plain", "html", "text"),
    [
        ("plain", "<p>rich</p>", "plain"),
        (" \n", "<p>rich</p>", "rich"),
        ("Please use an HTML viewer.", f"<p>{'rich ' * 40}</p>", "rich " * 39 + "rich"),
        ("My HTML is broken.", "<p>My HTML is broken.</p>", "My HTML is broken."),
    ],
)
def test_plain_text_that_says_nothing_gives_way(plain: str, html: str, text: str) -> None:
    assert letter(alternative(plain, html)).text == text


@pytest.mark.parametrize(
    ("fields", "name", "kind"),
    [
        (b"Content-Type: application/ms-tnef", "winmail.dat", "application/ms-tnef"),
        (b"Content-Type: application/pkcs7-signature", "smime.p7s", "application/pkcs7-signature"),
        (b"Content-Type: application/pgp-signature", "signature.asc", "application/pgp-signature"),
        (b"Content-Type: text/calendar", "Abnahme 3-4.ics", "text/calendar"),
        (b"Content-Type: message/rfc822", "message.eml", "message/rfc822"),
        (b"Content-Type: pdf; name=a.pdf", "a.pdf", "application/octet-stream"),
        (b"Content-Type: a/b; name*0*=utf-8''M%C3%A4; name*1=%rz.txt", "Mä%rz.txt", "a/b"),
        (b"Content-Type: a/b; name*1=b.txt; name*0=a", "ab.txt", "a/b"),
        (b'Content-Type: a/b; name*0="=?utf-8?B?TcOk"; name*1="cnou?=txt"', "März.txt", "a/b"),
        (b"Content-Type: a/b; name=x.txt; name*=iso-8859-1''M%E4rz.txt", "März.txt", "a/b"),
        (b"Content-Type: a/b; name*=M%C3%A4rz.txt", "März.txt", "a/b"),
        ("Content-Type: a/b; name=März.txt".encode("latin-1"), "März.txt", "a/b"),
        (b"Content-Type: a/b", "", "a/b"),
    ],
)  # fmt: skip
def test_files_have_the_name_a_person_would_give_them(fields: bytes, name: str, kind: str) -> None:
    content = b"BEGIN:VCALENDAR\nSUMMARY;LANGUAGE=de:Abnahme 3/4\nEND:VCALENDAR"
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + fields + b"\n\n" + content
    assert letter(raw).attachments == (Attachment(name, kind, content),)


def test_bytes_without_a_charset_have_that_of_the_mail() -> None:
    field = "Жалоба".encode("koi8_r")
    raw = b"Subject: " + field + b"\nFrom: " + field + b" <a@b.ru>\nContent-Type: text/plain; "
    read = letter(raw + b"charset=koi8-r\n\n" + field)
    assert (read.subject, read.sender, read.text) == (
        "Жалоба",
        Address("Жалоба", "a@b.ru"),
        "Жалоба",
    )


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (b"=?utf-8?Q?Wo ist es??=", "Wo ist es?"),
        (b"=?utf-8?Q?Wo?ist?es=3F?= ok", "Wo?ist?es? ok"),
        (b"=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"),
        (b"=?utf-8*de?Q?M=C3=A4rz?=", "März"),
        (b"=?utf-8?B?w6TD?= =?UTF-8?B?pA==?=", "ää"),
        (b"=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"),
        (b"\x1b$B6l>p\x1b(B", "苦情"),
        (b"=?nonsense?Q?M=C3=A4rz?=", "März"),
        (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
    ],
)
def test_broken_words_in_a_subject(subject: bytes, expected: str) -> None:
    assert letter(b"Subject: " + subject + b"\n\nx").subject == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (b"Anna <anna@b.de", Address("Anna", "anna@b.de")),
        (b"'anna@b.de'", Address("", "anna@b.de")),
        (b"Anna <anna@b.de.>", Address("Anna", "anna@b.de")),
        (b"Anna < anna @ b . de >", Address("Anna", "anna@b.de")),
        (b"<@x.de,@y.de:anna@b.de>", Address("", "anna@b.de")),
        (rb"Pete(A nice \) chap) <pete(his)@b.de(host)>", Address("Pete", "pete@b.de")),
        (b"anna@b.de (Anna (Nord))", Address("Anna (Nord)", "anna@b.de")),
        (b'"Anna (Nord)" <anna@b.de>', Address("Anna (Nord)", "anna@b.de")),
        (b'"a b"@b.de', Address("", '"a b"@b.de')),
        (b"anna@[192.0.2.1]", Address("", "anna@[192.0.2.1]")),
        (b"=?utf-8?Q?M=C3=A4x_=3Cmax=40b.de=3E?=", Address("Mäx", "max@b.de")),
        (b"Moderator <moderator>", Address("Moderator", "")),
        (b"Meier, Anna <anna@b.de>", Address("Meier, Anna", "anna@b.de")),
    ],
)
def test_addresses_as_programs_write_them(field: bytes, expected: Address) -> None:
    assert addresses(field) == (expected,)


def test_two_names_without_address_before_an_address_are_recipients_of_their_own() -> None:
    assert addresses(b"root, anna@b.de") == (Address("root"), Address("", "anna@b.de"))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (b"From: Anna <a@b.de>\nReply-To: <c@b.de>", Address("Anna", "a@b.de")),
        (b"From: a@b.de\nSender: Cem <c@b.de>", Address("", "a@b.de")),
        (b"From: Anna\nReply-To: <c@b.de>", Address("Anna", "c@b.de")),
        (b"From: Anna\nSender: Cem <c@b.de>", Address("Cem", "c@b.de")),
        (b"Reply-To: Cem <c@b.de>\nReturn-Path: <d@b.de>", Address("Cem", "c@b.de")),
        (b"Return-Path: <d@b.de>", Address("", "d@b.de")),
        (b"From: Anna\nReturn-Path: <>", Address("Anna", "")),
        (b"X-From: a@b.de", Address()),
    ],
)
def test_a_sender_is_looked_for_in_the_fields_that_stand_for_one(
    fields: bytes, expected: Address
) -> None:
    read = letter(fields + b"\n\nx")
    assert read.sender == expected
    assert ("no_sender" in read.problems) == (expected.address == "")


def test_facts_of_the_way_it_came() -> None:
    read = letter(
        b"Return-Path: <bounce+1@b.de>\nReceived: one\nReceived: two\nReply-To: R <r@b.de>\n"
        b"Auto-Submitted: Auto-Replied (vacation)\n" + HEAD + b"\nx"
    )
    assert read.reply_to == (Address("R", "r@b.de"),)
    assert (read.return_path, read.received_hops) == ("bounce+1@b.de", 2)
    assert read.auto_submitted == "auto-replied"


@pytest.mark.parametrize(
    ("field", "expected"),
    [(b"", ""), (b"Return-Path: <>\n", "<>"), (b"Return-Path: < >\n", "<>")],
)
def test_no_way_back_is_not_the_same_as_an_empty_one(field: bytes, expected: str) -> None:
    assert letter(field + HEAD + b"\nx").return_path == expected


ENCRYPTED = b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (HEAD + b"To: " + b"a@b.de, " * (MAX_ADDRESSES + 1) + b"\n\nx", "too_many_addresses"),
        (HEAD + b"Cc: " + b"x" * (MAX_HEADER + 1) + b"\n\nx", "header_cut"),
        (HEAD + b"X-Y: 1\n" * 100_000 + b"\nx", "headers_cut"),
        (HEAD + b"\n" + b"x" * 1_000_001, "text_cut"),
        (HEAD + b"Content-Type: text/html\n\n" + b"x" * 2_000_001, "html_cut"),
        (HEAD + b"\n" + b"x\n" * 21_000_000, "mail_cut"),
    ],
    ids=["addresses", "field", "fields", "text", "html", "mail"],
)
def test_what_is_left_out_is_named_as_a_loss(raw: bytes, problem: str) -> None:
    assert problem in LIMIT_PROBLEMS & set(letter(raw).problems)


def test_what_nobody_reads_may_be_cut_and_an_encrypted_mail_is_no_loss() -> None:
    assert letter(HEAD + b"X-Spam: " + b"y" * 100_000 + b"\n\nx").problems == ()
    problems = letter(HEAD + ENCRYPTED).problems
    assert problems == ("encrypted", "no_text")
    assert LIMIT_PROBLEMS.isdisjoint(problems)


def test_texts_beyond_the_limit_are_kept_as_files() -> None:
    part = b"--b\nContent-Type: text/html\n\n" + b"<p>x" * 500_001 + b"\n"
    read = letter(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * 3 + b"--b--")
    assert [(one.content_type, len(one.content)) for one in read.attachments] == [
        (HTML, 2_000_004),
        (HTML, 2_000_004),
    ]
    assert read.problems[0] == "html_cut"


def test_the_newest_references_are_kept() -> None:
    field = b"References: " + b" ".join(b"<%d@b.de>" % n for n in range(3_000))
    assert letter(HEAD + field + b"\n\nx").references[-1] == "<2999@b.de>"


@pytest.mark.parametrize(
    "field",
    [
        b"a/b; " + b" " * 7_900 + b"x",
        b"a/b; a=" + b"b " * 3_900,
        b'a/b; a="' + b"\\" * 7_900,
        b"a/b" + b";a=b" * 1_900,
        b"a/b; x" + b"*" * 7_900,
    ],
)
def test_hostile_fields_of_parts_cost_no_more_than_their_length(field: bytes) -> None:
    part = b"--b\nContent-Type: " + field + b"\n\nx\n"
    few, many = (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * n for n in (10, 80)
    )
    assert effort(lambda: letter(many)) < 10 * effort(lambda: letter(few))


def test_parts_beyond_the_limits_are_not_looked_for() -> None:
    nested = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n"
    few, many = (effort(lambda n=n: take_apart(HEAD + nested * n)) for n in (600, 4_800))  # type: ignore[misc]
    assert many < few * 2


@pytest.mark.parametrize(
    "text",
    [
        "Hallo:)\n\nDas Paket fehlt.",
        "Thanks :-)\n\nSent from my phone",
        "Noch einmal die alte Mail.\n________\nFrom: Shop <a@b.de>\nSubject: x\n\nGuten Tag",
        "Achtung: das Paket ist da.",
    ],
)
def test_a_text_that_begins_like_a_field_is_no_header(text: str) -> None:
    assert (letter(text.encode()).text, letter(text.encode()).subject) == (text, "")


@pytest.mark.parametrize("before", ["", "\n\n", "From a@b.de Mon Nov 16 09:00:00 2026\n", "junk\n"])
def test_a_header_may_have_something_before_it(before: str) -> None:
    assert letter(before.encode() + HEAD + b"\ntext").sender.address == "a@b.de"
