"""OpenPGP in the text of a mail: signed words are read, encrypted ones are named as such."""

import pytest

from effort import effort
from kulanz.reading import letter
from kulanz.reading.armor import is_closed, without_signature

SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n-----END PGP SIGNATURE-----\n"
SIGNED = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHallo,\n- -- \nAnna\n{SIGNATURE}"
HEAD = b"From: a@b.de\nSubject: x\n\n"


def test_the_frame_of_a_signed_text_is_left_out() -> None:
    assert without_signature(f"vorher\n{SIGNED}nachher") == "vorher\nHallo,\n-- \nAnna\nnachher"
    read = letter(HEAD + SIGNED.encode())
    assert (read.new_text, read.signature, read.problems) == ("Hallo,", "-- \nAnna", ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        SIGNATURE,
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nnie unterschrieben",
        "Ich sah -----BEGIN PGP SIGNED MESSAGE-----\n\nx\n" + SIGNATURE,
    ],
)
def test_what_is_no_signed_text_stays_as_it_is(text: str) -> None:
    assert without_signature(text) == text


def test_an_encrypted_text_is_named() -> None:
    text = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"
    assert letter(HEAD + text.encode()).problems == ("encrypted",)
    assert is_closed(f"siehe {text}") is False


@pytest.mark.parametrize("line", ["-----BEGIN PGP SIGNED MESSAGE-----\n", "Hash: a\n", "- "])
def test_a_megabyte_of_frames_costs_no_more_than_its_length(line: str) -> None:
    few, many = SIGNED + line * 1_000, SIGNED + line * 8_000
    assert effort(lambda: without_signature(many)) == effort(lambda: without_signature(few))
