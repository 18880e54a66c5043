"""A mail that is signed and closed in one file is read; an encrypted one is named as such."""

import base64

import pytest

from effort import effort
from kulanz.reading import Attachment, letter
from kulanz.reading.smime import signed_content

INNER = "Content-Type: text/plain; charset=utf-8\r\n\r\nGrüße, das Paket fehlt.".encode()
SIGNED = bytes.fromhex("06092a864886f70d010702")
ENVELOPED = bytes.fromhex("06092a864886f70d010703")
DATA = bytes.fromhex("06092a864886f70d010701")


def element(tag: int, *contents: bytes) -> bytes:
    """One element with its length (X.690, DER)."""
    content = b"".join(contents)
    size = len(content).to_bytes(4)
    short = bytes([len(content)]) if len(content) < 128 else b"\x84" + size
    return bytes([tag]) + short + content


def unending(tag: int, *contents: bytes) -> bytes:
    """One element of which only the end is marked (BER), as mail programs write while signing."""
    return bytes([tag]) + b"\x80" + b"".join(contents) + b"\0\0"


def signed(kind: bytes = SIGNED, content: bytes = INNER) -> bytes:
    data = element(0x30, DATA, element(0xA0, element(0x04, content)))
    head = element(0x02, b"\x01"), element(0x31, element(0x30, b"abc"))
    return element(0x30, kind, element(0xA0, element(0x30, *head, data, element(0x31))))


def signed_in_pieces() -> bytes:
    pieces = element(0x04, INNER[:10]), element(0x04, INNER[10:])
    data = unending(0x30, DATA, unending(0xA0, unending(0x24, *pieces)))
    head = element(0x02, b"\x01"), unending(0x31, unending(0x30, element(0x04, b"abc")))
    return unending(0x30, SIGNED, unending(0xA0, unending(0x30, *head, data)))


def mail(envelope: bytes) -> bytes:
    head = b"From: a@b.de\nContent-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64"
    return head + b"\n\n" + base64.encodebytes(envelope)


@pytest.mark.parametrize("envelope", [signed(), signed_in_pieces()], ids=["der", "ber"])
def test_a_signed_mail_is_read_and_its_envelope_kept(envelope: bytes) -> None:
    assert signed_content(envelope) == INNER
    read = letter(mail(envelope))
    assert (read.text, read.problems) == ("Grüße, das Paket fehlt.", ())
    assert read.attachments == (Attachment("smime.p7m", "application/pkcs7-mime", envelope),)


@pytest.mark.parametrize(
    "envelope",
    [
        signed(ENVELOPED),
        signed()[:40],
        signed_in_pieces()[:45],
        b"\x30\x80" * 50_000,
        b"\x30\x89" + b"\xff" * 20,
        b"\xff" * 100,
        b"0",
    ],
    ids=["encrypted", "torn", "torn ber", "nested", "long", "rubbish", "one"],
)
def test_what_cannot_be_opened_stays_a_file_and_is_named(envelope: bytes) -> None:
    assert signed_content(envelope) is None
    read = letter(mail(envelope))
    assert (read.text, read.problems) == ("", ("encrypted", "no_text"))


def test_an_envelope_in_an_envelope_is_opened_as_deep_as_any_other_part() -> None:
    inner = INNER
    for _ in range(3):
        inner = mail(signed(content=inner))
    assert letter(inner).text == "Grüße, das Paket fehlt."


def test_elements_without_end_are_counted_up_to_a_limit() -> None:
    head = b"\x30\x80" + SIGNED + b"\xa0\x80\x30\x80\x02\x01\x01"
    few, many = head + b"\x31\x80" * 30_000, head + b"\x31\x80" * 300_000
    assert effort(lambda: signed_content(many)) == effort(lambda: signed_content(few))


def test_of_a_torn_envelope_what_is_there_is_read() -> None:
    whole = signed_in_pieces()
    torn = whole[: whole.index(b"text/p") + 6]
    assert signed_content(torn) == b"Content-Type: text/p"
