"""The bytes behind an encoding, files inside a text, and paragraphs put together again."""

import binascii

import pytest

from effort import effort
from kulanz.reading import Attachment, letter
from kulanz.reading.flowed import unfolded
from kulanz.reading.inline_files import InlineFile, without_files
from kulanz.reading.transfer import from_base64, transfer_decoded

CONTENT = bytes(range(256)) * 3
UU = b"".join(
    [
        b"begin 644 my picture.png\n",
        *(binascii.b2a_uu(CONTENT[at : at + 45]) for at in range(0, len(CONTENT), 45)),
        b"`\nend\n",
    ]
)


def as_y(content: bytes) -> bytes:
    """What yEnc makes of it."""
    encoded = bytearray()
    for one in content:
        raised = (one + 42) % 256
        if raised in b"\0\n\r=":
            encoded += b"="
            raised = (raised + 64) % 256
        encoded.append(raised)
    return bytes(encoded)


@pytest.mark.parametrize(
    ("body", "encoding", "decoded", "whole"),
    [
        (b"Gr=FC=DFe=\n du", "quoted-printable", b"Gr\xfc\xdfe du", True),
        (b"50 % =XY = ", "Quoted-Printable", b"50 % =XY = ", True),
        (b"aGFsbG8=", "BASE64 (as RFC 2045)", b"hallo", True),
        (b"aGFsbG8=", '"base64";', b"hallo", True),
        (b"aGFsbG8", "base64", b"hallo", True),
        (b"aGFsb", "base64", b"hal", False),
        (b"a-G*Fsb\r\nG8=", "base64", b"hallo", True),
        (b"hallo", "8 bit", b"hallo", True),
        (b"hallo", "7-bit", b"hallo", True),
        (b"hallo", "rot13", b"hallo", False),
        (UU, "x-uuencode", CONTENT, True),
    ],
)
def test_encodings_are_undone(body: bytes, encoding: str, decoded: bytes, *, whole: bool) -> None:
    assert transfer_decoded(body, encoding) == (decoded, whole)


@pytest.mark.parametrize(
    ("body", "decoded"),
    [
        (b"aGFsbG8=\r\naGFsbG8=\r\n", b"hallohallo"),
        (b"aGFsbG8=aGFs", b"hallohal"),
        (b"aGFsbG8= ignored", b"hallo"),
        (b"aGFsbG8=\nfooter", b"hallo"),
        (b"aGFsbG8=\n-- \na list", b"hallo"),
        (b"====", b""),
    ],
)
def test_base64_padded_piece_by_piece_is_whole(body: bytes, decoded: bytes) -> None:
    assert from_base64(body) == (decoded, True)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_uuencode_and_yenc_are_taken_out_of_the_text(line_end: bytes) -> None:
    y_file = b"=ybegin line=999 size=768 name=b.bin\n" + as_y(CONTENT) + b"\n=yend size=768\n"
    text = b"Hello\n" + UU.replace(b"\n", line_end) + b"there\n" + y_file + b"Bye"
    assert without_files(text) == (
        b"Hello\n\nthere\n\nBye",
        (
            InlineFile(b"my picture.png", CONTENT, whole=True),
            InlineFile(b"b.bin", CONTENT, whole=True),
        ),
    )


@pytest.mark.parametrize(
    "text",
    [
        b"begin 2019 it all went wrong\nand nobody came\nend\n",
        b"begin 644 a.txt\n#86)C\n",
        b"begin 644 a.txt\nThis is prose.\nend\n",
        b"=ybegin line=128 name=a.txt\nabc",
        b"to begin 644 with\n`\nend\n",
    ],
)
def test_prose_is_no_file(text: bytes) -> None:
    assert without_files(text) == (text, ())


def test_a_file_in_the_text_becomes_an_attachment() -> None:
    read = letter(b"From: a@b.de\nSubject: x\n\nSee the picture.\n\n" + UU)
    assert read.text == "See the picture."
    assert read.attachments == (Attachment("my picture.png", "application/octet-stream", CONTENT),)


@pytest.mark.parametrize(
    "piece", [b"begin 644 a\n", b"begin 644 a\n`\n", b"=ybegin name=a\n", b"begin-base64 644 a\n"]
)
def test_a_megabyte_of_beginnings_is_read_once(piece: bytes) -> None:
    few, many = piece * 1000, piece * 8000
    assert effort(lambda: without_files(many)) < 10 * effort(lambda: without_files(few))


@pytest.mark.parametrize(
    ("folded", "text"),
    [
        ("one \ntwo\nthree", "one two\nthree"),
        ("one \n\ntwo", "one \ntwo"),
        ("> a \n> b\n>> c \nd", "> a b\n>> c \nd"),
        ("end \n-- \nAnna", "end \n-- \nAnna"),
        (" > not quoted", "> not quoted"),
        ("", ""),
    ],
)
def test_flowed_paragraphs_become_one_line(folded: str, text: str) -> None:
    assert unfolded(folded) == text


def test_the_blank_at_a_fold_goes_where_it_was_put_for_folding_only() -> None:
    assert unfolded("投 \n诉\nok", deleted_blank=True) == "投诉\nok"


def test_only_a_part_that_says_so_is_unfolded() -> None:
    head = b"From: a@b.de\nContent-Type: text/plain"
    assert letter(head + b"; format=flowed\n\none \ntwo").text == "one two"
    assert letter(head + b"\n\none \ntwo").text == "one \ntwo"
